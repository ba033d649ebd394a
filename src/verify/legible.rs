//! Every text can be read: large enough, with enough contrast, with all its
//! characters.

use synth_renderers::facts::TextRun;

use crate::{Exhibit, Finding, quote};

/// Smallest font, in pixels: below it, digits are less than four pixels high.
const SMALLEST: f32 = 5.5;

/// Least contrast between a text and its ground; WCAG asks 3 of large text.
const LEAST_CONTRAST: f32 = 2.0;

/// Share of texts that can be read.
pub fn score(exhibit: &Exhibit<'_>) -> Finding {
    let texts = &exhibit.facts.texts;
    let wrong: Vec<String> = texts.iter().filter_map(fault).collect();
    Finding::share(texts.len(), &wrong, "texts can be read")
}

/// What is wrong with a text, if anything.
fn fault(text: &TextRun) -> Option<String> {
    let content = quote(&text.content);
    if text.size < SMALLEST {
        return Some(format!("{content} is {:.1} px high; at least {SMALLEST}", text.size));
    }
    if text.fill.is_some() && text.contrast < LEAST_CONTRAST {
        let contrast = text.contrast;
        return Some(format!("{content} has contrast {contrast:.1}; at least {LEAST_CONTRAST}"));
    }
    (text.missing > 0).then(|| format!("{content} has {} characters without a glyph", text.missing))
}
