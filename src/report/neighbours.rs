//! Tasks that look alike: nearest of the same family, by the mean brightness of 16 × 16
//! cells. Near-duplicates are those that differ by less than anyone would see.

use rayon::prelude::*;

use crate::thumb::LOOK;

/// How many neighbours of a task are kept.
pub(crate) const KEPT: usize = 6;
/// Mean difference of cells, in levels of 255, below which two pictures are near.
const NEAR: u32 = 1;
/// How many of a family a task is compared with, at each side of its place in the order
/// of brightness.
const REACH: usize = 600;

/// No neighbour.
pub(crate) const NONE: u32 = u32::MAX;

/// What is compared.
pub(crate) struct Seen {
    /// The family's number.
    pub family: u32,
    /// Cells, or nothing if there is no picture.
    pub look: Vec<u8>,
}

/// Neighbours and clusters of all items.
pub(crate) struct Found {
    /// [`KEPT`] for each item, nearest first; [`NONE`] where there are fewer.
    pub nearest: Vec<u32>,
    /// Sum of differences over all cells, beside each of them.
    pub distances: Vec<u16>,
    /// The number of the cluster of near-duplicates, from 1; 0 for an item without.
    pub clusters: Vec<u32>,
}

/// Finds them.
pub(crate) fn find(items: &[Seen]) -> Found {
    let mut order: Vec<usize> = (0..items.len()).filter(|at| !items[*at].look.is_empty()).collect();
    let bright = |at: usize| items[at].look.iter().map(|cell| u32::from(*cell)).sum::<u32>();
    order.sort_by_cached_key(|at| (items[*at].family, bright(*at), *at));
    let lists: Vec<Vec<(u32, u32)>> =
        (0..order.len()).into_par_iter().map(|place| nearest(items, &order, place)).collect();
    let mut found = Found {
        nearest: vec![NONE; items.len() * KEPT],
        distances: vec![u16::MAX; items.len() * KEPT],
        clusters: Vec::new(),
    };
    let mut roots: Vec<usize> = (0..items.len()).collect();
    for (list, item) in lists.iter().zip(&order) {
        for (at, (distance, other)) in list.iter().enumerate() {
            found.nearest[item * KEPT + at] = *other;
            found.distances[item * KEPT + at] = u16::try_from(*distance).unwrap_or(u16::MAX);
            let cells = items[*item].look.len() as u32;
            if *distance < NEAR * cells {
                join(&mut roots, *item, *other as usize);
            }
        }
    }
    found.clusters = clusters(&mut roots);
    found
}

fn nearest(items: &[Seen], order: &[usize], place: usize) -> Vec<(u32, u32)> {
    let own = &items[order[place]];
    let same = |other: &&usize| items[**other].family == own.family;
    let after = order[place + 1..].iter().take(REACH).take_while(same);
    let before = order[..place].iter().rev().take(REACH).take_while(same);
    let mut best: Vec<(u32, u32)> = Vec::with_capacity(KEPT + 1);
    for other in after.chain(before) {
        let distance = differ(&own.look, &items[*other].look);
        if best.len() < KEPT || best.last().is_some_and(|last| (distance, *other as u32) < *last) {
            let at = best.partition_point(|kept| *kept < (distance, *other as u32));
            best.insert(at, (distance, *other as u32));
            best.truncate(KEPT);
        }
    }
    best
}

/// The sum of differences, sixteen cells at a time: 256 of them fit 16 bits.
fn differ(a: &[u8], b: &[u8]) -> u32 {
    let mut sums = [0_u16; LOOK];
    for (a, b) in a.as_chunks::<LOOK>().0.iter().zip(b.as_chunks::<LOOK>().0) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += u16::from(a.abs_diff(*b));
        }
    }
    sums.into_iter().map(u32::from).sum()
}

fn root(roots: &mut [usize], mut at: usize) -> usize {
    while roots[at] != at {
        roots[at] = roots[roots[at]];
        at = roots[at];
    }
    at
}

fn join(roots: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(roots, a), root(roots, b));
    roots[a.max(b)] = a.min(b);
}

fn clusters(roots: &mut [usize]) -> Vec<u32> {
    let firsts: Vec<usize> = (0..roots.len()).map(|at| root(roots, at)).collect();
    let mut sizes = vec![0_u32; roots.len()];
    firsts.iter().for_each(|first| sizes[*first] += 1);
    let (mut numbers, mut next) = (vec![0_u32; roots.len()], 0);
    for (first, size) in sizes.iter().enumerate().filter(|(_, size)| **size > 1) {
        debug_assert!(*size > 1);
        next += 1;
        numbers[first] = next;
    }
    firsts.iter().map(|first| numbers[*first]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(family: u32, value: u8) -> Seen {
        Seen { family, look: vec![value; 256] }
    }

    #[test]
    fn the_nearest_come_first_and_families_stay_apart() {
        let items =
            [seen(0, 10), seen(0, 90), seen(1, 11), seen(0, 30), Seen { family: 0, look: vec![] }];
        let found = find(&items);
        assert_eq!(&found.nearest[..3], &[3, 1, NONE]);
        assert_eq!(found.nearest[2 * KEPT], NONE);
        assert_eq!(found.nearest[4 * KEPT], NONE);
        assert_eq!(found.distances[0], 20 * 256);
        assert_eq!(found.clusters, [0; 5]);
    }

    #[test]
    fn what_differs_by_nothing_is_a_cluster() {
        let mut items = vec![seen(0, 10), seen(0, 200), seen(0, 10), seen(0, 10)];
        items[3].look[7] = 12;
        assert_eq!(find(&items).clusters, [1, 0, 1, 1]);
    }
}
