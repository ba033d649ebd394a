//! Mends what browsers forgive and an XML parser does not.
//!
//! Three faults are common in programs by models and cost nothing to forgive:
//! a root without its `xmlns`, an `xlink:` prefix that was never declared, and
//! HTML's named entities. All else stays an error. The mended text remembers
//! its edits, so that errors still point into the text that was written.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// Text after mending, with a way back to the original.
#[derive(Debug)]
pub struct Repaired<'a> {
    /// What the parser should read.
    pub text: Cow<'a, str>,
    edits: Vec<Edit>,
}

/// At `at` of the mended text, `added` bytes stand for `removed` original ones.
#[derive(Clone, Copy, Debug)]
struct Edit {
    at: usize,
    removed: usize,
    added: usize,
}

impl Repaired<'_> {
    /// The offset in the original text of byte `offset` of the mended one. Bytes
    /// that were put in lead to the place where they were put.
    pub fn original_offset(&self, offset: usize) -> usize {
        let mut original = offset;
        for edit in &self.edits {
            if offset < edit.at + edit.added {
                return original - (offset.saturating_sub(edit.at)).min(original);
            }
            original = original + edit.removed - edit.added;
        }
        original
    }
}

/// Mends `source`.
pub fn repair(source: &str) -> Repaired<'_> {
    let mut edits = Vec::new();
    let lead = source.len() - source.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).len();
    if lead > 0 {
        edits.push((0, lead, String::new()));
    }
    if let Some((at, declarations)) = missing_namespaces(source) {
        edits.push((at, 0, declarations));
    }
    edits.extend(named_entities(source));
    edits.sort_by_key(|(at, ..)| *at);
    apply(source, edits)
}

/// Carries out edits of the form (offset, bytes removed, text put in). They are
/// sorted by offset and do not overlap.
fn apply(source: &str, planned: Vec<(usize, usize, String)>) -> Repaired<'_> {
    if planned.is_empty() {
        return Repaired { text: Cow::Borrowed(source), edits: Vec::new() };
    }
    let mut text = String::with_capacity(source.len() + 128);
    let mut edits = Vec::with_capacity(planned.len());
    let mut done = 0;
    for (at, removed, added) in planned {
        text.push_str(&source[done..at]);
        edits.push(Edit { at: text.len(), removed, added: added.len() });
        text.push_str(&added);
        done = at + removed;
    }
    text.push_str(&source[done..]);
    Repaired { text: Cow::Owned(text), edits }
}

/// Where in the root tag to put which namespace declarations, if any lack.
fn missing_namespaces(source: &str) -> Option<(usize, String)> {
    let start = root_tag(source)?;
    let end = start + source[start..].find('>')?;
    let tag = &source[start..end];
    if !tag.starts_with("<svg") {
        return None;
    }
    let mut declarations = String::new();
    if !has_attribute(tag, "xmlns") {
        declarations.push_str(" xmlns=\"http://www.w3.org/2000/svg\"");
    }
    if source.contains("xlink:") && !source.contains("xmlns:xlink") {
        declarations.push_str(" xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
    }
    (!declarations.is_empty()).then(|| (start + "<svg".len(), declarations))
}

/// Offset of the `<` that opens the root element: past the declaration,
/// comments, processing instructions and document type.
fn root_tag(source: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += source[at..].find('<')?;
        let rest = &source[at..];
        at += if rest.starts_with("<!--") {
            rest.find("-->")? + 3
        } else if rest.starts_with("<?") {
            rest.find("?>")? + 2
        } else if rest.starts_with("<!") {
            doctype_length(rest)?
        } else {
            return Some(at);
        };
    }
}

/// Length of a document type declaration, its internal subset included.
fn doctype_length(rest: &str) -> Option<usize> {
    let close = rest.find('>')?;
    match rest[..close].find('[') {
        None => Some(close + 1),
        Some(open) => {
            let subset = open + rest[open..].find(']')?;
            Some(subset + rest[subset..].find('>')? + 1)
        }
    }
}

/// Whether a start tag has an attribute of exactly this name.
fn has_attribute(tag: &str, name: &str) -> bool {
    tag.match_indices(name).any(|(at, _)| {
        tag[..at].ends_with([' ', '\t', '\r', '\n'])
            && tag[at + name.len()..].trim_start().starts_with('=')
    })
}

/// Edits that turn `&deg;` and its like into the characters they stand for.
/// XML's own five entities and those the document declares are left alone, and
/// so is everything inside comments and CDATA.
fn named_entities(source: &str) -> Vec<(usize, usize, String)> {
    let declared = declared_entities(source);
    let mut edits = Vec::new();
    let mut at = 0;
    while let Some(step) = source[at..].find(['&', '<']) {
        at += step;
        let rest = &source[at..];
        if let Some(length) = verbatim_length(rest) {
            at += length;
            continue;
        }
        if let Some((length, text)) = entity(rest)
            && !declared.contains(&rest[1..length - 1])
        {
            edits.push((at, length, text));
            at += length;
            continue;
        }
        at += 1;
    }
    edits
}

