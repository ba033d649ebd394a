//! What each step of a warm-up teaches.
//!
//! Texts and answers take turns. A caption could be any, so nearly all of a text's loss is
//! chance; in one mean with it the word that answers a question would hardly count, and a
//! Proposer would never learn to look into its own caption. Pictures are described in full as
//! well: of each shape its place, so that whatever is asked of a place is known.

use rayon::prelude::*;
use synth_course::Desk;
use synth_train::supervised::Example;

use crate::error::Result;
use crate::role::Role;
use crate::world::{Plain, Taught};

/// A step's subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// What text roles write, in full.
    Texts,
    /// The Proposer's answers to its own questions, after all that stands before them.
    Answers,
    /// What pictures show, in full.
    Descriptions,
    /// What is asked about pictures.
    Pictures,
}

const TURNS: [Turn; 7] = [
    Turn::Texts,
    Turn::Pictures,
    Turn::Descriptions,
    Turn::Texts,
    Turn::Pictures,
    Turn::Descriptions,
    Turn::Answers,
];

impl Turn {
    /// Of a step, counted from nought.
    pub fn of(step: u64) -> Self {
        TURNS[(step % TURNS.len() as u64) as usize]
    }

    /// As metrics name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Texts => "texts",
            Self::Answers => "answers",
            Self::Descriptions => "descriptions",
            Self::Pictures => "pictures",
        }
    }

    /// Steps before this one that had the same subject.
    fn before(self, step: u64) -> u64 {
        let count = TURNS.len() as u64;
        let in_round = |turns: &[Turn]| turns.iter().filter(|turn| **turn == self).count() as u64;
        step / count * in_round(&TURNS) + in_round(&TURNS[..(step % count) as usize])
    }

    /// A role's lessons, in thirty-seconds of a batch. Those of Searcher and Questioner come on
    /// top, so that the others learn as much with them as without.
    fn part(self, role: Role) -> usize {
        match (self, role) {
            (Self::Texts, Role::Proposer) => 12,
            (Self::Texts, Role::Coder) => 4,
            (Self::Texts, Role::Searcher) => 8,
            (Self::Answers, Role::Proposer) => 16,
            (Self::Descriptions | Self::Pictures, Role::Solver) => 32,
            (Self::Pictures, Role::Questioner) => 16,
            _ => 0,
        }
    }
}

/// The lessons of a step, counted from nought; those of a role side by side, so that rows of
/// a micro-batch are of about one length.
///
/// # Errors
///
/// What keeps a lesson from being written or drawn.
pub fn lessons(
    world: &Plain,
    desk: &Desk,
    roles: &[Role],
    step: u64,
    batch: usize,
) -> Result<Vec<Example>> {
    let turn = Turn::of(step);
    let before = turn.before(step);
    let mut wanted = Vec::with_capacity(batch);
    for role in roles.iter().filter(|role| turn.part(**role) > 0) {
        let count = (batch * turn.part(*role) / 32).max(1) as u64;
        wanted.extend((before * count..(before + 1) * count).map(|number| (*role, number)));
    }
    let lesson = |(role, number): &(Role, u64)| {
        let Taught { ask, given, response } = match turn {
            Turn::Answers => world.answer(*number)?,
            Turn::Descriptions => world.description(*number)?,
            Turn::Texts | Turn::Pictures => world.lesson(*role, *number)?,
        };
        let name = format!("{} {number}", role.name());
        let row = desk.put(&name, ask.prompt, &ask.pictures)?;
        Ok(desk.lesson(&name, row, &given, &response)?)
    };
    wanted.par_iter().map(lesson).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lesson_of_a_subject_comes_once() {
        let mut seen = std::collections::BTreeMap::<&str, u64>::new();
        for step in 0..61 {
            let turn = Turn::of(step);
            let count = seen.entry(turn.name()).or_default();
            assert_eq!(turn.before(step), *count, "step {step}");
            *count += 1;
        }
        assert_eq!((seen["pictures"], seen["descriptions"]), (18, 17));
    }

    #[test]
    fn every_role_has_a_turn() {
        for role in Role::ALL {
            assert!(TURNS.iter().any(|turn| turn.part(role) > 0), "{}", role.name());
        }
    }
}
