//! The laws of equality and of votes, and that formatting changes nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use serde_json::Value;
use synth_grader::{Canonical, Truth, equal, score, vote};

const TABLE: &str = include_str!("table.jsonl");

/// Every answer and truth of the table, and a few that are near them.
fn corpus() -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in TABLE.lines() {
        let pair: Value = serde_json::from_str(line).unwrap();
        all.extend(["answer", "truth"].iter().map(|name| pair[*name].as_str().unwrap().to_owned()));
    }
    all.sort();
    all.dedup();
    all
}

/// Texts made of the pieces that answers are made of.
fn answers() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("1"),
        Just("2"),
        Just("0.5"),
        Just("50%"),
        Just("1/2"),
        Just("two"),
        Just("-"),
        Just(","),
        Just(" "),
        Just(" and "),
        Just(" or "),
        Just("x"),
        Just("="),
        Just("^2"),
        Just("("),
        Just(")"),
        Just("cm"),
        Just(" m"),
        Just("yes"),
        Just("no"),
        Just("A"),
        Just("B"),
        Just("red"),
        Just("the "),
        Just("$"),
        Just("°"),
        Just("√"),
        Just("\\frac{1}{2}"),
        Just("{"),
        Just("}"),
        Just(":30"),
        Just(" pm"),
        Just("March "),
        Just("2024"),
        Just("é"),
        Just("."),
        Just("\u{200b}"),
        Just("is "),
        Just("not "),
        Just("*"),
        Just("/"),
        Just("10"),
    ];
    prop::collection::vec(piece, 0..7).prop_map(|pieces| pieces.concat())
}

/// The same answer in another packing.
fn packings(answer: &str) -> Vec<String> {
    vec![
        format!("  {answer}\n"),
        format!("**{answer}**"),
        format!("\"{answer}\""),
        format!("\\boxed{{{answer}}}"),
        format!("Answer: {answer}"),
        format!("The final answer is {answer}"),
        format!("\u{feff}{answer}\u{200b}"),
        answer.replace(' ', "\u{a0}"),
        answer.replace('-', "\u{2212}"),
    ]
}

#[test]
fn equality_of_the_table_is_an_equivalence() {
    let corpus = corpus();
    let forms: Vec<Canonical> = corpus.iter().map(|answer| Canonical::of(answer)).collect();
    let (mut same, mut apart) = (0, 0);
    for (at, a) in corpus.iter().enumerate() {
        assert!(equal(a, a), "{a}");
        for (b, form) in corpus.iter().zip(&forms).skip(at + 1).step_by(1 + at % 7) {
            // What `equal` says of a pair is what the forms say, both ways.
            let forms_equal = forms[at] == *form;
            if forms_equal || (at * 31 + b.len()) % 101 == 0 {
                assert_eq!((equal(a, b), equal(b, a)), (forms_equal, forms_equal), "{a} and {b}");
            }
            if forms_equal { same += 1 } else { apart += 1 }
        }
    }
    assert!(same > 100 && apart > 10_000, "{same} and {apart}");
}

#[test]
fn what_is_equal_is_right_and_what_is_wrong_is_unequal() {
    // Against a bare truth, equality is the stricter of the two; lists in order and
    // the names of values aside.
    for line in TABLE.lines() {
        let pair: Value = serde_json::from_str(line).unwrap();
        let (answer, truth) = (pair["answer"].as_str().unwrap(), pair["truth"].as_str().unwrap());
        let bare = pair.as_object().unwrap().len() == 4;
        let list =
            [answer, truth].iter().any(|text| text.contains([',', '=']) || text.contains(" and "));
        if bare && !list && pair["expected"] == 0 && !Canonical::of(truth).is_blank() {
            assert!(!equal(answer, truth), "{line}");
        }
    }
}

#[test]
fn packing_changes_nothing_in_the_table() {
    for line in TABLE.lines() {
        let pair: Value = serde_json::from_str(line).unwrap();
        let answer = pair["answer"].as_str().unwrap();
        // A response is unpacked by `extract`, and its packing is tested there.
        let whole = answer.contains("boxed") || answer.contains('<') || answer.contains('\n');
        if whole || answer.trim().is_empty() {
            continue;
        }
        for packed in packings(answer) {
            let mut record = pair.clone();
            record["answer"] = Value::from(packed.as_str());
            let scored = synth_grader::score_line(&record.to_string(), false).unwrap();
            let scored: Value = serde_json::from_str(&scored).unwrap();
            assert_eq!(scored["score"].as_f64(), pair["expected"].as_f64(), "{packed:?} {line}");
        }
    }
}

