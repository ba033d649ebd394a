//! Finds the answer in a response: `\boxed{…}`, `<answer>…</answer>`, or the last line.

/// What follows a question so that a response gives its answer where [`extract`] finds
/// it. Exports carry it, and so do our own prompts.
pub const INSTRUCTION: &str = r"Think step by step and give the final answer in \boxed{}.";

/// An answer stands at the end: no more than this many bytes of a response are read.
const WINDOW: usize = 1 << 16;

/// No more boxes than this are read as one answer.
const MAX_JOINED: usize = 8;

/// The answer that a response gives, trimmed, as it stands in the response.
///
/// What follows the last `</think>` counts, if anything does. There, the box or
/// answer tag that ends last wins; without one it is the last line that is not
/// empty. Boxes that stand side by side (`\boxed{4} or \boxed{5}`) are one answer
/// that names both. A box or tag that is not closed runs to the end. No text is
/// copied and the work is bounded, however long the response.
pub fn extract(response: &str) -> &str {
    let window = tail(response, WINDOW).trim();
    let marked = window.contains(['\\', '<']);
    if !marked && !window.contains('\n') {
        // The usual case: an answer alone.
        return if response.len() > WINDOW { response } else { window };
    }
    let spoken = match window.rfind("</think>") {
        Some(at) if !window[at + 8..].trim().is_empty() => &window[at + 8..],
        _ => window,
    };
    let boxed = boxes(spoken);
    let tagged = tag(spoken);
    match (boxed, tagged) {
        (Some((_, answer)), None) => answer.trim(),
        (Some((at, answer)), Some((tag_at, inner))) => {
            if at > tag_at {
                answer.trim()
            } else {
                extract_tagged(inner)
            }
        }
        (None, Some((_, inner))) => extract_tagged(inner),
        // A line that begins before the window is returned whole: its length tells.
        (None, None) if response.len() > WINDOW && !window.contains('\n') => response,
        (None, None) => last_line(spoken),
    }
}

/// The last `limit` bytes, from a character's start.
fn tail(text: &str, limit: usize) -> &str {
    let mut start = text.len().saturating_sub(limit);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// A tag may hold a box, and nothing else of it counts then.
fn extract_tagged(inner: &str) -> &str {
    boxes(inner).map_or(inner, |(_, answer)| answer).trim()
}

/// The last box and where it ends; boxes side by side are one span.
fn boxes(text: &str) -> Option<(usize, &str)> {
    let (start, open) = last_box(text)?;
    let (inner, end) = contents(text, open);
    let mut first = start;
    for _ in 0..MAX_JOINED {
        let Some((before, inside)) = last_box(&text[..first]) else { break };
        let (_, close) = contents(text, inside);
        if close > first || !joins(&text[close..first]) {
            break;
        }
        first = before;
    }
    if first == start { Some((end, inner)) } else { Some((end, &text[first..end])) }
}

/// Where the last box starts, and where its contents do.
fn last_box(text: &str) -> Option<(usize, usize)> {
    ["\\boxed{", "\\fbox{", "\\boxed "]
        .iter()
        .filter_map(|mark| text.rfind(mark).map(|at| (at, at + mark.len())))
        .max()
}

/// What is inside the box whose contents start at `open`, and where the box ends.
fn contents(text: &str, open: usize) -> (&str, usize) {
    let inner = &text[open..];
    if !text[..open].ends_with('{') {
        let end = inner.find([' ', '\n', '$', '.', ',']).unwrap_or(inner.len());
        return (&inner[..end], open + end);
    }
    let mut depth = 0_usize;
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return (&inner[..at], open + at + 1),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    (inner, text.len())
}

/// Whether what stands between two boxes makes one answer of them.
fn joins(between: &str) -> bool {
    between.len() <= 16
        && between
            .split(|c: char| !c.is_ascii_alphabetic())
            .all(|word| matches!(word, "" | "or" | "and" | "text"))
        && !between.contains('\n')
}

/// The last answer tag's contents and where they end.
fn tag(text: &str) -> Option<(usize, &str)> {
    let at = [text.rfind("<answer>"), text.rfind("<ANSWER>"), text.rfind("<Answer>")];
    let open = at.into_iter().flatten().max()? + "<answer>".len();
    let inner = &text[open..];
    let end = inner.find("</").unwrap_or(inner.len());
    Some((open + end, &inner[..end]))
}

/// The last line that holds something beside a fence.
fn last_line(text: &str) -> &str {
    text.lines()
        .rev()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with("```"))
        .unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::extract;

    #[test]
    fn a_box_a_tag_or_the_last_line() {
        for (response, answer) in [
            (r"so \boxed{\frac{1}{2}}.", r"\frac{1}{2}"),
            (r"first \boxed{3}, but no: \boxed{4}", "4"),
            (r"<think>\boxed{1}</think>\boxed{2}", "2"),
            (r"<think>\boxed{1}</think>", "1"),
            ("<answer> red </answer>", "red"),
            ("<think>x</think><answer>\\boxed{5}</answer>", "5"),
            ("\\boxed{4}\n<answer>5</answer>", "5"),
            ("It is long.\n\nAnswer: 7\n", "Answer: 7"),
            ("```\n12\n```", "12"),
            (r"\boxed{4} or \boxed{5}", r"\boxed{4} or \boxed{5}"),
            (r"\boxed{4", "4"),
            (r"\boxed 4$", "4"),
            ("<answer>9", "9"),
            ("", ""),
        ] {
            assert_eq!(extract(response), answer, "{response}");
        }
    }

    #[test]
    fn ten_megabytes_are_not_read_through() {
        let long = format!("{}\n\\boxed{{8}}", "{".repeat(10 << 20));
        assert_eq!(extract(&long), "8");
        let line = "é".repeat(5 << 20);
        assert_eq!(extract(&line).len(), line.len());
    }
}
