//! One cell of a table, free of Arrow's many types.

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_schema::DataType;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Nothing.
    Null,
    /// Characters.
    Text(String),
    /// A number or a truth value, as people write it.
    Plain(String),
    /// Bytes, such as a file.
    Bytes(Vec<u8>),
    /// Several of one kind.
    List(Vec<Cell>),
    /// Named parts.
    Parts(Vec<(String, Cell)>),
    /// A type that no benchmark uses.
    Other(String),
}

impl Cell {
    /// Copies a cell out of its column.
    pub(crate) fn of(array: &dyn Array, at: usize) -> Self {
        if array.is_null(at) {
            return Self::Null;
        }
        let text = |text: &str| Self::Text(text.to_owned());
        let bytes = |bytes: &[u8]| Self::Bytes(bytes.to_vec());
        match array.data_type() {
            DataType::Utf8 => text(array.as_string::<i32>().value(at)),
            DataType::LargeUtf8 => text(array.as_string::<i64>().value(at)),
            DataType::Utf8View => text(array.as_string_view().value(at)),
            DataType::Binary => bytes(array.as_binary::<i32>().value(at)),
            DataType::LargeBinary => bytes(array.as_binary::<i64>().value(at)),
            DataType::BinaryView => bytes(array.as_binary_view().value(at)),
            DataType::List(_) => list(&array.as_list::<i32>().value(at)),
            DataType::LargeList(_) => list(&array.as_list::<i64>().value(at)),
            DataType::Struct(_) => parts(array, at),
            DataType::Dictionary(..) => {
                let keyed = array.as_any_dictionary();
                let key = keyed.normalized_keys().get(at).copied();
                key.map_or(Self::Null, |key| Self::of(keyed.values(), key))
            }
            _ => plain(array, at),
        }
    }

    /// What it is, for messages.
    pub(crate) fn what(&self) -> String {
        let what = match self {
            Self::Null => "nothing",
            Self::Text(_) => "a text",
            Self::Plain(_) => "a number or truth value",
            Self::Bytes(_) => "bytes",
            Self::List(_) => "a list",
            Self::Parts(_) => "a struct",
            Self::Other(kind) => return format!("a value of the type {kind}"),
        };
        what.to_owned()
    }

    /// A part of a struct.
    pub(crate) fn part(&self, name: &str) -> Option<&Self> {
        let Self::Parts(parts) = self else { return None };
        parts.iter().find(|(own, _)| own == name).map(|(_, cell)| cell)
    }

    /// The text of a text, a number or a truth value.
    pub(crate) fn written(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Plain(text) => Some(text),
            _ => None,
        }
    }
}

fn plain(array: &dyn Array, at: usize) -> Cell {
    macro_rules! number {
        ($kind:ty) => {
            Cell::Plain(array.as_primitive::<$kind>().value(at).to_string())
        };
    }
    match array.data_type() {
        DataType::Boolean => {
            let word = if array.as_boolean().value(at) { "yes" } else { "no" };
            Cell::Plain(word.to_owned())
        }
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
        DataType::Null => Cell::Null,
        other => Cell::Other(other.to_string()),
    }
}

fn list(items: &dyn Array) -> Cell {
    Cell::List((0..items.len()).map(|at| Cell::of(items, at)).collect())
}

fn parts(array: &dyn Array, at: usize) -> Cell {
    let array = array.as_struct();
    let cells = array.column_names().into_iter().zip(array.columns());
    Cell::Parts(cells.map(|(name, column)| (name.to_owned(), Cell::of(column, at))).collect())
}
