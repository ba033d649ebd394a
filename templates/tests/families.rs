//! What must hold of the list of families. The rules for each are held in `rules.rs` and,
//! on pictures, in `drawn.rs` and `claims`.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeSet;

use synth_contracts::{Language, Level};
use synth_templates::rules::stream;
use synth_templates::{Draft, FAMILIES, ProposeError, Registered, find};

/// Every draft of a level; fails the test on a contradiction.
fn drafts(family: &Registered, level: Level, seeds: u64) -> Vec<Draft> {
    let name = family.card.name;
    let draft = |seed| match family.propose(level, &stream(family, seed)) {
        Ok(draft) => Some(draft),
        Err(ProposeError::NoScene) => None,
        Err(error) => panic!("{name}, level {level}, seed {seed}: {error}"),
    };
    (0..seeds).filter_map(draft).collect()
}

fn each(check: impl Fn(&Registered, Level)) {
    for family in FAMILIES {
        for level in Level::ALL {
            check(family, level);
        }
    }
}

#[test]
fn names_are_unique_and_kebab_case() {
    let names: BTreeSet<&str> = FAMILIES.iter().map(|family| family.card.name).collect();
    assert_eq!(names.len(), FAMILIES.len());
    for name in names {
        let word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
        assert!(name.split('-').all(word), "{name}");
        assert!(find(name).is_some());
    }
}

#[test]
fn documents_have_the_size_they_claim() {
    let svg = |family: &Registered| family.card.language == Language::Svg;
    each(|family, level| {
        for draft in drafts(family, level, if svg(family) { 10 } else { 0 }) {
            check_svg(&draft);
        }
    });
}

/// The document parses, has the size it claims, and its text is not tiny.
fn check_svg(draft: &Draft) {
    let source = &draft.program.source;
    let document = roxmltree::Document::parse(source).expect(source);
    let number = |node: roxmltree::Node, name| node.attribute(name)?.parse::<f64>().ok();
    let root = document.root_element();
    assert_eq!(number(root, "width"), Some(draft.width));
    assert_eq!(number(root, "height"), Some(draft.height));
    let scale = 448.0 / draft.width.max(draft.height);
    for text in document.descendants().filter(|node| node.has_tag_name("text")) {
        let size = text.ancestors().find_map(|node| number(node, "font-size")).unwrap();
        assert!(size * scale >= 9.0, "{:?} is {size} units high", text.text());
    }
}

#[test]
fn a_stream_names_one_draft() {
    each(|family, level| {
        for seed in 0..5 {
            let [one, two] = [0, 1].map(|_| family.propose(level, &stream(family, seed)));
            let (Ok(one), Ok(two)) = (one, two) else { continue };
            assert_eq!(one.program, two.program);
            assert_eq!(one.concept, two.concept);
            assert_eq!(one.scene, two.scene);
        }
    });
}
