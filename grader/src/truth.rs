//! The truth that answers are held against: what is right, and how near is near.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use synth_contracts::Answer;

use crate::canon::{self, MAX_ANSWER};
use crate::kinds::{self, Grade, Kind};
use crate::read::clean::clean;
use crate::read::{predicate, quantity, relation};
use crate::value::Rat;

/// A true answer with its kind and what else grading needs.
///
/// ```
/// use synth_grader::{Truth, score};
///
/// let truth = Truth::from_text("12 cm")?;
/// assert_eq!(score("120 millimetres", &truth).score, 1.0);
/// assert_eq!(score("12 kg", &truth).score, 0.0);
/// # Ok::<(), synth_grader::TruthError>(())
/// ```
#[derive(Clone)]
pub struct Truth {
    draft: Draft,
    kind: &'static Kind,
    packed: String,
    grade: Arc<dyn Grade>,
}

/// What a truth is made of; also its JSON text form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The right answer as a person would write it.
    pub truth: String,
    /// The kind's name; inferred from the text if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The largest absolute difference that counts as right: of numbers in the
    /// truth's unit, of times in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<f64>,
    /// The unit of a number that is written without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The options of a choice, A first; the things of a list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}

/// Why something is no truth.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TruthError {
    /// The kind has no such name.
    #[error("there is no kind {0:?}; the kinds are {kinds}", kinds = kinds::names())]
    UnknownKind(String),
    /// The text cannot be read as its kind.
    #[error("the truth {truth:?} cannot be read as {kind}: {why}")]
    Unreadable {
        /// The text.
        truth: String,
        /// The kind's name.
        kind: &'static str,
        /// What is missing.
        why: String,
    },
    /// The tolerance is negative or no number.
    #[error("the tolerance {0} must be a number that is at least 0")]
    BadTolerance(f64),
    /// Nothing but space.
    #[error("the truth is empty")]
    Empty,
    /// Longer than any answer.
    #[error("the truth has {0} bytes; at most {MAX_ANSWER} are compared")]
    TooLong(usize),
}

/// A score and why.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// 1 for a right answer, 0 for a wrong one.
    pub score: f64,
    /// Why, in a few words.
    pub reason: &'static str,
}

impl Verdict {
    /// The answer is right.
    pub(crate) const fn right(reason: &'static str) -> Self {
        Self { score: 1.0, reason }
    }

    /// The answer is wrong.
    pub(crate) const fn wrong(reason: &'static str) -> Self {
        Self { score: 0.0, reason }
    }

    /// Whether the answer is right.
    pub fn is_right(&self) -> bool {
        self.score > 0.5
    }
}

impl Truth {
    /// The truth that a text stands for: plain text whose kind is inferred, or the
    /// JSON form that [`Truth::to_text`] writes.
    ///
    /// # Errors
    ///
    /// For an empty or overlong text, an unknown kind, a text that is not of its
    /// kind, or a tolerance below 0.
    pub fn from_text(text: &str) -> Result<Self, TruthError> {
        let json = text.trim_start().starts_with("{\"");
        match json.then(|| serde_json::from_str::<Draft>(text)) {
            Some(Ok(draft)) => Self::new(draft),
            _ => Self::new(Draft { truth: text.to_owned(), ..Draft::default() }),
        }
    }

    /// The truth with all its parts given.
    ///
    /// # Errors
    ///
    /// As [`Truth::from_text`].
    pub fn new(draft: Draft) -> Result<Self, TruthError> {
        if let Some(tolerance) = draft.tolerance.filter(|t| t.is_nan() || *t < 0.0) {
            return Err(TruthError::BadTolerance(tolerance));
        }
        if draft.truth.len() > MAX_ANSWER {
            return Err(TruthError::TooLong(draft.truth.len()));
        }
        let packed = clean(&draft.truth);
        if packed.len() > MAX_ANSWER {
            return Err(TruthError::TooLong(packed.len()));
        }
        if packed.is_empty() && draft.options.is_empty() {
            return Err(TruthError::Empty);
        }
        let kind = match &draft.kind {
            Some(name) => kinds::find(name).ok_or_else(|| TruthError::UnknownKind(name.clone()))?,
            None => kinds::infer(&packed, &draft),
        };
        let grade = (kind.build)(&packed, &draft).map_err(|why| TruthError::Unreadable {
            truth: draft.truth.clone(),
            kind: kind.name,
            why,
        })?;
        Ok(Self { draft, kind, packed, grade })
    }

