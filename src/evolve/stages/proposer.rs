//! The Proposer's training, against a Coder and a Solver that stay as they are.

use serde_json::{Value, json};
use synth_rewards::sound::{Archive, Sketch};
use synth_roles::proposer::{self, Proposal};
use synth_train::order::Order;

use super::Context;
use super::measure::settle;
use super::training::{Class, Judged, train};
use crate::curriculum::Topic;
use crate::drawing::attempts;
use crate::error::Result;
use crate::folder::{Draft, Stage, read_lines};
use crate::judge::{self, Trial, is_shown};
use crate::pay::Preset;
use crate::player::{Ask, Draw, Player, Reply};
use crate::prompts;
use crate::role::Role;
use crate::settings::Settings;
use crate::vote::{Sight, look};

/// Trains it, and measures what it earned.
pub fn run(context: &Context<'_>, draft: &Draft) -> Result<()> {
    let coder = context.cast.player(Role::Coder, context.before(Role::Coder).as_deref())?;
    let solver = context.cast.player(Role::Solver, context.before(Role::Solver).as_deref())?;
    let court = Court { context, coder: &*coder, solver: &*solver };
    let archive = archive(context)?;
    let mut class = Proposals::new(&court, archive.clone());
    train(context, draft, Role::Proposer, &mut class)?;
    settle(context, draft, Role::Proposer, |version| court.measured(version, &archive))
}

/// Captions of all tasks that earlier iterations made, by topic.
fn archive(context: &Context<'_>) -> Result<Archive> {
    let mut archive = Archive::default();
    for iteration in 1..context.iteration {
        let path = context.layout.stage(iteration, Stage::Tasks).join("tasks.jsonl");
        for task in read_lines::<super::Task>(&path)? {
            // The captions of retrieved pictures are nobody's proposals.
            if task.retrieved.is_none() {
                archive.add(&task.topic, Sketch::of(&task.caption));
            }
        }
    }
    Ok(archive)
}

/// Those who judge proposals.
struct Court<'c> {
    context: &'c Context<'c>,
    coder: &'c dyn Player,
    solver: &'c dyn Player,
}

impl Court<'_> {
    /// What a Proposer earns for one response to each of some prompts.
    fn measured(
        &self,
        version: Option<&std::path::Path>,
        archive: &Archive,
    ) -> Result<Vec<Judged>> {
        let context = self.context;
        let player = context.cast.player(Role::Proposer, version)?;
        let round = context.round(Stage::Proposer, 0, "measure");
        let topics = topics(context, round, 0, context.settings.measured);
        let asks = asks(&topics, 1, context.settings)?;
        let replies = player.ask(round, Draw::Sampled, &asks)?;
        let assigned: Vec<&Topic> = topics.iter().zip(&replies).flat_map(each).collect();
        self.judge(round, &assigned, &replies.concat(), archive)
    }

    /// Judges replies, each with the topic that was assigned to it.
    fn judge(
        &self,
        round: u64,
        topics: &[&Topic],
        replies: &[Reply],
        archive: &Archive,
    ) -> Result<Vec<Judged>> {
        let settings = self.context.settings;
        let read: Vec<Result<Proposal, String>> = topics
            .iter()
            .zip(replies)
            .map(|(topic, reply)| match reply {
                Reply::Failed(why) => Err(why.clone()),
                Reply::Said(text) => understood(self.context, topic, text).map_err(|why| why.1),
            })
            .collect();
        let proposals: Vec<&Proposal> = read.iter().filter_map(|r| r.as_ref().ok()).collect();
        let mut asks = Vec::with_capacity(proposals.len());
        for (key, proposal) in (0..).zip(&proposals) {
            let prompt = prompts::draw_proposal(proposal, settings)?;
            asks.push(Ask { key, prompt, pictures: Vec::new(), samples: settings.programs });
        }
        let programs = self.coder.ask(round, Draw::Sampled, &asks)?;
        let tried = attempts(self.context.studio, settings.language, &proposals, &programs)?;
        let mut tried = tried.into_iter();
        let mut trials: Vec<Trial<'_>> = Vec::with_capacity(replies.len());
        for ((topic, reply), read) in topics.iter().zip(replies).zip(&read) {
            let attempts = if read.is_ok() { tried.next().unwrap_or_default() } else { Vec::new() };
            trials.push(Trial {
                topic: &topic.topic,
                proposal: read.as_ref().ok(),
                unknown: matches!(reply, Reply::Failed(_)),
                sights: vec![None; attempts.len()],
                attempts,
            });
        }
        self.show(round, &mut trials)?;
        let rewards = judge::proposers(settings, archive, &trials);
        let lines = trials.iter().zip(&read).zip(replies);
        Ok(lines
            .zip(rewards)
            .map(|(((trial, read), reply), reward)| Judged {
                line: line(trial, read, reply, settings.rewards),
                reward,
                shares: shares(trial, settings.rewards),
            })
            .collect())
    }

    /// Shows the Solver the pictures that are worth it.
    fn show(&self, round: u64, trials: &mut [Trial<'_>]) -> Result<()> {
        let settings = self.context.settings;
        let mut shown = Vec::new();
        let mut places = Vec::new();
        for (at, trial) in trials.iter().enumerate() {
            let Some(proposal) = trial.proposal else { continue };
            for (which, attempt) in trial.attempts.iter().enumerate() {
                if let Some(drawing) = attempt.drawing().filter(|_| is_shown(settings, attempt)) {
                    shown.push((proposal, drawing));
                    places.push((at, which));
                }
            }
        }
        let sights = look(self.solver, round, &settings.ballot, &shown)?;
        for ((at, which), sight) in places.into_iter().zip(sights) {
            trials[at].sights[which] = Some(sight);
        }
        Ok(())
    }
}

