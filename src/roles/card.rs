//! What is fixed about a role: its name, its prompt, how it is sampled.

use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;
use synth_contracts::Digest;

/// How responses are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Sampling {
    /// Divides the logits.
    pub temperature: f64,
    /// Share of the probability from whose smallest set tokens are drawn.
    pub top_p: f64,
    /// Most tokens of a response.
    pub max_tokens: u32,
}

/// A role.
#[derive(Clone, Copy, Debug)]
pub struct Card {
    /// Its name, as in flags and records.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// Whether it is shown a picture.
    pub sees: bool,
    /// How it is sampled where nothing else is said.
    pub sampling: Sampling,
    /// The template of its prompt.
    pub template: &'static str,
}

/// A prompt that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("the prompt of the {role} cannot be written: {fault}")]
pub struct PromptError {
    /// Which role.
    role: &'static str,
    /// What is missing.
    fault: minijinja::Error,
}

impl Card {
    /// The same role, asked by another template.
    pub(crate) const fn asked_by(&self, template: &'static str) -> Self {
        Self { template, ..*self }
    }

    /// Stands for the prompt: two runs with the same digest ask the same.
    pub fn digest(&self) -> Digest {
        Digest::of_parts("prompt", [self.name.as_bytes(), self.template.as_bytes()])
    }

    /// The prompt about `input`, whose fields the template names.
    pub(crate) fn prompt(&self, input: &impl Serialize) -> Result<String, PromptError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let written = environment.render_str(self.template, input);
        written.map_err(|fault| PromptError { role: self.name, fault })
    }
}
