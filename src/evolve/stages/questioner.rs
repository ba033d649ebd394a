//! The Questioner's training on pictures that the Searcher has found, against a Solver
//! that stays as it is.

use std::path::Path;

use serde_json::{Value, json};
use synth_processor::Picture;
use synth_rewards::sound::{Archive, Sketch};
use synth_train::order::Order;

use super::Context;
use super::measure::settle;
use super::memory::Memory;
use super::training::{Class, Judged, train};
use crate::error::Result;
use crate::folder::{Draft, Stage};
use crate::images::judge::{ballot, questioners};
use crate::images::{Inquiry, vote};
use crate::player::{Ask, Draw, Player, Reply};
use crate::prompts;
use crate::role::Role;

/// Trains it, and measures what it earned.
pub fn run(context: &Context<'_>, draft: &Draft) -> Result<()> {
    let sitters = sitters(context)?;
    // At most half is set apart to measure by.
    let (measured, trained) = sitters.split_at(context.settings.measured.min(sitters.len() / 2));
    let solver = context.cast.player(Role::Solver, context.before(Role::Solver).as_deref())?;
    let court = Court { context, solver: &*solver };
    let seed = context.round(Stage::Questioner, 0, "pictures");
    let archive = Archive::default();
    let mut class = Questions { court: &court, sitters: trained, seed, archive };
    train(context, draft, Role::Questioner, &mut class)?;
    settle(context, draft, Role::Questioner, |version| court.measured(version, measured))
}

/// A picture that is asked about, and what the question shall ask for.
struct Sitter {
    image: u64,
    domain: String,
    skill: String,
    query: String,
}

impl Sitter {
    /// What is assigned to the Questioner. Asking the same of two pictures is no copy.
    fn assigned(&self) -> String {
        format!("{} {}", self.image, self.skill)
    }
}

/// What the Searcher finds, as it has become.
fn sitters(context: &Context<'_>) -> Result<Vec<Sitter>> {
    let searcher = context.cast.player(Role::Searcher, Some(&context.now(Role::Searcher)))?;
    let round = context.round(Stage::Questioner, 0, "queries");
    let (sought, caught) = Memory::of(context)?.gather(context, &*searcher, round)?;
    let sitter = |caught: super::memory::Catch| {
        let of = &sought[caught.sought];
        Sitter {
            image: caught.hit.id,
            domain: of.cell.domain.clone(),
            skill: of.cell.skill.clone(),
            query: of.query.clone().unwrap_or_default(),
        }
    };
    Ok(caught.into_iter().map(sitter).collect())
}

/// Those who judge questions.
struct Court<'c> {
    context: &'c Context<'c>,
    solver: &'c dyn Player,
}

impl Court<'_> {
    /// What a Questioner earns for one question about each of some pictures.
    fn measured(&self, version: Option<&Path>, sitters: &[Sitter]) -> Result<Vec<Judged>> {
        let player = self.context.cast.player(Role::Questioner, version)?;
        let round = self.context.round(Stage::Questioner, 0, "measure");
        let sitters: Vec<&Sitter> = sitters.iter().collect();
        let replies = player.ask(round, Draw::Sampled, &self.asks(&sitters, 1)?)?;
        self.judge(round, &sitters, replies, &Archive::default())
    }

    fn pictures(&self, sitters: &[&Sitter]) -> Result<Vec<Picture>> {
        let (library, _) = self.context.images()?;
        sitters.iter().map(|sitter| Ok(library.show(sitter.image)?.picture)).collect()
    }

    fn asks(&self, sitters: &[&Sitter], samples: usize) -> Result<Vec<Ask>> {
        let pictures = self.pictures(sitters)?;
        let ask = |(key, (sitter, picture)): (u64, (&&Sitter, Picture))| {
            let prompt = prompts::question(&sitter.skill, self.context.settings.brief)?;
            Ok(Ask { key, prompt, pictures: vec![picture], samples })
        };
        (0..).zip(sitters.iter().zip(pictures)).map(ask).collect()
    }

    /// Judges all replies about each picture.
    fn judge(
        &self,
        round: u64,
        sitters: &[&Sitter],
        replies: Vec<Vec<Reply>>,
        archive: &Archive,
    ) -> Result<Vec<Judged>> {
        let settings = self.context.settings;
        let pictures = self.pictures(sitters)?;
        let pictures: Vec<&Picture> = pictures.iter().collect();
        let (mut inquiries, mut of) = (Vec::new(), Vec::new());
        for (at, replies) in replies.into_iter().enumerate() {
            of.extend(vec![at; replies.len()]);
            inquiries.extend(replies.into_iter().map(Inquiry::of));
        }
        vote(self.solver, (round, 0), &ballot(settings), (&pictures, &of), &mut inquiries)?;
        let assigned: Vec<String> = of.iter().map(|at| sitters[*at].assigned()).collect();
        let pairs: Vec<(&str, &Inquiry)> =
            assigned.iter().map(String::as_str).zip(&inquiries).collect();
        let rewards = questioners(settings, archive, &pairs);
        let judged = inquiries.iter().zip(&of).zip(rewards);
        Ok(judged
            .map(|((inquiry, at), reward)| Judged {
                line: line(sitters[*at], inquiry),
                reward,
                shares: shares(inquiry),
            })
            .collect())
    }
}

