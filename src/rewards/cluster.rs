//! Clusters of near-duplicates: agglomerative, average linkage, cut at a distance.

use kodama::{Method, linkage};

/// The size of each item's cluster. `distance` is asked for every pair `i < j`; two
/// clusters are joined while their average distance is below `threshold`, as
/// scikit-learn's `AgglomerativeClustering(distance_threshold=…)` does.
pub fn sizes(
    items: usize,
    threshold: f64,
    mut distance: impl FnMut(usize, usize) -> f64,
) -> Vec<usize> {
    if items < 2 {
        return vec![1; items];
    }
    let mut condensed = Vec::with_capacity(items * (items - 1) / 2);
    for i in 0..items {
        condensed.extend((i + 1..items).map(|j| distance(i, j)));
    }
    let steps = linkage(&mut condensed, items, Method::Average);
    let mut parents: Vec<usize> = (0..2 * items - 1).collect();
    for (number, step) in steps.steps().iter().enumerate() {
        if step.dissimilarity < threshold {
            parents[step.cluster1] = items + number;
            parents[step.cluster2] = items + number;
        }
    }
    let root = |mut at: usize| {
        while parents[at] != at {
            at = parents[at];
        }
        at
    };
    let roots: Vec<usize> = (0..items).map(root).collect();
    roots.iter().map(|own| roots.iter().filter(|other| *other == own).count()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_is_joined_and_the_threshold_itself_is_not() {
        let at: [f64; 5] = [0.0, 0.1, 0.2, 5.0, 5.3];
        let of = |threshold| sizes(5, threshold, |i, j| (at[i] - at[j]).abs());
        assert_eq!(of(0.25), [3, 3, 3, 1, 1]);
        assert_eq!(of(0.31), [3, 3, 3, 2, 2]);
        assert_eq!(sizes(2, 1.0, |_, _| 1.0), [1, 1]);
        assert_eq!(sizes(1, 1.0, |_, _| 0.0), [1]);
        assert!(sizes(0, 1.0, |_, _| 0.0).is_empty());
    }
}
