//! A reward with all its parts.

use serde::Serialize;

/// A part of a reward.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Term {
    /// Its name, such as `solvability`.
    pub name: &'static str,
    /// What it adds: weight and sign included.
    pub value: f64,
}

/// A reward as the sum of its terms.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Breakdown {
    /// The terms, in the order of the formula.
    pub terms: Vec<Term>,
}

impl Breakdown {
    /// Of these terms.
    pub fn of<const N: usize>(terms: [(&'static str, f64); N]) -> Self {
        Self { terms: terms.map(|(name, value)| Term { name, value }).into() }
    }

    /// The reward.
    pub fn total(&self) -> f64 {
        self.terms.iter().map(|term| term.value).sum()
    }

    /// What the term of this name adds; 0 if there is none.
    pub fn value(&self, name: &str) -> f64 {
        self.terms.iter().filter(|term| term.name == name).map(|term| term.value).sum()
    }

    /// The same reward without the terms of these names: for ablations.
    #[must_use]
    pub fn without(mut self, names: &[&str]) -> Self {
        self.terms.retain(|term| !names.contains(&term.name));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_that_is_switched_off_adds_nothing() {
        let reward = Breakdown::of([("a", 1.0), ("b", -0.25)]);
        assert_eq!(reward.total(), 0.75);
        assert_eq!(reward.value("b"), -0.25);
        assert_eq!(reward.clone().without(&["b"]).total(), 1.0);
        assert_eq!(reward.without(&["b"]).value("b"), 0.0);
    }
}
