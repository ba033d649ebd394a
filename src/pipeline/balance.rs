//! No answer may dominate a family: who always answers the commonest must not do
//! well.
//!
//! The hard answer of a task, as a person would write it, is refused while its share
//! of the family's tasks is above a cap that follows from the answer's kind: for a
//! choice among `k` the even share with some slack, for yes and no a little over a
//! half, for everything else a tenth, or the even share of the answers seen so far
//! with some slack if that is more. While there are only a few tasks, a small number of
//! equal answers is let pass.
//!
//! An easy level may have but three answers in all, and share them with the others.
//! So once several attempts at a slot were refused, an open answer also passes if it is
//! not above the even share, with the same slack, *in its level*. Where every answer of
//! a level is known, one of them never is, so the gate does not close for good; and a
//! family is dominated no more than its levels are.

use std::collections::BTreeMap;

use synth_contracts::{Answer, Level};
use synth_datasets::{AnswerCount, Rejection};

use super::candidate::gate;

/// The caps, as data.
struct Caps {
    /// Equal answers that are always let pass.
    few: u64,
    /// Times the even share that one option of a choice may have.
    choice: f64,
    /// Share of yes, or of no.
    yes_no: f64,
    /// Share of any other answer,
    open: f64,
    /// or times the even share of the answers seen, if that is more.
    even: f64,
    /// Refusals at a slot after which its level is looked at, too.
    patience: u64,
}

const CAPS: Caps = Caps { few: 4, choice: 1.25, yes_no: 0.55, open: 0.1, even: 1.75, patience: 8 };

/// How often which answer came.
#[derive(Clone, Debug, Default)]
struct Tally {
    total: u64,
    answers: BTreeMap<String, u64>,
}

impl Tally {
    fn add(&mut self, answer: &str, count: u64) {
        self.total += count;
        match self.answers.get_mut(answer) {
            Some(known) => *known += count,
            None => _ = self.answers.insert(answer.to_owned(), count),
        }
    }

    fn of(&self, answer: &str) -> u64 {
        self.answers.get(answer).copied().unwrap_or(0)
    }

    /// Whether `answer` is within this share, so that one more may come. That the one
    /// to come does not count keeps the rarest answer allowed whatever the total.
    fn allows(&self, answer: &str, share: f64) -> bool {
        self.of(answer) as f64 <= share * self.total as f64
    }

    /// The even share of the answers seen so far, this one included, with some slack.
    fn even(&self, answer: &str) -> f64 {
        let new = u64::from(self.of(answer) == 0);
        CAPS.even / (self.answers.len() as u64 + new).max(1) as f64
    }
}

/// The answers of all that was accepted so far.
#[derive(Clone, Debug, Default)]
pub struct Balance {
    families: BTreeMap<String, Tally>,
    levels: BTreeMap<(String, Level), Tally>,
}

impl Balance {
    /// Goes on from what is stored.
    pub fn of(stored: &[AnswerCount]) -> Self {
        let mut balance = Self::default();
        for row in stored {
            balance.add(&row.family, row.level, &row.answer, row.count);
        }
        balance
    }

    /// Counts a task that was accepted.
    pub fn admit(&mut self, family: &str, level: Level, answer: &Answer) {
        self.add(family, level, &answer.to_string(), 1);
    }

    fn add(&mut self, family: &str, level: Level, answer: &str, count: u64) {
        match self.families.get_mut(family) {
            Some(tally) => tally.add(answer, count),
            None => self.families.entry(family.to_owned()).or_default().add(answer, count),
        }
        self.levels.entry((family.to_owned(), level)).or_default().add(answer, count);
    }

