//! Pictures on their way out: as they are stored, or made smaller.

use std::borrow::Cow;
use std::io::Cursor;

use image::imageops::{FilterType, resize};
use image::{ImageFormat, RgbImage};
use synth_contracts::Picture;

use crate::ExportError;

/// A picture as it goes out.
pub(crate) struct Shown<'t> {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// An RGB PNG file.
    pub(crate) png: Cow<'t, [u8]>,
    /// Its size as a share of the stored one's.
    pub(crate) scale: f64,
}

/// The picture of task `id`, with no side longer than `max_side`.
pub(crate) fn shown<'t>(
    id: &str,
    picture: &'t Picture,
    max_side: Option<u32>,
) -> Result<Shown<'t>, ExportError> {
    let (width, height) = (picture.width, picture.height);
    let side = width.max(height);
    match max_side {
        Some(most) if most < side => shrunk(id, picture, f64::from(most) / f64::from(side)),
        _ => Ok(Shown { width, height, png: Cow::Borrowed(&picture.png), scale: 1.0 }),
    }
}

/// The filter is a polynomial, evaluated without the platform's mathematics, so
/// that the same picture comes out everywhere.
fn shrunk<'t>(id: &str, picture: &Picture, scale: f64) -> Result<Shown<'t>, ExportError> {
    let bad = |error: image::ImageError| ExportError::Picture {
        id: id.to_owned(),
        detail: error.to_string(),
    };
    let stored = image::load_from_memory_with_format(&picture.png, ImageFormat::Png);
    let pixels = stored.map_err(bad)?.into_rgb8();
    let [width, height] = [picture.width, picture.height]
        .map(|side| (f64::from(side) * scale).round().max(1.0) as u32);
    let smaller: RgbImage = resize(&pixels, width, height, FilterType::CatmullRom);
    let mut png = Vec::new();
    smaller.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).map_err(bad)?;
    Ok(Shown { width, height, png: Cow::Owned(png), scale })
}

#[cfg(test)]
mod tests {
    use super::*;
    use synth_contracts::Digest;

    fn picture(width: u32, height: u32) -> Picture {
        let pixels = RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 7]));
        let mut png = Vec::new();
        pixels.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).unwrap();
        Picture { width, height, png, pixels: Digest::of_parts("p", []) }
    }

    #[test]
    fn a_picture_that_fits_is_left_alone() {
        let stored = picture(40, 20);
        for most in [None, Some(40), Some(100)] {
            let shown = shown("x", &stored, most).unwrap();
            assert_eq!((shown.width, shown.height, shown.scale), (40, 20, 1.0));
            assert_eq!(shown.png.as_ref(), stored.png);
        }
    }

    #[test]
    fn a_larger_one_keeps_its_shape() {
        let stored = picture(100, 30);
        let shown = shown("x", &stored, Some(50)).unwrap();
        assert_eq!((shown.width, shown.height, shown.scale), (50, 15, 0.5));
        let read = image::load_from_memory(&shown.png).unwrap();
        assert_eq!((read.width(), read.height()), (50, 15));
        assert_eq!(read.color(), image::ColorType::Rgb8);
    }

    #[test]
    fn a_damaged_one_is_named() {
        let stored = Picture { png: vec![1, 2, 3], ..picture(100, 30) };
        let error = shown("3fa2", &stored, Some(50)).err().unwrap();
        assert!(error.to_string().contains("task 3fa2"), "{error}");
    }
}
