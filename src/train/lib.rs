//! GRPO and the parts of a training run.
