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

/// Places in [`COLOURS`] of five that nobody mixes up, however small the mark.
pub const CLEAR: [usize; 5] = [0, 1, 2, 3, 7];

/// Palettes for marks whose colours carry no meaning of their own: within each,
/// any two paints can be told apart, and all stand out from a pale background.
const PALETTES: [[&str; 6]; 6] = [
    ["#2f6db3", "#c2571a", "#3f8f3a", "#b8324f", "#7d55b5", "#6b5138"],
    ["#1b6ca8", "#b8451f", "#2f855a", "#8a3fa0", "#a17800", "#4a5258"],
    ["#3a3f47", "#21867a", "#b8740f", "#cf3f33", "#6d4fa0", "#3f7fc0"],
    ["#2a56c6", "#cc2f0e", "#a97000", "#0f8016", "#8f0e8f", "#0088b3"],
    ["#2d6a94", "#a82c30", "#b5761a", "#3d7a44", "#6a3fa8", "#54463e"],
    ["#005f73", "#c24a08", "#4a8a2c", "#9b2283", "#8f6a00", "#4a4fc0"],
];

/// Pale enough that dark text and every colour above stand out.
const BACKGROUNDS: [&str; 5] = ["#ffffff", "#fafafa", "#fdfaf3", "#f5f8fb", "#f7f7f2"];

/// Families of faces that the renderer bundles.
const FONTS: [&str; 3] = ["Arial, sans-serif", "Georgia, serif", "Verdana, sans-serif"];

/// Room around a drawing, in user units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margins {
    /// Left of it.
    pub left: f64,
    /// Above it.
    pub top: f64,
    /// Right of it.
    pub right: f64,
    /// Below it.
    pub bottom: f64,
}

impl Margins {
    /// No room at all.
    pub const NONE: Self = Self { left: 0.0, top: 0.0, right: 0.0, bottom: 0.0 };
}

/// A line that says what a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading {
    /// What it says.
    pub text: &'static str,
    /// Whether it stands below the drawing instead of above.
    pub below: bool,
    /// Whether it starts at the left instead of standing in the middle.
    pub left: bool,
}

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
            background: rng.choose::<&str>(&BACKGROUNDS),
            ink: rng.choose::<&str>(&["#222222", "#1d2733", "#2b2b2b"]),
            font: rng.choose::<&str>(&FONTS),
            text: rng.int(15, 18) as f64,
            stroke: rng.int(3, 6) as f64 / 2.0,
            grid: rng.chance(0.6),
            wording: stream.child("wording"),
        }
    }

    /// One of several equivalent phrases. The same `what` always gives the same
    /// pick within a style, so a word used twice stays the same.
    pub fn word<'a>(&self, what: &str, choices: &[&'a str]) -> &'a str {
        self.rng(what).choose::<&str>(choices)
    }

    /// One of several equivalent phrases, see [`Style::word`], with each
    /// `{name}` in it replaced by its value.
    pub fn phrase(&self, what: &str, choices: &[&str], values: &[(&str, &str)]) -> String {
        values.iter().fold(self.word(what, choices).to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
    }

    /// Whether a layout called `what` takes its other form.
    pub fn flips(&self, what: &str) -> bool {
        self.rng(what).chance(0.4)
    }

    /// Room around a drawing.
    pub fn margins(&self) -> Margins {
        let mut rng = self.rng("margins");
        let mut room = || 6.0 * rng.int(0, 4) as f64;
        Margins { left: room(), top: room(), right: room(), bottom: room() }
    }

    /// Where the title of a chart stands, and the `text-anchor` for it: from `left` on, or
    /// around `middle`.
    pub fn title_at(&self, left: f64, middle: f64) -> (f64, &'static str) {
        if self.rng("title-at").chance(0.4) { (left, "start") } else { (middle, "middle") }
    }

    /// One of several equivalent titles, above or below; two styles of five have none.
    pub fn heading(&self, choices: &[&'static str]) -> Option<Heading> {
        let mut rng = self.rng("heading");
        let text = rng.choose::<&str>(choices);
        let heading = Heading { text, below: rng.chance(0.35), left: rng.chance(0.4) };
        rng.chance(0.6).then_some(heading)
    }

    /// The sentence of a caption that tells of the heading; empty without one.
    pub fn titled(&self, choices: &[&'static str]) -> String {
        let tell = |heading: Heading| {
            let place = if heading.below { "below" } else { "above" };
            format!(" The title {place} reads \"{}\".", heading.text)
        };
        self.heading(choices).map(tell).unwrap_or_default()
    }

    /// A generator for a choice of layout called `what`.
    pub fn rng(&self, what: &str) -> Rng {
        self.wording.child(what).rng()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channels(hex: &str) -> [f64; 3] {
        [1, 3, 5].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0)
    }

    /// Relative luminance as WCAG defines it.
    fn luminance(hex: &str) -> f64 {
        let linear = |c: f64| if c <= 0.04 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        let [r, g, b] = channels(hex).map(linear);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    #[test]
    fn palettes_stand_out_and_differ() {
        let darkest = BACKGROUNDS.map(luminance).into_iter().fold(1.0, f64::min);
        for palette in PALETTES {
            for (i, one) in palette.into_iter().enumerate() {
                let contrast = (darkest + 0.05) / (luminance(one) + 0.05);
                assert!(contrast >= 3.0, "{one}: {contrast:.2}");
                for two in &palette[..i] {
                    let (a, b) = (channels(one), channels(two));
                    let square: f64 = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum();
                    assert!(square.sqrt() >= 0.22, "{one} and {two}: {:.2}", square.sqrt());
                }
            }
        }
    }

    #[test]
    fn a_word_used_twice_stays_the_same() {
        let style = Style::draw(&Stream::root(3));
        let phrase = || style.phrase("x", &["a {n}", "b {n}", "c {n}"], &[("n", "1")]);
        assert_eq!(phrase(), phrase());
        assert!(phrase().ends_with(" 1"));
    }
}
