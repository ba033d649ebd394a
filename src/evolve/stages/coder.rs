//! The Coder's training, against a Solver that stays as it is.

use std::path::Path;

use serde_json::{Value, json};
use synth_roles::proposer::Proposal;
use synth_train::order::Order;

use super::Context;
use super::concepts::{Considered, Use};
use super::measure::settle;
use super::training::{Class, Judged, enough, train};
use crate::drawing::{Attempt, Drawing, attempts};
use crate::error::Result;
use crate::folder::{Draft, Stage, read_lines};
use crate::judge;
use crate::player::{Ask, Draw, Player, Reply};
use crate::prompts;
use crate::role::Role;
use crate::settings::Settings;
use crate::vote::{Sight, look};

/// Trains it, and measures what it earned.
pub fn run(context: &Context<'_>, draft: &Draft) -> Result<()> {
    let path = context.layout.stage(context.iteration, Stage::Concepts).join("concepts.jsonl");
    let concepts: Vec<Considered> = read_lines(&path)?;
    let of = |becomes| concepts.iter().filter(move |one| one.becomes == becomes).collect();
    let (trained, measured): (Vec<&Considered>, Vec<&Considered>) =
        (of(Use::Train), of(Use::Measure));
    let solver = context.cast.player(Role::Solver, context.before(Role::Solver).as_deref())?;
    let court = Court { context, solver: &*solver };
    let seed = context.round(Stage::Coder, 0, "concepts");
    let mut class = Drawings { court: &court, concepts: trained, seed };
    train(context, draft, Role::Coder, &mut class)?;
    settle(context, draft, Role::Coder, |version| court.measured(version, &measured))
}

/// Those who judge programs.
struct Court<'c> {
    context: &'c Context<'c>,
    solver: &'c dyn Player,
}

impl Court<'_> {
    /// What a Coder earns for one program for each of some concepts.
    fn measured(&self, version: Option<&Path>, concepts: &[&Considered]) -> Result<Vec<Judged>> {
        let player = self.context.cast.player(Role::Coder, version)?;
        let round = self.context.round(Stage::Coder, 0, "measure");
        let replies = player.ask(round, Draw::Sampled, &self.asks(concepts, 1)?)?;
        self.judge(round, concepts, &replies)
    }

    fn asks(&self, concepts: &[&Considered], samples: usize) -> Result<Vec<Ask>> {
        let ask = |(key, concept): (u64, &&Considered)| {
            let prompt = prompts::draw_proposal(&concept.proposal, self.context.settings)?;
            Ok(Ask { key, prompt, pictures: Vec::new(), samples })
        };
        (0..).zip(concepts).map(ask).collect()
    }

    fn judge(
        &self,
        round: u64,
        concepts: &[&Considered],
        replies: &[Vec<Reply>],
    ) -> Result<Vec<Judged>> {
        let settings = self.context.settings;
        let proposals: Vec<&Proposal> = concepts.iter().map(|one| &one.proposal).collect();
        let tried = attempts(self.context.studio, settings.language, &proposals, replies)?;
        let pictures: Vec<_> = proposals
            .iter()
            .zip(&tried)
            .flat_map(|(proposal, tried)| {
                tried.iter().filter_map(|attempt| Some((*proposal, shown(settings, attempt)?)))
            })
            .collect();
        let ballot = judge::coder_ballot(settings);
        let mut sights = look(self.solver, round, &ballot, &pictures)?.into_iter();
        let mut judged = Vec::new();
        for ((concept, tried), replies) in concepts.iter().zip(&tried).zip(replies) {
            for (attempt, reply) in tried.iter().zip(replies) {
                let sight = shown(settings, attempt).and_then(|_| sights.next());
                let reward = judge::coder(settings, &concept.proposal, attempt, sight.as_ref());
                let line = line(concept, attempt, reply, sight.as_ref());
                judged.push(Judged { line, reward, shares: shares(attempt) });
            }
        }
        Ok(judged)
    }
}

/// The picture that the Solver must be shown to judge an attempt, if there is one.
fn shown<'a>(settings: &Settings, attempt: &'a Attempt) -> Option<&'a Drawing> {
    attempt.drawing().filter(|drawing| judge::is_read(settings, drawing))
}

fn line(concept: &Considered, attempt: &Attempt, reply: &Reply, sight: Option<&Sight>) -> Value {
    let response = match reply {
        Reply::Said(text) => json!(text),
        Reply::Failed(_) => Value::Null,
    };
    let mut line = attempt.line();
    if let Some(fields) = line.as_object_mut() {
        fields.insert("concept".to_owned(), json!(concept.concept));
        fields.insert("response".to_owned(), response);
        fields.insert("answer".to_owned(), json!(concept.proposal.easy_answer));
        fields.insert("votes".to_owned(), json!(sight.map(|sight| sight.easy.counts())));
    }
    line
}

fn shares(attempt: &Attempt) -> Vec<(&'static str, f64)> {
    let share = |yes: bool| f64::from(u8::from(yes));
    if attempt.is_unknown() {
        return Vec::new();
    }
    let mut shares = vec![("rendered", share(attempt.drawing().is_some()))];
    shares.extend(attempt.drawing().map(|drawing| ("sound", share(drawing.fault().is_none()))));
    shares
}

/// The Coder's class.
struct Drawings<'c> {
    court: &'c Court<'c>,
    concepts: Vec<&'c Considered>,
    seed: u64,
}

impl<'c> Drawings<'c> {
    fn chosen(&self, step: u64) -> Vec<&'c Considered> {
        let batch = self.court.context.settings.coder.batch;
        let mut order = Order::new(self.seed, self.concepts.len());
        let places = order.take((step - 1) * batch as u64, batch);
        places.into_iter().map(|at| self.concepts[at]).collect()
    }
}

impl Class for Drawings<'_> {
    fn is_empty(&self) -> bool {
        self.concepts.is_empty()
    }

    fn enough(&self) -> Option<u64> {
        let Settings { coder, passes, .. } = self.court.context.settings;
        Some(enough(self.concepts.len(), *passes, coder.batch))
    }

    fn asks(&mut self, step: u64) -> Result<Vec<Ask>> {
        self.court.asks(&self.chosen(step), self.court.context.settings.coder.group)
    }

    fn judge(&mut self, step: u64, responses: &[Vec<String>]) -> Result<Vec<Judged>> {
        let replies: Vec<Vec<Reply>> = responses
            .iter()
            .map(|responses| responses.iter().cloned().map(Reply::Said).collect())
            .collect();
        let round = self.court.context.round(Stage::Coder, step, "judge");
        self.court.judge(round, &self.chosen(step), &replies)
    }

    fn remember(&mut self, _: &Value) {}
}
