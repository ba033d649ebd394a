//! Where programs are drawn.

use rayon::prelude::*;
use synth_contracts::{Picture, Program};
use synth_processor::Picture as Seen;
use synth_renderers::Facts;
use synth_sandbox::{HostFault, Limits, Rendering, Sandbox, Verdict};

/// What became of a program.
#[derive(Clone, Debug)]
pub enum Drawn {
    /// A picture.
    Picture(Box<Shot>),
    /// None, by the program's fault: the reason's name, and a sentence.
    Refused(&'static str, String),
    /// None, by ours.
    Failed(String),
}

/// A picture that a program drew.
#[derive(Clone, Debug)]
pub struct Shot {
    /// The picture with its facts.
    pub rendering: Rendering,
    /// The same as a model sees it.
    pub seen: Seen,
}

impl Shot {
    /// Of a rendering.
    ///
    /// # Errors
    ///
    /// A sentence, if its pixels are not as many as its size says.
    pub fn new(rendering: Rendering) -> Result<Self, String> {
        let rgb = rendering.rgba.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
        let seen = Seen::new(rendering.width as usize, rendering.height as usize, rgb);
        Ok(Self { rendering, seen: seen.map_err(|fault| fault.to_string())? })
    }

    /// What is in it.
    pub fn facts(&self) -> &Facts {
        &self.rendering.facts
    }

    /// As a file.
    ///
    /// # Errors
    ///
    /// [`HostFault`], which no picture made here has.
    pub fn file(&self) -> Result<Picture, HostFault> {
        self.rendering.picture()
    }
}

/// Draws programs that nobody trusts.
pub trait Studio {
    /// What becomes of each program, in their order.
    fn draw(&self, programs: &[Program]) -> Vec<Drawn>;
}

/// The sandbox as a studio, with as many programs at a time as it has slots.
pub struct Cell {
    sandbox: Sandbox,
    limits: Limits,
}

impl Cell {
    /// With so many slots.
    ///
    /// # Errors
    ///
    /// [`HostFault`], if the sandbox cannot be made here.
    pub fn new(slots: usize, limits: Limits) -> Result<Self, HostFault> {
        Ok(Self { sandbox: Sandbox::new(slots)?, limits })
    }
}

impl Studio for Cell {
    fn draw(&self, programs: &[Program]) -> Vec<Drawn> {
        let one = |program: &Program| match self.sandbox.run(program, &self.limits) {
            Ok(rendering) => match Shot::new(rendering) {
                Ok(shot) => Drawn::Picture(Box::new(shot)),
                Err(fault) => Drawn::Failed(fault),
            },
            Err(Verdict::Rejected(found)) => Drawn::Refused(found.reason.name(), found.to_string()),
            Err(Verdict::Host(fault)) => Drawn::Failed(fault.to_string()),
        };
        programs.par_iter().map(one).collect()
    }
}
