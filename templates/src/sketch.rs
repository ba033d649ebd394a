//! A picture as a list of marks and words, for families that draw many small figures.
//!
//! The list is written as SVG, and the same list says mark by mark what the picture must
//! show: how many marks of each paint, all their corners, each outline in its order, each
//! word with its place. A circle has no corners: its paint is looked for within its edge,
//! or on it, and not beyond. What a family's questions rest on beyond that, it claims itself.

use std::collections::BTreeMap;

use synth_contracts::{BBox, Claim, Paint};

use crate::claims::{Place, centres, corners, filled, labels, marks, path, ring, stroked, texts};
use crate::geometry::{distance, segment_distance};
use crate::style::{Heading, Margins};
use crate::svg::{Svg, short};
use crate::{Drawing, Style, attrs};

/// How far off an edge its paint is looked for, in units: within and beyond.
const WITHIN: f64 = 2.5;
const BEYOND: f64 = 4.0;
/// How far other marks of a paint are from where it must not be.
const CLEAR: f64 = 3.5;
/// Room for a title, and its size.
const BAND: f64 = 34.0;
const TITLE: f64 = 19.0;
/// Half the width of its widest letters, on average.
const WIDE: f64 = 6.6;

/// Where a mark lies.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// A closed outline by its corners.
    Ring(Vec<Place>),
    /// An open line by its corners.
    Line(Vec<Place>),
    /// A circle by its centre and radius.
    Disc(Place, f64),
}

/// What a mark is painted with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    fill: Option<String>,
    stroke: Option<(String, f64)>,
    dashed: bool,
}

/// A text around a centre.
#[derive(Clone, Debug)]
struct Word {
    text: String,
    at: Place,
    size: f64,
    paint: String,
    bold: bool,
    /// Degrees clockwise.
    turn: f64,
}

/// A picture being listed, from the back to the front.
#[derive(Clone, Debug)]
pub struct Sketch {
    width: f64,
    height: f64,
    margins: Margins,
    background: String,
    marks: Vec<(Form, Look)>,
    words: Vec<Word>,
}

impl Form {
    /// An upright rectangle.
    pub fn rect(left: f64, top: f64, width: f64, height: f64) -> Self {
        let (right, bottom) = (left + width, top + height);
        Self::Ring(vec![[left, top], [right, top], [right, bottom], [left, bottom]])
    }

    /// Corners of the outline; a circle has none.
    pub fn corners(&self) -> &[Place] {
        match self {
            Self::Ring(at) | Self::Line(at) => at,
            Self::Disc(..) => &[],
        }
    }

    /// The centre of a circle.
    fn centre(&self) -> Option<Place> {
        match self {
            Self::Disc(at, _) => Some(*at),
            Self::Ring(_) | Self::Line(_) => None,
        }
    }

    /// Left, top, right and bottom.
    fn extent(&self) -> [f64; 4] {
        if let Self::Disc([x, y], r) = self {
            return [x - r, y - r, x + r, y + r];
        }
        let start = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
        self.corners()
            .iter()
            .fold(start, |[l, t, r, b], [x, y]| [l.min(*x), t.min(*y), r.max(*x), b.max(*y)])
    }

    /// Whether the edge passes a place at less than [`CLEAR`].
    fn passes(&self, at: Place) -> bool {
        let point = |[x, y]: Place| (x, y);
        if let Self::Disc(centre, radius) = self {
            return (distance(point(*centre), point(at)) - radius).abs() < CLEAR;
        }
        let corners = self.corners();
        let closed = matches!(self, Self::Ring(_));
        let ends = corners.iter().zip(corners.iter().cycle().skip(1));
        let ends = ends.take(corners.len().saturating_sub(usize::from(!closed)));
        ends.into_iter().any(|(a, b)| segment_distance(point(at), point(*a), point(*b)) < CLEAR)
    }

