//! Tasks that look almost like another.

use std::collections::BTreeMap;

use crate::block::Row;
use crate::index::Index;

/// Most clusters that are listed.
const LISTED: usize = 12;

/// The largest clusters of near-duplicates with a family each, and how many tasks are in
/// any.
pub(super) fn clusters(
    rows: &[(usize, &Row)],
    index: &Index,
) -> (Vec<(u32, usize, String)>, usize) {
    let mut sizes: BTreeMap<u32, (usize, &str)> = BTreeMap::new();
    for (at, row) in rows {
        let cluster = index.found.clusters[*at];
        if cluster > 0 {
            sizes.entry(cluster).or_insert((0, &row.family)).0 += 1;
        }
    }
    let near = sizes.values().map(|(size, _)| size).sum();
    let mut list: Vec<(u32, usize, String)> = sizes
        .into_iter()
        .map(|(number, (size, family))| (number, size, family.to_owned()))
        .collect();
    list.sort_by_key(|(number, size, _)| (std::cmp::Reverse(*size), *number));
    list.truncate(LISTED);
    (list, near)
}
