//! Taking the fat off plotters' SVG.

use crate::text::short;

/// Attributes that repeat what SVG assumes anyway.
const EMPTY: [(&str, &str); 5] = [
    ("opacity", "1"),
    ("fill-opacity", "1"),
    ("stroke-opacity", "1"),
    ("stroke", "none"),
    ("stroke-width", "1"),
];

/// Attributes that a group can hold for its children.
const SHARED: [&str; 10] = [
    "fill",
    "stroke",
    "stroke-width",
    "opacity",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "text-anchor",
    "stroke-linejoin",
];

/// An element without children other than text.
struct Element {
    name: String,
    attrs: Vec<(String, String)>,
    text: Option<String>,
}

impl Element {
    fn shared(&self) -> impl Iterator<Item = &(String, String)> {
        self.attrs.iter().filter(|(name, _)| SHARED.contains(&name.as_str()))
    }

    fn own(&self) -> impl Iterator<Item = &(String, String)> {
        self.attrs.iter().filter(|(name, _)| !SHARED.contains(&name.as_str()))
    }

    fn write<'a>(&self, attrs: impl Iterator<Item = &'a (String, String)>) -> String {
        let attrs = joined(attrs);
        match &self.text {
            Some(text) => format!("<{0}{attrs}>{text}</{0}>", self.name),
            None => format!("<{}{attrs}/>", self.name),
        }
    }
}

/// The elements of an SVG document written by plotters, one a line and indented
/// by two: without attributes that say nothing, with short numbers, and with
/// neighbours of one look in a group that holds it. The `<svg>` tags are left
/// out, so that the result can become part of another document.
pub fn slim(raw: &str) -> String {
    let elements = parse(raw);
    let mut out = String::new();
    let mut rest = elements.as_slice();
    while let Some(first) = rest.first() {
        let look: Vec<_> = first.shared().collect();
        let run = rest.iter().take_while(|other| other.shared().eq(look.iter().copied())).count();
        let (group, after) = rest.split_at(run);
        write_group(&mut out, first, group);
        rest = after;
    }
    out
}

/// Writes elements of one look: in a group if there is something to share.
fn write_group(out: &mut String, first: &Element, group: &[Element]) {
    if group.len() < 2 || first.shared().next().is_none() {
        for element in group {
            out.push_str(&format!("  {}\n", element.write(element.attrs.iter())));
        }
        return;
    }
    out.push_str(&format!("  <g{}>\n", joined(first.shared())));
    for element in group {
        out.push_str(&format!("    {}\n", element.write(element.own())));
    }
    out.push_str("  </g>\n");
}

fn joined<'a>(attrs: impl Iterator<Item = &'a (String, String)>) -> String {
    attrs.map(|(name, value)| format!(" {name}=\"{value}\"")).collect()
}

/// Reads plotters' elements. It writes no nested ones but text, always quotes
/// with `"` and escapes `<`, `>` and `"` in values, so no general parser is needed.
fn parse(raw: &str) -> Vec<Element> {
    let mut elements = Vec::new();
    let mut rest = raw;
    while let Some(start) = rest.find('<') {
        let tag = &rest[start + 1..];
        let Some(end) = tag.find('>') else { break };
        let (head, tail) = (&tag[..end], &tag[end + 1..]);
        rest = tail;
        if head.starts_with(['/', '?', '!']) || head.starts_with("svg") {
            continue;
        }
        let text = (!head.ends_with('/'))
            .then(|| tail.split('<').next().unwrap_or_default().trim().to_owned());
        elements.push(element(head.trim_end_matches('/'), text));
    }
    elements
}

