//! A first look at a picture: whether it can be used at all, and by what it is known.

use std::io::Cursor;

use image::ImageReader;
use serde::{Deserialize, Serialize};
use synth_audit::Sight;
use synth_contracts::Digest;
use synth_dedup::{Asked, Raster, Signature};

/// What pictures may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// Shortest side in pixels.
    pub min_side: u32,
    /// Most pixels.
    pub max_pixels: u64,
    /// Most bytes of a file.
    pub max_bytes: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { min_side: 48, max_pixels: 50_000_000, max_bytes: 64 << 20 }
    }
}

/// Why a picture is not in the repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// Its file is not there, or the row has none.
    Missing,
    /// No decoder understands it.
    Corrupt,
    /// A side is too short.
    Small,
    /// It has too many pixels, or its file too many bytes.
    Huge,
    /// It has one colour.
    Blank,
    /// It shows what another picture of the repository shows.
    Repeat,
    /// It shows what is to be kept out.
    Unlike,
}

impl Refusal {
    /// Every one, in the order in which they are found.
    pub const ALL: [Self; 7] = [
        Self::Missing,
        Self::Corrupt,
        Self::Small,
        Self::Huge,
        Self::Blank,
        Self::Repeat,
        Self::Unlike,
    ];

    /// Its name, as in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Corrupt => "corrupt",
            Self::Small => "small",
            Self::Huge => "huge",
            Self::Blank => "blank",
            Self::Repeat => "repeat",
            Self::Unlike => "unlike",
        }
    }
}

/// What was seen of a picture that can be used.
#[derive(Debug)]
pub(crate) struct Seen {
    pub size: (u32, u32),
    pub signature: Signature,
}

/// Looks at the file of a picture that is called `name`.
pub(crate) fn look(file: &[u8], name: &str, bounds: &Bounds) -> Result<Seen, (Refusal, String)> {
    if file.is_empty() {
        return Err((Refusal::Missing, "there is no such file, or it is empty".to_owned()));
    }
    if file.len() as u64 > bounds.max_bytes {
        return Err((Refusal::Huge, format!("{} bytes", file.len())));
    }
    let corrupt = |error: &dyn std::fmt::Display| (Refusal::Corrupt, error.to_string());
    let reader = ImageReader::new(Cursor::new(file)).with_guessed_format();
    let reader = reader.map_err(|error| corrupt(&error))?;
    // Before anything is decoded, which is what a hostile file hopes for.
    let size = reader.into_dimensions().map_err(|error| corrupt(&error))?;
    let said = || format!("{} × {} pixels", size.0, size.1);
    if size.0.min(size.1) < bounds.min_side {
        return Err((Refusal::Small, said()));
    }
    if u64::from(size.0) * u64::from(size.1) > bounds.max_pixels {
        return Err((Refusal::Huge, said()));
    }
    let picture = Raster::decode(file).map_err(|error| corrupt(&error))?;
    if let sight @ (Sight::Blank | Sight::NearlyBlank) = Sight::of(&picture) {
        return Err((Refusal::Blank, sight.words().to_owned()));
    }
    Ok(Seen { size, signature: signature(&picture, name) })
}

/// What tells a picture from others. Only pictures are to be compared, so each is asked
/// something of its own.
pub(crate) fn signature(picture: &Raster, name: &str) -> Signature {
    let own = Digest::of_parts("picture", [name.as_bytes()]).to_hex();
    Signature::of(picture, &[Asked::new(&own, "")])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{blank, picture};

    fn refused(file: &[u8]) -> Option<Refusal> {
        look(file, "it", &Bounds::default()).err().map(|refusal| refusal.0)
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_its_reason() {
        let good = picture(1, 64);
        assert_eq!(refused(&good), None);
        assert_eq!(refused(&[]), Some(Refusal::Missing));
        assert_eq!(refused(b"<html>404</html>"), Some(Refusal::Corrupt));
        assert_eq!(refused(&good[..good.len() / 2]), Some(Refusal::Corrupt));
        assert_eq!(refused(&picture(1, 47)), Some(Refusal::Small));
        assert_eq!(refused(&blank(64)), Some(Refusal::Blank));
        let bounds = Bounds { max_pixels: 64 * 64 - 1, ..Bounds::default() };
        assert_eq!(look(&good, "it", &bounds).unwrap_err().0, Refusal::Huge);
        let bounds = Bounds { max_bytes: 100, ..Bounds::default() };
        assert_eq!(look(&good, "it", &bounds).unwrap_err().0, Refusal::Huge);
    }

    #[test]
    fn a_size_is_refused_before_anything_is_decoded() {
        // The header of a PNG of 60,000 × 60,000 pixels, and nothing behind it.
        let mut bomb = picture(1, 64);
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let sum = crc(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(refused(&bomb), Some(Refusal::Huge));
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 }
            })
        })
    }
}
