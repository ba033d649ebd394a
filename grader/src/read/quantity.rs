//! Reads a number with what belongs to it: sign, currency, percent, unit or noun.

use super::list::{self, Bracket};
use super::unit::{self, Base, Unit};
use super::{algebra, numeral, text, words};
use crate::value::{Rat, Real};

/// A number with what stands around it.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// The number as written, before percent and unit.
    pub value: Real,
    /// Digits after the point, if it was written as a decimal.
    pub decimals: Option<u8>,
    /// Whether it was written as a decimal or whole number, not as a fraction or root.
    pub plain: bool,
    /// Whether a percent sign follows.
    pub percent: bool,
    /// The unit, if one is known.
    pub unit: Option<Unit>,
    /// The counted things, if the words behind the number name no unit.
    pub noun: Option<String>,
    /// The name before an equals sign.
    pub name: Option<String>,
    /// Whether a sum or product was left to the reader.
    pub undone: bool,
}

impl Quantity {
    /// A bare number.
    pub fn bare(value: Real) -> Self {
        Self {
            value,
            decimals: None,
            plain: true,
            percent: false,
            unit: None,
            noun: None,
            name: None,
            undone: false,
        }
    }

    /// The value in standard units, percent taken as hundredths.
    pub fn standard(&self) -> Option<Real> {
        let factor = match (&self.unit, self.percent) {
            (Some(unit), _) => unit.factor,
            (None, true) => Rat::new(1, 100)?,
            (None, false) => return Some(self.value),
        };
        self.value.mul(&Real::exact(factor))
    }
}

/// More bytes than this are no quantity.
const MAX_LEN: usize = 600;

/// Reads the whole cleaned text as a quantity.
pub fn read(text: &str) -> Option<Quantity> {
    if text.is_empty() || text.len() > MAX_LEN {
        return None;
    }
    if let Some(quantity) = with_aside(text) {
        return Some(quantity);
    }
    if let (Bracket::Square | Bracket::Curly | Bracket::Round, inner) = list::unbracket(text)
        && !inner.contains([',', ';'])
        && let Some(quantity) = signed(inner)
    {
        return Some(quantity);
    }
    let (name, value) = named(text)?;
    let mut quantity = signed(value)?;
    quantity.name = name;
    // "7 = 3 + 4" has the sum behind its value.
    if quantity.undone
        && let Some((before, _)) = text.split_once('=')
    {
        return signed(before.trim()).filter(|first| !first.undone).or(Some(quantity));
    }
    Some(quantity)
}

/// A number with an aside that repeats or excuses it: `5 (five)`, `7 (3 + 4)`,
/// `7 (approximately)`, `7 or so`.
fn with_aside(text: &str) -> Option<Quantity> {
    for excuse in [" or so", " approximately", " approx", " roughly"] {
        if let Some(head) = text.strip_suffix(excuse) {
            return signed(head);
        }
    }
    let (head, aside) = text.strip_suffix(')')?.split_once(" (")?;
    let excuse = matches!(aside, "approximately" | "approx" | "approx." | "about" | "rounded");
    let quantity = signed(head.trim())?;
    let same = || signed(aside).is_some_and(|other| equal(&other, &quantity));
    (excuse || same()).then_some(quantity)
}

fn equal(a: &Quantity, b: &Quantity) -> bool {
    a.percent == b.percent && a.value.as_rat().is_some() && a.value.as_rat() == b.value.as_rat()
}

