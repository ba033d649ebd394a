//! Tasks for the Solver: proposed, drawn, looked over, voted on, and filtered; with a
//! repository of pictures, also retrieved and asked about.
//!
//! ```text
//! tasks.jsonl      one line a task that is worth training on, with its lineage
//! known.jsonl      one line a task that the Solver solves already, in the same form
//! refused.jsonl    one line a candidate that is not, with the reason
//! pictures/        the pictures
//! queries.jsonl    with a repository: every query with the pictures that it took
//! map.json         with a repository: what the Solver can do, by domain and skill
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use synth_contracts::Program;
use synth_roles::proposer::Proposal;

use super::concepts::name;
use super::proposer::{asks, topics, understood};
use super::sieve::Sieve;
use super::{Context, found};
use crate::curriculum::Topic;
use crate::drawing::{Attempt, Drawing, attempts};
use crate::error::{EvolveError, Result, write};
use crate::event::Event;
use crate::folder::{Draft, Stage};
use crate::judge::Trial;
use crate::player::{Ask, Draw, Reply};
use crate::prompts;
use crate::role::Role;
use crate::vote::{Sight, Witness, look};

/// What a role was when it did its part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The iteration whose adapter it had; 0 for none.
    pub iteration: u64,
    /// The hash of that adapter; empty for none.
    pub adapter: String,
    /// The model, where somebody from outside plays the role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
}

/// A task with all that it comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Its name: the hash of program or file, picture, question and label.
    pub id: String,
    /// The iteration that made it.
    pub iteration: u64,
    /// What was assigned.
    pub topic: String,
    /// The concept's name, if it was drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept: Option<String>,
    /// What the picture should show; of a retrieved one, what is said of it.
    pub caption: String,
    /// The question.
    pub question: String,
    /// The label: the commonest answer.
    pub answer: String,
    /// What the Proposer or the Questioner says.
    pub author: String,
    /// What speaks for the label.
    pub witness: Witness,
    /// How much the label counts, 0 to 1.
    pub confidence: f64,
    /// Share of the votes for the label.
    pub pass_rate: f64,
    /// Votes for each answer.
    pub votes: Vec<Count>,
    /// The program, if it was drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<Program>,
    /// Its hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program_id: Option<String>,
    /// The verifier's score of a drawing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<f64>,
    /// Where a retrieved picture comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<Retrieved>,
    /// The picture's file, in the stage's folder.
    pub picture: String,
    /// Who proposed and drew, or searched and asked; and who voted.
    pub by: BTreeMap<String, Author>,
}

/// Where a retrieved picture comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retrieved {
    /// The query that found it.
    pub query: String,
    /// The domain that was assigned.
    pub domain: String,
    /// The skill that the question should ask for.
    pub skill: String,
    /// How hard it should be.
    pub difficulty: u8,
    /// Its number in the repository.
    pub image: u64,
    /// The hash of its file.
    pub file: String,
    /// Where the repository found it.
    pub path: String,
    /// Terms of use, if known.
    pub licence: Option<String>,
    /// Where it comes from, if its source says so.
    pub origin: Option<String>,
    /// Who made it, if its source says so.
    pub made_by: Option<String>,
}

/// An answer and how many gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The answer.
    pub answer: String,
    /// How many.
    pub count: usize,
}

/// Makes the tasks.
pub fn run(context: &Context<'_>, draft: &Draft) -> Result<()> {
    draft.clear()?;
    let pictures = draft.folder().join("pictures");
    std::fs::create_dir_all(&pictures).map_err(write(&pictures))?;
    let mut sieve = Sieve::new(context, draft)?;
    let (proposals, tried) = tried(context, &mut sieve)?;
    context.check()?;
    let trials = voted(context, &proposals, tried)?;
    for trial in &trials {
        sieve.sift(trial)?;
    }
    drop(trials);
    if context.settings.images.is_some() {
        found::run(context, draft, &mut sieve)?;
    }
    let (made, refused) = (sieve.made, sieve.refused);
    draft.lines("tasks.jsonl", &made)?;
    draft.lines("known.jsonl", &sieve.known)?;
    draft.lines("refused.jsonl", &refused)?;
    let (iteration, made, refused) = (context.iteration, made.len(), refused.len());
    context.tell(Event::Tasks { iteration, made, refused });
    Ok(())
}

type Assigned<'c> = (&'c Topic, Proposal);

