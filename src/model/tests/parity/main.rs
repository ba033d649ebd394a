//! Both architectures beside Hugging Face's own code, on tiny checkpoints with reference
//! tensors that lie outside the repository.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod composed;
mod faults;
mod forward;
mod generate;
mod golden;
mod gradients;
mod lora;
mod save;
