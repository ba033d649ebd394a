//! There is something to see: more than a few per cent of a uniform ground.

use crate::{Exhibit, Finding};

/// Least share of pixels that differ from the commonest colour.
const LEAST: f32 = 0.005;

/// 1 when enough of the picture is drawn on.
pub fn score(exhibit: &Exhibit<'_>) -> Finding {
    let facts = &exhibit.facts;
    let percent = facts.coverage * 100.0;
    Finding {
        value: f64::from(u8::from(facts.coverage >= LEAST)),
        evidence: format!("{percent:.1} % of the pixels are drawn on in {} colours", facts.colours),
    }
}
