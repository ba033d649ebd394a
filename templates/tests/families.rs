//! What must hold for every family at every level, over many seeds.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use synth_contracts::{Concept, Language, Level, Stream, Tier};
use synth_templates::{Draft, FAMILIES, ProposeError, Registered, find};

const SEEDS: u64 = 100;

fn stream(family: &Registered, seed: u64) -> Stream {
    Stream::root(seed).child(family.card.name).index(0)
}

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
fn scenes_are_found_and_solvers_agree() {
    each(|family, level| {
        let found = drafts(family, level, SEEDS).len() as u64;
        let name = family.card.name;
        assert!(found * 100 >= SEEDS * 95, "{name}, level {level}: {found} of {SEEDS}");
    });
}

#[test]
fn evidence_and_words_are_sound() {
    each(|family, level| {
        for draft in drafts(family, level, 40) {
            let Draft { concept, width, height, .. } = &draft;
            for question in [&concept.easy, &concept.hard] {
                let (text, boxes) = (&question.text, &question.evidence);
                assert!((1..=13).contains(&boxes.len()), "{text}: {} boxes", boxes.len());
                for area in boxes {
                    assert!(area.fits(*width, *height), "{text}: {area:?} on {width} × {height}");
                }
                assert!(!text.contains(['{', '}']), "a gap was left in {text:?}");
                assert!(text.starts_with(char::is_uppercase), "{text}");
                assert!(text.ends_with(['?', '.']), "{text}");
            }
            assert!(!concept.caption.contains(['{', '}']), "{}", concept.caption);
        }
    });
}

#[test]
fn programs_are_what_their_card_says() {
    each(|family, level| {
        for draft in drafts(family, level, 25) {
            let source = &draft.program.source;
            assert_eq!(draft.program.language, family.card.language);
            match draft.program.language {
                Language::Svg => check_svg(&draft),
                Language::Python => assert!(source.contains("open(\"output.svg\", \"w\")")),
            }
            assert!(source.lines().all(|line| line.trim_end() == line), "{source}");
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

#[test]
fn style_changes_neither_scene_nor_answers() {
    each(|family, level| {
        let mut changed = 0;
        for seed in 0..12 {
            let here = stream(family, seed);
            let look = Stream::root(seed).child("another look");
            let (Ok(one), Ok(two)) =
                (family.propose(level, &here), family.propose_in_style(level, &here, &look))
            else {
                continue;
            };
            let answers = |concept: &Concept| Tier::ALL.map(|t| concept.question(t).answer.clone());
            assert_eq!(one.scene, two.scene);
            assert_eq!(answers(&one.concept), answers(&two.concept));
            assert_eq!(one.second, two.second);
            changed += u32::from(one.program != two.program);
        }
        assert!(changed >= 8, "{} hardly changes with its style", family.card.name);
    });
}

/// Share of the most frequent hard answer, over this many seeds.
fn prior(family: &Registered, level: Level, seeds: u64) -> f64 {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let all = drafts(family, level, seeds);
    for draft in &all {
        *counts.entry(draft.concept.hard.answer.to_string()).or_default() += 1;
    }
    let most = counts.values().max().copied().unwrap_or_default();
    most as f64 / all.len().max(1) as f64
}

#[test]
fn no_hard_answer_is_a_safe_guess() {
    each(|family, level| {
        let prior = prior(family, level, 200);
        assert!(prior < 0.35, "{}, level {level}: {prior:.2}", family.card.name);
    });
}

/// `cargo test -p synth-templates --release -- --ignored --nocapture figures`
#[test]
#[ignore = "prints a table"]
fn figures() {
    println!("{:16} level  found  prior  median µs", "family");
    each(|family, level| {
        let mut times: Vec<u128> = (0..500)
            .map(|seed| {
                let stream = stream(family, seed);
                let start = std::time::Instant::now();
                let draft = family.propose(level, &stream);
                drop(draft);
                start.elapsed().as_micros()
            })
            .collect();
        times.sort_unstable();
        let (found, prior) = (drafts(family, level, 500).len(), prior(family, level, 500));
        let name = family.card.name;
        println!(
            "{name:16} {level:>5}  {:>4.1}%  {:>4.1}%  {:>6}",
            found as f64 / 5.0,
            prior * 100.0,
            times[250]
        );
    });
}