/// Names of the entities that the document declares itself.
fn declared_entities(source: &str) -> BTreeSet<&str> {
    source
        .match_indices("<!ENTITY")
        .filter_map(|(at, keyword)| source[at + keyword.len()..].split_whitespace().next())
        .collect()
}

/// Length of the comment, CDATA section or document type that `rest` begins
/// with; to the end of the text if it is never closed.
fn verbatim_length(rest: &str) -> Option<usize> {
    let until = |end: &str| Some(rest.find(end).map_or(rest.len(), |at| at + end.len()));
    if rest.starts_with("<!--") {
        until("-->")
    } else if rest.starts_with("<![CDATA[") {
        until("]]>")
    } else if rest.starts_with("<!DOCTYPE") {
        Some(doctype_length(rest).unwrap_or(rest.len()))
    } else {
        None
    }
}

/// Longest name among HTML's entities, `CounterClockwiseContourIntegral`.
const LONGEST_NAME: usize = 31;

/// The HTML entity at the start of `rest`: its length and what it stands for,
/// as numeric references.
fn entity(rest: &str) -> Option<(usize, String)> {
    let name: usize = rest[1..]
        .bytes()
        .take(LONGEST_NAME + 1)
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let length = name + 2;
    if !rest.starts_with('&') || name == 0 || rest.as_bytes().get(name + 1) != Some(&b';') {
        return None;
    }
    let written = &rest[..length];
    if matches!(written, "&amp;" | "&lt;" | "&gt;" | "&quot;" | "&apos;") {
        return None;
    }
    let meaning = htmlize::unescape(written);
    if meaning == written {
        return None;
    }
    Some((length, meaning.chars().map(|c| format!("&#{};", u32::from(c))).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_sound_document_is_left_alone() {
        let source = r#"<svg xmlns="http://www.w3.org/2000/svg"><text>a &amp; b</text></svg>"#;
        assert!(matches!(repair(source).text, Cow::Borrowed(_)));
    }

    #[test]
    fn namespaces_are_put_into_the_root() {
        let source = "<?xml version=\"1.0\"?>\n<!-- <svg> -->\n<svg width=\"1\"><use xlink:href=\"#a\"/></svg>";
        let text = repair(source).text.into_owned();
        assert!(text.contains("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink="));
        assert_eq!(text.matches("xmlns=").count(), 1);
    }

    #[test]
    fn named_entities_become_numbers() {
        let text = repair("<svg xmlns=\"s\"><text>20&deg;C &amp; 3&nbsp;m</text></svg>").text;
        assert!(text.contains("20&#176;C &amp; 3&#160;m"));
    }

    #[test]
    fn comments_data_and_unknown_names_are_left_alone() {
        for source in [
            "<svg xmlns=\"s\"><!-- &deg; --></svg>",
            "<svg xmlns=\"s\"><style><![CDATA[ &deg; ]]></style></svg>",
            "<svg xmlns=\"s\"><text>&nosuchname; &deg &#176; & </text></svg>",
            "<!DOCTYPE svg [<!ENTITY deg \"x\">]><svg xmlns=\"s\">&deg;</svg>",
        ] {
            assert_eq!(repair(source).text, source);
        }
    }

    #[test]
    fn offsets_lead_back_to_what_was_written() {
        let source = "\n<svg><text>&deg;X</text></svg>";
        let repaired = repair(source);
        let x = repaired.text.find('X').unwrap();
        assert_eq!(repaired.original_offset(x), source.find('X').unwrap());
        let put_in = repaired.text.find("xmlns").unwrap();
        assert_eq!(repaired.original_offset(put_in), source.find("<svg").unwrap() + 4);
    }

    #[test]
    fn many_entities_take_no_more_than_their_share_of_time() {
        let source = format!("<svg xmlns=\"s\">{}</svg>", "&nbsp;".repeat(200_000));
        let start = std::time::Instant::now();
        assert_eq!(repair(&source).text.matches("&#160;").count(), 200_000);
        assert!(start.elapsed().as_secs() < 10, "it was linear once");
    }

    proptest! {
        #[test]
        fn any_text_survives_and_maps_back(source in "\\PC{0,40}(<svg>|<svg |&deg;|<!--|\\]\\]>|<!DOCTYPE \\[|\\n){0,6}\\PC{0,40}") {
            let repaired = repair(&source);
            for offset in 0..=repaired.text.len() {
                prop_assert!(repaired.original_offset(offset) <= source.len());
            }
        }
    }
}
