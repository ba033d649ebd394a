//! What must hold of pictures: of a share of the seeds, for families whose programs are
//! pictures already. Programs in Python are run, and held against the same rules, where
//! there is a sandbox.
//!
//! `SYNTH_FAMILY=name` draws that family alone.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::convert::Infallible;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use synth_contracts::{Language, Level, Program};
use synth_renderers::{Options, Rendered, render};
use synth_templates::rules::{look_alike, stream};
use synth_templates::twins::{Pixels, unanswerable};
use synth_templates::{Draft, FAMILIES, Registered};
use synth_verify::{Exhibit, verify};

const SEEDS: u64 = 2;

/// Least side of what a changed fact changes, in pixels of a picture whose longer side is
/// 448: what is smaller is not seen.
const SEEN: f64 = 6.0;

/// Least change of a channel, of 255, of a pixel that is seen to change.
const CONTRAST: u8 = 48;

/// What was found, by rule.
#[derive(Default)]
struct Found {
    verified: Vec<String>,
    seen: Vec<String>,
    alike: Vec<String>,
    /// Tasks with an unanswerable twin, and all.
    hidden: [usize; 2],
}

static FOUND: LazyLock<Vec<Found>> = LazyLock::new(|| {
    let only = std::env::var("SYNTH_FAMILY").ok();
    let chosen = |family: &&Registered| {
        family.card.language == Language::Svg
            && only.as_deref().is_none_or(|name| name == family.card.name)
    };
    let families: Vec<&Registered> = FAMILIES.iter().filter(chosen).collect();
    let cells: Vec<(&Registered, Level)> =
        families.into_iter().flat_map(|family| Level::ALL.map(|level| (family, level))).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let take = || cells.get(next.fetch_add(1, Ordering::Relaxed));
        std::iter::from_fn(take).map(|(family, level)| look(family, *level)).collect::<Vec<_>>()
    };
    std::thread::scope(|scope| {
        let threads = [scope.spawn(work), scope.spawn(work)];
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
});

fn look(family: &Registered, level: Level) -> Found {
    let mut found = Found::default();
    for seed in 0..SEEDS {
        let (stream, name) = (stream(family, seed), family.card.name);
        let Ok(draft) = family.propose(level, &stream) else { continue };
        let here = format!("{name}, level {level}, seed {seed}");
        let picture = self::picture(&draft.program);
        found.verified.extend(refused(&draft, &picture).map(|why| format!("{here}: {why}")));
        let pixels = pixels(picture);
        found.alike.extend(look_alike(&draft, &pixels).map(|why| format!("{here}: {why}")));
        let Ok(Some(twin)) = family.counterfactual_in_style(level, &stream, &stream) else {
            continue;
        };
        let other = self::picture(&twin.program);
        let why = refused(&twin, &other).map(|why| format!("{here}, counterfactual: {why}"));
        found.verified.extend(why);
        let why = unseen(&pixels, &self::pixels(other));
        found.seen.extend(why.map(|why| format!("{here}: {why}")));
        let draw = |program: &Program| Ok::<_, Infallible>(self::pixels(self::picture(program)));
        let hidden = unanswerable(&draft, &twin, draw).unwrap();
        found.hidden[0] += usize::from(hidden.is_some());
        found.hidden[1] += 1;
    }
    found
}

fn picture(program: &Program) -> Rendered {
    render(&program.source, &Options::default()).unwrap()
}

fn pixels(picture: Rendered) -> Pixels {
    Pixels { width: picture.width, height: picture.height, rgba: picture.rgba }
}

/// Why the verifier refuses a picture, if it does.
fn refused(draft: &Draft, picture: &Rendered) -> Option<String> {
    let scale = f64::from(picture.width) / draft.width;
    let mut concept = draft.concept.clone();
    for question in [&mut concept.easy, &mut concept.hard] {
        question.evidence.iter_mut().for_each(|area| *area = area.scaled(scale));
    }
    let exhibit = Exhibit {
        width: picture.width,
        height: picture.height,
        rgba: &picture.rgba,
        facts: &picture.facts,
        concept: &concept,
        claims: &draft.claims,
    };
    verify(&exhibit).err().map(|failed| failed.to_string())
}

/// Why nobody would see that two pictures differ, if so.
fn unseen(one: &Pixels, two: &Pixels) -> Option<String> {
    let Some(area) = one.difference(two) else { return Some("nothing changes".to_owned()) };
    let [left, top, right, bottom] = area.0;
    let scale = 448.0 / f64::from(one.width.max(one.height));
    let side = (right - left).max(bottom - top) * scale;
    let channels = one.rgba.iter().zip(&two.rgba).map(|(a, b)| a.abs_diff(*b));
    let most = channels.max().unwrap_or(0);
    (side < SEEN || most < CONTRAST).then(|| format!("{side:.1} px change by {most} of 255"))
}

fn none(broken: impl Iterator<Item = &'static String>) {
    let mut broken: Vec<&str> = broken.map(String::as_str).collect();
    broken.sort_unstable();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn pictures_show_what_they_should() {
    none(FOUND.iter().flat_map(|found| &found.verified));
}

#[test]
fn a_changed_fact_is_seen() {
    none(FOUND.iter().flat_map(|found| &found.seen));
}

#[test]
fn no_option_looks_like_the_true_one() {
    none(FOUND.iter().flat_map(|found| &found.alike));
}

#[test]
fn most_tasks_have_an_unanswerable_twin() {
    let [hidden, all] = [0, 1].map(|i| FOUND.iter().map(|found| found.hidden[i]).sum::<usize>());
    assert!(hidden * 2 >= all, "{hidden} of {all}");
}
