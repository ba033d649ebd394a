//! A picture as patches of normalised numbers, as Hugging Face's image processor for
//! Qwen2-VL and its successors makes them.

mod patches;
mod resize;
mod settings;
mod smart;

pub use patches::{Patches, patches};
pub use resize::bicubic;
pub use settings::ImageSettings;
pub use smart::smart_resize;

use image::{ExtendedColorType, ImageEncoder};

use crate::error::{ProcessorError, Result};

/// A picture: three bytes a pixel, rows from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

impl Picture {
    /// Of `3 × width × height` bytes.
    ///
    /// # Errors
    ///
    /// [`ProcessorError::Shape`], if there are not as many or none.
    pub fn new(width: usize, height: usize, rgb: Vec<u8>) -> Result<Self> {
        let shape = |why| ProcessorError::Shape { width, height, why };
        let size = width.checked_mul(height).and_then(|pixels| pixels.checked_mul(3));
        match rgb.len() {
            0 => Err(shape("there is nothing to see")),
            len if Some(len) == size => Ok(Self { width, height, rgb }),
            _ => Err(shape("the bytes do not fit the size")),
        }
    }

    /// Of a PNG, JPEG, WebP, GIF or BMP file, its first frame; what is transparent is
    /// dropped as PIL's `convert("RGB")` drops it.
    ///
    /// # Errors
    ///
    /// [`ProcessorError::Undecodable`].
    pub fn decode(file: &[u8]) -> Result<Self> {
        let found = image::load_from_memory(file)
            .map_err(|error| ProcessorError::Undecodable(error.to_string()))?
            .into_rgb8();
        Self::new(found.width() as usize, found.height() as usize, found.into_raw())
    }

    /// As a PNG file, the same bytes for the same picture.
    ///
    /// # Errors
    ///
    /// [`ProcessorError::Shape`], if it is larger than a file can say.
    pub fn png(&self) -> Result<Vec<u8>> {
        let (width, height) = (self.width, self.height);
        let shape = |why| ProcessorError::Shape { width, height, why };
        let side = |side: usize| u32::try_from(side).map_err(|_| shape("it is too large"));
        let mut file = Vec::new();
        let encoder = image::codecs::png::PngEncoder::new(&mut file);
        let (wide, high) = (side(width)?, side(height)?);
        let encoded = encoder.write_image(&self.rgb, wide, high, ExtendedColorType::Rgb8);
        encoded.map_err(|_| shape("no PNG holds it"))?;
        Ok(file)
    }

    /// Pixels in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Three bytes a pixel.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }
}

impl ImageSettings {
    /// Resizes a picture and cuts it into patches.
    ///
    /// # Errors
    ///
    /// [`ProcessorError::Shape`] for a picture that is more than 200 times as long as
    /// wide.
    pub fn process(&self, picture: &Picture) -> Result<Patches> {
        let (height, width) = smart_resize(picture.height, picture.width, self)?;
        let resized = bicubic(picture, width, height);
        Ok(patches(&resized, self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_comes_back_from_its_file() {
        let rgb = (0..3 * 7 * 5).map(|at| (at * 13 % 256) as u8).collect();
        let picture = Picture::new(7, 5, rgb).unwrap();
        assert_eq!(Picture::decode(&picture.png().unwrap()).unwrap(), picture);
    }
}
