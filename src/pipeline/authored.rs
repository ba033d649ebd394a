//! Candidates that models write, as a source of attempts at slots.
//!
//! Every request of a candidate hangs on the seed, the slot and the attempt alone, so with
//! a server that answers the same request alike the corpus does not depend on how many
//! are in flight, nor on where a run was interrupted.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Map, Value, json};
use synth_audit::Others;
use synth_authored::{
    Assignment, Author, Candidate, Drafted, FAMILY, Fault, Made, Refusal, Rules, lists,
};
use synth_backends::{Player, Who};
use synth_contracts::{Digest, Stream};
use synth_datasets::Rejection;
use synth_roles::Card;
use synth_sandbox::{GUEST_DIGEST, Limits};

use super::candidate::{Essence, propose};
use super::generate::{Attempt, GenerateError, Guess, Hint, Pace, Source, compared};
use super::plan::{Plan, VERSION};

/// The key of a run's configuration under which it says who plays.
pub const AUTHORED: &str = "authored";

/// Candidates for one slot after which a run gives up.
const ATTEMPTS: u64 = 64;

/// Slots begun ahead of the one that is stored next, per request in flight.
const AHEAD: u64 = 4;

/// Who invents concepts.
pub enum Concepts {
    /// The families, as the plan says.
    Families(Box<Plan>),
    /// A Proposer, from this seed.
    Proposer(u64),
}

/// What decides which tasks a run makes, as far as we do.
pub struct Recipe {
    /// Who invents concepts.
    pub concepts: Concepts,
    /// What candidates must keep.
    pub rules: Rules,
    /// What stands for the tasks that must not be repeated.
    pub unlike: Option<Digest>,
}

impl Recipe {
    /// The seed of all randomness.
    pub fn seed(&self) -> u64 {
        match &self.concepts {
            Concepts::Families(plan) => plan.seed(),
            Concepts::Proposer(seed) => *seed,
        }
    }

    /// As it is stored, to be compared when a run goes on: `cast` tells who plays.
    pub fn describe(&self, cast: &[(&'static Card, &Who)]) -> Value {
        let mut all = match &self.concepts {
            Concepts::Families(plan) => plan.describe(),
            Concepts::Proposer(seed) => json!({
                "seed": seed,
                "limits": self.rules.limits,
                "version": VERSION,
                "guest": GUEST_DIGEST,
                "assignments": lists(),
            }),
        };
        let Rules { languages, votes, easy, hard, .. } = &self.rules;
        // Where a model is served does not matter.
        let player = |(card, who): &(&'static Card, &Who)| {
            let said = json!({
                "model": who.model,
                "prompt": card.digest(),
                "sampling": self.rules.sampling(card),
            });
            (card.name.to_owned(), said)
        };
        let rules = json!({ "languages": languages, "votes": votes, "easy": easy, "hard": hard });
        let players = Value::Object(cast.iter().map(player).collect::<Map<_, _>>());
        if let Some(map) = all.as_object_mut() {
            map.insert(AUTHORED.to_owned(), json!({ "players": players, "rules": rules }));
            if let Some(digest) = self.unlike {
                map.insert("unlike".to_owned(), json!(digest));
            }
        }
        all
    }
}

/// The limits under which models' programs were run, from a run's configuration; `None`
/// if no models wrote for it.
pub fn limits(config: &Value) -> Option<Result<Limits, String>> {
    config.get(AUTHORED)?;
    let read = || {
        for (key, now) in [("version", VERSION), ("guest", GUEST_DIGEST)] {
            let then = config.get(key).unwrap_or(&Value::Null);
            if then != now {
                return Err(format!(
                    "it was made by a synth whose {key} is {then}, and this one's is \"{now}\""
                ));
            }
        }
        let limits = config.get("limits").cloned().unwrap_or(Value::Null);
        serde_json::from_value(limits).map_err(|error| format!("its limits: {error}"))
    };
    Some(read())
}

/// Attempts by models.
pub struct Authors<'a> {
    /// Who makes candidates.
    pub author: Author<'a>,
    /// Which.
    pub recipe: &'a Recipe,
    /// Corpora that they must not repeat.
    pub others: Option<&'a Others>,
    /// Set when nothing more is to be asked: the author looks at it.
    pub halted: &'a AtomicBool,
    /// The first fault, which ends the run.
    pub fault: OnceLock<(u64, Fault)>,
}

impl Authors<'_> {
    fn candidate(&self, slot: u64, attempt: u64, stream: Stream) -> Candidate {
        Candidate { stream, seed: self.recipe.seed(), slot, attempt }
    }

