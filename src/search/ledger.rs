//! What was used: pictures that are not to come back, queries that led to nothing new.

use std::collections::BTreeSet;

use rusqlite::{TransactionBehavior, params};

use crate::error::SearchError;
use crate::query::{Hit, Query};
use crate::repository::Repository;

impl Repository {
    /// Searches for pictures that were never taken, and notes these as taken, in one
    /// transaction: two that take at once never get the same.
    ///
    /// # Errors
    ///
    /// As [`Repository::search`].
    pub fn take(&mut self, query: &Query<'_>) -> Result<Vec<Hit>, SearchError> {
        // Begun before the search, so that nobody takes between search and note.
        let begin = TransactionBehavior::Immediate;
        let transaction = rusqlite::Transaction::new_unchecked(&self.table.sql, begin)?;
        let hits = self.search(&Query { fresh: true, ..*query })?;
        {
            let mut note = transaction.prepare_cached("INSERT INTO used VALUES (?1, ?2)")?;
            for hit in &hits {
                note.execute(params![hit.id as i64, query.text])?;
            }
            transaction.execute(
                "INSERT INTO queries (query, wanted, new) VALUES (?1, ?2, ?3)",
                params![query.text, query.k as i64, hits.len() as i64],
            )?;
        }
        transaction.commit()?;
        Ok(hits)
    }

    /// All pictures that were taken.
    ///
    /// # Errors
    ///
    /// [`SearchError::Table`].
    pub fn used(&self) -> Result<BTreeSet<u64>, SearchError> {
        let mut rows = self.table.sql.prepare_cached("SELECT picture FROM used")?;
        let used = rows.query_map([], |row| row.get::<_, i64>(0))?;
        used.map(|id| Ok(id? as u64)).collect()
    }

    /// The last `most` queries that led to nothing new, the latest first: what a Searcher
    /// is to be told.
    ///
    /// # Errors
    ///
    /// [`SearchError::Table`].
    pub fn barren(&self, most: usize) -> Result<Vec<String>, SearchError> {
        let mut rows = self.table.sql.prepare_cached(
            "SELECT query FROM queries WHERE new = 0 GROUP BY query ORDER BY max(number) DESC LIMIT ?1",
        )?;
        let queries = rows.query_map([most as i64], |row| row.get(0))?;
        Ok(queries.collect::<Result<_, _>>()?)
    }
}
