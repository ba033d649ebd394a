//! The size that a picture is brought to.

use super::settings::ImageSettings;
use crate::error::{ProcessorError, Result};

/// Longest side over shortest.
const MOST_OBLONG: usize = 200;

/// Height and width: multiples of a merged patch, with a number of pixels between the
/// settings' bounds, and nearly the same shape. Rounds as Python does, half to even.
///
/// # Errors
///
/// [`ProcessorError::Shape`] for a picture more than 200 times as long as wide.
pub fn smart_resize(
    height: usize,
    width: usize,
    settings: &ImageSettings,
) -> Result<(usize, usize)> {
    let (long, short) = (height.max(width), height.min(width));
    if short == 0 || long > MOST_OBLONG * short {
        let why = "its long side is more than 200 times its short one";
        return Err(ProcessorError::Shape { width, height, why });
    }
    let factor = settings.factor() as f64;
    let (high, wide) = (height as f64, width as f64);
    let round = |side: f64| libm::rint(side / factor) * factor;
    let (mut to_high, mut to_wide) = (round(high), round(wide));
    let (least, most) = (settings.min_pixels as f64, settings.max_pixels as f64);
    if to_high * to_wide > most {
        let beta = libm::sqrt(high * wide / most);
        let down = |side: f64| (libm::floor(side / beta / factor) * factor).max(factor);
        (to_high, to_wide) = (down(high), down(wide));
    } else if to_high * to_wide < least {
        let beta = libm::sqrt(least / (high * wide));
        let up = |side: f64| libm::ceil(side * beta / factor) * factor;
        (to_high, to_wide) = (up(high), up(wide));
    }
    Ok((to_high.max(factor) as usize, to_wide.max(factor) as usize))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn settings(min_pixels: usize, max_pixels: usize) -> ImageSettings {
        ImageSettings {
            patch_size: 16,
            temporal_patch_size: 2,
            merge_size: 2,
            min_pixels,
            max_pixels,
            mean: [0.5; 3],
            std: [0.5; 3],
        }
    }

    #[test]
    fn halves_go_to_the_even_neighbour() {
        let of = |side| smart_resize(side, side, &settings(0, 1 << 30)).unwrap().0;
        assert_eq!((of(48), of(80), of(79), of(81)), (64, 64, 64, 96));
    }

    #[test]
    fn a_ribbon_is_refused() {
        let fault = smart_resize(1, 201, &settings(0, 1 << 30)).unwrap_err();
        assert!(fault.to_string().contains("201 × 1"));
    }

    proptest! {
        #[test]
        fn sides_are_multiples_and_large_pictures_fit(
            height in 1_usize..3000, width in 1_usize..3000,
        ) {
            prop_assume!(height.max(width) <= 200 * height.min(width));
            let settings = settings(32 * 32 * 4, 32 * 32 * 400);
            let (h, w) = smart_resize(height, width, &settings).unwrap();
            prop_assert!(h % 32 == 0 && w % 32 == 0 && h > 0 && w > 0);
            // Only a ribbon, whose short side cannot shrink, may have more.
            prop_assert!(h * w <= settings.max_pixels || h.min(w) == 32);
            prop_assert!(h * w >= settings.min_pixels);
        }
    }
}