/// The name before the equals sign and the text after it.
fn named(text: &str) -> Option<(Option<String>, &str)> {
    let Some(last) = text.rfind('=') else { return Some((None, text)) };
    let first = text.find('=')?;
    let (before, value) = (text[..first].trim(), text[last + 1..].trim());
    let several =
        text[..last].contains([',', ';']) || text.contains(" or ") || text.contains(" and ");
    if before.ends_with(['<', '>', '!']) || several || before.is_empty() {
        return None;
    }
    if is_name(value) && !is_name(before) && first == last {
        return Some((Some(value.to_lowercase().replace(' ', "")), before));
    }
    if is_name(before) {
        return Some((Some(before.to_lowercase().replace(' ', "")), value));
    }
    // "45 + 30 = 75" is a sum done; "2x + 1 = 5" is an equation.
    let sum = before.bytes().all(|b| !b.is_ascii_alphabetic() || matches!(b, b'x' | b'X'));
    (sum && algebra::number(before).is_some_and(|(_, rest)| rest.trim().is_empty()))
        .then_some((None, value))
}

/// A letter with its index, a segment, an angle, a function of a letter.
fn is_name(text: &str) -> bool {
    let bare = text.trim_start_matches(['∠', '△', 'm']);
    let bare = if bare.is_empty() { text } else { bare };
    let stem = bare.find(['(', '_']).map_or(bare, |at| &bare[..at]);
    let letters = stem.trim_end_matches(|c: char| c.is_ascii_digit() || c == '\'');
    let tail = bare[stem.len()..].trim_start_matches(['(', '_']).trim_end_matches(')');
    (1..=4).contains(&letters.chars().count())
        && letters.chars().all(char::is_alphabetic)
        && tail.len() <= 4
        && tail.chars().all(char::is_alphanumeric)
}

/// A sign and a currency in either order, then the number.
fn signed(text: &str) -> Option<Quantity> {
    let mut rest = numbered(text.trim());
    let mut negative = false;
    let mut money = None;
    for _ in 0..3 {
        if let Some(after) = minus(rest) {
            negative = !negative;
            rest = after.trim_start();
        } else if let Some(after) = rest.strip_prefix('+') {
            rest = after.trim_start();
        } else if let (None, Some((unit, after))) = (&money, currency(rest)) {
            money = Some(unit);
            rest = after.trim_start();
        } else {
            break;
        }
    }
    let mut quantity = unsigned(rest, money.is_some())?;
    if negative {
        quantity.value = quantity.value.negate();
    }
    if let Some(unit) = money {
        // "$5 dollars" says it twice; "$5 kg" says two things.
        if quantity.percent || quantity.unit.is_some_and(|u| u.dimension != unit.dimension) {
            return None;
        }
        quantity.unit = Some(unit);
    }
    Some(quantity)
}

