//! Which candidates are shown.
//!
//! A sample takes from every family and level its share, rounded up, and among those the
//! tasks whose ids are smallest: ids are hashes, so that is a fair draw, and the same one
//! every time. The refused candidates of a slot go with its task.

use std::collections::BTreeMap;

use rayon::prelude::*;
use synth_contracts::Digest;
use synth_datasets::StoreError;

use crate::error::ReportError;
use crate::options::Options;
use crate::source::{Corpus, Source};

/// A candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// The source's number.
    pub source: usize,
    /// The slot.
    pub slot: u64,
    /// Which of its refused attempts it is, or `None` for the task.
    pub refused: Option<u64>,
}

/// Slots that are read at a time.
const STRIDE: u64 = 256;

pub(crate) fn choose(sources: &[Source], options: &Options) -> Result<Vec<Item>, ReportError> {
    let mut items = Vec::new();
    for (number, source) in sources.iter().enumerate() {
        let Some(corpus) = &source.corpus else { continue };
        let slots = match options.sample {
            Some(most) if (most as u64) < corpus.tasks => sample(source, corpus, most)?,
            _ => (0..corpus.tasks).map(|place| corpus.slot(place)).collect(),
        };
        add(&mut items, number, source, &slots, options.rejected)?;
    }
    Ok(items)
}

fn add(
    items: &mut Vec<Item>,
    number: usize,
    source: &Source,
    slots: &[u64],
    rejected: bool,
) -> Result<(), StoreError> {
    let reader = if rejected { source.reader()? } else { None };
    for slot in slots {
        if let Some(reader) = &reader {
            let refused = 0..reader.rejections(*slot)?.len() as u64;
            let item = |refused| Item { source: number, slot: *slot, refused: Some(refused) };
            items.extend(refused.map(item));
        }
        items.push(Item { source: number, slot: *slot, refused: None });
    }
    Ok(())
}

fn sample(source: &Source, corpus: &Corpus, most: usize) -> Result<Vec<u64>, StoreError> {
    type Stratum = (String, u8);
    let places: Vec<u64> = (0..corpus.tasks).step_by(STRIDE as usize).collect();
    let read: Vec<Vec<(Stratum, Digest, u64)>> = places
        .into_par_iter()
        .map(|place| {
            let Some(reader) = source.reader()? else { return Ok(Vec::new()) };
            let tasks = reader.tasks_from(corpus.slot(place)).take(STRIDE as usize);
            let key = |task: synth_datasets::StoredTask| {
                ((task.task.family, task.task.level.get()), task.id, task.slot)
            };
            tasks.map(|task| task.map(key)).collect()
        })
        .collect::<Result<_, StoreError>>()?;
    let mut strata: BTreeMap<Stratum, Vec<(Digest, u64)>> = BTreeMap::new();
    for (stratum, id, slot) in read.into_iter().flatten() {
        strata.entry(stratum).or_default().push((id, slot));
    }
    Ok(draw(strata.into_values().collect(), corpus.tasks as usize, most))
}

/// The largest remainders take what rounding leaves, so that the sum is exact.
fn draw(mut strata: Vec<Vec<(Digest, u64)>>, all: usize, most: usize) -> Vec<u64> {
    let exact = |stratum: &Vec<(Digest, u64)>| stratum.len() * most;
    let mut shares: Vec<usize> = strata.iter().map(|stratum| exact(stratum) / all).collect();
    let mut order: Vec<usize> = (0..strata.len()).collect();
    // A stratum without anything comes first: it would not be seen at all.
    order.sort_by_key(|at| (shares[*at] > 0, std::cmp::Reverse(exact(&strata[*at]) % all), *at));
    let left = most.saturating_sub(shares.iter().sum());
    order.into_iter().take(left).for_each(|at| shares[at] += 1);
    let mut slots = Vec::with_capacity(most);
    for (stratum, share) in strata.iter_mut().zip(shares) {
        stratum.sort_unstable();
        slots.extend(stratum.iter().take(share).map(|(_, slot)| *slot));
    }
    slots.sort_unstable();
    slots
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stratum(from: u64, count: u64) -> Vec<(Digest, u64)> {
        let id = |n: u64| Digest::of_parts("t", [n.to_le_bytes().as_slice()]);
        (from..from + count).map(|n| (id(n), n)).collect()
    }

    #[test]
    fn every_stratum_has_its_share_and_the_sum_is_exact() {
        let strata = vec![stratum(0, 60), stratum(100, 30), stratum(200, 10)];
        let slots = draw(strata.clone(), 100, 10);
        let of = |from, to| slots.iter().filter(|slot| (from..to).contains(*slot)).count();
        assert_eq!((of(0, 100), of(100, 200), of(200, 300)), (6, 3, 1));
        assert_eq!(draw(strata.clone(), 100, 3).len(), 3);
        assert!(draw(strata, 100, 3).iter().any(|slot| *slot >= 200), "the rare one is seen");
    }
}
