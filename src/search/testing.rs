//! Pictures for tests.

use std::io::Cursor;

use image::{ImageFormat, RgbImage};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

fn png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A square of one colour.
pub(crate) fn blank(side: u32) -> Vec<u8> {
    png(&RgbImage::from_pixel(side, side, image::Rgb([9, 99, 200])))
}

/// A square of patches that no other seed has.
pub(crate) fn picture(seed: u64, side: u32) -> Vec<u8> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let patches: Vec<[u8; 3]> = (0..64)
        .map(|_| {
            let [r, g, b, _] = rng.next_u32().to_le_bytes();
            [r, g, b]
        })
        .collect();
    png(&RgbImage::from_fn(side, side, |x, y| {
        image::Rgb(patches[(y * 8 / side * 8 + x * 8 / side) as usize])
    }))
}