/// "No. 12", "number 12" and "#12" without the word; "#123456" is a colour.
fn numbered(text: &str) -> &str {
    let word = ["no. ", "number "].iter().find_map(|word| {
        let head = text.get(..word.len())?;
        head.eq_ignore_ascii_case(word).then(|| &text[word.len()..])
    });
    let sign = || text.strip_prefix('#').filter(|rest| rest.len() < 3);
    word.or_else(sign)
        .filter(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
        .unwrap_or(text)
}

fn minus(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix('-') {
        return Some(rest);
    }
    ["minus ", "negative "].iter().find_map(|word| {
        let head = text.get(..word.len())?;
        head.eq_ignore_ascii_case(word).then(|| &text[word.len()..])
    })
}

fn currency(text: &str) -> Option<(Unit, &str)> {
    const SIGNS: [&str; 15] = [
        "US$", "$", "€", "£", "¥", "₹", "₩", "USD", "EUR", "GBP", "JPY", "INR", "CNY", "Rs.", "Rs",
    ];
    let sign = SIGNS.iter().find(|sign| text.starts_with(**sign))?;
    let rest = &text[sign.len()..];
    let number = rest.trim_start().starts_with(|c: char| c.is_ascii_digit() || "-.(".contains(c));
    number.then(|| unit::parse(sign)).flatten().map(|unit| (unit, rest))
}

fn unsigned(text: &str, money: bool) -> Option<Quantity> {
    let first = text.chars().next()?;
    if first.is_ascii_digit() || first == '.' {
        return digits(text, money);
    }
    if first.is_ascii_alphabetic()
        && let Some(quantity) = spelled(text)
    {
        return Some(quantity);
    }
    if matches!(first, '(' | '√' | 'π' | '|' | 's' | 'p' | 'l' | 'c' | 't') {
        return computed(text);
    }
    None
}

fn digits(text: &str, money: bool) -> Option<Quantity> {
    let (numeral, rest) = numeral::scan(text, money || ends_in_currency(text))?;
    let mut quantity = Quantity::bare(numeral.value);
    quantity.decimals = numeral.decimals;
    let whole = quantity.value.as_rat().and_then(Rat::as_int);
    if let Some((fraction, rest)) = whole.and_then(|whole| over(whole, rest)) {
        quantity.value = Real::exact(fraction);
        quantity.plain = false;
        return suffix(quantity, rest);
    }
    let next = rest.trim_start();
    if next.strip_prefix('/').is_some_and(|after| after.contains('/')) {
        // "3/4/2024" is a date.
        return None;
    }
    let operator = next.starts_with(['*', '^', '√', 'π', '(', '/', '+', '!'])
        || (next.starts_with(['x', 'X', '-', 's', 'p']) && computes(next));
    if operator && !next.starts_with("/ ") {
        return computed(text);
    }
    suffix(quantity, rest)
}

/// Whether an amount of money has its currency behind it.
fn ends_in_currency(text: &str) -> bool {
    ["€", "$", "£", "EUR", "USD", "euros", "euro", "dollars"]
        .iter()
        .any(|sign| text.ends_with(sign))
}

/// Whether a number goes on behind a letter or sign that could begin a word too.
fn computes(next: &str) -> bool {
    let after = next[1..].trim_start();
    match next.as_bytes()[0] {
        b'x' | b'X' => after.starts_with("10^") || after.starts_with("10*"),
        b's' => next.starts_with("sqrt"),
        b'p' => next == "pi" || next.starts_with("pi ") || next.starts_with("pi/"),
        // "5-7" is a range and "5-fold" a word, neither a number.
        _ => after.starts_with(['√', 'π', '(']) || after.contains(['√', 'π']),
    }
}

/// `3/4` behind a 3, or ` 1/2` behind a 2.
fn over(whole: i128, rest: &str) -> Option<(Rat, &str)> {
    let int = |text: &str| {
        let len = text.bytes().take_while(u8::is_ascii_digit).count();
        let value: i128 = text.get(..len).filter(|_| len < 20)?.parse().ok()?;
        Some((value, len))
    };
    let trimmed = rest.trim_start();
    if let Some(after) = trimmed.strip_prefix('/') {
        let after = after.trim_start();
        let (den, len) = int(after)?;
        let rest = &after[len..];
        let ends = !rest.starts_with(['/', '.', ',', '^', '(', '!', '*']);
        return ends.then(|| Rat::new(whole, den))?.map(|value| (value, rest));
    }
    if let Some(after) = trimmed.strip_prefix("out of ") {
        let (den, len) = int(after)?;
        return Rat::new(whole, den).map(|value| (value, &after[len..]));
    }
    let mixed = rest.strip_prefix(" and ").or_else(|| rest.strip_prefix([' ', '-']))?.trim_start();
    let (num, len) = int(mixed)?;
    let after = mixed[len..].strip_prefix('/')?;
    let (den, den_len) = int(after)?;
    let part = Rat::new(num, den)?;
    (num < den && !after[den_len..].starts_with('/'))
        .then(|| Rat::int(whole).add(part))?
        .map(|value| (value, &after[den_len..]))
}

fn computed(text: &str) -> Option<Quantity> {
    let (expression, rest) = algebra::number(text)?;
    let mut quantity = Quantity::bare(expression.value);
    quantity.plain = false;
    quantity.undone = expression.undone;
    suffix(quantity, rest)
}

fn spelled(text: &str) -> Option<Quantity> {
    let lower = text.to_ascii_lowercase();
    if let Some(place) = words::ordinal(lower.strip_prefix("the ").unwrap_or(&lower)) {
        let mut quantity = Quantity::bare(Real::int(place));
        quantity.unit = Some(Unit::of(Base::Ordinal));
        return Some(quantity);
    }
    let (value, rest) = words::scan(&lower)?;
    let mut quantity = Quantity::bare(Real::exact(value));
    quantity.plain = value.as_int().is_some();
    let at = text.len() - rest.len();
    let gap = usize::from(text[..at].ends_with([' ', '-']));
    suffix(quantity, &text[at - gap..])
}

/// What follows the number: a magnitude, then percent, a unit or a noun.
fn suffix(mut quantity: Quantity, rest: &str) -> Option<Quantity> {
    let mut rest = rest.trim_end();
    if rest.is_empty() {
        return Some(quantity);
    }
    if let Some((factor, after)) = magnitude(rest) {
        quantity.value = quantity.value.mul(&Real::int(factor))?;
        quantity.decimals = None;
        rest = after;
    }
    let attached = !rest.starts_with([' ', '-']);
    let body = rest.trim_start_matches([' ', '-']);
    if body.is_empty() {
        return rest.is_empty().then_some(quantity);
    }
    // "5 percent of the total" leaves the total to the question.
    let share = body.split_once(" of ").filter(|(_, whole)| noun(whole).is_some());
    if percent(share.map_or(body, |(head, _)| head)) {
        quantity.percent = true;
        return Some(quantity);
    }
    if let Some(unit) = unit::parse(body) {
        quantity.unit = Some(unit);
        return Some(quantity);
    }
    if let Some(unit) = ordinal(body, attached) {
        quantity.unit = Some(unit);
        return Some(quantity);
    }
    if let Some(sum) = compound(&quantity, body) {
        return Some(sum);
    }
    let words = body.bytes().take_while(u8::is_ascii_alphabetic).count();
    (!attached || words > 2).then_some(())?;
    quantity.noun = noun(body)?;
    Some(quantity)
}

fn percent(text: &str) -> bool {
    matches!(
        text.to_ascii_lowercase().as_str(),
        "%" | "percent" | "per cent" | "pct" | "percentage" | "percentage points" | "pp"
    )
}

/// `k`, `M`, `million`; a lone letter only where it touches the number.
fn magnitude(text: &str) -> Option<(i128, &str)> {
    let body = text.trim_start();
    let len = body.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, after) = body.split_at(len);
    let touching = body.len() == text.len();
    let alone = after.is_empty() || after.starts_with(' ');
    let factor = match word {
        "k" | "K" if touching && alone => 1000,
        "M" if alone => 1_000_000,
        "B" if touching && alone => 1_000_000_000,
        _ => words::scale(&word.to_ascii_lowercase())?,
    };
    Some((factor, after))
}

