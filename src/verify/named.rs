//! What the caption names is printed: its quotations and its proper names stand among
//! the texts of the picture. Where a family claims its texts, those are exact, and the
//! caption is not asked.

use std::collections::BTreeSet;

use crate::words::{plain, words};
use crate::{Exhibit, Finding, caption, labels, quote};

/// Share of a quotation's words that must be printed.
const MOST: f64 = 0.75;

/// Share of quotations and names that are printed.
pub fn score(exhibit: &Exhibit<'_>) -> Finding {
    if labels::are_claimed(exhibit.claims) {
        return Finding::new(1.0, "the texts are claimed one by one");
    }
    let printed: Vec<String> =
        exhibit.facts.texts.iter().map(|text| plain(&text.content)).collect();
    let printed = printed.join(" ");
    let printed: BTreeSet<&str> = words(&printed).collect();
    let is_printed = |named: &str| {
        // A figure is named by its corners, which are printed one by one.
        let corners = named.len() <= 8 && named.chars().all(|c| c.is_ascii_uppercase());
        if corners && named.to_lowercase().chars().all(|c| printed.contains(c.to_string().as_str()))
        {
            return true;
        }
        let named = plain(named);
        let all: Vec<&str> = words(&named).collect();
        let there = all.iter().filter(|word| printed.contains(*word)).count();
        there as f64 >= MOST * all.len() as f64
    };
    let mut all = caption::quoted(&exhibit.concept.caption);
    all.extend(caption::names(&exhibit.concept.caption));
    let missing: Vec<String> = all
        .iter()
        .filter(|named| !is_printed(named))
        .map(|named| format!("{} is not printed", quote(named)))
        .collect();
    Finding::share(all.len(), &missing, "names of the caption are printed")
}
