//! Row groups and files of a bounded size.
//!
//! Readers take a row group at a time, so at most 100 rows and well under 100 MB
//! stand in one; a file ends before 500 MB. One row group a split is held in
//! memory, whatever the corpus's size.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use super::cells::{Cell, transposed};
use super::kinds::{self, Column};
use crate::formats::Writer;
use crate::manifest::DataFile;
use crate::sample::{Asked, Sample};
use crate::{ExportError, Split};

/// The sizes that nothing exceeds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) group_rows: usize,
    pub(crate) group_bytes: usize,
    pub(crate) file_bytes: usize,
}

/// What the hub's viewer and the `datasets` library want, less some room.
pub(crate) const BOUNDS: Bounds =
    Bounds { group_rows: 100, group_bytes: 64_000_000, file_bytes: 480_000_000 };

/// Fills one row; its index counts the rows of its split.
pub(crate) type Fill = fn(&Sample<'_>, &Asked<'_>, u64) -> Vec<Cell>;

/// The Parquet files of an export, `data/SPLIT-NNNNN-of-NNNNN.parquet`.
pub(crate) struct Tables {
    folder: PathBuf,
    columns: Vec<Column>,
    fill: Fill,
    bounds: Bounds,
    splits: BTreeMap<Split, Shards>,
}

/// The files of one split.
#[derive(Default)]
struct Shards {
    rows: u64,
    group: Vec<Vec<Cell>>,
    group_bytes: usize,
    open: Option<Open>,
    done: Vec<(PathBuf, u64)>,
}

struct Open {
    path: PathBuf,
    writer: ArrowWriter<File>,
    rows: u64,
}

impl Tables {
    /// Files in `root/data`.
    pub(crate) fn create(
        root: &Path,
        columns: Vec<Column>,
        fill: Fill,
    ) -> Result<Self, ExportError> {
        Self::bounded(root, columns, fill, BOUNDS)
    }

    pub(crate) fn bounded(
        root: &Path,
        columns: Vec<Column>,
        fill: Fill,
        bounds: Bounds,
    ) -> Result<Self, ExportError> {
        let folder = root.join("data");
        fs::create_dir_all(&folder).map_err(|error| ExportError::io(&folder, error))?;
        Ok(Self { folder, columns, fill, bounds, splits: BTreeMap::new() })
    }

    fn push(&mut self, split: Split, row: Vec<Cell>) -> Result<(), ExportError> {
        let size: usize = row.iter().map(Cell::size).sum();
        let shards = self.splits.entry(split).or_default();
        if shards.group.len() == self.bounds.group_rows
            || (!shards.group.is_empty() && shards.group_bytes + size > self.bounds.group_bytes)
        {
            self.write_group(split)?;
        }
        let shards = self.splits.entry(split).or_default();
        shards.group.push(row);
        shards.group_bytes += size;
        shards.rows += 1;
        Ok(())
    }

    /// Writes the rows that wait as one row group, in a new file if the open one
    /// has no room for them.
    fn write_group(&mut self, split: Split) -> Result<(), ExportError> {
        let shards = self.splits.entry(split).or_default();
        let (group, bytes) = (std::mem::take(&mut shards.group), shards.group_bytes);
        shards.group_bytes = 0;
        let full = |open: &Open| open.writer.bytes_written() + bytes > self.bounds.file_bytes;
        if shards.open.as_ref().is_some_and(full) {
            shards.close()?;
        }
        let mut open = match shards.open.take() {
            Some(open) => open,
            None => Open::create(&self.folder, split, shards.done.len(), &self.columns)?,
        };
        open.write(&self.columns, group)?;
        shards.open = Some(open);
        Ok(())
    }
}

