//! The clipped surrogate over a constant length, so that long wrong answers are not
//! favoured. (Dr. GRPO, arXiv 2503.20783.)

use super::{Loss, Normaliser, clip};

pub(super) static LOSS: Loss = Loss {
    name: "dr_grpo",
    about: "a constant divisor, so that length is not rewarded",
    normaliser: Normaliser::Constant,
    surrogate: clip::surrogate,
};
