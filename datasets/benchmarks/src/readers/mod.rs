//! The layouts of benchmarks: one file each, one line in [`LAYOUTS`].

mod chartqa;
mod generic;
mod hallusionbench;
mod mathverse;
mod mathvision;
mod mathvista;
mod mmmu;

use std::path::Path;

use crate::error::BenchmarkError;
use crate::item::Item;
use crate::row::Row;

/// How a benchmark is laid out in a table.
pub struct Layout {
    /// The benchmark's name.
    pub name: &'static str,
    /// The columns that tell it: of each group, one must be there.
    pub columns: &'static [&'static [&'static str]],
    /// Reads a row.
    pub(crate) read: fn(&Row<'_>) -> Result<Item, BenchmarkError>,
}

/// Every layout. A table is in the first whose columns it has.
pub static LAYOUTS: [Layout; 7] = [
    mathvista::LAYOUT,
    mathverse::LAYOUT,
    mathvision::LAYOUT,
    mmmu::LAYOUT,
    hallusionbench::LAYOUT,
    chartqa::LAYOUT,
    generic::LAYOUT,
];

impl std::fmt::Debug for Layout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Layout").field(&self.name).finish()
    }
}

impl Layout {
    /// The groups that no column of a table is of.
    fn lacks(&self, columns: &[String]) -> Vec<String> {
        let there = |group: &&&[&str]| group.iter().any(|name| columns.iter().any(|c| c == name));
        self.columns.iter().filter(|group| !there(group)).map(|group| either(group)).collect()
    }
}

fn either(group: &[&str]) -> String {
    group.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
}

fn listed(columns: &[String]) -> String {
    columns.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The layout of this name; case, spaces and hyphens do not count.
pub(crate) fn find(name: &str) -> Result<&'static Layout, BenchmarkError> {
    let key = |name: &str| name.to_ascii_lowercase().replace([' ', '-', '_'], "");
    let found = LAYOUTS.iter().find(|layout| key(layout.name) == key(name));
    found.ok_or_else(|| BenchmarkError::UnknownName(name.to_owned()))
}

/// The layout that a table's columns show.
pub(crate) fn detect(path: &Path, columns: &[String]) -> Result<&'static Layout, BenchmarkError> {
    let found = LAYOUTS.iter().find(|layout| layout.lacks(columns).is_empty());
    found.ok_or_else(|| BenchmarkError::UnknownLayout {
        path: path.to_owned(),
        columns: listed(columns),
        nearest: nearest(columns),
    })
}

/// The layout, if the table has its columns.
pub(crate) fn demand(
    layout: &'static Layout,
    path: &Path,
    columns: &[String],
) -> Result<&'static Layout, BenchmarkError> {
    let lacks = layout.lacks(columns);
    if lacks.is_empty() {
        return Ok(layout);
    }
    Err(BenchmarkError::OtherLayout {
        path: path.to_owned(),
        layout: layout.name,
        missing: lacks.join(", "),
        columns: listed(columns),
    })
}

/// What the layout that fits best still needs.
fn nearest(columns: &[String]) -> String {
    let lacks = LAYOUTS.iter().map(|layout| (layout, layout.lacks(columns)));
    let least = lacks.min_by_key(|(_, lacks)| lacks.len());
    least.map_or(String::new(), |(layout, lacks)| {
        format!("The nearest is {}, which also needs {}.", layout.name, lacks.join(", "))
    })
}

/// All names, for messages.
pub(crate) fn names() -> String {
    LAYOUTS.iter().map(|layout| layout.name).collect::<Vec<_>>().join(", ")
}

/// All layouts with their columns, one a line.
pub(crate) fn described() -> String {
    let columns = |layout: &Layout| {
        layout.columns.iter().map(|group| either(group)).collect::<Vec<_>>().join(", ")
    };
    let lines = LAYOUTS.iter().map(|layout| format!("  {}: {}", layout.name, columns(layout)));
    lines.collect::<Vec<_>>().join("\n")
}
