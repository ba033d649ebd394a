//! What earlier iterations left to whoever looks for pictures: the ledger of what was
//! used, queries by the domain that was assigned, and the capability map.
//!
//! All of it is read out of their folders, so that it is the same however often a run was
//! killed:
//!
//! ```text
//! tasks/queries.jsonl    every query with the pictures that it took
//! tasks/map.json         what the Solver could do, by domain and skill
//! ```

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use synth_rewards::sound::{Archive, Sketch};
use synth_search::{Cell, Choice, Hit};

use super::Context;
use crate::error::Result;
use crate::folder::{Stage, read_json, read_lines};
use crate::images::{Survey, somebody};
use crate::player::{Ask, Draw, Player, Reply};
use crate::prompts;

/// Barren queries that the Searcher is told of.
const TOLD: usize = 8;

/// See the [module](self).
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    /// Pictures that are not to come back.
    pub used: BTreeSet<u64>,
    /// Queries, by domain.
    pub queries: Archive,
    /// What the Solver can do.
    pub survey: Survey,
    /// Queries that led to nothing new, by domain, the latest last.
    barren: BTreeMap<String, Vec<String>>,
}

/// A query, as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Sought {
    /// What was assigned.
    #[serde(flatten)]
    pub cell: Cell,
    /// What the Searcher was told that the Solver solves of it.
    pub solved: Option<f64>,
    /// What was looked for, if it could be read.
    pub query: Option<String>,
    /// Why it could not.
    pub why: Option<String>,
    /// Whether somebody else failed.
    pub failed: bool,
    /// The pictures that it took.
    pub found: Vec<u64>,
}

/// A picture that a query took.
pub(super) struct Catch {
    /// Which query.
    pub sought: usize,
    /// The picture.
    pub hit: Hit,
}

impl Memory {
    /// Of all iterations before this one, also of those that were rolled back: their
    /// pictures were looked at as well.
    pub fn of(context: &Context<'_>) -> Result<Self> {
        let survey = Survey::new(&context.curriculum.outlook());
        let mut memory = Self { survey, ..Self::default() };
        for iteration in 1..context.iteration {
            let folder = context.layout.stage(iteration, Stage::Tasks);
            read_lines::<Sought>(&folder.join("queries.jsonl"))?
                .into_iter()
                .for_each(|sought| memory.add(sought));
        }
        if context.iteration > 1 {
            let last = context.layout.stage(context.iteration - 1, Stage::Tasks);
            memory.survey = read_json(&last.join("map.json"))?;
        }
        Ok(memory)
    }

    fn add(&mut self, sought: Sought) {
        let Some(query) = sought.query else { return };
        let domain = sought.cell.domain;
        self.queries.add(&domain, Sketch::of(&query));
        if sought.found.is_empty() {
            self.barren.entry(domain).or_default().push(query);
        }
        self.used.extend(sought.found);
    }

    /// The prompt for a cell.
    pub fn prompt(&self, choice: &Choice, brief: bool) -> Result<String> {
        let all = self.barren.get(&choice.cell.domain).map_or(&[][..], Vec::as_slice);
        let last = &all[all.len().saturating_sub(TOLD)..];
        Ok(prompts::search(&choice.condition(last), brief)?)
    }

    /// Asks the Searcher for a query for each cell.
    pub fn asks(&self, choices: &[Choice], samples: usize, brief: bool) -> Result<Vec<Ask>> {
        let ask = |(key, choice): (u64, &Choice)| {
            let prompt = self.prompt(choice, brief)?;
            Ok(Ask { key, prompt, pictures: Vec::new(), samples })
        };
        (0..).zip(choices).map(ask).collect()
    }

    /// Has the Searcher look for pictures, each of which is taken once.
    pub fn gather(
        &self,
        context: &Context<'_>,
        searcher: &dyn Player,
        round: u64,
    ) -> Result<(Vec<Sought>, Vec<Catch>)> {
        let (library, images) = context.images()?;
        let choices = self.survey.choose(images.queries, round);
        let asks = self.asks(&choices, 1, context.settings.brief)?;
        let replies = searcher.ask(round, Draw::Sampled, &asks)?.concat();
        somebody("the Searcher", &replies)?;
        let (mut all, mut caught, mut used) = (Vec::new(), Vec::new(), self.used.clone());
        for (choice, reply) in choices.into_iter().zip(replies) {
            let mut sought = Sought::of(choice, &reply);
            let hits = match &sought.query {
                Some(query) => library.find(query, images.results, &used)?,
                None => Vec::new(),
            };
            used.extend(hits.iter().map(|hit| hit.id));
            sought.found = hits.iter().map(|hit| hit.id).collect();
            caught.extend(hits.into_iter().map(|hit| Catch { sought: all.len(), hit }));
            all.push(sought);
        }
        Ok((all, caught))
    }
}

impl Sought {
    fn of(choice: Choice, reply: &Reply) -> Self {
        let (failed, read) = read(reply);
        let (query, why) = match read {
            Ok(query) => (Some(query), None),
            Err(why) => (None, Some(why)),
        };
        let Choice { cell, solved } = choice;
        Self { cell, solved, query, why, failed, found: Vec::new() }
    }
}

/// Whether somebody else failed, and the query, or why there is none.
pub(super) fn read(reply: &Reply) -> (bool, Result<String, String>) {
    match reply {
        Reply::Failed(why) => (true, Err(why.clone())),
        Reply::Said(text) => {
            let read = synth_roles::searcher::read(text);
            (false, read.map(|query| query.text).map_err(|error| error.to_string()))
        }
    }
}
