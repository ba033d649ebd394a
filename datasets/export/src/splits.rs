//! Which split a task falls into: a function of its scene alone.
//!
//! The scene's hash is read as a number in [0, 1) and compared with the shares.
//! So two tasks about the same state of affairs are never in two splits, a task
//! keeps its split when the corpus grows, and the numbers of two corpora agree.

use std::str::FromStr;

use serde::Serialize;
use synth_contracts::Digest;

/// A part of the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// What a model learns from.
    Train,
    /// What is looked at while it learns.
    Validation,
    /// What is looked at in the end.
    Test,
}

impl Split {
    /// All, in order.
    pub const ALL: [Self; 3] = [Self::Train, Self::Validation, Self::Test];

    /// The name as file names and loaders have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Validation => "validation",
            Self::Test => "test",
        }
    }
}

/// The shares of `train`, `validation` and `test`; they add up to one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Splits([f64; 3]);

/// Shares that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} are no shares; give one to three numbers that are not negative, for train, validation \
     and test, such as 0.9,0.05,0.05 or 1"
)]
pub struct SplitsError(String);

impl Default for Splits {
    fn default() -> Self {
        Self([0.9, 0.05, 0.05])
    }
}

impl Splits {
    /// The split of the scene with this hash.
    pub fn of(&self, scene: &Digest) -> Split {
        let key = Digest::of_parts("split", [scene.as_bytes().as_slice()]);
        let head = key.as_bytes()[..8].iter().fold(0_u64, |n, byte| n << 8 | u64::from(*byte));
        let at = (head >> 11) as f64 / (1_u64 << 53) as f64;
        let [train, validation, _] = self.0;
        match at {
            at if at < train => Split::Train,
            at if at < train + validation => Split::Validation,
            // Shares add up to one only nearly; what is left belongs to the last
            // split that wants any.
            _ if self.0[2] > 0.0 => Split::Test,
            _ if validation > 0.0 => Split::Validation,
            _ => Split::Train,
        }
    }
}

impl FromStr for Splits {
    type Err = SplitsError;

    fn from_str(text: &str) -> Result<Self, SplitsError> {
        let error = || SplitsError(text.to_owned());
        let given: Vec<f64> = text
            .split(',')
            .map(|part| part.trim().parse().map_err(|_| error()))
            .collect::<Result<_, _>>()?;
        let good = |share: &f64| share.is_finite() && *share >= 0.0;
        let total: f64 = given.iter().sum();
        if given.len() > 3 || !given.iter().all(good) || !total.is_finite() || total <= 0.0 {
            return Err(error());
        }
        let share = |at: usize| given.get(at).copied().unwrap_or(0.0) / total;
        Ok(Self([share(0), share(1), share(2)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scene(n: u64) -> Digest {
        Digest::of_parts("scene", [n.to_le_bytes().as_slice()])
    }

    #[test]
    fn shares_are_met() {
        let splits = Splits::default();
        let counted = |split| (0..20_000).filter(|n| splits.of(&scene(*n)) == split).count();
        assert!((17_800..18_200).contains(&counted(Split::Train)));
        assert!((900..1_100).contains(&counted(Split::Validation)));
        assert!((900..1_100).contains(&counted(Split::Test)));
    }

    #[test]
    fn shares_are_read() {
        assert_eq!("0.9,0.05,0.05".parse(), Ok(Splits::default()));
        assert_eq!("1".parse(), Ok(Splits([1.0, 0.0, 0.0])));
        assert_eq!("8, 1, 1".parse(), Ok(Splits([0.8, 0.1, 0.1])));
        for bad in ["", "a", "0", "-1,2", "1,1,1,1", "inf", "nan"] {
            assert!(bad.parse::<Splits>().is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_split_without_a_share_stays_empty(n: u64, a in 0.0..1.0, b in 0.0..1.0) {
            let halves: Splits = format!("{a},{b},0").parse().unwrap_or_default();
            if halves != Splits::default() {
                prop_assert_ne!(halves.of(&scene(n)), Split::Test);
            }
            let one: Splits = "1".parse().unwrap();
            prop_assert_eq!(one.of(&scene(n)), Split::Train);
        }

        #[test]
        fn raising_the_first_share_takes_nothing_out_of_train(n: u64) {
            let (less, more): (Splits, Splits) =
                ("0.5,0.5".parse().unwrap(), "0.8,0.2".parse().unwrap());
            if less.of(&scene(n)) == Split::Train {
                prop_assert_eq!(more.of(&scene(n)), Split::Train);
            }
        }
    }
}