/// Proposals with what was drawn of each. What was assigned is asked for again where nothing
/// came of it that can be shown: else tasks would be about what is proposed and drawn most
/// easily, and seldom about what is hard to.
fn tried<'c>(
    context: &Context<'c>,
    sieve: &mut Sieve<'_>,
) -> Result<(Vec<Assigned<'c>>, Vec<Vec<Attempt>>)> {
    let settings = context.settings;
    let (mut proposals, mut tried) = (Vec::new(), Vec::new());
    let round = context.round(Stage::Tasks, 0, "proposals");
    let mut open = topics(context, round, 0, settings.tasks);
    for lap in 0..settings.tries {
        if open.is_empty() {
            break;
        }
        context.check()?;
        let (proposed, mut left) = proposed(context, sieve, lap, &open)?;
        context.check()?;
        let replies = programs(context, lap, &proposed)?;
        let shown: Vec<&Proposal> = proposed.iter().map(|(_, proposal)| proposal).collect();
        let drawn = match attempts(context.studio, settings.language, &shown, &replies) {
            // All of a few that are asked for again may fail; that is no broken machine.
            Err(EvolveError::Host { why, .. }) if lap > 0 => {
                for (topic, proposal) in &proposed {
                    sieve.refuse(&topic.topic, Some(&name(proposal)), "host", why.clone());
                }
                break;
            }
            drawn => drawn?,
        };
        let again = |attempts: &[Attempt]| {
            attempts.iter().all(|attempt| attempt.sound().is_none() && !attempt.is_unknown())
        };
        let failed = proposed.iter().zip(&drawn).filter(|(_, attempts)| again(attempts));
        left.extend(failed.map(|((topic, _), _)| *topic));
        proposals.extend(proposed);
        tried.extend(drawn);
        open = left;
    }
    Ok((proposals, tried))
}

/// What is proposed for each topic, and the topics for which nothing is.
fn proposed<'c>(
    context: &Context<'c>,
    sieve: &mut Sieve<'_>,
    lap: u64,
    topics: &[&'c Topic],
) -> Result<(Vec<Assigned<'c>>, Vec<&'c Topic>)> {
    let proposer = context.cast.player(Role::Proposer, Some(&context.now(Role::Proposer)))?;
    let round = context.round(Stage::Tasks, lap, "proposals");
    let replies = proposer.ask(round, Draw::Sampled, &asks(topics, 1, context.settings)?)?;
    let (mut proposals, mut left) = (Vec::new(), Vec::new());
    for (topic, reply) in topics.iter().zip(replies.into_iter().flatten()) {
        match reply {
            Reply::Failed(why) => sieve.refuse(&topic.topic, None, "host", why),
            Reply::Said(text) => match understood(context, topic, &text) {
                Ok(proposal) => proposals.push((*topic, proposal)),
                Err((reason, why)) => {
                    sieve.refuse(&topic.topic, None, reason, why);
                    left.push(*topic);
                }
            },
        }
    }
    Ok((proposals, left))
}

/// The Coder's programs for each proposal.
fn programs(
    context: &Context<'_>,
    lap: u64,
    proposals: &[Assigned<'_>],
) -> Result<Vec<Vec<Reply>>> {
    let settings = context.settings;
    let coder = context.cast.player(Role::Coder, Some(&context.now(Role::Coder)))?;
    let ask = |(key, (_, proposal)): (u64, &Assigned<'_>)| {
        let prompt = prompts::draw_proposal(proposal, settings)?;
        Ok(Ask { key, prompt, pictures: Vec::new(), samples: settings.programs })
    };
    let asks: Vec<Ask> = (0..).zip(proposals).map(ask).collect::<Result<_>>()?;
    coder.ask(context.round(Stage::Tasks, lap, "programs"), Draw::Sampled, &asks)
}

fn voted<'p>(
    context: &Context<'_>,
    proposals: &'p [Assigned<'_>],
    tried: Vec<Vec<Attempt>>,
) -> Result<Vec<Trial<'p>>> {
    let solver = context.cast.player(Role::Solver, context.before(Role::Solver).as_deref())?;
    let shown: Vec<(&Proposal, &Drawing)> = proposals
        .iter()
        .zip(&tried)
        .flat_map(|((_, proposal), tried)| {
            tried.iter().filter_map(move |attempt| Some((proposal, attempt.sound()?)))
        })
        .collect();
    let round = context.round(Stage::Tasks, 0, "votes");
    let mut sights = look(&*solver, round, &context.settings.ballot, &shown)?.into_iter();
    drop(shown);
    let trial = |((topic, proposal), attempts): (&'p Assigned<'_>, Vec<Attempt>)| {
        let mut sight = |attempt: &Attempt| attempt.sound().and_then(|_| sights.next());
        let sights: Vec<Option<Sight>> = attempts.iter().map(&mut sight).collect();
        Trial { topic: &topic.topic, proposal: Some(proposal), unknown: false, attempts, sights }
    };
    Ok(proposals.iter().zip(tried).map(trial).collect())
}
