//! Columns, with their Arrow types and what the footer says of them.
//!
//! The footer entry `huggingface` holds `{"info": {"features": {…}}}`. Lists are
//! named `Sequence`: readers before version 4 do not know `List`, later ones
//! translate. A list of structures must stand in brackets instead, since
//! `Sequence` of a structure means a structure of lists. All columns may be null
//! by their type, as the library's own are, although none is but an image's path.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields, Schema};
use serde_json::{Map, Value, json};
use synth_contracts::canonical_json;

/// What a column holds.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Text,
    Int,
    Real,
    /// A picture: the file's bytes and no path.
    Image,
    List(Box<Kind>),
    Struct(Vec<Column>),
}

/// A column, or a field of a structure.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
}

impl Column {
    pub(crate) fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind }
    }

    pub(crate) fn text(name: &'static str) -> Self {
        Self::new(name, Kind::Text)
    }

    fn field(&self) -> Field {
        Field::new(self.name, self.kind.data_type(), true)
    }
}

impl Kind {
    pub(crate) fn list(of: Kind) -> Self {
        Self::List(Box::new(of))
    }

    /// Messages of a chat: a list of role and content.
    pub(crate) fn messages() -> Self {
        Self::list(Self::Struct(vec![Column::text("role"), Column::text("content")]))
    }

    /// The element of a list of this kind.
    pub(crate) fn element(&self) -> Field {
        Field::new("element", self.data_type(), true)
    }

    pub(crate) fn data_type(&self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Int => DataType::Int64,
            Self::Real => DataType::Float64,
            Self::Image => DataType::Struct(image_fields()),
            Self::List(of) => DataType::List(Arc::new(of.element())),
            Self::Struct(columns) => DataType::Struct(fields(columns)),
        }
    }

    fn feature(&self) -> Value {
        let value = |dtype: &str| json!({"dtype": dtype, "_type": "Value"});
        match self {
            Self::Text => value("string"),
            Self::Int => value("int64"),
            Self::Real => value("float64"),
            Self::Image => json!({"_type": "Image"}),
            Self::List(of) if matches!(**of, Self::Struct(_)) => json!([of.feature()]),
            Self::List(of) => json!({"feature": of.feature(), "_type": "Sequence"}),
            Self::Struct(columns) => features(columns),
        }
    }

    /// Paths of the leaves that hold whole pictures, below `path`.
    fn pictures(&self, path: &[&'static str], found: &mut Vec<Vec<&'static str>>) {
        match self {
            Self::Image => found.push([path, &["bytes"]].concat()),
            Self::List(of) => of.pictures(&[path, &["list", "element"]].concat(), found),
            Self::Struct(columns) => {
                columns.iter().for_each(|c| c.kind.pictures(&[path, &[c.name]].concat(), found));
            }
            Self::Text | Self::Int | Self::Real => {}
        }
    }
}

/// The two fields of a picture.
pub(crate) fn image_fields() -> Fields {
    Fields::from(vec![
        Field::new("bytes", DataType::Binary, true),
        Field::new("path", DataType::Utf8, true),
    ])
}

pub(crate) fn fields(columns: &[Column]) -> Fields {
    columns.iter().map(Column::field).collect()
}

fn features(columns: &[Column]) -> Value {
    let each = columns.iter().map(|column| (column.name.to_owned(), column.kind.feature()));
    Value::Object(each.collect::<Map<_, _>>())
}

/// The schema of a table with these columns. Readers that find the writer's schema
/// in the file take the footer's entry from there, so it stands there too.
pub(crate) fn schema(columns: &[Column]) -> Schema {
    let entries = HashMap::from([(FOOTER.to_owned(), footer(columns))]);
    Schema::new_with_metadata(fields(columns), entries)
}

/// The name of the footer entry.
pub(crate) const FOOTER: &str = "huggingface";

/// The text of the footer entry.
pub(crate) fn footer(columns: &[Column]) -> String {
    canonical_json(&json!({"info": {"features": features(columns)}}))
}

/// Paths of all leaves that hold whole pictures.
pub(crate) fn pictures(columns: &[Column]) -> Vec<Vec<&'static str>> {
    let mut found = Vec::new();
    columns.iter().for_each(|column| column.kind.pictures(&[column.name], &mut found));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_footer_says_sequence_and_brackets() {
        let columns = [
            Column::new("images", Kind::list(Kind::Image)),
            Column::new("prompt", Kind::messages()),
        ];
        let read: Value = serde_json::from_str(&footer(&columns)).unwrap();
        let text = json!({"dtype": "string", "_type": "Value"});
        assert_eq!(
            read["info"]["features"],
            json!({
                "images": {"feature": {"_type": "Image"}, "_type": "Sequence"},
                "prompt": [{"role": text, "content": text}],
            })
        );
        assert_eq!(pictures(&columns), [["images", "list", "element", "bytes"]]);
    }
}
