//! Writing SVG as a good coder would: one element a line, indented, attributes
//! in a fixed order, numbers short.

use std::fmt::Write;

use synth_contracts::Program;

use crate::style::Margins;
use crate::{Drawing, Style, attrs};

/// An SVG document being written. Elements are closed as they are added.
#[derive(Clone, Debug)]
pub struct Svg {
    width: f64,
    height: f64,
    /// Where the units of the drawing start on the canvas.
    origin: [f64; 2],
    body: String,
    depth: usize,
}

impl Svg {
    /// An empty canvas of `width` × `height` user units on `background`.
    pub fn new(width: f64, height: f64, background: &str) -> Self {
        let mut svg = Self { width, height, origin: [0.0; 2], body: String::new(), depth: 1 };
        svg.element("rect", &attrs!["width": width, "height": height, "fill": background]);
        svg
    }

    /// An empty canvas for a drawing of `width` × `height` user units, with room around
    /// it as the style has it.
    pub fn framed(width: f64, height: f64, style: &Style) -> Self {
        Self::within(style.margins(), width, height, style)
    }

    /// An empty canvas for a drawing of `width` × `height` user units within `margins`.
    pub fn within(margins: Margins, width: f64, height: f64, style: &Style) -> Self {
        let Margins { left, top, right, bottom } = margins;
        let mut svg = Self::new(left + width + right, top + height + bottom, style.background);
        svg.origin = [left, top];
        if svg.is_moved() {
            let by = format!("translate({} {})", short(left), short(top));
            svg.open(&attrs!["transform": by]);
        }
        svg
    }

    /// Whether the drawing starts elsewhere than in the corner of the canvas.
    fn is_moved(&self) -> bool {
        self.origin != [0.0, 0.0]
    }

    /// Adds an empty element with attributes from [`attrs!`](crate::attrs).
    pub fn element(&mut self, name: &str, attrs: &str) {
        self.line(&format!("<{name}{attrs}/>"));
    }

    /// Adds a comment, for the reader of the program.
    pub fn comment(&mut self, text: &str) {
        self.line(&format!("<!-- {} -->", text.replace("--", "–")));
    }

    /// Opens a group; what is added until [`Svg::close`] inherits its attributes.
    pub fn open(&mut self, attrs: &str) {
        self.line(&format!("<g{attrs}>"));
        self.depth += 1;
    }

    /// Closes the innermost group.
    pub fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1).max(1);
        self.line("</g>");
    }

    /// Adds text at (`x`, `y`) on its baseline.
    pub fn text(&mut self, x: f64, y: f64, content: &str, attrs: &str) {
        let (x, y) = (short(x), short(y));
        self.line(&format!("<text x=\"{x}\" y=\"{y}\"{attrs}>{}</text>", escape(content)));
    }

    /// The whole document.
    pub fn finish(mut self, font: &str) -> String {
        if self.is_moved() {
            self.close();
        }
        let (w, h) = (short(self.width), short(self.height));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" \
             viewBox=\"0 0 {w} {h}\" font-family=\"{font}\">\n{}</svg>\n",
            self.body
        )
    }

    /// The whole document, as a family's drawing.
    pub fn drawing(self, style: &Style) -> Drawing {
        let Self { width, height, origin, .. } = self;
        Drawing { program: Program::svg(self.finish(style.font)), width, height, origin }
    }

    fn line(&mut self, text: &str) {
        let _ = writeln!(self.body, "{:1$}{text}", "", self.depth * 2);
    }
}

/// Text as it may stand between tags or in a quoted attribute.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A number with at most two digits after the point and no trailing zeros.
pub fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A value of an attribute: numbers are shortened, text is escaped.
pub trait Attr {
    /// The text between the quotes.
    fn text(&self) -> String;
}

impl Attr for f64 {
    fn text(&self) -> String {
        short(*self)
    }
}

impl Attr for &str {
    fn text(&self) -> String {
        escape(self)
    }
}

impl Attr for String {
    fn text(&self) -> String {
        escape(self)
    }
}

/// Attributes as text: `attrs!["x": 1.0, "fill": "red"]` is ` x="1" fill="red"`.
#[macro_export]
macro_rules! attrs {
    [$($name:literal: $value:expr),* $(,)?] => {{
        #[allow(unused_mut)]
        let mut text = String::new();
        $(
            text.push(' ');
            text.push_str($name);
            text.push_str("=\"");
            text.push_str(&$crate::svg::Attr::text(&$value));
            text.push('"');
        )*
        text
    }};
}

#[cfg(test)]
mod tests {
    use synth_contracts::Stream;

    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!(short(1.0), "1");
        assert_eq!(short(-0.001), "0");
        assert_eq!(short(12.346), "12.35");
    }

    #[test]
    fn text_is_escaped() {
        let mut svg = Svg::new(10.0, 10.0, "#fff");
        svg.text(1.0, 2.0, "a < b & c", &attrs!["fill": "\"x\""]);
        let out = svg.finish("Arial");
        assert!(out.contains("a &lt; b &amp; c"));
        assert!(out.contains("fill=\"&quot;x&quot;\""));
    }

    #[test]
    fn a_drawing_stands_within_its_margins() {
        let style = Style::draw(&Stream::root(1));
        let margins = Margins { left: 6.0, top: 12.0, right: 1.0, bottom: 2.0 };
        let drawing = Svg::within(margins, 10.0, 20.0, &style).drawing(&style);
        assert_eq!((drawing.width, drawing.height, drawing.origin), (17.0, 34.0, [6.0, 12.0]));
        let source = &drawing.program.source;
        assert!(source.contains("  <g transform=\"translate(6 12)\">\n  </g>\n</svg>"), "{source}");
    }
}
