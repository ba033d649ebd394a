//! Values to Arrow arrays.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BinaryArray, Float64Array, Int64Array, ListArray, StringArray, StructArray,
    new_null_array,
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{ArrowError, DataType};

use super::kinds::{Column, Kind, fields, image_fields};

/// One value of a row.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    Text(String),
    Int(i64),
    Real(f64),
    /// A picture's file.
    Image(Vec<u8>),
    List(Vec<Cell>),
    Struct(Vec<Cell>),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl Cell {
    /// A chat of one message from the user.
    pub(crate) fn user(content: String) -> Self {
        Self::List(vec![Self::Struct(vec!["user".into(), Self::Text(content)])])
    }

    /// About the bytes it takes in a file.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Text(text) => text.len() + 4,
            Self::Int(_) | Self::Real(_) => 8,
            Self::Image(bytes) => bytes.len() + 4,
            Self::List(cells) | Self::Struct(cells) => cells.iter().map(Self::size).sum(),
        }
    }
}

/// The array of a column; an error if a cell is of another kind.
pub(crate) fn array(kind: &Kind, cells: Vec<Cell>) -> Result<ArrayRef, ArrowError> {
    macro_rules! all {
        ($variant:ident) => {
            cells
                .into_iter()
                .map(|cell| match cell {
                    Cell::$variant(value) => Ok(value),
                    other => Err(mismatch(kind, &other)),
                })
                .collect::<Result<Vec<_>, _>>()?
        };
    }
    Ok(match kind {
        Kind::Text => Arc::new(StringArray::from(all!(Text))),
        Kind::Int => Arc::new(Int64Array::from(all!(Int))),
        Kind::Real => Arc::new(Float64Array::from(all!(Real))),
        Kind::Image => Arc::new(images(all!(Image))?),
        Kind::List(of) => Arc::new(list(of, all!(List))?),
        Kind::Struct(columns) => Arc::new(structure(columns, all!(Struct))?),
    })
}

fn mismatch(kind: &Kind, cell: &Cell) -> ArrowError {
    ArrowError::SchemaError(format!("a column of {kind:?} was given {cell:?}"))
}

fn images(files: Vec<Vec<u8>>) -> Result<StructArray, ArrowError> {
    let count = files.len();
    let bytes = BinaryArray::from_iter_values(files);
    let paths = new_null_array(&DataType::Utf8, count);
    StructArray::try_new(image_fields(), vec![Arc::new(bytes), paths], None)
}

fn list(of: &Kind, lists: Vec<Vec<Cell>>) -> Result<ListArray, ArrowError> {
    let offsets = OffsetBuffer::from_lengths(lists.iter().map(Vec::len));
    let values = array(of, lists.into_iter().flatten().collect())?;
    ListArray::try_new(Arc::new(of.element()), offsets, values, None)
}

fn structure(columns: &[Column], rows: Vec<Vec<Cell>>) -> Result<StructArray, ArrowError> {
    StructArray::try_new(fields(columns), transposed(columns, rows)?, None)
}

/// Rows to one array a column.
pub(crate) fn transposed(
    columns: &[Column],
    rows: Vec<Vec<Cell>>,
) -> Result<Vec<ArrayRef>, ArrowError> {
    let mut turned: Vec<Vec<Cell>> = columns.iter().map(|_| Vec::new()).collect();
    for row in rows {
        if row.len() != columns.len() {
            let text = format!("a row of {} cells for {} columns", row.len(), columns.len());
            return Err(ArrowError::SchemaError(text));
        }
        turned.iter_mut().zip(row).for_each(|(column, cell)| column.push(cell));
    }
    columns.iter().zip(turned).map(|(column, cells)| array(&column.kind, cells)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::Array;

    #[test]
    fn nested_cells_become_nested_arrays() {
        let kind = Kind::list(Kind::Struct(vec![Column::text("a"), Column::new("n", Kind::Int)]));
        let row = |text: &str, n| Cell::Struct(vec![text.into(), Cell::Int(n)]);
        let cells = vec![Cell::List(vec![row("x", 1), row("y", 2)]), Cell::List(vec![])];
        let made = array(&kind, cells).unwrap();
        assert_eq!(made.len(), 2);
        assert_eq!(made.data_type(), &kind.data_type());
    }

    #[test]
    fn a_wrong_cell_is_an_error() {
        assert!(array(&Kind::Int, vec!["x".into()]).is_err());
        assert!(transposed(&[Column::text("a")], vec![vec![]]).is_err());
    }
}
