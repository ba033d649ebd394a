//! What is in a picture, read off the drawn tree and its pixels.
//!
//! Boxes come from the tree, since it knows where each element lies. Whether an
//! element can be *seen* comes from the pixels, since they alone know what was
//! painted over it: a text's ink and contrast, and whether a shape's paint still
//! stands where the shape is.

mod colour;
mod shape;
mod text;

use resvg::tiny_skia::Transform;
use resvg::usvg::{Group, Image, Node, Tree};
use serde::{Deserialize, Serialize};

pub use colour::Rgb;
pub use shape::Shape;
pub use text::TextRun;

use colour::Pixels;

/// Most texts and most shapes described; the rest is counted only.
const MOST: usize = 4096;

/// An axis-aligned box `[left, top, right, bottom]` in pixels, y pointing down.
pub type Box4 = [f32; 4];

/// What is in a picture.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Width and height of the program's own canvas, in user units.
    pub canvas: [f32; 2],
    /// Number of different colours, counted up to 65,536.
    pub colours: u32,
    /// Share of pixels that differ from the picture's commonest colour.
    pub coverage: f32,
    /// Every run of text, in the order of drawing.
    pub texts: Vec<TextRun>,
    /// Every other shape, in the order of drawing.
    pub shapes: Vec<Shape>,
    /// Boxes of embedded pictures.
    pub images: Vec<Box4>,
    /// Whether there were more elements than are described.
    pub truncated: bool,
    /// Legal elements that are never drawn here, such as `script`.
    pub ignored: Vec<String>,
    /// What the converter warned of.
    pub warnings: Vec<String>,
}

/// Reads the facts of `tree`, drawn as `rgba` at `width` × `height` pixels.
pub fn read(tree: &Tree, width: u32, height: u32, rgba: &[u8]) -> Facts {
    let pixels = Pixels::new(width, height, rgba);
    let canvas = [tree.size().width(), tree.size().height()];
    let scale = Transform::from_scale(width as f32 / canvas[0], height as f32 / canvas[1]);
    let (colours, coverage) = pixels.palette();
    let facts = Facts { canvas, colours, coverage, ..Facts::default() };
    let mut reader = Reader { pixels, scale, facts };
    reader.group(tree.root(), true);
    reader.facts
}

/// Walks the tree in the order of drawing.
struct Reader<'a> {
    pixels: Pixels<'a>,
    scale: Transform,
    facts: Facts,
}

impl Reader<'_> {
    /// `plain` tells whether paint reaches the picture as it is: no opacity,
    /// mask, filter or blending on the way.
    fn group(&mut self, group: &Group, plain: bool) {
        let plain = plain
            && group.opacity().get() == 1.0
            && group.mask().is_none()
            && group.filters().is_empty()
            && group.clip_path().is_none();
        for node in group.children() {
            self.node(node, plain);
        }
    }

    fn node(&mut self, node: &Node, plain: bool) {
        match node {
            Node::Group(group) => self.group(group, plain),
            Node::Path(path) => {
                if self.facts.shapes.len() < MOST {
                    self.facts.shapes.extend(shape::read(path, self.scale, &self.pixels, plain));
                } else {
                    self.facts.truncated = true;
                }
            }
            Node::Text(text) => {
                if self.facts.texts.len() < MOST {
                    self.facts.texts.extend(text::read(text, self.scale, &self.pixels));
                } else {
                    self.facts.truncated = true;
                }
            }
            Node::Image(image) => self.image(image),
        }
    }

    /// An embedded picture counts by its box, an SVG one too: what it holds has its
    /// place relative to itself.
    fn image(&mut self, image: &Image) {
        let Some(bbox) = image.abs_bounding_box().transform(self.scale) else { return };
        if self.facts.images.len() >= MOST {
            self.facts.truncated = true;
        } else if image.is_visible() {
            self.facts.images.push([bbox.left(), bbox.top(), bbox.right(), bbox.bottom()]);
        }
    }
}