    /// The text form: plain where the kind can be inferred and nothing else is
    /// needed, JSON otherwise. [`Truth::from_text`] reads both.
    pub fn to_text(&self) -> String {
        let plain = Draft { truth: self.draft.truth.clone(), ..Draft::default() };
        let inferred = kinds::infer(&self.packed, &plain).name == self.kind.name;
        // Where a kind was named, brackets do not count and "none" can be zero.
        let zero =
            quantity::read(&self.packed).is_some_and(|q| q.value.as_rat() == Some(Rat::int(0)));
        let more =
            self.draft.kind.is_some() && (zero || matches!(self.kind.name, "set" | "sequence"));
        let named = Draft { kind: None, ..self.draft.clone() } == plain;
        if named && inferred && !more && !plain.truth.trim_start().starts_with("{\"") {
            return plain.truth;
        }
        let full = Draft { kind: Some(self.kind.name.to_owned()), ..self.draft.clone() };
        serde_json::to_string(&full).unwrap_or(plain.truth)
    }

    /// The kind's name.
    pub fn kind(&self) -> &'static str {
        self.kind.name
    }

    /// The right answer as it is written.
    pub fn written(&self) -> &str {
        &self.draft.truth
    }

    /// Grades a cleaned answer.
    pub(crate) fn grade(&self, answer: &str) -> Verdict {
        if answer == self.packed {
            return Verdict::right("the same text");
        }
        self.grade.grade(answer)
    }
}

impl fmt::Debug for Truth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Truth").field(&self.to_text()).finish()
    }
}

impl TryFrom<&Answer> for Truth {
    type Error = TruthError;

    fn try_from(answer: &Answer) -> Result<Self, TruthError> {
        let mut draft = Draft {
            truth: answer.to_string(),
            kind: Some(answer.kind().to_owned()),
            ..Draft::default()
        };
        match answer {
            Answer::Number { value, tolerance, unit, .. } => {
                // What is written is right, however it was rounded.
                let written: f64 = draft.truth.parse().unwrap_or(*value);
                draft.tolerance = Some(tolerance + (value - written).abs());
                draft.unit.clone_from(unit);
            }
            Answer::Choice { options, .. } => draft.options.clone_from(options),
            Answer::Sequence { values } => draft.options.clone_from(values),
            Answer::Integer { .. } | Answer::Text { .. } | Answer::YesNo { .. } => {}
        }
        Self::new(draft)
    }
}

/// Grades an answer, as a model writes it, against the truth.
///
/// The answer is what [`extract`](crate::extract) finds in a response. A sentence is
/// graded by what it says of its subject.
pub fn score(answer: &str, truth: &Truth) -> Verdict {
    if answer.len() > MAX_ANSWER {
        return Verdict::wrong("longer than an answer");
    }
    let answer = clean(answer);
    // One character can fold to eighteen.
    if answer.len() > MAX_ANSWER {
        return Verdict::wrong("longer than an answer");
    }
    if answer.is_empty() {
        return Verdict::wrong("no answer");
    }
    let verdict = truth.grade(&answer);
    if verdict.is_right() {
        return verdict;
    }
    if canon::is_blank(&answer) {
        return Verdict::wrong("no answer");
    }
    // Whoever names a number has been understood: "y = 3" is not 3 for x.
    let understood = |answer| quantity::read(answer).is_some() || relation::read(answer).is_some();
    if answer.contains('=') && understood(&answer) {
        return verdict;
    }
    // "7, not 8" is 7.
    if !answer.contains([' ', '=', ':', '∈']) {
        return verdict;
    }
    let chosen =
        [", not ", " rather than ", " instead of "].iter().find_map(|w| answer.split_once(*w));
    if let Some((head, _)) = chosen {
        let said = predicate::read(head).unwrap_or(head);
        let chosen = truth.grade(&clean(said));
        return if chosen.is_right() { chosen } else { verdict };
    }
    match predicate::read(&answer).map(|said| truth.grade(&clean(said))) {
        Some(said) if said.is_right() => said,
        _ => verdict,
    }
}
