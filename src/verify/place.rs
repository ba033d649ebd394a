//! Where marks lie: the map from a scene's units to pixels, found from the picture.
//!
//! For either axis it is a scale and a shift. The outermost places on both sides give a
//! first guess; the pairs that it finds give the least squares, and those the next
//! pairs. A place that has no mark, or a mark that has no place, stays without a pair.

/// A scale and a shift.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Map {
    scale: f64,
    shift: f64,
}

impl Map {
    /// The map that takes the ends of `from` to the ends of `to`; `None` for nothing.
    pub fn between(from: &[f64], to: &[f64]) -> Option<Self> {
        let ends = |values: &[f64]| {
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            (low <= high).then_some((low, high))
        };
        let ((low, high), (to_low, to_high)) = (ends(from)?, ends(to)?);
        let scale = if high - low > 1e-9 { (to_high - to_low) / (high - low) } else { 1.0 };
        Some(Self { scale, shift: (to_low + to_high) / 2.0 - scale * (low + high) / 2.0 })
    }

    /// The map with the least squared error over pairs; `None` without two different
    /// sources.
    pub fn fit(pairs: &[(f64, f64)]) -> Option<Self> {
        let count = pairs.len() as f64;
        let mean = |pick: fn(&(f64, f64)) -> f64| pairs.iter().map(pick).sum::<f64>() / count;
        let (x, y) = (mean(|p| p.0), mean(|p| p.1));
        let spread: f64 = pairs.iter().map(|p| (p.0 - x) * (p.0 - x)).sum();
        if pairs.is_empty() || spread < 1e-9 {
            return None;
        }
        let scale = pairs.iter().map(|p| (p.0 - x) * (p.1 - y)).sum::<f64>() / spread;
        Some(Self { scale, shift: y - scale * x })
    }

    /// Pixels of one unit.
    pub fn scale(self) -> f64 {
        self.scale
    }

    /// Where the map takes a value.
    pub fn to(self, value: f64) -> f64 {
        self.scale * value + self.shift
    }
}

/// A map for x and one for y.
pub type Maps = [Map; 2];

/// Where the maps take a place.
pub fn to(maps: Maps, place: [f64; 2]) -> [f64; 2] {
    [maps[0].to(place[0]), maps[1].to(place[1])]
}

/// The larger of the distances in x and in y.
pub fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).abs().max((a[1] - b[1]).abs())
}

/// The nearest of some points to `place`, with its distance.
pub fn nearest(place: [f64; 2], points: &[[f64; 2]]) -> Option<([f64; 2], f64)> {
    let near = points.iter().map(|point| (*point, distance(place, *point)));
    near.min_by(|a, b| a.1.total_cmp(&b.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_is_found_from_pairs_and_from_ends() {
        let map = Map::fit(&[(0.0, 10.0), (1.0, 30.0), (3.0, 70.0)]).unwrap();
        assert!((map.to(2.0) - 50.0).abs() < 1e-9);
        let map = Map::between(&[2.0, 0.0, 1.0], &[10.0, 30.0]).unwrap();
        assert_eq!((map.to(0.0), map.to(2.0)), (10.0, 30.0));
        assert_eq!(Map::fit(&[(1.0, 2.0)]), None);
        assert_eq!(Map::between(&[], &[1.0]), None);
    }
}
