//! Rules that hold whatever is observed.

use proptest::prelude::*;

use super::super::{Archive, Sketch, penalties};
use super::*;

/// Votes on each question.
const VOTES: u32 = 10;

/// The chance of `k` hits among `n` of chance `p`.
fn binomial(n: u32, k: u32, p: f64) -> f64 {
    let ways: f64 = (0..k).map(|i| f64::from(n - i) / f64::from(i + 1)).product();
    ways * p.powi(k as i32) * (1.0 - p).powi((n - k) as i32)
}

/// The mean reward of a proved question that is solved at this rate, and blind at another.
fn posed(rate: f64, blind: f64) -> f64 {
    over_votes(rate, blind, |sighted, blind| {
        let evidence = Evidence { proved: true, sighted, blind, ..Evidence::default() };
        reward(evidence)
    })
}

/// The mean reward of a question without an answer: author, Solver and a second look all
/// guess among `options`, with the picture as without.
fn guessed(options: u32) -> f64 {
    let chance = 1.0 / f64::from(options);
    let one = |author: bool, again: bool| {
        over_votes(chance, chance, |sighted, blind| {
            let (author_agrees, repeats) = (Some(author), Some(again));
            reward(Evidence { author_agrees, repeats, sighted, blind, ..Evidence::default() })
        })
    };
    let both = chance * chance;
    both * one(true, true) + (1.0 - both) * one(true, false)
}

fn over_votes(rate: f64, blind: f64, mut of: impl FnMut(Rate, Rate) -> f64) -> f64 {
    let mut mean = 0.0;
    for sighted in 0..=VOTES {
        for unsighted in 0..=VOTES {
            let chance = binomial(VOTES, sighted, rate) * binomial(VOTES, unsighted, blind);
            mean += chance * of(Rate::new(sighted, VOTES), Rate::new(unsighted, VOTES));
        }
    }
    mean
}

fn reward(evidence: Evidence) -> f64 {
    author(&Outcome::Judged(vec![evidence]), 0.0, &Constants::default()).unwrap().total()
}

#[test]
fn a_guess_earns_less_than_a_posed_question_at_every_solve_rate() {
    for options in 2..=5 {
        let guess = guessed(options);
        for rate in 0..=20 {
            let posed = posed(f64::from(rate) / 20.0, 0.2);
            assert!(guess < posed, "{options} options {guess}, rate {rate}/20 {posed}");
        }
    }
}

#[test]
fn of_posed_questions_those_at_the_frontier_earn_most() {
    let of = |rate| posed(rate, 0.1);
    assert!(of(0.5) > of(0.2) && of(0.2) > of(0.0));
    assert!(of(0.5) > of(0.8) && of(0.8) > of(1.0));
}

#[test]
fn a_fault_of_the_host_or_of_another_role_moves_no_reward() {
    let constants = Constants::default();
    assert_eq!(author(&Outcome::Unjudged, -0.5, &constants), None);
    assert_eq!(author(&Outcome::Judged(vec![]), 0.0, &constants), None);
    assert_eq!(coder(&Outcome::Unjudged, &constants), None);
    assert_eq!(searcher(&Outcome::Judged(vec![(0.9, None)]), 0.0, &constants), None);
    // One picture about which nobody could ask changes nothing of the other's question.
    let seen = Evidence { proved: true, sighted: Rate::new(5, 10), ..Evidence::default() };
    let one = searcher(&Outcome::Judged(vec![(1.0, Some(seen))]), 0.0, &constants);
    let two = searcher(&Outcome::Judged(vec![(1.0, Some(seen)), (1.0, None)]), 0.0, &constants);
    assert_eq!(one, two);
}

#[test]
fn a_malformed_output_earns_nothing_and_less_than_any_other() {
    let constants = Constants::default();
    let nothing = author(&Outcome::Malformed, 0.0, &constants).unwrap();
    assert_eq!(nothing.total(), 0.0);
    assert!(reward(Evidence::default()) > 0.0);
    let drawn = |rendered| {
        let drawing =
            Drawing { rendered, verified: Some(1.0), read: Read::Voted(Rate::new(10, 10)) };
        coder(&Outcome::Judged(drawing), &constants).unwrap().total()
    };
    assert_eq!(drawn(false), 0.0);
    assert!(drawn(true) > 0.9 && drawn(true) <= 1.0);
    let proved = |right| {
        let drawing = Drawing { rendered: true, verified: Some(1.0), read: Read::Proved(right) };
        coder(&Outcome::Judged(drawing), &constants).unwrap().total()
    };
    let refused = Drawing { rendered: true, verified: None, read: Read::Proved(true) };
    let refused = coder(&Outcome::Judged(refused), &constants).unwrap().total();
    assert!((refused - 0.2).abs() < 1e-12);
    assert!((proved(true) - 1.0).abs() < 1e-12 && (proved(false) - 0.4).abs() < 1e-12);
}

