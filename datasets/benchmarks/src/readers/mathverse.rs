//! MathVerse: each problem in versions that say less in words and more in the figure.
//!
//! Choices stand inside the question, and their letter is published. In the version
//! that is vision only, the question is in the picture alone; asking it in words
//! would be another version, so only the picture is pointed at.

use synth_grader::Draft;

use super::Layout;
use crate::asked::Asked;
use crate::error::BenchmarkError;
use crate::item::Item;
use crate::options::{self, Published};
use crate::row::Row;

const DRAWN: &str = "Answer the question that the picture shows.";
const DRAWN_CHOICE: &str =
    "Answer the question that the picture shows with the letter of the right option.";

pub(super) const LAYOUT: Layout = Layout {
    name: "MathVerse",
    columns: &[
        &["sample_index"],
        &["problem_index"],
        &["problem_version"],
        &["question"],
        &["image"],
        &["answer"],
        &["question_type"],
    ],
    read,
};

fn read(row: &Row<'_>) -> Result<Item, BenchmarkError> {
    let written = row.optional("question")?;
    let whole = row.optional("question_for_eval")?;
    let text = written.clone().or(whole).unwrap_or_default();
    let choices = choices(&text);
    let question = choices.as_ref().map_or(text.as_str(), |(question, _)| question);
    let asked = Asked {
        id: row.text("sample_index")?,
        images: row.seen("image")?,
        question: question.to_owned(),
        category: row.text("problem_version")?,
    };
    let item = match (row.text("question_type")?.as_str(), choices) {
        ("multi-choice", Some((_, options))) => {
            asked.choice(row, "answer", options, Published::Letter)?
        }
        (kind, _) => free(row, Asked { question: text, ..asked }, kind)?,
    };
    if written.is_some() {
        return Ok(item);
    }
    let choice = item.truth.kind() == "choice";
    let question = if choice { DRAWN_CHOICE } else { DRAWN }.to_owned();
    Ok(Item { question, ..item })
}

/// A free answer, or the letter of a choice whose options stand only in the picture.
fn free(row: &Row<'_>, asked: Asked, kind: &str) -> Result<Item, BenchmarkError> {
    let answer = row.answer("answer")?;
    let kind = (kind == "multi-choice").then(|| "choice".to_owned());
    let draft = Draft { truth: answer.clone(), kind, ..Draft::default() };
    let truth = row.truth("answer", draft)?;
    Ok(asked.free(answer, truth))
}

/// A question apart from the choices at its end, if they are lettered from A on.
fn choices(text: &str) -> Option<(String, Vec<String>)> {
    let (question, list) = text.rsplit_once("Choices:")?;
    let lines = list.lines().map(str::trim).filter(|line| !line.is_empty());
    let options = lines.enumerate().map(|(index, line)| {
        let option = line.strip_prefix(options::letter(index))?;
        Some(option.strip_prefix([':', '.'])?.trim().to_owned())
    });
    let options = options.collect::<Option<Vec<String>>>().filter(|options| options.len() > 1)?;
    Some((question.trim().to_owned(), options))
}

#[cfg(test)]
mod tests {
    use super::choices;
    use crate::samples::{Sheet, picture};

    fn sheet() -> Sheet {
        let choice = "Find the angle.\nChoices:\nA:40°\nB:65°";
        Sheet::default()
            .texts("sample_index", &["1", "5", "6", "7"])
            .texts("problem_index", &["1", "1", "2", "3"])
            .texts("problem_version", &["Text Dominant", "Vision Only", "Vision Only", "Text Lite"])
            .texts("question", &[choice, "", "", "How long is AB?"])
            .pictures("image", &[Some(1), Some(5), Some(6), Some(7)])
            .texts("answer", &["B", "B", "12", "\\sqrt{2}"])
            .texts("question_type", &["multi-choice", "multi-choice", "free-form", "free-form"])
            .parts("metadata", "subject", &["Plane Geometry"; 4])
            .texts("query_wo", &["", "", "", ""])
            .texts("query_cot", &["", "", "", ""])
            .texts("question_for_eval", &[choice, choice, "How many?", "How long is AB?"])
    }

    #[test]
    fn rows_become_items() {
        let items = sheet().read("MathVerse");
        let [told, drawn, count, root] = &items[..] else { panic!("{items:?}") };
        assert_eq!(told.question, "Find the angle.\nA. 40°\nB. 65°");
        assert_eq!((drawn.question.as_str(), drawn.options.len()), (super::DRAWN_CHOICE, 2));
        assert_eq!((count.question.as_str(), count.answer.as_str()), (super::DRAWN, "12"));
        assert_eq!((told.category.as_str(), &drawn.images), ("Text Dominant", &vec![picture(5)]));
        for (item, answer, right) in [
            (told, "B", true),
            (told, "A", false),
            (drawn, "65°", true),
            (drawn, "A", false),
            (count, "12", true),
            (count, "13", false),
            (root, "√2", true),
            (root, "2", false),
        ] {
            assert_eq!(item.score(answer).is_right(), right, "{} {answer}", item.id);
        }
    }

    #[test]
    fn a_letter_without_its_options_is_still_a_choice() {
        let items = sheet().texts("question_for_eval", &["", "Which?", "How many?", "x"]);
        let item = &items.read("MathVerse")[1];
        assert_eq!((item.question.as_str(), item.options.len()), (super::DRAWN_CHOICE, 0));
        assert!(item.score("B").is_right() && !item.score("C").is_right());
    }

    #[test]
    fn choices_are_lettered_in_order() {
        let options = choices("Choices: which?\nChoices:\nA: 1\n\nB. 2 \n").map(|(_, o)| o);
        assert_eq!(options, Some(vec!["1".to_owned(), "2".to_owned()]));
        for none in ["Which?", "Choices:", "Choices:\nA:1", "Choices:\nA:1\nC:2", "Choices:\n1\n2"]
        {
            assert_eq!(choices(none), None, "{none}");
        }
    }
}
