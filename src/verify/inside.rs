//! Nothing that carries meaning falls off the canvas: every text lies within it.
//! Shapes may reach over the edge, as backgrounds and gridlines do.

use crate::{Exhibit, Finding, quote};

/// Least share of a text's box within the picture.
const LEAST: f32 = 0.98;

/// Share of texts that lie within the picture.
pub fn score(exhibit: &Exhibit<'_>) -> Finding {
    let texts = &exhibit.facts.texts;
    let wrong: Vec<String> = texts
        .iter()
        .filter(|text| text.inside < LEAST)
        .map(|text| {
            let percent = text.inside * 100.0;
            format!("{} lies within it by {percent:.0} %", quote(&text.content))
        })
        .collect();
    Finding::share(texts.len(), &wrong, "texts lie within the picture")
}
