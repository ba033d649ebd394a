//! The contact sheet: one picture of every family with its name and hard question.
//!
//! The words are an SVG of our own; the pictures, drawn anew at the size at which they
//! are shown, are then laid into it pixel by pixel.

use synth_contracts::Program;
use synth_renderers::{Options, render};
use synth_sandbox::{Limits, Rendering, Usage};
use synth_templates::attrs;
use synth_templates::svg::Svg;

use super::{Exhibit, GalleryError, ours};
use crate::pipeline::twins::Studio;

/// Tiles a row.
const COLUMNS: usize = 5;
/// Width and height of a tile, and of the room in it for a picture.
const TILE: [usize; 2] = [296, 300];
const ROOM: [usize; 2] = [272, 204];
/// Distance of things from each other.
const GAP: usize = 12;
/// Room above the tiles for the title.
const HEAD: usize = 64;
/// Letters a line, and lines, of a question.
const LETTERS: usize = 46;
const LINES: usize = 3;

/// A picture with its words.
pub struct Tile {
    name: &'static str,
    question: String,
    rendering: Rendering,
}

impl Tile {
    /// The task of a family's middle level, drawn to fit a tile; `None` without one.
    pub fn of(studio: Studio<'_>, exhibit: &Exhibit) -> Result<Option<Self>, GalleryError> {
        let Some((_, shown)) = exhibit.examples.get(super::MIDDLE) else { return Ok(None) };
        let draft = &shown.draft;
        let [wide, high] = ROOM.map(|side| side as f64);
        let scale = (wide / draft.width).min(high / draft.height);
        let max_side = (draft.width.max(draft.height) * scale).floor() as u32;
        let limits = Limits { max_side, ..*studio.limits };
        let program: &Program = &draft.program;
        let drawn = ours(studio.sandbox.run(program, &limits))?;
        let (name, question) = (exhibit.family.card.name, draft.concept.hard.text.clone());
        Ok(drawn.map(|rendering| Self { name, question, rendering }))
    }
}

/// The sheet as a PNG file.
pub fn draw(tiles: &[Tile]) -> Result<Vec<u8>, GalleryError> {
    let rows = tiles.len().div_ceil(COLUMNS);
    let width = COLUMNS * (TILE[0] + GAP) + GAP;
    let height = HEAD + rows * (TILE[1] + GAP) + GAP;
    let options = Options { max_side: width.max(height) as u32, ..Options::default() };
    let words = words(tiles, width, height);
    let sheet = render(&words, &options).map_err(|fault| GalleryError::Sheet(fault.to_string()))?;
    let mut sheet = Rendering {
        width: sheet.width,
        height: sheet.height,
        rgba: sheet.rgba,
        facts: sheet.facts,
        log: String::new(),
        usage: Usage::default(),
    };
    for (place, tile) in tiles.iter().enumerate() {
        let [x, y] = corner(place);
        let Rendering { width, height, .. } = tile.rendering;
        let x = x + (TILE[0] - width as usize) / 2;
        let y = y + GAP + ROOM[1].saturating_sub(height as usize) / 2;
        lay(&mut sheet, &tile.rendering, x, y);
    }
    Ok(sheet.picture()?.png)
}

/// The left top corner of a tile.
fn corner(place: usize) -> [usize; 2] {
    let (row, column) = (place / COLUMNS, place % COLUMNS);
    [GAP + column * (TILE[0] + GAP), HEAD + row * (TILE[1] + GAP)]
}

/// Everything but the pictures.
fn words(tiles: &[Tile], width: usize, height: usize) -> String {
    let mut svg = Svg::new(width as f64, height as f64, "#e9ecf0");
    let title = format!("{} task families", tiles.len());
    let look = attrs!["font-size": 28.0, "font-weight": "bold", "fill": "#1d2733"];
    svg.text(GAP as f64, 42.0, &title, &look);
    for (place, tile) in tiles.iter().enumerate() {
        let [x, y] = corner(place).map(|side| side as f64);
        let [wide, high] = TILE.map(|side| side as f64);
        let look = attrs!["x": x, "y": y, "width": wide, "height": high, "rx": 6.0,
            "fill": "#ffffff"];
        svg.element("rect", &look);
        let (left, top) = (x + GAP as f64, y + (ROOM[1] + 2 * GAP) as f64);
        let look = attrs!["font-size": 14.0, "font-weight": "bold", "fill": "#1d2733"];
        svg.text(left, top + 8.0, tile.name, &look);
        for (line, text) in wrap(&tile.question).iter().enumerate() {
            let look = attrs!["font-size": 12.0, "fill": "#4a5258"];
            svg.text(left, top + 26.0 + 15.0 * line as f64, text, &look);
        }
    }
    svg.finish("Arial, sans-serif")
}

/// A question in lines, cut with an ellipsis where it is too long.
fn wrap(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let Some(last) = lines.last_mut() else { break };
        if last.is_empty() {
            *last = word.to_owned();
        } else if last.chars().count() + 1 + word.chars().count() <= LETTERS {
            *last += &format!(" {word}");
        } else {
            lines.push(word.to_owned());
        }
    }
    if lines.len() > LINES {
        lines.truncate(LINES);
        lines.last_mut().into_iter().for_each(|last| last.push_str(" …"));
    }
    lines
}

/// Copies a picture into a larger one.
fn lay(sheet: &mut Rendering, tile: &Rendering, x: usize, y: usize) {
    let (width, stride) = (tile.width as usize * 4, sheet.width as usize * 4);
    for (row, pixels) in tile.rgba.chunks_exact(width.max(1)).enumerate() {
        let start = (y + row) * stride + x * 4;
        if let Some(place) = sheet.rgba.get_mut(start..start + width) {
            place.copy_from_slice(pixels);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_question_is_cut() {
        assert_eq!(wrap("How many?"), ["How many?"]);
        let long = wrap(&"word ".repeat(60));
        assert_eq!(long.len(), LINES);
        assert!(long.iter().all(|line| line.chars().count() <= LETTERS + 2));
        assert!(long[LINES - 1].ends_with('…'));
    }
}
