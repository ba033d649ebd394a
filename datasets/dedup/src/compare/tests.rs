//! Thin strokes of colour through files that keep colour at half the size.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::compare;
use crate::raster::Raster;

const SIDE: usize = 240;
const PAINTS: [[u8; 3]; 6] =
    [[201, 26, 50], [31, 95, 191], [15, 128, 22], [194, 87, 26], [125, 85, 181], [0, 136, 179]];

/// White paper with strokes, one and two pixels thick and a few apart,
/// that run level, upright and aslant; `shift` moves them all.
fn strokes(paints: &[[u8; 3]; 6], shift: usize) -> Raster {
    let mut rgb = vec![255_u8; SIDE * SIDE * 3];
    let mut dot = |x: usize, y: usize, paint: [u8; 3]| {
        rgb[(y * SIDE + x) * 3..][..3].copy_from_slice(&paint);
    };
    for (at, paint) in paints.iter().enumerate() {
        for step in 0..150 {
            dot(20 + shift + step, 20 + at * 11, *paint);
            dot(20 + shift + step, 21 + at * 11, *paint);
            dot(23 + shift + at * 37, 90 + step * 2 / 3, *paint);
            dot(40 + shift + at * 27 + step / 3, 205 - step * 2 / 3, *paint);
        }
    }
    // Words are dark.
    for mark in 0..160 {
        dot(20 + shift + mark, 218 + mark * 7 % 5, [40, 40, 40]);
    }
    Raster::new(SIDE as u32, SIDE as u32, 3, &rgb).unwrap()
}

fn jpeg(picture: &Raster, quality: u8) -> Raster {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    let (width, height) = (picture.width() as u16, picture.height() as u16);
    encoder.encode(picture.rgb(), width, height, ColorType::Rgb).unwrap();
    Raster::decode(&file).unwrap()
}

#[test]
fn strokes_survive_half_size_colour_of_any_quality_and_phase() {
    let page = strokes(&PAINTS, 0);
    for quality in [90, 75, 60, 50] {
        for shift in [0, 1] {
            let file = jpeg(&strokes(&PAINTS, shift), quality);
            let there = compare(&page, &file);
            assert!(there.same, "quality {quality}, moved by {shift}: {there:?}");
            let back = compare(&file, &page);
            assert!(back.same, "quality {quality}, moved by {shift}, back: {back:?}");
        }
    }
}

#[test]
fn files_of_one_picture_are_the_same() {
    let page = strokes(&PAINTS, 0);
    let [fine, coarse] = [90, 60].map(|quality| jpeg(&page, quality));
    assert!(compare(&fine, &coarse).same, "{:?}", compare(&fine, &coarse));
    assert!(compare(&coarse, &fine).same, "{:?}", compare(&coarse, &fine));
}

#[test]
fn another_paint_shows_through_half_size_colour() {
    let page = strokes(&PAINTS, 0);
    for at in 0..PAINTS.len() {
        let mut paints = PAINTS;
        paints[at] = PAINTS[(at + 1) % PAINTS.len()];
        let other = strokes(&paints, 0);
        assert!(!compare(&page, &other).same, "paint {at}, as it is");
        for quality in [90, 75] {
            let file = jpeg(&other, quality);
            assert!(!compare(&page, &file).same, "paint {at}, quality {quality}");
            assert!(!compare(&file, &page).same, "paint {at}, quality {quality}, back");
        }
    }
}
