//! What a repository holds, in a hash, and whether all of it is there.

use std::fs;

use synth_contracts::Digest;

use crate::error::SearchError;
use crate::repository::Repository;
use crate::table::PICTURES;

impl Repository {
    /// Stands for all pictures and for all that is said of them, in their order. What was
    /// taken, and what the learner can do, is no part of it.
    ///
    /// # Errors
    ///
    /// [`SearchError::Table`], and [`SearchError::Cut`] if fewer bytes are there than the
    /// table tells of.
    pub fn digest(&self) -> Result<Digest, SearchError> {
        let path = self.table.folder().join(PICTURES);
        let held = fs::metadata(&path).map_err(SearchError::at(&path))?.len();
        if held < self.table.end() {
            return Err(SearchError::Cut { path, held, told: self.table.end() });
        }
        let mut rows = self.table.sql.prepare(
            "SELECT path, name, coalesce(caption, ''), coalesce(licence, ''), coalesce(origin, ''),
             coalesce(author, ''), about, length, signature FROM pictures ORDER BY id",
        )?;
        let mut rows = rows.query([])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let mut parts = Vec::with_capacity(9);
            for at in 0..7 {
                parts.push(row.get::<_, String>(at)?.into_bytes());
            }
            parts.push(row.get::<_, i64>(7)?.to_le_bytes().into());
            parts.push(row.get::<_, Vec<u8>>(8)?);
            let digest = Digest::of_parts("picture", parts.iter().map(Vec::as_slice));
            all.push(digest);
        }
        Ok(Digest::of_parts("repository", all.iter().map(|one| one.as_bytes().as_slice())))
    }
}