fn line(sitter: &Sitter, inquiry: &Inquiry) -> Value {
    let mut line = inquiry.line();
    if let Some(fields) = line.as_object_mut() {
        fields.insert("image".to_owned(), json!(sitter.image));
        fields.insert("domain".to_owned(), json!(sitter.domain));
        fields.insert("skill".to_owned(), json!(sitter.skill));
        fields.insert("query".to_owned(), json!(sitter.query));
        fields.insert("assigned".to_owned(), json!(sitter.assigned()));
    }
    line
}

fn shares(inquiry: &Inquiry) -> Vec<(&'static str, f64)> {
    let share = |yes: bool| f64::from(u8::from(yes));
    if inquiry.response.is_none() {
        return Vec::new();
    }
    let mut shares = vec![("readable", share(inquiry.read.is_ok()))];
    let witness = inquiry.witness();
    shares.extend(witness.map(|witness| ("author-agrees", share(witness.author_agrees))));
    shares
}

/// The Questioner's class.
struct Questions<'c> {
    court: &'c Court<'c>,
    sitters: &'c [Sitter],
    seed: u64,
    archive: Archive,
}

impl<'c> Questions<'c> {
    fn chosen(&self, step: u64) -> Result<Vec<&'c Sitter>> {
        let (_, images) = self.court.context.images()?;
        let batch = images.questioner.batch;
        let mut order = Order::new(self.seed, self.sitters.len());
        let places = order.take((step - 1) * batch as u64, batch);
        Ok(places.into_iter().map(|at| &self.sitters[at]).collect())
    }

    fn archive(&mut self, line: &Value) {
        let assigned = line["assigned"].as_str();
        if let (Some(assigned), Some(question)) = (assigned, line["question"].as_str()) {
            self.archive.add(assigned, Sketch::of(question));
        }
    }
}

impl Class for Questions<'_> {
    fn is_empty(&self) -> bool {
        self.sitters.is_empty()
    }

    fn asks(&mut self, step: u64) -> Result<Vec<Ask>> {
        let (_, images) = self.court.context.images()?;
        self.court.asks(&self.chosen(step)?, images.questioner.group)
    }

    fn judge(&mut self, step: u64, responses: &[Vec<String>]) -> Result<Vec<Judged>> {
        let said = |responses: &Vec<String>| -> Vec<Reply> {
            responses.iter().cloned().map(Reply::Said).collect()
        };
        let replies = responses.iter().map(said).collect();
        let round = self.court.context.round(Stage::Questioner, step, "judge");
        let judged = self.court.judge(round, &self.chosen(step)?, replies, &self.archive)?;
        judged.iter().for_each(|judged| self.archive(&judged.line));
        Ok(judged)
    }

    fn remember(&mut self, line: &Value) {
        self.archive(line);
    }
}
