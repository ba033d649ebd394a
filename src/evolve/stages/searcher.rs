//! The Searcher's training, against a Questioner and a Solver that stay as they are.
//!
//! While it is trained pictures are looked at and not taken: only what becomes a candidate
//! for a task is used up.

use std::path::Path;

use serde_json::{Value, json};
use synth_rewards::sound::{Archive, Sketch};
use synth_search::{Choice, Hit};

use super::Context;
use super::measure::settle;
use super::memory::{Memory, read};
use super::training::{Class, Judged, train};
use crate::error::Result;
use crate::folder::{Draft, Stage};
use crate::images::judge::{Find, Hunt, ballot, searchers};
use crate::images::{Images, Inquiry, Library, Outlook, inquire, relevance, vote};
use crate::player::{Ask, Draw, Player, Reply};
use crate::role::Role;

/// Trains it, and measures what it earned.
pub fn run(context: &Context<'_>, draft: &Draft) -> Result<()> {
    let before = |role| context.before(role);
    let questioner = context.cast.player(Role::Questioner, before(Role::Questioner).as_deref())?;
    let solver = context.cast.player(Role::Solver, before(Role::Solver).as_deref())?;
    let (library, images) = context.images()?;
    let court = Court {
        context,
        library,
        images,
        outlook: context.curriculum.outlook(),
        memory: Memory::of(context)?,
        questioner: &*questioner,
        solver: &*solver,
    };
    let mut class = Queries::new(&court);
    train(context, draft, Role::Searcher, &mut class)?;
    settle(context, draft, Role::Searcher, |version| court.measured(version))
}

/// Those who judge queries.
struct Court<'c> {
    context: &'c Context<'c>,
    library: &'c Library,
    images: &'c Images,
    outlook: Outlook,
    memory: Memory,
    questioner: &'c dyn Player,
    solver: &'c dyn Player,
}

/// A query that was looked with.
struct Search<'c> {
    choice: &'c Choice,
    response: Option<&'c str>,
    read: Result<String, String>,
    hits: Vec<Hit>,
}

impl Court<'_> {
    /// What a Searcher earns for one response to each of some prompts.
    fn measured(&self, version: Option<&Path>) -> Result<Vec<Judged>> {
        let context = self.context;
        let player = context.cast.player(Role::Searcher, version)?;
        let round = context.round(Stage::Searcher, 0, "measure");
        let choices = self.memory.survey.choose(context.settings.measured, round);
        let asks = self.memory.asks(&choices, 1, context.settings.brief)?;
        let replies = player.ask(round, Draw::Sampled, &asks)?.concat();
        let pairs: Vec<(&Choice, &Reply)> = choices.iter().zip(&replies).collect();
        self.judge(round, &pairs, &self.memory.queries)
    }

    /// Judges replies, each with the cell that was assigned to it.
    fn judge(
        &self,
        round: u64,
        replies: &[(&Choice, &Reply)],
        archive: &Archive,
    ) -> Result<Vec<Judged>> {
        let searches: Vec<Search<'_>> =
            replies.iter().map(|pair| self.look(pair)).collect::<Result<_>>()?;
        let places = places(&searches);
        let inquiries = self.ask(round, &places)?;
        let hunts: Vec<Hunt<'_>> =
            searches.iter().map(|search| self.hunt(search, &places, &inquiries)).collect();
        let rewards = searchers(self.context.settings, archive, &hunts);
        let judged = searches.iter().zip(&hunts).zip(rewards);
        Ok(judged
            .map(|((search, hunt), reward)| Judged {
                line: line(search, hunt),
                reward,
                shares: shares(hunt),
            })
            .collect())
    }

    fn look<'r>(&self, (choice, reply): &(&'r Choice, &'r Reply)) -> Result<Search<'r>> {
        let (_, read) = read(reply);
        let used = &self.memory.used;
        let hits = match &read {
            Ok(query) => self.library.find(query, self.images.looks, used)?,
            Err(_) => Vec::new(),
        };
        let response = match reply {
            Reply::Said(text) => Some(text.as_str()),
            Reply::Failed(_) => None,
        };
        Ok(Search { choice, response, read, hits })
    }

    /// One question about each picture with each skill, whoever found it: queries of a
    /// step that find the same are judged by the same.
    fn ask(&self, round: u64, places: &[(u64, &str)]) -> Result<Vec<Inquiry>> {
        let settings = self.context.settings;
        let shown: Vec<_> =
            places.iter().map(|(image, _)| self.library.show(*image)).collect::<Result<_>>()?;
        let pictures: Vec<_> = shown.iter().map(|shown| &shown.picture).collect();
        let about: Vec<_> =
            pictures.iter().copied().zip(places.iter().map(|(_, skill)| *skill)).collect();
        let mut inquiries = inquire(self.questioner, (round, 0), &about, settings.brief)?;
        let each: Vec<usize> = (0..pictures.len()).collect();
        let votes = (&pictures[..], &each[..]);
        vote(self.solver, (round, 0), &ballot(settings), votes, &mut inquiries)?;
        Ok(inquiries)
    }

    fn hunt<'h>(
        &self,
        search: &'h Search<'_>,
        places: &[(u64, &str)],
        inquiries: &'h [Inquiry],
    ) -> Hunt<'h> {
        let cell = &search.choice.cell;
        let query = search.read.as_deref().ok();
        let words = self.outlook.words(&cell.domain);
        let find = |hit: &Hit| {
            let at = places.iter().position(|place| *place == (hit.id, cell.skill.as_str()))?;
            let relevance = relevance(query.unwrap_or_default(), words, hit);
            Some(Find { image: hit.id, relevance, inquiry: inquiries.get(at)? })
        };
        let finds = search.hits.iter().filter_map(find).collect();
        Hunt { domain: &cell.domain, response: search.response, query, finds }
    }
}

