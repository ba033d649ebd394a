//! The clipped surrogate, each sequence's tokens averaged first. (DeepSeekMath, arXiv
//! 2402.03300, equation 3.)

use super::{Loss, Normaliser, clip};

pub(super) static LOSS: Loss = Loss {
    name: "grpo",
    about: "every completion weighs the same, whatever its length",
    normaliser: Normaliser::Sequence,
    surrogate: clip::surrogate,
};
