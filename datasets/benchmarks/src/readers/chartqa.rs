//! ChartQA: questions about charts, asked by people or by a program.
//!
//! A number is right within 5 % of the published one ("relaxed accuracy"), zero only
//! exactly; a year is a number like any other there. Other answers are compared as
//! they are. A label with several members takes any of them.

use synth_grader::{Draft, Truth};

use super::Layout;
use crate::asked::Asked;
use crate::error::BenchmarkError;
use crate::item::Item;
use crate::row::Row;

/// The share of a number by which an answer may be off.
const RELAXED: f64 = 0.05;

pub(super) const LAYOUT: Layout =
    Layout { name: "ChartQA", columns: &[&["image"], &["query"], &["label"]], read };

fn read(row: &Row<'_>) -> Result<Item, BenchmarkError> {
    let asked = Asked {
        id: row.place(),
        images: row.seen("image")?,
        question: row.text("query")?,
        category: asker(row)?,
    };
    let labels = row.one_or_more("label")?;
    let truths: Result<Vec<Truth>, _> =
        labels.iter().map(|label| row.truth("label", draft(label))).collect();
    asked.any(row, "label", labels, truths?)
}

/// Who asked: the class label's numbers or names.
fn asker(row: &Row<'_>) -> Result<String, BenchmarkError> {
    let asker = row.optional("human_or_machine")?;
    Ok(match asker.as_deref() {
        Some("0" | "human") => "human".to_owned(),
        Some("1" | "machine") => "machine".to_owned(),
        other => other.unwrap_or_default().to_owned(),
    })
}

fn draft(label: &str) -> Draft {
    let truth = label.to_owned();
    // As the benchmark reads numbers: no unit, no separators, at most a percent sign.
    let number = label.strip_suffix('%').unwrap_or(label).trim().parse::<f64>();
    match number.ok().filter(|number| number.is_finite()) {
        Some(number) => Draft {
            truth,
            kind: Some("number".to_owned()),
            tolerance: Some(RELAXED * number.abs()),
            ..Draft::default()
        },
        None => Draft { truth, ..Draft::default() },
    }
}

#[cfg(test)]
mod tests {
    use crate::samples::{Sheet, picture};

    fn sheet() -> Sheet {
        Sheet::default()
            .pictures("image", &[Some(1), Some(2), Some(3), Some(4)])
            .texts("query", &["How many?", "What share?", "Which colour?", "How many are red?"])
            .lists(
                "label",
                &[Some(&["200"]), Some(&["40%"]), Some(&["Blue", "Navy"]), Some(&["0"])],
            )
            .ints("human_or_machine", &[0, 1, 1, 0])
    }

    #[test]
    fn numbers_are_right_within_five_percent() {
        let items = sheet().read("ChartQA");
        let [count, share, colour, none] = &items[..] else { panic!("{items:?}") };
        for (item, answer, right) in [
            (count, "190", true),
            (count, "210.0", true),
            (count, "189", false),
            (count, "-200", false),
            (share, "41.9%", true),
            (share, "42.1 %", false),
            (share, "0.4", true),
            (colour, "blue", true),
            (colour, "navy", true),
            (colour, "red", false),
            (none, "0", true),
            (none, "0.01", false),
        ] {
            assert_eq!(item.score(answer).is_right(), right, "{} {answer}", item.id);
        }
        assert_eq!((count.id.as_str(), &count.images), ("sample.parquet:1", &vec![picture(1)]));
        assert_eq!((count.category.as_str(), share.category.as_str()), ("human", "machine"));
    }

    #[test]
    fn a_label_must_be_there() {
        let found =
            sheet().lists("label", &[None, Some(&[]), Some(&["a"]), Some(&[" "])]).attempt();
        for row in [0, 1, 3] {
            let said = found[row].as_ref().unwrap_err().to_string();
            assert!(said.contains(&format!("row {}, column `label`: there is no answer", row + 1)));
        }
        assert!(found[2].is_ok());
    }
}
