//! The true option stands in every place as often as in any other.

/// How far out a count must be before chance no longer explains it: one such finding in
/// ten thousand.
const FAR: f64 = 3.72;

/// Says by how much counts by place are uneven, if chance does not explain it: Pearson's
/// statistic against its bound, by the cube-root approximation of Wilson and Hilferty,
/// which for two places is a little too high.
pub fn uneven(counts: &[u64]) -> Option<String> {
    let all: u64 = counts.iter().sum();
    let expected = all as f64 / counts.len() as f64;
    // The approximation needs a handful in every place.
    if counts.len() < 2 || expected < 5.0 {
        return None;
    }
    let off = |count: &u64| (*count as f64 - expected) * (*count as f64 - expected) / expected;
    let statistic: f64 = counts.iter().map(off).sum();
    let freedom = (counts.len() - 1) as f64;
    let share = 2.0 / (9.0 * freedom);
    let root = 1.0 - share + FAR * libm::sqrt(share);
    let bound = freedom * root * root * root;
    (statistic > bound).then(|| format!("χ² {statistic:.1} over {bound:.1}: {counts:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_told_from_a_habit() {
        assert_eq!(uneven(&[24, 31, 25, 20]), None);
        assert_eq!(uneven(&[3, 1]), None);
        assert!(uneven(&[50, 20, 15, 15]).is_some());
        assert_eq!(uneven(&[569, 431]), Some("χ² 19.0 over 16.2: [569, 431]".to_owned()));
    }
}