#[test]
fn a_coder_that_leaves_marks_out_earns_less_than_one_that_dares_to_place_them() {
    let constants = Constants::default();
    let of = |verified, share| {
        let drawing = Drawing { rendered: true, verified, read: Read::Shown(share) };
        coder(&Outcome::Judged(drawing), &constants).unwrap().total()
    };
    // Of six marks one is left out; or it is placed, rightly as often as not much less than
    // that, or on top of another, so that the picture is refused.
    let without = of(Some(1.0), 5.0 / 6.0);
    let dared = |chance: f64| chance * of(Some(1.0), 1.0) + (1.0 - chance) * of(None, 0.0);
    assert!(dared(0.6) > without && dared(0.4) < without, "{without}");
    // What is shown in part earns by the mark.
    assert!(of(Some(1.0), 0.5) > of(Some(1.0), 0.25) && of(Some(1.0), 0.25) > of(None, 1.0));
}

#[test]
fn a_copy_earns_less_but_never_less_than_nonsense() {
    let constants = Constants::default();
    let of = |evidence, copy| {
        author(&Outcome::Judged(vec![evidence]), copy, &constants).unwrap().total()
    };
    let good = Evidence { proved: true, sighted: Rate::new(5, 10), ..Evidence::default() };
    assert!((of(good, 0.0) - of(good, -0.5) - 0.5).abs() < 1e-12);
    assert!(of(Evidence::default(), -0.5).abs() < 1e-12);
    let found = Outcome::Judged(vec![(1.0, Some(Evidence::default()))]);
    assert!(searcher(&found, -0.5, &constants).unwrap().total().abs() < 1e-12);
}

#[test]
fn a_doubtful_label_pays_less() {
    let constants = Constants::default();
    let proved = Evidence { proved: true, ..Evidence::default() };
    assert_eq!(solver(true, true, &proved, &constants).total(), 1.0);
    assert_eq!(solver(true, true, &Evidence::default(), &constants).total(), 0.1);
    assert_eq!(solver(false, false, &proved, &constants).total(), 0.0);
}

fn texts() -> impl Strategy<Value = Vec<(usize, String)>> {
    prop::collection::vec((0..3_usize, "[a-d ]{0,12}"), 1..12)
}

const NAMES: [&str; 3] = ["maps", "charts", "mazes"];

fn sketched(texts: &[(usize, String)]) -> Vec<(&'static str, Sketch)> {
    texts.iter().map(|(assigned, text)| (NAMES[*assigned], Sketch::of(text))).collect()
}

proptest! {
    #[test]
    fn copies_cost_the_same_in_any_order(texts in texts(), turn in 0..12_usize) {
        let constants = Constants::default();
        let straight = penalties(&sketched(&texts), &Archive::default(), &constants);
        let turn = turn % texts.len();
        let mut turned = texts.clone();
        turned.rotate_left(turn);
        let mut costs = penalties(&sketched(&turned), &Archive::default(), &constants);
        costs.rotate_right(turn);
        prop_assert_eq!(straight, costs);
    }

    #[test]
    fn unrelated_company_changes_no_cost(texts in texts(), company in 1..40_usize) {
        let constants = Constants::default();
        let alone = penalties(&sketched(&texts), &Archive::default(), &constants);
        let mut more = texts.clone();
        // No letter of these stands in the texts above.
        more.extend((0..company).map(|i| (i % 3, format!("xyz{i:04}qq"))));
        let costs = penalties(&sketched(&more), &Archive::default(), &constants);
        prop_assert_eq!(&alone[..], &costs[..alone.len()]);
    }

    #[test]
    fn rewards_stay_in_their_range(
        proved: bool, author_agrees: Option<bool>, repeats: Option<bool>,
        right in 0..20_u32, asked in 0..20_u32, blind in 0..20_u32,
    ) {
        let (sighted, blind) = (Rate::new(right, asked), Rate::new(blind, asked));
        let undetermined = Rate::new(right / 2, asked);
        let evidence = Evidence { proved, author_agrees, repeats, undetermined, sighted, blind };
        let reward = reward(evidence);
        prop_assert!((0.1..=1.0).contains(&reward), "{}", reward);
    }

    #[test]
    fn two_pictures_earn_the_mean_of_what_each_earns(a in 0..=10_u32, b in 0..=10_u32) {
        let of = |right| Evidence {
            proved: true,
            sighted: Rate::new(right, VOTES),
            ..Evidence::default()
        };
        let both = author(&Outcome::Judged(vec![of(a), of(b)]), 0.0, &Constants::default());
        let mean = (reward(of(a)) + reward(of(b))) / 2.0;
        prop_assert!((both.unwrap().total() - mean).abs() < 1e-12);
    }
}
