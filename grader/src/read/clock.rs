//! Reads times of day: `15:30`, `3:30 pm`, `half past three`, `noon`.

use super::words;

/// Seconds since midnight.
pub fn read(text: &str) -> Option<u32> {
    if text.len() > 40 || text.len() < 3 {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let body = lower.strip_prefix("at ").unwrap_or(&lower).trim();
    match body {
        "noon" | "midday" | "12 noon" => return Some(12 * 3600),
        "midnight" | "12 midnight" => return Some(0),
        _ => {}
    }
    let (body, half) = meridiem(body);
    let (hour, minute, second) = digits(body, half.is_some()).or_else(|| spoken(body))?;
    let hour = match half {
        None if hour <= 24 => hour % 24,
        Some(afternoon) if (1..=12).contains(&hour) => hour % 12 + if afternoon { 12 } else { 0 },
        _ => return None,
    };
    (minute < 60 && second < 60).then_some(hour * 3600 + minute * 60 + second)
}

/// The time before `am` or `pm`, and whether it is after noon.
fn meridiem(text: &str) -> (&str, Option<bool>) {
    const ENDS: [(&str, bool); 11] = [
        ("a.m.", false),
        ("p.m.", true),
        ("a.m", false),
        ("p.m", true),
        ("am", false),
        ("pm", true),
        ("in the morning", false),
        ("in the afternoon", true),
        ("in the evening", true),
        ("at night", true),
        ("a. m.", false),
    ];
    ENDS.iter()
        .find_map(|(end, afternoon)| {
            let body = text.strip_suffix(end)?.trim_end();
            let body = body.strip_suffix("o'clock").unwrap_or(body).trim_end();
            (!body.is_empty()).then_some((body, Some(*afternoon)))
        })
        .unwrap_or((text, None))
}

/// `h:mm`, `h:mm:ss`, `15h30`; `h` and `h.mm` only before `am` and `pm`.
fn digits(text: &str, half: bool) -> Option<(u32, u32, u32)> {
    let text = ["hours", "hrs", "uhr", "h"]
        .iter()
        .find_map(|end| text.strip_suffix(end).filter(|head| head.contains(':')))
        .unwrap_or(text)
        .trim_end();
    if let Some(hour) = text.strip_suffix("o'clock") {
        let hour = hour.trim_end();
        if hour.contains(':') {
            return digits(hour, half);
        }
        return number(hour, 1..=2).or_else(|| small(hour)).map(|h| (h, 0, 0));
    }
    let separator = if text.contains(':') {
        ':'
    } else if half && text.contains('.') {
        '.'
    } else if text.contains('h') {
        'h'
    } else {
        return half.then(|| number(text, 1..=2)).flatten().map(|hour| (hour, 0, 0));
    };
    let mut parts = text.split(separator);
    let hour = number(parts.next()?, 1..=2)?;
    let minute = number(parts.next()?, 2..=2)?;
    let second = parts.next().map_or(Some(0), |part| number(part, 2..=2))?;
    parts.next().is_none().then_some((hour, minute, second))
}

fn number(text: &str, len: core::ops::RangeInclusive<usize>) -> Option<u32> {
    let digits = len.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// `half past three`, `quarter to 4`, `ten past two`.
fn spoken(text: &str) -> Option<(u32, u32, u32)> {
    let text = text.strip_prefix("a ").unwrap_or(text);
    if let Some((hour, minute)) = text.split_once(' ')
        && let (Some(hour @ 1..=12), Some(minute @ 10..=59)) = (small(hour), small(minute))
    {
        // "nine thirty"
        return Some((hour, minute, 0));
    }
    let (before, hour, past) = if let Some((before, hour)) = text.split_once(" past ") {
        (before, hour, true)
    } else {
        let (before, hour) = text.split_once(" to ")?;
        (before, hour, false)
    };
    let hour = hour.strip_suffix("o'clock").unwrap_or(hour).trim();
    let hour = number(hour, 1..=2).or_else(|| small(hour)).filter(|h| (1..=12).contains(h))?;
    let minutes = before.trim_end_matches("minutes").trim();
    let minute = match minutes {
        "half" if past => 30,
        "quarter" => 15,
        _ => small(minutes).or_else(|| {
            // "5 to 7" is a range; "5 minutes to 7" is a time.
            let spelled = before.ends_with("minutes") || past;
            spelled.then(|| number(minutes, 1..=2)).flatten()
        })?,
    };
    if past { Some((hour, minute, 0)) } else { Some(early((hour + 11, 60 - minute, 0))) }
}

/// The hour before twelve is eleven, before one it is twelve.
fn early((hour, minute, second): (u32, u32, u32)) -> (u32, u32, u32) {
    ((hour - 1) % 12 + 1, minute, second)
}

fn small(text: &str) -> Option<u32> {
    let (value, rest) = words::scan(text)?;
    rest.is_empty().then(|| value.as_int()).flatten().and_then(|n| u32::try_from(n).ok())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn one_time_in_many_writings() {
        let time = |h: u32, m: u32| Some(h * 3600 + m * 60);
        for (text, expected) in [
            ("15:30", time(15, 30)),
            ("3:30 pm", time(15, 30)),
            ("3:30PM", time(15, 30)),
            ("3.30 p.m.", time(15, 30)),
            ("3:30 p.m", time(15, 30)),
            ("15h30", time(15, 30)),
            ("03:45", time(3, 45)),
            ("3:45", time(3, 45)),
            ("3:45:00", time(3, 45)),
            ("12:00 am", time(0, 0)),
            ("12 pm", time(12, 0)),
            ("noon", time(12, 0)),
            ("midnight", time(0, 0)),
            ("half past three", time(3, 30)),
            ("quarter to four", time(3, 45)),
            ("a quarter past 3", time(3, 15)),
            ("ten to one", time(12, 50)),
            ("3 o'clock", time(3, 0)),
            ("three o'clock", time(3, 0)),
            ("14:50 h", time(14, 50)),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        for text in ["3", "3:4", "25:00", "10:60", "13 pm", "5 to 7", "word", "3:30 and 4:30"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
