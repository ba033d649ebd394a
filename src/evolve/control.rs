//! The comparison: the Solver alone, trained by GRPO on as many proved questions as the
//! loop has trained it on tasks, from where the loop began.

use serde_json::{Value, json};
use synth_rewards::sound;
use synth_roles::solver;

use crate::curriculum::Proved;
use crate::error::Result;
use crate::folder::{Draft, Stage, read_lines};
use crate::player::Ask;
use crate::role::Role;
use crate::settings::Lesson;
use crate::stages::{Class, Context, Judged, examine, practise};

/// Trains and examines it.
///
/// # Errors
///
/// Those of a stage.
pub fn run(context: &Context<'_>) -> Result<()> {
    let Some(draft) = Draft::open(&context.layout.root().join("control"))? else { return Ok(()) };
    let lesson = Lesson { steps: taken(context)?, ..context.settings.solver.clone() };
    let seed = context.round(Stage::Solver, 0, "control");
    let mut pupil = context.cast.pupil(Role::Solver, None, &lesson, seed)?;
    let mut class = Practice { context, lesson: &lesson, questions: Vec::new() };
    practise(context, &draft, (Role::Solver, &lesson), &mut *pupil, &mut class)?;
    drop(pupil);
    let player = context.cast.player(Role::Solver, Some(&draft.folder().join("adapter")))?;
    draft.json("marks.json", &examine(context, &*player)?)?;
    draft.publish()
}

/// Steps that the loop's Solver has taken.
fn taken(context: &Context<'_>) -> Result<u64> {
    let mut steps = 0;
    for iteration in 1..=context.settings.iterations {
        let path = context.layout.stage(iteration, Stage::Solver).join("metrics.jsonl");
        if path.exists() {
            steps += read_lines::<Value>(&path)?.len() as u64;
        }
    }
    Ok(steps)
}

/// Proved questions, each asked once.
struct Practice<'c> {
    context: &'c Context<'c>,
    lesson: &'c Lesson,
    /// Those of the step under way.
    questions: Vec<Proved>,
}

impl Class for Practice<'_> {
    fn asks(&mut self, step: u64) -> Result<Vec<Ask>> {
        let batch = self.lesson.batch as u64;
        let numbers = (step - 1) * batch..step * batch;
        self.questions = numbers
            .map(|number| self.context.curriculum.practice(number))
            .collect::<Result<_>>()?;
        let ask = |(key, one): (u64, &Proved)| {
            let (prompt, pictures) = (solver::prompt(&one.question)?, vec![one.picture.clone()]);
            Ok(Ask { key, prompt, pictures, samples: self.lesson.group })
        };
        (0..).zip(&self.questions).map(ask).collect()
    }

    fn judge(&mut self, _: u64, responses: &[Vec<String>]) -> Result<Vec<Judged>> {
        let label = sound::Evidence { proved: true, ..sound::Evidence::default() };
        let constants = sound::Constants::default();
        let judge = |(one, response): (&Proved, &String)| {
            let (name, question) = (&one.name, &one.question);
            let right = solver::is_right(response, &one.truth);
            let paid = sound::solver(right, solver::in_form(response), &label, &constants);
            Judged {
                line: json!({
                    "name": name, "question": question, "response": response, "right": right,
                }),
                reward: Some(paid),
                shares: vec![("right", f64::from(u8::from(right)))],
            }
        };
        let pairs = self.questions.iter().zip(responses);
        Ok(pairs.flat_map(|(one, said)| said.iter().map(move |s| judge((one, s)))).collect())
    }

    fn remember(&mut self, _: &Value) {}
}
