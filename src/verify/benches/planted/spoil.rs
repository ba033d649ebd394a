//! The faults, each a change of the program or of the question.

use std::ops::Range;

use roxmltree::{Document, Node};
use synth_contracts::{Claim, Concept, Paint, Rng};
use synth_renderers::{Options, Rendered, render};
use synth_templates::Draft;

/// A way of spoiling a picture.
pub struct Fault {
    pub name: &'static str,
    /// Checks that name it rightly.
    pub reasons: &'static [&'static str],
    /// The spoilt program; `None` where the fault cannot be planted.
    pub plant: fn(&str, &Draft, &Rendered, &mut Concept, &mut Rng) -> Option<String>,
}

pub const FAULTS: &[Fault] = &[
    Fault {
        name: "label removed",
        reasons: &["labels"],
        plant: |s, _, _, _, r| drop_one(s, &text_elements(s), r),
    },
    Fault {
        name: "text 4 px high",
        reasons: &["legible"],
        plant: |s, d, p, _, r| {
            let size = 4.0 * d.width / f64::from(p.width);
            set(s, &text_elements(s), "font-size", &format!("{size:.2}"), r)
        },
    },
    Fault { name: "grey on grey", reasons: &["legible"], plant: |s, _, p, _, r| grey(s, p, r) },
    Fault {
        name: "text off the canvas",
        reasons: &["inside"],
        plant: |s, d, _, _, r| off_canvas(s, d, r),
    },
    Fault {
        name: "two labels overlap",
        reasons: &["overlap"],
        plant: |s, _, _, _, r| overlap(s, r),
    },
    Fault { name: "mark hidden", reasons: &["visible"], plant: |s, d, p, _, r| hide(s, d, p, r) },
    Fault {
        name: "bar of the wrong height",
        reasons: &["scene"],
        plant: |s, d, p, _, r| stretch(s, d, p, r),
    },
    Fault {
        name: "wrong colour",
        reasons: &["marks", "scene"],
        plant: |s, d, _, _, r| recolour(s, d, r),
    },
    Fault {
        name: "one mark too few",
        reasons: &["marks", "scene"],
        plant: |s, d, _, _, r| drop_one(s, &mark_elements(s, d), r),
    },
    Fault { name: "blank", reasons: &["blank", "present"], plant: |s, d, _, _, _| blank(s, d) },
    Fault {
        name: "hard answer printed",
        reasons: &["unprinted"],
        plant: |s, d, p, c, r| print_answer(s, d, p, c, r),
    },
    Fault {
        name: "question with all values",
        reasons: &["needed"],
        plant: |s, d, _, c, _| tell_all(s, d, c),
    },
];

/// A place in the program: an element's bytes.
type Span = Range<usize>;

fn elements(source: &str, keep: impl Fn(Node<'_, '_>) -> bool) -> Vec<Span> {
    let document = Document::parse(source).unwrap();
    document
        .descendants()
        .filter(|node| node.is_element() && keep(*node))
        .map(|node| node.range())
        .collect()
}

fn text_elements(source: &str) -> Vec<Span> {
    elements(source, |node| node.has_tag_name("text") || node.tag_name().name() == "text")
}

/// Texts that are not turned.
fn upright(source: &str) -> Vec<Span> {
    elements(source, |node| node.tag_name().name() == "text" && !node.has_attribute("transform"))
}

/// An attribute of an element or of what it stands in.
fn inherited<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.ancestors().find_map(|n| n.attribute(name))
}

/// The elements that paint the marks which claims name.
fn mark_elements(source: &str, draft: &Draft) -> Vec<Span> {
    let mut fills: Vec<String> = Vec::new();
    for claim in &draft.claims {
        match claim {
            Claim::Bars { fill, .. } => fills.push(fill.to_lowercase()),
            Claim::Places { paint: Paint::Fill(colour), .. }
            | Claim::Marks { paint: Paint::Fill(colour), .. } => {
                fills.push(colour.to_lowercase());
            }
            _ => {}
        }
    }
    elements(source, |node| {
        let shape =
            ["rect", "circle", "polygon", "path", "ellipse"].contains(&node.tag_name().name());
        let fill = inherited(node, "fill").unwrap_or("#000000").to_lowercase();
        shape && fills.contains(&fill)
    })
}

fn choose<'a>(spans: &'a [Span], rng: &mut Rng) -> Option<&'a Span> {
    (!spans.is_empty()).then(|| rng.choose(spans))
}

fn drop_one(source: &str, spans: &[Span], rng: &mut Rng) -> Option<String> {
    let span = choose(spans, rng)?;
    Some(format!("{}{}", &source[..span.start], &source[span.end..]))
}

