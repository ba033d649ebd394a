//! What was asked before, by the condition that was assigned.
//!
//! Similarity is the share that two texts have of their letters' 3-grams (Jaccard),
//! after case, punctuation and space are evened out: it works on two words as on twenty,
//! and changes little when words change places.

use std::collections::{BTreeMap, BTreeSet};

use super::Constants;

/// The 3-grams of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch(BTreeSet<[char; 3]>);

impl Sketch {
    /// Of any text; of an empty one, too.
    pub fn of(text: &str) -> Self {
        let lower = text.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let grams = words.flat_map(|word| {
            let padded: Vec<char> = format!("  {word} ").chars().collect();
            padded.windows(3).map(|w| [w[0], w[1], w[2]]).collect::<Vec<_>>()
        });
        Self(grams.collect())
    }

    /// Shared 3-grams over all: 1 for equal texts, also for two empty ones.
    pub fn similarity(&self, other: &Self) -> f64 {
        let shared = self.0.intersection(&other.0).count();
        let all = self.0.len() + other.0.len() - shared;
        if all == 0 { 1.0 } else { shared as f64 / all as f64 }
    }
}

/// Texts of earlier steps, by the condition that was assigned to them.
#[derive(Clone, Debug, Default)]
pub struct Archive {
    groups: BTreeMap<String, Vec<Sketch>>,
}

impl Archive {
    /// Adds a text.
    pub fn add(&mut self, assigned: &str, sketch: Sketch) {
        self.groups.entry(assigned.to_owned()).or_default().push(sketch);
    }

    /// Similarity to the nearest text of the same condition; 0 if there is none.
    pub fn nearest(&self, assigned: &str, sketch: &Sketch) -> f64 {
        let known = self.groups.get(assigned).into_iter().flatten();
        known.map(|known| known.similarity(sketch)).fold(0.0, f64::max)
    }
}

/// What each text of a batch costs for its nearest copy, in the archive or elsewhere in
/// the batch, that was assigned the same: `-copy` for an equal one, 0 below `near`.
///
/// The nearest copy does not depend on what else is in the batch, nor on its order.
pub fn penalties(batch: &[(&str, Sketch)], archive: &Archive, constants: &Constants) -> Vec<f64> {
    let near = |at: usize| {
        let (assigned, own) = &batch[at];
        let others = batch
            .iter()
            .enumerate()
            .filter(|(other, (theirs, _))| *other != at && theirs == assigned);
        let batch = others.map(|(_, (_, sketch))| sketch.similarity(own)).fold(0.0, f64::max);
        batch.max(archive.nearest(assigned, own))
    };
    (0..batch.len())
        .map(|at| {
            let over = (near(at) - constants.near) / (1.0 - constants.near);
            // Zero rather than minus zero.
            0.0 - constants.copy * over.clamp(0.0, 1.0)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_and_other_orders_are_recognised() {
        let of = |a: &str, b: &str| Sketch::of(a).similarity(&Sketch::of(b));
        assert_eq!(of("Bar chart", "bar  CHART."), 1.0);
        assert_eq!(of("maps of rivers", "rivers of maps"), 1.0);
        assert!(of("a chart of rainfall in cities", "charts of rainfall in a city") > 0.5);
        assert!(of("bar chart", "maze with one exit") < 0.1);
        assert_eq!(of("", ""), 1.0);
    }

    #[test]
    fn made_up_types_are_no_escape() {
        // What a response calls itself is not even looked at: 64 equal queries that were
        // assigned the same condition are copies.
        let batch: Vec<_> = (0..64).map(|_| ("maps", Sketch::of("a map of a river"))).collect();
        let costs = penalties(&batch, &Archive::default(), &Constants::default());
        assert!(costs.iter().all(|cost| *cost == -0.5));
    }

    #[test]
    fn the_archive_remembers_by_condition() {
        let mut archive = Archive::default();
        archive.add("maps", Sketch::of("a map of a river"));
        let cost = |assigned| {
            let batch = [(assigned, Sketch::of("a map of a river"))];
            penalties(&batch, &archive, &Constants::default())[0]
        };
        assert_eq!((cost("maps"), cost("charts")), (-0.5, 0.0));
    }
}
