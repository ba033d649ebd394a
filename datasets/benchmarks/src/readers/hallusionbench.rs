//! HallusionBench: yes-or-no questions about figures and about edits of them.
//!
//! `gt_answer` is 1 for yes and 0 for no. Rows with `visual_input` 0 ask the same
//! without a picture.

use synth_grader::Draft;

use super::Layout;
use crate::asked::Asked;
use crate::error::BenchmarkError;
use crate::item::Item;
use crate::row::Row;

pub(super) const LAYOUT: Layout = Layout {
    name: "HallusionBench",
    columns: &[
        &["category"],
        &["subcategory"],
        &["visual_input"],
        &["set_id"],
        &["figure_id"],
        &["question_id"],
        &["question"],
        &["gt_answer"],
        &["image", "filename"],
    ],
    read,
};

fn read(row: &Row<'_>) -> Result<Item, BenchmarkError> {
    let category = format!("{}/{}", row.text("category")?, row.text("subcategory")?);
    let place = ["set_id", "figure_id", "question_id"].map(|column| row.text(column));
    let [set, figure, number] = place;
    let id = format!("{category}/{}/{}/{}", set?, figure?, number?);
    let asked = Asked { id, images: images(row)?, question: row.text("question")?, category };
    let answer = match row.answer("gt_answer")?.as_str() {
        "1" => "yes",
        "0" => "no",
        other => {
            let detail = format!("{other:?} is neither 1 for yes nor 0 for no");
            return Err(row.bad("gt_answer", detail));
        }
    };
    let kind = Some("yes-no".to_owned());
    let draft = Draft { truth: answer.to_owned(), kind, ..Draft::default() };
    Ok(asked.free(answer.to_owned(), row.truth("gt_answer", draft)?))
}

fn images(row: &Row<'_>) -> Result<Vec<Vec<u8>>, BenchmarkError> {
    if row.text("visual_input")? == "0" {
        return Ok(Vec::new());
    }
    let inside = row.pictures("image")?;
    if !inside.is_empty() || row.optional("filename")?.is_none() {
        return if inside.is_empty() { row.seen("image") } else { Ok(inside) };
    }
    row.seen("filename")
}

#[cfg(test)]
mod tests {
    use crate::samples::{Sheet, picture};

    fn sheet() -> Sheet {
        Sheet::default()
            .texts("category", &["VS", "VD"])
            .texts("subcategory", &["chart", "illusion"])
            .texts("visual_input", &["0", "1"])
            .texts("set_id", &["0", "3"])
            .texts("figure_id", &["0", "1"])
            .texts("sample_note", &["growth", "lines"])
            .texts("question_id", &["0", "2"])
            .texts("question", &["Does it grow?", "Are both as long?"])
            .texts("gt_answer_details", &["It grows.", "The left one is longer."])
            .texts("gt_answer", &["1", "0"])
            .cells("filename", &[None, Some("./illusion/3_1.png")])
            .pictures("image", &[None, Some(7)])
    }

    #[test]
    fn rows_become_items() {
        let items = sheet().read("HallusionBench");
        let [blind, seen] = &items[..] else { panic!("{items:?}") };
        assert_eq!((blind.id.as_str(), seen.id.as_str()), ("VS/chart/0/0/0", "VD/illusion/3/1/2"));
        assert_eq!((blind.images.len(), &seen.images), (0, &vec![picture(7)]));
        assert_eq!((blind.answer.as_str(), seen.category.as_str()), ("yes", "VD/illusion"));
        assert!(blind.score("Yes.").is_right() && !blind.score("no").is_right());
        assert!(seen.score("No, they differ").is_right() && !seen.score("yes").is_right());
    }

    #[test]
    fn another_answer_or_a_lost_picture_is_told() {
        let found =
            sheet().texts("gt_answer", &["2", "0"]).pictures("image", &[None, None]).attempt();
        let said: Vec<_> = found.iter().map(|f| f.as_ref().unwrap_err().to_string()).collect();
        assert!(
            said[0].contains("row 1, column `gt_answer`: \"2\" is neither 1 for yes"),
            "{said:?}"
        );
        assert!(said[1].contains("row 2, column `filename`: the picture"), "{said:?}");
        let nameless = sheet().cells("filename", &[None, None]).pictures("image", &[None, None]);
        let said = nameless.attempt()[1].as_ref().unwrap_err().to_string();
        assert!(said.contains("row 2, column `image`: a picture was expected"), "{said}");
    }
}