/// Sets an attribute of one of the elements.
fn set(source: &str, spans: &[Span], name: &str, value: &str, rng: &mut Rng) -> Option<String> {
    let span = choose(spans, rng)?;
    Some(replace(source, span, |element| with(element, name, value)))
}

fn replace(source: &str, span: &Span, change: impl Fn(&str) -> String) -> String {
    format!("{}{}{}", &source[..span.start], change(&source[span.clone()]), &source[span.end..])
}

/// The element with an attribute set.
fn with(element: &str, name: &str, value: &str) -> String {
    let key = format!(" {name}=\"");
    let head = element.find('>').unwrap();
    if let Some(start) = element[..head].find(&key) {
        let from = start + key.len();
        let end = from + element[from..].find('"').unwrap();
        return format!("{}{value}{}", &element[..from], &element[end..]);
    }
    let at = element.find([' ', '>', '/']).unwrap();
    format!("{} {name}=\"{value}\"{}", &element[..at], &element[at..])
}

fn attribute(element: &str, name: &str) -> Option<f64> {
    let key = format!(" {name}=\"");
    let from = element.find(&key)? + key.len();
    element[from..].split('"').next()?.parse().ok()
}

/// A text takes nearly the colour of what it stands on.
fn grey(source: &str, picture: &Rendered, rng: &mut Rng) -> Option<String> {
    let spans = text_elements(source);
    let index = rng.index(spans.len());
    let text = picture.facts.texts.get(index)?;
    let [left, top, right, bottom] = text.bbox.map(|side| side as i64);
    let pixel = |x: i64, y: i64| {
        let clamp = |value: i64, size: u32| value.clamp(0, i64::from(size) - 1) as usize;
        let at = (clamp(y, picture.height) * picture.width as usize + clamp(x, picture.width)) * 4;
        [0, 1, 2].map(|i| picture.rgba[at + i])
    };
    // Lines may cross a corner; what three of the four show is the ground.
    let corners = [
        (left - 3, top - 3),
        (right + 3, top - 3),
        (left - 3, bottom + 3),
        (right + 3, bottom + 3),
    ]
    .map(|(x, y)| pixel(x, y));
    let ground = corners.into_iter().find(|c| corners.iter().filter(|d| *d == c).count() >= 3)?;
    let near = |c: u8| if c > 128 { c - 24 } else { c + 24 };
    let [r, g, b] = ground.map(near);
    Some(replace(source, &spans[index], |e| with(e, "fill", &format!("#{r:02x}{g:02x}{b:02x}"))))
}

/// A text begins where the canvas ends.
fn off_canvas(source: &str, draft: &Draft, rng: &mut Rng) -> Option<String> {
    let spans = upright(source);
    let span = choose(&spans, rng)?;
    let x = format!("{}", draft.width - 4.0);
    Some(replace(source, span, |e| with(&with(e, "x", &x), "text-anchor", "start")))
}

/// A text moves onto another one.
fn overlap(source: &str, rng: &mut Rng) -> Option<String> {
    let spans = upright(source);
    if spans.len() < 2 {
        return None;
    }
    let pair = rng.sample(&(0..spans.len()).collect::<Vec<_>>(), 2);
    let (a, b) = (&source[spans[pair[0]].clone()], &source[spans[pair[1]].clone()]);
    let content = |e: &str| e.split('>').nth(1).map(str::to_owned);
    if content(a) == content(b) {
        return None;
    }
    let (x, y) = (attribute(b, "x")?, attribute(b, "y")?);
    let spoilt = replace(source, &spans[pair[0]], |e| {
        with(&with(e, "x", &format!("{}", x + 2.0)), "y", &format!("{}", y + 1.0))
    });
    collides(&spoilt).then_some(spoilt)
}

/// Whether two texts cover a quarter of the smaller one, both within the picture: texts
/// of other anchors may miss each other.
fn collides(source: &str) -> bool {
    let texts = render(source, &Options::default()).unwrap().facts.texts;
    let area = |b: [f32; 4]| (b[2] - b[0]).max(0.0) * (b[3] - b[1]).max(0.0);
    let meet = |a: [f32; 4], b: [f32; 4]| {
        area([a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])])
    };
    let covered = texts.iter().enumerate().any(|(i, a)| {
        texts[..i].iter().any(|b| meet(a.bbox, b.bbox) > 0.25 * area(a.bbox).min(area(b.bbox)))
    });
    covered && texts.iter().all(|text| text.inside >= 1.0)
}

