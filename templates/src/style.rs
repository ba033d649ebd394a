//! How a picture looks, apart from what it shows.
//!
//! A style is drawn from a stream of its own. Nothing in it may be chosen by
//! looking at the scene, or the look would give the answer away.

use synth_contracts::{Rng, Stream};

/// A named colour that people agree on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// The word a question may use, such as `blue`.
    pub name: &'static str,
    /// The paint, as `#rrggbb`.
    pub hex: &'static str,
}

/// Colours that differ in hue enough to be told apart by name, dark enough to
/// stand out from every background of [`Style`].
pub const COLOURS: [Colour; 8] = [
    Colour { name: "red", hex: "#d62728" },
    Colour { name: "blue", hex: "#1f5fbf" },
    Colour { name: "green", hex: "#2a8a3a" },
    Colour { name: "orange", hex: "#f07c00" },
    Colour { name: "purple", hex: "#7d3ac1" },
    Colour { name: "brown", hex: "#7a4a21" },
    Colour { name: "pink", hex: "#e85aa8" },
    Colour { name: "black", hex: "#222222" },
];

/// Palettes for marks whose colours carry no meaning of their own.
const PALETTES: [[&str; 6]; 6] = [
    ["#4c78a8", "#f58518", "#54a24b", "#e45756", "#8e6bbf", "#9d755d"],
    ["#1b6ca8", "#c7522a", "#3b8c66", "#8a4f9e", "#b8860b", "#455a64"],
    ["#264653", "#2a9d8f", "#d08a1d", "#e76f51", "#6d597a", "#577590"],
    ["#3366cc", "#dc3912", "#c07f00", "#109618", "#990099", "#0099c6"],
    ["#335c67", "#9e2a2b", "#e09f3e", "#540b0e", "#5f7a3a", "#7a6f9b"],
    ["#005f73", "#bb3e03", "#0a9396", "#9b2226", "#ca6702", "#5e548e"],
];

/// Pale enough that dark text and every colour above stand out.
const BACKGROUNDS: [&str; 5] = ["#ffffff", "#fafafa", "#fdfaf3", "#f5f8fb", "#f7f7f2"];

/// Families of faces that the renderer bundles.
const FONTS: [&str; 3] = ["Arial, sans-serif", "Georgia, serif", "Verdana, sans-serif"];

/// How a picture looks and how a question is worded.
#[derive(Clone, Debug)]
pub struct Style {
    /// Six paints in random order for marks without a named colour.
    pub palette: [&'static str; 6],
    /// Paint of the canvas.
    pub background: &'static str,
    /// Paint of text and axes; dark.
    pub ink: &'static str,
    /// Value of `font-family`.
    pub font: &'static str,
    /// Base size of text in user units, 15 to 18.
    pub text: f64,
    /// Stroke width of outlines in user units, 1.5 to 3.
    pub stroke: f64,
    /// Whether helper lines such as a grid are drawn.
    pub grid: bool,
    /// Picks among equivalent wordings and layouts, see [`Style::word`].
    wording: Stream,
}

impl Style {
    /// Draws a style.
    pub fn draw(stream: &Stream) -> Self {
        let mut rng = stream.rng();
        let mut palette = *rng.choose(&PALETTES);
        rng.shuffle(&mut palette);
        Self {
            palette,
            background: rng.choose(&BACKGROUNDS),
            ink: rng.choose(&["#222222", "#1d2733", "#2b2b2b"]),
            font: rng.choose(&FONTS),
            text: rng.int(15, 18) as f64,
            stroke: rng.int(3, 6) as f64 / 2.0,
            grid: rng.chance(0.6),
            wording: stream.child("wording"),
        }
    }

    /// One of several equivalent phrases. The same `what` always gives the same
    /// pick within a style, so a word used twice stays the same.
    pub fn word<'a>(&self, what: &str, choices: &[&'a str]) -> &'a str {
        self.rng(what).choose(choices)
    }

    /// A generator for a choice of layout called `what`.
    pub fn rng(&self, what: &str) -> Rng {
        self.wording.child(what).rng()
    }
}
