//! Twins of a task: pictures that differ from it in one respect, with what that does to
//! the answer.
//!
//! - A *counterfactual* has one fact changed. The hard question stays word for word and
//!   has another answer. [`contradiction`] says why a draft is none.
//! - An *unanswerable* twin has what decides the answer hidden. It is made of a task and
//!   its counterfactual: one [`Patch`] covers all places where their pictures differ. If
//!   the two covered pictures are the same, pixel for pixel, while the answers differ,
//!   then the one picture fits several answers. That is the proof; no solver is asked.
//!   See [`unanswerable`].
//! - A *re-styled* twin is drawn and worded another way and keeps its answers, see
//!   [`propose_in_style`](crate::propose_in_style).
//!
//! Nothing here draws: pixels come from whoever runs programs.

use std::fmt::Write;

use synth_contracts::{Answer, BBox, Language, Program};

use crate::Draft;
use crate::svg::short;

/// Largest share of the canvas that a patch may cover.
const MOST: f64 = 0.4;

/// Room between what a patch hides and its edge, in pixels: what is drawn smoothly
/// reaches into the next pixel.
const AIR: f64 = 3.0;

/// Length and depth of the teeth of a patch's torn edges, in pixels.
const TEETH: [f64; 2] = [9.0, 3.0];

/// Paints of a patch: the paper and its edge.
const PAPER: [&str; 2] = ["#e4e1da", "#8c877c"];

/// A picture of a task in which what decides its answer is hidden.
#[derive(Clone, Debug)]
pub struct Unanswerable {
    /// Draws it.
    pub program: Program,
    /// What is hidden.
    pub patch: Patch,
    /// Two answers to the hard question; the picture fits both.
    pub answers: [Answer; 2],
}

/// Makes the unanswerable twin of a task from its counterfactual in the same style, by
/// having `draw` run both programs without and with a patch. `None` where the patch
/// would cover too much, or where the pictures still differ.
///
/// # Errors
///
/// Those of `draw`.
pub fn unanswerable<E>(
    task: &Draft,
    other: &Draft,
    mut draw: impl FnMut(&Program) -> Result<Pixels, E>,
) -> Result<Option<Unanswerable>, E> {
    let [one, two] = [draw(&task.program)?, draw(&other.program)?];
    let Some(patch) = Patch::over(task, &one, &two) else { return Ok(None) };
    let [one, two] = [task, other].map(|draft| cover(&draft.program, &patch));
    let Some((program, other_program)) = one.zip(two) else { return Ok(None) };
    let same = draw(&program)? == draw(&other_program)?;
    let answers = [task, other].map(|draft| draft.concept.hard.answer.clone());
    Ok(same.then_some(Unanswerable { program, patch, answers }))
}

/// Why a draft is no counterfactual of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoTwin {
    /// The hard question reads otherwise.
    #[error("the hard question is put in other words")]
    OtherQuestion,
    /// The hard answer, within its tolerance, is the same.
    #[error("the hard answer is the same")]
    SameAnswer,
    /// Nothing that is drawn differs.
    #[error("the picture is the same")]
    SamePicture,
}

/// Says why `twin` is no counterfactual of `task`; both in the same style.
///
/// # Errors
///
/// [`NoTwin`].
pub fn contradiction(task: &Draft, twin: &Draft) -> Result<(), NoTwin> {
    let (one, two) = (&task.concept.hard, &twin.concept.hard);
    if one.text != two.text || options(&one.answer) != options(&two.answer) {
        return Err(NoTwin::OtherQuestion);
    }
    if !apart(&one.answer, &two.answer) {
        return Err(NoTwin::SameAnswer);
    }
    if task.program.normalised_digest() == twin.program.normalised_digest() {
        return Err(NoTwin::SamePicture);
    }
    Ok(())
}

/// The options that are printed with a question.
fn options(answer: &Answer) -> &[String] {
    match answer {
        Answer::Choice { options, .. } => options,
        _ => &[],
    }
}

/// Whether no reply is right for both answers.
pub fn apart(one: &Answer, two: &Answer) -> bool {
    match (one, two) {
        (
            Answer::Number { value: a, tolerance: s, .. },
            Answer::Number { value: b, tolerance: t, .. },
        ) => (a - b).abs() > s + t,
        _ => !one.agrees(two),
    }
}

/// An opaque patch with torn edges, in canvas units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patch {
    /// What is hidden for certain.
    pub area: BBox,
    /// Canvas units a pixel.
    unit: f64,
}

/// A picture's pixels: four bytes each, rows from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    /// Pixels a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// The bytes.
    pub rgba: Vec<u8>,
}

