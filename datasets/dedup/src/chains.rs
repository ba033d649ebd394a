//! Entries by a key that several may have.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::arena::Arena;

const NONE: u32 = u32::MAX;

/// Takes a key that is a hash already as it is.
#[derive(Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// See the [module](self). Each key leads to the last entry with it, and each
/// entry to the one before.
#[derive(Default)]
pub(crate) struct Chains {
    heads: HashMap<u64, u32, BuildHasherDefault<AsItIs>>,
    /// Entry and the link before it.
    links: Arena<(u32, u32)>,
}

impl Chains {
    pub(crate) fn insert(&mut self, key: u64, entry: u32) {
        let link = self.links.len() as u32;
        let before = self.heads.insert(key, link).unwrap_or(NONE);
        self.links.push((entry, before));
    }

    /// All entries with this key, the latest first.
    pub(crate) fn get(&self, key: u64) -> impl Iterator<Item = u32> {
        let mut next = self.heads.get(&key).copied().unwrap_or(NONE);
        std::iter::from_fn(move || {
            let (entry, before) = *self.links.get(next as usize)?;
            next = before;
            Some(entry)
        })
    }

    /// The first entry with this key that `fits`: the decision must not depend
    /// on what came later.
    pub(crate) fn first(&self, key: u64, fits: impl Fn(u32) -> bool) -> Option<u32> {
        self.get(key).filter(|entry| fits(*entry)).last()
    }
}