/// `th` behind a 4.
fn ordinal(text: &str, attached: bool) -> Option<Unit> {
    let suffix = text.get(..2)?;
    let known = attached && matches!(suffix, "st" | "nd" | "rd" | "th");
    (known && text[2..].is_empty()).then(|| Unit::of(Base::Ordinal))
}

/// A second quantity of the same dimension in a smaller unit: `2 h 9 min`.
fn compound(first: &Quantity, text: &str) -> Option<Quantity> {
    let at = text.find(|c: char| c.is_ascii_digit())?;
    let head = text[..at].trim_end_matches(' ');
    let head = head.strip_suffix("and").unwrap_or(head).trim_end_matches([' ', ',']);
    let big = unit::parse(head)?;
    // Behind hours, m stands for minutes.
    let hours = unit::parse("h").is_some_and(|hour| hour == big);
    let minutes =
        text[at..].strip_suffix('m').filter(|n| hours && n.bytes().all(|b| b.is_ascii_digit()));
    let small = match minutes {
        Some(n) => digits(&format!("{n} min"), false)?,
        None => digits(&text[at..], false)?,
    };
    let unit = small.unit?;
    let smaller = unit.factor.to_f64() < big.factor.to_f64();
    if unit.dimension != big.dimension || !smaller {
        return None;
    }
    let ratio = big.factor.mul(unit.factor.invert()?)?;
    let value = first.value.mul(&Real::exact(ratio))?.add(&small.value)?;
    Some(Quantity { value, decimals: None, ..small })
}

