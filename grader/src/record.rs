//! One line of JSON in, the same line with its score out.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use synth_contracts::Answer;

use crate::extract::extract;
use crate::truth::{Draft, Truth, TruthError, Verdict, score};

/// Why a line cannot be scored.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The line is no JSON object with the fields that a record has.
    #[error(
        "the line is no record: {0}; it must look like {{\"answer\": \"…\", \"truth\": \"…\"}}"
    )]
    Malformed(String),
    /// The truth cannot be used.
    #[error(transparent)]
    Truth(#[from] TruthError),
}

impl RecordError {
    /// The error as a line of JSON; a record that could be read keeps its fields.
    pub fn to_line(&self, line: &str) -> String {
        let error = format!("\"error\":{}", Value::from(self.to_string()));
        match self {
            Self::Truth(_) => with_field(line, &error),
            Self::Malformed(_) => format!("{{{error}}}"),
        }
    }
}

#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow)]
    answer: Field<'a>,
    #[serde(borrow)]
    truth: Field<'a>,
    #[serde(default)]
    kind: Option<Cow<'a, str>>,
    #[serde(default)]
    tolerance: Option<f64>,
    #[serde(default)]
    unit: Option<Cow<'a, str>>,
    #[serde(default)]
    options: Option<Vec<Value>>,
    #[serde(default, deserialize_with = "present")]
    score: bool,
    #[serde(default, deserialize_with = "present")]
    reason: bool,
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

/// Scores a line such as `{"answer": "about 5 cm", "truth": "5", "kind": "number",
/// "tolerance": 0.5, "unit": "cm"}` and returns it with `"score"` added, and with
/// `"reason"` if `explain` is set. All else stays as it is, to the byte.
///
/// The answer may be a whole response. The truth may be a text (plain or in the form
/// that [`Truth::to_text`] writes), a number, yes or no as `true` and `false`, a list
/// of things in order, or an answer as `synth` stores it.
///
/// # Errors
///
/// For a line that is no JSON object with `answer` and `truth`, and for a truth that
/// its kind does not fit.
pub fn score_line(line: &str, explain: bool) -> Result<String, RecordError> {
    let malformed = |error: serde_json::Error| RecordError::Malformed(error.to_string());
    let record: Record<'_> = serde_json::from_str(line).map_err(malformed)?;
    let answer = record.answer.text();
    let verdict = if let Field::Null = record.answer {
        Verdict { score: 0.0, reason: "no answer" }
    } else {
        score(extract(&answer), &record.truth()?)
    };
    let mut fields = format!("\"score\":{:?}", verdict.score);
    if explain {
        fields.push_str(&format!(",\"reason\":{}", Value::from(verdict.reason)));
    }
    if record.score || (explain && record.reason) {
        return Ok(with_field(&without(line, explain), &fields));
    }
    Ok(with_field(line, &fields))
}

/// The object with a field more, the rest to the byte.
fn with_field(line: &str, field: &str) -> String {
    let body = line.trim_end().strip_suffix('}').unwrap_or(line).trim_end();
    let comma = if body.ends_with('{') { "" } else { "," };
    let mut out = String::with_capacity(body.len() + field.len() + 2);
    out.push_str(body);
    out.push_str(comma);
    out.push_str(field);
    out.push('}');
    out
}

/// The object without an earlier score; its other fields keep their order.
fn without(line: &str, explain: bool) -> String {
    let Ok(Fields(mut fields)) = serde_json::from_str(line) else { return line.to_owned() };
    fields.retain(|(name, _)| name != "score" && !(explain && name == "reason"));
    let fields =
        fields.iter().map(|(name, value)| format!("{}:{value}", Value::from(name.as_str())));
    format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
}

impl Record<'_> {
    fn truth(&self) -> Result<Truth, RecordError> {
        let mut draft = match &self.truth {
            Field::Object(value) => return stored(value),
            Field::Text(text) => match serde_json::from_str::<Draft>(text) {
                Ok(draft) if text.trim_start().starts_with('{') => draft,
                _ => Draft { truth: text.clone().into_owned(), ..Draft::default() },
            },
            other => other.draft(),
        };
        if let Some(kind) = self.kind.as_deref().filter(|kind| !kind.is_empty()) {
            draft.kind = Some(kind.to_owned());
        }
        draft.tolerance = self.tolerance.or(draft.tolerance);
        draft.unit = self.unit.as_deref().map(str::to_owned).or(draft.unit);
        if let Some(options) = &self.options {
            draft.options = options.iter().map(plain).collect();
        }
        Ok(Truth::new(draft)?)
    }
}