/// An element from the inside of its tag.
fn element(head: &str, text: Option<String>) -> Element {
    let (name, mut rest) = head.split_once(' ').unwrap_or((head, ""));
    let mut attrs = Vec::new();
    while let Some((key, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"').unwrap_or((after, ""));
        let (key, value) = (key.trim(), slim_value(value.trim()));
        if !EMPTY.contains(&(key, value.as_str())) {
            attrs.push((key.to_owned(), value));
        }
        rest = after;
    }
    // Attributes that a group may take must compare equal in any order.
    attrs.sort_by_key(|(name, _)| SHARED.iter().position(|shared| shared == name));
    as_path(Element { name: name.to_owned(), attrs, text })
}

/// Straight strokes and closed outlines as paths, which say the same with less.
/// Longer polylines stay: a list of points is easier to read.
fn as_path(mut element: Element) -> Element {
    let closed = element.name == "polygon";
    let Some((_, points)) = element.attrs.iter_mut().find(|(name, _)| name == "points") else {
        return element;
    };
    let Some(corners) = whole_points(points) else { return element };
    if !closed && corners.len() != 2 {
        return element;
    }
    *points = path(&corners, closed);
    for (name, _) in &mut element.attrs {
        if name == "points" {
            *name = "d".to_owned();
        }
    }
    element.name = "path".to_owned();
    element
}

/// The points of a polyline, if all are whole, as plotters writes them.
fn whole_points(points: &str) -> Option<Vec<(i32, i32)>> {
    let pair = |word: &str| {
        let (x, y) = word.split_once(',')?;
        Some((x.parse().ok()?, y.parse().ok()?))
    };
    points.split_whitespace().map(pair).collect()
}

/// A path along these corners, in steps from each to the next.
fn path(corners: &[(i32, i32)], closed: bool) -> String {
    let mut d = String::new();
    for (index, &(x, y)) in corners.iter().enumerate() {
        let (dx, dy) = match index.checked_sub(1).and_then(|before| corners.get(before)) {
            Some((x0, y0)) => (x - x0, y - y0),
            None => {
                d = format!("M{x} {y}");
                continue;
            }
        };
        d.push_str(&match (dx, dy) {
            (_, 0) => format!("h{dx}"),
            (0, _) => format!("v{dy}"),
            _ => format!("l{dx} {dy}"),
        });
    }
    if closed {
        d.push('z');
    }
    d
}

/// A value with its numbers shortened and its colours in lower case.
fn slim_value(value: &str) -> String {
    if value.starts_with('#') {
        return value.to_ascii_lowercase();
    }
    let number = |word: &str| word.parse::<f64>().map_or_else(|_| word.to_owned(), short);
    let pair = |word: &str| word.split(',').map(number).collect::<Vec<_>>().join(",");
    value.split_whitespace().map(pair).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_vanishes() {
        let raw = r##"<svg width="9"><circle cx="1.000" cy="2" r="3" opacity="1" fill="#AABBCC" stroke="none" stroke-width="1"/></svg>"##;
        assert_eq!(slim(raw), "  <circle cx=\"1\" cy=\"2\" r=\"3\" fill=\"#aabbcc\"/>\n");
    }

    #[test]
    fn a_shared_look_is_written_once() {
        let raw = r##"<line opacity="1" stroke="#DDDDDD" stroke-width="1" x1="0" y1="1" x2="9" y2="1"/>
<line opacity="1" stroke="#DDDDDD" stroke-width="1" x1="0" y1="2" x2="9" y2="2"/>"##;
        let wanted = "  <g stroke=\"#dddddd\">\n    <line x1=\"0\" y1=\"1\" x2=\"9\" y2=\"1\"/>\n    <line x1=\"0\" y1=\"2\" x2=\"9\" y2=\"2\"/>\n  </g>\n";
        assert_eq!(slim(raw), wanted);
    }

    #[test]
    fn straight_strokes_and_outlines_become_paths() {
        let raw = "<polyline points=\"1,2 9,2 \"/><polygon points=\"0,0 4,0 2,3\"/>";
        assert_eq!(slim(raw), "  <path d=\"M1 2h8\"/>\n  <path d=\"M0 0h4l-2 3z\"/>\n");
    }

    #[test]
    fn text_is_kept_on_one_line() {
        let raw = "<text x=\"5\" y=\"6\" opacity=\"1\">\nA &amp; B\n</text>";
        assert_eq!(slim(raw), "  <text x=\"5\" y=\"6\">A &amp; B</text>\n");
    }
}
