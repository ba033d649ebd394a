//! Families by level: how many tasks, how many of their candidates were accepted, how
//! they score, and how often the Solver passes them.

use std::collections::BTreeMap;

use serde::Serialize;
use synth_datasets::Count;

use super::priors::Prior;
use crate::block::Row;

#[derive(Serialize)]
pub(super) struct Family {
    name: String,
    cells: Vec<Cell>,
    prior: Option<Prior>,
}

/// A family at a level, or at all of them.
#[derive(Clone, Default, Serialize)]
pub(super) struct Cell {
    level: u8,
    accepted: u64,
    acceptance: Option<f64>,
    score: Option<f64>,
    pass: Option<f64>,
}

pub(super) fn families(
    counts: &[Count],
    levels: &[u8],
    rows: &[(usize, &Row)],
    mut priors: BTreeMap<String, Prior>,
) -> Vec<Family> {
    let mut sums: BTreeMap<(&str, u8), [(f64, u64); 2]> = BTreeMap::new();
    for (_, row) in rows {
        for level in [row.level, 0] {
            let sums = sums.entry((&row.family, level)).or_default();
            for (sum, value) in sums.iter_mut().zip([row.score, row.pass]) {
                *sum = value.map_or(*sum, |value| (sum.0 + value, sum.1 + 1));
            }
        }
    }
    let mean = |(sum, count): (f64, u64)| (count > 0).then(|| sum / count as f64);
    let mut names: Vec<&str> = counts.iter().map(|count| count.family.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let cell = |name: &str, level: u8| {
        let of = counts.iter().filter(|c| c.family == name);
        let of = of.filter(|c| level == 0 || c.level.get() == level);
        let (accepted, all) = of.fold((0, 0), |sum, count| {
            (sum.0 + count.accepted, sum.1 + count.accepted + count.rejected)
        });
        let [score, pass] = sums.get(&(name, level)).copied().unwrap_or_default();
        let acceptance = (all > 0).then(|| accepted as f64 / all as f64);
        Cell { level, accepted, acceptance, score: mean(score), pass: mean(pass) }
    };
    let family = |name: &str| Family {
        name: name.to_owned(),
        cells: levels.iter().chain([&0]).map(|level| cell(name, *level)).collect(),
        prior: priors.remove(name),
    };
    names.into_iter().map(family).collect()
}
