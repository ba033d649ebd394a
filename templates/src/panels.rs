//! Panels in a row, with letters where they are the options of a question.

use synth_contracts::{Answer, BBox, Rng};

use crate::Style;
use crate::claims::Place;
use crate::sketch::{Form, Look, Sketch};

/// Names of options.
pub const OPTIONS: [&str; 8] = ["A", "B", "C", "D", "E", "F", "G", "H"];

/// Paint of a panel's edge.
pub const EDGE: &str = "#7d8691";

/// A square panel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Panel {
    /// Its centre.
    pub at: Place,
    /// Length of its edges.
    pub side: f64,
}

impl Panel {
    /// The panel as a box.
    pub fn place(&self) -> BBox {
        BBox::around(self.at[0], self.at[1], self.side / 2.0)
    }

    /// Adds the empty panel.
    pub fn draw(&self, sketch: &mut Sketch) {
        let [x, y] = self.at;
        let half = self.side / 2.0;
        let form = Form::rect(x - half, y - half, self.side, self.side);
        sketch.mark(form, Look::fill("#ffffff").outlined(EDGE, 1.5));
    }

    /// Adds a large question mark.
    pub fn question(&self, sketch: &mut Sketch, style: &Style) {
        sketch.bold("?", self.at, self.side * 0.42, style.palette[2]);
    }
}

/// Panels side by side, in the middle of `width`, the first row of pixels at `top`.
pub fn row(count: usize, width: f64, top: f64, side: f64, gap: f64) -> Vec<Panel> {
    let all = count as f64 * side + (count as f64 - 1.0) * gap;
    let first = (width - all) / 2.0 + side / 2.0;
    let panel = |i: usize| Panel { at: [first + (side + gap) * i as f64, top + side / 2.0], side };
    (0..count).map(panel).collect()
}

/// Adds panels with the letters of options below them.
pub fn lettered(sketch: &mut Sketch, panels: &[Panel], style: &Style) {
    for (panel, letter) in panels.iter().zip(OPTIONS) {
        panel.draw(sketch);
        let below = [panel.at[0], panel.at[1] + panel.side / 2.0 + style.text * 0.85];
        sketch.bold(letter, below, style.text, style.ink);
    }
}

/// The answer that names one of so many options.
pub fn choice(index: usize, count: usize) -> Answer {
    let options = OPTIONS.iter().take(count).map(|letter| (*letter).to_owned()).collect();
    Answer::Choice { index, options }
}

/// The letters of options in a sentence: `A, B, C or D`.
pub fn letters(count: usize) -> String {
    match OPTIONS.get(..count.min(OPTIONS.len())) {
        Some([rest @ .., last]) => format!("{} or {last}", rest.join(", ")),
        _ => String::new(),
    }
}

/// The true option among wrong ones, at a place that is drawn.
pub fn hide<T>(rng: &mut Rng, truth: T, mut wrong: Vec<T>) -> (Vec<T>, usize) {
    rng.shuffle(&mut wrong);
    let place = rng.index(wrong.len() + 1);
    wrong.insert(place, truth);
    (wrong, place)
}

/// Changes the place of the option at `from` with another's.
pub fn swap<T: Clone>(rng: &mut Rng, options: &[T], from: usize) -> Option<Vec<T>> {
    let others: Vec<usize> = (0..options.len()).filter(|other| *other != from).collect();
    let to = *others.get(rng.index(others.len()))?;
    let mut options = options.to_vec();
    options.swap(from, to);
    Some(options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use synth_contracts::Stream;

    #[test]
    fn the_true_option_stands_everywhere_alike() {
        let mut counts = [0; 4];
        for seed in 0..400 {
            let mut rng = Stream::root(seed).rng();
            let (options, at) = hide(&mut rng, 9, vec![1, 2, 3]);
            assert_eq!(options[at], 9);
            counts[at] += 1;
        }
        assert!(counts.iter().all(|count| (70..130).contains(count)), "{counts:?}");
    }

    #[test]
    fn options_read_as_english() {
        assert_eq!(letters(4), "A, B, C or D");
        assert_eq!(choice(1, 4).to_string(), "B");
    }
}
