//! A contact sheet: results as one picture that a person looks over.
//!
//! The sheet is an SVG, drawn by the renderer of the tasks; each picture in it is a small
//! copy on its own ground.

use std::fmt::Write;
use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::{DynamicImage, ImageFormat, RgbImage, RgbaImage};
use synth_dedup::Raster;
use synth_renderers::Options;

use crate::error::SearchError;
use crate::query::Hit;
use crate::repository::Repository;

/// Results beside each other.
const ACROSS: usize = 5;
/// Longest side of a small copy.
const SIDE: u32 = 180;
/// Width and height of a cell.
const CELL: (usize, usize) = (200, 240);
/// Letters that fit below a picture.
const LETTERS: usize = 30;
/// Most results on a sheet.
const MOST: usize = 100;

impl Repository {
    /// A PNG of the first 100 results with their rank, what they show and their terms.
    ///
    /// # Errors
    ///
    /// [`SearchError`], if a picture cannot be read any more.
    pub fn sheet(&self, hits: &[Hit]) -> Result<Vec<u8>, SearchError> {
        let shown = hits.len().clamp(1, MOST);
        let (columns, rows) = (shown.min(ACROSS), shown.div_ceil(ACROSS));
        let (width, height) = (columns * CELL.0, rows * CELL.1);
        let mut svg = format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"><rect width="{width}" height="{height}" fill="#f4f4f4"/>"##
        );
        for (at, hit) in hits.iter().take(MOST).enumerate() {
            let (left, top) = (at % ACROSS * CELL.0, at / ACROSS * CELL.1);
            // Writing to a string cannot fail.
            let _ = self.cell(&mut svg, at + 1, hit, (left, top))?;
        }
        if hits.is_empty() {
            svg.push_str(r#"<text x="20" y="120" font-size="14">nothing was found</text>"#);
        }
        svg.push_str("</svg>");
        drawn(&svg, width.max(height) as u32)
    }

    fn cell(
        &self,
        svg: &mut String,
        rank: usize,
        hit: &Hit,
        (left, top): (usize, usize),
    ) -> Result<std::fmt::Result, SearchError> {
        let fault = |id| SearchError::Damaged { id, detail: "its bytes are gone".to_owned() };
        let file = self.file(hit.id)?.ok_or_else(|| fault(hit.id))?;
        let (small, width, height) = small(&file)?;
        let (x, y) = (left + (CELL.0 - width) / 2, top + 10 + (SIDE as usize - height) / 2);
        let (middle, first, second) = (left + CELL.0 / 2, top + 208, top + 226);
        let shows = escaped(&hit.shows);
        let licence = escaped(hit.entry.licence.as_deref().unwrap_or("licence unknown"));
        let text = r##"text-anchor="middle" font-family="sans-serif""##;
        Ok(write!(
            svg,
            r##"<image x="{x}" y="{y}" width="{width}" height="{height}" href="data:image/png;base64,{small}"/><text x="{middle}" y="{first}" {text} font-size="12" fill="#111">{rank}. {shows}</text><text x="{middle}" y="{second}" {text} font-size="10" fill="#666">{licence}</text>"##
        ))
    }
}

/// A small copy as a PNG in base 64, with its size.
fn small(file: &[u8]) -> Result<(String, usize, usize), SearchError> {
    let fault = |error: &dyn std::fmt::Display| SearchError::Sheet(error.to_string());
    let picture = Raster::decode(file).map_err(|error| fault(&error))?;
    let pixels = RgbImage::from_raw(picture.width(), picture.height(), picture.rgb().to_vec())
        .ok_or_else(|| fault(&"a picture's size does not fit its bytes"))?;
    let copy = DynamicImage::ImageRgb8(pixels).thumbnail(SIDE, SIDE);
    let mut bytes = Cursor::new(Vec::new());
    copy.write_to(&mut bytes, ImageFormat::Png).map_err(|error| fault(&error))?;
    Ok((STANDARD.encode(bytes.into_inner()), copy.width() as usize, copy.height() as usize))
}

fn drawn(svg: &str, side: u32) -> Result<Vec<u8>, SearchError> {
    let fault = |error: &dyn std::fmt::Display| SearchError::Sheet(error.to_string());
    let options = Options { max_side: side, ..Options::default() };
    let drawn = synth_renderers::render(svg, &options).map_err(|error| fault(&error))?;
    let sheet = RgbaImage::from_raw(drawn.width, drawn.height, drawn.rgba)
        .ok_or_else(|| fault(&"its size does not fit its bytes"))?;
    let mut bytes = Cursor::new(Vec::new());
    let sheet = DynamicImage::ImageRgba8(sheet).into_rgb8();
    sheet.write_to(&mut bytes, ImageFormat::Png).map_err(|error| fault(&error))?;
    Ok(bytes.into_inner())
}

/// The beginning of a text, as XML; without what XML cannot say.
fn escaped(text: &str) -> String {
    let mut letters =
        text.chars().filter(|c| !c.is_control() && *c != '\u{fffe}' && *c != '\u{ffff}');
    let mut out = String::new();
    for c in letters.by_ref().take(LETTERS) {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out.extend(letters.next().map(|_| '…'));
    out
}
