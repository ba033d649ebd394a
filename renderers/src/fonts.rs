//! The bundled faces and which of them a program gets.
//!
//! Programs name fonts that no two machines share. Here every name maps to one
//! of sixteen bundled faces, by a table: Liberation Sans, Serif and Mono, whose
//! widths equal those of Arial, Times New Roman and Courier New, for which
//! models lay out their text; and DejaVu Sans, as wide as Verdana, which also
//! lends the mathematical signs and arrows that the others lack.

use std::sync::{Arc, OnceLock};

use resvg::usvg::{self, FontFamily, FontStyle, fontdb};
use skrifa::MetadataProvider;

/// A design with its four faces: regular, bold, italic, bold italic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Design {
    /// Liberation Sans: Arial, Helvetica and everything unknown.
    Sans,
    /// Liberation Serif: Times and other serif faces.
    Serif,
    /// Liberation Mono: Courier and other fixed-width faces.
    Mono,
    /// DejaVu Sans: Verdana, and the fallback for missing characters.
    Wide,
}

macro_rules! face {
    ($file:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $file, ".ttf")).as_slice()
    };
}

/// Four designs of four faces, in the order of [`Design`] and [`slot`].
static FACES: [&[u8]; 16] = [
    face!("LiberationSans-Regular"),
    face!("LiberationSans-Bold"),
    face!("LiberationSans-Italic"),
    face!("LiberationSans-BoldItalic"),
    face!("LiberationSerif-Regular"),
    face!("LiberationSerif-Bold"),
    face!("LiberationSerif-Italic"),
    face!("LiberationSerif-BoldItalic"),
    face!("LiberationMono-Regular"),
    face!("LiberationMono-Bold"),
    face!("LiberationMono-Italic"),
    face!("LiberationMono-BoldItalic"),
    face!("DejaVuSans"),
    face!("DejaVuSans-Bold"),
    face!("DejaVuSans-Oblique"),
    face!("DejaVuSans-BoldOblique"),
];

/// Names, in lower case, that stand for each design. What is not listed is
/// [`Design::Sans`] unless its name says otherwise, see [`design_of`].
const SERIF: &[&str] = &[
    "serif",
    "times",
    "times new roman",
    "georgia",
    "garamond",
    "palatino",
    "palatino linotype",
    "book antiqua",
    "cambria",
    "baskerville",
    "didot",
    "computer modern",
    "cmu serif",
    "stix",
    "stixgeneral",
    "stix two text",
    "latin modern roman",
    "libertine",
    "merriweather",
    "playfair",
    "playfair display",
    "charter",
    "bookman",
    "century",
    "century schoolbook",
    "cambria math",
    "ui-serif",
    "math",
];
const MONO: &[&str] = &[
    "monospace",
    "courier",
    "courier new",
    "consolas",
    "menlo",
    "monaco",
    "andale mono",
    "lucida console",
    "source code pro",
    "fira code",
    "fira mono",
    "jetbrains mono",
    "ui-monospace",
    "sfmono-regular",
    "sf mono",
    "inconsolata",
    "hack",
];
const WIDE: &[&str] = &["verdana", "geneva", "tahoma", "bitstream vera sans", "dejavu sans"];

/// The design for a family's name.
pub fn design_of(name: &str) -> Design {
    let name = name.trim().to_ascii_lowercase();
    let is = |list: &[&str]| list.contains(&name.as_str());
    if is(WIDE) {
        Design::Wide
    } else if is(MONO) || name.contains("mono") {
        Design::Mono
    } else if is(SERIF) || (name.contains("serif") && !name.contains("sans")) {
        Design::Serif
    } else {
        Design::Sans
    }
}

/// Place of a face within its design.
fn slot(bold: bool, italic: bool) -> usize {
    usize::from(bold) + 2 * usize::from(italic)
}

/// The database with its faces' identifiers, made once.
struct Book {
    database: Arc<fontdb::Database>,
    ids: Vec<fontdb::ID>,
}

fn book() -> &'static Book {
    static BOOK: OnceLock<Book> = OnceLock::new();
    BOOK.get_or_init(|| {
        let mut database = fontdb::Database::new();
        let mut ids = Vec::with_capacity(FACES.len());
        for face in FACES {
            let source = fontdb::Source::Binary(Arc::new(face));
            ids.extend(database.load_font_source(source));
        }
        Book { database: Arc::new(database), ids }
    })
}

/// The bundled faces.
pub fn database() -> Arc<fontdb::Database> {
    book().database.clone()
}

/// Chooses faces by the tables of this module, never by asking the system.
pub fn resolver() -> usvg::FontResolver<'static> {
    usvg::FontResolver { select_font: Box::new(select), select_fallback: Box::new(fall_back) }
}

/// The face for a font specification: the first family named decides.
fn select(font: &usvg::Font, _: &mut Arc<fontdb::Database>) -> Option<fontdb::ID> {
    let design = match font.families().first() {
        Some(FontFamily::Serif) => Design::Serif,
        Some(FontFamily::Monospace) => Design::Mono,
        Some(FontFamily::Named(name)) => design_of(name),
        _ => Design::Sans,
    };
    let italic = font.style() != FontStyle::Normal;
    book().ids.get(design as usize * 4 + slot(font.weight() >= 600, italic)).copied()
}

/// A face that has `wanted`: first DejaVu Sans in the style at hand, then any.
fn fall_back(
    wanted: char,
    used: &[fontdb::ID],
    _: &mut Arc<fontdb::Database>,
) -> Option<fontdb::ID> {
    let ids = &book().ids;
    let style = used.first().and_then(|id| ids.iter().position(|i| i == id)).unwrap_or(0) % 4;
    let wide = Design::Wide as usize * 4;
    [wide + style, wide]
        .into_iter()
        .chain(0..ids.len())
        .filter_map(|index| ids.get(index).copied())
        .find(|id| !used.contains(id) && has(*id, wanted))
}

fn has(id: fontdb::ID, wanted: char) -> bool {
    book()
        .database
        .with_face_data(id, |data, index| {
            skrifa::FontRef::from_index(data, index)
                .is_ok_and(|font| font.charmap().map(wanted).is_some())
        })
        .unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_is_loaded() {
        assert_eq!(book().ids.len(), 16);
    }

    #[test]
    fn names_map_to_designs() {
        assert_eq!(design_of("Arial"), Design::Sans);
        assert_eq!(design_of(" Times New Roman "), Design::Serif);
        assert_eq!(design_of("Noto Serif Display"), Design::Serif);
        assert_eq!(design_of("Noto Sans Serif"), Design::Sans);
        assert_eq!(design_of("IBM Plex Mono"), Design::Mono);
        assert_eq!(design_of("DejaVu Sans"), Design::Wide);
        assert_eq!(design_of("Some Font Nobody Has"), Design::Sans);
    }

    #[test]
    fn signs_that_tasks_use_are_covered_in_every_style() {
        let blocks = ['\u{2190}'..='\u{21FF}', '\u{2200}'..='\u{22FF}', 'Α'..='Ρ', 'α'..='ω'];
        let signs = "°²³€√πθℓ×÷±≤≥≠∞∠△→⇒½¼".chars();
        for sign in blocks.into_iter().flatten().chain(signs) {
            for id in &book().ids {
                let found = has(*id, sign) || fall_back(sign, &[*id], &mut database()).is_some();
                assert!(found, "no face has {sign} (U+{:04X})", u32::from(sign));
            }
        }
    }
}
