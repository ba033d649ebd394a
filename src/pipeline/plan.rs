//! Which candidates a run consists of.
//!
//! A run fills slots 0, 1, 2 … The plan says which family and level a slot belongs
//! to, whatever became of the others, and which candidate each attempt at it is. So a
//! candidate is a function of the seed, the family, its place among the family's
//! slots, and the attempt: neither other families, nor threads, nor shards change it.

use serde::Serialize;
use serde_json::{Map, Value, json};
use synth_contracts::{Digest, Level, Stream};
use synth_datasets::Lane;
use synth_sandbox::{GUEST_DIGEST, Limits};
use synth_templates::{FAMILIES, Registered};

use super::interleave::{Interleave, Turn};

/// The version that goes into provenance and into a run's configuration: tasks
/// are equal only within one.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Nobody would propose anything.
    #[error("no {0} is named; give at least one")]
    Nothing(&'static str),
    /// Something has two weights.
    #[error("{0} is named twice; name it once, with the weight it shall have")]
    Twice(String),
    /// The weights make no order.
    #[error(
        "the weights of the {0} do not work: each must be at least 1, and together, without \
         their common divisor, at most {most}", most = Interleave::LONGEST
    )]
    Weights(&'static str),
}

/// Everything that decides which tasks a run makes.
#[derive(Clone)]
pub struct Plan {
    seed: u64,
    families: Vec<&'static Registered>,
    shares: Interleave,
    levels: Vec<Level>,
    turns: Interleave,
    limits: Limits,
    unlike: Option<Digest>,
    shard: Option<Lane>,
}

/// Who a slot belongs to.
#[derive(Clone, Copy)]
pub struct Slot {
    /// The family that fills it.
    pub family: &'static Registered,
    /// Its place among the family's slots.
    pub index: u64,
    /// How hard its task is meant to be.
    pub level: Level,
}

/// One attempt at a slot.
#[derive(Clone)]
pub struct Candidate {
    /// Who it is for.
    pub slot: Slot,
    /// Which attempt it is, counted from 0.
    pub attempt: u64,
    /// Where its randomness comes from.
    pub stream: Stream,
}

