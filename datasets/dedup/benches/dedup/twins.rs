//! Changes of pixels that leave the task what it is.

use image::RgbImage;
use image::imageops::{self, FilterType};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use synth_contracts::Rng;
use synth_dedup::raster::Raster;

use crate::base::{image, png, raster};

/// A change of pixels and its name in the table.
pub struct Twin {
    pub name: &'static str,
    pub make: fn(&Raster, &mut Rng) -> Raster,
}

/// Every change; `true` for exact copies.
pub const TWINS: &[Twin] = &[
    Twin { name: "re-encoded as JPEG, quality 90, full colour", make: |p, _| jpeg(p, 90, false) },
    Twin { name: "re-encoded as JPEG, quality 75, half colour", make: |p, _| jpeg(p, 75, true) },
    Twin { name: "re-encoded as JPEG, quality 50, half colour", make: |p, _| jpeg(p, 50, true) },
    Twin { name: "resized to 75 %", make: |p, rng| resized(p, 0.75, rng) },
    Twin { name: "resized to 50 %", make: |p, rng| resized(p, 0.5, rng) },
    Twin { name: "resized to 150 %", make: |p, rng| resized(p, 1.5, rng) },
    Twin { name: "shifted by one pixel", make: shifted },
    Twin { name: "cropped by 2 %", make: |p, rng| cropped(p, 0.02, rng) },
    Twin { name: "cropped by 2 %, resized back", make: |p, rng| stretched(p, 0.02, rng) },
    Twin {
        name: "cropped by 2 % on every side, resized back",
        make: |p, rng| stretched(p, 0.04, rng),
    },
    Twin { name: "noise, deviation 4", make: |p, rng| noisy(p, 4.0, rng) },
    Twin { name: "noise, deviation 10", make: |p, rng| noisy(p, 10.0, rng) },
    Twin {
        name: "cropped by 2 %, resized to 80 %, JPEG 75",
        make: |p, rng| jpeg(&resized(&cropped(p, 0.02, rng), 0.8, rng), 75, true),
    },
];

/// The same pixels out of another file.
pub fn copy(picture: &Raster) -> Raster {
    Raster::decode(&png(picture)).expect("a PNG file decodes")
}

/// Through a JPEG file and back.
pub fn jpeg(picture: &Raster, quality: u8, half_colour: bool) -> Raster {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, quality);
    let factor = if half_colour { SamplingFactor::F_2_2 } else { SamplingFactor::F_1_1 };
    encoder.set_sampling_factor(factor);
    let (width, height) = (picture.width() as u16, picture.height() as u16);
    encoder.encode(picture.rgb(), width, height, ColorType::Rgb).expect("memory takes a picture");
    Raster::decode(&file).expect("a JPEG file decodes")
}

/// At another size, by one of the usual filters.
pub fn resized(picture: &Raster, scale: f64, rng: &mut Rng) -> Raster {
    let side = |own: u32| ((f64::from(own) * scale).round() as u32).max(1);
    let size = (side(picture.width()), side(picture.height()));
    raster(&to_size(&image(picture), size, rng))
}

fn to_size(picture: &RgbImage, (width, height): (u32, u32), rng: &mut Rng) -> RgbImage {
    let filters = [FilterType::Triangle, FilterType::CatmullRom, FilterType::Lanczos3];
    imageops::resize(picture, width, height, *rng.choose(&filters))
}

fn shifted(picture: &Raster, rng: &mut Rng) -> Raster {
    let (dx, dy) = *rng.choose(&[(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1)]);
    let source = image(picture);
    let (w, h) = (i64::from(source.width()), i64::from(source.height()));
    let out = RgbImage::from_fn(source.width(), source.height(), |x, y| {
        let from = |at: u32, by: i64, end: i64| (i64::from(at) - by).clamp(0, end - 1) as u32;
        *source.get_pixel(from(x, dx, w), from(y, dy, h))
    });
    raster(&out)
}

/// Without `share` of either side, taken from both ends at random.
fn cropped(picture: &Raster, share: f64, rng: &mut Rng) -> Raster {
    let source = image(picture);
    let mut cut = |side: u32| {
        let lost = (f64::from(side) * share).round() as i64;
        (rng.int(0, lost) as u32, side - lost as u32)
    };
    let ((left, width), (top, height)) = (cut(source.width()), cut(source.height()));
    raster(&imageops::crop_imm(&source, left, top, width, height).to_image())
}

fn stretched(picture: &Raster, share: f64, rng: &mut Rng) -> Raster {
    let small = image(&cropped(picture, share, rng));
    raster(&to_size(&small, (picture.width(), picture.height()), rng))
}

/// Nearly Gaussian noise in every channel: the sum of four uniform values, cut
/// out of one draw.
pub fn noisy(picture: &Raster, deviation: f64, rng: &mut Rng) -> Raster {
    let scale = deviation * 3_f64.sqrt() / 32_768.0;
    let mut noise = || {
        let bits = rng.int(i64::MIN, i64::MAX);
        let sum: i64 = (0..4).map(|part| i64::from((bits >> (part * 16)) as i16)).sum();
        sum as f64 * scale / 2.0
    };
    let rgb: Vec<u8> = picture
        .rgb()
        .iter()
        .map(|v| (f64::from(*v) + noise()).round().clamp(0.0, 255.0) as u8)
        .collect();
    Raster::new(picture.width(), picture.height(), 3, &rgb).expect("the size is the same")
}
