//! Every family keeps every rule that can be told without drawing.
//!
//! Each family is surveyed once, at every level; each rule is a test of its own.
//! `SYNTH_FAMILY=name` surveys that family alone.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use synth_contracts::Level;
use synth_templates::rules::{Rule, Survey};
use synth_templates::{FAMILIES, Registered};

const SEEDS: u64 = 200;

static SURVEYS: LazyLock<Vec<Survey>> = LazyLock::new(|| {
    let only = std::env::var("SYNTH_FAMILY").ok();
    let chosen = |family: &&Registered| only.as_deref().is_none_or(|name| name == family.card.name);
    let families: Vec<&Registered> = FAMILIES.iter().filter(chosen).collect();
    assert!(!families.is_empty(), "no family is called {only:?}");
    let cells: Vec<(&Registered, Level)> =
        families.into_iter().flat_map(|family| Level::ALL.map(|level| (family, level))).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let take = || cells.get(next.fetch_add(1, Ordering::Relaxed));
        let survey = |(family, level): &(&Registered, Level)| Survey::of(family, *level, SEEDS);
        std::iter::from_fn(take).map(survey).collect::<Vec<_>>()
    };
    std::thread::scope(|scope| {
        let threads = [scope.spawn(work), scope.spawn(work)];
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
});

fn holds(rule: Rule) {
    let broken = SURVEYS.iter().flat_map(|survey| {
        let first = survey.broken(rule).next();
        first.map(|broken| {
            let count = survey.broken(rule).count();
            let seed = broken.seed.map_or(String::new(), |seed| format!(", seed {seed}"));
            let (name, level) = (survey.family, survey.level);
            format!("{name}, level {level}{seed}: {} ({count} times)", broken.why)
        })
    });
    let mut broken: Vec<String> = broken.collect();
    broken.sort_unstable();
    assert!(broken.is_empty(), "{}:\n{}", rule.name(), broken.join("\n"));
}

#[test]
fn scenes_are_found() {
    holds(Rule::Found);
}

#[test]
fn two_solvers_agree() {
    holds(Rule::Agreement);
}

#[test]
fn words_are_sentences() {
    holds(Rule::Words);
}

#[test]
fn evidence_lies_on_the_canvas() {
    holds(Rule::Evidence);
}

#[test]
fn programs_are_what_their_card_says() {
    holds(Rule::Program);
}

#[test]
fn one_option_is_true() {
    holds(Rule::Options);
}

#[test]
fn the_true_option_stands_anywhere() {
    holds(Rule::Positions);
}

#[test]
fn no_answer_is_told_by_words_alone() {
    holds(Rule::Unseen);
}

#[test]
fn nothing_hidden_tells_the_answer() {
    holds(Rule::Hidden);
}

#[test]
fn another_style_keeps_the_answers() {
    holds(Rule::Restyled);
}

#[test]
fn one_changed_fact_changes_the_answer() {
    holds(Rule::Counterfactual);
}
