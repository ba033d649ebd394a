//! MMMU: college questions in 30 subjects, with up to seven pictures.
//!
//! Options are Python's text of a list, their letter is published. An open question
//! may publish several answers, of which any counts; numbers are compared at two
//! decimals there, hence within half a hundredth.

use synth_grader::{Draft, Truth};

use super::Layout;
use crate::asked::Asked;
use crate::error::BenchmarkError;
use crate::item::Item;
use crate::options::Published;
use crate::row::Row;
use crate::{marks, python};

const PICTURES: [&str; 7] =
    ["image_1", "image_2", "image_3", "image_4", "image_5", "image_6", "image_7"];
/// Half a unit of the last decimal that counts.
const HALF: f64 = 0.005;

pub(super) const LAYOUT: Layout = Layout {
    name: "MMMU",
    columns: &[&["id"], &["question"], &["options"], &["image_1"], &["answer"]],
    read,
};

fn read(row: &Row<'_>) -> Result<Item, BenchmarkError> {
    let (id, question) = (row.text("id")?, row.text("question")?);
    let options = row.list("options")?;
    let images = pictures(row, &format!("{question}\n{}", options.join("\n")))?;
    let category = match subject(&id) {
        Some(subject) => subject,
        None => row.optional("subject")?.or(row.optional("subfield")?).unwrap_or_default(),
    };
    let asked = Asked { id, images, question, category };
    if !options.is_empty() {
        return asked.choice(row, "answer", options, Published::Letter);
    }
    let answer = row.answer("answer")?;
    let several = answer.starts_with("['") || answer.starts_with("[\"");
    let several = if several { python::list(&answer) } else { None };
    let answers = several.unwrap_or_else(|| vec![answer]);
    let truths = answers.iter().map(|answer| row.truth("answer", draft(answer)));
    let truths = truths.collect::<Result<Vec<Truth>, _>>()?;
    asked.any(row, "answer", answers, truths)
}

/// The pictures that the text names; all where it names none. Those behind belong to
/// the explanation.
fn pictures(row: &Row<'_>, text: &str) -> Result<Vec<Vec<u8>>, BenchmarkError> {
    match marks::highest(text) {
        Some(highest @ 1..=7) => {
            let named = PICTURES[..highest].iter().map(|column| row.seen(column));
            Ok(named.collect::<Result<Vec<_>, _>>()?.concat())
        }
        Some(other) => Err(row.bad("question", format!("it names a picture {other} of seven"))),
        None => {
            let all = PICTURES.iter().map(|column| row.pictures(column));
            Ok(all.collect::<Result<Vec<_>, _>>()?.concat())
        }
    }
}

/// The subject in an id such as `validation_Clinical_Medicine_12`.
fn subject(id: &str) -> Option<String> {
    let (_, rest) = id.split_once('_')?;
    let (subject, number) = rest.rsplit_once('_')?;
    let numbered = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    numbered.then(|| subject.replace('_', " "))
}

fn draft(answer: &str) -> Draft {
    let truth = answer.to_owned();
    let number = answer.parse::<f64>().is_ok_and(f64::is_finite);
    if !number {
        return Draft { truth, ..Draft::default() };
    }
    Draft { truth, kind: Some("number".to_owned()), tolerance: Some(HALF), ..Draft::default() }
}

#[cfg(test)]
mod tests {
    use crate::samples::{Sheet, picture};

    fn sheet() -> Sheet {
        let sheet = Sheet::default()
            .texts("id", &["validation_Clinical_Medicine_1", "validation_Art_2", "dev_Math_3"])
            .texts(
                "question",
                &["What does <image 1> show?", "Which of them?", "Gain of <image 1>?"],
            )
            .texts("options", &["['bone', \"bird's nest\"]", "['<image 1>', '<image 2>']", "[]"])
            .texts("explanation", &["", "See <image 3>.", ""])
            .pictures("image_1", &[Some(1), Some(2), Some(3)])
            .pictures("image_2", &[None, Some(12), None])
            .pictures("image_3", &[None, Some(22), None])
            .texts("img_type", &["['Body Scans']", "['Paintings']", "['Plots']"])
            .texts("answer", &["B", "A", "['24/7', '3.429']"])
            .texts("topic_difficulty", &["Easy", "Hard", "Medium"])
            .texts("question_type", &["multiple-choice", "multiple-choice", "open"])
            .texts("subfield", &["Radiology", "Drawing", "Calculus"]);
        ["image_4", "image_5", "image_6", "image_7"]
            .into_iter()
            .fold(sheet, |sheet, name| sheet.pictures(name, &[None, None, None]))
    }

    #[test]
    fn rows_become_items() {
        let items = sheet().read("MMMU");
        let [choice, pictures, open] = &items[..] else { panic!("{items:?}") };
        assert_eq!(choice.question, "What does <image 1> show?\nA. bone\nB. bird's nest");
        assert_eq!((choice.category.as_str(), choice.answer.as_str()), ("Clinical Medicine", "B"));
        assert_eq!(pictures.images, vec![picture(2), picture(12)]);
        assert_eq!(pictures.question, "Which of them?\nA. <image 1>\nB. <image 2>");
        for (item, answer, right) in [
            (choice, "bird's nest", true),
            (choice, "A", false),
            (pictures, "A", true),
            (open, "24/7", true),
            (open, "3.43", true),
            (open, "3.44", false),
        ] {
            assert_eq!(item.score(answer).is_right(), right, "{} {answer}", item.id);
        }
    }

    #[test]
    fn what_a_row_lacks_is_told() {
        let found = sheet()
            .texts("answer", &["?", "A", "1"])
            .texts("question", &["Why?", "Is it in <image 4>?", "See <image 9>."])
            .attempt();
        let said: Vec<_> = found.iter().map(|f| f.as_ref().unwrap_err().to_string()).collect();
        assert!(said[0].contains("row 1, column `answer`: there is no answer"), "{said:?}");
        assert!(said[1].contains("row 2, column `image_4`: a picture was expected"), "{said:?}");
        assert!(said[2].contains("row 3, column `question`: it names a picture 9"), "{said:?}");
        let found = sheet().texts("options", &["['a', b]", "[]", "[]"]).attempt();
        let said = found[0].as_ref().unwrap_err().to_string();
        assert!(said.contains("row 1, column `options`: \"['a', b]\" is no list"), "{said}");
    }
}