    /// The outline of a mark with corners.
    fn outline(&self, paint: Paint) -> Option<Claim> {
        match self {
            Self::Line(at) => Some(path(paint, at.iter().copied())),
            Self::Ring(at) => Some(ring(paint, at.iter().copied())),
            Self::Disc(..) => None,
        }
    }
}

/// Eight places on a circle.
fn rim([x, y]: Place, radius: f64) -> Vec<Place> {
    let place = |i: i32| {
        let (sin, cos) = libm::sincos(f64::from(i) * std::f64::consts::FRAC_PI_4);
        [x + radius * cos, y + radius * sin]
    };
    (0..8).map(place).collect()
}

/// Whether a place lies within a box or less than [`CLEAR`] from it.
fn near([x, y]: Place, [left, top, right, bottom]: [f64; 4]) -> bool {
    x > left - CLEAR && x < right + CLEAR && y > top - CLEAR && y < bottom + CLEAR
}

impl Look {
    /// Filled with a colour.
    pub fn fill(hex: &str) -> Self {
        Self { fill: Some(hex.to_owned()), ..Self::default() }
    }

    /// Outlined in a colour, so many units wide.
    pub fn stroke(hex: &str, width: f64) -> Self {
        Self { stroke: Some((hex.to_owned(), width)), ..Self::default() }
    }

    /// Outlined as well.
    pub fn outlined(mut self, hex: &str, width: f64) -> Self {
        self.stroke = Some((hex.to_owned(), width));
        self
    }

    /// With a dashed outline.
    pub fn dashed(mut self) -> Self {
        self.dashed = true;
        self
    }

    /// Whether a colour is in it.
    fn has(&self, hex: &str) -> bool {
        self.fill.as_deref() == Some(hex)
            || self.stroke.as_ref().is_some_and(|(stroke, _)| stroke == hex)
    }

    fn attributes(&self) -> String {
        let mut text = attrs!["fill": self.fill.as_deref().unwrap_or("none")];
        if let Some((hex, width)) = &self.stroke {
            text += &attrs!["stroke": hex.as_str(), "stroke-width": *width,
                "stroke-linejoin": "round", "stroke-linecap": "round"];
        }
        if self.dashed {
            text += &attrs!["stroke-dasharray": "6 5"];
        }
        text
    }
}

impl Sketch {
    /// An empty canvas of `width` × `height` user units, rounded up to whole ones, with
    /// room around it as the style has it.
    pub fn new(width: f64, height: f64, style: &Style) -> Self {
        Self { margins: style.margins(), ..Self::bare(width, height, style) }
    }

    /// An empty canvas without room around it: for claims about what a program draws that
    /// is not made of a sketch.
    pub fn bare(width: f64, height: f64, style: &Style) -> Self {
        let (width, height) = (libm::ceil(width), libm::ceil(height));
        let background = style.background.to_owned();
        let (marks, words) = (Vec::new(), Vec::new());
        Self { width, height, margins: Margins::NONE, background, marks, words }
    }

