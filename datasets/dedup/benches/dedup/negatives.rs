//! Changes of one thing in a program, which make another task of it.

use synth_contracts::Rng;

/// Colours that people tell apart by name.
const COLOURS: [&str; 6] = ["#d62728", "#1f5fbf", "#2a8a3a", "#f07c00", "#7d3ac1", "#222222"];

/// A change of a program and its name in the table. `None` where a program has
/// nothing of the kind.
pub struct Negative {
    pub name: &'static str,
    pub make: fn(&str, &mut Rng) -> Option<String>,
}

/// Every change.
pub const NEGATIVES: &[Negative] = &[
    Negative { name: "one value changed", make: value },
    Negative { name: "one character of a label changed", make: label },
    Negative { name: "one edge removed", make: edge },
    Negative { name: "one colour changed", make: colour },
];

/// Half a grid step for a bar or a point, one digit for what is written, a
/// thirtieth of the canvas for a line's end.
fn value(svg: &str, rng: &mut Rng) -> Option<String> {
    if let Some(bars) = part(svg, "<!-- Bars -->", "<!-- Text -->") {
        return change_line(
            svg,
            bars,
            rng,
            |line| line.contains("<rect"),
            |line, rng| {
                let (y, height) = (number(line, "y")?, number(line, "height")?);
                let by = if height > 40.0 && rng.chance(0.5) { 16.5 } else { -16.5 };
                Some(with(&with(line, "y", y + by), "height", height - by))
            },
        );
    }
    if let Some(lines) = part(svg, "<!-- Lines -->", "<!-- Legend -->").or_else(|| {
        part(svg, "<!-- Lines -->", "<!-- Text -->").filter(|_| svg.contains("polyline"))
    }) {
        return change_line(
            svg,
            lines,
            rng,
            |line| line.contains("<polyline"),
            |line, rng| {
                let (before, rest) = line.split_once("points=\"")?;
                let (points, after) = rest.split_once('"')?;
                let mut points: Vec<String> = points.split(' ').map(str::to_owned).collect();
                let chosen = rng.index(points.len());
                let (x, y) = points[chosen].split_once(',')?;
                points[chosen] = format!("{x},{}", y.parse::<f64>().ok()? - 18.5);
                Some(format!("{before}points=\"{}\"{after}", points.join(" ")))
            },
        );
    }
    if svg.contains("<text") {
        let digit = |line: &str| inner(line).is_some_and(|t| t.chars().any(|c| c.is_ascii_digit()));
        return change_line(svg, svg, rng, digit, |line, rng| {
            swap_char(line, rng, |c| c.is_ascii_digit())
        });
    }
    change_line(
        svg,
        svg,
        rng,
        |line| line.contains("<line"),
        |line, _| Some(with(line, "x1", number(line, "x1")? + 18.0)),
    )
}

fn label(svg: &str, rng: &mut Rng) -> Option<String> {
    let any =
        |line: &str| inner(line).is_some_and(|t| t.chars().any(|c| c.is_ascii_alphanumeric()));
    change_line(svg, svg, rng, any, |line, rng| swap_char(line, rng, |c| c.is_ascii_alphanumeric()))
}

fn edge(svg: &str, rng: &mut Rng) -> Option<String> {
    if svg.contains("<!-- Bars -->") || svg.contains("<polyline") {
        return None;
    }
    if svg.contains("<line") {
        return change_line(
            svg,
            svg,
            rng,
            |line| line.contains("<line"),
            |_, _| Some(String::new()),
        );
    }
    let path = |line: &str| line.contains("<path") && line.contains("H408M");
    change_line(svg, svg, rng, path, |line, rng| {
        let (before, rest) = line.split_once("d=\"M")?;
        let (moves, after) = rest.split_once('"')?;
        let mut moves: Vec<&str> = moves.split('M').collect();
        moves.remove(rng.index(moves.len()));
        Some(format!("{before}d=\"M{}\"{after}", moves.join("M")))
    })
}