/// A mark disappears behind a plate of the ground's colour.
fn hide(source: &str, draft: &Draft, picture: &Rendered, rng: &mut Rng) -> Option<String> {
    let spans = mark_elements(source, draft);
    let span = choose(&spans, rng)?;
    let bbox = box_of(&source[span.clone()])?;
    let scale = draft.width / f64::from(picture.width);
    let [x, y, w, h] = bbox;
    let ground = format!("#{:02x}{:02x}{:02x}", picture.rgba[0], picture.rgba[1], picture.rgba[2]);
    let pad = 2.0 * scale;
    let plate = format!(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{ground}\" stroke=\"none\"/>",
        x - pad,
        y - pad,
        w + 2.0 * pad,
        h + 2.0 * pad
    );
    Some(format!("{}{plate}{}", &source[..span.end], &source[span.end..]))
}

/// Box of a rectangle or a circle from its attributes.
fn box_of(element: &str) -> Option<[f64; 4]> {
    if let Some(r) = attribute(element, "r") {
        let (x, y) = (attribute(element, "cx")?, attribute(element, "cy")?);
        return Some([x - r, y - r, 2.0 * r, 2.0 * r]);
    }
    let [x, y, w, h] = ["x", "y", "width", "height"].map(|name| attribute(element, name));
    Some([x?, y?, w?, h?])
}

/// A bar grows or shrinks by 4 pixels or more.
fn stretch(source: &str, draft: &Draft, picture: &Rendered, rng: &mut Rng) -> Option<String> {
    if !draft.claims.iter().any(|claim| matches!(claim, Claim::Bars { .. })) {
        return None;
    }
    let bars: Vec<Span> = mark_elements(source, draft)
        .into_iter()
        .filter(|span| attribute(&source[span.clone()], "height").is_some_and(|h| h > 24.0))
        .collect();
    let span = choose(&bars, rng)?;
    let scale = draft.width / f64::from(picture.width);
    let by = rng.real(4.0, 12.0) * scale;
    let element = &source[span.clone()];
    let (y, height) = (attribute(element, "y")?, attribute(element, "height")?);
    Some(replace(source, span, |e| {
        with(&with(e, "y", &format!("{}", y + by)), "height", &format!("{}", height - by))
    }))
}

fn recolour(source: &str, draft: &Draft, rng: &mut Rng) -> Option<String> {
    let spans = mark_elements(source, draft);
    let span = choose(&spans, rng)?;
    let document = Document::parse(source).unwrap();
    let node = document.descendants().find(|node| node.range() == *span)?;
    let fill = inherited(node, "fill").unwrap_or("#000000");
    // As light as it was, so that texts on it stay legible.
    let light = u8::from_str_radix(fill.get(3..5)?, 16).ok()? > 110;
    let other = if light { "#d9b8ff" } else { "#4b0082" };
    Some(replace(source, span, |e| with(e, "fill", other)))
}

/// Nothing but the ground is left.
fn blank(source: &str, draft: &Draft) -> Option<String> {
    let head = &source[..=source.find('>')?];
    let (width, height) = (draft.width, draft.height);
    Some(format!("{head}<rect width=\"{width}\" height=\"{height}\" fill=\"#f4f4f4\"/></svg>"))
}

/// The answer stands in a corner that is free.
fn print_answer(
    source: &str,
    draft: &Draft,
    picture: &Rendered,
    concept: &Concept,
    rng: &mut Rng,
) -> Option<String> {
    let answer = concept.hard.answer.to_string();
    let words = *rng.choose(&["Answer: {}", "= {}", "{}", "Total {}"]);
    let scale = draft.width / f64::from(picture.width);
    let size = 12.0 * scale;
    let end = source.rfind("</svg>")?;
    let text = words.replace("{}", &answer);
    let plate = format!(
        "<rect x=\"0\" y=\"0\" width=\"{}\" height=\"{}\" fill=\"#ffffff\"/>\
         <text x=\"{}\" y=\"{}\" font-size=\"{size}\" fill=\"#000000\">{text}</text>",
        size * (text.chars().count() as f64 * 0.62 + 1.0),
        size * 1.5,
        size * 0.4,
        size * 1.1
    );
    let free = picture.facts.texts.iter().all(|t| {
        f64::from(t.bbox[1]) > 20.0
            || f64::from(t.bbox[0]) > 12.0 * (text.chars().count() as f64 * 0.62 + 2.0)
    });
    free.then(|| format!("{}{plate}{}", &source[..end], &source[end..]))
}

/// The question says what should be read.
fn tell_all(source: &str, draft: &Draft, concept: &mut Concept) -> Option<String> {
    let values: Vec<String> = draft
        .claims
        .iter()
        .filter_map(|claim| match claim {
            Claim::Bars { values, .. } => Some(values.iter().map(f64::to_string)),
            _ => None,
        })
        .flatten()
        .collect();
    concept.hard.text = match values.len() {
        0 => format!("{} {}", draft.concept.caption, concept.hard.text),
        _ => format!("The values are {}. {}", values.join(", "), concept.hard.text),
    };
    Some(source.to_owned())
}
