//! Nothing is painted over: every text has ink, and every shape of one opaque
//! colour shows it somewhere.

use crate::{Exhibit, Finding, quote};

/// Least share of a text's box that shows its colour.
const LEAST_INK: f32 = 0.02;

/// Share of texts and shapes that can be seen.
pub fn score(exhibit: &Exhibit<'_>) -> Finding {
    let facts = &exhibit.facts;
    let texts = facts
        .texts
        .iter()
        .filter(|text| text.fill.is_some() && text.ink < LEAST_INK)
        .map(|text| format!("{} is hidden", quote(&text.content)));
    let shapes =
        facts.shapes.iter().filter(|shape| shape.visible == Some(0.0) && shape.inside > 0.0).map(
            |shape| {
                let [left, top, right, bottom] = shape.bbox.map(f32::round);
                format!("the shape at {left},{top} to {right},{bottom} is hidden")
            },
        );
    let wrong: Vec<String> = texts.chain(shapes).collect();
    Finding::share(facts.texts.len() + facts.shapes.len(), &wrong, "texts and shapes can be seen")
}
