//! The page beside the data: what it is, how to load and how to score it.

use std::fmt::Write;

use crate::manifest::{MANIFEST, Summary};
use crate::{Format, Split};

/// The text of `README.md`.
pub(crate) fn text(format: &Format, summary: &Summary) -> String {
    let mut out = front_matter(format, summary);
    let _ = write!(
        out,
        "# Visual reasoning tasks from synth, for {}\n\n\
         {} questions about {} pictures, {}. Corpus configuration `{}`; `{MANIFEST}` holds what \
         was asked for.\n\n",
        format.name, summary.rows, summary.tasks, format.about, summary.config,
    );
    out.push_str("| split | questions | files |\n|---|---:|---:|\n");
    for split in Split::ALL {
        let files = summary.files.iter().filter(|file| file.split == split).count();
        let _ = writeln!(out, "| {} | {} | {files} |", split.name(), summary.rows_of(split));
    }
    let _ = write!(
        out,
        "\n## Load\n\n{}\n\n## Score\n\n`pip install wasmtime`. `reward.py` runs `grader.wasm`, \
         which is synth's own grader, so keep the two together. {}\n",
        format.loading, format.scoring
    );
    out
}

/// The dataset card's head: the hub and `load_dataset` learn from it which files
/// are data.
fn front_matter(format: &Format, summary: &Summary) -> String {
    if format.name != "hf" {
        return String::new();
    }
    let mut out = "---\nconfigs:\n- config_name: default\n  data_files:\n".to_owned();
    for split in summary.splits() {
        let name = split.name();
        let _ = write!(out, "  - split: {name}\n    path: data/{name}-*.parquet\n");
    }
    out.push_str("tags:\n- synth\n- visual-question-answering\n---\n\n");
    out
}
