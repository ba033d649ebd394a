//! What a family says is printed is printed, and nothing else: every claimed text stands
//! in the picture as often as it should.

use std::collections::BTreeMap;

use synth_contracts::Claim;

use crate::words::plain;
use crate::{Exhibit, Finding, quote};

/// Share of claimed texts that are there, less the texts that should not be.
pub fn score(exhibit: &Exhibit<'_>) -> Finding {
    let claimed = claimed(exhibit.claims);
    if !are_claimed(exhibit.claims) {
        return Finding::new(1.0, "no texts are claimed");
    }
    let balance = balance(exhibit);
    let tell = |(text, count): (&String, &i64)| match *count {
        0 => None,
        1.. => Some(format!("{} is not there", quote(text))),
        _ => Some(format!("{} should not be there", quote(text))),
    };
    let wrong: Vec<String> = balance.iter().filter_map(tell).collect();
    Finding::share(claimed.len().max(wrong.len()), &wrong, "texts are those of the scene")
}

/// Texts of the picture that no claim explains. Empty when no texts are claimed.
pub fn unexplained(exhibit: &Exhibit<'_>) -> Vec<String> {
    if !are_claimed(exhibit.claims) {
        return Vec::new();
    }
    balance(exhibit).into_iter().filter(|(_, count)| *count < 0).map(|(text, _)| text).collect()
}

/// Whether the claims name every text of the picture.
pub fn are_claimed(claims: &[Claim]) -> bool {
    claims.iter().any(|claim| matches!(claim, Claim::Texts { .. }))
}

fn claimed(claims: &[Claim]) -> Vec<String> {
    let texts = claims.iter().filter_map(|claim| match claim {
        Claim::Texts { texts } => Some(texts),
        _ => None,
    });
    texts.flatten().map(|text| plain(text)).filter(|text| !text.is_empty()).collect()
}

/// How many of each text are missing; below 0 when there are too many. A halo, the same
/// text drawn twice at one place, counts once.
fn balance(exhibit: &Exhibit<'_>) -> BTreeMap<String, i64> {
    let mut balance: BTreeMap<String, i64> = BTreeMap::new();
    for text in claimed(exhibit.claims) {
        *balance.entry(text).or_default() += 1;
    }
    let texts = &exhibit.facts.texts;
    for (index, text) in texts.iter().enumerate() {
        let halo = |other: &&synth_renderers::facts::TextRun| {
            other.content == text.content
                && (0..4).all(|i| (other.bbox[i] - text.bbox[i]).abs() < 2.0)
        };
        if texts[..index].iter().rev().take(2).find(halo).is_none() {
            *balance.entry(plain(&text.content)).or_default() -= 1;
        }
    }
    balance
}
