//! Takes turns by weight.
//!
//! Every share is met at every moment, not only in the end: after `k` turns, a
//! member with the weight `w` of `W` has had more than `k·w/W - 1` and fewer than
//! `k·w/W + 1` of them. That is the Pfair condition, under which turn `j` of a member
//! falls into the window from `⌊j·W/w⌋` to `⌈(j + 1)·W/w⌉`; always taking, of the
//! members whose window is open, the one whose window closes first keeps to it
//! (Baruah, Cohen, Plaxton and Varvel, *Proportionate progress*, 1996). After `W`
//! turns it begins again, so any turn can be looked up.

/// A fixed order of turns, without an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interleave {
    weights: Vec<u64>,
    /// One round: the member of each turn, and how many turns it had before.
    round: Vec<(usize, u64)>,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The member, by its place among the weights.
    pub member: usize,
    /// How many turns it had before.
    pub index: u64,
}

impl Interleave {
    /// Longest round: the sum of the weights, after their common divisor is taken
    /// out.
    pub const LONGEST: u64 = 100_000;

    /// The order for these weights. Of two members that are equal, the first comes
    /// first. `None` without members, with a weight of 0, or with a round longer
    /// than [`Interleave::LONGEST`].
    pub fn new(weights: &[u64]) -> Option<Self> {
        let divisor = weights.iter().copied().reduce(greatest_divisor).filter(|all| *all > 0)?;
        let weights: Vec<u64> = weights.iter().map(|weight| weight / divisor).collect();
        let length = weights.iter().try_fold(0_u64, |sum, weight| sum.checked_add(*weight))?;
        if weights.contains(&0) || length > Self::LONGEST {
            return None;
        }
        let round = round(&weights, length);
        Some(Self { weights, round })
    }

    /// The weights without their common divisor.
    pub fn weights(&self) -> &[u64] {
        &self.weights
    }

    /// Whose turn this is.
    pub fn turn(&self, number: u64) -> Turn {
        let length = self.round.len() as u64;
        let (member, before) = self.round[(number % length) as usize];
        Turn { member, index: number / length * self.weights[member] + before }
    }
}

fn round(weights: &[u64], length: u64) -> Vec<(usize, u64)> {
    let mut had = vec![0; weights.len()];
    let mut round = Vec::new();
    for turn in 0..length {
        let next = (0..weights.len())
            .filter(|member| had[*member] * length / weights[*member] <= turn)
            .min_by_key(|member| ((had[*member] + 1) * length).div_ceil(weights[*member]));
        // The shares add up to one turn a turn, so some window is always open.
        if let Some(member) = next {
            round.push((member, had[member]));
            had[member] += 1;
        }
    }
    round
}

fn greatest_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { greatest_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(weights: &[u64], turns: u64) -> Vec<usize> {
        let order = Interleave::new(weights).unwrap();
        (0..turns).map(|turn| order.turn(turn).member).collect()
    }

    #[test]
    fn equal_weights_take_turns_and_others_their_share() {
        assert_eq!(members(&[1, 1, 1], 7), [0, 1, 2, 0, 1, 2, 0]);
        assert_eq!(members(&[2, 1], 6), [0, 0, 1, 0, 0, 1]);
        assert_eq!(members(&[4, 2], 6), members(&[2, 1], 6));
        assert_eq!(Interleave::new(&[]), None);
        assert_eq!(Interleave::new(&[3, 0]), None);
        assert_eq!(Interleave::new(&[u64::MAX, u64::MAX - 1]), None);
    }

    #[test]
    fn every_prefix_is_within_one_of_the_shares() {
        let mut state = 1_u64;
        for _ in 0..300 {
            let mut draw = |most: u64| {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                (state >> 33) % most + 1
            };
            let weights: Vec<u64> = (0..draw(9)).map(|_| draw(40)).collect();
            let order = Interleave::new(&weights).unwrap();
            let total: u64 = weights.iter().sum();
            let mut had = vec![0_u64; weights.len()];
            for turn in 0..2 * total {
                let Turn { member, index } = order.turn(turn);
                assert_eq!(index, had[member]);
                had[member] += 1;
                for (had, weight) in had.iter().zip(&weights) {
                    let (share, had) = ((turn + 1) * weight, had * total);
                    assert!(share.abs_diff(had) < total, "{weights:?} at {turn}");
                }
            }
        }
    }
}
