//! From the tree to pixels, laid on white.

use resvg::tiny_skia::{IntSize, Pixmap, Transform};
use resvg::usvg::Tree;

use super::warnings;
use crate::{Fault, FaultKind};

/// How resvg's warning about an embedded picture that cannot be decoded begins.
const UNDECODED: &str = "Failed to decode";

/// Draws `tree` at `width` × `height` pixels: four bytes a pixel, all opaque.
pub fn draw(tree: &Tree, width: u32, height: u32) -> Result<Vec<u8>, Fault> {
    let mut pixmap = white(width, height).ok_or_else(|| {
        Fault::new(FaultKind::NotSvg, format!("{width} × {height} pixels cannot be drawn"))
    })?;
    let scale = Transform::from_scale(
        width as f32 / tree.size().width(),
        height as f32 / tree.size().height(),
    );
    let ((), heard) = warnings::collect(|| resvg::render(tree, scale, &mut pixmap.as_mut()));
    if heard.iter().any(|warning| warning.starts_with(UNDECODED)) {
        return Err(Fault::new(FaultKind::BadImage, "an embedded picture cannot be decoded"));
    }
    // On an opaque ground every pixel is opaque, so premultiplied is plain.
    Ok(pixmap.take())
}

/// An opaque white ground, filled by bytes, which is faster than by colour.
fn white(width: u32, height: u32) -> Option<Pixmap> {
    let bytes = (width as usize).checked_mul(height as usize)?.checked_mul(4)?;
    Pixmap::from_vec(vec![u8::MAX; bytes], IntSize::from_wh(width, height)?)
}
