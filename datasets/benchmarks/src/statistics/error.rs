//! Why outcomes cannot be counted.

/// See the [module](self).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatisticsError {
    /// An id occurs twice, so outcomes cannot be told apart.
    #[error("{id:?} occurs twice among the outcomes of {model}: count each question once")]
    Twice {
        /// Which id.
        id: String,
        /// Whose outcomes.
        model: String,
    },
    /// The two models did not answer the same questions.
    #[error("{id:?} was answered by {by} and not by {not}: compare over the same questions")]
    Unpaired {
        /// Which id.
        id: String,
        /// Who answered it.
        by: String,
        /// Who did not.
        not: String,
    },
}
