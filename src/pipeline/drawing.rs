//! Where a program is drawn: in the sandbox, or in process.
//!
//! What a model wrote never leaves the sandbox. An SVG that our own families wrote may be
//! drawn in process, by the very renderer that the sandbox holds, in less than half the
//! time. That the two agree to the last byte is not taken on trust: one candidate in
//! [`ONE_IN`], chosen by its stream, is drawn both ways, and so is every one that is made
//! again to check a corpus. A difference is a fault of this machine, never the program's,
//! and ends the run.

use serde_json::{Value, json};
use synth_contracts::{Drawn, Language, Program, Stream};
use synth_renderers::Options;
use synth_sandbox::{HostFault, Limits, Rendering, Sandbox, Usage, Verdict};

/// Of so many pictures that are drawn in process one is drawn in the sandbox as well.
const ONE_IN: usize = 32;

/// How far drawing in process is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// One in [`ONE_IN`] is compared.
    Sampled,
    /// Every one is compared.
    Compared,
}

/// A picture, and where it was drawn.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// The picture.
    pub rendering: Rendering,
    /// Where.
    pub drawn: Drawn,
}

impl Drawing {
    /// What the program used of its limits, which only the sandbox counts.
    pub fn usage(&self) -> Value {
        match self.drawn {
            Drawn::Sandbox => json!(self.rendering.usage),
            Drawn::InProcess => Value::Null,
        }
    }
}

/// Draws a program of our own families. What is wrong with a program the sandbox tells.
///
/// # Errors
///
/// As [`Sandbox::run`], and [`HostFault::Unequal`].
pub fn draw_own(
    sandbox: &Sandbox,
    limits: &Limits,
    program: &Program,
    stream: &Stream,
    trust: Trust,
) -> Result<Drawing, Verdict> {
    let inside = || sandbox.run(program, limits);
    let Some(outside) = in_process(program, limits) else {
        return Ok(Drawing { rendering: inside()?, drawn: Drawn::Sandbox });
    };
    let sampled = stream.child("drawn both ways").rng().index(ONE_IN) == 0;
    if !sampled && trust == Trust::Sampled {
        return Ok(Drawing { rendering: outside, drawn: Drawn::InProcess });
    }
    let inside = inside()?;
    if (inside.width, &inside.rgba, &inside.facts) != (outside.width, &outside.rgba, &outside.facts)
    {
        return Err(HostFault::Unequal(program.digest().to_hex()).into());
    }
    Ok(match sampled {
        true => Drawing { rendering: inside, drawn: Drawn::Sandbox },
        false => Drawing { rendering: outside, drawn: Drawn::InProcess },
    })
}

/// The picture of an SVG; `None` for other languages, and where anything is wrong.
fn in_process(program: &Program, limits: &Limits) -> Option<Rendering> {
    if program.language != Language::Svg || program.source.len() > limits.source_bytes {
        return None;
    }
    let options = Options {
        max_side: limits.max_side,
        max_nodes: limits.nodes,
        max_image_pixels: limits.image_pixels,
    };
    let drawn = synth_renderers::render(&program.source, &options).ok()?;
    let synth_renderers::Rendered { width, height, rgba, facts } = drawn;
    Some(Rendering { width, height, rgba, facts, log: String::new(), usage: Usage::default() })
}
