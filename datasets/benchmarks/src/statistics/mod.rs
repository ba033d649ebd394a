//! How sure an accuracy is, and whether one model is better than another.
//!
//! All of it is a function of the outcomes and a seed: the order of the outcomes, the
//! machine and the other groups do not matter.

mod accuracy;
mod bootstrap;
mod error;
mod mcnemar;
mod paired;
mod table;

use serde::{Deserialize, Serialize};

pub use accuracy::{Accuracies, Accuracy};
pub use bootstrap::ROUNDS;
pub use error::StatisticsError;
pub use mcnemar::mcnemar;
pub use paired::{Comparison, Paired};

/// How one question was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The row's id.
    pub id: String,
    /// The row's category.
    pub category: String,
    /// Whether the answer was right.
    pub right: bool,
}

/// The group of everything.
pub const ALL: &str = "all";