/// Share of a box's area that lies within `width` × `height`; 1 for a box
/// without area that lies inside.
fn inside(bbox: Box4, width: u32, height: u32) -> f32 {
    let clipped = clip(bbox, width, height);
    let extent = |b: Box4| ((b[2] - b[0]).max(1e-3), (b[3] - b[1]).max(1e-3));
    if clipped[0] > clipped[2] || clipped[1] > clipped[3] {
        return 0.0;
    }
    let ((w, h), (cw, ch)) = (extent(bbox), extent(clipped));
    (cw / w * (ch / h)).clamp(0.0, 1.0)
}

/// The part of a box within the picture; left > right or top > bottom if none.
fn clip(bbox: Box4, width: u32, height: u32) -> Box4 {
    [bbox[0].max(0.0), bbox[1].max(0.0), bbox[2].min(width as f32), bbox[3].min(height as f32)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::svg::{Options, render};

    fn facts(body: &str) -> Facts {
        let source = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"100\">\
             <rect width=\"200\" height=\"100\" fill=\"#fff\"/>{body}</svg>"
        );
        render(&source, &Options::default()).unwrap().facts
    }

    #[test]
    fn a_text_has_its_words_size_and_contrast() {
        let facts = facts(
            r##"<text x="20" y="50" font-size="20" fill="#000">Hello <tspan font-weight="bold">you</tspan></text>"##,
        );
        assert_eq!(facts.texts.len(), 1);
        let text = &facts.texts[0];
        assert_eq!(text.content, "Hello you");
        assert_eq!(text.size, 20.0);
        assert!(text.contrast > 20.0 && text.ink > 0.1 && text.inside == 1.0, "{text:?}");
        assert!(text.bbox[0] >= 20.0 && text.bbox[2] < 130.0 && text.bbox[3] < 56.0, "{text:?}");
    }

    #[test]
    fn text_that_cannot_be_read_is_seen_as_such() {
        let facts = facts(
            r##"<text x="20" y="30" fill="#fdfdfd">pale</text>
            <text x="20" y="60" fill="#000">hidden</text><rect x="10" y="40" width="100" height="30" fill="#ddd"/>
            <text x="190" y="90" fill="#000">outside</text><text x="20" y="95">十</text>"##,
        );
        assert!(facts.texts[0].contrast < 1.1, "{:?}", facts.texts[0]);
        assert_eq!(facts.texts[1].ink, 0.0, "{:?}", facts.texts[1]);
        assert!(facts.texts[2].inside < 0.5, "{:?}", facts.texts[2]);
        assert_eq!(facts.texts[3].missing, 1, "{:?}", facts.texts[3]);
    }

    #[test]
    fn a_shape_that_is_painted_over_is_not_visible() {
        let facts = facts(
            r##"<circle cx="50" cy="50" r="20" fill="#f00"/><rect x="100" y="20" width="60" height="60" fill="#00f"/>
            <rect x="20" y="20" width="60" height="60" fill="#0f0"/>"##,
        );
        let visible: Vec<_> = facts.shapes.iter().map(|shape| shape.visible).collect();
        assert_eq!(visible[1..], [Some(0.0), Some(1.0), Some(1.0)]);
        assert_eq!(facts.shapes[1].fill, Some(Rgb([255, 0, 0])));
    }

    #[test]
    fn a_line_has_a_stroke_and_no_fill() {
        let facts = facts(r##"<line x1="10" y1="20" x2="150" y2="31" stroke="#00f"/>"##);
        assert_eq!((facts.shapes[1].fill, facts.shapes[1].visible), (None, None));
        assert_eq!(facts.shapes[1].stroke, Some(Rgb([0, 0, 255])));
    }

    #[test]
    fn colours_are_counted() {
        assert_eq!(facts(r##"<rect width="100" height="100" fill="#123456"/>"##).colours, 2);
    }
}
