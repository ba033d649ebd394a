//! MathVista: mathematics in charts, figures, photographs and textbooks.
//!
//! The right option is published by its text. A decimal answer is right where it
//! rounds to the published one at the `precision` of the row, hence within half a unit
//! of that decimal; whole numbers are exact.

use synth_grader::Draft;

use super::Layout;
use crate::asked::Asked;
use crate::error::BenchmarkError;
use crate::item::Item;
use crate::options::Published;
use crate::row::Row;

pub(super) const LAYOUT: Layout = Layout {
    name: "MathVista",
    columns: &[
        &["pid"],
        &["question"],
        &["decoded_image"],
        &["choices"],
        &["precision"],
        &["answer"],
    ],
    read,
};

fn read(row: &Row<'_>) -> Result<Item, BenchmarkError> {
    let mut question = row.text("question")?;
    if let Some(unit) = row.optional("unit")? {
        question = format!("{question} (Unit: {unit})");
    }
    let category = row.inner("metadata", "task").or_else(|| row.inner("metadata", "category"));
    let category = category.unwrap_or_default();
    let images = row.seen("decoded_image")?;
    let asked = Asked { id: row.text("pid")?, images, question, category };
    let choices = row.list("choices")?;
    if !choices.is_empty() {
        return asked.choice(row, "answer", choices, Published::Text);
    }
    let answer = row.answer("answer")?;
    let truth = row.truth("answer", draft(row, &answer)?)?;
    Ok(asked.free(answer, truth))
}

/// A free answer with the kind that the row names.
fn draft(row: &Row<'_>, answer: &str) -> Result<Draft, BenchmarkError> {
    let kind = match row.optional("answer_type")?.as_deref() {
        Some("integer") => Some("integer"),
        Some("float") => Some("number"),
        Some("list") => Some("sequence"),
        _ => None,
    };
    let tolerance = if kind == Some("number") { half(row)? } else { None };
    let kind = kind.map(str::to_owned);
    Ok(Draft { truth: answer.to_owned(), kind, tolerance, ..Draft::default() })
}

/// Half a unit of the last decimal that counts.
fn half(row: &Row<'_>) -> Result<Option<f64>, BenchmarkError> {
    let Some(written) = row.optional("precision")? else { return Ok(None) };
    let decimals = written.parse::<f64>().ok().filter(|d| (0.0..=15.0).contains(d));
    let Some(decimals) = decimals else {
        return Err(row.bad("precision", format!("{written:?} is no number of decimals")));
    };
    Ok(Some(0.5 / libm::pow(10.0, decimals)))
}

#[cfg(test)]
mod tests {
    use crate::BenchmarkError;
    use crate::samples::{Sheet, picture};

    fn sheet() -> Sheet {
        Sheet::default()
            .texts("pid", &["1", "2", "3", "4"])
            .texts("question", &["What is x?", "How long?", "How many?", "Which cells?"])
            .texts("image", &["images/1.jpg", "images/2.jpg", "images/3.jpg", "images/4.jpg"])
            .pictures("decoded_image", &[Some(1), Some(2), Some(3), Some(4)])
            .lists("choices", &[Some(&["40°", "65°"]), None, None, None])
            .cells("unit", &[None, Some("cm"), None, None])
            .reals("precision", &[None, Some(1.0), None, None])
            .texts("answer", &["65°", "1.2", "4", "[0, 2]"])
            .texts("question_type", &["multi_choice", "free_form", "free_form", "free_form"])
            .texts("answer_type", &["text", "float", "integer", "list"])
            .parts("metadata", "task", &["geometry problem solving", "figure", "count", "count"])
            .texts("query", &["Hint", "Hint", "Hint", "Hint"])
    }

    #[test]
    fn rows_become_items() {
        let items = sheet().read("MathVista");
        let [choice, real, whole, list] = &items[..] else { panic!("{items:?}") };
        assert_eq!((choice.id.as_str(), choice.answer.as_str()), ("1", "B"));
        assert_eq!(choice.question, "What is x?\nA. 40°\nB. 65°");
        assert_eq!((&choice.images, &real.images), (&vec![picture(1)], &vec![picture(2)]));
        assert_eq!(choice.category, "geometry problem solving");
        assert_eq!(real.question, "How long? (Unit: cm)");
        for (item, answer, right) in [
            (choice, "B", true),
            (choice, "65 degrees", true),
            (choice, "A", false),
            (real, "1.2", true),
            (real, "1.24", true),
            (real, "1.16", true),
            (real, "1.26", false),
            (whole, "four", true),
            (whole, "4.2", false),
            (list, "[0, 2]", true),
            (list, "[2, 0]", false),
        ] {
            assert_eq!(item.score(answer).is_right(), right, "{} {answer}", item.id);
        }
    }

    #[test]
    fn a_bad_row_is_named_and_the_next_is_read() {
        let sheet = sheet()
            .texts("answer", &["70°", "1.2", "", "[0, 2]"])
            .reals("precision", &[None, Some(-1.0), None, None]);
        let found = sheet.attempt();
        let says: Vec<_> = found
            .iter()
            .map(|item| item.as_ref().map_or_else(ToString::to_string, |i| i.id.clone()))
            .collect();
        assert!(says[0].contains("row 1, column `answer`: \"70°\" names none"), "{says:?}");
        assert!(says[1].contains("row 2, column `precision`: \"-1\" is no number"), "{says:?}");
        assert!(matches!(found[2], Err(BenchmarkError::NoAnswer { row: 3, .. })), "{says:?}");
        assert_eq!(says[3], "4");
    }
}
