//! Places around a centre, told as on the face of a clock: degrees from the top,
//! clockwise.

use crate::claims::Place;

/// The place at `radius` from `centre` in a direction.
pub fn at(centre: Place, radius: f64, degrees: f64) -> Place {
    let (sin, cos) = libm::sincos(degrees.to_radians());
    [centre[0] + radius * sin, centre[1] - radius * cos]
}

/// The direction of `to` as seen from `centre`, at least 0 and below 360.
pub fn direction(centre: Place, to: Place) -> f64 {
    let degrees = libm::atan2(to[0] - centre[0], centre[1] - to[1]).to_degrees();
    if degrees < 0.0 { degrees + 360.0 } else { degrees }
}

/// The smaller angle between two directions, 0 to 180.
pub fn apart(one: f64, two: f64) -> f64 {
    let far = libm::fabs(one - two) % 360.0;
    far.min(360.0 - far)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_go_clockwise_from_the_top() {
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} and {b}");
        let [x, y] = at([10.0, 10.0], 2.0, 90.0);
        near(x, 12.0);
        near(y, 10.0);
        for degrees in [0.0, 30.0, 185.0, 359.0] {
            near(direction([1.0, 2.0], at([1.0, 2.0], 5.0, degrees)), degrees);
        }
        near(apart(350.0, 20.0), 30.0);
    }
}
