//! What speaks for a question having one answer, and for it needing its picture.

use super::rate::Rate;

/// What was observed of a question. What was not looked at is `None` and speaks for
/// nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Its answer was computed from what is drawn, by two methods.
    pub proved: bool,
    /// Whether its author's own answer is the Solver's commonest.
    pub author_agrees: Option<bool>,
    /// Whether the commonest answer is the same under another prompt, or about the
    /// picture slightly changed.
    pub repeats: Option<bool>,
    /// Responses that say that it cannot be told.
    pub undetermined: Rate,
    /// Responses, with the picture, that give the answer.
    pub sighted: Rate,
    /// Responses without the picture that do.
    pub blind: Rate,
}

impl Evidence {
    /// How far it is known that there is one answer: 0 to 1. Without a proof each of two
    /// independent witnesses counts half, and one that contradicts ends it.
    pub fn one_answer(&self) -> f64 {
        if self.proved {
            return 1.0;
        }
        let witnesses = [self.author_agrees, self.repeats];
        if witnesses.contains(&Some(false)) {
            return 0.0;
        }
        witnesses.iter().flatten().count() as f64 / 2.0
    }

    /// How far it is known that the answer comes from the picture: 0 to 1.
    ///
    /// A proved question needs its picture unless it is answered without. Of any other
    /// the picture must be seen to help: a guess is as good blind.
    pub fn needs_picture(&self) -> f64 {
        const SURE: f64 = 0.95;
        if self.blind.asked() == 0 {
            return if self.proved { 1.0 } else { 0.0 };
        }
        if self.proved {
            return (2.0 * (1.0 - self.blind.mean())).min(1.0);
        }
        ((self.sighted.above(self.blind) - 0.5) / (SURE - 0.5)).clamp(0.0, 1.0)
    }

    /// The gate: one answer, from the picture, that can be told.
    pub fn validity(&self) -> f64 {
        self.one_answer() * self.needs_picture() * (1.0 - self.undetermined.share())
    }

    /// How much a label is worth for training: all if it is proved, else the validity.
    pub fn confidence(&self) -> f64 {
        if self.proved { 1.0 } else { self.validity() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(right: u32) -> Evidence {
        let (sighted, blind) = (Rate::new(right, 10), Rate::new(1, 10));
        Evidence { sighted, blind, ..Evidence::default() }
    }

    #[test]
    fn nothing_known_is_worth_nothing() {
        assert_eq!(Evidence::default().validity(), 0.0);
        assert_eq!(seen(9).validity(), 0.0);
    }

    #[test]
    fn witnesses_add_and_a_contradiction_ends_it() {
        let of = |author_agrees, repeats| Evidence { author_agrees, repeats, ..seen(9) }.validity();
        assert!(of(Some(true), Some(true)) > 0.99);
        assert!((of(Some(true), None) - of(None, Some(true))).abs() < 1e-12);
        assert!((0.45..0.55).contains(&of(Some(true), None)));
        assert_eq!(of(Some(true), Some(false)), 0.0);
    }

    #[test]
    fn a_question_that_is_answered_blind_does_not_need_its_picture() {
        let blind = Rate::new(10, 10);
        let proved = Evidence { proved: true, blind, ..seen(10) };
        assert!(proved.needs_picture() < 0.2);
        let both = Evidence { author_agrees: Some(true), repeats: Some(true), blind, ..seen(10) };
        assert!(both.validity() < 0.01);
        assert_eq!(Evidence { proved: true, ..seen(0) }.validity(), 1.0);
    }

    #[test]
    fn cannot_be_told_counts_against_it() {
        let undetermined = Rate::new(4, 8);
        assert_eq!(Evidence { proved: true, undetermined, ..seen(5) }.validity(), 0.5);
    }
}
