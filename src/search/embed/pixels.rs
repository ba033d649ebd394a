//! From the file of a picture to what a vision tower reads, after the checkpoint's
//! `preprocessor_config.json`.

use image::imageops::{FilterType, resize};
use serde::Deserialize;
use synth_dedup::{Raster, RasterError};
use synth_processor::Picture;
use synth_processor::image::bicubic;

/// Pillow's number of bilinear resizing.
const BILINEAR: u32 = 2;

/// A side, or two, or the shorter one.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged)]
enum Size {
    Side(u32),
    Shortest { shortest_edge: u32 },
    Both { height: u32, width: u32 },
}

/// The settings of a checkpoint, as `transformers` writes them.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Pixels {
    size: Option<Size>,
    #[serde(default = "bicubic_number")]
    resample: u32,
    image_mean: Option<[f32; 3]>,
    image_std: Option<[f32; 3]>,
    /// The side of what the tower reads; the checkpoint's own configuration says so.
    #[serde(skip)]
    pub side: u32,
}

fn bicubic_number() -> u32 {
    3
}

impl Default for Pixels {
    fn default() -> Self {
        Self { size: None, resample: bicubic_number(), image_mean: None, image_std: None, side: 0 }
    }
}

impl Pixels {
    /// Of a file, three planes of `side × side` values.
    pub fn of(&self, file: &[u8]) -> Result<Vec<f32>, RasterError> {
        let picture = Raster::decode(file)?;
        let (width, height) = (picture.width(), picture.height());
        let (side, shortest) = (self.side, width.min(height));
        let (to_width, to_height) = match self.size {
            Some(Size::Shortest { shortest_edge: to }) => (
                // As Python divides: the longer side is cut to whole pixels.
                (u64::from(width) * u64::from(to) / u64::from(shortest)) as u32,
                (u64::from(height) * u64::from(to) / u64::from(shortest)) as u32,
            ),
            Some(Size::Both { height, width }) => (width, height),
            Some(Size::Side(side)) => (side, side),
            None => (side, side),
        };
        let resized = self.resized(picture, to_width, to_height)?;
        Ok(self.planes(&resized, (to_width as usize, to_height as usize)))
    }

    fn resized(&self, picture: Raster, width: u32, height: u32) -> Result<Vec<u8>, RasterError> {
        let (from_width, from_height) = (picture.width(), picture.height());
        let rgb = picture.rgb().to_vec();
        let fault = |error: &dyn std::fmt::Display| RasterError::Undecodable(error.to_string());
        if self.resample == BILINEAR {
            let picture = image::RgbImage::from_raw(from_width, from_height, rgb)
                .ok_or_else(|| fault(&"its size does not fit its bytes"))?;
            return Ok(resize(&picture, width, height, FilterType::Triangle).into_raw());
        }
        let picture = Picture::new(from_width as usize, from_height as usize, rgb);
        let picture = picture.map_err(|error| fault(&error))?;
        Ok(bicubic(&picture, width as usize, height as usize).rgb().to_vec())
    }

    /// The middle of a picture, normalised, plane by plane; black beyond its borders.
    fn planes(&self, rgb: &[u8], (width, height): (usize, usize)) -> Vec<f32> {
        let side = self.side as usize;
        let mean = self.image_mean.unwrap_or([0.5; 3]);
        let std = self.image_std.unwrap_or([0.5; 3]);
        let left = (width as i64 - side as i64).div_euclid(2);
        let top = (height as i64 - side as i64).div_euclid(2);
        let value = |channel: usize, x: i64, y: i64| {
            let inside = (0..width as i64).contains(&x) && (0..height as i64).contains(&y);
            let at = (y * width as i64 + x) as usize * 3 + channel;
            let byte = if inside { rgb.get(at).copied().unwrap_or(0) } else { 0 };
            (f32::from(byte) / 255.0 - mean[channel]) / std[channel]
        };
        let rows = |channel| (0..side as i64).map(move |y| (channel, y));
        (0..3)
            .flat_map(rows)
            .flat_map(|(channel, y)| (0..side as i64).map(move |x| (channel, x, y)))
            .map(|(channel, x, y)| value(channel, left + x, top + y))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::picture;

    #[test]
    fn settings_of_both_kinds_are_read() {
        let siglip =
            r#"{"size": {"height": 8, "width": 8}, "resample": 2, "image_mean": [0.5, 0.5, 0.5]}"#;
        let clip = r#"{"size": {"shortest_edge": 8}, "crop_size": {"height": 8, "width": 8}}"#;
        for text in [siglip, clip, r#"{"size": 8}"#, "{}"] {
            let mut pixels: Pixels = serde_json::from_str(text).unwrap();
            pixels.side = 8;
            let values = pixels.of(&picture(3, 50)).unwrap();
            assert_eq!(values.len(), 3 * 8 * 8, "{text}");
            assert!(values.iter().all(|value| (-1.0..=1.0).contains(value)));
        }
    }
}