/// Words that turn a count into another statement.
const NO_NOUN: [&str; 47] = [
    "ish",
    "or",
    "and",
    "not",
    "no",
    "is",
    "are",
    "was",
    "were",
    "but",
    "than",
    "more",
    "less",
    "fewer",
    "least",
    "most",
    "at",
    "to",
    "from",
    "plus",
    "minus",
    "times",
    "over",
    "under",
    "above",
    "below",
    "between",
    "if",
    "when",
    "except",
    "without",
    "maybe",
    "perhaps",
    "probably",
    "wrong",
    "incorrect",
    "either",
    "neither",
    "nor",
    "point",
    "isn't",
    "aren't",
    "off",
    "short",
    "missing",
    "out",
    "because",
];

/// What is counted, as comparable text; an inner none says nothing is.
fn noun(text: &str) -> Option<Option<String>> {
    let lower = text.to_ascii_lowercase();
    let plain = lower.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\''));
    let count = lower.split(' ').count();
    if !plain || count > 5 || lower.split([' ', '-']).any(|word| NO_NOUN.contains(&word)) {
        return None;
    }
    let counted = ["in total", "total", "altogether", "overall", "of them", "in all"]
        .iter()
        .find_map(|tail| lower.strip_suffix(tail))
        .unwrap_or(&lower)
        .trim();
    let empty = matches!(counted, "" | "unit" | "units" | "o'clock");
    Some((!empty).then(|| text::words(counted).join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<f64> {
        read(text).map(|q| q.standard().unwrap().approx())
    }

    #[test]
    fn numbers_with_what_belongs_to_them() {
        for (text, expected) in [
            ("5", 5.0),
            ("-3 °C", -3.0),
            ("minus five", -5.0),
            ("50%", 0.5),
            ("fifty percent", 0.5),
            ("3/4", 0.75),
            ("2 1/2", 2.5),
            ("two and a half", 2.5),
            ("$1,234.50", 1234.5),
            ("-$5", -5.0),
            ("$-5", -5.0),
            ("€1.200", 1200.0),
            ("1.200 €", 1200.0),
            ("5k", 5000.0),
            ("2.0 M", 2e6),
            ("3 million", 3e6),
            ("1.5*10^3", 1500.0),
            ("1.5 x 10^3", 1500.0),
            ("10^3", 1000.0),
            ("2√(3) cm", 0.034_641_016),
            ("(3/4)", 0.75),
            ("3π cm", 0.094_247_779_6),
            ("2 h 9 min", 7740.0),
            ("2 hours and 9 minutes", 7740.0),
            ("x = 3", 3.0),
            ("45 + 30 = 75", 75.0),
            ("3 apples", 3.0),
            ("3rd", 3.0),
            ("third", 3.0),
            ("12 in total", 12.0),
            ("50 cents", 0.5),
        ] {
            let found = value(text).unwrap_or_else(|| panic!("{text}"));
            assert!((found - expected).abs() < 1e-7, "{text}: {found}");
        }
    }

    #[test]
    fn other_statements_are_no_quantities() {
        for text in [
            "not 5",
            "5 or 6",
            "5-7",
            "5 and 6",
            "3:30",
            "1, 2",
            "2x",
            "less than 5",
            "5 or more",
            "at least 5",
            "x=2, y=3",
            "2x + 1 = 5",
            "x < 3",
            "5 is wrong",
            "3/4/2024",
            "1.2.3",
            "S2",
            "3D",
            "(1, 2)",
            "3x4",
            "$5 kg",
            "",
        ] {
            assert!(read(text).is_none(), "{text}: {:?}", read(text));
        }
        assert!(read("3+4").unwrap().undone);
    }
}