    /// Adds a title where the style has one, with room of its own.
    pub fn title(&mut self, choices: &[&'static str], style: &Style) {
        let Some(Heading { text, below, left }) = style.heading(choices) else { return };
        let y = if below { self.height + BAND / 2.0 - 6.0 } else { 6.0 - BAND / 2.0 };
        let x = if left { 12.0 + WIDE * text.len() as f64 } else { self.width / 2.0 };
        self.bold(text, [x, y], TITLE, style.ink);
        *(if below { &mut self.margins.bottom } else { &mut self.margins.top }) += BAND;
    }

    /// Adds a mark.
    pub fn mark(&mut self, form: Form, look: Look) {
        self.marks.push((form, look));
    }

    /// Adds a line from one place to another.
    pub fn segment(&mut self, from: Place, to: Place, look: Look) {
        self.mark(Form::Line(vec![from, to]), look);
    }

    /// Adds an arrow whose head takes `head` units of its length.
    pub fn arrow(&mut self, from: Place, to: Place, hex: &str, width: f64, head: f64) {
        let length = libm::hypot(to[0] - from[0], to[1] - from[1]).max(1e-9);
        let [ux, uy] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
        let neck = [to[0] - ux * head, to[1] - uy * head];
        let wing =
            |side: f64| [neck[0] - uy * side * head * 0.55, neck[1] + ux * side * head * 0.55];
        self.segment(from, neck, Look::stroke(hex, width));
        self.mark(Form::Ring(vec![to, wing(1.0), wing(-1.0)]), Look::fill(hex));
    }

    /// Adds a text around a centre.
    pub fn word(&mut self, text: &str, at: Place, size: f64, paint: &str) {
        self.turned(text, at, size, paint, 0.0);
    }

    /// Adds a text around a centre, turned clockwise by so many degrees.
    pub fn turned(&mut self, text: &str, at: Place, size: f64, paint: &str, turn: f64) {
        let (text, paint) = (text.to_owned(), paint.to_owned());
        self.words.push(Word { text, at, size, paint, bold: false, turn });
    }

    /// Adds a bold text around a centre.
    pub fn bold(&mut self, text: &str, at: Place, size: f64, paint: &str) {
        self.word(text, at, size, paint);
        if let Some(word) = self.words.last_mut() {
            word.bold = true;
        }
    }

    /// The whole canvas.
    pub fn whole(&self) -> BBox {
        BBox::xywh(0.0, 0.0, self.width, self.height)
    }

    /// The sketch as an SVG program.
    pub fn drawing(&self, style: &Style) -> Drawing {
        let mut svg = Svg::within(self.margins, self.width, self.height, style);
        for (form, look) in &self.marks {
            write_mark(&mut svg, form, &look.attributes());
        }
        for word in &self.words {
            word.write(&mut svg);
        }
        svg.drawing(style)
    }

    /// What the picture must show: every mark and every word.
    pub fn claims(&self) -> Vec<Claim> {
        let extents: Vec<[f64; 4]> = self.marks.iter().map(|(form, _)| form.extent()).collect();
        let Margins { left, top, right, bottom } = self.margins;
        let (width, height) = (left + self.width + right, top + self.height + bottom);
        let ground = Form::rect(-left, -top, width, height);
        let ground = (ground, Look::fill(&self.background));
        let mut by_paint: BTreeMap<(bool, &str), Vec<&Form>> = BTreeMap::new();
        for (form, look) in std::iter::once(&ground).chain(&self.marks) {
            let fill = look.fill.as_deref().map(|hex| (false, hex));
            let stroke = look.stroke.as_ref().map(|(hex, _)| (true, hex.as_str()));
            for paint in [fill, stroke].into_iter().flatten() {
                by_paint.entry(paint).or_default().push(form);
            }
        }
        let mut claims = vec![
            texts(self.words.iter().map(|word| word.text.clone())),
            labels(self.words.iter().map(|word| (word.text.clone(), word.at))),
            Claim::TrueToScale,
        ];
        for ((is_stroke, hex), forms) in by_paint {
            let paint = || if is_stroke { stroked(hex) } else { filled(hex) };
            claims.push(marks(paint(), forms.len()));
            let round = |form: &&Form| matches!(form, Form::Disc(..));
            match forms.iter().filter(|form| round(form)).count() {
                0 => claims.push(corners(
                    paint(),
                    forms.iter().flat_map(|form| form.corners().iter().copied()),
                )),
                discs if discs == forms.len() => {
                    claims.push(centres(paint(), forms.iter().filter_map(|form| form.centre())));
                }
                _ => {}
            }
            claims.extend(forms.iter().filter_map(|form| form.outline(paint())));
            claims.extend(self.discs(hex, is_stroke, &forms, &extents));
        }
        claims
    }

    /// Where the circles of a paint end; `None` without any.
    fn discs(
        &self,
        hex: &str,
        is_stroke: bool,
        forms: &[&Form],
        extents: &[[f64; 4]],
    ) -> Option<Claim> {
        let (mut at, mut off) = (Vec::new(), Vec::new());
        for form in forms {
            let Form::Disc(centre, radius) = form else { continue };
            // Thin edges blend with their ground: of them only where they are not is sure.
            let (inner, outer) = match is_stroke {
                false => (radius - WITHIN, radius + BEYOND),
                true => (radius - BEYOND - 1.0, radius + BEYOND + 1.0),
            };
            let within = rim(*centre, inner.max(0.0));
            let bare = |place: &Place| self.is_bare(*place, form, hex, extents);
            off.extend(rim(*centre, outer).into_iter().filter(bare));
            match is_stroke {
                false => at.extend(within),
                true => off.extend(within.into_iter().filter(bare)),
            }
        }
        (!at.is_empty() || !off.is_empty()).then(|| Claim::Ink { colour: hex.to_owned(), at, off })
    }

    /// Whether nothing but `own` puts its paint at a place: no other mark of the paint, no
    /// edge that blends with its ground, no word.
    fn is_bare(&self, place: Place, own: &Form, hex: &str, extents: &[[f64; 4]]) -> bool {
        let hides = |((form, look), extent): (&(Form, Look), &[f64; 4])| {
            near(place, *extent) && form != own && (look.has(hex) || form.passes(place))
        };
        !self.marks.iter().zip(extents).any(hides)
            && !self.words.iter().any(|word| near(place, word.extent()))
    }
}

fn write_mark(svg: &mut Svg, form: &Form, look: &str) {
    let points = |at: &[Place]| {
        let pairs = at.iter().map(|[x, y]| format!("{},{}", short(*x), short(*y)));
        attrs!["points": pairs.collect::<Vec<_>>().join(" ")]
    };
    match form {
        Form::Ring(at) => svg.element("polygon", &(points(at) + look)),
        Form::Line(at) => svg.element("polyline", &(points(at) + look)),
        Form::Disc([x, y], r) => {
            svg.element("circle", &(attrs!["cx": *x, "cy": *y, "r": *r] + look));
        }
    }
}

impl Word {
    /// A box around the letters, however they are turned.
    fn extent(&self) -> [f64; 4] {
        let reach = self.size * 0.5 * self.text.chars().count().max(1) as f64;
        let [x, y] = self.at;
        [x - reach, y - reach, x + reach, y + reach]
    }

