//! Drawing an SVG program.

mod check;
mod image;
mod parse;
mod raster;
mod repair;
mod warnings;

use resvg::usvg::Tree;

use crate::facts::{self, Facts};
use crate::{Fault, FaultKind};

/// What may vary between renderings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Longest side of the picture in pixels. Larger programs are scaled down;
    /// smaller ones keep their size.
    pub max_side: u32,
    /// Most XML nodes a program may have.
    pub max_nodes: u32,
    /// Most pixels a single embedded picture may have.
    pub max_image_pixels: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { max_side: 448, max_nodes: 100_000, max_image_pixels: 16 << 20 }
    }
}

/// Longest side over shortest side above which a picture is refused.
const MAX_ASPECT: f32 = 100.0;

/// A picture with what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendered {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Four bytes a pixel, rows from the top; opaque, since the program is laid
    /// on white.
    pub rgba: Vec<u8>,
    /// What is in the picture.
    pub facts: Facts,
}

/// Draws `source`.
///
/// # Errors
///
/// A [`Fault`] that names what is wrong with the program and where.
pub fn render(source: &str, options: &Options) -> Result<Rendered, Fault> {
    let parsed = parse::parse(source, options)?;
    let (width, height) = pixel_size(&parsed.tree, options.max_side)?;
    let rgba = raster::draw(&parsed.tree, width, height)?;
    let mut facts = facts::read(&parsed.tree, width, height, &rgba);
    if facts.colours <= 1 {
        let message = "every pixel of the picture has the same colour";
        return Err(Fault::new(FaultKind::Blank, message));
    }
    facts.ignored = parsed.ignored;
    facts.warnings = parsed.warnings;
    Ok(Rendered { width, height, rgba, facts })
}

/// The picture's size in pixels: the program's own, scaled down to `max_side`.
fn pixel_size(tree: &Tree, max_side: u32) -> Result<(u32, u32), Fault> {
    let (width, height) = (tree.size().width(), tree.size().height());
    let (long, short) = (width.max(height), width.min(height));
    if long > short * MAX_ASPECT {
        let message = format!(
            "the canvas is {width} × {height}: one side is more than {MAX_ASPECT} times the other"
        );
        return Err(Fault::new(FaultKind::Aspect, message));
    }
    let scale = (max_side as f32 / long).min(1.0);
    let side = |own: f32| ((own * scale).round() as u32).clamp(1, max_side);
    Ok((side(width), side(height)))
}
