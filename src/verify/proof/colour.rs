//! Colours by their names: those of CSS that people use.

use synth_renderers::facts::Rgb;

use crate::coloured::goes_by;

/// Names and paints.
const NAMES: [(&str, [u8; 3]); 18] = [
    ("black", [0, 0, 0]),
    ("white", [255, 255, 255]),
    ("gray", [128, 128, 128]),
    ("red", [255, 0, 0]),
    ("crimson", [220, 20, 60]),
    ("orange", [255, 165, 0]),
    ("gold", [255, 215, 0]),
    ("yellow", [255, 255, 0]),
    ("green", [0, 128, 0]),
    ("teal", [0, 128, 128]),
    ("turquoise", [64, 224, 208]),
    ("blue", [0, 0, 255]),
    ("navy", [0, 0, 128]),
    ("indigo", [75, 0, 130]),
    ("purple", [128, 0, 128]),
    ("violet", [238, 130, 238]),
    ("pink", [255, 192, 203]),
    ("brown", [165, 42, 42]),
];

/// The name as it stands in the table.
pub fn known(name: &str) -> Option<&'static str> {
    let name = if name == "grey" { "gray" } else { name };
    NAMES.iter().find(|(known, _)| *known == name).map(|(known, _)| *known)
}

/// The name of a paint, if it is just that of a name.
pub fn name(rgb: [u8; 3]) -> Option<&'static str> {
    NAMES.iter().find(|(_, paint)| *paint == rgb).map(|(name, _)| *name)
}

/// Whether a paint is of a name: yes for the name's own, no for another name's and for a
/// hue that does not go by it. `None` in between, where people would not agree.
pub fn is(rgb: [u8; 3], wanted: &str) -> Option<bool> {
    match name(rgb) {
        Some(name) => Some(name == wanted),
        None => match goes_by(wanted, Rgb(rgb)) {
            Some(false) => Some(false),
            Some(true) | None => None,
        },
    }
}
