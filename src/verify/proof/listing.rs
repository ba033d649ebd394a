//! Captions that list marks by their places, `top left red circle, centre middle blue
//! square.`: whether a picture shows them follows from what is drawn.

use std::collections::BTreeSet;

use super::{Kind, Mark, colour, form, third};
use crate::words::{plain, words};

/// A mark as a caption names it: row, column, colour, kind.
type Named = (usize, usize, &'static str, Kind);

/// The marks that a caption lists, if that is all it does and no two share a place.
pub fn of(caption: &str) -> Option<Vec<Named>> {
    let items: Vec<Named> = caption.split(',').map(item).collect::<Option<_>>()?;
    let places: BTreeSet<(usize, usize)> = items.iter().map(|item| (item.0, item.1)).collect();
    (places.len() == items.len()).then_some(items)
}

fn item(text: &str) -> Option<Named> {
    let text = plain(text);
    let all: Vec<&str> = words(&text).collect();
    let [row, column, colour, kind] = all.as_slice() else { return None };
    let kind = match *kind {
        "circle" => Kind::Circle,
        "square" => Kind::Square,
        _ => return None,
    };
    Some((form::row(row)?, form::column(column)?, colour::known(colour)?, kind))
}

/// How far marks are those that are listed: shared ones over all, 0 to 1. One of a colour
/// without a name is none of them.
pub fn share(listed: &[Named], marks: &[Mark], size: [f32; 2]) -> f64 {
    let named = |mark: &Mark| {
        let [x, y] = mark.centre();
        Some((third(y, size[1]), third(x, size[0]), colour::name(mark.rgb)?, mark.kind))
    };
    let found: Vec<Option<Named>> = marks.iter().map(named).collect();
    let hits = listed.iter().filter(|one| found.contains(&Some(**one))).count();
    hits as f64 / (listed.len() + found.len() - hits).max(1) as f64
}