#[test]
fn every_truth_of_the_table_accepts_itself_and_survives_its_text_form() {
    for line in TABLE.lines() {
        let pair: Value = serde_json::from_str(line).unwrap();
        let mut draft = pair.clone();
        for name in ["answer", "expected", "note"] {
            draft.as_object_mut().unwrap().remove(name);
        }
        let truth = Truth::new(serde_json::from_value(draft).unwrap()).unwrap();
        assert!(score(truth.written(), &truth).is_right(), "{line}");
        let again = Truth::from_text(&truth.to_text()).unwrap();
        assert_eq!(again.to_text(), truth.to_text());
        let answer = pair["answer"].as_str().unwrap();
        assert_eq!(score(answer, &again), score(answer, &truth), "{line}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn equality_is_symmetric_and_transitive(a in answers(), b in answers(), c in answers()) {
        prop_assert!(equal(&a, &a));
        prop_assert_eq!(equal(&a, &b), equal(&b, &a));
        if equal(&a, &b) && equal(&b, &c) {
            prop_assert!(equal(&a, &c));
        }
    }

    #[test]
    fn packing_does_not_change_the_form(answer in answers()) {
        // Marks at the ends would pair with those of the packing.
        let tidy = answer.trim_matches(|c: char| "*\"-{}$.:=, ".contains(c) || !c.is_ascii()).to_owned();
        prop_assume!(!tidy.starts_with("is ") && !tidy.is_empty() && !tidy.contains(['{', '}', '$', '*', '-']));
        for packed in packings(&tidy) {
            prop_assert!(equal(&packed, &tidy), "{:?} and {:?}", packed, tidy);
        }
    }

    #[test]
    fn a_vote_does_not_depend_on_the_order(
        answers in prop::collection::vec(answers(), 1..9), turn in 0_usize..9
    ) {
        let sets = |list: &[String]| {
            let mut classes: Vec<Vec<&str>> = vote(list).clusters.iter().map(|cluster| {
                let mut texts: Vec<&str> = cluster.iter().map(|at| list[*at].as_str()).collect();
                texts.sort_unstable();
                texts
            }).collect();
            classes.sort();
            classes.iter().map(|class| class.join("|")).collect::<Vec<_>>()
        };
        let mut turned = answers.clone();
        turned.rotate_left(turn % answers.len());
        // Two units that equally many name are told apart by who came first.
        let units = |list: &[String]| list.iter().filter(|a| a.contains(['m', '°', '$'])).count();
        if units(&answers) <= 1 {
            prop_assert_eq!(sets(&answers), sets(&turned));
        }
    }

    #[test]
    fn numbers_are_equal_however_they_are_written(n in -1_000_000_i64..1_000_000) {
        let plain = n.to_string();
        let sign = if n < 0 { "-" } else { "" };
        let digits = n.unsigned_abs().to_string();
        let mut grouped = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let truth = Truth::from_text(&plain).unwrap();
        for text in [
            format!("{sign}{grouped}"),
            format!("{plain}.0"),
            format!("{plain}.00"),
            format!("{plain}e0"),
            format!("\\({plain}\\)"),
            format!("{sign}{}", grouped.replace(',', " ")),
            plain.replace('-', "−"),
        ] {
            prop_assert!(equal(&text, &plain), "{}", text);
            prop_assert!(score(&text, &truth).is_right(), "{}", text);
        }
        let next = (n + 1).to_string();
        prop_assert!(!equal(&next, &plain) && !score(&next, &truth).is_right());
    }

    #[test]
    fn anything_can_be_read(answer in any::<String>(), truth in any::<String>()) {
        prop_assert!(equal(&answer, &answer));
        if let Ok(truth) = Truth::from_text(&truth) {
            let verdict = score(&answer, &truth);
            prop_assert!((0.0..=1.0).contains(&verdict.score));
            prop_assert!(score(truth.written(), &truth).is_right());
        }
    }

    #[test]
    fn anything_made_of_pieces_can_be_read(answer in answers(), truth in answers()) {
        if let Ok(truth) = Truth::from_text(&truth) {
            let _ = score(&answer, &truth);
            prop_assert!(score(truth.written(), &truth).is_right());
        }
    }
}
