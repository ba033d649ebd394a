//! The one form of an answer in which equal means identical.
//!
//! Equality through a form is symmetric and transitive by construction, which a
//! tolerance between pairs can never be: majority votes need the former, grading
//! against a known truth may use the latter.

use crate::read::clean::clean;
use crate::read::list::{Bracket, Joint};
use crate::read::quantity::Quantity;
use crate::read::relation::{self, Relation};
use crate::read::unit::Unit;
use crate::read::{algebra, alias, clock, date, label, list, quantity, text, yes_no};
use crate::value::{Rat, Real};

/// An answer's form. Two answers are equal where their forms are.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Canonical(pub(crate) Form);

/// What an answer is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Form {
    /// Nothing.
    Blank,
    YesNo(bool),
    /// A value in standard units with its dimension and what is counted.
    Number(Magnitude, Vec<i8>, Option<String>),
    /// Letters: the values at the two points of the field.
    Expression([u64; 2]),
    Relation(Relation),
    /// Seconds since midnight.
    Clock(u32),
    Date(date::Date),
    /// Things in order; true for square brackets.
    Sequence(bool, Vec<Form>),
    /// Things in any order, sorted.
    Set(Vec<Form>),
    /// Things of which one is meant, sorted.
    Either(Vec<Form>),
    /// A half-open interval.
    Interval(bool, Vec<Form>),
    Text(String),
    /// Too long to be an answer: length and hash.
    Opaque(usize, u64),
}

/// An exact number, or one that only the field holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Magnitude {
    Exact(Rat),
    Keys([u64; 2]),
}

/// More bytes than this are no answer, only a text.
pub const MAX_ANSWER: usize = 4096;

const MAX_DEPTH: usize = 4;

impl Canonical {
    /// The form of an answer as a model writes it.
    pub fn of(answer: &str) -> Self {
        Self(read(answer).form)
    }

    /// Whether nothing was answered: blank, `N/A`, `unknown`.
    pub fn is_blank(&self) -> bool {
        self.0 == Form::Blank
    }
}

/// An answer's form and, if it is one, its number.
pub(crate) struct Reading {
    pub form: Form,
    pub quantity: Option<Quantity>,
}

/// Reads an answer as a model writes it.
pub(crate) fn read(answer: &str) -> Reading {
    let opaque = || {
        let form = Form::Opaque(answer.len(), hash(answer.as_bytes()));
        Reading { form, quantity: None }
    };
    if answer.len() > MAX_ANSWER {
        return opaque();
    }
    let answer = clean(answer);
    if answer.len() > MAX_ANSWER { opaque() } else { read_clean(&answer) }
}

/// Reads a cleaned answer.
pub(crate) fn read_clean(answer: &str) -> Reading {
    let quantity = number(answer);
    let form = match &quantity {
        Some(quantity) => magnitude(quantity).unwrap_or(Form::Blank),
        None => form(answer, 0),
    };
    Reading { form, quantity }
}

/// The answer as a number, unless it is rather a time or a date.
fn number(answer: &str) -> Option<Quantity> {
    let found = quantity::read(answer).filter(|q| !q.undone)?;
    let other = yes_no::read(answer, false).is_some()
        || (answer.contains(':') && clock::read(answer).is_some())
        || date::read(answer, true)[0].is_some();
    (!other).then_some(found)
}

/// A quantity's form.
pub(crate) fn magnitude(quantity: &Quantity) -> Option<Form> {
    let dimension = quantity.unit.map_or(vec![], |unit: Unit| unit.dimension.to_vec());
    let value = quantity.standard()?;
    Some(Form::Number(size(&value)?, dimension, quantity.noun.clone()))
}

pub(crate) fn size(value: &Real) -> Option<Magnitude> {
    value.as_rat().map(Magnitude::Exact).or_else(|| value.keys().map(Magnitude::Keys))
}

/// The form of a cleaned answer.
pub(crate) fn form(answer: &str, depth: usize) -> Form {
    if is_blank(answer) {
        return Form::Blank;
    }
    if let Some(yes) = yes_no::read(answer, false) {
        return Form::YesNo(yes);
    }
    if let Some(seconds) = clock::read(answer) {
        return Form::Clock(seconds);
    }
    if let [Some(date), _] = date::read(answer, true) {
        return Form::Date(date);
    }
    let found = quantity::read(answer).filter(|q| !q.undone);
    if let Some(form) = found.as_ref().and_then(magnitude) {
        return form;
    }
    listed(answer, depth)
        .or_else(|| lettered(answer))
        .or_else(|| symbolic(answer))
        .unwrap_or_else(|| words(answer))
}

