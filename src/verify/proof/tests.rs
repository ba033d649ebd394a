use proptest::prelude::*;
use synth_contracts::Concept;
use synth_renderers::{Options, render};

use super::*;

fn prove_of(body: &str, question: &str) -> Proof {
    seen(body, |seen| seen.prove(question))
}

fn seen<T>(body: &str, of: impl Fn(&Seen<'_>) -> T) -> T {
    let source = format!("<svg viewBox=\"0 0 9 9\" width=\"96\" height=\"96\">{body}</svg>");
    let drawn = render(&source, &Options::default()).unwrap();
    let concept: Concept = concept();
    of(&Seen::of(&Exhibit {
        width: drawn.width,
        height: drawn.height,
        rgba: &drawn.rgba,
        facts: &drawn.facts,
        concept: &concept,
        claims: &[],
    }))
}

fn concept() -> Concept {
    use synth_contracts::{Answer, ContentType, Question};
    let question =
        || Question { text: String::new(), answer: Answer::text("none"), evidence: Vec::new() };
    Concept {
        content_type: ContentType::Other,
        caption: String::new(),
        easy: question(),
        hard: question(),
    }
}

fn says(answer: &str) -> Proof {
    Proof::Answer(answer.to_owned())
}

const BOARD: &str = r#"<circle cx="1" cy="1" r="1" fill="red"/>
<rect x="3" y="3" width="2" height="2" fill="blue"/><circle cx="7" cy="7" r="1" fill="blue"/>"#;

#[test]
fn marks_are_counted_by_colour_and_by_kind() {
    for (question, answer) in [
        ("How many shapes are there?", "3"),
        ("How many circles are there in the picture?", "2"),
        ("How many squares are there?", "1"),
        ("How many blue shapes are there?", "2"),
        ("How many blue circles are there?", "1"),
        ("How many green shapes are there?", "0"),
    ] {
        assert_eq!(prove_of(BOARD, question), says(answer), "{question}");
    }
}

#[test]
fn a_caption_that_lists_marks_is_held_against_them() {
    for (caption, share) in [
        ("top left red circle, centre middle blue square, bottom right blue circle.", Some(1.0)),
        // In any order; and what is missing, wrong or too much counts.
        ("bottom right blue circle, top left red circle, center middle blue square", Some(1.0)),
        ("top left red circle, centre middle blue square", Some(2.0 / 3.0)),
        ("top left red circle, centre middle blue circle, bottom right blue circle", Some(0.5)),
        ("top right red circle", Some(0.0)),
        // A place that is named twice, and what is no list.
        ("top left red circle, top left blue circle", None),
        ("three shapes on a board", None),
        ("top left red circle and a blue square", None),
        ("", None),
    ] {
        assert_eq!(seen(BOARD, |seen| seen.shows(caption)), share, "{caption}");
    }
    let overlaid = format!("{BOARD}<rect x=\"0\" y=\"0\" width=\"1\" height=\"1\" fill=\"red\"/>");
    assert_eq!(seen(&overlaid, |seen| seen.shows("top left red circle")), Some(0.0));
}

#[test]
fn a_mark_is_known_by_its_place() {
    assert_eq!(prove_of(BOARD, "Which colour is top left?"), says("red"));
    assert_eq!(prove_of(BOARD, "What shape is at the centre middle?"), says("square"));
    assert_eq!(prove_of(BOARD, "Which shape is bottom right?"), says("circle"));
    assert_eq!(prove_of(BOARD, "Which shape is bottom left?"), Proof::Nothing);
}

#[test]
fn what_is_not_understood_stays_open() {
    for question in [
        "How many large circles are there?",
        "How many circles are there below the square?",
        "How many bars are there?",
        "Which colour is it?",
        "Why?",
    ] {
        assert_eq!(prove_of(BOARD, question), Proof::Open, "{question}");
    }
}

#[test]
fn a_picture_that_could_be_read_in_two_ways_stays_open() {
    for (what, more) in [
        ("one over another", r#"<circle cx="1.5" cy="1.5" r="1" fill="green"/>"#),
        ("one upon its like", r#"<circle cx="1" cy="1" r="1" fill="red"/>"#),
        ("a diamond", r#"<polygon points="7,0 8,1 7,2 6,1" fill="green"/>"#),
        (
            "an octagon",
            r#"<polygon points="7,0 7.707,.293 8,1 7.707,1.707 7,2 6.293,1.707 6,1 6.293,.293"
            fill="green"/>"#,
        ),
        ("a triangle", r#"<polygon points="6,2 8,2 7,0" fill="green"/>"#),
        ("an outline", r#"<circle cx="7" cy="1" r="1" fill="green" stroke="black"/>"#),
        ("a veil", r#"<circle cx="7" cy="1" r="1" fill="green" opacity="0.5"/>"#),
        ("a gap", r#"<rect x="8" y="6" width="2" height="2" fill="green"/>"#),
        ("a text", r#"<text x="6" y="2" font-size="2">8</text>"#),
        ("a white one", r#"<circle cx="7" cy="1" r="1" fill="white"/>"#),
        ("two that touch", r#"<rect x="5" y="3" width="2" height="2" fill="blue"/>"#),
    ] {
        let proof = prove_of(&format!("{BOARD}{more}"), "How many circles are there?");
        assert_eq!(proof, Proof::Open, "{what}");
    }
}

#[test]
fn a_ground_is_no_mark() {
    let ground = format!(r##"<rect width="9" height="9" fill="#eeeeee"/>{BOARD}"##);
    assert_eq!(prove_of(&ground, "How many shapes are there?"), says("3"));
}

#[test]
fn a_shade_on_which_people_differ_is_in_doubt() {
    let count = |fill: &str| {
        let body = format!(r#"<circle cx="1" cy="1" r="1" fill="{fill}"/>"#);
        prove_of(&body, "How many red shapes are there?")
    };
    assert_eq!(count("#ff0000"), says("1"));
    assert_eq!(count("#d62728"), Proof::Open);
    assert_eq!(count("crimson"), says("0"));
    assert_eq!(count("#1f77b4"), says("0"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Both methods see every board as its program has it; marks of a dozen pixels, of which
    /// the pixels say less, may stay open, and are never wrong.
    #[test]
    fn boards_are_counted_as_they_were_made(
        marks in prop::collection::btree_map(0..9_usize, (0..4_usize, any::<bool>()), 1..9),
        radius in 0.4..1.4_f64,
        shift in 0.0..0.1_f64,
    ) {
        let colours = ["red", "green", "blue", "orange"];
        let body: String = marks.iter().map(|(place, (colour, round))| {
            let centre = |at: usize| 1.5 + 3.0 * at as f64 + shift;
            let (x, y, fill) = (centre(place % 3), centre(place / 3), colours[*colour]);
            if *round {
                format!(r#"<circle cx="{x}" cy="{y}" r="{radius}" fill="{fill}"/>"#)
            } else {
                let (left, top, side) = (x - radius, y - radius, 2.0 * radius);
                format!(
                    r#"<rect x="{left}" y="{top}" width="{side}" height="{side}" fill="{fill}"/>"#
                )
            }
        }).collect();
        let of = |wanted: &dyn Fn(&(usize, bool)) -> bool| {
            says(&marks.values().filter(|mark| wanted(mark)).count().to_string())
        };
        for (question, answer) in [
            ("How many circles are there?", of(&|(_, round)| *round)),
            ("How many red shapes are there?", of(&|(colour, _)| *colour == 0)),
        ] {
            let proof = prove_of(&body, question);
            prop_assert!(proof == answer || (radius < 0.9 && proof.is_open()), "{proof:?}");
        }
    }
}
