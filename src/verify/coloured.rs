//! The colours that the caption gives by their codes are used.

use synth_renderers::facts::Rgb;

use crate::marks::rgb;
use crate::{Exhibit, Finding, caption};

/// Largest distance at which two colours are one.
const SAME: u32 = 24;

/// Share of the caption's colours that some mark or text has.
pub fn score(exhibit: &Exhibit<'_>) -> Finding {
    let shapes = exhibit.facts.shapes.iter().flat_map(|shape| [shape.fill, shape.stroke]);
    let texts = exhibit.facts.texts.iter().map(|text| text.fill);
    let used: Vec<Rgb> = shapes.chain(texts).flatten().collect();
    let all = caption::hex_colours(&exhibit.concept.caption);
    let is_used = |code: &String| {
        rgb(code).is_some_and(|colour| used.iter().any(|other| colour.distance(*other) <= SAME))
    };
    let missing: Vec<String> = all
        .iter()
        .filter(|code| !is_used(code))
        .map(|code| format!("{code} is not used"))
        .collect();
    Finding::share(all.len(), &missing, "colours of the caption are used")
}