fn colour(svg: &str, rng: &mut Rng) -> Option<String> {
    let grid = ["#cfd3d8", "#d2d4d6", "#8a9099"];
    let painted = |line: &str| {
        line.contains("\"#")
            && !line.contains("height=\"4")
            && !grid.iter().any(|g| line.contains(g))
    };
    change_line(svg, svg, rng, painted, |line, rng| {
        let at = line.find("\"#")? + 1;
        let old = line.get(at..at + 7)?;
        let others: Vec<&str> =
            COLOURS.into_iter().filter(|new| distance(old, new) >= 60.0).collect();
        Some(format!("{}{}{}", &line[..at], rng.choose::<&str>(&others), &line[at + 7..]))
    })
}

fn distance(a: &str, b: &str) -> f64 {
    let channels = |hex: &str| {
        [1, 3, 5].map(|at| hex.get(at..at + 2).and_then(|h| u8::from_str_radix(h, 16).ok()))
    };
    let (a, b) = (channels(a), channels(b));
    a.iter()
        .zip(b)
        .map(|(a, b)| (f64::from(a.unwrap_or(0)) - f64::from(b.unwrap_or(0))).powi(2))
        .sum::<f64>()
        .sqrt()
}

/// The text between two marks.
fn part<'a>(svg: &'a str, from: &str, to: &str) -> Option<&'a str> {
    let start = svg.find(from)?;
    Some(&svg[start..start + svg[start..].find(to)?])
}

/// The program with one of the lines of `within` that qualify changed.
fn change_line(
    svg: &str,
    within: &str,
    rng: &mut Rng,
    qualifies: impl Fn(&str) -> bool,
    change: impl Fn(&str, &mut Rng) -> Option<String>,
) -> Option<String> {
    let lines: Vec<&str> = within.lines().filter(|line| qualifies(line)).collect();
    if lines.is_empty() {
        return None;
    }
    let line = *rng.choose::<&str>(&lines);
    let changed = change(line, rng)?;
    // The line by its place: equal lines may stand elsewhere.
    let at = line.as_ptr() as usize - svg.as_ptr() as usize;
    Some(format!("{}{changed}{}", &svg[..at], &svg[at + line.len()..]))
}

/// What stands between `>` and `</text>`.
fn inner(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("<text")?;
    let (_, rest) = rest.split_once('>')?;
    rest.split_once("</text>").map(|(text, _)| text)
}

/// One character of a text replaced by another of its kind.
fn swap_char(line: &str, rng: &mut Rng, qualifies: fn(char) -> bool) -> Option<String> {
    let text = inner(line).filter(|text| !text.contains('&'))?;
    let places: Vec<usize> =
        text.char_indices().filter(|(_, c)| qualifies(*c)).map(|(i, _)| i).collect();
    let place = *rng.choose(&places);
    let old = char::from(text.as_bytes()[place]);
    let kind = match old {
        '0'..='9' => "0123456789",
        'a'..='z' => "abcdefghijklmnopqrstuvwxyz",
        _ => "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    };
    let others: Vec<char> = kind.chars().filter(|c| *c != old).collect();
    let at = text.as_ptr() as usize - line.as_ptr() as usize + place;
    Some(format!("{}{}{}", &line[..at], rng.choose(&others), &line[at + 1..]))
}

fn number(line: &str, name: &str) -> Option<f64> {
    let (_, rest) = line.split_once(&format!(" {name}=\""))?;
    rest.split_once('"')?.0.parse().ok()
}

fn with(line: &str, name: &str, value: f64) -> String {
    let mark = format!(" {name}=\"");
    let Some((before, rest)) = line.split_once(&mark) else { return line.to_owned() };
    let after = rest.split_once('"').map_or("", |(_, after)| after);
    format!("{before}{mark}{value}\"{after}")
}