/// What a response proposes; else the reason's name, and a sentence. Who does not do what
/// was asked has proposed nothing, or all would drift to what is drawn most easily; the
/// paper pays for that, too.
pub(super) fn understood(
    context: &Context<'_>,
    topic: &Topic,
    response: &str,
) -> Result<Proposal, (&'static str, String)> {
    let proposal = proposer::read(response).map_err(|why| ("unread-proposal", why.to_string()))?;
    if context.settings.rewards == Preset::Sound && !context.curriculum.follows(topic, &proposal) {
        return Err(("off-topic", format!("it is not about {}", topic.topic)));
    }
    Ok(proposal)
}

/// A topic for each reply.
fn each<'t>((topic, replies): (&&'t Topic, &Vec<Reply>)) -> Vec<&'t Topic> {
    vec![topic; replies.len()]
}

/// Topics in an order of their own.
pub(super) fn topics<'c>(
    context: &Context<'c>,
    seed: u64,
    from: u64,
    count: usize,
) -> Vec<&'c Topic> {
    let all = context.curriculum.topics();
    let order = Order::new(seed, all.len()).take(from, count);
    order.into_iter().map(|at| &all[at]).collect()
}

/// A prompt for each topic.
pub(super) fn asks(topics: &[&Topic], samples: usize, settings: &Settings) -> Result<Vec<Ask>> {
    let manner = settings.manner(Role::Proposer);
    let ask = |(key, topic): (u64, &&Topic)| {
        let prompt = prompts::propose(topic, manner)?;
        Ok(Ask { key, prompt, pictures: Vec::new(), samples })
    };
    (0..).zip(topics).map(ask).collect()
}

fn line(
    trial: &Trial<'_>,
    read: &Result<Proposal, String>,
    reply: &Reply,
    rewards: Preset,
) -> Value {
    let response = match reply {
        Reply::Said(text) => json!(text),
        Reply::Failed(_) => Value::Null,
    };
    let votes = |sight: &Option<Sight>| {
        sight.as_ref().map(|sight| {
            json!({
                "easy": sight.easy.counts(),
                "hard": sight.hard.counts(),
                "blind": sight.blind.counts(),
            })
        })
    };
    let pictures = trial.attempts.iter().zip(&trial.sights).map(|(attempt, sight)| {
        let mut line = attempt.line();
        if let Some(fields) = line.as_object_mut() {
            fields.insert("votes".to_owned(), json!(votes(sight)));
        }
        line
    });
    json!({
        "topic": trial.topic,
        "response": response,
        "proposal": read.as_ref().ok(),
        "why": read.as_ref().err(),
        "programs": pictures.collect::<Vec<_>>(),
        "labels": trial.witnesses(rewards).into_iter().map(|(_, witness)| witness).collect::<Vec<_>>(),
    })
}

fn shares(trial: &Trial<'_>, rewards: Preset) -> Vec<(&'static str, f64)> {
    let share = |yes: bool| f64::from(u8::from(yes));
    let mut shares = vec![("readable", share(trial.proposal.is_some()))];
    let known = trial.attempts.iter().filter(|attempt| !attempt.is_unknown());
    shares.extend(known.map(|attempt| ("rendered", share(attempt.drawing().is_some()))));
    let labels = trial.witnesses(rewards);
    shares.extend(labels.iter().map(|(_, w)| ("proved", share(w.proved))));
    shares.extend(labels.iter().map(|(_, w)| ("author-agrees", share(w.author_agrees))));
    shares
}

/// The Proposer's class.
struct Proposals<'c> {
    court: &'c Court<'c>,
    archive: Archive,
    seed: u64,
}

impl<'c> Proposals<'c> {
    fn new(court: &'c Court<'c>, archive: Archive) -> Self {
        Self { court, archive, seed: court.context.round(Stage::Proposer, 0, "topics") }
    }

    fn topics(&self, step: u64) -> Vec<&'c Topic> {
        let batch = self.court.context.settings.proposer.batch;
        topics(self.court.context, self.seed, (step - 1) * batch as u64, batch)
    }

    fn archive(&mut self, line: &Value) {
        let caption = line["proposal"]["caption"].as_str();
        if let (Some(topic), Some(caption)) = (line["topic"].as_str(), caption) {
            self.archive.add(topic, Sketch::of(caption));
        }
    }
}

impl Class for Proposals<'_> {
    fn asks(&mut self, step: u64) -> Result<Vec<Ask>> {
        let settings = self.court.context.settings;
        asks(&self.topics(step), settings.proposer.group, settings)
    }

    fn judge(&mut self, step: u64, responses: &[Vec<String>]) -> Result<Vec<Judged>> {
        let topics = self.topics(step);
        let assigned: Vec<&Topic> = topics
            .iter()
            .zip(responses)
            .flat_map(|(topic, responses)| vec![*topic; responses.len()])
            .collect();
        let replies: Vec<Reply> = responses.iter().flatten().cloned().map(Reply::Said).collect();
        let round = self.court.context.round(Stage::Proposer, step, "judge");
        let judged = self.court.judge(round, &assigned, &replies, &self.archive)?;
        judged.iter().for_each(|judged| self.archive(&judged.line));
        Ok(judged)
    }

    fn remember(&mut self, line: &Value) {
        self.archive(line);
    }
}
