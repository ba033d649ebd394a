//! The clipped surrogate over the tokens of the micro-batch. (As TRL names it, after
//! BNPO, arXiv 2506.02864; TRL does not take over that paper's reward normalisation.)

use super::{Loss, Normaliser, clip};

pub(super) static LOSS: Loss = Loss {
    name: "bnpo",
    about: "every token of a micro-batch weighs the same",
    normaliser: Normaliser::Tokens,
    surrogate: clip::surrogate,
};
