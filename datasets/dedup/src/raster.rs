//! Pictures of any kind as opaque RGB.

use std::io::Cursor;

use image::{ImageReader, Limits};
use synth_contracts::Digest;

/// Longest side that [`Raster::decode`] accepts.
const MAX_SIDE: u32 = 20_000;
/// Most memory that decoding may take: a picture of 8,000 × 8,000 pixels fits.
const MAX_BYTES: u64 = 512 << 20;

/// Why bytes are not a picture.
#[derive(Debug, thiserror::Error)]
pub enum RasterError {
    /// A picture has at least one pixel.
    #[error("the picture is {width} × {height} pixels: there is nothing to look at")]
    Empty {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The number of bytes does not fit the size.
    #[error(
        "a picture of {width} × {height} pixels with {channels} channels has {expected} bytes, \
         not {found}"
    )]
    Length {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// Bytes a pixel.
        channels: u8,
        /// What `width × height × channels` gives.
        expected: u64,
        /// How many bytes came.
        found: u64,
    },
    /// Only 1 (grey), 2 (grey, alpha), 3 (RGB) and 4 (RGBA) are known.
    #[error(
        "a picture with {0} channels: 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGBA) are known"
    )]
    Channels(u8),
    /// A file that no decoder understands, or that is cut off or too large.
    #[error("the picture cannot be decoded: {0}")]
    Undecodable(String),
}

/// A picture as it is seen: eight bits of red, green and blue a pixel, rows from
/// the top, what is transparent laid on white.
///
/// A grey picture, the same saved with three channels, and the same with an
/// opaque alpha channel are one and the same raster.
#[derive(Clone, PartialEq, Eq)]
pub struct Raster {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl std::fmt::Debug for Raster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Raster({}×{})", self.width, self.height)
    }
}

impl Raster {
    /// A picture from `channels` interleaved bytes a pixel: 1 grey, 2 grey and
    /// alpha, 3 RGB, 4 RGBA (alpha not premultiplied).
    ///
    /// # Errors
    ///
    /// [`RasterError`], if there is no pixel or the bytes do not fit the size.
    pub fn new(width: u32, height: u32, channels: u8, bytes: &[u8]) -> Result<Self, RasterError> {
        if width == 0 || height == 0 {
            return Err(RasterError::Empty { width, height });
        }
        let expected = u64::from(width) * u64::from(height) * u64::from(channels);
        let found = bytes.len() as u64;
        let rgb = match channels {
            1..=4 if expected != found => {
                return Err(RasterError::Length { width, height, channels, expected, found });
            }
            1 => bytes.iter().flat_map(|grey| [*grey; 3]).collect(),
            2 => bytes.chunks_exact(2).flat_map(|p| [on_white(p[0], p[1]); 3]).collect(),
            3 => bytes.to_vec(),
            4 => opaque(bytes),
            _ => return Err(RasterError::Channels(channels)),
        };
        Ok(Self { width, height, rgb })
    }

    /// Reads a PNG, JPEG, WebP, GIF (its first frame) or BMP file.
    ///
    /// # Errors
    ///
    /// [`RasterError::Undecodable`] for anything else, for what is cut off, and
    /// for pictures with a side above 20,000 pixels.
    pub fn decode(file: &[u8]) -> Result<Self, RasterError> {
        let fault = |error: &dyn std::fmt::Display| RasterError::Undecodable(error.to_string());
        let mut reader =
            ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(|e| fault(&e))?;
        let mut limits = Limits::default();
        limits.max_image_width = Some(MAX_SIDE);
        limits.max_image_height = Some(MAX_SIDE);
        limits.max_alloc = Some(MAX_BYTES);
        reader.limits(limits);
        let picture = reader.decode().map_err(|e| fault(&e))?;
        let (width, height) = (picture.width(), picture.height());
        match picture.color().has_alpha() {
            true => Self::new(width, height, 4, &picture.into_rgba8()),
            false => Self::new(width, height, 3, &picture.into_rgb8()),
        }
    }

    /// Width in pixels, at least 1.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels, at least 1.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Three bytes a pixel, rows from the top.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// Hash of size and pixels: equal for two files that show the same pixels,
    /// whatever their format, channels or compression.
    pub fn digest(&self) -> Digest {
        let size = [self.width.to_le_bytes(), self.height.to_le_bytes()].concat();
        Digest::of_parts("rgb", [size.as_slice(), self.rgb.as_slice()])
    }
}

/// RGBA laid on white.
fn opaque(rgba: &[u8]) -> Vec<u8> {
    let mut rgb = vec![255; rgba.len() / 4 * 3];
    let (out, _) = rgb.as_chunks_mut::<3>();
    let (pixels, _) = rgba.as_chunks::<4>();
    for (out, &[r, g, b, alpha]) in out.iter_mut().zip(pixels) {
        *out = match alpha {
            // Nearly all there are.
            u8::MAX => [r, g, b],
            0 => continue,
            _ => [on_white(r, alpha), on_white(g, alpha), on_white(b, alpha)],
        };
    }
    rgb
}

/// A value at `alpha` over white, rounded to the nearest.
fn on_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u32::from(value), u32::from(alpha));
    let sum = value * alpha + 255 * (255 - alpha);
    ((sum + 127) / 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_do_not_matter_but_what_is_seen_does() {
        let grey = Raster::new(2, 1, 1, &[0, 128]).unwrap();
        let rgba = [0, 0, 0, 255, 128, 128, 128, 255];
        assert_eq!(grey, Raster::new(2, 1, 2, &[0, 255, 128, 255]).unwrap());
        assert_eq!(grey, Raster::new(2, 1, 3, &[0, 0, 0, 128, 128, 128]).unwrap());
        assert_eq!(grey, Raster::new(2, 1, 4, &rgba).unwrap());
        assert_eq!(Raster::new(1, 1, 2, &[7, 0]).unwrap().rgb(), [255; 3]);
        assert_ne!(grey.digest(), Raster::new(1, 2, 1, &[0, 128]).unwrap().digest());
    }

    #[test]
    fn bad_input_is_named() {
        assert!(matches!(Raster::new(0, 3, 1, &[]), Err(RasterError::Empty { .. })));
        assert!(matches!(Raster::new(2, 2, 3, &[0; 11]), Err(RasterError::Length { .. })));
        assert!(matches!(Raster::new(1, 1, 5, &[0; 5]), Err(RasterError::Channels(5))));
        assert!(matches!(Raster::decode(b"no picture"), Err(RasterError::Undecodable(_))));
    }

    #[test]
    fn a_file_decodes_to_its_pixels() {
        let grey = image::GrayImage::from_raw(3, 1, vec![1, 2, 3]).unwrap();
        let mut file = Cursor::new(Vec::new());
        grey.write_to(&mut file, image::ImageFormat::Png).unwrap();
        let read = Raster::decode(file.get_ref()).unwrap();
        assert_eq!(read, Raster::new(3, 1, 1, &[1, 2, 3]).unwrap());
    }
}
