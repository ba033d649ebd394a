//! The decision, on pictures small enough to see through.

use proptest::prelude::*;
use synth_contracts::Digest;

use crate::{
    Asked, Config, Index, IndexError, NoPictures, PictureFault, Pictures, Raster, Reason,
    Signature, Verdict,
};

/// A page of 200 × 150 with bars of these heights.
fn bars(heights: &[u32]) -> Raster {
    let mut rgb = vec![250_u8; 200 * 150 * 3];
    for (bar, height) in heights.iter().enumerate() {
        for y in 140 - height..140 {
            for x in 12 + bar * 30..30 + bar * 30 {
                rgb[(y as usize * 200 + x) * 3..][..3].copy_from_slice(&[40, 90, 160]);
            }
        }
    }
    Raster::new(200, 150, 3, &rgb).unwrap()
}

/// The page moved right by one pixel.
fn moved(page: &Raster) -> Raster {
    let rows = page.rgb().chunks_exact(600);
    let rgb: Vec<u8> = rows.flat_map(|row| [&row[..3], &row[..597]].concat()).collect();
    Raster::new(200, 150, 3, &rgb).unwrap()
}

fn ask(picture: &Raster, question: &str, answer: &str) -> Signature {
    Signature::of(picture, &[Asked::new(question, answer)])
}

fn scene(name: &str) -> Digest {
    Digest::of_parts(name, [])
}

struct Shelf(Vec<Raster>);

impl Pictures for Shelf {
    fn picture(&self, id: u64) -> Result<Option<Raster>, PictureFault> {
        self.0.get(id as usize).cloned().map(Some).ok_or_else(|| "no such picture".into())
    }
}

fn merged(verdict: Verdict) -> Option<(u64, &'static str)> {
    match verdict {
        Verdict::Duplicate(merge) => Some((merge.of, merge.reason.name())),
        _ => None,
    }
}

const PAGE: [u32; 6] = [100, 40, 70, 55, 90, 20];

#[test]
fn a_moved_page_is_a_duplicate_and_a_changed_bar_is_not() {
    let mut other = PAGE;
    other[2] += 2;
    let page = bars(&PAGE);
    let shelf = Shelf(vec![page.clone(), moved(&page), bars(&other), moved(&bars(&other))]);
    let mut index = Index::default();
    let mut admit = |id: u64| {
        let signature = ask(&shelf.0[id as usize], "How many bars are there?", "6");
        index.admit(&signature, id, &shelf).unwrap()
    };
    assert_eq!(admit(0), Verdict::Unique);
    assert_eq!(merged(admit(1)), Some((0, "picture")));
    assert_eq!(admit(2), Verdict::Unique);
    assert_eq!(merged(admit(3)), Some((2, "picture")));
}

#[test]
fn one_picture_with_two_questions_is_two_tasks() {
    let page = bars(&PAGE);
    let mut index = Index::default();
    let mut admit = |question: &str, answer: &str, id| {
        index.admit(&ask(&page, question, answer), id, &NoPictures).unwrap()
    };
    assert_eq!(admit("How many bars are there?", "6", 1), Verdict::Unique);
    assert_eq!(admit("How many bars exceed 50?", "4", 2), Verdict::Unique);
    assert_eq!(admit("How many bars exceed 50?", "5", 3), Verdict::Unique);
    assert_eq!(merged(admit("how many bars are there", "6.0", 4)), Some((1, "pixels")));
}

#[test]
fn scenes_decide_where_they_are_known() {
    let page = bars(&PAGE);
    let shelf = Shelf(vec![page.clone(), moved(&page), bars(&[1, 2])]);
    let mut index = Index::default();
    let of = |id: usize, words: &str| ask(&shelf.0[id], words, "6");
    let mut admit = |signature: Signature, id| index.admit(&signature, id, &shelf).unwrap();
    assert_eq!(admit(of(0, "How many?").with_scene(&scene("a")), 0), Verdict::Unique);
    // Looks the same, and is known not to be.
    assert_eq!(admit(of(1, "How many?").with_scene(&scene("b")), 1), Verdict::Unique);
    let twin = of(2, "Count them.").with_scene(&scene("a"));
    assert_eq!(merged(admit(twin, 2)), Some((0, "scene")));
}

#[test]
fn a_program_needs_the_same_question() {
    let page = bars(&PAGE);
    let of = |words: &str| ask(&page, words, "6").with_program(&scene("p"));
    let mut index = Index::default();
    let mut admit = |words: &str, id| index.admit(&of(words), id, &NoPictures).unwrap();
    assert_eq!(admit("How many bars?", 0), Verdict::Unique);
    assert_eq!(merged(admit("How many bars are there?", 1)), Some((0, "program")));
    assert_eq!(admit("How many blue bars?", 2), Verdict::Unique);
}

