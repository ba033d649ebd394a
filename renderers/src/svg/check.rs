//! What a document must be before it is converted: SVG that reaches nothing outside
//! itself and is not nested beyond reason. Pictures within pictures are checked by
//! the same rules.

use roxmltree::{Document, Node, ParsingOptions};

use super::image;
use crate::{Fault, FaultKind};

const SVG: &str = "http://www.w3.org/2000/svg";
const XLINK: &str = "http://www.w3.org/1999/xlink";

/// Deepest nesting of elements. The converter recurses, so depth is stack.
const MAX_DEPTH: u32 = 512;

/// How a program's XML is read, embedded documents' too: with document types, since
/// editors write them, and with a bound on nodes.
pub fn xml_options<'a>(max_nodes: u32) -> ParsingOptions<'a> {
    ParsingOptions { allow_dtd: true, nodes_limit: max_nodes, ..Default::default() }
}

/// A fault with the byte at which its element begins.
pub struct Misplaced {
    /// What is wrong.
    pub fault: Fault,
    /// Where, as an offset into the text that was parsed.
    pub offset: usize,
}

impl Misplaced {
    fn at(node: Node<'_, '_>, fault: Fault) -> Self {
        Self { fault, offset: node.range().start }
    }
}

/// Checks a document and lists the elements in it that are never drawn.
pub fn check(document: &Document<'_>) -> Result<Vec<String>, Misplaced> {
    let root = document.root_element();
    check_root(root).map_err(|fault| Misplaced::at(root, fault))?;
    survey(document)
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
fn survey(document: &Document<'_>) -> Result<Vec<String>, Misplaced> {
    let mut ignored = Vec::new();
    let mut depth = 0u32;
    let mut node = document.root_element();
    loop {
        if node.is_element() {
            check_reference(node).map_err(|fault| Misplaced::at(node, fault))?;
            note_ignored(node, &mut ignored);
        }
        if let Some(child) = node.first_child() {
            depth += 1;
            if depth > MAX_DEPTH {
                let message = format!("elements are nested more than {MAX_DEPTH} deep");
                return Err(Misplaced::at(node, Fault::new(FaultKind::TooComplex, message)));
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
    if href.is_empty() || href.starts_with('#') {
        return Ok(());
    }
    if image::is_data(href) {
        return image::check_data(href);
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
    "script",
    "foreignObject",
    "animate",
    "animateTransform",
    "animateMotion",
    "set",
    "video",
    "audio",
    "iframe",
];

fn note_ignored(node: Node<'_, '_>, ignored: &mut Vec<String>) {
    let name = node.tag_name().name();
    if UNDRAWN.contains(&name) && !ignored.iter().any(|seen| seen == name) {
        ignored.push(name.to_owned());
    }
}