/// A truth that is an object: an answer as `synth` stores it, or a truth's own form.
fn stored(value: &Value) -> Result<Truth, RecordError> {
    if let Ok(answer) = Answer::deserialize(value) {
        return Ok(Truth::try_from(&answer)?);
    }
    let draft = Draft::deserialize(value).map_err(|e| RecordError::Malformed(e.to_string()))?;
    Ok(Truth::new(draft)?)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A field that people write as text, number, truth value or list.
enum Field<'a> {
    Null,
    Text(Cow<'a, str>),
    Bool(bool),
    List(Vec<String>),
    Object(Value),
}

impl Field<'_> {
    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Null => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Bool(value) => Cow::Borrowed(if *value { "yes" } else { "no" }),
            Self::List(items) => Cow::Owned(items.join(", ")),
            Self::Object(value) => Cow::Owned(value.to_string()),
        }
    }

    fn draft(&self) -> Draft {
        let truth = self.text().into_owned();
        match self {
            Self::List(items) => {
                let kind = Some("sequence".to_owned());
                Draft { truth, kind, options: items.clone(), ..Draft::default() }
            }
            _ => Draft { truth, ..Draft::default() },
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Field<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FieldVisitor)
    }
}

struct FieldVisitor;

impl<'de> Visitor<'de> for FieldVisitor {
    type Value = Field<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number, true, false or a list")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Field<'de>, E> {
        Ok(Field::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Field<'de>, E> {
        Ok(Field::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Field<'de>, E> {
        Ok(Field::Text(Cow::Owned(value.to_string())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Field<'de>, E> {
        Ok(Field::Text(Cow::Owned(value.to_string())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Field<'de>, E> {
        Ok(Field::Text(Cow::Owned(value.to_string())))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Field<'de>, E> {
        Ok(Field::Bool(value))
    }

    fn visit_unit<E>(self) -> Result<Field<'de>, E> {
        Ok(Field::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Field<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element::<Value>()? {
            items.push(plain(&item));
        }
        Ok(Field::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Field<'de>, A::Error> {
        Value::deserialize(de::value::MapAccessDeserializer::new(map)).map(Field::Object)
    }
}

/// An object's fields in their order.
struct Fields(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Fields(fields))
    }
}

/// Scores a line, or says in its place why it cannot be: the line that stands for
/// it, and whether it was scored.
pub fn score_or_error(line: &str, explain: bool) -> (String, bool) {
    match score_line(line, explain) {
        Ok(scored) => (scored, true),
        Err(error) => (error.to_line(line), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(line: &str) -> String {
        score_or_error(line, false).0
    }

    #[test]
    fn a_line_keeps_its_bytes_and_gains_a_score() {
        assert_eq!(
            scored(r#"{"id": 1.50, "answer": "two", "truth": "2", "z": {"b":1,"a":2}}"#),
            r#"{"id": 1.50, "answer": "two", "truth": "2", "z": {"b":1,"a":2},"score":1.0}"#
        );
        assert_eq!(
            scored(r#"{"answer":"3","score":0.2,"truth":"2","b":1}"#),
            r#"{"answer":"3","truth":"2","b":1,"score":0.0}"#
        );
        let (line, _) = score_or_error(r#"{"answer":"2","truth":2}"#, true);
        assert_eq!(line, r#"{"answer":"2","truth":2,"score":1.0,"reason":"the same text"}"#);
    }

    #[test]
    fn truths_come_in_many_types() {
        for (line, right) in [
            (r#"{"answer":"2.52","truth":"2.5","kind":"number","tolerance":0.1}"#, true),
            (r#"{"answer":"yes","truth":true}"#, true),
            (r#"{"answer":"P -> Q","truth":["P","Q"]}"#, true),
            (r#"{"answer":"Q, P","truth":["P","Q"]}"#, false),
            (r#"{"answer":"blue","truth":"B","options":["red","blue"]}"#, true),
            (
                r#"{"answer":"5 cm","truth":{"kind":"number","value":5.0,"tolerance":0.0,"decimals":0,"unit":"cm"}}"#,
                true,
            ),
            (
                r#"{"answer":"5 cm","truth":"{\"truth\":\"5\",\"kind\":\"number\",\"unit\":\"kg\"}"}"#,
                false,
            ),
            (r#"{"answer":null,"truth":"2"}"#, false),
            (r#"{"answer":"so \\boxed{2}","truth":"2"}"#, true),
        ] {
            let score = if right { "\"score\":1.0}" } else { "\"score\":0.0}" };
            assert!(scored(line).ends_with(score), "{line}: {}", scored(line));
        }
    }

    #[test]
    fn what_cannot_be_scored_says_why() {
        assert!(scored("no json").starts_with(r#"{"error":"the line is no record"#));
        assert!(scored(r#"{"answer":"2"}"#).contains("missing field `truth`"));
        let unknown = scored(r#"{"answer":"2","truth":"2","kind":"banana"}"#);
        assert!(
            unknown.starts_with(
                r#"{"answer":"2","truth":"2","kind":"banana","error":"there is no kind"#
            )
        );
        assert!(scored(r#"{"answer":"2","truth":"2","tolerance":-1}"#).contains("at least 0"));
    }
}
