//! The Solver, and which data trains it.

use super::Constants;
use crate::breakdown::Breakdown;
use crate::format::thoughts_then_box;
use crate::votes::{Votes, share};

/// `0.9` for the majority's answer and `0.1` for thoughts followed by nothing but a box.
pub fn solver(response: &str, right: bool, constants: &Constants) -> Breakdown {
    let [accuracy, form] = constants.solver_parts;
    let pay = |weight: f64, earned: bool| if earned { weight } else { 0.0 };
    Breakdown::of([
        ("accuracy", pay(accuracy, right)),
        ("format", pay(form, thoughts_then_box(response))),
    ])
}

/// Whether a proposal of whose drawings so many rendered trains the Coder.
pub fn worth_drawing(rendered: u32, drawn: u32, constants: &Constants) -> bool {
    let [low, high] = constants.render_band;
    (low..=high).contains(&share(rendered, drawn))
}

/// Whether a task on which the Solver so agrees with itself trains it.
pub fn worth_solving(easy: Votes, hard: Votes, constants: &Constants) -> bool {
    let [low, high] = constants.hard_band;
    easy.share_of_valid() >= constants.easy_agreement
        && (low..=high).contains(&hard.share_of_valid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accuracy_and_form_are_paid_apart() {
        let of = |response: &str, right| solver(response, right, &Constants::default()).total();
        assert_eq!(of("<think>x</think>\\boxed{4}", true), 1.0);
        assert_eq!(of("<think>x</think> so \\boxed{4}", true), 0.9);
        assert_eq!(of("<think>x</think>\\boxed{5}", false), 0.1);
    }

    #[test]
    fn bands_hold_their_ends() {
        let constants = Constants::default();
        let drawn = |rendered| worth_drawing(rendered, 4, &constants);
        assert_eq!([0, 1, 2, 3, 4].map(drawn), [false, true, true, true, false]);
        let solved = |easy, hard| {
            worth_solving(Votes::new(10, 10, easy), Votes::new(8, 8, hard), &constants)
        };
        assert!(solved(5, 2) && solved(10, 6));
        assert!(!solved(4, 2) && !solved(5, 1) && !solved(5, 7));
    }
}
