//! One small model, made from nothing, taught all roles.
//!
//! ```text
//! warm-up/                 the model with its processor, as transformers loads it
//! warm-up/metrics.jsonl    one line a step
//! ```

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use synth_course::{Desk, Device, find};
use synth_model::{Config, Load, Model, Trainable};
use synth_processor::{Processor, Tokenizer};
use synth_train::Hands;
use synth_train::learner::{Learner, ModelLearner};
use synth_train::optimizer::{AdamWConfig, Schedule, Shape};
use synth_train::run::{Keep, Metrics};
use synth_train::trainer::{Trainer, TrainerConfig};

use crate::error::{EvolveError, Result};
use crate::event::Event;
use crate::folder::{Draft, Lines};
use crate::lessons::{Turn, lessons};
use crate::presets::TINY;
use crate::role::Role;
use crate::settings::Settings;
use crate::world::Plain;

/// Of so many lessons of each role the tokenizer learns its words.
const READ: u64 = 400;
/// The share of its rate that the last step has.
const FLOOR: f64 = 0.05;
/// Layers that read text: one more than a course has, since this model plays all roles. With
/// two, what is learnt of places is a matter of the seed.
const LAYERS: usize = 3;
/// Steps between checkpoints.
const SAVE_EVERY: u64 = 100;

/// Makes the model and teaches it, unless that is done.
///
/// # Errors
///
/// [`EvolveError::Stopped`] with all saved, and whatever ends training.
pub fn run(
    folder: &Path,
    settings: &Settings,
    world: &Plain,
    (device, hands): (&Device, &Arc<Hands>),
    stopped: &(dyn Fn() -> bool + Sync),
    told: &mut dyn FnMut(Event<'_>),
) -> Result<()> {
    let (Some(draft), Some(stage)) = (Draft::open(folder)?, &settings.warm_up) else {
        return Ok(());
    };
    let roles = settings.roles();
    let (processor, config) = from_nothing(world, roles)?;
    let desk = Desk::new(processor);
    let how = Load { trainable: Trainable::All, device: device.clone(), ..Load::default() };
    let model = Model::init(&config, settings.seed, &how)?;
    let schedule = Schedule {
        rate: stage.rate,
        shape: Shape::Linear,
        warmup: stage.rise,
        total: stage.steps,
        floor: FLOOR,
    };
    let config = TrainerConfig {
        seed: settings.seed,
        schedule,
        optimizer: AdamWConfig { weight_decay: 0.01, ..AdamWConfig::default() },
        micro_rows: settings.micro_rows,
        ..TrainerConfig::default()
    };
    let learner = ModelLearner { model, segments: false };
    let mut trainer = Trainer::new(learner, None, config)?.by(Arc::clone(hands));
    let saves = draft.saves(stage)?;
    if let Some((_, path)) = saves.latest()? {
        trainer.resume(&path)?;
    }
    let mut lines = Lines::open(draft.folder().join("metrics.jsonl"), trainer.step())?;
    let save = |trainer: &Trainer<ModelLearner>, lines: &Lines| -> Result<()> {
        lines.sync()?;
        saves.save(trainer.step(), |folder| trainer.save(folder))?;
        Ok(saves.prune(&Keep::default())?)
    };
    while trainer.step() < stage.steps {
        if stopped() {
            if trainer.step() > 0 {
                save(&trainer, &lines)?;
            }
            return Err(EvolveError::Stopped);
        }
        let lessons = lessons(world, &desk, roles, trainer.step(), stage.batch)?;
        let turn = Turn::of(trainer.step()).name();
        let metrics = trainer.supervised(&lessons)?.metrics;
        lines.add(&[line(trainer.step(), turn, &metrics)])?;
        told(Event::WarmUp { step: trainer.step(), turn, metrics: &metrics });
        if trainer.step().is_multiple_of(SAVE_EVERY) {
            save(&trainer, &lines)?;
        }
    }
    drop(saves);
    trainer.learner().save(draft.folder())?;
    desk.processor().save(draft.folder()).map_err(|fault| fault_of("the warm-up", fault))?;
    draft.publish()
}

fn line(step: u64, turn: &str, metrics: &Metrics) -> Value {
    let mut line = json!({ "step": step, "turn": turn });
    if let Some(fields) = line.as_object_mut() {
        fields.extend(metrics.iter().map(|(name, value)| (name.clone(), json!(value))));
    }
    line
}

fn fault_of(name: &str, fault: synth_processor::ProcessorError) -> EvolveError {
    EvolveError::Processor { name: name.to_owned(), fault }
}

/// A tokenizer that has read lessons of all roles, and a model's shape.
fn from_nothing(world: &Plain, roles: &[Role]) -> Result<(Processor, Config)> {
    let no_preset =
        || EvolveError::Setting { name: "base", what: format!("there is no preset {TINY}") };
    let preset = find(TINY).ok_or_else(no_preset)?;
    let mut texts = Vec::new();
    for role in roles {
        for number in 0..READ {
            let lesson = world.lesson(*role, number)?;
            texts.extend([lesson.ask.prompt, lesson.response]);
        }
    }
    let fault = |fault| fault_of("preset tiny", fault);
    let texts = texts.iter().map(String::as_str);
    let tokenizer = Tokenizer::train(texts, preset.vocabulary).map_err(fault)?;
    let mut config = preset.config(&tokenizer)?;
    config["text_config"]["num_hidden_layers"] = json!(LAYERS);
    let config = Config::from_json(&config.to_string())?;
    Ok((Processor::new(preset.images(), tokenizer).map_err(fault)?, config))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_learnt_whole_and_nothing_before_it() {
        let world = Plain::new(1, 2).unwrap();
        let (processor, _) = from_nothing(&world, &Role::DRAWING).unwrap();
        let desk = Desk::new(processor);
        for number in 0..24 {
            let taught = world.answer(number).unwrap();
            let row = desk.put("a", taught.ask.prompt, &[]).unwrap();
            let lesson = desk.lesson("a", row, &taught.given, &taught.response).unwrap();
            // A token may hold the bracket before the answer and the answer: it is learnt.
            let learnt = desk.text(&lesson.sequence.completion).unwrap();
            let rest = &taught.response[taught.given.len()..];
            assert_eq!(learnt.trim_start_matches('>'), rest);
        }
    }
}