    /// Makes an attempt; `Err` in the outer result is a fault, in the inner one a refusal.
    fn make(&self, slot: u64, attempt: u64) -> Result<Result<Made, Box<Rejection>>, Fault> {
        match &self.recipe.concepts {
            Concepts::Proposer(seed) => {
                let stream = Stream::root(*seed).child(FAMILY).index(slot).index(attempt);
                let assignment = Assignment::draw(&stream);
                self.author.invent(&self.candidate(slot, attempt, stream), &assignment).map(Ok)
            }
            Concepts::Families(plan) => {
                let own = plan.candidate(slot, attempt);
                let draft = match propose(&own) {
                    Ok(draft) => Box::new(draft),
                    Err(rejection) => return Ok(Err(rejection)),
                };
                let (family, index) = (own.slot.family.card.name, own.slot.index);
                let drafted = Drafted { family, index, level: own.slot.level, draft };
                self.author.redraw(&self.candidate(slot, attempt, own.stream), drafted).map(Ok)
            }
        }
    }

    fn rejection(&self, slot: u64, refusal: Refusal) -> Box<Rejection> {
        let (family, level) = match &self.recipe.concepts {
            Concepts::Proposer(_) => (FAMILY, refusal.level),
            Concepts::Families(plan) => {
                let slot = plan.slot(slot);
                (slot.family.card.name, slot.level)
            }
        };
        let Refusal { gate, reason, message, place, .. } = refusal;
        let (family, gate, reason) = (family.to_owned(), gate.to_owned(), reason.to_owned());
        Box::new(Rejection { family, level, gate, reason, message, place, cluster: None })
    }

    /// The fault that ends the run: the first one, whoever meets another later.
    fn fail(&self, slot: u64, fault: Fault) -> GenerateError {
        if !matches!(fault, Fault::Stopped) {
            // A second one is lost on purpose.
            let _ = self.fault.set((slot, fault));
            self.halt();
        }
        let (slot, fault) = self.fault.get().cloned().unwrap_or((slot, Fault::Stopped));
        GenerateError::Author { slot, fault }
    }
}

impl Source for Authors<'_> {
    fn attempts(
        &self,
        slot: u64,
        hint: Hint,
        _refused: &Guess<'_>,
    ) -> Result<Vec<Attempt>, GenerateError> {
        let mut attempts = Vec::new();
        for number in hint.from..ATTEMPTS {
            let made = self.make(slot, number).map_err(|fault| self.fail(slot, fault))?;
            attempts.push(match made {
                Err(rejection) => Attempt::Void(rejection),
                Ok(Err(refusal)) => Attempt::Void(self.rejection(slot, refusal)),
                Ok(Ok(task)) => {
                    let essence = Essence::of_task(&task);
                    let drawn = compared(self.others, slot, task)?;
                    let passed = drawn.is_ok();
                    attempts.push(Attempt::Drafted { essence, drawn: Some(drawn) });
                    if passed {
                        break;
                    }
                    continue;
                }
            });
        }
        Ok(attempts)
    }

    fn pace(&self) -> Pace {
        // Who waits for models may as well wait for the disk.
        Pace { attempts: ATTEMPTS, ahead: AHEAD, batch: 1, models: true }
    }

    fn halt(&self) {
        self.halted.store(true, Ordering::Relaxed);
    }
}

/// Who plays what, as [`Recipe::describe`] takes it.
pub fn cast<'p>(
    players: &[(&'static Card, Option<&'p dyn Player>)],
) -> Vec<(&'static Card, &'p Who)> {
    players.iter().filter_map(|(card, player)| Some((*card, (*player)?.who()))).collect()
}
