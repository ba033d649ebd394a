//! One row of a table: cells by the name of their column, with errors that say where.

use std::path::{Component, Path};

use arrow_array::StructArray;
use synth_grader::{Draft, Truth};

use crate::cell::Cell;
use crate::error::BenchmarkError;
use crate::python;

/// A row whose cells are copied only when they are asked for.
pub(crate) struct Row<'a> {
    /// The file.
    pub(crate) path: &'a Path,
    /// The row in its file, from 1.
    pub(crate) number: u64,
    /// The batch that it is in.
    pub(crate) table: &'a StructArray,
    /// Its place in the batch.
    pub(crate) at: usize,
}

impl Row<'_> {
    /// The file's name and the row, where a benchmark has no ids.
    pub(crate) fn place(&self) -> String {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        format!("{name}:{}", self.number)
    }

    /// An error in this row.
    pub(crate) fn bad(&self, column: &str, detail: impl Into<String>) -> BenchmarkError {
        BenchmarkError::Cell {
            path: self.path.to_owned(),
            row: self.number,
            column: column.to_owned(),
            detail: detail.into(),
        }
    }

    /// A cell; nothing where there is no such column.
    pub(crate) fn cell(&self, column: &str) -> Cell {
        self.table.column_by_name(column).map_or(Cell::Null, |array| Cell::of(array, self.at))
    }

    /// The first of the columns that the table has.
    pub(crate) fn first<'c>(&self, columns: &[&'c str]) -> Option<&'c str> {
        columns.iter().copied().find(|column| self.table.column_by_name(column).is_some())
    }

    /// A text or number; none where the cell is empty or blank.
    pub(crate) fn optional(&self, column: &str) -> Result<Option<String>, BenchmarkError> {
        let cell = self.cell(column);
        match (cell.written(), &cell) {
            (Some(text), _) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
            (None, Cell::Null) => Ok(None),
            _ => Err(self.bad(column, format!("a text was expected, and it is {}", cell.what()))),
        }
    }

    /// A text or number that must be there.
    pub(crate) fn text(&self, column: &str) -> Result<String, BenchmarkError> {
        let text = self.optional(column)?;
        text.ok_or_else(|| self.bad(column, "a text was expected, and there is none"))
    }

    /// A text or number inside a struct; none where anything on the way is missing.
    pub(crate) fn inner(&self, column: &str, part: &str) -> Option<String> {
        let cell = self.cell(column);
        let text = cell.part(part).and_then(Cell::written)?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The published answer; `?` stands for one that is withheld.
    pub(crate) fn answer(&self, column: &str) -> Result<String, BenchmarkError> {
        let answer = self.optional(column)?.filter(|answer| answer != "?");
        answer.ok_or_else(|| self.no_answer(column))
    }

    /// The error of a row without an answer.
    pub(crate) fn no_answer(&self, column: &str) -> BenchmarkError {
        BenchmarkError::NoAnswer {
            path: self.path.to_owned(),
            row: self.number,
            column: column.to_owned(),
        }
    }

    /// A list of texts, be it a list or Python's text of one; empty where there is none.
    pub(crate) fn list(&self, column: &str) -> Result<Vec<String>, BenchmarkError> {
        match self.cell(column) {
            Cell::Null => Ok(Vec::new()),
            Cell::Text(text) if text.trim().is_empty() => Ok(Vec::new()),
            Cell::Text(text) => python::list(&text)
                .ok_or_else(|| self.bad(column, format!("{text:?} is no list of texts"))),
            Cell::List(cells) => {
                let texts = cells.iter().map(|cell| cell.written().map(str::to_owned));
                let texts: Option<Vec<String>> = texts.collect();
                texts.ok_or_else(|| self.bad(column, "a member of the list is no text"))
            }
            cell => {
                Err(self.bad(column, format!("a list was expected, and it is {}", cell.what())))
            }
        }
    }

    /// The published answers, be it one or a list of which any counts.
    pub(crate) fn one_or_more(&self, column: &str) -> Result<Vec<String>, BenchmarkError> {
        let found = match self.cell(column) {
            Cell::List(_) => self.list(column)?,
            _ => vec![self.answer(column)?],
        };
        let answers = found.iter().map(|answer| answer.trim().to_owned());
        let answers: Vec<String> = answers.filter(|answer| !answer.is_empty()).collect();
        if answers.is_empty() { Err(self.no_answer(column)) } else { Ok(answers) }
    }

    /// The picture in a column, which must have one.
    pub(crate) fn seen(&self, column: &str) -> Result<Vec<Vec<u8>>, BenchmarkError> {
        let pictures = self.pictures(column)?;
        if pictures.is_empty() {
            return Err(self.bad(column, "a picture was expected, and there is none"));
        }
        Ok(pictures)
    }

    /// All pictures in a column: one, or a list of them.
    pub(crate) fn pictures(&self, column: &str) -> Result<Vec<Vec<u8>>, BenchmarkError> {
        match self.cell(column) {
            Cell::List(cells) => {
                let files = cells.into_iter().map(|cell| self.file(column, cell));
                files.filter_map(Result::transpose).collect()
            }
            cell => Ok(self.file(column, cell)?.into_iter().collect()),
        }
    }

    /// The picture file in a cell: bytes, a struct of `bytes` and `path`, or a path
    /// beside the table.
    fn file(&self, column: &str, cell: Cell) -> Result<Option<Vec<u8>>, BenchmarkError> {
        let bytes = match cell {
            Cell::Null => return Ok(None),
            Cell::Bytes(bytes) => bytes,
            Cell::Text(path) => self.beside(column, &path)?,
            Cell::Parts(parts) => {
                let cell = Cell::Parts(parts);
                match (cell.part("bytes"), cell.part("path")) {
                    (Some(Cell::Bytes(bytes)), _) => bytes.clone(),
                    (_, Some(Cell::Text(path))) => self.beside(column, path)?,
                    (Some(Cell::Null), _) | (None, Some(Cell::Null)) => return Ok(None),
                    _ => return Err(self.bad(column, "a picture has parts `bytes` and `path`")),
                }
            }
            other => {
                let detail = format!("a picture was expected, and it is {}", other.what());
                return Err(self.bad(column, detail));
            }
        };
        if image::guess_format(&bytes).is_err() {
            let detail = format!("its {} bytes are no picture file that is known", bytes.len());
            return Err(self.bad(column, detail));
        }
        Ok(Some(bytes))
    }

    /// A file in or below the table's folder.
    fn beside(&self, column: &str, path: &str) -> Result<Vec<u8>, BenchmarkError> {
        let inside = |part| matches!(part, Component::Normal(_) | Component::CurDir);
        if !Path::new(path).components().all(inside) {
            let detail = format!("the picture {path:?} lies outside the table's folder");
            return Err(self.bad(column, detail));
        }
        let whole = self.path.parent().unwrap_or(Path::new(".")).join(path);
        std::fs::read(&whole)
            .map_err(|error| self.bad(column, format!("the picture {}: {error}", whole.display())))
    }

    /// The truth of a draft whose text is in `column`.
    pub(crate) fn truth(&self, column: &str, draft: Draft) -> Result<Truth, BenchmarkError> {
        Truth::new(draft).map_err(|error| self.untrue(column, error))
    }

    /// The truth of a plain text, its kind inferred.
    pub(crate) fn plain(&self, column: &str, truth: &str) -> Result<Truth, BenchmarkError> {
        self.truth(column, Draft { truth: truth.to_owned(), ..Draft::default() })
    }

    /// An error of the grader about this row.
    pub(crate) fn untrue(&self, column: &str, error: synth_grader::TruthError) -> BenchmarkError {
        BenchmarkError::Truth {
            path: self.path.to_owned(),
            row: self.number,
            column: column.to_owned(),
            error,
        }
    }
}
