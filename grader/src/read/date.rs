//! Reads dates: `5 March 2024`, `Mar 5, 2024`, `2024-03-05`, `March 2024`.

/// A date, or the part of it that is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    /// The year, if given.
    pub year: Option<i32>,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, if given.
    pub day: Option<u8>,
}

/// The dates that the text can mean: two where day and month could be either,
/// month first as in America. `sure` accepts only what cannot be a number, a
/// fraction or a range.
pub fn read(text: &str, sure: bool) -> [Option<Date>; 2] {
    if text.len() > 40 || text.len() < 3 {
        return [None; 2];
    }
    let lower = text.to_lowercase();
    let tokens: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|token| !matches!(*token, "" | "of" | "the" | "on" | "in"))
        .collect();
    if tokens.is_empty() || tokens.len() > 4 {
        return [None; 2];
    }
    if tokens.iter().any(|token| month(token).is_some()) {
        return [named(&tokens), None];
    }
    numeric(&lower, &tokens, sure)
}

fn named(tokens: &[&str]) -> Option<Date> {
    let mut date = Date { year: None, month: 0, day: None };
    for token in tokens {
        let number = ordinal(token);
        if let Some(found) = month(token).filter(|_| date.month == 0) {
            date.month = found;
        } else if weekday(token).is_some() {
            // The weekday follows from the date.
        } else if let Some(day) = number.filter(|n| (1..=31).contains(n) && date.day.is_none()) {
            date.day = u8::try_from(day).ok();
        } else {
            let year = token.strip_prefix('\'').and_then(ordinal).map(century);
            let full = number.filter(|n| (1000..=9999).contains(n));
            date.year = Some(year.or(full).filter(|_| date.year.is_none())?);
        }
    }
    (date.day.is_some() || date.year.is_some()).then_some(date)
}

fn numeric(text: &str, tokens: &[&str], sure: bool) -> [Option<Date>; 2] {
    let separator = text.chars().find(|c| !c.is_ascii_digit());
    let Some(separator) = separator.filter(|c| matches!(c, '-' | '/' | '.')) else {
        return [None; 2];
    };
    let numbers: Option<Vec<i32>> = text
        .split(separator)
        .map(|part| part.trim().parse().ok().filter(|_| part.trim().len() <= 4))
        .collect();
    let Some(numbers) = numbers.filter(|numbers| numbers.len() == tokens.len()) else {
        return [None; 2];
    };
    let year = |at: usize| if tokens[at].len() == 4 { numbers[at] } else { century(numbers[at]) };
    match (numbers.as_slice(), tokens) {
        ([y, m, d], [first, _, _]) if first.len() == 4 => [date(Some(*y), *m, Some(*d)), None],
        ([a, b, _], [_, _, last]) if matches!(last.len(), 2 | 4) => {
            let year = Some(year(2));
            let day_first = date(year, *b, Some(*a));
            match separator {
                '.' => [day_first, None],
                _ => either(date(year, *a, Some(*b)), day_first),
            }
        }
        ([y, m], [first, _]) if first.len() == 4 && !sure => [date(Some(*y), *m, None), None],
        ([m, y], [_, last]) if last.len() == 4 && !sure => [date(Some(*y), *m, None), None],
        ([a, b], _) if !sure => either(date(None, *a, Some(*b)), date(None, *b, Some(*a))),
        _ => [None; 2],
    }
}

fn either(first: Option<Date>, second: Option<Date>) -> [Option<Date>; 2] {
    if first.is_some() { [first, second] } else { [second, None] }
}

fn date(year: Option<i32>, month: i32, day: Option<i32>) -> Option<Date> {
    let day = match day {
        Some(day) => Some(u8::try_from(day).ok().filter(|d| (1..=31).contains(d))?),
        None => None,
    };
    let month = u8::try_from(month).ok().filter(|m| (1..=12).contains(m))?;
    Some(Date { year, month, day })
}

fn century(short: i32) -> i32 {
    if short < 70 { 2000 + short } else { 1900 + short }
}

/// `5`, `5th`.
fn ordinal(token: &str) -> Option<i32> {
    let digits = token.bytes().take_while(u8::is_ascii_digit).count();
    let (number, suffix) = token.split_at(digits);
    let known = matches!(suffix, "" | "st" | "nd" | "rd" | "th");
    (known && digits <= 4).then(|| number.parse().ok()).flatten()
}

/// A month's number by its name or its usual abbreviation.
pub fn month(token: &str) -> Option<u8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    abbreviated(&NAMES, token, &["sept"], 8)
}

/// A weekday's number, Monday first, by its name or its usual abbreviation.
pub fn weekday(token: &str) -> Option<u8> {
    const NAMES: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    match token {
        "tues" => Some(2),
        "thur" | "thurs" => Some(4),
        "weds" => Some(3),
        _ => abbreviated(&NAMES, token, &[], 0),
    }
}

fn abbreviated(names: &[&str], token: &str, more: &[&str], at: u8) -> Option<u8> {
    if token.len() < 3 || token.len() > 9 {
        return None;
    }
    let place = names
        .iter()
        .position(|name| *name == token || (token.len() == 3 && name.starts_with(token)));
    let place = place.and_then(|at| u8::try_from(at + 1).ok());
    place.or_else(|| more.contains(&token).then_some(at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_date_in_many_writings() {
        let expected = date(Some(2024), 3, Some(5));
        for text in [
            "5 March 2024",
            "March 5, 2024",
            "Mar 5 2024",
            "5th of March 2024",
            "Tuesday, March 5, 2024",
            "2024-03-05",
            "2024/3/5",
            "03/05/2024",
            "5.3.2024",
            "05-Mar-2024",
            "March 5th, '24",
        ] {
            assert_eq!(read(text, true)[0], expected, "{text}");
        }
        assert_eq!(read("05/03/2024", true)[1], expected);
        assert_eq!(read("Jul 2012", true)[0], date(Some(2012), 7, None));
        assert_eq!(read("July 4", true)[0], date(None, 7, Some(4)));
        assert_eq!(read("2012-07", false)[0], date(Some(2012), 7, None));
        assert_eq!(read("25/12/2020", true)[0], date(Some(2020), 12, Some(25)));
        for text in ["3/4", "2012-07", "May", "1.2.3", "march on", "5-7", "Monday", "1994"] {
            assert_eq!(read(text, true), [None; 2], "{text}");
        }
        assert_eq!(month("sept"), Some(9));
    }
}
