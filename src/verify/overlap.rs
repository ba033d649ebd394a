//! No two texts run into each other.

use synth_renderers::facts::{Box4, TextRun};

use crate::{Exhibit, Finding, quote};

/// Largest share of the smaller of two boxes that the other may cover. Boxes of
/// ink touch where descenders meet ascenders; words collide well above that.
const MOST: f32 = 0.08;

/// Share of texts that keep clear of the others.
pub fn score(exhibit: &Exhibit<'_>) -> Finding {
    let texts = &exhibit.facts.texts;
    let wrong: Vec<String> = texts
        .iter()
        .enumerate()
        .filter_map(|(index, text)| {
            let other = texts[..index].iter().find(|other| collide(text, other))?;
            Some(format!("{} runs into {}", quote(&text.content), quote(&other.content)))
        })
        .collect();
    Finding::share(texts.len(), &wrong, "texts keep clear of each other")
}

/// A text drawn twice at one place is a halo, not a collision.
fn collide(a: &TextRun, b: &TextRun) -> bool {
    let smaller = area(a.bbox).min(area(b.bbox)).max(1.0);
    let shared = area(meet(a.bbox, b.bbox));
    shared / smaller > MOST && a.content != b.content
}

fn meet(a: Box4, b: Box4) -> Box4 {
    [a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])]
}

fn area(b: Box4) -> f32 {
    (b[2] - b[0]).max(0.0) * (b[3] - b[1]).max(0.0)
}
