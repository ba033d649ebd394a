//! Runs of text: words, box, size, and whether they can be read.

use resvg::tiny_skia::Transform;
use resvg::usvg::layout::Span;
use resvg::usvg::{Node, Text, TextChunk};
use serde::{Deserialize, Serialize};

use super::colour::{Pixels, Rgb};
use super::{Box4, inside, shape};

/// A run of text: one chunk of a `<text>` element, that is, what stands
/// together until the next absolute position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextRun {
    /// The element's `id`, or empty.
    pub id: String,
    /// The words, white space as drawn.
    pub content: String,
    /// Box around the ink, in pixels.
    pub bbox: Box4,
    /// Size of the smallest font in the run, in pixels.
    pub size: f32,
    /// Colour of the first part; `None` for gradients, patterns and no fill.
    pub fill: Option<Rgb>,
    /// Contrast between fill and ground, 1 to 21; 0 where it cannot be told.
    pub contrast: f32,
    /// Share of the box where the fill can be seen: near 0 when something
    /// covers the text or it has the colour of its ground.
    pub ink: f32,
    /// Share of the box that lies within the picture.
    pub inside: f32,
    /// Characters that no bundled face has; drawn as empty boxes.
    pub missing: u32,
}

/// Describes the runs of `text`.
pub fn read(text: &Text, scale: Transform, pixels: &Pixels<'_>) -> Vec<TextRun> {
    let transform = scale.pre_concat(text.abs_transform());
    let boxes = span_boxes(text);
    parts(text).into_iter().filter_map(|part| run(text, &part, &boxes, transform, pixels)).collect()
}

/// A chunk's words and its place among the element's spans.
struct Part {
    content: String,
    spans: std::ops::Range<usize>,
}

/// Splits an element into chunks. Every span of every chunk is laid out in
/// order, so counting finds which belong together; where the counts do not
/// match (a span was dropped), the element counts as one run.
fn parts(text: &Text) -> Vec<Part> {
    let laid_out = text.layouted().len();
    let planned = |chunk: &TextChunk| chunk.spans().len();
    let chunks = text.chunks().iter().filter(|chunk| !chunk.text().is_empty());
    if chunks.clone().map(planned).sum::<usize>() != laid_out {
        let content = chunks.map(TextChunk::text).collect::<Vec<_>>().join(" ");
        return vec![Part { content, spans: 0..laid_out }];
    }
    let mut start = 0;
    chunks
        .map(|chunk| {
            let spans = start..start + planned(chunk);
            start = spans.end;
            Part { content: chunk.text().to_owned(), spans }
        })
        .collect()
}

/// Boxes around the ink of every span, in the element's own units. The
/// flattened text holds a path a span, and one for every decoration.
fn span_boxes(text: &Text) -> Vec<Option<Box4>> {
    let mut drawn = text.flattened().children().iter().filter_map(|node| match node {
        Node::Path(path) => Some(path),
        _ => None,
    });
    let mut next = || {
        drawn.next().map(|path| {
            let b = path.stroke_bounding_box();
            [b.left(), b.top(), b.right(), b.bottom()]
        })
    };
    text.layouted()
        .iter()
        .map(|span| {
            let before =
                usize::from(span.overline.is_some()) + usize::from(span.underline.is_some());
            for _ in 0..before {
                next();
            }
            let bbox = if has_ink(span) { next() } else { None };
            if span.line_through.is_some() {
                next();
            }
            bbox
        })
        .collect()
}

fn has_ink(span: &Span) -> bool {
    (span.fill.is_some() || span.stroke.is_some())
        && span.positioned_glyphs.iter().any(|glyph| !glyph.text.trim().is_empty())
}

fn run(
    text: &Text,
    part: &Part,
    boxes: &[Option<Box4>],
    transform: Transform,
    pixels: &Pixels<'_>,
) -> Option<TextRun> {
    let spans = text.layouted().get(part.spans.clone())?;
    let first = spans.iter().find(|span| span.visible && has_ink(span))?;
    let own = boxes.get(part.spans.clone())?.iter().flatten().copied().reduce(union)?;
    let bbox = map(own, transform)?;
    let fill = first.fill.as_ref().and_then(|fill| shape::solid(fill.paint()));
    let ground = pixels.ground(bbox);
    let (contrast, ink) = match (fill, ground) {
        (Some(fill), Some(ground)) => (fill.contrast(ground), pixels.ink(bbox, fill, ground)),
        _ => (0.0, 0.0),
    };
    let smallest = spans.iter().map(|span| span.font_size.get()).fold(f32::INFINITY, f32::min);
    let glyphs = || spans.iter().flat_map(|span| &span.positioned_glyphs);
    Some(TextRun {
        id: text.id().to_owned(),
        content: part.content.trim().to_owned(),
        bbox,
        size: smallest * (transform.sx * transform.sy - transform.kx * transform.ky).abs().sqrt(),
        fill,
        contrast,
        ink,
        inside: inside(bbox, pixels.width, pixels.height),
        missing: glyphs().filter(|glyph| glyph.id.0 == 0).count() as u32,
    })
}

fn union(a: Box4, b: Box4) -> Box4 {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

/// The box around a transformed box.
fn map(bbox: Box4, transform: Transform) -> Option<Box4> {
    let rect = resvg::tiny_skia::Rect::from_ltrb(bbox[0], bbox[1], bbox[2], bbox[3])?;
    let rect = rect.transform(transform)?;
    Some([rect.left(), rect.top(), rect.right(), rect.bottom()])
}
