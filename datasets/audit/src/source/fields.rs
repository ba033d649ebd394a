//! The fields in which corpora keep what a task consists of.

use serde_json::{Map, Value};

use super::Question;

const QUESTIONS: [&str; 7] =
    ["question", "problem", "query", "instruction", "prompt", "messages", "text"];
const ANSWERS: [&str; 8] = [
    "answer",
    "solution",
    "ground_truth",
    "gt_answer",
    "label",
    "target",
    "response",
    "reward_model",
];
const GROUPS: [&str; 8] =
    ["family", "category", "task", "type", "question_type", "subset", "data_source", "source"];
const OPTIONS: [&str; 2] = ["options", "choices"];
const NAMES: [&str; 6] = ["id", "uid", "question_id", "task_id", "index", "file_name"];
/// Where a picture, or the name of its file, may be.
pub(super) const PICTURES: [&str; 8] =
    ["image", "images", "picture", "img", "file_name", "image_path", "image_file", "path"];

fn first<'a>(row: &'a Map<String, Value>, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| row.get(*name).filter(|value| !value.is_null()))
}

/// The text of a value: a string, a number, the parts of a message, the last
/// message of a dialogue that the user wrote.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(if *value { "yes" } else { "no" }.to_owned()),
        Value::Array(items) => {
            let said = |item: &&Value| item.get("role").is_none_or(|role| role == "user");
            let texts: Vec<String> = items.iter().filter(said).filter_map(text).collect();
            let talk = items.iter().any(|item| item.get("role").is_some());
            if talk { texts.last().cloned() } else { Some(texts.join(", ")) }
        }
        Value::Object(map) => {
            first(map, &["content", "text", "value", "ground_truth", "answer"]).and_then(text)
        }
        Value::Null => None,
    }
}

/// What stands between `<answer>` and `</answer>`, or all of it.
fn bare(answer: &str) -> &str {
    let inner = answer.split_once("<answer>").map_or(answer, |(_, rest)| rest);
    inner.split_once("</answer>").map_or(inner, |(inner, _)| inner).trim()
}

/// The question of a row, if it has one with an answer.
pub(super) fn question(row: &Map<String, Value>) -> Option<Question> {
    let question = first(row, &QUESTIONS).and_then(text)?;
    let answer = first(row, &ANSWERS).and_then(text)?;
    let options = match first(row, &OPTIONS) {
        Some(Value::Array(options)) => options.iter().filter_map(text).collect(),
        _ => Vec::new(),
    };
    let group = first(row, &GROUPS).and_then(text).unwrap_or_else(|| "all".to_owned());
    Some(Question { group, question, options, answer: bare(&answer).to_owned() })
}

/// The row's own name, if it has one.
pub(super) fn name(row: &Map<String, Value>) -> Option<String> {
    first(row, &NAMES).and_then(|value| match value {
        Value::String(_) | Value::Number(_) => text(value),
        _ => None,
    })
}

/// The field with the picture; the first of several.
pub(super) fn picture(row: &Map<String, Value>) -> Option<&Value> {
    match first(row, &PICTURES)? {
        Value::Array(items) => items.first(),
        value => Some(value),
    }
}

/// The names of a row's fields.
pub(super) fn names(row: &Map<String, Value>) -> String {
    row.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(row: Value) -> Option<Question> {
        question(row.as_object().unwrap())
    }

    #[test]
    fn the_forms_of_trainers_are_understood() {
        let plain =
            of(json!({"problem": "How many?", "solution": "<answer> 5 </answer>"})).unwrap();
        assert_eq!((plain.question.as_str(), plain.answer.as_str()), ("How many?", "5"));
        let talk = of(json!({
            "prompt": [{"role": "system", "content": "Think."},
                {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "Which?"}]}],
            "reward_model": {"ground_truth": "B"}, "choices": ["x", "y"], "data_source": "maps",
        }))
        .unwrap();
        assert_eq!((talk.question.as_str(), talk.answer.as_str()), ("Which?", "B"));
        assert_eq!((talk.group.as_str(), talk.options.len()), ("maps", 2));
        assert_eq!(of(json!({"question": "no answer"})), None);
    }
}
