//! One candidate, from proposing to verdict.

use synth_audit::Repeat;
use synth_contracts::{
    Answer, Concept, Digest, Drawn, Level, Origin, Provenance, Score, Task, canonical_json,
};
use synth_datasets::Rejection;
use synth_sandbox::{HostFault, Rendering, Sandbox, Verdict, guest_digest};
use synth_templates::{Draft, ProposeError};

use super::drawing::{Trust, draw_own};
use super::plan::{Candidate, Plan, VERSION};
use crate::verify::{Exhibit, Failed, verify};

/// What became of a candidate: a task, or the rejection that is stored in its
/// place.
pub type Made = Result<Box<Task>, Rejection>;

/// The gates that a candidate passes, in order. Their names stand in the store.
pub mod gate {
    /// The family draws a scene on which both solvers agree.
    pub const PROPOSE: &str = "propose";
    /// Its answer does not come too often.
    pub const BALANCE: &str = "balance";
    /// It was not there before. What is drawn is looked at before the program is run,
    /// the picture after.
    pub const DEDUP: &str = "dedup";
    /// The program runs to its end within its limits.
    pub const EXECUTE: &str = "execute";
    /// What it drew is a picture.
    pub const RENDER: &str = "render";
    /// The picture shows what it should.
    pub const VERIFY: &str = "verify";
    /// It is in none of the corpora that must not be repeated.
    pub const UNLIKE: &str = "unlike";
}

/// A rejection of this candidate.
fn reject(candidate: &Candidate, gate: &str, reason: &str, message: String) -> Rejection {
    Rejection {
        family: candidate.slot.family.card.name.to_owned(),
        level: candidate.slot.level,
        gate: gate.to_owned(),
        reason: reason.to_owned(),
        message,
        place: None,
        cluster: None,
    }
}

/// The rejection of a task that is in another corpus.
pub fn elsewhere(task: &Task, repeat: Repeat) -> Rejection {
    Rejection {
        family: task.family.clone(),
        level: task.level,
        gate: gate::UNLIKE.to_owned(),
        reason: repeat.reason.to_owned(),
        message: format!("{}, as {}", repeat.because, repeat.of),
        place: None,
        cluster: Some(repeat.of),
    }
}

/// Has the family propose the candidate, and both solvers solve it.
///
/// # Errors
///
/// The rejection, if it proposes nothing that holds.
pub fn propose(candidate: &Candidate) -> Result<Draft, Box<Rejection>> {
    let owner = candidate.slot;
    owner
        .family
        .propose(owner.level, &candidate.stream)
        .map_err(|error| reject(candidate, gate::PROPOSE, reason_of(&error), error.to_string()))
        .map_err(Box::new)
}

/// What can be told of a draft before its program is run.
#[derive(Clone, Debug)]
pub struct Essence {
    /// The family.
    pub family: String,
    /// The level.
    pub level: Level,
    /// The hard answer.
    pub answer: Answer,
    /// What [`Task::scene_digest`] will be.
    pub scene: Digest,
    /// Hash of the program without comments and layout.
    pub program: Digest,
}

impl Essence {
    /// Reads it off a candidate's draft.
    pub fn of(candidate: &Candidate, draft: &Draft) -> Self {
        let (family, scene) = (candidate.slot.family.card.name, canonical_json(&draft.scene));
        Self {
            family: family.to_owned(),
            level: candidate.slot.level,
            answer: draft.concept.hard.answer.clone(),
            scene: Digest::of_parts("scene", [family.as_bytes(), scene.as_bytes()]),
            program: draft.program.normalised_digest(),
        }
    }

    /// Reads it off a task.
    pub fn of_task(task: &Task) -> Self {
        Self {
            family: task.family.clone(),
            level: task.level,
            answer: task.concept.hard.answer.clone(),
            scene: task.scene_digest(),
            program: task.program.normalised_digest(),
        }
    }
}

/// Takes a draft through the gates that look at nothing but the candidate: its
/// program is run, and what it drew is looked at.
///
/// # Errors
///
/// [`HostFault`] when we failed; it says nothing about the candidate.
pub fn draw(
    sandbox: &Sandbox,
    plan: &Plan,
    candidate: &Candidate,
    draft: Draft,
    trust: Trust,
) -> Result<Made, HostFault> {
    let drawing = match draw_own(sandbox, plan.limits(), &draft.program, &candidate.stream, trust) {
        Ok(drawing) => drawing,
        Err(Verdict::Host(fault)) => return Err(fault),
        Err(Verdict::Rejected(found)) => {
            let gate = if found.reason.ran() { gate::RENDER } else { gate::EXECUTE };
            let mut rejection = reject(candidate, gate, found.reason.name(), found.message);
            rejection.place = found.place.map(|place| place.to_string());
            return Ok(Err(rejection));
        }
    };
    let rendering = &drawing.rendering;
    let (concept, scores) = examine(&draft, rendering);
    match scores {
        Err(Failed { check, evidence }) => {
            Ok(Err(reject(candidate, gate::VERIFY, check, evidence)))
        }
        Ok(scores) => Ok(Ok(Box::new(Task {
            family: candidate.slot.family.card.name.to_owned(),
            level: candidate.slot.level,
            concept,
            scene: draft.scene,
            program: draft.program,
            picture: rendering.picture()?,
            second: draft.second,
            scores,
            usage: drawing.usage(),
            provenance: provenance(plan, candidate, drawing.drawn),
        }))),
    }
}

/// Has the verifier look at what a draft drew: the concept with its evidence in pixels,
/// and the scores, or why it is refused.
pub fn examine(draft: &Draft, rendering: &Rendering) -> (Concept, Result<Vec<Score>, Failed>) {
    let concept = in_pixels(draft, rendering);
    let scores = verify(&Exhibit {
        width: rendering.width,
        height: rendering.height,
        rgba: &rendering.rgba,
        facts: &rendering.facts,
        concept: &concept,
        claims: &draft.claims,
    });
    (concept, scores)
}

fn reason_of(error: &ProposeError) -> &'static str {
    match error {
        ProposeError::NoScene => "no-scene",
        ProposeError::Disagreement { .. } => "solvers-disagree",
        ProposeError::Scene(_) => "scene-not-json",
    }
}

/// The concept with its evidence boxes in pixels of the picture.
fn in_pixels(draft: &Draft, rendering: &Rendering) -> Concept {
    let scale = f64::from(rendering.width) / draft.width;
    let mut concept = draft.concept.clone();
    for question in [&mut concept.easy, &mut concept.hard] {
        for bbox in &mut question.evidence {
            // Hundredths of a pixel say all there is to say.
            bbox.0 = bbox.scaled(scale).0.map(|value| (value * 100.0).round() / 100.0);
        }
    }
    concept
}

fn provenance(plan: &Plan, candidate: &Candidate, drawn: Drawn) -> Provenance {
    Provenance {
        origin: Origin::Template {
            family: candidate.slot.family.card.name.to_owned(),
            seed: plan.seed(),
            index: candidate.slot.index,
            attempt: candidate.attempt,
        },
        version: VERSION.to_owned(),
        guest: guest_digest(),
        drawn,
        max_side: plan.limits().max_side,
    }
}
