//! Tasks out of retrieved pictures: looked for, asked about, voted on, filtered.
//!
//! What the Solver answered goes into the capability map, and what was looked at into the
//! ledger, whether a task came of it or not.

use serde_json::json;
use synth_contracts::Digest;
use synth_roles::questioner::Asked;

use super::Context;
use super::memory::{Catch, Memory, Sought};
use super::sieve::{Sieve, counts, worth};
use super::tasks::{Retrieved, Task};
use crate::error::Result;
use crate::folder::{Draft, Stage};
use crate::images::{Inquiry, Shown, Survey, inquire, vote};
use crate::player::Player;
use crate::role::Role;
use crate::vote::{Sight, Witness};

/// Pictures that are held in memory at once.
const TOGETHER: usize = 64;

/// Makes the tasks, and writes queries and map.
pub(super) fn run(context: &Context<'_>, draft: &Draft, sieve: &mut Sieve<'_>) -> Result<()> {
    let (_, images) = context.images()?;
    let memory = Memory::of(context)?;
    let now = |role| context.now(role);
    let searcher = context.cast.player(Role::Searcher, Some(&now(Role::Searcher)))?;
    let round = context.round(Stage::Tasks, 0, "queries");
    let (sought, caught) = memory.gather(context, &*searcher, round)?;
    drop(searcher);
    let mut survey = memory.survey;
    survey.fade(images.fade);
    for one in &sought {
        note(one, &mut survey, sieve);
    }
    let questioner = context.cast.player(Role::Questioner, Some(&now(Role::Questioner)))?;
    let before = context.before(Role::Solver);
    let solver = context.cast.player(Role::Solver, before.as_deref())?;
    for (at, caught) in caught.chunks(TOGETHER).enumerate() {
        context.check()?;
        let players = (&*questioner, &*solver);
        let first = (at * TOGETHER) as u64;
        for (catch, shown, inquiry) in asked(context, players, (first, caught), &sought)? {
            let sought = &sought[catch.sought];
            if let Some([right, asked]) = inquiry.agreed() {
                survey.note(&sought.cell, right, asked);
            }
            let retrieved = retrieved(sought, catch, &shown);
            sieve.sift_found(retrieved, &catch.hit.shows, &inquiry, &shown)?;
        }
    }
    draft.lines("queries.jsonl", &sought)?;
    draft.json("map.json", &survey)
}

/// Notes what a query led to.
fn note(sought: &Sought, survey: &mut Survey, sieve: &mut Sieve<'_>) {
    let domain = &sought.cell.domain;
    match (&sought.query, &sought.why) {
        (Some(query), _) => {
            survey.sought(&sought.cell, !sought.found.is_empty());
            if sought.found.is_empty() {
                sieve.refuse(domain, None, "barren", format!("`{query}` finds nothing new"));
            }
        }
        (None, why) => {
            let reason = if sought.failed { "host" } else { "unread-query" };
            sieve.refuse(domain, None, reason, why.clone().unwrap_or_default());
        }
    }
}

type Answered<'c> = (&'c Catch, Shown, Inquiry);

/// One question about each of some pictures, with the Solver's votes.
fn asked<'c>(
    context: &Context<'_>,
    (questioner, solver): (&dyn Player, &dyn Player),
    (first, caught): (u64, &'c [Catch]),
    sought: &[Sought],
) -> Result<Vec<Answered<'c>>> {
    let (library, _) = context.images()?;
    let shown: Vec<Shown> =
        caught.iter().map(|catch| library.show(catch.hit.id)).collect::<Result<_>>()?;
    let pictures: Vec<_> = shown.iter().map(|shown| &shown.picture).collect();
    let skills = caught.iter().map(|catch| sought[catch.sought].cell.skill.as_str());
    let about: Vec<_> = pictures.iter().copied().zip(skills).collect();
    let round = context.round(Stage::Tasks, 0, "questions");
    let mut inquiries = inquire(questioner, (round, first), &about, context.settings.brief)?;
    let (round, each) =
        (context.round(Stage::Tasks, 0, "inquiries"), (0..pictures.len()).collect::<Vec<_>>());
    let votes = (&pictures[..], &each[..]);
    vote(solver, (round, first), &context.settings.ballot, votes, &mut inquiries)?;
    drop(pictures);
    Ok(caught.iter().zip(shown).zip(inquiries).map(|((c, s), i)| (c, s, i)).collect())
}

fn retrieved(sought: &Sought, catch: &Catch, shown: &Shown) -> Retrieved {
    let (cell, entry) = (&sought.cell, &catch.hit.entry);
    Retrieved {
        query: sought.query.clone().unwrap_or_default(),
        domain: cell.domain.clone(),
        skill: cell.skill.clone(),
        difficulty: cell.difficulty,
        image: catch.hit.id,
        file: shown.digest().to_hex(),
        path: entry.path.clone(),
        licence: entry.licence.clone(),
        origin: entry.origin.clone(),
        made_by: entry.author.clone(),
    }
}

impl Sieve<'_> {
    /// A question about a retrieved picture becomes a task or a refusal.
    fn sift_found(
        &mut self,
        retrieved: Retrieved,
        caption: &str,
        inquiry: &Inquiry,
        shown: &Shown,
    ) -> Result<()> {
        let verdict = match (&inquiry.read, inquiry.voted(), inquiry.witness()) {
            (Err(why), ..) if inquiry.response.is_none() => Err(("host", why.clone())),
            (Err(why), ..) => Err(("unread-question", why.clone())),
            (Ok(asked), Some((_, sight)), Some(witness)) => {
                worth(self.context, None, sight, &witness)
                    .map(|label| (asked, sight, witness, label))
            }
            (Ok(_), ..) => Err(("host", "nobody voted".to_owned())),
        };
        match verdict {
            Err((reason, why)) => self.refuse_found(&retrieved, reason, why),
            Ok((asked, sight, witness, label)) => {
                let task =
                    self.task_found(retrieved, caption, asked, (sight, witness, label), shown);
                self.admit(task, &shown.file)?;
            }
        }
        Ok(())
    }

    pub(super) fn refuse_found(&mut self, retrieved: &Retrieved, reason: &str, why: String) {
        self.refused.push(json!({
            "topic": retrieved.domain,
            "image": retrieved.image,
            "query": retrieved.query,
            "reason": reason,
            "why": why,
        }));
    }

    fn task_found(
        &self,
        retrieved: Retrieved,
        caption: &str,
        asked: &Asked,
        (sight, witness, label): (&Sight, Witness, String),
        shown: &Shown,
    ) -> Task {
        let parts = [retrieved.file.as_bytes(), asked.question.as_bytes(), label.as_bytes()];
        let id = Digest::of_parts("loop-task", parts).to_hex();
        Task {
            iteration: self.context.iteration,
            topic: retrieved.domain.clone(),
            concept: None,
            caption: caption.to_owned(),
            question: asked.question.clone(),
            answer: label,
            author: asked.answer.clone(),
            confidence: witness.evidence().confidence(),
            pass_rate: sight.hard.votes().share_of_asked(),
            votes: counts(&sight.hard),
            witness,
            program: None,
            program_id: None,
            verified: None,
            retrieved: Some(retrieved),
            picture: format!("pictures/{}.{}", &id[..16], shown.ending()),
            by: self.by_search.clone(),
            id,
        }
    }
}
