//! The items of a file, or of all files of a folder, one after another.

use std::collections::VecDeque;
use std::fmt;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use arrow_array::{Array, StructArray};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::file::metadata::ParquetMetaData;

use crate::error::BenchmarkError;
use crate::item::Item;
use crate::readers::{self, Layout};
use crate::row::Row;

/// Rows read at once: pictures are large.
const BATCH: usize = 16;
/// Folders are searched so many levels down.
const DEPTH: u32 = 3;

/// An iterator over items in the order of the files' paths and of their rows.
///
/// An error of one row is one item, and the next call goes on behind it. An error of
/// a file ends that file.
pub struct Items {
    layout: &'static Layout,
    rows: u64,
    files: VecDeque<PathBuf>,
    open: Option<Open>,
}

/// The file that is being read.
struct Open {
    path: PathBuf,
    batches: ParquetRecordBatchReader,
    batch: StructArray,
    at: usize,
    number: u64,
}

impl fmt::Debug for Items {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let layout = self.layout.name;
        f.debug_struct("Items").field("layout", &layout).field("rows", &self.rows).finish()
    }
}

impl Items {
    /// Opens a file, or all `.parquet` files in or below a folder, in the layout that
    /// its columns show.
    ///
    /// # Errors
    ///
    /// Where nothing can be opened, where columns fit no [`Layout`], and where the
    /// files of a folder differ in theirs.
    pub fn open(path: &Path) -> Result<Self, BenchmarkError> {
        Self::with(path, readers::detect)
    }

    /// As [`Items::open`], in the layout of this name, whatever else fits.
    ///
    /// # Errors
    ///
    /// As [`Items::open`], and where there is no such layout or a column is missing.
    pub fn open_as(path: &Path, layout: &str) -> Result<Self, BenchmarkError> {
        let layout = readers::find(layout)?;
        Self::with(path, |file, columns| readers::demand(layout, file, columns))
    }

    fn with(
        path: &Path,
        detect: impl Fn(&Path, &[String]) -> Result<&'static Layout, BenchmarkError>,
    ) -> Result<Self, BenchmarkError> {
        let files = find(path)?;
        let (mut found, mut rows) = (None::<&'static Layout>, 0_u64);
        for file in &files {
            let (columns, more) = look(file)?;
            let layout = detect(file, &columns)?;
            let before = *found.get_or_insert(layout);
            if layout.name != before.name {
                let (layout, before) = (layout.name, before.name);
                return Err(BenchmarkError::Mixed { path: file.clone(), layout, before });
            }
            rows = rows.saturating_add(more);
        }
        let none = || BenchmarkError::NoTables { path: path.to_owned() };
        Ok(Self { layout: found.ok_or_else(none)?, rows, files: files.into(), open: None })
    }

    /// The layout of the files.
    pub fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// How many rows the files have together.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The next row that there is, read.
    fn step(&mut self) -> Result<Option<Result<Item, BenchmarkError>>, BenchmarkError> {
        loop {
            if self.open.is_none() {
                let Some(path) = self.files.pop_front() else { return Ok(None) };
                self.open = Some(Open::new(path)?);
            }
            let Some(open) = &mut self.open else { return Ok(None) };
            match open.advance()? {
                Some(row) => return Ok(Some((self.layout.read)(&row))),
                None => self.open = None,
            }
        }
    }
}

impl Iterator for Items {
    type Item = Result<Item, BenchmarkError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step().unwrap_or_else(|error| {
            self.open = None;
            Some(Err(error))
        })
    }
}

impl Open {
    fn new(path: PathBuf) -> Result<Self, BenchmarkError> {
        let builder = builder(&path)?.with_batch_size(BATCH);
        let batches = guarded(&path, || builder.build())?;
        let batch = StructArray::new_empty_fields(0, None);
        Ok(Self { path, batches, batch, at: 0, number: 0 })
    }

    /// The next row, if the file has one.
    fn advance(&mut self) -> Result<Option<Row<'_>>, BenchmarkError> {
        while self.at == self.batch.len() {
            let batch = guarded(&self.path, || self.batches.next().transpose())?;
            let Some(batch) = batch else { return Ok(None) };
            (self.batch, self.at) = (StructArray::from(batch), 0);
        }
        let at = self.at;
        self.at += 1;
        self.number += 1;
        Ok(Some(Row { path: &self.path, number: self.number, table: &self.batch, at }))
    }
}

fn damaged(path: &Path, error: &impl ToString) -> BenchmarkError {
    BenchmarkError::Table { path: path.to_owned(), detail: error.to_string() }
}

/// What the library reads. It panics at pages that contradict their own lengths, and
/// that must cost no more than the file.
fn guarded<T, E: ToString>(
    path: &Path,
    work: impl FnOnce() -> Result<T, E>,
) -> Result<T, BenchmarkError> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done.map_err(|error| damaged(path, &error)),
        Err(_) => Err(damaged(path, &"its parts contradict one another")),
    }
}

fn builder(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>, BenchmarkError> {
    let failed = |error| BenchmarkError::Io { path: path.to_owned(), error };
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    let builder = guarded(path, || ParquetRecordBatchReaderBuilder::try_new(file))?;
    if !fits(builder.metadata(), length) {
        return Err(damaged(path, &"it says that columns lie where the file does not reach"));
    }
    Ok(builder)
}

/// Whether every column lies in the file; the library takes that for granted.
fn fits(table: &ParquetMetaData, length: u64) -> bool {
    table.row_groups().iter().flat_map(|group| group.columns()).all(|column| {
        let start = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
        let span = u64::try_from(start).ok().zip(u64::try_from(column.compressed_size()).ok());
        let end = span.and_then(|(start, size)| start.checked_add(size));
        end.is_some_and(|end| end <= length)
    })
}

/// A file's columns and how many rows it says it has.
fn look(path: &Path) -> Result<(Vec<String>, u64), BenchmarkError> {
    let builder = builder(path)?;
    let columns = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
    let rows = builder.metadata().file_metadata().num_rows();
    Ok((columns, u64::try_from(rows).unwrap_or(0)))
}

/// The file, or the tables of a folder in the order of their paths.
fn find(path: &Path) -> Result<Vec<PathBuf>, BenchmarkError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    walk(path, DEPTH, &mut files)?;
    files.sort();
    Ok(files)
}

fn walk(folder: &Path, depth: u32, files: &mut Vec<PathBuf>) -> Result<(), BenchmarkError> {
    let failed = |error| BenchmarkError::Io { path: folder.to_owned(), error };
    for entry in folder.read_dir().map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let table = path.extension().is_some_and(|own| own.eq_ignore_ascii_case("parquet"));
        if path.is_dir() && depth > 0 {
            walk(&path, depth - 1, files)?;
        } else if table && path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Path, guarded};

    #[test]
    fn a_panic_of_the_library_is_an_error_of_the_file() {
        let found =
            guarded(Path::new("a.parquet"), || -> Result<(), String> { panic!("out of bounds") });
        let said = found.unwrap_err().to_string();
        assert!(said.contains("a.parquet cannot be read as Parquet: its parts"), "{said}");
    }
}
