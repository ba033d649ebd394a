//! The twins of a task, drawn: what one changed fact, another style or a hidden part make
//! of it. What twins are, and why an unanswerable one is, says [`synth_templates::twins`].

use synth_contracts::{Level, Program, Stream};
use synth_sandbox::{Limits, Rendering, Sandbox, Verdict};
use synth_templates::twins::{Pixels, Unanswerable, contradiction, unanswerable};
use synth_templates::{Draft, Registered};

use super::drawing::{Trust, draw_own};

/// A draft and its picture.
#[derive(Clone, Debug)]
pub struct Shown {
    /// What was proposed.
    pub draft: Draft,
    /// What it drew.
    pub rendering: Rendering,
}

/// The twins of a task that it has.
#[derive(Clone, Debug)]
pub struct Twins {
    /// One fact is changed, and the hard answer with it.
    pub counterfactual: Option<Shown>,
    /// What decides the hard answer is hidden.
    pub unanswerable: Option<(Unanswerable, Rendering)>,
    /// Drawn and worded another way, with the same answers.
    pub restyled: Option<Shown>,
}

/// Who draws twins, and within which limits.
#[derive(Clone, Copy)]
pub struct Studio<'a> {
    /// Where programs run.
    pub sandbox: &'a Sandbox,
    /// What they may use.
    pub limits: &'a Limits,
}

impl Studio<'_> {
    /// Draws a program of our own families.
    ///
    /// # Errors
    ///
    /// As [`Sandbox::run`].
    pub fn draw(&self, program: &Program, stream: &Stream) -> Result<Rendering, Verdict> {
        let drawn = draw_own(self.sandbox, self.limits, program, stream, Trust::Sampled)?;
        Ok(drawn.rendering)
    }

    /// Draws a draft.
    ///
    /// # Errors
    ///
    /// As [`Sandbox::run`].
    pub fn show(&self, draft: Draft, stream: &Stream) -> Result<Shown, Verdict> {
        let rendering = self.draw(&draft.program, stream)?;
        Ok(Shown { draft, rendering })
    }

    /// Draws the twins of the task that `stream` names.
    ///
    /// # Errors
    ///
    /// As [`Sandbox::run`]. A twin that the family does not propose is no error.
    pub fn twins(
        &self,
        family: &Registered,
        level: Level,
        stream: &Stream,
        task: &Draft,
    ) -> Result<Twins, Verdict> {
        let look = stream.child("another look");
        let restyled = family.propose_in_style(level, stream, &look).ok();
        let restyled = restyled.map(|draft| self.show(draft, stream)).transpose()?;
        let changed = family.counterfactual_in_style(level, stream, stream).ok().flatten();
        let Some(changed) = changed.filter(|twin| contradiction(task, twin).is_ok()) else {
            return Ok(Twins { counterfactual: None, unanswerable: None, restyled });
        };
        let unanswerable = self.unanswerable(task, &changed, stream)?;
        let counterfactual = Some(self.show(changed, stream)?);
        Ok(Twins { counterfactual, unanswerable, restyled })
    }

    fn unanswerable(
        &self,
        task: &Draft,
        changed: &Draft,
        stream: &Stream,
    ) -> Result<Option<(Unanswerable, Rendering)>, Verdict> {
        let pixels = |program: &Program| -> Result<Pixels, Verdict> {
            let Rendering { width, height, rgba, .. } = self.draw(program, stream)?;
            Ok(Pixels { width, height, rgba })
        };
        let Some(twin) = unanswerable(task, changed, pixels)? else { return Ok(None) };
        let rendering = self.draw(&twin.program, stream)?;
        Ok(Some((twin, rendering)))
    }
}
