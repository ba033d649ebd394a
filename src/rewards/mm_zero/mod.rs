//! The rewards of MM-Zero (arXiv 2603.09206), as its released code computes them.
//!
//! Where paper and code differ, this follows the code: the Proposer's reward lies in
//! [-0.95, 1], its diversity term is never a bonus, and difficulty is the disagreement
//! `min(c, 1 - c)` of the Solver with itself.

mod coder;
mod proposer;
mod solver;

pub use coder::{Drawing, coder};
pub use proposer::{Proposal, Seen, proposer};
pub use solver::{solver, worth_drawing, worth_solving};

use crate::votes::{Votes, disagreement};

/// Every constant, as released.
#[derive(Clone, Debug, PartialEq)]
pub struct Constants {
    /// Reward of a proposal that cannot be parsed.
    pub unparsed: f64,
    /// Most that solvability pays.
    pub solvability_cap: f64,
    /// Mean difficulty below which a hard question is called easy.
    pub easy_hard_threshold: f64,
    /// What that costs.
    pub easy_hard_penalty: f64,
    /// Share of a content type above which it costs.
    pub type_share: f64,
    /// What a batch of one type alone would cost.
    pub type_weight: f64,
    /// Weight of the clusters of similar texts.
    pub diversity_weight: f64,
    /// Share in it of caption, easy and hard question.
    pub diversity_parts: [f64; 3],
    /// Distance 1 - BLEU below which texts are similar.
    pub similar: f64,
    /// Reward of a drawing that does not render.
    pub unrendered: f64,
    /// What no code at all costs the Coder beside that.
    pub empty_code: f64,
    /// What code that is no SVG costs it.
    pub not_svg: f64,
    /// Least the Coder gets.
    pub coder_floor: f64,
    /// Weights of accuracy and form for the Solver.
    pub solver_parts: [f64; 2],
    /// Render rates, of four drawings, between which a proposal trains the Coder.
    pub render_band: [f64; 2],
    /// Agreement on the easy question from which a task trains the Solver.
    pub easy_agreement: f64,
    /// Agreements on the hard question between which it does.
    pub hard_band: [f64; 2],
}

impl Default for Constants {
    fn default() -> Self {
        Self {
            unparsed: -1.0,
            solvability_cap: 0.5,
            easy_hard_threshold: 0.15,
            easy_hard_penalty: 0.3,
            type_share: 0.5,
            type_weight: 0.15,
            diversity_weight: 0.5,
            diversity_parts: [0.45, 0.20, 0.35],
            similar: 0.25,
            unrendered: -0.1,
            empty_code: 0.05,
            not_svg: 0.5,
            coder_floor: -0.5,
            solver_parts: [0.9, 0.1],
            render_band: [0.25, 0.75],
            easy_agreement: 0.5,
            hard_band: [0.25, 0.75],
        }
    }
}

/// `min(c, 1 - c)`, where `c` is the majority's share of the valid answers.
fn difficulty(hard: Votes) -> f64 {
    disagreement(hard.share_of_valid())
}
