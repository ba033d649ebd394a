//! Distances and overlaps on a canvas, for keeping marks and labels apart.

use synth_contracts::BBox;

/// A point in canvas units.
pub type Point = (f64, f64);

/// Distance of two points.
pub fn distance(a: Point, b: Point) -> f64 {
    libm::hypot(b.0 - a.0, b.1 - a.1)
}

/// The point at `share` of the way from `a` to `b`.
pub fn between(a: Point, b: Point, share: f64) -> Point {
    (a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share)
}

/// The direction from `a` to `b`, of length one; zero if they coincide.
pub fn direction(a: Point, b: Point) -> Point {
    let length = distance(a, b).max(1e-9);
    ((b.0 - a.0) / length, (b.1 - a.1) / length)
}

/// Distance of `p` from the segment between `a` and `b`.
pub fn segment_distance(p: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let square = (dx * dx + dy * dy).max(1e-9);
    let share = ((p.0 - a.0) * dx + (p.1 - a.1) * dy) / square;
    distance(p, between(a, b, share.clamp(0.0, 1.0)))
}

/// Whether the segments `a`–`b` and `c`–`d` cross inside both.
pub fn segments_cross(a: Point, b: Point, c: Point, d: Point) -> bool {
    let side = |p: Point, q: Point, r: Point| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

/// Whether two boxes share an area.
pub fn overlap(one: &BBox, two: &BBox) -> bool {
    let ([l, t, r, b], [l2, t2, r2, b2]) = (one.0, two.0);
    l < r2 && l2 < r && t < b2 && t2 < b
}

/// Whether the segment `a`–`b` touches a box.
pub fn segment_hits(a: Point, b: Point, area: &BBox) -> bool {
    let [l, t, r, bottom] = area.0;
    let inside = |p: Point| p.0 >= l && p.0 <= r && p.1 >= t && p.1 <= bottom;
    let crosses = |c: Point, d: Point| segments_cross(a, b, c, d);
    inside(a) || inside(b) || crosses((l, t), (r, bottom)) || crosses((l, bottom), (r, t))
}

/// The angle in degrees, 0 to 180, between the rays from `at` to `a` and to `b`.
pub fn angle(at: Point, a: Point, b: Point) -> f64 {
    let (u, v) = ((a.0 - at.0, a.1 - at.1), (b.0 - at.0, b.1 - at.1));
    let (cross, dot) = (u.0 * v.1 - u.1 * v.0, u.0 * v.0 + u.1 * v.1);
    libm::atan2(libm::fabs(cross), dot).to_degrees()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_and_angles() {
        assert_eq!(segment_distance((0.0, 3.0), (-5.0, 0.0), (5.0, 0.0)), 3.0);
        assert_eq!(segment_distance((9.0, 3.0), (-5.0, 0.0), (5.0, 0.0)), 5.0);
        assert!((angle((0.0, 0.0), (1.0, 0.0), (-1.0, 1.0)) - 135.0).abs() < 1e-9);
    }

    #[test]
    fn crossings_and_overlaps() {
        assert!(segments_cross((0.0, 0.0), (2.0, 2.0), (0.0, 2.0), (2.0, 0.0)));
        assert!(!segments_cross((0.0, 0.0), (2.0, 2.0), (2.0, 2.0), (4.0, 0.0)));
        let area = BBox::xywh(1.0, 1.0, 2.0, 2.0);
        assert!(segment_hits((0.0, 2.0), (9.0, 2.0), &area));
        assert!(!segment_hits((0.0, 0.0), (9.0, 0.0), &area));
        assert!(overlap(&area, &BBox::around(1.0, 1.0, 0.5)));
    }
}
