//! Which rewards are paid: a preset, without the terms that are switched off.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use synth_rewards::Breakdown;

use crate::error::{EvolveError, Result};

/// A set of rewards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// Ours.
    #[default]
    Sound,
    /// Those of MM-Zero, and of Active-Zero for Searcher and Questioner, as released,
    /// faults included: for comparison.
    MmZero,
}

impl Preset {
    /// All.
    pub const ALL: [Self; 2] = [Self::Sound, Self::MmZero];

    /// Every term that any role is paid by.
    pub fn terms(self) -> &'static [&'static str] {
        match self {
            Self::Sound => &[
                "form",
                "validity",
                "frontier",
                "copy",
                "rendered",
                "verified",
                "read",
                "relevance",
                "accuracy",
            ],
            Self::MmZero => &[
                "format",
                "solvability",
                "difficulty",
                "easy-hard",
                "content-type",
                "diversity",
                "rendered",
                "empty",
                "not-svg",
                "floor",
                "frontier",
                "picture-share",
                "text-share",
                "accuracy",
            ],
        }
    }

    /// # Errors
    ///
    /// [`EvolveError::Setting`] for a term that no role is paid by.
    pub fn check(self, without: &[String]) -> Result<()> {
        match without.iter().find(|term| !self.terms().contains(&term.as_str())) {
            None => Ok(()),
            Some(term) => Err(EvolveError::Setting {
                name: "without",
                what: format!(
                    "{self} pays nobody for `{term}`; its terms are {}",
                    self.terms().join(", ")
                ),
            }),
        }
    }
}

impl FromStr for Preset {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let found = Self::ALL.into_iter().find(|preset| preset.to_string() == text);
        found.ok_or_else(|| "it must be sound or mm-zero".to_owned())
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sound => "sound",
            Self::MmZero => "mm-zero",
        })
    }
}

/// A reward without the terms that are switched off.
pub(crate) fn paid(reward: Breakdown, without: &[String]) -> Breakdown {
    let names: Vec<&str> = without.iter().map(String::as_str).collect();
    reward.without(&names)
}

/// What is learnt from: NaN where nobody could judge.
pub(crate) fn total(reward: Option<&Breakdown>) -> f64 {
    reward.map_or(f64::NAN, Breakdown::total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_have_names_and_refuse_terms_they_do_not_know() {
        for preset in Preset::ALL {
            assert_eq!(preset.to_string().parse(), Ok(preset));
            assert_eq!(serde_json::to_value(preset).unwrap(), preset.to_string());
            assert!(preset.check(&["accuracy".to_owned()]).is_ok());
        }
        let wrong = Preset::Sound.check(&["diversity".to_owned()]).unwrap_err().to_string();
        assert!(wrong.contains("diversity") && wrong.contains("copy"), "{wrong}");
        assert!("best".parse::<Preset>().is_err());
    }

    #[test]
    fn what_nobody_could_judge_is_no_reward() {
        let reward = Breakdown::of([("form", 0.1), ("copy", -0.5)]);
        assert_eq!(paid(reward.clone(), &["copy".to_owned()]).total(), 0.1);
        assert!(total(None).is_nan());
        assert_eq!(total(Some(&reward)), -0.4);
    }
}
