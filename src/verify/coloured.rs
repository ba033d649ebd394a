//! The colours that the caption names are used: by their codes (`#F2A900`) or by their
//! names (`pale amber`, `navy`).

use synth_renderers::facts::Rgb;

use crate::marks::rgb;
use crate::words::{plain, words};
use crate::{Exhibit, Finding, caption};

/// Largest distance at which two colours are one.
const SAME: u32 = 24;

/// Of the picture's pixels, one in so many is looked at, besides the paints: gradients
/// and transparency make colours that no paint has.
const STRIDE: usize = 89;

/// Share of the caption's colours that some mark, text or pixel has.
pub fn score(exhibit: &Exhibit<'_>) -> Finding {
    let codes = caption::hex_colours(&exhibit.concept.caption);
    let names = names(&exhibit.concept.caption);
    if codes.is_empty() && names.is_empty() {
        return Finding::new(1.0, "the caption names no colours");
    }
    let used = used(exhibit);
    let has_code = |code: &&String| {
        rgb(code).is_some_and(|colour| used.iter().any(|other| colour.distance(*other) <= SAME))
    };
    let has_name = |name: &&&Named| used.iter().any(|colour| name.holds(*colour));
    let missing = codes
        .iter()
        .filter(|code| !has_code(code))
        .map(String::as_str)
        .chain(names.iter().filter(|name| !has_name(name)).map(|name| name.name))
        .map(|name| format!("{name} is not used"));
    let missing: Vec<String> = missing.collect();
    Finding::share(codes.len() + names.len(), &missing, "colours of the caption are used")
}

/// Paints of shapes and texts, and a sample of the pixels.
fn used(exhibit: &Exhibit<'_>) -> Vec<Rgb> {
    let shapes = exhibit.facts.shapes.iter().flat_map(|shape| [shape.fill, shape.stroke]);
    let texts = exhibit.facts.texts.iter().map(|text| text.fill);
    let pixels = exhibit.rgba.chunks_exact(4).step_by(STRIDE).map(|p| Rgb([p[0], p[1], p[2]]));
    let mut used: Vec<Rgb> = shapes.chain(texts).flatten().chain(pixels).collect();
    used.sort_unstable();
    used.dedup();
    used
}

/// A colour's name with the hues that go by it, wide enough for shades and tints.
struct Named {
    name: &'static str,
    /// Degrees, from and to; the end may lie beyond 360.
    hue: [u16; 2],
}

const fn named(name: &'static str, from: u16, to: u16) -> Named {
    Named { name, hue: [from, to] }
}

/// Names that stand for a hue. Black, white and grey are in every picture.
const NAMES: [Named; 18] = [
    named("red", 335, 382),
    named("crimson", 330, 375),
    named("orange", 8, 50),
    named("amber", 28, 60),
    named("gold", 32, 62),
    named("yellow", 38, 75),
    named("green", 65, 180),
    named("teal", 155, 205),
    named("turquoise", 155, 205),
    named("cyan", 165, 210),
    named("blue", 180, 262),
    named("navy", 200, 262),
    named("indigo", 220, 290),
    named("purple", 240, 325),
    named("violet", 235, 325),
    named("magenta", 280, 345),
    named("pink", 290, 385),
    named("brown", 0, 50),
];

/// Least difference of the channels of a colour that has a hue.
const LEAST_CHROMA: i32 = 18;

impl Named {
    /// Whether a colour goes by this name.
    fn holds(&self, colour: Rgb) -> bool {
        let [from, to] = self.hue.map(i32::from);
        hue(colour)
            .is_some_and(|hue| (from..=to).contains(&hue) || (from..=to).contains(&(hue + 360)))
    }
}

/// Whether a colour goes by a name; `None` for a name that stands for no hue.
pub fn goes_by(name: &str, colour: Rgb) -> Option<bool> {
    NAMES.iter().find(|named| named.name == name).map(|named| named.holds(colour))
}

/// The hue in degrees, 0 to 359; `None` for greys.
fn hue(Rgb(channels): Rgb) -> Option<i32> {
    let [r, g, b] = channels.map(i32::from);
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    let chroma = most - least;
    if chroma < LEAST_CHROMA {
        return None;
    }
    let sixth = match most {
        most if most == r => 60 * (g - b) / chroma,
        most if most == g => 120 + 60 * (b - r) / chroma,
        _ => 240 + 60 * (r - g) / chroma,
    };
    Some(sixth.rem_euclid(360))
}

/// The colours that a caption names in words, each once.
fn names(caption: &str) -> Vec<&'static Named> {
    let text = plain(caption);
    let all: Vec<&str> = words(&text).collect();
    NAMES.iter().filter(|named| all.contains(&named.name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(name: &str, hex: &str) -> bool {
        NAMES.iter().find(|named| named.name == name).unwrap().holds(rgb(hex).unwrap())
    }

    #[test]
    fn shades_go_by_the_names_of_their_hues() {
        for (name, hex) in [
            ("red", "#d62728"),
            ("orange", "#ffa600"),
            ("blue", "#1f77b4"),
            ("navy", "#2f4b7c"),
            ("green", "#2ca02c"),
            ("purple", "#9467bd"),
            ("pink", "#ffc0cb"),
            ("brown", "#8c564b"),
            ("teal", "#008080"),
        ] {
            assert!(holds(name, hex), "{name} {hex}");
        }
        assert!(
            !holds("red", "#1f77b4") && !holds("green", "#d62728") && !holds("blue", "#eeeeee")
        );
    }
}
