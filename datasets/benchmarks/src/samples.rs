//! Small tables in the schemas of benchmarks, for tests.

use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{
    Array, ArrayRef, BinaryArray, Float64Array, Int64Array, RecordBatch, StringArray, StructArray,
};
use arrow_schema::{DataType, Field};
use parquet::arrow::ArrowWriter;

use crate::{BenchmarkError, Item, Items};

/// A picture file that differs by its number.
pub(crate) fn picture(number: u8) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n".as_slice(), &[number]].concat()
}

/// A table in the making; a column that is given again replaces the first.
#[derive(Clone, Default)]
pub(crate) struct Sheet {
    columns: Vec<(String, ArrayRef)>,
}

impl Sheet {
    pub(crate) fn column(mut self, name: &str, cells: ArrayRef) -> Self {
        match self.columns.iter_mut().find(|(own, _)| own == name) {
            Some(column) => column.1 = cells,
            None => self.columns.push((name.to_owned(), cells)),
        }
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.columns.retain(|(own, _)| own != name);
        self
    }

    pub(crate) fn texts(self, name: &str, cells: &[&str]) -> Self {
        self.column(name, Arc::new(StringArray::from(cells.to_vec())))
    }

    pub(crate) fn cells(self, name: &str, cells: &[Option<&str>]) -> Self {
        self.column(name, Arc::new(StringArray::from(cells.to_vec())))
    }

    pub(crate) fn reals(self, name: &str, cells: &[Option<f64>]) -> Self {
        self.column(name, Arc::new(Float64Array::from(cells.to_vec())))
    }

    pub(crate) fn ints(self, name: &str, cells: &[i64]) -> Self {
        self.column(name, Arc::new(Int64Array::from(cells.to_vec())))
    }

    pub(crate) fn lists(self, name: &str, cells: &[Option<&[&str]>]) -> Self {
        let mut builder = ListBuilder::new(StringBuilder::new());
        for cell in cells {
            builder.append_option(cell.map(|texts| texts.iter().map(|text| Some(*text))));
        }
        self.column(name, Arc::new(builder.finish()))
    }

    /// Pictures as Hugging Face keeps them: a struct of `bytes` and `path`.
    pub(crate) fn pictures(self, name: &str, numbers: &[Option<u8>]) -> Self {
        let files: Vec<Option<Vec<u8>>> = numbers.iter().map(|n| n.map(picture)).collect();
        let bytes: BinaryArray = files.iter().map(|file| file.as_deref()).collect();
        let path = StringArray::from(vec![None::<&str>; numbers.len()]);
        let nulls = bytes.nulls().cloned();
        let fields = vec![
            Field::new("bytes", DataType::Binary, true),
            Field::new("path", DataType::Utf8, true),
        ];
        let columns: Vec<ArrayRef> = vec![Arc::new(bytes), Arc::new(path)];
        self.column(name, Arc::new(StructArray::new(fields.into(), columns, nulls)))
    }

    /// A struct of one text.
    pub(crate) fn parts(self, name: &str, part: &str, cells: &[&str]) -> Self {
        let fields = vec![Field::new(part, DataType::Utf8, true)];
        let columns: Vec<ArrayRef> = vec![Arc::new(StringArray::from(cells.to_vec()))];
        self.column(name, Arc::new(StructArray::new(fields.into(), columns, None)))
    }

    pub(crate) fn write(&self, path: &Path) {
        let columns = self.columns.iter().map(|(name, cells)| (name, Arc::clone(cells), true));
        let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
        let file = std::fs::File::create(path).unwrap();
        let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
    }

    /// Written and read back, in the layout that was found.
    fn back(&self) -> (&'static str, Vec<Result<Item, BenchmarkError>>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sample.parquet");
        self.write(&path);
        let items = Items::open(&path).unwrap();
        (items.layout().name, items.collect())
    }

    /// The items, all of which must be good.
    pub(crate) fn read(&self, layout: &str) -> Vec<Item> {
        let (found, items) = self.back();
        assert_eq!(found, layout);
        items.into_iter().map(|item| item.unwrap_or_else(|error| panic!("{error}"))).collect()
    }

    /// The items and the errors.
    pub(crate) fn attempt(&self) -> Vec<Result<Item, BenchmarkError>> {
        self.back().1
    }

    /// The error of the only row.
    pub(crate) fn error(&self) -> String {
        let mut found = self.attempt();
        assert_eq!(found.len(), 1);
        found.remove(0).unwrap_err().to_string()
    }
}
