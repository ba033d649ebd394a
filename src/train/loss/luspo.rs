//! The clipped surrogate summed over a sequence, meant for sequence-level importance:
//! a sequence weighs as much as it is long, against GSPO's bias to short ones. (LUSPO,
//! arXiv 2602.05261.)

use super::{Loss, Normaliser, clip};

pub(super) static LOSS: Loss = Loss {
    name: "luspo",
    about: "sequence-level importance without a bias to short completions",
    normaliser: Normaliser::Sum,
    surrogate: clip::surrogate,
};
