//! Seals: a hash for every slot, chained to the slot before.
//!
//! A slot's *body* is a hash of its task, picture and questions as they stand in
//! their columns. Its *seal* is a hash of the seal before it, of its numbers, of
//! its rejections and of its body. The seal before the first is a hash of the
//! configuration. So the seal of the last slot stands for the whole corpus: two
//! corpora are equal row by row if it is, and a changed byte is found in the slot
//! in which it lies.

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use synth_contracts::Digest;

/// One value of a row, on its way in or out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    Null,
    Integer(u64),
    Text(&'a str),
    Blob(&'a [u8]),
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => return number.to_sql(),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// Hashes values with their types and lengths, so that nothing can move from one
/// column to the next.
pub(crate) struct Hasher(blake3::Hasher);

impl Hasher {
    pub(crate) fn new(domain: &str) -> Self {
        let mut hasher = Self(blake3::Hasher::new());
        hasher.tagged(b'd', domain.as_bytes());
        hasher
    }

    fn tagged(&mut self, tag: u8, bytes: &[u8]) {
        let mut head = [tag; 9];
        head[1..].copy_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.0.update(&head);
        self.0.update(bytes);
    }

    pub(crate) fn cell(&mut self, cell: Cell<'_>) {
        match cell {
            Cell::Null => self.tagged(b'n', &[]),
            Cell::Integer(number) => self.tagged(b'i', &(number as i64).to_le_bytes()),
            Cell::Text(text) => self.tagged(b't', text.as_bytes()),
            Cell::Blob(bytes) => self.tagged(b'b', bytes),
        }
    }

    /// A value as SQLite holds it, whatever it may be.
    pub(crate) fn value(&mut self, value: ValueRef<'_>) {
        match value {
            ValueRef::Null => self.tagged(b'n', &[]),
            ValueRef::Integer(number) => self.tagged(b'i', &number.to_le_bytes()),
            ValueRef::Real(number) => self.tagged(b'r', &number.to_le_bytes()),
            ValueRef::Text(bytes) => self.tagged(b't', bytes),
            ValueRef::Blob(bytes) => self.tagged(b'b', bytes),
        }
    }

    pub(crate) fn finish(self) -> [u8; 32] {
        *self.0.finalize().as_bytes()
    }
}

/// The seal before the first.
pub(crate) fn genesis(config: &str) -> String {
    let mut hasher = Hasher::new("corpus");
    hasher.cell(Cell::Text(config));
    hex(hasher.finish())
}

/// A hasher for the seal of a slot: the seal before it and its numbers are in.
pub(crate) fn begin(before: &str, slot: u64, attempt: u64, candidate: u64) -> Hasher {
    let mut hasher = Hasher::new("slot");
    hasher.cell(Cell::Text(before));
    for number in [slot, attempt, candidate] {
        hasher.cell(Cell::Integer(number));
    }
    hasher
}

/// The seal, after the rejections were hashed.
pub(crate) fn end(mut hasher: Hasher, body: &[u8; 32]) -> String {
    hasher.cell(Cell::Blob(body));
    hex(hasher.finish())
}

fn hex(bytes: [u8; 32]) -> String {
    blake3::Hash::from_bytes(bytes).to_hex().to_string()
}

/// A seal as a digest; `None` for text that is none.
pub(crate) fn digest(seal: &str) -> Option<Digest> {
    Digest::from_hex(seal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_hashes_alike_on_its_way_in_and_out() {
        for (cell, value) in [
            (Cell::Null, ValueRef::Null),
            (Cell::Integer(7), ValueRef::Integer(7)),
            (Cell::Text("é"), ValueRef::Text("é".as_bytes())),
            (Cell::Blob(b"x"), ValueRef::Blob(b"x")),
        ] {
            let (mut a, mut b) = (Hasher::new("d"), Hasher::new("d"));
            a.cell(cell);
            b.value(value);
            assert_eq!(a.finish(), b.finish());
        }
    }

    #[test]
    fn nothing_moves_between_columns_or_types() {
        let hash = |cells: &[Cell<'_>]| {
            let mut hasher = Hasher::new("d");
            cells.iter().for_each(|cell| hasher.cell(*cell));
            hasher.finish()
        };
        let all = [
            hash(&[Cell::Text("ab"), Cell::Text("c")]),
            hash(&[Cell::Text("a"), Cell::Text("bc")]),
            hash(&[Cell::Blob(b"ab"), Cell::Text("c")]),
            hash(&[Cell::Null, Cell::Null]),
            hash(&[Cell::Null]),
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(!all[at + 1..].contains(one));
        }
    }
}
