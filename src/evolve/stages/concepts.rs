//! Which concepts the Coder learns on: those of whose programs a share within a band succeed.
//!
//! A concept all of whose programs succeed teaches the Coder nothing, and one of which none
//! does hardly anything, unless a part of what it shows is paid as well. What success
//! is depends on what is paid: for MM-Zero a picture, for ours one that passes the verifier
//! and that shows what it should. Fewer of them than a batch would be learnt by heart: then
//! there is nothing to learn on, and the Coder stays as it is.
//! Some are set apart first, whatever their rate, to measure the Coder by.

use serde::{Deserialize, Serialize};
use synth_contracts::Digest;
use synth_roles::proposer::Proposal;

use super::Context;
use super::proposer::{asks, topics, understood};
use crate::drawing::{Attempt, attempts};
use crate::error::Result;
use crate::folder::{Draft, Stage};
use crate::judge;
use crate::player::{Ask, Draw, Reply};
use crate::prompts;
use crate::role::Role;

/// What becomes of a concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Use {
    /// The Coder learns on it.
    Train,
    /// The Coder is measured by it.
    Measure,
    /// Nothing.
    Left,
}

/// A concept that was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Considered {
    /// Its name: the hash of what was proposed.
    pub concept: String,
    /// What was assigned.
    pub topic: String,
    /// What was proposed.
    pub proposal: Proposal,
    /// Programs that rendered, of how many that could be judged.
    pub rendered: [usize; 2],
    /// Programs that succeeded, of the same.
    pub succeeded: usize,
    /// What becomes of it.
    pub becomes: Use,
}

impl Considered {
    fn rate(&self) -> f64 {
        self.succeeded as f64 / self.rendered[1].max(1) as f64
    }
}

/// The name of a proposal.
pub(super) fn name(proposal: &Proposal) -> String {
    let fields = [
        proposal.content_type.name(),
        &proposal.caption,
        &proposal.easy_question,
        &proposal.easy_answer,
        &proposal.hard_question,
        &proposal.hard_answer,
    ];
    Digest::of_parts("concept", fields.map(str::as_bytes)).to_hex()
}

/// Looks at concepts, and chooses.
pub fn run(context: &Context<'_>, draft: &Draft) -> Result<()> {
    draft.clear()?;
    let settings = context.settings;
    let (mut all, refused) = proposed(context)?;
    context.check()?;
    let coder = context.cast.player(Role::Coder, context.before(Role::Coder).as_deref())?;
    let round = context.round(Stage::Concepts, 0, "programs");
    let mut wanted = Vec::with_capacity(all.len());
    for (key, concept) in (0..).zip(&all) {
        let prompt = prompts::draw_proposal(&concept.proposal, settings)?;
        wanted.push(Ask { key, prompt, pictures: Vec::new(), samples: settings.trials });
    }
    let replies = coder.ask(round, Draw::Sampled, &wanted)?;
    let proposals: Vec<&Proposal> = all.iter().map(|concept| &concept.proposal).collect();
    let tried = attempts(context.studio, settings.language, &proposals, &replies)?;
    for (concept, tried) in all.iter_mut().zip(&tried) {
        let rendered = tried.iter().filter(|attempt| attempt.drawing().is_some()).count();
        let judged = tried.iter().filter(|attempt| !Attempt::is_unknown(attempt)).count();
        concept.rendered = [rendered, judged];
        let good = |attempt: &&Attempt| judge::succeeds(settings, &concept.proposal, attempt);
        concept.succeeded = tried.iter().filter(good).count();
    }
    choose(&mut all, settings.measured, settings.coder.batch, settings.bands.render);
    draft.lines("refused.jsonl", &refused)?;
    draft.lines("concepts.jsonl", &all)
}

/// Different concepts by the Proposer, and what of its responses could not be read.
fn proposed(context: &Context<'_>) -> Result<(Vec<Considered>, Vec<serde_json::Value>)> {
    let settings = context.settings;
    let proposer = context.cast.player(Role::Proposer, Some(&context.now(Role::Proposer)))?;
    let round = context.round(Stage::Concepts, 0, "proposals");
    let topics = topics(context, round, 0, settings.concepts);
    let replies = proposer.ask(round, Draw::Sampled, &asks(&topics, 1, settings)?)?;
    let (mut all, mut refused) = (Vec::<Considered>::new(), Vec::new());
    let mut known = std::collections::BTreeSet::new();
    for (topic, reply) in topics.iter().zip(replies.into_iter().flatten()) {
        let mut refuse = |why: String| {
            refused.push(serde_json::json!({ "topic": topic.topic, "why": why }));
        };
        match reply {
            Reply::Failed(why) => refuse(why),
            Reply::Said(text) => match understood(context, topic, &text) {
                Err((_, why)) => refuse(why),
                Ok(proposal) if !known.insert(proposal.caption.clone()) => {
                    refuse("its caption was there before".to_owned());
                }
                Ok(proposal) => all.push(Considered {
                    concept: name(&proposal),
                    topic: topic.topic.clone(),
                    proposal,
                    rendered: [0, 0],
                    succeeded: 0,
                    becomes: Use::Left,
                }),
            },
        }
    }
    Ok((all, refused))
}

/// Sets some apart to measure by, and takes those within the band to train on, if they are
/// at least `least`.
fn choose(all: &mut [Considered], measured: usize, least: usize, [low, high]: [f64; 2]) {
    let judged: Vec<usize> = (0..all.len()).filter(|at| all[*at].rendered[1] > 0).collect();
    // At most half is set apart.
    let apart = measured.min(judged.len() / 2);
    judged[..apart].iter().for_each(|at| all[*at].becomes = Use::Measure);
    let within = judged[apart..].iter().filter(|at| (low..=high).contains(&all[**at].rate()));
    let within: Vec<usize> = within.copied().collect();
    if within.len() >= least {
        within.iter().for_each(|at| all[*at].becomes = Use::Train);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn concept(succeeded: usize, judged: usize) -> Considered {
        Considered {
            concept: String::new(),
            topic: String::new(),
            proposal: Proposal {
                content_type: synth_contracts::ContentType::Other,
                caption: String::new(),
                easy_question: String::new(),
                easy_answer: String::new(),
                hard_question: String::new(),
                hard_answer: String::new(),
            },
            rendered: [judged, judged],
            succeeded,
            becomes: Use::Left,
        }
    }

    #[test]
    fn what_succeeds_now_and_then_is_trained_on_unless_there_is_too_little_of_it() {
        let uses = |least: usize| {
            let mut all = [
                concept(4, 4),
                concept(0, 0),
                concept(2, 4),
                concept(4, 4),
                concept(0, 4),
                concept(3, 4),
            ];
            choose(&mut all, 1, least, [0.25, 0.75]);
            all.map(|concept| concept.becomes)
        };
        use Use::{Left, Measure, Train};
        assert_eq!(uses(2), [Measure, Left, Train, Left, Left, Train]);
        assert_eq!(uses(3), [Measure, Left, Left, Left, Left, Left]);
    }
}
