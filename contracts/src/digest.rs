//! Content hashes: blake3 over a domain name and length-prefixed parts.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;

/// A 256-bit blake3 hash, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Hashes `parts` under the name `domain`. Every part is prefixed with its
    /// length, so moving a byte from one part to the next changes the hash.
    pub fn of_parts<'a>(domain: &str, parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hasher = blake3::Hasher::new();
        let mut part = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        part(domain.as_bytes());
        parts.into_iter().for_each(part);
        Self(*hasher.finalize().as_bytes())
    }

    /// Hashes a JSON value in its canonical form, see [`canonical_json`].
    pub fn of_json(domain: &str, value: &Value) -> Self {
        Self::of_parts(domain, [canonical_json(value).as_bytes()])
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The 64 hexadecimal digits.
    pub fn to_hex(&self) -> String {
        blake3::Hash::from_bytes(self.0).to_hex().to_string()
    }

    /// Reads 64 hexadecimal digits; `None` for anything else.
    pub fn from_hex(text: &str) -> Option<Self> {
        blake3::Hash::from_hex(text).ok().map(|hash| Self(*hash.as_bytes()))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({})", &self.to_hex()[..12])
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_hex())
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_hex(&text).ok_or_else(|| de::Error::custom("a digest is 64 hexadecimal digits"))
    }
}

/// JSON with sorted keys and no white space: equal values give equal text.
pub fn canonical_json(value: &Value) -> String {
    // serde_json keeps its maps sorted unless `preserve_order` is switched on
    // somewhere in the build, so the order is fixed here rather than trusted.
    fn write(value: &Value, out: &mut String) {
        match value {
            Value::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    write(item, out);
                }
                out.push(']');
            }
            Value::Object(map) => {
                let mut keys: Vec<&String> = map.keys().collect();
                keys.sort_unstable();
                out.push('{');
                for (index, key) in keys.into_iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    out.push_str(&Value::from(key.as_str()).to_string());
                    out.push(':');
                    write(&map[key], out);
                }
                out.push('}');
            }
            scalar => out.push_str(&scalar.to_string()),
        }
    }
    let mut out = String::new();
    write(value, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn parts_cannot_be_shifted() {
        let a = Digest::of_parts("d", [b"ab".as_slice(), b"c"]);
        let b = Digest::of_parts("d", [b"a".as_slice(), b"bc"]);
        assert_ne!(a, b);
    }

    #[test]
    fn key_order_does_not_matter() {
        let a = json!({"b": [1, {"y": 2.5, "x": "é"}], "a": null});
        assert_eq!(canonical_json(&a), r#"{"a":null,"b":[1,{"x":"é","y":2.5}]}"#);
    }

    #[test]
    fn hex_round_trips() {
        let digest = Digest::of_parts("d", [b"x".as_slice()]);
        assert_eq!(Digest::from_hex(&digest.to_hex()), Some(digest));
        assert_eq!(Digest::from_hex("xyz"), None);
    }
}
