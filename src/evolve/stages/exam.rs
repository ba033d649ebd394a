//! The Solver examined on what is held out, and what follows from it.

use serde::{Deserialize, Serialize};
use synth_course::exam::ALL;
use synth_course::{Exam, Interval, Mark};
use synth_roles::solver;

use super::Context;
use crate::error::{EvolveError, Result};
use crate::event::Event;
use crate::folder::{Draft, read_json};
use crate::player::{Ask, Draw, Player, Reply};
use crate::role::Role;
use crate::settings::Regression;

/// Questions that are asked at once.
const ROWS: usize = 64;

/// What follows from an exam.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether the next iteration begins from this one.
    pub kept: bool,
    /// Whether the loop goes on.
    pub goes_on: bool,
    /// By how much it is better than the exam that this iteration began from.
    pub gain: Interval,
}

/// Examines the Solver, and decides.
pub fn run(context: &Context<'_>, draft: &Draft) -> Result<()> {
    draft.clear()?;
    if !context.settings.trains(Role::Solver) {
        // Nothing about it has changed since the exam before the first iteration.
        let verdict = Verdict { kept: true, goes_on: true, gain: Interval::default() };
        return draft.json("verdict.json", &verdict);
    }
    let solver = context.cast.player(Role::Solver, Some(&context.now(Role::Solver)))?;
    let exam = examine(context, &*solver)?;
    let before: Exam = read_json(&match context.from {
        0 => context.layout.first_exam().join("marks.json"),
        from => context.layout.stage(from, crate::folder::Stage::Exam).join("marks.json"),
    })?;
    let verdict = verdict(context.settings.regression, &before, &exam)?;
    draft.json("marks.json", &exam)?;
    draft.json("verdict.json", &verdict)?;
    let iteration = context.iteration;
    context.tell(Event::Exam { iteration, exam: &exam, verdict: Some(&verdict) });
    Ok(())
}

/// An exam is worse only if its whole interval says so.
fn verdict(regression: Regression, before: &Exam, after: &Exam) -> Result<Verdict> {
    let gain = before.gain(after)?.get(ALL).copied().unwrap_or_default();
    let worse = gain.count > 0 && gain.high < 0.0;
    Ok(Verdict {
        kept: !worse || regression == Regression::GoOn,
        goes_on: !worse || regression != Regression::Stop,
        gain,
    })
}

/// Asks a Solver what is held out, by its likeliest answers. The names of the questions
/// are those of the curriculum.
///
/// # Errors
///
/// The player's. A question on which the host fails ends the exam: a mark would be wrong.
pub fn examine(context: &Context<'_>, player: &dyn Player) -> Result<Exam> {
    let held = context.curriculum.held();
    let held = &held[..held.len().min(context.settings.exam)];
    let mut marks = Vec::with_capacity(held.len());
    for questions in held.chunks(ROWS) {
        let ask = |(key, one): (u64, &crate::curriculum::Proved)| {
            let prompt = solver::prompt(&one.question)?;
            Ok(Ask { key, prompt, pictures: vec![one.picture.clone()], samples: 1 })
        };
        let asks: Vec<Ask> = (0..).zip(questions).map(ask).collect::<Result<_>>()?;
        let replies = player.ask(0, Draw::Likeliest, &asks)?;
        for (one, reply) in questions.iter().zip(replies.into_iter().flatten()) {
            let response = match reply {
                Reply::Said(response) => response,
                Reply::Failed(why) => return Err(EvolveError::Host { what: "the exam", why }),
            };
            marks.push(Mark {
                name: one.name.clone(),
                family: one.family.clone(),
                level: 1,
                right: solver::is_right(&response, &one.truth),
                response,
            });
        }
    }
    Ok(Exam { marks })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exam(right: usize) -> Exam {
        let mark = |at: usize| Mark {
            name: at.to_string(),
            family: "f".into(),
            level: 1,
            response: String::new(),
            right: at < right,
        };
        Exam { marks: (0..100).map(mark).collect() }
    }

    #[test]
    fn only_what_is_certainly_worse_is_rolled_back() {
        let of = |regression, after| {
            let found = verdict(regression, &exam(60), &exam(after)).unwrap();
            (found.kept, found.goes_on)
        };
        assert_eq!(of(Regression::RollBack, 59), (true, true));
        assert_eq!(of(Regression::RollBack, 40), (false, true));
        assert_eq!(of(Regression::Stop, 40), (false, false));
        assert_eq!(of(Regression::GoOn, 40), (true, true));
        assert_eq!(of(Regression::Stop, 90), (true, true));
    }
}
