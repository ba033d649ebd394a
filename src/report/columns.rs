//! Columns of numbers, as a page reads them without parsing.
//!
//! The bytes are: the length of the header as a little-endian `u32`; the header, JSON,
//! padded with spaces to a multiple of four; the columns, little-endian, each padded to
//! a multiple of four. The header has `columns`, a list of `name`, `type` (`u8`, `u16`,
//! `u32`, `f32`), `at` (bytes from the header's end) and `length`; and whatever else the
//! page needs to know.

use serde_json::{Map, Value, json};

/// Columns that are being put together.
#[derive(Default)]
pub(crate) struct Columns {
    listed: Vec<Value>,
    bytes: Vec<u8>,
    more: Map<String, Value>,
}

impl Columns {
    pub fn u8(&mut self, name: &str, values: &[u8]) {
        self.add(name, "u8", values.len(), values.iter().copied());
    }

    pub fn u16(&mut self, name: &str, values: &[u16]) {
        self.add(name, "u16", values.len(), values.iter().flat_map(|value| value.to_le_bytes()));
    }

    pub fn u32(&mut self, name: &str, values: &[u32]) {
        self.add(name, "u32", values.len(), values.iter().flat_map(|value| value.to_le_bytes()));
    }

    pub fn f32(&mut self, name: &str, values: &[f32]) {
        self.add(name, "f32", values.len(), values.iter().flat_map(|value| value.to_le_bytes()));
    }

    /// Says something else in the header.
    pub fn say(&mut self, name: &str, value: Value) {
        self.more.insert(name.to_owned(), value);
    }

    fn add(&mut self, name: &str, kind: &str, length: usize, bytes: impl Iterator<Item = u8>) {
        let at = self.bytes.len();
        self.listed.push(json!({"name": name, "type": kind, "at": at, "length": length}));
        self.bytes.extend(bytes);
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
    }

    pub fn finish(mut self) -> Vec<u8> {
        self.more.insert("columns".to_owned(), Value::Array(self.listed));
        let mut header = Value::Object(self.more).to_string().into_bytes();
        header.resize(header.len().next_multiple_of(4), b' ');
        let mut out = (header.len() as u32).to_le_bytes().to_vec();
        out.extend(header);
        out.extend(self.bytes);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_begin_at_multiples_of_four() {
        let mut columns = Columns::default();
        columns.u8("a", &[1, 2, 3]);
        columns.u16("b", &[515]);
        columns.f32("c", &[0.5]);
        let bytes = columns.finish();
        let length = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize;
        let header: Value = serde_json::from_slice(&bytes[4..4 + length]).unwrap();
        let at: Vec<_> = header["columns"].as_array().unwrap().iter().map(|c| &c["at"]).collect();
        assert_eq!(at, [0, 4, 8]);
        assert_eq!(&bytes[4 + length + 4..][..2], &[3, 2]);
    }
}
