//! How far a picture shows what was asked for, as far as words about it say.

use std::collections::BTreeSet;

use crate::entry::Entry;
use crate::text::named;
use crate::words::{stem, words};

/// Stems that are looked at, of a text and of all that is said of a picture.
const MOST: [usize; 2] = [64, 2_000];

/// The share of a text's different words, 0 to 1, that stand in caption, name or fields of
/// a picture, in any form; 0 for a text that names nothing.
pub fn shown(text: &str, entry: &Entry) -> f64 {
    let asked: BTreeSet<String> = things(text, MOST[0]).collect();
    if asked.is_empty() {
        return 0.0;
    }
    let name = words(stem(&entry.name)).join(" ");
    let caption = entry.caption.as_deref().unwrap_or_default();
    let said: BTreeSet<String> =
        things(&[caption, &name, &entry.about].join(" "), MOST[1]).collect();
    asked.intersection(&said).count() as f64 / asked.len() as f64
}

/// What a text names, however many of it: a name seldom says that there are two.
fn things(text: &str, most: usize) -> impl Iterator<Item = String> {
    named(text, most).filter(|term| term != "two")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_count_in_any_form_and_field_and_empty_ones_do_not() {
        let entry = Entry {
            name: "blue-jay_02.png".into(),
            caption: Some("A bird that runs".into()),
            about: "animals".into(),
            ..Entry::default()
        };
        assert_eq!(shown("the running birds", &entry), 1.0);
        assert_eq!(shown("blue jays and an animal", &entry), 1.0);
        assert_eq!(shown("a bird, a fox", &entry), 0.5);
        assert_eq!(shown("bird bird bird fox", &entry), 0.5);
        assert_eq!(shown("of the", &entry), 0.0);
        assert_eq!(shown("?!", &entry), 0.0);
    }
}
