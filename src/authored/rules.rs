//! What a candidate must keep, as data.

use serde::{Deserialize, Serialize};
use synth_contracts::Language;
use synth_roles::{Card, Sampling};
use synth_sandbox::Limits;

/// How the Solver is asked.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Votes {
    /// Responses to a question with its picture, at most. They are asked for in rounds,
    /// and no further ones once the rate is known well enough.
    pub sighted: u32,
    /// Responses to a question without its picture.
    pub blind: u32,
    /// Standard deviation of the solve rate that is well enough.
    pub deviation: f64,
}

/// Least and most of a share.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Least.
    pub least: f64,
    /// Most.
    pub most: f64,
}

impl Band {
    /// Whether a share is within.
    pub fn holds(self, share: f64) -> bool {
        (self.least..=self.most).contains(&share)
    }
}

/// What a candidate must keep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rules {
    /// What programs are written in; of several, each candidate gets one by chance.
    pub languages: Vec<Language>,
    /// How the Solver is asked.
    pub votes: Votes,
    /// Share of the Solver's responses that must give the author's answer to the easy
    /// question. Who cannot read that off has another picture before him.
    pub easy: Band,
    /// The same for the hard question. In any case the author's answer must be the
    /// commonest one.
    pub hard: Band,
    /// Most tokens of a response, where that is less than its role may have.
    #[serde(default)]
    pub max_tokens: Option<u32>,
    /// What a program may use.
    pub limits: Limits,
}

impl Rules {
    /// How a role is sampled.
    pub fn sampling(&self, card: &Card) -> Sampling {
        let usual = card.sampling;
        let max_tokens = usual.max_tokens.min(self.max_tokens.unwrap_or(u32::MAX));
        Sampling { max_tokens, ..usual }
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            languages: vec![Language::Svg],
            votes: Votes { sighted: 8, blind: 4, deviation: 0.15 },
            easy: Band { least: 0.5, most: 1.0 },
            hard: Band { least: 0.25, most: 1.0 },
            max_tokens: None,
            limits: Limits::default(),
        }
    }
}
