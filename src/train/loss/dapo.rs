//! The clipped surrogate over the tokens of the whole optimiser step. (DAPO, arXiv
//! 2503.14476.)

use super::{Loss, Normaliser, clip};

pub(super) static LOSS: Loss = Loss {
    name: "dapo",
    about: "every token of an optimiser step weighs the same",
    normaliser: Normaliser::Window,
    surrogate: clip::surrogate,
};
