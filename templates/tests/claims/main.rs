//! What families claim of their pictures holds on their own drawings, and on no
//! drawing of another scene.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod judge;

use std::collections::BTreeMap;

use judge::Judge;
use synth_contracts::{Claim, Language, Level, Stream};
use synth_renderers::{Options, Rendered};
use synth_templates::{Draft, FAMILIES, Registered};

/// The families whose programs are pictures already.
fn drawn() -> impl Iterator<Item = (&'static Registered, Level)> {
    let families = FAMILIES.iter().filter(|family| shown(family));
    families.flat_map(|family| Level::ALL.map(|level| (family, level)))
}

fn shown(family: &Registered) -> bool {
    family.card.language == Language::Svg
}

fn draft(family: &Registered, level: Level, seed: u64) -> Option<Draft> {
    let stream = Stream::root(seed).child(family.card.name).index(0);
    family.propose_in_style(level, &stream, &Stream::root(seed / 2).child("look")).ok()
}

fn picture(draft: &Draft) -> Rendered {
    synth_renderers::render(&draft.program.source, &Options::default()).unwrap()
}

fn kind(claim: &Claim) -> String {
    let value = serde_json::to_value(claim).unwrap();
    value["claim"].as_str().unwrap().to_owned()
}

#[test]
fn claims_hold_on_the_drawing() {
    let mut worst: BTreeMap<(&str, String), f64> = BTreeMap::new();
    for (family, level) in drawn() {
        let name = family.card.name;
        for seed in 0..4 {
            let Some(draft) = draft(family, level, seed) else { continue };
            let rendered = picture(&draft);
            let judge = Judge::new(&rendered, &draft.claims);
            for claim in &draft.claims {
                match judge.hold(claim) {
                    Ok(far) => {
                        let most = worst.entry((name, kind(claim))).or_default();
                        *most = most.max(far);
                    }
                    Err(why) => panic!("{name}, level {level}, seed {seed}: {why}: {claim:?}"),
                }
            }
        }
    }
    for ((name, kind), far) in worst {
        println!("{name:16} {kind:14} {far:.2}");
    }
}

#[test]
fn claims_do_not_hold_on_another_scene() {
    for (family, level) in drawn() {
        for seed in (0..4).step_by(2) {
            // Two scenes in one style.
            let (one, two) = (draft(family, level, seed), draft(family, level, seed + 1));
            let (Some(one), Some(two)) = (one, two) else { continue };
            let rendered = picture(&two);
            let judge = Judge::new(&rendered, &one.claims);
            let broken = one.claims.iter().filter(|claim| judge.hold(claim).is_err()).count();
            assert!(broken > 0, "{}, level {level}, seed {seed}", family.card.name);
        }
    }
}

#[test]
fn every_family_claims_its_texts_and_more() {
    for family in FAMILIES {
        for level in Level::ALL {
            let Some(draft) = draft(family, level, 1) else { continue };
            let texts = draft.claims.iter().filter(|claim| matches!(claim, Claim::Texts { .. }));
            assert_eq!(texts.count(), 1, "{}", family.card.name);
            assert!(draft.claims.len() > 2, "{}", family.card.name);
        }
    }
}