    fn write(&self, svg: &mut Svg) {
        let [x, y] = self.at;
        let mut look = attrs!["font-size": self.size, "fill": self.paint.as_str(),
            "text-anchor": "middle"];
        if self.bold {
            look += &attrs!["font-weight": "bold"];
        }
        if self.turn != 0.0 {
            let turn = format!("rotate({} {} {})", short(self.turn), short(x), short(y));
            look += &attrs!["transform": turn];
        }
        svg.text(x, y + self.size * 0.36, &self.text, &look);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use synth_contracts::Stream;

    #[test]
    fn every_mark_is_written_once_and_claimed_by_its_paint() {
        let style = Style::draw(&Stream::root(1));
        let mut sketch = Sketch::new(100.0, 80.0, &style);
        sketch.mark(Form::Disc([50.0, 40.0], 10.0), Look::fill("#123456"));
        sketch
            .mark(Form::rect(5.0, 5.0, 20.0, 20.0), Look::fill("#123456").outlined("#000000", 2.0));
        sketch.word("A", [80.0, 60.0], 12.0, "#000000");
        let source = sketch.drawing(&style).program.source;
        assert_eq!(source.matches("#123456").count(), 2);
        let claims = sketch.claims();
        assert!(claims.contains(&marks(filled("#123456"), 2)));
        assert!(claims.contains(&marks(stroked("#000000"), 1)));
        assert!(claims.contains(&texts(["A"])));
    }
}