impl Plan {
    /// A plan in which these families and levels get shares by weight. The order in
    /// which they are named does not matter.
    ///
    /// # Errors
    ///
    /// [`PlanError`].
    pub fn new(
        seed: u64,
        families: &[(&'static Registered, u64)],
        levels: &[(Level, u64)],
        limits: Limits,
    ) -> Result<Self, PlanError> {
        let place = |family: &Registered| {
            FAMILIES.iter().position(|known| known.card.name == family.card.name)
        };
        let (families, shares) =
            ordered("family", families, |family| (place(family), family.card.name.to_owned()))?;
        let (levels, turns) =
            ordered("level", levels, |level| (level.get(), format!("level {level}")))?;
        Ok(Self { seed, families, shares, levels, turns, limits, unlike: None, shard: None })
    }

    /// All five levels in turn.
    pub fn all_levels() -> Vec<(Level, u64)> {
        Level::ALL.map(|level| (level, 1)).to_vec()
    }

    /// These families in turn, at all levels.
    ///
    /// # Errors
    ///
    /// [`PlanError`].
    pub fn even(
        seed: u64,
        families: &[&'static Registered],
        limits: Limits,
    ) -> Result<Self, PlanError> {
        let families: Vec<_> = families.iter().map(|family| (*family, 1)).collect();
        Self::new(seed, &families, &Self::all_levels(), limits)
    }

    /// The same plan, whose tasks must not be among those that this digest stands for.
    #[must_use]
    pub fn unlike(mut self, others: Option<Digest>) -> Self {
        self.unlike = others;
        self
    }

    /// What stands for the tasks that must not be repeated.
    pub fn unlike_digest(&self) -> Option<Digest> {
        self.unlike
    }

    /// The same plan, of which only one shard is made.
    #[must_use]
    pub fn sharded(mut self, shard: Option<Lane>) -> Self {
        self.shard = shard;
        self
    }

    /// What a program may use.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The seed of all randomness.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The slots that this plan fills.
    pub fn lane(&self) -> Lane {
        self.shard.unwrap_or(Lane::WHOLE)
    }

    /// Who this slot belongs to. Families take turns by weight; within a family,
    /// levels do.
    pub fn slot(&self, number: u64) -> Slot {
        let Turn { member, index } = self.shares.turn(number);
        let level = self.levels[self.turns.turn(index).member];
        Slot { family: self.families[member], index, level }
    }

    /// The candidate of this attempt at this slot.
    pub fn candidate(&self, number: u64, attempt: u64) -> Candidate {
        let slot = self.slot(number);
        let stream = stream(self.seed, slot.family.card.name, slot.index, attempt);
        Candidate { slot, attempt, stream }
    }

    /// The plan as it is stored, to be compared when a run goes on.
    pub fn describe(&self) -> Value {
        #[derive(Serialize)]
        struct Described<'a> {
            seed: u64,
            families: Value,
            levels: Value,
            limits: Limits,
            version: &'a str,
            guest: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            unlike: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            shard: Option<u64>,
            #[serde(skip_serializing_if = "Option::is_none")]
            shards: Option<u64>,
        }
        let weighted = |names: Vec<String>, order: &Interleave| {
            let weights = order.weights().iter().map(|weight| json!(weight));
            Value::Object(names.into_iter().zip(weights).collect::<Map<_, _>>())
        };
        let families = self.families.iter().map(|family| family.card.name.to_owned()).collect();
        let levels = self.levels.iter().map(ToString::to_string).collect();
        json!(Described {
            seed: self.seed,
            families: weighted(families, &self.shares),
            levels: weighted(levels, &self.turns),
            limits: self.limits,
            version: VERSION,
            guest: GUEST_DIGEST,
            unlike: self.unlike.map(|digest| digest.to_hex()),
            shard: self.shard.map(|lane| lane.first),
            shards: self.shard.map(|lane| lane.step),
        })
    }
}

impl Plan {
    /// The plan that [`Plan::describe`] described.
    ///
    /// # Errors
    ///
    /// Why this `synth` cannot make the tasks of that plan, in words: another version
    /// described it, or a family is not known here.
    pub fn read(described: &Value) -> Result<Self, String> {
        let plan = Self::parse(described).ok_or("its configuration is not one of this synth")?;
        let (then, now) = (described, plan.describe());
        for key in ["version", "guest"] {
            if then.get(key) != now.get(key) {
                return Err(format!(
                    "it was made by a synth whose {key} is {}, and this one's is {}",
                    then.get(key).unwrap_or(&Value::Null),
                    now.get(key).unwrap_or(&Value::Null)
                ));
            }
        }
        if *then == now { Ok(plan) } else { Err("its configuration has unknown parts".to_owned()) }
    }

    fn parse(described: &Value) -> Option<Self> {
        let weighted = |key: &str| described.get(key)?.as_object();
        let families: Option<Vec<_>> = weighted("families")?
            .iter()
            .map(|(name, weight)| Some((synth_templates::find(name)?, weight.as_u64()?)))
            .collect();
        let levels: Option<Vec<_>> = weighted("levels")?
            .iter()
            .map(|(level, weight)| Some((Level::new(level.parse().ok()?).ok()?, weight.as_u64()?)))
            .collect();
        let limits = serde_json::from_value(described.get("limits")?.clone()).ok()?;
        let seed = described.get("seed")?.as_u64()?;
        let unlike = match described.get("unlike") {
            Some(hex) => Some(Digest::from_hex(hex.as_str()?)?),
            None => None,
        };
        let number = |key: &str| described.get(key).and_then(Value::as_u64);
        let shard = match (number("shard"), number("shards")) {
            (Some(shard), Some(shards)) => Some(Lane::new(shard, shards).ok()?),
            _ => None,
        };
        Some(Self::new(seed, &families?, &levels?, limits).ok()?.unlike(unlike).sharded(shard))
    }
}

/// The stream of a candidate: from here alone comes everything random in it.
pub(super) fn stream(seed: u64, family: &str, index: u64, attempt: u64) -> Stream {
    Stream::root(seed).child(family).index(index).index(attempt)
}

/// Members in the order of their keys, each once, with the order of their turns.
fn ordered<T: Copy, K: Ord>(
    what: &'static str,
    members: &[(T, u64)],
    key: impl Fn(T) -> (K, String),
) -> Result<(Vec<T>, Interleave), PlanError> {
    if members.is_empty() {
        return Err(PlanError::Nothing(what));
    }
    let mut members = members.to_vec();
    members.sort_by_key(|(member, _)| key(*member).0);
    if let Some(pair) = members.windows(2).find(|pair| key(pair[0].0).0 == key(pair[1].0).0) {
        return Err(PlanError::Twice(key(pair[0].0).1));
    }
    let (members, weights): (Vec<T>, Vec<u64>) = members.into_iter().unzip();
    let order = Interleave::new(&weights).ok_or(PlanError::Weights(what))?;
    Ok((members, order))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(families: &[(&str, u64)]) -> Result<Plan, PlanError> {
        let families: Vec<_> = families
            .iter()
            .map(|(name, weight)| (synth_templates::find(name).unwrap(), *weight))
            .collect();
        Plan::new(1, &families, &Plan::all_levels(), Limits::default())
    }

    #[test]
    fn families_and_levels_take_turns() {
        let plan = plan(&[("maze", 1), ("bar-chart", 1)]).unwrap();
        let first: Vec<_> = (0..12)
            .map(|number| plan.slot(number))
            .map(|slot| (slot.family.card.name, slot.level.get()))
            .collect();
        assert_eq!(first[..3], [("bar-chart", 1), ("maze", 1), ("bar-chart", 2)]);
        assert_eq!(first[10], ("bar-chart", 1));
    }

    #[test]
    fn a_candidate_does_not_depend_on_other_families_or_shards() {
        let alone = plan(&[("maze", 1)]).unwrap();
        let both = plan(&[("bar-chart", 1), ("maze", 1)]).unwrap();
        let shard = both.clone().sharded(Lane::new(1, 2).ok());
        for attempt in [0, 3] {
            let stream = alone.candidate(3, attempt).stream;
            assert_eq!(stream, both.candidate(7, attempt).stream);
            assert_eq!(stream, shard.candidate(7, attempt).stream);
            assert_ne!(stream, alone.candidate(3, attempt + 1).stream);
            assert_ne!(stream, alone.candidate(4, attempt).stream);
        }
    }

    #[test]
    fn plans_that_are_equal_are_described_alike() {
        let one = plan(&[("maze", 2), ("bar-chart", 4)]).unwrap();
        let two = plan(&[("bar-chart", 2), ("maze", 1)]).unwrap();
        assert_eq!(one.describe(), two.describe());
        assert_eq!(one.describe()["families"], json!({"bar-chart": 2, "maze": 1}));
        assert!(one.describe().get("shard").is_none());
        let shard = one.sharded(Lane::new(3, 16).ok()).describe();
        assert_eq!((&shard["shard"], &shard["shards"]), (&json!(3), &json!(16)));
    }

    #[test]
    fn a_plan_is_read_as_it_was_described() {
        let plan = plan(&[("maze", 2), ("bar-chart", 3)]).unwrap();
        let shard = plan.clone().sharded(Lane::new(3, 16).ok());
        let unlike = plan.clone().unlike(Some(Digest::of_parts("others", [])));
        for plan in [plan, shard, unlike] {
            let mut described = plan.describe();
            assert_eq!(
                Plan::read(&described).ok().map(|plan| plan.describe()),
                Some(plan.describe())
            );
            described["guest"] = json!("other");
            assert!(Plan::read(&described).err().unwrap().contains("guest"));
            described["families"] = json!({"pies": 1});
            assert!(Plan::read(&described).is_err());
        }
    }

    #[test]
    fn what_makes_no_plan_says_why() {
        let twice = plan(&[("maze", 1), ("maze", 2)]).err().unwrap();
        assert!(twice.to_string().starts_with("maze is named twice"));
        assert_eq!(plan(&[]).err().unwrap(), PlanError::Nothing("family"));
        assert_eq!(plan(&[("maze", 0)]).err().unwrap(), PlanError::Weights("family"));
    }
}
