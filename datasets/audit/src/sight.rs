//! Whether a picture shows anything that can be seen, as far as its pixels tell.

use serde::Serialize;
use synth_dedup::Raster;

/// Shortest side in pixels below which nothing can be read.
const MIN_SIDE: u32 = 28;
/// Contrast of two colours (WCAG 2.1) below which writing cannot be read.
const MIN_CONTRAST: f64 = 1.5;
/// Share of pixels that must differ from the ground for anything to be there.
const MIN_INK: f64 = 0.000_2;
/// Slope in levels between neighbours that a sharp picture has somewhere.
const MIN_SLOPE: u8 = 12;

/// What is wrong with a picture; [`Sight::Clear`] if nothing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sight {
    /// Nothing.
    Clear,
    /// There is no picture, or no decoder understands it.
    Undecodable,
    /// All pixels have one colour.
    Blank,
    /// All but a few pixels have one colour.
    NearlyBlank,
    /// A side is below 28 pixels.
    Tiny,
    /// The lightest and the darkest colour have a contrast below 1.5.
    Faint,
    /// No two neighbours differ by more than a soft slope.
    Blurred,
}

impl Sight {
    /// What it means, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Undecodable => "missing or undecodable",
            Self::Blank => "blank: all pixels have one colour",
            Self::NearlyBlank => "nearly blank: fewer than one pixel in 5,000 differs",
            Self::Tiny => "tiny: a side below 28 pixels",
            Self::Faint => "faint: contrast below 1.5 everywhere",
            Self::Blurred => "blurred: no edge anywhere",
        }
    }

    /// Looks at a picture.
    pub fn of(picture: &Raster) -> Self {
        let (pixels, _) = picture.rgb().as_chunks::<3>();
        let first = pixels.first().copied().unwrap_or_default();
        if pixels.iter().all(|pixel| *pixel == first) {
            return Self::Blank;
        }
        if picture.width().min(picture.height()) < MIN_SIDE {
            return Self::Tiny;
        }
        let ground = ground(pixels);
        let ink = pixels.iter().filter(|pixel| differ(pixel, &ground) > 16).count();
        let luminances = || pixels.iter().map(luminance);
        let (low, high) = (luminances().fold(1.0, f64::min), luminances().fold(0.0, f64::max));
        // Contrast of luminance alone would miss red on green; those differ.
        let coloured = pixels.iter().any(|pixel| differ(pixel, &ground) > 90);
        match () {
            () if (high + 0.05) / (low + 0.05) < MIN_CONTRAST && !coloured => Self::Faint,
            () if (ink as f64) < MIN_INK * pixels.len() as f64 => Self::NearlyBlank,
            () if steepest(pixels, picture.width() as usize) < MIN_SLOPE => Self::Blurred,
            () => Self::Clear,
        }
    }
}

/// The commonest colour, to a 16th of the range of each channel; its first pixel.
fn ground(pixels: &[[u8; 3]]) -> [u8; 3] {
    let cell = |pixel: &[u8; 3]| {
        pixel.iter().fold(0_usize, |cell, value| cell << 4 | usize::from(value >> 4))
    };
    let mut counts = vec![0_u32; 1 << 12];
    pixels.iter().for_each(|pixel| counts[cell(pixel)] += 1);
    let most = (0..counts.len()).max_by_key(|at| counts[*at]).unwrap_or(0);
    pixels.iter().find(|pixel| cell(pixel) == most).copied().unwrap_or_default()
}

/// The largest difference of any channel.
fn differ(a: &[u8; 3], b: &[u8; 3]) -> u8 {
    a.iter().zip(b).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0)
}

fn steepest(pixels: &[[u8; 3]], width: usize) -> u8 {
    let rows = pixels.chunks_exact(width);
    let across = rows.flat_map(|row| row.windows(2).map(|pair| differ(&pair[0], &pair[1])));
    let down = pixels.iter().zip(pixels.iter().skip(width)).map(|(a, b)| differ(a, b));
    across.chain(down).max().unwrap_or(0)
}

/// Relative luminance (WCAG 2.1), its curve approximated by a square.
fn luminance(pixel: &[u8; 3]) -> f64 {
    let [r, g, b] = pixel.map(|value| (f64::from(value) / 255.0) * (f64::from(value) / 255.0));
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(paint: impl Fn(u32, u32) -> u8) -> Sight {
        let grey: Vec<u8> = (0..100)
            .flat_map(|y| (0..100).map(move |x| (x, y)))
            .map(|(x, y)| paint(x, y))
            .collect();
        Sight::of(&Raster::new(100, 100, 1, &grey).unwrap())
    }

    #[test]
    fn what_shows_nothing_is_named() {
        assert_eq!(page(|_, _| 255), Sight::Blank);
        assert_eq!(page(|x, y| if (x, y) == (9, 9) { 0 } else { 255 }), Sight::NearlyBlank);
        assert_eq!(page(|x, _| if x < 50 { 250 } else { 230 }), Sight::Faint);
        assert_eq!(page(|x, _| (x * 2) as u8), Sight::Blurred);
        assert_eq!(page(|x, _| if x < 50 { 255 } else { 0 }), Sight::Clear);
        let dots = Raster::new(2, 2, 1, &[0, 9, 200, 255]).unwrap();
        assert_eq!(Sight::of(&dots), Sight::Tiny);
    }
}