    /// Why a candidate with this hard answer cannot be accepted now, if it cannot.
    /// `before` says how many attempts at the same slot were refused by this gate.
    pub fn refuses(
        &self,
        family: &str,
        level: Level,
        answer: &Answer,
        before: u64,
    ) -> Option<Rejection> {
        let (shown, closed) = (answer.to_string(), closed_cap(answer));
        let tally = self.families.get(family)?;
        let held = tally.of(&shown);
        let share = closed.unwrap_or_else(|| CAPS.open.max(tally.even(&shown)));
        if held < CAPS.few || tally.allows(&shown, share) {
            return None;
        }
        let own = self.levels.get(&(family.to_owned(), level));
        let fair = |own: &Tally| own.allows(&shown, own.even(&shown));
        if closed.is_none() && before >= CAPS.patience && own.is_none_or(fair) {
            return None;
        }
        Some(Rejection {
            family: family.to_owned(),
            level,
            gate: gate::BALANCE.to_owned(),
            reason: "answer-too-common".to_owned(),
            message: format!(
                "{held} of the family's {} tasks have the answer {shown:?}, and at most {:.1} %                  may",
                tally.total,
                share * 100.0
            ),
            place: None,
            cluster: None,
        })
    }
}

/// The cap for an answer out of a set that its kind fixes; `None` for an open one.
fn closed_cap(answer: &Answer) -> Option<f64> {
    match answer {
        Answer::Choice { options, .. } => Some(CAPS.choice / options.len().max(1) as f64),
        Answer::YesNo { .. } => Some(CAPS.yes_no),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(level: u8) -> Level {
        Level::new(level).unwrap()
    }

    /// Offers answers drawn by `draw` until `count` are accepted; the largest share
    /// in the end, and how many were refused.
    fn run(count: u64, mut draw: impl FnMut(u64) -> (u8, Answer)) -> (f64, u64) {
        let (mut balance, mut offered, mut before) = (Balance::default(), 0, 0);
        while balance.families.get("f").map_or(0, |tally| tally.total) < count {
            let (own, answer) = draw(offered);
            offered += 1;
            assert!(offered < 100 * count, "the gate is stuck");
            before += 1;
            if balance.refuses("f", level(own), &answer, before - 1).is_none() {
                balance.admit("f", level(own), &answer);
                before = 0;
            }
        }
        let most = balance.families["f"].answers.values().max().copied().unwrap();
        (most as f64 / count as f64, offered - count)
    }

    fn dice(state: &mut u64, sides: u64) -> u64 {
        *state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (*state >> 33) % sides
    }

    #[test]
    fn a_favourite_answer_is_held_to_its_cap() {
        let mut state = 1;
        let (share, refused) = run(2000, |n| {
            let rolled = dice(&mut state, 50);
            (1 + (n % 5) as u8, Answer::integer(if rolled < 25 { 7 } else { rolled as i64 }))
        });
        assert!(share <= 0.1 + 1e-3, "{share}");
        assert!(refused > 500, "{refused}");
    }

    #[test]
    fn letters_and_yes_are_held_near_even() {
        let mut state = 2;
        let options = vec![String::new(); 4];
        let (share, _) = run(1000, |_| {
            let index = dice(&mut state, 8).saturating_sub(4) as usize;
            (1, Answer::Choice { index, options: options.clone() })
        });
        assert!(share <= 0.3125 + 2e-3, "{share}");
        let (share, _) = run(1000, |_| (1, Answer::YesNo { value: dice(&mut state, 10) > 0 }));
        assert!(share <= 0.55 + 2e-3, "{share}");
    }

    #[test]
    fn a_family_with_few_answers_goes_on() {
        let (share, refused) = run(500, |_| (1, Answer::text("always")));
        assert_eq!((share, refused), (1.0, 0));
        let mut state = 3;
        let (share, _) = run(500, |_| (2, Answer::integer(dice(&mut state, 3) as i64)));
        assert!(share < 0.6, "{share}");
        let skewed = |n: u64| match n % 20 {
            0 => (1, Answer::integer(1)),
            1 => (1, Answer::integer(2)),
            _ => (1, Answer::integer(3)),
        };
        assert!(run(500, skewed).0 < 0.6);
    }

    #[test]
    fn going_on_from_the_store_is_as_having_counted() {
        let mut counted = Balance::default();
        (0..9).for_each(|n| counted.admit("f", level(1), &Answer::integer(n % 2)));
        let row = |answer: &str, count| AnswerCount {
            family: "f".into(),
            level: Level::ALL[0],
            kind: "integer".into(),
            answer: answer.into(),
            count,
        };
        let stored = Balance::of(&[row("0", 5), row("1", 4)]);
        assert_eq!(format!("{counted:?}"), format!("{stored:?}"));
    }
}
