//! How much two short texts share, as the two papers measure it.
//!
//! Both take words at white space, case as it is, and n-grams up to 4. They differ in
//! what a match counts, in how zero matches are smoothed, and in symmetry.

use std::collections::BTreeMap;

/// Largest n-gram.
const ORDER: usize = 4;

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

fn counts<'t>(words: &[&'t str], n: usize) -> BTreeMap<Vec<&'t str>, u32> {
    let mut counts = BTreeMap::new();
    for gram in words.windows(n) {
        *counts.entry(gram.to_vec()).or_insert(0) += 1;
    }
    counts
}

/// `exp(1 - r / c)` for a hypothesis shorter than its reference, else 1.
fn brevity(reference: usize, hypothesis: usize) -> f64 {
    match hypothesis {
        0 => 0.0,
        _ if hypothesis >= reference => 1.0,
        _ => libm::exp(1.0 - reference as f64 / hypothesis as f64),
    }
}

fn geometric_mean(precisions: [f64; ORDER]) -> f64 {
    libm::exp(precisions.iter().map(|p| libm::log(*p)).sum::<f64>() / ORDER as f64)
}

/// Sentence BLEU-4 (Papineni et al. 2002) with the first smoothing of Chen and Cherry
/// 2014: an order without a match counts as 0.1 matches. Not symmetric. MM-Zero's.
pub fn smoothed(reference: &str, hypothesis: &str) -> f64 {
    const EPSILON: f64 = 0.1;
    let (reference, hypothesis) = (words(reference), words(hypothesis));
    let clipped = |n: usize| -> u32 {
        let known = counts(&reference, n);
        let found = counts(&hypothesis, n);
        found.iter().map(|(gram, count)| *count.min(known.get(gram).unwrap_or(&0))).sum()
    };
    if clipped(1) == 0 {
        return 0.0;
    }
    let precisions = std::array::from_fn(|order| {
        let matches = clipped(order + 1);
        let all = (hypothesis.len() - order.min(hypothesis.len())).max(1) as f64;
        if matches == 0 { EPSILON / all } else { f64::from(matches) / all }
    });
    brevity(reference.len(), hypothesis.len()) * geometric_mean(precisions)
}

/// BLEU-4 whose matches are products of counts, not clipped, with a floor under each
/// precision, averaged over both directions: 0 to 1 and symmetric. Active-Zero's.
pub fn symmetric(a: &str, b: &str) -> f64 {
    let (a, b) = (words(a), words(b));
    let mean = (product(&a, &b) + product(&b, &a)) / 2.0;
    mean.clamp(0.0, 1.0)
}

fn product(reference: &[&str], hypothesis: &[&str]) -> f64 {
    const FLOOR: f64 = 1e-9;
    let precisions = std::array::from_fn(|order| {
        let known = counts(reference, order + 1);
        let found = counts(hypothesis, order + 1);
        let all: u32 = found.values().sum();
        let matches: u32 =
            found.iter().map(|(gram, count)| count * known.get(gram).unwrap_or(&0)).sum();
        (f64::from(matches) / f64::from(all.max(1))).max(FLOOR)
    });
    brevity(reference.len(), hypothesis.len()) * geometric_mean(precisions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_equals_itself_and_another_does_not() {
        let text = "a bar chart of five cities and their rainfall";
        assert!((smoothed(text, text) - 1.0).abs() < 1e-12);
        assert!((symmetric(text, text) - 1.0).abs() < 1e-12);
        assert_eq!(smoothed(text, "maze"), 0.0);
        assert!(symmetric(text, "maze") < 1e-6);
    }

    #[test]
    fn two_words_match_neither_way() {
        // Worked out by hand: precisions 2/2, 1/1, 0.1/1, 0.1/1.
        assert!((smoothed("bar chart", "bar chart") - libm::pow(0.01, 0.25)).abs() < 1e-12);
        // No 3-gram and no 4-gram: two precisions at the floor of 1e-9.
        assert!(symmetric("bar chart", "bar chart") < 1e-4);
    }

    #[test]
    fn the_first_is_not_symmetric_and_the_second_is() {
        let (long, short) = ("a b c d e f g h i j", "a b c d");
        assert!((smoothed(long, short) - smoothed(short, long)).abs() > 0.03);
        assert_eq!(symmetric(long, short), symmetric(short, long));
    }
}
