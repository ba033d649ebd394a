//! The audit itself.

use std::collections::BTreeMap;
use std::path::Path;

use synth_dedup::Raster;
use synth_dedup::text::{normalised_answer, split_options};

use crate::error::AuditError;
use crate::pictures::Kept;
use crate::priors::{self, Counts};
use crate::repeats::Repeats;
use crate::report::{Named, Report};
use crate::sight::Sight;
use crate::source::{self, Row};

/// How much is listed.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Most clusters, and most unclear pictures of a kind, that are listed; the
    /// counts are of all.
    pub listed: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { listed: 20 }
    }
}

struct Audit {
    kept: Kept,
    repeats: Repeats,
    counts: Counts,
    names: Vec<String>,
    unclear: BTreeMap<Sight, Vec<u64>>,
    questions: u64,
}

/// Looks over whatever lies at `path`; `tick` is called after every row.
///
/// # Errors
///
/// [`AuditError`], if there is nothing to look over or it cannot be read. A single
/// picture that is missing or damaged is a finding and no error.
pub fn audit(path: &Path, limits: Limits, mut tick: impl FnMut()) -> Result<Report, AuditError> {
    let kept = Kept::new().map_err(|error| AuditError::Io { path: std::env::temp_dir(), error })?;
    let mut audit = Audit {
        kept,
        repeats: Repeats::new(),
        counts: Counts::default(),
        names: Vec::new(),
        unclear: BTreeMap::new(),
        questions: 0,
    };
    let kind = source::read(path, &mut |row| {
        audit.add(row)?;
        tick();
        Ok(())
    })?;
    Ok(audit.report(path, kind, limits))
}

impl Audit {
    fn add(&mut self, row: Row) -> Result<(), AuditError> {
        let number = self.names.len() as u64;
        self.names.push(row.name.clone());
        self.kept
            .push(&row.picture)
            .map_err(|error| AuditError::Io { path: std::env::temp_dir(), error })?;
        for asked in &row.asked {
            // What must be answered: a letter stays a letter.
            let answer = normalised_answer(&asked.answer, &split_options(""));
            self.counts.add(&asked.group, &answer);
            self.questions += 1;
        }
        let Ok(picture) = Raster::decode(&row.picture) else {
            self.unclear.entry(Sight::Undecodable).or_default().push(number);
            return Ok(());
        };
        let sight = Sight::of(&picture);
        if sight != Sight::Clear {
            self.unclear.entry(sight).or_default().push(number);
        }
        let task = row.signature(&picture);
        Ok(self.repeats.add(number, task, &self.kept)?)
    }

    fn report(self, path: &Path, kind: &'static str, limits: Limits) -> Report {
        let name = |row: u64| self.names.get(row as usize).cloned().unwrap_or_default();
        let mut duplicate_clusters = self.repeats.duplicates(name);
        let mut near_clusters = self.repeats.near_duplicates(name);
        let others = |clusters: &[crate::Cluster]| {
            clusters.iter().map(|cluster| cluster.others.len() as u64).sum::<u64>()
        };
        let (duplicates, near_duplicates) = (others(&duplicate_clusters), others(&near_clusters));
        let (duplicate_count, near_count) = (duplicate_clusters.len(), near_clusters.len());
        for clusters in [&mut duplicate_clusters, &mut near_clusters] {
            clusters.sort_by_key(|cluster| std::cmp::Reverse(cluster.others.len()));
            clusters.truncate(limits.listed);
        }
        let priors = self.counts.priors();
        let unclear = self.unclear.iter().map(|(sight, rows)| Named {
            sight: *sight,
            count: rows.len() as u64,
            names: rows.iter().take(limits.listed).map(|row| name(*row)).collect(),
        });
        Report {
            path: path.display().to_string(),
            kind,
            tasks: self.names.len() as u64,
            questions: self.questions,
            duplicates,
            duplicate_clusters: duplicate_count as u64,
            reasons: self.repeats.reasons.clone(),
            near_duplicates,
            near_clusters: near_count as u64,
            blind: priors::blind(&priors),
            unclear: unclear.collect(),
            priors,
            largest_duplicates: duplicate_clusters,
            largest_near: near_clusters,
        }
    }
}
