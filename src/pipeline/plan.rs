//! Which candidates a run consists of.

use serde::Serialize;
use serde_json::{Value, json};
use synth_contracts::{Level, Stream};
use synth_sandbox::{GUEST_DIGEST, Limits};
use synth_templates::Registered;

/// The version that goes into provenance and into a run's configuration: tasks
/// are equal only within one.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Everything that decides which tasks a run makes.
#[derive(Clone)]
pub struct Plan {
    /// Seed of all randomness.
    pub seed: u64,
    /// The families that take turns.
    pub families: Vec<&'static Registered>,
    /// The only level, or all five in turn.
    pub level: Option<Level>,
    /// What a program may use.
    pub limits: Limits,
}

/// One candidate of a plan.
#[derive(Clone)]
pub struct Candidate {
    /// Who proposes it.
    pub family: &'static Registered,
    /// Its place among the family's candidates.
    pub index: u64,
    /// How hard it is meant to be.
    pub level: Level,
    /// Where its randomness comes from.
    pub stream: Stream,
}

impl Plan {
    /// The candidate with this number. Families take turns; within a family,
    /// levels do. `None` for a plan without families.
    pub fn candidate(&self, number: u64) -> Option<Candidate> {
        let count = self.families.len() as u64;
        let turn = usize::try_from(number.checked_rem(count)?).ok()?;
        let family = *self.families.get(turn)?;
        let index = number / count;
        let level = self.level.unwrap_or(Level::ALL[(index % 5) as usize]);
        let stream = Stream::root(self.seed).child(family.card.name).index(index);
        Some(Candidate { family, index, level, stream })
    }

    /// The plan as it is stored, to be compared when a run goes on.
    pub fn describe(&self) -> Value {
        #[derive(Serialize)]
        struct Described<'a> {
            seed: u64,
            families: Vec<&'a str>,
            level: Value,
            limits: Limits,
            version: &'a str,
            guest: &'a str,
        }
        let described = Described {
            seed: self.seed,
            families: self.families.iter().map(|family| family.card.name).collect(),
            level: self.level.map_or(json!("all"), |level| json!(level.get())),
            limits: self.limits,
            version: VERSION,
            guest: GUEST_DIGEST,
        };
        json!(described)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(families: &[&str]) -> Plan {
        let families = families.iter().map(|name| synth_templates::find(name).unwrap()).collect();
        Plan { seed: 1, families, level: None, limits: Limits::default() }
    }

    #[test]
    fn families_and_levels_take_turns() {
        let plan = plan(&["bar-chart", "maze"]);
        let first: Vec<_> = (0..12)
            .map(|number| plan.candidate(number).unwrap())
            .map(|c| (c.family.card.name, c.level.get()))
            .collect();
        assert_eq!(first[..3], [("bar-chart", 1), ("maze", 1), ("bar-chart", 2)]);
        assert_eq!(first[10], ("bar-chart", 1));
    }

    #[test]
    fn a_familys_candidates_do_not_depend_on_the_others() {
        let (alone, both) = (plan(&["maze"]), plan(&["bar-chart", "maze"]));
        let streams = (alone.candidate(3).unwrap().stream, both.candidate(7).unwrap().stream);
        assert_eq!(streams.0, streams.1);
    }
}