/// Whether the answer declines to be one.
pub(crate) fn is_blank(answer: &str) -> bool {
    let known = answer.len() <= 24
        && matches!(
            answer.to_ascii_lowercase().as_str(),
            "n/a"
                | "null"
                | "unknown"
                | "undefined"
                | "i don't know"
                | "not available"
                | "cannot be determined"
                | "not enough information"
                | "unanswerable"
        );
    known || !answer.chars().any(|c| c.is_alphanumeric() || !(c.is_ascii() || c.is_whitespace()))
}

fn words(answer: &str) -> Form {
    let key = alias::settle(text::key(answer));
    // Signs alone are compared as they stand.
    Form::Text(if key.is_empty() { answer.to_owned() } else { key })
}

fn listed(answer: &str, depth: usize) -> Option<Form> {
    if depth >= MAX_DEPTH {
        return None;
    }
    let list = list::split(answer)?;
    let mut items: Vec<Form> =
        list.items.iter().map(|item| form(&clean(item), depth + 1)).collect();
    let numbers = items.iter().all(|item| matches!(item, Form::Number(..) | Form::Expression(_)));
    let ordered = match (list.bracket, list.joint) {
        (_, Joint::Or) => {
            items.sort_unstable();
            items.dedup();
            return Some(Form::Either(items));
        }
        (Bracket::Curly, _) => false,
        (Bracket::HalfOpen(left), _) => return Some(Form::Interval(left, items)),
        (Bracket::Round | Bracket::Square, _) | (_, Joint::Arrow) => true,
        // "3, 4" is a point as often as not; "red, blue" are two colours.
        (Bracket::Open, _) => numbers,
    };
    if ordered {
        let square = list.bracket == Bracket::Square && numbers && items.len() == 2;
        return Some(Form::Sequence(square, items));
    }
    items.sort_unstable();
    items.dedup();
    Some(if items.len() == 1 { items.swap_remove(0) } else { Form::Set(items) })
}

/// `(C)`, `Option C` and `C) blue` are the text `C`.
fn lettered(answer: &str) -> Option<Form> {
    let label = label::read(answer)?;
    let closed = answer.trim_start_matches(['(', '[']).get(1..2) == Some(")");
    let said = label.about.is_empty() || (closed && !label::hedges(label.about));
    said.then(|| Form::Text(label.letter.to_ascii_lowercase().to_string()))
}

fn symbolic(answer: &str) -> Option<Form> {
    if !is_symbolic(answer) {
        return None;
    }
    if let Some(relation) = relation::read(answer) {
        // "y = 2x + 1" answers what "2x + 1" answers.
        let defined = answer.split_once('=').filter(|(name, _)| {
            name.trim().len() == 1 && matches!(relation, Relation::Equation(_))
        });
        let value = defined.and_then(|(name, value)| {
            let name = name.trim().to_lowercase();
            (!value.to_lowercase().contains(&name)).then(|| algebra::expression(value))?
        });
        let keys = value.and_then(|expression| expression.value.keys());
        return Some(keys.map_or(Form::Relation(relation), Form::Expression));
    }
    let expression = algebra::expression(answer).filter(|e| e.value.is_free())?;
    expression.value.keys().map(Form::Expression)
}

/// Whether the text has the signs of mathematics: words with hyphens are text.
pub(crate) fn is_symbolic(answer: &str) -> bool {
    if answer.len() > 300 || is_size(answer) {
        return false;
    }
    let strong = answer.contains(['^', '√', 'π', '*', '/', '+', '=', '<', '>', '|']);
    let bytes = answer.as_bytes();
    let product = bytes.windows(2).any(|w| w[0].is_ascii_digit() && w[1].is_ascii_alphabetic());
    let runs = bytes.windows(2).any(|w| w[0].is_ascii_alphabetic() && w[1].is_ascii_alphabetic());
    strong || product || (answer.contains('-') && !runs)
}

/// `3x4`: a number of rows and columns, not three times x₄.
fn is_size(answer: &str) -> bool {
    let int =
        |text: &str| !text.trim().is_empty() && text.trim().bytes().all(|b| b.is_ascii_digit());
    answer.split_once(['x', 'X']).is_some_and(|(rows, columns)| int(rows) && int(columns))
}

/// FNV-1a over words of eight bytes: ten megabytes take a few milliseconds.
fn hash(bytes: &[u8]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut words = bytes.chunks_exact(8);
    let mut mix = |word: u64| {
        hash = (hash ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23);
    };
    for word in &mut words {
        mix(word.iter().fold(0, |all, byte| (all << 8) | u64::from(*byte)));
    }
    for byte in words.remainder() {
        mix(u64::from(*byte));
    }
    hash
}
