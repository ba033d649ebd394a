//! One corpus: its figures, and its tables from the modules beside this one.

use serde::Serialize;
use synth_datasets::Reader;

use super::costs::{self, Cost};
use super::families::{self, Family};
use super::funnel::{self, Stage};
use super::{duplicates, priors};
use crate::block::Row;
use crate::error::ReportError;
use crate::index::Index;
use crate::source::Source;

/// One corpus.
#[derive(Serialize)]
pub(super) struct Corpus {
    name: String,
    tasks: u64,
    shown: usize,
    candidates: u64,
    sampled: bool,
    config: String,
    funnel: Vec<Stage>,
    families: Vec<Family>,
    levels: Vec<u8>,
    scored: bool,
    passes: bool,
    blind: f64,
    duplicates: Vec<(String, String, u64)>,
    near: usize,
    clusters: Vec<(u32, usize, String)>,
    costs: Vec<Cost>,
}

impl Corpus {
    pub(super) fn of(
        source: &Source,
        number: usize,
        reader: &Reader,
        index: &Index,
    ) -> Result<Self, ReportError> {
        let progress = reader.progress()?;
        let rows: Vec<(usize, &Row)> = index
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.source == number && row.id.is_some())
            .collect();
        let refused = reader.funnel()?;
        let counts = reader.counts()?;
        let guesses = priors::priors(&reader.answers()?);
        let mut levels: Vec<u8> = counts.iter().map(|count| count.level.get()).collect();
        levels.sort_unstable();
        levels.dedup();
        let (clusters, near) = duplicates::clusters(&rows, index);
        let asked: u64 = guesses.values().map(|prior| prior.questions).sum();
        let guessed: f64 = guesses.values().map(|prior| prior.blind * prior.questions as f64).sum();
        let repeated = refused.iter().filter(|row| row.gate == "dedup" || row.gate == "unlike");
        let corpus = source.corpus.as_ref();
        Ok(Self {
            name: source.name.clone(),
            tasks: progress.accepted,
            shown: rows.len(),
            candidates: progress.next_candidate,
            sampled: (rows.len() as u64) < progress.accepted,
            config: corpus
                .map(|corpus| serde_json::to_string_pretty(&corpus.config).unwrap_or_default())
                .unwrap_or_default(),
            scored: rows.iter().any(|(_, row)| row.score.is_some()),
            passes: rows.iter().any(|(_, row)| row.pass.is_some()),
            blind: guessed / asked.max(1) as f64,
            duplicates: repeated.map(|r| (r.gate.clone(), r.reason.clone(), r.count)).collect(),
            near,
            clusters,
            costs: costs::costs(&rows),
            families: families::families(&counts, &levels, &rows, guesses),
            levels,
            funnel: funnel::stages(
                progress.next_candidate,
                &refused,
                corpus.is_some_and(|corpus| corpus.authored()),
            ),
        })
    }
}
