//! All that decides what the loop does.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use synth_contracts::Language;
use synth_course::Base;
use synth_model::LoraConfig;

use crate::error::{EvolveError, Result};
use crate::guests::Guest;
use crate::images::Images;
use crate::pay::Preset;
use crate::prompts::Manner;
use crate::role::Role;

/// How a role is trained within an iteration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lesson {
    /// Steps of GRPO.
    pub steps: u64,
    /// Prompts of a step.
    pub batch: usize,
    /// Responses to each.
    pub group: usize,
    /// The highest learning rate.
    pub rate: f64,
    /// Steps over which it rises.
    pub rise: u64,
    /// The share of it that is left at the last step, to which it falls evenly; 1 where it
    /// stays.
    pub floor: f64,
    /// Weight of the divergence from the role as it was before the loop, by which it keeps
    /// its variety; 0 for none.
    pub beta: f64,
    /// Tokens of a response, at most.
    pub max_tokens: usize,
}

/// How often the Solver is asked about a picture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ballot {
    /// The easy question.
    pub easy: usize,
    /// The hard question, at first and between two looks at the result.
    pub hard: usize,
    /// The hard question, at most.
    pub most: usize,
    /// Deviation of the rate at which enough is known.
    pub deviation: f64,
    /// The hard question without the picture.
    pub blind: usize,
}

/// What makes data worth training on; ends are included.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bands {
    /// Share of a concept's programs that succeed.
    pub render: [f64; 2],
    /// Least agreement with the author's answer to the easy question.
    pub easy: f64,
    /// The commonest answer's share of the votes on the hard question.
    pub hard: [f64; 2],
    /// Least confidence in a label.
    pub confidence: f64,
}

/// What happens when an exam is certainly worse than the last one that counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Regression {
    /// The next iteration begins where this one did.
    #[default]
    RollBack,
    /// The loop ends.
    Stop,
    /// Nothing.
    GoOn,
}

/// The settings of a run, which goes on only with the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Seed of all that is drawn.
    pub seed: u64,
    /// Where the model comes from.
    pub base: Base,
    /// The adapters, one a role.
    pub adapters: LoraConfig,
    /// Stands for topics and held-out questions.
    pub curriculum: String,
    /// Stands for the prompts.
    pub prompts: String,
    /// Whether roles are asked in a line, as those who never read an instruction.
    pub brief: bool,
    /// Steps, batch, rate and rise of the warm-up; none for a model trained before.
    pub warm_up: Option<synth_course::Stage>,
    /// Iterations.
    pub iterations: u64,
    /// What roles are paid for.
    pub rewards: Preset,
    /// Terms of the rewards that are switched off.
    pub without: Vec<String>,
    /// What programs are written in.
    pub language: Language,
    /// How the Proposer is trained.
    pub proposer: Lesson,
    /// How the Coder is trained.
    pub coder: Lesson,
    /// How the Solver is trained.
    pub solver: Lesson,
    /// What all rates are multiplied by from one iteration to the next: who has learnt most of
    /// it learns the rest by smaller steps.
    pub cooling: f64,
    /// Rows of a micro-batch.
    pub micro_rows: usize,
    /// Programs for a proposal while the Proposer is trained, and for a task.
    pub programs: usize,
    /// Concepts that are looked at for the Coder.
    pub concepts: usize,
    /// Programs by which the rate of their success is measured.
    pub trials: usize,
    /// Proposals that are made into tasks for the Solver.
    pub tasks: usize,
    /// How often a topic is proposed and drawn until something can be shown, at most.
    pub tries: u64,
    /// How often the Solver meets each task of an iteration, and the Coder each concept that
    /// it learns on, at most.
    pub passes: u64,
    /// The share of a Solver's batch that it knew before, if there is such.
    pub rehearsal: f64,
    /// Candidates by which a role's reward is measured before and after its training.
    pub measured: usize,
    /// How often the Solver is asked.
    pub ballot: Ballot,
    /// What is worth training on.
    pub bands: Bands,
    /// What a copy costs, and the similarity from which a text is near.
    pub copy: [f64; 2],
    /// Held-out questions of an exam, at most.
    pub exam: usize,
    /// What follows from a worse exam.
    pub regression: Regression,
    /// Steps between checkpoints within a stage.
    pub save_every: u64,
    /// Iterations, of the last ones, whose adapters stay.
    pub keep: u64,
    /// Whether the Solver is trained on lessons alone, too, for comparison.
    pub control: bool,
    /// Roles that others play: they are not trained.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub guests: BTreeMap<Role, Guest>,
    /// How pictures are looked for, where there is a repository of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub images: Option<Images>,
}