/// Each picture with each skill that is asked for, once, in the order of their finding.
fn places<'s>(searches: &'s [Search<'_>]) -> Vec<(u64, &'s str)> {
    let mut places: Vec<(u64, &str)> = Vec::new();
    for search in searches {
        for hit in &search.hits {
            let place = (hit.id, search.choice.cell.skill.as_str());
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    places
}

fn line(search: &Search<'_>, hunt: &Hunt<'_>) -> Value {
    let find = |(hit, find): (&Hit, &Find<'_>)| {
        let mut line = find.inquiry.line();
        if let Some(fields) = line.as_object_mut() {
            fields.insert("image".to_owned(), json!(hit.id));
            fields.insert("shows".to_owned(), json!(hit.shows));
            fields.insert("relevance".to_owned(), json!(find.relevance));
        }
        line
    };
    let choice = search.choice;
    json!({
        "domain": choice.cell.domain,
        "skill": choice.cell.skill,
        "difficulty": choice.cell.difficulty,
        "solved": choice.solved,
        "response": search.response,
        "query": hunt.query,
        "why": search.read.as_ref().err(),
        "found": search.hits.iter().zip(&hunt.finds).map(find).collect::<Vec<_>>(),
    })
}

fn shares(hunt: &Hunt<'_>) -> Vec<(&'static str, f64)> {
    let share = |yes: bool| f64::from(u8::from(yes));
    if hunt.response.is_none() {
        return Vec::new();
    }
    let mut shares = vec![("readable", share(hunt.query.is_some()))];
    shares.extend(hunt.query.map(|_| ("barren", share(hunt.finds.is_empty()))));
    let witnesses = hunt.finds.iter().filter_map(|find| find.inquiry.witness());
    shares.extend(witnesses.map(|witness| ("author-agrees", share(witness.author_agrees))));
    shares
}

/// The Searcher's class.
struct Queries<'c> {
    court: &'c Court<'c>,
    /// The cells of all steps.
    choices: Vec<Choice>,
    archive: Archive,
}

impl<'c> Queries<'c> {
    fn new(court: &'c Court<'c>) -> Self {
        let lesson = &court.images.searcher;
        let seed = court.context.round(Stage::Searcher, 0, "cells");
        let choices = court.memory.survey.choose(lesson.batch * lesson.steps as usize, seed);
        Self { court, choices, archive: court.memory.queries.clone() }
    }

    fn chosen(&self, step: u64) -> &[Choice] {
        let batch = self.court.images.searcher.batch;
        let from = (step as usize - 1) * batch;
        self.choices.get(from..from + batch).unwrap_or_default()
    }

    fn archive(&mut self, line: &Value) {
        if let (Some(domain), Some(query)) = (line["domain"].as_str(), line["query"].as_str()) {
            self.archive.add(domain, Sketch::of(query));
        }
    }
}

impl Class for Queries<'_> {
    fn is_empty(&self) -> bool {
        self.choices.is_empty()
    }

    fn asks(&mut self, step: u64) -> Result<Vec<Ask>> {
        let (lesson, brief) = (&self.court.images.searcher, self.court.context.settings.brief);
        self.court.memory.asks(self.chosen(step), lesson.group, brief)
    }

    fn judge(&mut self, step: u64, responses: &[Vec<String>]) -> Result<Vec<Judged>> {
        let said = |responses: &Vec<String>| -> Vec<Reply> {
            responses.iter().cloned().map(Reply::Said).collect()
        };
        let replies: Vec<Vec<Reply>> = responses.iter().map(said).collect();
        let pairs: Vec<(&Choice, &Reply)> = self
            .chosen(step)
            .iter()
            .zip(&replies)
            .flat_map(|(choice, replies)| replies.iter().map(move |reply| (choice, reply)))
            .collect();
        let round = self.court.context.round(Stage::Searcher, step, "judge");
        let judged = self.court.judge(round, &pairs, &self.archive)?;
        judged.iter().for_each(|judged| self.archive(&judged.line));
        Ok(judged)
    }

    fn remember(&mut self, line: &Value) {
        self.archive(line);
    }
}
