//! Exact search in a radius around a 256-bit code: multi-index hashing.
//!
//! A code is cut into 16 chunks of 16 bits, with a table for each. Two codes that
//! differ in at most 31 bits differ in at most one bit of some chunk, since
//! 16 × 2 > 31. So the 17 neighbours of each chunk, looked up in its table, find
//! every code in the radius, and the full distance throws out the rest (Norouzi,
//! Punjani, Fleet 2012).

use crate::arena::Arena;
use crate::perceptual::{Code, hamming};

/// The largest radius for which the search is exact.
pub const MAX_RADIUS: u32 = 31;
const CHUNKS: usize = 16;
/// No entry.
const NONE: u32 = u32::MAX;

/// Codes with the numbers they were given.
pub struct MultiIndex {
    /// By chunk and value, the last row with it.
    heads: Vec<u32>,
    rows: Arena<Row>,
}

#[derive(Clone)]
struct Row {
    number: u32,
    /// By chunk, the row before this one with the same value.
    before: [u32; CHUNKS],
    code: Code,
}

impl Default for MultiIndex {
    fn default() -> Self {
        Self { heads: vec![NONE; CHUNKS << 16], rows: Arena::default() }
    }
}

/// The 16 bits of a chunk.
fn chunk(code: &Code, at: usize) -> usize {
    (code[at / 4] >> (16 * (at % 4)) & 0xffff) as usize
}

impl MultiIndex {
    /// Adds a code.
    pub fn insert(&mut self, code: &Code, number: u32) {
        let row = self.rows.len() as u32;
        let before = std::array::from_fn(|at| {
            std::mem::replace(&mut self.heads[at << 16 | chunk(code, at)], row)
        });
        self.rows.push(Row { number, before, code: *code });
    }

    /// The numbers of all codes within `radius` of this one, at most
    /// [`MAX_RADIUS`], in the order in which they were added.
    pub fn within(&self, code: &Code, radius: u32) -> Vec<u32> {
        let radius = radius.min(MAX_RADIUS);
        let mut found = Vec::new();
        for at in 0..CHUNKS {
            let own = chunk(code, at);
            for value in [own].into_iter().chain((0..16).map(|bit| own ^ 1 << bit)) {
                let mut next = self.heads[at << 16 | value];
                while let Some(row) = self.rows.get(next as usize) {
                    if hamming(&row.code, code) <= radius {
                        found.push((next, row.number));
                    }
                    next = row.before[at];
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|(_, number)| number).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_finds_what_a_scan_finds(
            codes in prop::collection::vec(any::<Code>(), 1..20),
            flips in prop::collection::vec((0_usize..20, prop::collection::vec(0_u32..256, 0..50)), 0..40),
            radius in 0_u32..=MAX_RADIUS,
        ) {
            let mut all = codes.clone();
            for (base, bits) in flips {
                let mut code = codes[base % codes.len()];
                bits.iter().for_each(|bit| code[*bit as usize / 64] ^= 1 << (bit % 64));
                all.push(code);
            }
            let mut index = MultiIndex::default();
            all.iter().zip(0..).for_each(|(code, number)| index.insert(code, number));
            for code in &codes {
                let scan: Vec<u32> = (0..).zip(&all)
                    .filter(|(_, other)| hamming(code, other) <= radius)
                    .map(|(number, _)| number)
                    .collect();
                prop_assert_eq!(index.within(code, radius), scan);
            }
        }
    }
}
