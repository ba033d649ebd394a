//! MathVision: problems of mathematical competitions in 16 subjects and 5 levels.
//!
//! A row with options publishes a letter, one without a free answer, often in LaTeX.

use super::Layout;
use crate::asked::Asked;
use crate::error::BenchmarkError;
use crate::item::Item;
use crate::marks;
use crate::options::Published;
use crate::row::Row;

pub(super) const LAYOUT: Layout = Layout {
    name: "MathVision",
    columns: &[
        &["id"],
        &["question"],
        &["options"],
        &["decoded_image"],
        &["answer"],
        &["level"],
        &["subject"],
    ],
    read,
};

fn read(row: &Row<'_>) -> Result<Item, BenchmarkError> {
    let asked = Asked {
        id: row.text("id")?,
        images: row.seen("decoded_image")?,
        question: marks::without(&row.text("question")?),
        category: row.optional("subject")?.unwrap_or_default(),
    };
    let options = row.list("options")?;
    if !options.is_empty() {
        return asked.choice(row, "answer", options, Published::Letter);
    }
    let answer = row.answer("answer")?;
    let truth = row.plain("answer", &answer)?;
    Ok(asked.free(answer, truth))
}

#[cfg(test)]
mod tests {
    use crate::samples::{Sheet, picture};

    fn sheet() -> Sheet {
        Sheet::default()
            .texts("id", &["4", "5", "6"])
            .texts("question", &["Which fits?\n<image1>", "How much is left?\n<image1>", "x?"])
            .lists("options", &[Some(&["A", "B", "C"]), Some(&["$6", "$7"]), Some(&[])])
            .texts("image", &["images/4.jpg", "images/5.jpg", "images/6.jpg"])
            .pictures("decoded_image", &[Some(4), Some(5), Some(6)])
            .texts("answer", &["C", "B", "\\frac{1}{2}"])
            .cells("solution", &[None, None, Some("Halve it.")])
            .ints("level", &[1, 2, 5])
            .texts("subject", &["counting", "arithmetic", "algebra"])
    }

    #[test]
    fn rows_become_items() {
        let items = sheet().read("MathVision");
        let [drawn, written, free] = &items[..] else { panic!("{items:?}") };
        assert_eq!(drawn.question, "Which fits?\nOptions: A, B, C");
        assert_eq!(written.question, "How much is left?\nA. $6\nB. $7");
        assert_eq!((free.question.as_str(), free.images[0].clone()), ("x?", picture(6)));
        assert_eq!((drawn.category.as_str(), drawn.answer.as_str()), ("counting", "C"));
        assert!(drawn.score("(C)").is_right() && !drawn.score("A").is_right());
        assert!(written.score("$7").is_right() && !written.score("A").is_right());
        assert!(free.score("0.5").is_right() && !free.score("2").is_right());
    }

    #[test]
    fn an_answer_beyond_the_options_and_a_missing_picture_are_told() {
        let beyond = sheet().texts("answer", &["E", "B", "1"]).attempt();
        let said = beyond[0].as_ref().unwrap_err().to_string();
        assert!(said.contains("row 1, column `answer`: \"E\" names none of the options"), "{said}");
        let blind = sheet().pictures("decoded_image", &[Some(4), None, Some(6)]).attempt();
        let said = blind[1].as_ref().unwrap_err().to_string();
        assert!(said.contains("row 2, column `decoded_image`: a picture was expected"), "{said}");
    }
}
