//! The table, with a mark where a promise is broken.

use std::fmt::Write;

use crate::plant::{Kind, Merged, Row, Rows};

const SECTIONS: [(Kind, &str); 5] = [
    (Kind::Copy, "Exact copies (promised: 100 % found, 100 % right)"),
    (Kind::Benign, "Benign changes (promised by pictures alone: 99 % found, 99.9 % right)"),
    (Kind::Restyled, "The same scene, drawn or worded another way (found by scene)"),
    (Kind::Negative, "Hard negatives (promised: at most 0.1 % merged)"),
    (Kind::Reported, "Hard negatives, changed benignly as well (reported)"),
];

fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        "–".to_owned()
    } else {
        format!("{:.2} %", part as f64 * 100.0 / whole as f64)
    }
}

/// The share found and the share of merges that are right.
fn found(merged: Merged, shown: u64) -> String {
    let all = merged.right + merged.wrong;
    format!("{} | {}", percent(merged.right, shown), percent(merged.right, all))
}

fn line(kind: Kind, name: &str, row: &Row) -> String {
    let all = |merged: Merged| merged.right + merged.wrong;
    if matches!(kind, Kind::Negative | Kind::Reported) {
        let [blind, scene] = [row.blind, row.scene].map(|merged| percent(all(merged), row.shown));
        return format!("| {name} | {} | {blind} | {scene} |", row.shown);
    }
    format!(
        "| {name} | {} | {} | {} |",
        row.shown,
        found(row.blind, row.shown),
        found(row.scene, row.shown)
    )
}

/// All sections as Markdown.
pub fn print(rows: &Rows) -> String {
    let mut out = String::new();
    for (kind, title) in SECTIONS {
        let negative = matches!(kind, Kind::Negative | Kind::Reported);
        let _ = writeln!(out, "### {title}\n");
        let _ = match negative {
            true => writeln!(
                out,
                "| change | shown | merged, pictures alone | merged, with scenes |\n|---|---:|---:|---:|"
            ),
            false => writeln!(
                out,
                "| change | shown | found, pictures alone | right | found, with scenes | right |\n\
                 |---|---:|---:|---:|---:|---:|"
            ),
        };
        let mut total = Row::default();
        for (_, (name, row)) in rows.iter().filter(|((k, _), _)| *k == kind) {
            let _ = writeln!(out, "{}", line(kind, name, row));
            total.shown += row.shown;
            for (sum, row) in [(&mut total.blind, row.blind), (&mut total.scene, row.scene)] {
                sum.right += row.right;
                sum.wrong += row.wrong;
            }
        }
        let _ = writeln!(out, "{}\n", line(kind, "**all**", &total));
    }
    out
}
