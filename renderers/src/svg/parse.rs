//! From text to the tree that is drawn: lenient by [`repair`](super::repair),
//! strict in everything else.

use resvg::usvg::{self, ImageHrefResolver, Tree};
use roxmltree::Document;

use super::check::{Misplaced, check, xml_options};
use super::image::Images;
use super::repair::{Repaired, repair};
use super::{Options, warnings};
use crate::{Fault, FaultKind, Place, fonts};

/// A program that can be drawn.
pub struct Parsed {
    /// What is drawn.
    pub tree: Tree,
    /// Elements that are legal but never drawn here, such as `script`.
    pub ignored: Vec<String>,
    /// What the converter had to say.
    pub warnings: Vec<String>,
}

/// Parses `source`.
pub fn parse(source: &str, options: &Options) -> Result<Parsed, Fault> {
    let repaired = repair(source);
    let document = Document::parse_with_options(&repaired.text, xml_options(options.max_nodes))
        .map_err(|error| xml_fault(source, &repaired, &error))?;
    let ignored = check(&document).map_err(|Misplaced { fault, offset }| {
        fault.at(Place::of_offset(source, repaired.original_offset(offset)))
    })?;
    let (tree, warnings) = convert(&document, options)?;
    Ok(Parsed { tree, ignored, warnings })
}

/// The fault for an XML error, at its place in the text as it was written.
fn xml_fault(source: &str, repaired: &Repaired<'_>, error: &roxmltree::Error) -> Fault {
    if matches!(error, roxmltree::Error::NodesLimitReached) {
        return Fault::new(FaultKind::TooComplex, "the document has too many nodes");
    }
    let position = error.pos();
    let offset = offset_of(&repaired.text, position.row, position.col);
    let place = Place::of_offset(source, repaired.original_offset(offset));
    // The parser ends its messages with its own place, which is that of the
    // mended text.
    let message = error.to_string();
    let tail = format!(" at {position}");
    let message = message.strip_suffix(tail.as_str()).unwrap_or(&message);
    Fault::new(FaultKind::NotWellFormed, format!("not well-formed XML: {message}")).at(place)
}

/// Byte offset of a line and column, both counted from 1.
fn offset_of(text: &str, row: u32, col: u32) -> usize {
    let line_start: usize =
        text.split_inclusive('\n').take(row.saturating_sub(1) as usize).map(str::len).sum();
    let line = &text[line_start..];
    let in_line = line.char_indices().nth(col.saturating_sub(1) as usize);
    line_start + in_line.map_or(line.len(), |(at, _)| at)
}

/// The tree that is drawn, and what the converter warned of.
fn convert(document: &Document<'_>, options: &Options) -> Result<(Tree, Vec<String>), Fault> {
    let images = Images::new(options);
    let usvg_options = usvg::Options {
        font_family: "sans-serif".to_owned(),
        font_resolver: fonts::resolver(),
        fontdb: fonts::database(),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|mime, data, options| images.resolve(mime, &data, options)),
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    };
    let (result, warnings) = warnings::collect(|| Tree::from_xmltree(document, &usvg_options));
    let tree = result.map_err(|error| converter_fault(&error))?;
    drop(usvg_options);
    match images.fault() {
        Some(fault) => Err(fault),
        None => Ok((tree, warnings)),
    }
}

fn converter_fault(error: &usvg::Error) -> Fault {
    match error {
        // The converter counts what it makes of the document, `use` and all.
        usvg::Error::ElementsLimitReached
        | usvg::Error::ParsingFailed(roxmltree::Error::NodesLimitReached) => {
            Fault::new(FaultKind::TooComplex, "the document has too many elements")
        }
        usvg::Error::InvalidSize => Fault::new(
            FaultKind::NotSvg,
            "the size is not valid: width, height and viewBox must be above zero and finite",
        ),
        other => Fault::new(FaultKind::NotSvg, other.to_string()),
    }
}
