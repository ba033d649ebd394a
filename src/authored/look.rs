//! A model's program, run and looked at: in the sandbox, never in process.

use synth_contracts::{Concept, Program, Score};
use synth_rewards::sound::Rate;
use synth_sandbox::{HostFault, Limits, Rendering, Sandbox, Verdict};
use synth_verify::{Exhibit, Failed, verify};

use crate::gate::{self, Refusal};
use crate::poll::level;

/// What a program drew, with the verifier's scores.
pub type Seen = (Rendering, Vec<Score>);

/// Runs a program and has the verifier look at its picture.
///
/// # Errors
///
/// [`HostFault`] when we failed; what is wrong with the program or its picture is a
/// [`Refusal`].
pub fn look(
    sandbox: &Sandbox,
    limits: &Limits,
    program: &Program,
    concept: &Concept,
) -> Result<Result<Seen, Refusal>, HostFault> {
    let rendering = match sandbox.run(program, limits) {
        Ok(rendering) => rendering,
        Err(Verdict::Host(fault)) => return Err(fault),
        Err(Verdict::Rejected(found)) => {
            let gate = if found.reason.ran() { gate::RENDER } else { gate::EXECUTE };
            let place = found.place.map(|place| place.to_string());
            let refusal = refusal(gate, found.reason.name(), found.message);
            return Ok(Err(Refusal { place, ..refusal }));
        }
    };
    let scores = verify(&Exhibit {
        width: rendering.width,
        height: rendering.height,
        rgba: &rendering.rgba,
        facts: &rendering.facts,
        concept,
        claims: &[],
    });
    Ok(match scores {
        Ok(scores) => Ok((rendering, scores)),
        Err(Failed { check, evidence }) => Err(refusal(gate::VERIFY, check, evidence)),
    })
}

/// A refusal of a candidate that the Solver was not asked about.
pub(crate) fn refusal(gate: &'static str, reason: &'static str, message: String) -> Refusal {
    Refusal { gate, reason, message, place: None, level: level(Rate::default()) }
}