impl Pixels {
    /// The smallest box that holds every pixel in which two pictures differ; the whole
    /// picture if their sizes do, `None` if nothing does.
    pub fn difference(&self, other: &Self) -> Option<BBox> {
        let (width, height) = (self.width, self.height);
        if (width, height) != (other.width, other.height) {
            return Some(BBox([0.0, 0.0, f64::from(width), f64::from(height)]));
        }
        let pixels = self.rgba.chunks_exact(4).zip(other.rgba.chunks_exact(4)).enumerate();
        let places = pixels.filter(|(_, (one, two))| one != two).map(|(at, _)| {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            (at % width.max(1), at / width.max(1))
        });
        places.fold(None, |area: Option<BBox>, (x, y)| {
            let (x, y) = (f64::from(x), f64::from(y));
            let [l, t, r, b] = area.map_or([x, y, x + 1.0, y + 1.0], |area| area.0);
            Some(BBox([l.min(x), t.min(y), r.max(x + 1.0), b.max(y + 1.0)]))
        })
    }
}

impl Patch {
    /// The patch that hides all in which the pictures of a task and its counterfactual
    /// differ. `None` where they do not, or where so much would be hidden that little
    /// is left to look at.
    pub fn over(task: &Draft, one: &Pixels, two: &Pixels) -> Option<Self> {
        let unit = task.width / f64::from(one.width);
        let [left, top, right, bottom] = one.difference(two)?.0;
        let grown = [left - AIR, top - AIR, right + AIR, bottom + AIR];
        let area = grown.map(|value| value * unit);
        let [l, t, r, b] = area;
        let sides = (r.min(task.width) - l.max(0.0)) * (b.min(task.height) - t.max(0.0));
        let area = BBox(area);
        (sides <= MOST * task.width * task.height).then_some(Self { area, unit })
    }

    /// The patch as an SVG element whose attributes stand in these quotes.
    fn element(&self, quote: char) -> String {
        let mut path = String::new();
        for (i, (x, y)) in self.outline().into_iter().enumerate() {
            let _ = write!(path, "{}{} {}", if i == 0 { 'M' } else { 'L' }, short(x), short(y));
        }
        let ([fill, stroke], width) = (PAPER, short(self.unit));
        format!("<path d='{path}Z' fill='{fill}' stroke='{stroke}' stroke-width='{width}'/>")
            .replace('\'', &quote.to_string())
    }

    /// Corners clockwise from the top left. Top and bottom are cut, the sides torn, and
    /// teeth point outwards, so that the area stays covered.
    fn outline(&self) -> Vec<(f64, f64)> {
        let [left, top, right, bottom] = self.area.0;
        let [length, depth] = TEETH.map(|side| side * self.unit);
        let count = libm::round((bottom - top) / length).max(1.0) as usize;
        let step = (bottom - top) / count as f64;
        let side = |x: f64, out: f64| {
            let tooth = move |i: usize| {
                let y = top + step * i as f64;
                [(x, y), (x + out, y + step / 2.0)]
            };
            (0..count).flat_map(tooth).chain([(x, bottom)]).collect::<Vec<_>>()
        };
        let mut all = side(right, depth);
        all.extend(side(left, -depth).into_iter().rev());
        all
    }
}

/// The program with a patch drawn over everything else. `None` for a program that does
/// not write the end of its document as text.
pub fn cover(program: &Program, patch: &Patch) -> Option<Program> {
    let source = &program.source;
    let (before, after) = source.split_at(source.rfind("</svg>")?);
    let quote = match program.language {
        Language::Svg => '"',
        // The end stands in a string: the next quote closes it, the other kind is free.
        Language::Python => match after.find(['"', '\'']).map(|at| &after[at..=at]) {
            Some("\"") => '\'',
            _ => '"',
        },
    };
    let source = format!("{before}{}{after}", patch.element(quote));
    Some(Program { language: program.language, source })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const PATCH: Patch = Patch { area: BBox([10.0, 10.0, 30.0, 28.0]), unit: 1.0 };

    #[test]
    fn a_difference_is_boxed() {
        let (one, mut two) = (vec![0; 4 * 12], vec![0; 4 * 12]);
        let difference = |two: &[u8]| {
            let [one, two] =
                [&one[..], two].map(|rgba| Pixels { width: 4, height: 3, rgba: rgba.to_vec() });
            one.difference(&two)
        };
        assert_eq!(difference(&two), None);
        two[4 * 5] = 9;
        two[4 * 10 + 2] = 9;
        assert_eq!(difference(&two), Some(BBox([1.0, 1.0, 3.0, 3.0])));
    }

    #[test]
    fn a_patch_is_drawn_last() {
        let covered = cover(&Program::svg("<svg><rect/></svg>\n"), &PATCH).unwrap();
        assert!(covered.source.starts_with("<svg><rect/><path d=\"M30 10L33 "));
        assert!(covered.source.ends_with("/></svg>\n"));
        assert_eq!(cover(&Program::svg("none"), &PATCH), None);
    }

    #[test]
    fn a_patch_keeps_the_quotes_of_a_python_string() {
        for (source, quote) in [("f.write(\"</svg>\\n\")", '\''), ("f.write('</svg>')", '"')] {
            let covered = cover(&Program::python(source), &PATCH).unwrap().source;
            assert!(covered.contains(&format!("<path d={quote}M")), "{covered}");
        }
    }
}
