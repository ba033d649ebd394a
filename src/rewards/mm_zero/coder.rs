//! The Coder: for programs that render, and pictures that the Solver reads.

use super::proposer::Seen;
use super::{Constants, difficulty};
use crate::breakdown::Breakdown;
use crate::votes::share;

/// What became of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// Whether the response held any code.
    pub code: bool,
    /// Whether it looks like an SVG.
    pub svg: bool,
    /// Its picture, if it rendered.
    pub picture: Option<Seen>,
}

/// `1 + solvability + difficulty`, or -0.1 without a picture, less what empty or foreign
/// code costs; at least -0.5 without a picture.
pub fn coder(drawing: &Drawing, constants: &Constants) -> Breakdown {
    let empty = if drawing.code { 0.0 } else { -constants.empty_code };
    let foreign = if drawing.svg { 0.0 } else { -constants.not_svg };
    let Some(picture) = drawing.picture else {
        let sum = constants.unrendered + empty + foreign;
        let floor = (constants.coder_floor - sum).max(0.0);
        return Breakdown::of([
            ("rendered", constants.unrendered),
            ("empty", empty),
            ("not-svg", foreign),
            ("floor", floor),
        ]);
    };
    let (right, asked) = picture.easy;
    Breakdown::of([
        ("rendered", 1.0),
        ("solvability", share(right, asked)),
        ("difficulty", difficulty(picture.hard)),
        ("empty", empty),
        ("not-svg", foreign),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Votes;

    #[test]
    fn the_reward_lies_between_its_published_ends() {
        let of = |code, svg, picture| {
            coder(&Drawing { code, svg, picture }, &Constants::default()).total()
        };
        let best = Seen { easy: (5, 5), hard: Votes::new(10, 10, 5) };
        let blank = Seen { easy: (0, 5), hard: Votes::new(5, 5, 5) };
        assert_eq!(of(true, true, Some(best)), 2.5);
        assert_eq!(of(true, true, Some(blank)), 1.0);
        assert_eq!(of(true, true, None), -0.1);
        assert!((of(false, true, None) + 0.15).abs() < 1e-12);
        assert_eq!(of(false, false, None), -0.5);
    }
}
