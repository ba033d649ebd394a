//! The comparison: the Solver alone, trained by GRPO on as many proved questions as the
//! loop has trained it on tasks, from where the loop began.

use serde_json::{Value, json};
use synth_rewards::sound;
use synth_roles::solver;
use synth_train::grpo::Grade;

use crate::curriculum::Proved;
use crate::error::Result;
use crate::folder::{Draft, Lines, Stage, read_lines};
use crate::player::{Ask, Pupil};
use crate::role::Role;
use crate::settings::Lesson;
use crate::stages::{Context, examine};

/// Trains and examines it.
///
/// # Errors
///
/// Those of a stage.
pub fn run(context: &Context<'_>) -> Result<()> {
    let Some(draft) = Draft::open(&context.layout.root().join("control"))? else { return Ok(()) };
    draft.clear()?;
    let lesson = &context.settings.solver;
    let steps = taken(context)?;
    let lesson = Lesson { steps, ..lesson.clone() };
    let seed = context.round(Stage::Solver, 0, "control");
    let mut pupil = context.cast.pupil(Role::Solver, None, &lesson, seed)?;
    let mut lines = Lines::open(draft.folder().join("metrics.jsonl"), 0)?;
    while pupil.steps() < steps {
        context.check()?;
        let metrics = step(context, &mut *pupil, &lesson)?;
        let mut line = json!({ "step": pupil.steps(), "role": "control" });
        if let Some(fields) = line.as_object_mut() {
            let values = metrics.iter().map(|(name, value)| (name.clone(), json!(value)));
            fields.extend(values.collect::<Vec<(String, Value)>>());
        }
        lines.add(&[line])?;
        let (iteration, role, step) = (0, Role::Solver, pupil.steps());
        context.tell(crate::event::Event::Step { iteration, role, step, metrics: &metrics });
    }
    let adapter = draft.folder().join("adapter");
    pupil.keep(&adapter)?;
    let player = context.cast.player(Role::Solver, Some(&adapter))?;
    draft.json("marks.json", &examine(context, &*player)?)?;
    drop(player);
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

fn step(
    context: &Context<'_>,
    pupil: &mut dyn Pupil,
    lesson: &Lesson,
) -> Result<synth_train::run::Metrics> {
    let from = pupil.steps() * lesson.batch as u64;
    let questions: Vec<Proved> = (from..from + lesson.batch as u64)
        .map(|number| context.curriculum.practice(number))
        .collect::<Result<_>>()?;
    let ask = |(key, one): (u64, &Proved)| {
        let prompt = solver::prompt(&one.question)?;
        Ok(Ask { key, prompt, pictures: vec![one.picture.clone()], samples: lesson.group })
    };
    let asks: Vec<Ask> = (0..).zip(&questions).map(ask).collect::<Result<_>>()?;
    let label = sound::Evidence { proved: true, ..sound::Evidence::default() };
    let constants = sound::Constants::default();
    pupil.step(&asks, &[], &mut |responses| {
        let grade = |(one, response): (&Proved, &String)| {
            let right = solver::is_right(response, &one.truth);
            let paid = sound::solver(right, solver::in_form(response), &label, &constants);
            Grade { reward: paid.total(), accuracy: f64::from(u8::from(right)) }
        };
        let pairs = questions.iter().zip(responses);
        let pairs = pairs.flat_map(|(one, responses)| responses.iter().map(move |r| (one, r)));
        Ok(pairs.map(grade).collect())
    })
}
