//! Searching: by words, by likeness, or by both.
//!
//! Scores of the two cannot be compared, ranks can: by both, a picture counts
//! `1 / (60 + rank)` in each list (Cormack, Clarke, Büttcher 2009).

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::embed::{Embedder, Vectors};
use crate::entry::Entry;
use crate::error::SearchError;
use crate::repository::Repository;

/// How slowly a rank loses its weight.
const SLOW: f32 = 60.0;
/// Ranks of each list that are united, at least.
const DEPTH: usize = 200;

/// What is asked for.
#[derive(Clone, Copy)]
pub struct Query<'a> {
    /// In words.
    pub text: &'a str,
    /// Most results.
    pub k: usize,
    /// By what, see [`By`].
    pub by: By<'a>,
    /// Leave out what was taken before.
    pub fresh: bool,
}

/// By what pictures are found.
#[derive(Clone, Copy)]
pub enum By<'a> {
    /// Words about them.
    Words,
    /// What they look like to a checkpoint.
    Likeness(&'a Embedder),
    /// Both.
    Both(&'a Embedder),
}

/// A result.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// The picture's number.
    pub id: u64,
    /// How well it fits; of use only beside others of the same search.
    pub score: f32,
    /// What it shows: its caption, or the words of its name.
    pub shows: String,
    /// What is known of it.
    #[serde(flatten)]
    pub entry: Entry,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

impl Repository {
    /// The best results, the best first.
    ///
    /// # Errors
    ///
    /// [`SearchError`]; [`SearchError::NoEmbeddings`] if likeness is asked for and the
    /// index knows none, or that of another checkpoint.
    pub fn search(&self, query: &Query<'_>) -> Result<Vec<Hit>, SearchError> {
        let used = if query.fresh { self.used()? } else { Default::default() };
        self.search_without(query, &used)
    }

    /// The best results that are none of `used`, the best first: for whoever keeps a
    /// ledger of their own. [`Query::fresh`] has no meaning here.
    ///
    /// # Errors
    ///
    /// As [`Repository::search`].
    pub fn search_without(
        &self,
        query: &Query<'_>,
        used: &BTreeSet<u64>,
    ) -> Result<Vec<Hit>, SearchError> {
        let all = usize::try_from(self.len()).unwrap_or(usize::MAX);
        // As many as needed may have been used: look deeper until enough are left.
        let mut depth = query.k;
        loop {
            let mut found = self.ranked(query, depth)?;
            let exhausted = found.len() < depth || depth >= all;
            found.retain(|(id, _)| !used.contains(id));
            if found.len() >= query.k || exhausted {
                found.truncate(query.k);
                return found.into_iter().map(|(id, score)| self.hit(id, score)).collect();
            }
            depth = depth.saturating_mul(4).min(all);
        }
    }

    fn ranked(&self, query: &Query<'_>, depth: usize) -> Result<Vec<(u64, f32)>, SearchError> {
        let near = |embedder: &Embedder, depth| -> Result<_, SearchError> {
            let vectors = self.vectors_of(embedder)?;
            Ok(vectors.search(&embedder.query(query.text)?, depth))
        };
        match query.by {
            By::Words => self.words.search(query.text, depth),
            By::Likeness(embedder) => near(embedder, depth),
            By::Both(embedder) => {
                let deep = depth.max(DEPTH);
                let lists = [self.words.search(query.text, deep)?, near(embedder, deep)?];
                Ok(united(&lists, depth))
            }
        }
    }

    fn vectors_of(&self, embedder: &Embedder) -> Result<&Vectors, SearchError> {
        let same = self.table.setting("checkpoint")? == Some(embedder.digest().to_hex());
        let none = || SearchError::NoEmbeddings { path: self.table.folder().to_owned() };
        self.vectors.as_ref().filter(|_| same).ok_or_else(none)
    }

    fn hit(&self, id: u64, score: f32) -> Result<Hit, SearchError> {
        let missing = || SearchError::Damaged { id, detail: "it is not in the table".to_owned() };
        let stored = self.table.get(id)?.ok_or_else(missing)?;
        let (entry, (width, height)) = (stored.entry, stored.size);
        Ok(Hit { id, score, shows: entry.shows(), entry, width, height })
    }
}

/// The best of several lists by the ranks in each.
fn united(lists: &[Vec<(u64, f32)>], most: usize) -> Vec<(u64, f32)> {
    let mut scores: BTreeMap<u64, f32> = BTreeMap::new();
    for list in lists {
        for ((id, _), rank) in list.iter().zip(1_u16..) {
            *scores.entry(*id).or_default() += 1.0 / (SLOW + f32::from(rank));
        }
    }
    let mut all: Vec<(u64, f32)> = scores.into_iter().collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    all.truncate(most);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_lists_know_comes_first() {
        let words = vec![(7, 9.0), (3, 8.0), (5, 1.0)];
        let likeness = vec![(3, 0.4), (9, 0.3), (7, 0.1)];
        let ids: Vec<u64> = united(&[words, likeness], 3).into_iter().map(|hit| hit.0).collect();
        assert_eq!(ids, [3, 7, 9]);
    }
}
