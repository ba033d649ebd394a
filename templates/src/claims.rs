//! Short ways to state a family's claims.

use synth_contracts::{Anchor, Claim, Paint};

/// A place in units of the scene, y pointing down.
pub type Place = [f64; 2];

/// Every text of the picture.
pub fn texts<T: Into<String>>(all: impl IntoIterator<Item = T>) -> Claim {
    Claim::Texts { texts: all.into_iter().map(Into::into).collect() }
}

/// Marks filled with a colour.
pub fn filled(colour: &str) -> Paint {
    Paint::Fill(colour.to_owned())
}

/// Marks outlined in a colour.
pub fn stroked(colour: &str) -> Paint {
    Paint::Stroke(colour.to_owned())
}

/// So many marks of a paint.
pub fn marks(paint: Paint, count: usize) -> Claim {
    Claim::Marks { paint, count }
}

/// Centres of the marks of a paint.
pub fn centres(paint: Paint, at: impl IntoIterator<Item = Place>) -> Claim {
    Claim::Places { paint, anchor: Anchor::Centre, at: once(at) }
}

/// Corners of all marks of a paint.
pub fn corners(paint: Paint, at: impl IntoIterator<Item = Place>) -> Claim {
    Claim::Places { paint, anchor: Anchor::Corners, at: once(at) }
}

/// Corners of one mark in their order, from end to end.
pub fn path(paint: Paint, at: impl IntoIterator<Item = Place>) -> Claim {
    Claim::Outline { paint, at: at.into_iter().collect(), closed: false }
}

/// Corners of one closed mark in their order.
pub fn ring(paint: Paint, at: impl IntoIterator<Item = Place>) -> Claim {
    Claim::Outline { paint, at: at.into_iter().collect(), closed: true }
}

/// Texts with their centres.
pub fn labels<T: Into<String>>(all: impl IntoIterator<Item = (T, Place)>) -> Claim {
    Claim::Labels { labels: all.into_iter().map(|(text, at)| (text.into(), at)).collect() }
}

/// Each place once, in order.
fn once(at: impl IntoIterator<Item = Place>) -> Vec<Place> {
    let mut at: Vec<Place> = at.into_iter().collect();
    at.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    at.dedup();
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stand_once_and_outlines_keep_their_order() {
        let at = [[1.0, 0.0], [0.0, 2.0], [1.0, 0.0]];
        let Claim::Places { at: set, .. } = corners(stroked("#000000"), at) else { panic!() };
        assert_eq!(set, [[0.0, 2.0], [1.0, 0.0]]);
        let Claim::Outline { at: line, .. } = path(stroked("#000000"), at) else { panic!() };
        assert_eq!(line, at);
    }
}
