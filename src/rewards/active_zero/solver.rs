//! The Solver, and which data trains it.

use super::Constants;
use crate::breakdown::Breakdown;
use crate::format::any_box;
use crate::votes::Votes;

/// `0.9` for the majority's answer and `0.1` for a box anywhere.
pub fn solver(response: &str, right: bool, constants: &Constants) -> Breakdown {
    let accuracy = if right { constants.parts[0] } else { 0.0 };
    Breakdown::of([("accuracy", accuracy), ("format", constants.form(any_box(response)))])
}

/// Whether a question with such votes trains the Solver.
pub fn worth_solving(votes: Votes, constants: &Constants) -> bool {
    let [low, high] = constants.band;
    votes.valid > 0 && (low..=high).contains(&votes.share_of_asked())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_to_seven_of_nine_votes_are_kept() {
        let kept = |majority| worth_solving(Votes::new(9, 9, majority), &Constants::default());
        let all: Vec<u32> = (0..=9).filter(|majority| kept(*majority)).collect();
        assert_eq!(all, [3, 4, 5, 6, 7]);
        assert!(!worth_solving(Votes::new(9, 0, 0), &Constants::default()));
    }

    #[test]
    fn a_wrong_box_still_earns_its_form() {
        assert_eq!(solver("so \\boxed{4}", false, &Constants::default()).total(), 0.1);
        assert_eq!(solver("so \\boxed{4}", true, &Constants::default()).total(), 1.0);
        assert_eq!(solver("4", false, &Constants::default()).total(), 0.0);
    }
}
