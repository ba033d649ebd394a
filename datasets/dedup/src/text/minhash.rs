//! MinHash of questions: 5-grams of characters, 14 bands of 8 rows.
//!
//! Two texts share a row's minimum with a probability that is their Jaccard
//! similarity s, so at least one band with 1 − (1 − s⁸)¹⁴ (Broder 1997; Leskovec,
//! Rajaraman, Ullman, *Mining of Massive Datasets*, §3.4): half of the pairs at
//! s = 0.69, 92 % at 0.8, 1 % at 0.4.

use super::question::plain;

/// How many bands there are.
pub const BANDS: usize = 14;
/// Rows of a band.
const ROWS: usize = 8;
/// Characters of a shingle.
const GRAM: usize = 5;

/// A hash of each band's minima.
pub type Bands = [u32; BANDS];

/// The bands of a text. A text shorter than a shingle is one shingle.
pub fn bands(text: &str) -> Bands {
    let chars: Vec<char> = plain(text).chars().collect();
    let mut minima = [u64::MAX; BANDS * ROWS];
    for gram in chars.windows(GRAM.min(chars.len().max(1))) {
        let gram = gram.iter().fold(0, |hash, c| mix(hash ^ u64::from(*c)));
        for (row, least) in minima.iter_mut().enumerate() {
            *least = (*least).min(mix(gram ^ (row as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        }
    }
    std::array::from_fn(|band| {
        let rows = &minima[band * ROWS..(band + 1) * ROWS];
        (rows.iter().fold(band as u64, |hash, least| mix(hash ^ least)) >> 32) as u32
    })
}

/// Whether two texts share a band.
pub fn similar(a: &Bands, b: &Bands) -> bool {
    a.iter().zip(b).any(|(a, b)| a == b)
}

/// The finaliser of SplitMix64: a bijection in which every bit depends on all.
pub(crate) fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ value >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ value >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ value >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_texts_share_a_band_and_far_ones_do_not() {
        let base = "Add up the values of north for every city in which south is above west. Total?";
        let near = "Add up the values of north for each city in which south is above west. Total?";
        assert!(similar(&bands(base), &bands(near)));
        assert!(!similar(&bands(base), &bands("How many lines are drawn?")));
        assert_eq!(bands(""), bands("?"));
    }
}
