//! From text to the tree that is drawn: lenient by [`repair`](super::repair),
//! strict in everything else.

use resvg::usvg::{self, FontResolver, ImageHrefResolver, Tree};
use roxmltree::{Document, Node, ParsingOptions};

use super::image::Images;
use super::repair::{Repaired, repair};
use super::{Options, image, warnings};
use crate::{Fault, FaultKind, Place, fonts};

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";

/// Deepest nesting of elements. Browsers stop at 512 for HTML; the converter
/// recurses, so depth is stack.
const MAX_DEPTH: u32 = 512;

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
    let xml = ParsingOptions { allow_dtd: true, nodes_limit: options.max_nodes, ..Default::default() };
    let document = Document::parse_with_options(&repaired.text, xml)
        .map_err(|error| xml_fault(source, &repaired, &error))?;
    let locate = |node: Node<'_, '_>| {
        Place::of_offset(source, repaired.original_offset(node.range().start))
    };
    check_root(document.root_element()).map_err(|fault| fault.at(locate(document.root_element())))?;
    let ignored = survey(&document, &locate)?;
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

/// The root must be SVG's own `svg`, with a size that is a size.
fn check_root(root: Node<'_, '_>) -> Result<(), Fault> {
    let name = root.tag_name();
    if name.name() != "svg" {
        let message = format!("the root element is <{}>, not <svg>", name.name());
        return Err(Fault::new(FaultKind::NotSvg, message));
    }
    if name.namespace() != Some(SVG) {
        let found = name.namespace().unwrap_or("none");
        let message = format!("the root's namespace is {found}, not {SVG}");
        return Err(Fault::new(FaultKind::NotSvg, message));
    }
    Ok(())
}

/// Goes over the elements once: refuses what reaches outside, lists what is
/// never drawn, bounds the depth.
fn survey(
    document: &Document<'_>,
    locate: &dyn Fn(Node<'_, '_>) -> Place,
) -> Result<Vec<String>, Fault> {
    let mut ignored = Vec::new();
    let mut depth = 0u32;
    let mut node = document.root_element();
    loop {
        if node.is_element() {
            check_reference(node).map_err(|fault| fault.at(locate(node)))?;
            note_ignored(node, &mut ignored);
        }
        if let Some(child) = node.first_child() {
            depth += 1;
            if depth > MAX_DEPTH {
                let message = format!("elements are nested more than {MAX_DEPTH} deep");
                return Err(Fault::new(FaultKind::TooComplex, message).at(locate(node)));
            }
            node = child;
            continue;
        }
        loop {
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent_element() {
                Some(parent) => {
                    node = parent;
                    depth = depth.saturating_sub(1);
                }
                None => return Ok(ignored),
            }
        }
    }
}

/// Elements that draw what their `href` leads to.
const REFERRING: [&str; 4] = ["image", "use", "feImage", "tref"];

/// A picture must not depend on anything outside the program.
fn check_reference(node: Node<'_, '_>) -> Result<(), Fault> {
    if !REFERRING.contains(&node.tag_name().name()) {
        return Ok(());
    }
    let Some(href) = node.attribute("href").or_else(|| node.attribute((XLINK, "href"))) else {
        return Ok(());
    };
    let href = href.trim();
    if href.is_empty() || href.starts_with('#') || image::is_data(href) {
        return Ok(());
    }
    let shown: String = href.chars().take(80).collect();
    let message = format!(
        "<{}> refers to \"{shown}\"; only data: and #fragment references are drawn",
        node.tag_name().name()
    );
    Err(Fault::new(FaultKind::ExternalReference, message))
}

/// Elements of SVG that this renderer never draws or runs.
const UNDRAWN: [&str; 9] = [
    "script", "foreignObject", "animate", "animateTransform", "animateMotion", "set", "video",
    "audio", "iframe",
];

fn note_ignored(node: Node<'_, '_>, ignored: &mut Vec<String>) {
    let name = node.tag_name().name();
    if UNDRAWN.contains(&name) && !ignored.iter().any(|seen| seen == name) {
        ignored.push(name.to_owned());
    }
}

/// The tree that is drawn, and what the converter warned of.
fn convert(document: &Document<'_>, options: &Options) -> Result<(Tree, Vec<String>), Fault> {
    let images = Images::new(options.max_image_pixels);
    let usvg_options = usvg::Options {
        font_family: "sans-serif".to_owned(),
        font_resolver: FontResolver { ..fonts::resolver() },
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
        usvg::Error::ElementsLimitReached => {
            Fault::new(FaultKind::TooComplex, "the document has too many elements")
        }
        usvg::Error::InvalidSize => Fault::new(
            FaultKind::NotSvg,
            "the size is not valid: width, height and viewBox must be above zero and finite",
        ),
        other => Fault::new(FaultKind::NotSvg, other.to_string()),
    }
}