impl Settings {
    /// The roles that take part.
    pub fn roles(&self) -> &'static [Role] {
        if self.images.is_some() { &Role::ALL } else { &Role::DRAWING }
    }

    /// How a role is trained.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Setting`] for a role that takes no part.
    pub fn lesson(&self, role: Role) -> Result<&Lesson> {
        Ok(match role {
            Role::Proposer => &self.proposer,
            Role::Coder => &self.coder,
            Role::Searcher => &self.images()?.searcher,
            Role::Questioner => &self.images()?.questioner,
            Role::Solver => &self.solver,
        })
    }

    /// The share of a rate that is left in an iteration, counted from one.
    pub fn cooled(&self, iteration: u64) -> f64 {
        (1..iteration).fold(1.0, |share, _| share * self.cooling)
    }

    /// How pictures are looked for.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Setting`], if there is no repository of them.
    pub fn images(&self) -> Result<&Images> {
        self.images.as_ref().ok_or_else(|| EvolveError::Setting {
            name: "images",
            what: "this loop has no repository of pictures to look in".to_owned(),
        })
    }

    /// How a text role is asked.
    pub fn manner(&self, role: Role) -> Manner {
        let own = if self.brief { Manner::Line } else { Manner::Full };
        self.guests.get(&role).map_or(own, |guest| guest.manner)
    }

    /// Whether a role is trained, and not played by others.
    pub fn trains(&self, role: Role) -> bool {
        !self.guests.contains_key(&role)
    }

    /// # Errors
    ///
    /// [`EvolveError::Setting`] for what has no meaning.
    pub fn check(&self) -> Result<()> {
        let bad = |name, what: &str| Err(EvolveError::Setting { name, what: what.to_owned() });
        for role in self.roles() {
            let lesson = self.lesson(*role)?;
            if lesson.batch == 0 || lesson.group < 2 {
                return bad("batch, group", "a step needs a prompt, and two responses to each");
            }
            if !(0.0..=1.0).contains(&lesson.floor) {
                return bad("floor", "the share of the rate that is left lies from 0 to 1");
            }
            if !(0.0..f64::INFINITY).contains(&lesson.beta) {
                return bad("beta", "the weight of the divergence is a number from 0");
            }
        }
        if !(self.cooling > 0.0 && self.cooling <= 1.0) {
            return bad("cooling", "the share of a rate that is left lies above 0, up to 1");
        }
        if self.programs == 0 || self.trials == 0 || self.save_every == 0 || self.keep == 0 {
            return bad("programs, trials, save_every, keep", "must be at least one");
        }
        if self.tries == 0 || self.passes == 0 {
            return bad(
                "tries, passes",
                "a topic is asked for, and a task or a concept met, at least once",
            );
        }
        if !(0.0..1.0).contains(&self.rehearsal) {
            return bad("rehearsal", "the share that was known lies from 0 to below 1");
        }
        if self.ballot.hard == 0 || self.ballot.most < self.ballot.hard {
            return bad("ballot", "the hard question is asked at least once, and at most `most`");
        }
        if !(0.0..1.0).contains(&self.copy[1]) {
            return bad("copy", "the similarity from which a text is near lies from 0 to below 1");
        }
        if !self.roles().iter().any(|role| self.trains(*role)) {
            return bad("guests", "nobody is left to train: let one of the roles be the loop's");
        }
        if self.control && !self.trains(Role::Solver) {
            return bad("control", "a Solver that others play is not trained alone either");
        }
        self.images.as_ref().map_or(Ok(()), Images::check)?;
        self.rewards.check(&self.without)
    }
}
