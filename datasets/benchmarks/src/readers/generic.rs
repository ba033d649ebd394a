//! Any table of pictures, questions and answers.
//!
//! Options are a list, Python's text of one, or columns `A`, `B`, …; the answer names
//! one by letter or text, or, where it is a whole number by type, by its place from 0.
//! Without options the answer is a plain text or a truth as this project exports it.

use synth_grader::Truth;

use super::Layout;
use crate::asked::Asked;
use crate::cell::Cell;
use crate::error::BenchmarkError;
use crate::item::Item;
use crate::marks;
use crate::options::{self, MOST, Published};
use crate::row::Row;

const PICTURES: &[&str] = &["image", "images", "decoded_image", "picture", "img"];
const QUESTIONS: &[&str] = &["question", "problem", "query", "prompt"];
const ANSWERS: &[&str] = &["ground_truth", "answer", "gt_answer", "label", "solution"];
const OPTIONS: &[&str] = &["options", "choices"];
const IDS: &[&str] = &["id", "uid", "pid", "question_id", "index", "sample_index"];
const CATEGORIES: &[&str] =
    &["category", "subject", "family", "task", "type", "subset", "question_type"];

pub(super) const LAYOUT: Layout =
    Layout { name: "generic", columns: &[PICTURES, QUESTIONS, ANSWERS], read };

fn read(row: &Row<'_>) -> Result<Item, BenchmarkError> {
    let column = |names| row.first(names).unwrap_or_default();
    let (asks, answers) = (column(QUESTIONS), column(ANSWERS));
    let optional = |names| row.first(names).map_or(Ok(None), |column| row.optional(column));
    let asked = Asked {
        id: optional(IDS)?.unwrap_or_else(|| row.place()),
        images: row.seen(column(PICTURES))?,
        question: marks::without(&row.text(asks)?),
        category: optional(CATEGORIES)?.unwrap_or_default(),
    };
    let options = options(row)?;
    if !options.is_empty() {
        return choice(row, asked, answers, options);
    }
    let found = row.one_or_more(answers)?;
    let truths = found
        .iter()
        .map(|answer| Truth::from_text(answer).map_err(|error| row.untrue(answers, error)));
    let truths = truths.collect::<Result<Vec<_>, _>>()?;
    let written = truths.iter().map(|truth| truth.written().to_owned()).collect();
    asked.any(row, answers, written, truths)
}

/// The options of a row, in a column of lists or one a column.
fn options(row: &Row<'_>) -> Result<Vec<String>, BenchmarkError> {
    if let Some(column) = row.first(OPTIONS) {
        return row.list(column);
    }
    let mut found = Vec::new();
    for letter in (0..MOST).map(options::letter) {
        match row.optional(&letter.to_string())? {
            Some(option) => found.push(option),
            None => break,
        }
    }
    Ok(found)
}

fn choice(
    row: &Row<'_>,
    asked: Asked,
    column: &str,
    options: Vec<String>,
) -> Result<Item, BenchmarkError> {
    let Cell::Plain(number) = row.cell(column) else {
        return asked.choice(row, column, options, Published::Letter);
    };
    let place = number.parse::<usize>().ok().filter(|place| *place < options.len().min(MOST));
    let Some(place) = place else {
        let detail = format!("{number} is no place among {} options, from 0", options.len());
        return Err(row.bad(column, detail));
    };
    asked.chosen(row, column, options, place)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::BinaryArray;

    use crate::samples::{Sheet, picture};

    #[test]
    fn free_answers_and_exported_truths() {
        let truth = r#"{"truth":"2.5","kind":"number","tolerance":0.1,"unit":"cm"}"#;
        let items = Sheet::default()
            .pictures("images", &[Some(1), Some(2)])
            .texts("problem", &["<image>How many?", "<image>How long?"])
            .texts("answer", &["7", truth])
            .ints("id", &[10, 11])
            .texts("family", &["count", "ruler"])
            .read("generic");
        assert_eq!((items[0].id.as_str(), items[0].question.as_str()), ("10", "How many?"));
        assert_eq!((items[1].answer.as_str(), items[1].category.as_str()), ("2.5", "ruler"));
        assert!(items[0].score("seven").is_right() && !items[0].score("8").is_right());
        assert!(items[1].score("2.58 cm").is_right() && !items[1].score("2.7 cm").is_right());
    }

    #[test]
    fn options_in_a_list_or_in_columns() {
        let sheet = Sheet::default()
            .column("image", Arc::new(BinaryArray::from_vec(vec![&picture(1), &picture(2)])))
            .texts("question", &["Which?", "Which one?"]);
        let list = sheet.clone().lists("choices", &[Some(&["a", "b"]), Some(&["3", "1"])]);
        let items = list.clone().ints("answer", &[1, 1]).read("generic");
        assert_eq!((items[0].answer.as_str(), items[1].answer.as_str()), ("B", "B"));
        assert_eq!(items[1].id, "sample.parquet:2");
        let said = list.ints("answer", &[2, -1]).attempt();
        let said = said[0].as_ref().unwrap_err().to_string();
        assert!(said.contains("row 1, column `answer`: 2 is no place among 2 options"), "{said}");
        let columns = sheet.texts("A", &["red", "x"]).cells("B", &[Some("blue"), Some("y")]);
        let columns = columns.cells("C", &[None, Some("z")]).texts("answer", &["B", "C"]);
        let items = columns.read("generic");
        assert_eq!(items[0].question, "Which?\nA. red\nB. blue");
        assert!(items[1].score("z").is_right() && !items[1].score("A").is_right());
    }
}
