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
        let (mut ink, mut most) = (0, 0);
        for (pixel, count) in runs(pixels) {
            let differs = differ(pixel, &ground);
            ink += if differs > 16 { count } else { 0 };
            most = differs.max(most);
        }
        // Contrast of luminance alone would miss red on green; those differ.
        let coloured = most > 90;
        match () {
            () if !coloured && contrast(pixels) < MIN_CONTRAST => Self::Faint,
            () if (ink as f64) < MIN_INK * pixels.len() as f64 => Self::NearlyBlank,
            () if !sharp(picture) => Self::Blurred,
            () => Self::Clear,
        }
    }
}

/// Neighbours of one colour, which is most of a drawing, and how many they are.
fn runs(pixels: &[[u8; 3]]) -> impl Iterator<Item = (&[u8; 3], usize)> {
    pixels.chunk_by(|a, b| a == b).filter_map(|run| Some((run.first()?, run.len())))
}

/// The commonest colour, to a 16th of the range of each channel; its first pixel.
fn ground(pixels: &[[u8; 3]]) -> [u8; 3] {
    let cell = |&[r, g, b]: &[u8; 3]| {
        usize::from(r >> 4) << 8 | usize::from(g >> 4) << 4 | usize::from(b >> 4)
    };
    let mut counts = vec![0; 1 << 12];
    runs(pixels).for_each(|(pixel, count)| counts[cell(pixel)] += count);
    let most = (0..counts.len()).max_by_key(|at| counts[*at]).unwrap_or(0);
    pixels.iter().find(|pixel| cell(pixel) == most).copied().unwrap_or_default()
}

/// The largest difference of any channel.
fn differ([r, g, b]: &[u8; 3], [or, og, ob]: &[u8; 3]) -> u8 {
    r.abs_diff(*or).max(g.abs_diff(*og)).max(b.abs_diff(*ob))
}

/// Whether two neighbours differ by a clear step anywhere.
fn sharp(picture: &Raster) -> bool {
    let line = picture.width() as usize * 3;
    let bytes = picture.rgb();
    let step = |a: &[u8], b: &[u8]| {
        // Without a way out, so that it is done for many bytes at once.
        a.iter().zip(b).fold(0, |most, (a, b)| a.abs_diff(*b).max(most)) >= MIN_SLOPE
    };
    let across = |row: &[u8]| step(row, row.get(3..).unwrap_or_default());
    let mut rows = bytes.chunks_exact(line);
    let mut below = rows.clone().skip(1);
    rows.any(|row| across(row) || below.next().is_some_and(|below| step(row, below)))
}

/// The contrast of the lightest and the darkest colour (WCAG 2.1).
fn contrast(pixels: &[[u8; 3]]) -> f64 {
    let bounds = (u32::MAX, 0);
    let (low, high) = pixels
        .iter()
        .map(luminance)
        .fold(bounds, |(low, high), luminance| (luminance.min(low), luminance.max(high)));
    let white = f64::from(luminance(&[255; 3]));
    let share = |luminance: u32| f64::from(luminance) / white;
    (share(high) + 0.05) / (share(low) + 0.05)
}

/// Relative luminance (WCAG 2.1), its curve approximated by a square; exact, in whole
/// numbers.
fn luminance(pixel: &[u8; 3]) -> u32 {
    let [r, g, b] = pixel.map(|value| u32::from(value) * u32::from(value));
    2126 * r + 7152 * g + 722 * b
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