impl Writer for Tables {
    fn write(&mut self, sample: &Sample<'_>) -> Result<(), ExportError> {
        for asked in &sample.asked {
            let index = self.splits.get(&sample.split).map_or(0, |shards| shards.rows);
            self.push(sample.split, (self.fill)(sample, asked, index))?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<DataFile>, ExportError> {
        let mut files = Vec::new();
        for split in self.splits.keys().copied().collect::<Vec<_>>() {
            self.write_group(split)?;
            let shards = self.splits.entry(split).or_default();
            shards.close()?;
            let count = shards.done.len();
            for (at, (path, rows)) in shards.done.iter().enumerate() {
                let name = format!("{}-{at:05}-of-{count:05}.parquet", split.name());
                let whole = self.folder.join(&name);
                fs::rename(path, &whole).map_err(|error| ExportError::io(&whole, error))?;
                files.push(DataFile::of(&whole, format!("data/{name}"), split, *rows)?);
            }
        }
        Ok(files)
    }
}

impl Shards {
    fn close(&mut self) -> Result<(), ExportError> {
        if let Some(Open { path, writer, rows }) = self.open.take() {
            let file = writer.into_inner().map_err(|error| ExportError::parquet(&path, error))?;
            file.sync_all().map_err(|error| ExportError::io(&path, error))?;
            self.done.push((path, rows));
        }
        Ok(())
    }
}

impl Open {
    fn create(
        folder: &Path,
        split: Split,
        number: usize,
        columns: &[Column],
    ) -> Result<Self, ExportError> {
        let path = folder.join(format!("{}-{number:05}.part", split.name()));
        let file = File::create(&path).map_err(|error| ExportError::io(&path, error))?;
        let schema = Arc::new(kinds::schema(columns));
        let writer = ArrowWriter::try_new(file, schema, Some(properties(columns)))
            .map_err(|error| ExportError::parquet(&path, error))?;
        Ok(Self { path, writer, rows: 0 })
    }

    fn write(&mut self, columns: &[Column], group: Vec<Vec<Cell>>) -> Result<(), ExportError> {
        let rows = group.len() as u64;
        let schema: Schema = kinds::schema(columns);
        let written = transposed(columns, group)
            .and_then(|arrays| RecordBatch::try_new(Arc::new(schema), arrays))
            .map_err(ParquetError::from)
            .and_then(|batch| self.writer.write(&batch))
            .and_then(|()| self.writer.flush());
        written.map_err(|error| ExportError::parquet(&self.path, error))?;
        self.rows += rows;
        Ok(())
    }
}

/// Pictures are PNG files: neither compression nor a dictionary makes them
/// smaller, and their least and greatest bytes tell nothing.
fn properties(columns: &[Column]) -> WriterProperties {
    let footer = KeyValue::new(kinds::FOOTER.to_owned(), kinds::footer(columns));
    let mut properties = WriterProperties::builder()
        .set_created_by(concat!("synth ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(Some(vec![footer]));
    for path in kinds::pictures(columns) {
        let path = ColumnPath::new(path.into_iter().map(str::to_owned).collect());
        properties = properties
            .set_column_compression(path.clone(), Compression::UNCOMPRESSED)
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_statistics_enabled(path, EnabledStatistics::None);
    }
    properties.build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Kind;

    fn names(files: &[DataFile]) -> Vec<(&str, u64)> {
        files.iter().map(|file| (file.path.as_str(), file.rows)).collect()
    }

    #[test]
    fn files_and_groups_stay_within_their_bounds() {
        let dir = tempfile::tempdir().unwrap();
        let columns = vec![Column::new("image", Kind::Image)];
        let bounds = Bounds { group_rows: 10, group_bytes: 2500, file_bytes: 8000 };
        let mut tables = Tables::bounded(dir.path(), columns, |_, _, _| vec![], bounds).unwrap();
        for n in 0..20_u8 {
            tables.push(Split::Train, vec![Cell::Image(vec![n; 1000])]).unwrap();
        }
        for n in 0..25 {
            tables.push(Split::Test, vec![Cell::Image(vec![n; 10])]).unwrap();
        }
        let files = Box::new(tables).finish().unwrap();
        assert_eq!(
            names(&files),
            [
                ("data/train-00000-of-00004.parquet", 6),
                ("data/train-00001-of-00004.parquet", 6),
                ("data/train-00002-of-00004.parquet", 6),
                ("data/train-00003-of-00004.parquet", 2),
                ("data/test-00000-of-00001.parquet", 25),
            ]
        );
        for file in &files {
            assert!(file.bytes < 8000, "{file:?}");
        }
        let left = fs::read_dir(dir.path().join("data")).unwrap().count();
        assert_eq!(left, files.len());
    }
}
