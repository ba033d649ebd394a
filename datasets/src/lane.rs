//! Which slots of a run a corpus holds.

use serde_json::Value;

use crate::StoreError;

/// The slots of one shard: `first`, `first + step`, `first + 2 · step` …
///
/// A run that is not sharded has the one lane `0, 1, 2 …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    /// The first slot: the shard's number, counted from 0.
    pub first: u64,
    /// The distance of two slots: how many shards there are.
    pub step: u64,
}

impl Lane {
    /// Every slot.
    pub const WHOLE: Self = Self { first: 0, step: 1 };

    /// The lane of shard `shard` of `shards`.
    ///
    /// # Errors
    /// [`StoreError::BadConfig`] if there is no such shard.
    pub fn new(shard: u64, shards: u64) -> Result<Self, StoreError> {
        if shard < shards {
            return Ok(Self { first: shard, step: shards });
        }
        let detail = format!("there is no shard {shard} of {shards}; shards count from 0");
        Err(StoreError::BadConfig { detail })
    }

    /// The lane that a configuration names with its keys `shard` and `shards`.
    pub(crate) fn of(config: &Value) -> Result<Self, StoreError> {
        match (config.get("shard"), config.get("shards")) {
            (None, None) => Ok(Self::WHOLE),
            (shard, shards) => {
                let number = |value: Option<&Value>| value.and_then(Value::as_u64);
                match (number(shard), number(shards)) {
                    (Some(shard), Some(shards)) => Self::new(shard, shards),
                    _ => Err(StoreError::BadConfig {
                        detail: "its shard and shards must be two whole numbers".to_owned(),
                    }),
                }
            }
        }
    }

    /// The slot with this place in the lane.
    pub fn slot(self, place: u64) -> u64 {
        self.first.saturating_add(self.step.saturating_mul(place))
    }

    /// The place of a slot in the lane; `None` for a slot of another lane.
    pub fn place(self, slot: u64) -> Option<u64> {
        let offset = slot.checked_sub(self.first)?;
        offset.is_multiple_of(self.step).then_some(offset / self.step)
    }

    /// How many of the slots `0 … end - 1` are in this lane.
    pub fn below(self, end: u64) -> u64 {
        end.saturating_sub(self.first).div_ceil(self.step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lanes_cover_every_slot_once() {
        for step in [1, 2, 7] {
            let lanes: Vec<Lane> = (0..step).map(|shard| Lane::new(shard, step).unwrap()).collect();
            assert_eq!(lanes.iter().map(|lane| lane.below(40)).sum::<u64>(), 40);
            for slot in 0..40 {
                let places: Vec<u64> = lanes.iter().filter_map(|lane| lane.place(slot)).collect();
                assert_eq!(places, [slot / step]);
                assert_eq!(lanes[(slot % step) as usize].slot(places[0]), slot);
            }
        }
    }

    #[test]
    fn a_configuration_names_its_lane() {
        assert_eq!(Lane::of(&json!({})).unwrap(), Lane::WHOLE);
        let lane = Lane::of(&json!({"shard": 3, "shards": 16})).unwrap();
        assert_eq!(lane, Lane { first: 3, step: 16 });
        for odd in [json!({"shard": 3}), json!({"shard": 3, "shards": 3}), json!({"shards": "x"})] {
            assert!(matches!(Lane::of(&odd), Err(StoreError::BadConfig { .. })), "{odd}");
        }
    }
}
