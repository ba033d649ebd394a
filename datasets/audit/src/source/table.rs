//! Parquet files, in the form of Hugging Face `datasets` and of the trainers.

use std::fs::File;
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch, StructArray};
use arrow_schema::DataType;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Map, Value};

use super::fields;
use super::records::{Held, Record, RecordSink};
use crate::error::AuditError;

/// Rows read at once: pictures are large.
const BATCH: usize = 64;
/// The key under which bytes of a row are numbered.
const BYTES: &str = "\u{0}bytes";

/// Reads the rows of a table.
pub(super) fn records(path: &Path, sink: &mut RecordSink<'_>) -> Result<(), AuditError> {
    let malformed = |detail: String| AuditError::Malformed {
        path: path.to_owned(),
        place: "the table".to_owned(),
        detail,
    };
    let file = File::open(path).map_err(|error| AuditError::Io { path: path.to_owned(), error })?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .and_then(|builder| builder.with_batch_size(BATCH).build())
        .map_err(|error| malformed(error.to_string()))?;
    let mut number = 0;
    for batch in reader {
        let batch: RecordBatch = batch.map_err(|error| malformed(error.to_string()))?;
        let table = StructArray::from(batch);
        for row in 0..table.len() {
            number += 1;
            sink(record(path, number, &table, row))?;
        }
    }
    Ok(())
}

fn record(path: &Path, place: u64, table: &StructArray, at: usize) -> Record {
    let mut bytes = Vec::new();
    let Value::Object(fields) = value(table, at, &mut bytes) else {
        return Record { place, ..Record::default() };
    };
    let field = fields::picture(&fields);
    let name = field.and_then(|field| field.as_str().or_else(|| field.get("path")?.as_str()));
    let name = name.map(str::to_owned);
    let picture = field.map_or(Held::Nowhere, |field| picture(path, field, &mut bytes));
    Record { place, name, fields, picture }
}

/// The file in a field: bytes, an object with `bytes` or `path`, or a path.
fn picture(table: &Path, field: &Value, bytes: &mut [Vec<u8>]) -> Held {
    let number = field.get(BYTES).or_else(|| field.get("bytes").and_then(|b| b.get(BYTES)));
    if let Some(number) = number.and_then(Value::as_u64) {
        let found = bytes.get_mut(number as usize).map(std::mem::take);
        return Held::Bytes(found.unwrap_or_default());
    }
    let named = field.as_str().or_else(|| field.get("path").and_then(Value::as_str));
    let folder = table.parent().unwrap_or(Path::new("."));
    named.map_or(Held::Bytes(Vec::new()), |named| Held::File(folder.join(named)))
}

/// A cell as JSON; bytes go into `bytes` and leave their number.
fn value(array: &dyn Array, at: usize, bytes: &mut Vec<Vec<u8>>) -> Value {
    if array.is_null(at) {
        return Value::Null;
    }
    macro_rules! number {
        ($kind:ty) => {
            Value::from(array.as_primitive::<$kind>().value(at))
        };
    }
    let mut keep = |found: &[u8]| {
        bytes.push(found.to_vec());
        Value::Object(Map::from_iter([(BYTES.to_owned(), Value::from(bytes.len() - 1))]))
    };
    match array.data_type() {
        DataType::Utf8 => Value::from(array.as_string::<i32>().value(at)),
        DataType::LargeUtf8 => Value::from(array.as_string::<i64>().value(at)),
        DataType::Utf8View => Value::from(array.as_string_view().value(at)),
        DataType::Binary => keep(array.as_binary::<i32>().value(at)),
        DataType::LargeBinary => keep(array.as_binary::<i64>().value(at)),
        DataType::BinaryView => keep(array.as_binary_view().value(at)),
        DataType::Boolean => Value::from(array.as_boolean().value(at)),
        DataType::Int8 => number!(Int8Type),
        DataType::Int16 => number!(Int16Type),
        DataType::Int32 => number!(Int32Type),
        DataType::Int64 => number!(Int64Type),
        DataType::UInt8 => number!(UInt8Type),
        DataType::UInt16 => number!(UInt16Type),
        DataType::UInt32 => number!(UInt32Type),
        DataType::UInt64 => number!(UInt64Type),
        DataType::Float32 => number!(Float32Type),
        DataType::Float64 => number!(Float64Type),
        DataType::List(_) => list(&array.as_list::<i32>().value(at), bytes),
        DataType::LargeList(_) => list(&array.as_list::<i64>().value(at), bytes),
        DataType::Struct(_) => {
            let array = array.as_struct();
            let cells = array.column_names().into_iter().zip(array.columns());
            let cells = cells.map(|(name, column)| (name.to_owned(), value(column, at, bytes)));
            Value::Object(cells.collect())
        }
        _ => Value::Null,
    }
}

fn list(items: &dyn Array, bytes: &mut Vec<Vec<u8>>) -> Value {
    Value::Array((0..items.len()).map(|at| value(items, at, bytes)).collect())
}
