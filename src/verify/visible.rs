//! Nothing is painted over: every text has ink, and every shape of one opaque
//! colour shows it somewhere.

use synth_renderers::facts::Shape;

use crate::{Exhibit, Finding, quote};

/// Least share of a text's box that shows its colour; thin letters blend with their
/// ground nearly everywhere, hidden ones everywhere.
const LEAST_INK: f32 = 0.004;

/// Pixels below which a hidden shape of a model's picture is forgiven: a marker under a
/// marker, the end of a line under its dot. A family knows better and is not.
const SMALL: f32 = 100.0;

/// Share of the picture above which a hidden shape is its ground.
const GROUND: f32 = 0.5;

/// Share of texts and shapes that can be seen.
pub fn score(exhibit: &Exhibit<'_>) -> Finding {
    let facts = &exhibit.facts;
    let texts = facts
        .texts
        .iter()
        .filter(|text| text.fill.is_some() && text.ink < LEAST_INK)
        .map(|text| format!("{} is hidden", quote(&text.content)));
    let shapes = facts.shapes.iter().filter(|shape| is_hidden(shape, exhibit)).map(|shape| {
        let [left, top, right, bottom] = shape.bbox.map(f32::round);
        format!("the shape at {left},{top} to {right},{bottom} is hidden")
    });
    let wrong: Vec<String> = texts.chain(shapes).collect();
    Finding::share(facts.texts.len() + facts.shapes.len(), &wrong, "texts and shapes can be seen")
}

/// Whether a shape that matters is painted over.
fn is_hidden(shape: &Shape, exhibit: &Exhibit<'_>) -> bool {
    let [left, top, right, bottom] = shape.bbox;
    let area = (right - left) * (bottom - top);
    let picture = exhibit.width as f32 * exhibit.height as f32;
    let matters = !exhibit.claims.is_empty() || (SMALL..picture * GROUND).contains(&area);
    shape.visible == Some(0.0) && shape.inside > 0.0 && matters
}