#[test]
fn a_picture_takes_as_many_tasks_as_it_may() {
    let page = bars(&PAGE);
    let shelf = Shelf(vec![page.clone(), moved(&page), page.clone(), moved(&page)]);
    let mut index = Index::new(Config { tasks_a_picture: Some(2) });
    let mut admit = |id: u64| {
        let signature = ask(&shelf.0[id as usize], &format!("Question {id}?"), "6");
        index.admit(&signature, id, &shelf).unwrap()
    };
    assert_eq!(admit(0), Verdict::Unique);
    assert_eq!(admit(1), Verdict::Unique);
    assert_eq!(admit(2), Verdict::Full { picture_of: 0, tasks: 2 });
    assert_eq!(admit(3), Verdict::Full { picture_of: 0, tasks: 2 });
}

#[test]
fn a_picture_that_cannot_be_read_stops_the_decision() {
    let page = bars(&PAGE);
    let shelf = Shelf(vec![page.clone()]);
    let mut index = Index::default();
    index.admit(&ask(&page, "How many?", "6"), 0, &shelf).unwrap();
    let error = index.admit(&ask(&moved(&page), "How many?", "6"), 7, &shelf).unwrap_err();
    assert!(matches!(error, IndexError { id: 7, .. }));
    assert_eq!(index.len(), 1);
}

#[test]
fn the_reason_is_a_sentence() {
    let reason = Reason::Picture { frequency: 3, gradient: 1, excess: 0.5 };
    assert!(reason.to_string().contains("3 and 1 bits of 256"));
}

#[test]
fn pictures_of_any_shape_are_admitted_and_found_again() {
    let sizes = [(1, 1), (1, 500), (3, 5000), (5000, 3), (2, 2), (640, 480)];
    let mut pictures = Vec::new();
    for (width, height) in sizes {
        for channels in 1..=4_u8 {
            let length = width as usize * height as usize * usize::from(channels);
            let constant = vec![200; length];
            // A new row every 13 pixels, so that it is not constant.
            let striped: Vec<u8> =
                (0..length).map(|at| if at / 13 % 2 == 0 { 30 } else { 255 }).collect();
            for bytes in [constant, striped] {
                pictures.push(Raster::new(width, height, channels, &bytes).unwrap());
            }
        }
    }
    let shelf = Shelf(pictures);
    let mut index = Index::default();
    for (id, picture) in (0..).zip(&shelf.0) {
        let signature = ask(picture, "What?", "x");
        index.admit(&signature, id, &shelf).unwrap();
        let again = index.admit(&signature, id, &shelf).unwrap();
        assert!(matches!(again, Verdict::Duplicate(_)), "{picture:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Restoring what was admitted, at any moment, changes no later decision.
    #[test]
    fn restored_indexes_decide_the_same(
        tasks in prop::collection::vec((0_usize..4, 0_usize..3, 0_usize..2, 0_usize..3), 1..24),
        cut in 0_usize..24,
    ) {
        let page = bars(&PAGE);
        let pages = [page.clone(), moved(&page), bars(&[90, 41]), bars(&[90, 45])];
        let task = |(page, question, answer, scenes): (usize, usize, usize, usize)| {
            let signature = ask(&pages[page], ["a b", "c d", "e f"][question], ["1", "2"][answer]);
            if scenes == 0 { signature } else { signature.with_scene(&scene(["", "p", "q"][scenes])) }
        };
        let shelf = Shelf(tasks.iter().map(|task| pages[task.0].clone()).collect());
        let config = Config { tasks_a_picture: Some(3) };
        let (mut whole, mut restored) = (Index::new(config), Index::new(config));
        let mut admitted: Vec<(Vec<u8>, u64)> = Vec::new();
        for (id, spec) in (0_u64..).zip(&tasks) {
            if id as usize == cut {
                restored = Index::new(config);
                for (bytes, id) in &admitted {
                    restored.restore(&Signature::from_bytes(bytes).unwrap(), *id);
                }
            }
            let signature = task(*spec);
            let verdict = whole.admit(&signature, id, &shelf).unwrap();
            prop_assert_eq!(verdict, restored.admit(&signature, id, &shelf).unwrap());
            if verdict == Verdict::Unique {
                admitted.push((signature.to_bytes(), id));
            }
        }
    }
}
