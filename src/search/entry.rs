//! What is known of a picture besides its pixels: where it is from, what it shows, what
//! one may do with it.

use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value};
use synth_audit::source::Record;

use crate::words::{stem, words};

/// Fields in which corpora keep what a picture shows.
const CAPTIONS: [&str; 8] =
    ["caption", "text", "TEXT", "description", "title", "alt_text", "alt", "label"];
/// Fields with the terms of use.
const LICENCES: [&str; 5] = ["license", "licence", "LICENSE", "rights", "copyright"];
/// Fields with the place where it was found.
const SOURCES: [&str; 6] = ["url", "URL", "source", "source_url", "page_url", "homepage"];
/// Fields with who made it.
const AUTHORS: [&str; 5] = ["author", "artist", "creator", "attribution", "photographer"];
/// Most letters of metadata that are kept, and of each field.
const MOST: [usize; 2] = [4000, 1000];

/// See the [module](self).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its file, or the file that holds it and its place therein.
    pub path: String,
    /// The name of its own file, without folders.
    pub name: String,
    /// What it shows, if its source says so.
    pub caption: Option<String>,
    /// Its terms of use, if known.
    pub licence: Option<String>,
    /// Where it comes from, if its source says so.
    pub origin: Option<String>,
    /// Who made it, if its source says so.
    pub author: Option<String>,
    /// Other words about it: folders and fields.
    pub about: String,
}

impl Entry {
    /// What `record` of `file`, found under `root`, says of its picture; `licence` is
    /// that of pictures that name none.
    pub fn of(root: &Path, file: &Path, record: &Record, licence: Option<&str>) -> Self {
        let fields = &record.fields;
        let first = |names: &[&str]| names.iter().find_map(|name| text(fields.get(*name)?));
        let inner = record.name.clone();
        let alone = inner.as_deref().is_some_and(|name| file.ends_with(name));
        let path = match (&inner, alone) {
            (_, true) => file.display().to_string(),
            (Some(inner), _) => format!("{}:{inner}", file.display()),
            (None, _) => format!("{}:{}", file.display(), record.place),
        };
        let within = inner.as_deref().filter(|_| !alone).and_then(|name| Path::new(name).parent());
        let folders = file.strip_prefix(root).ok().and_then(Path::parent).into_iter().chain(within);
        let about: Vec<String> = folders
            .flat_map(|folder| words(&folder.to_string_lossy()))
            .chain(other(fields))
            .collect();
        let name = inner.as_deref().map(|name| name.rsplit('/').next().unwrap_or(name));
        Self {
            path,
            name: name.unwrap_or_default().to_owned(),
            caption: first(&CAPTIONS),
            licence: first(&LICENCES).or_else(|| licence.map(str::to_owned)),
            origin: first(&SOURCES),
            author: first(&AUTHORS),
            about: cut(&about.join(" "), MOST[0]).to_owned(),
        }
    }

    /// What it shows: its caption, or else the words of its name.
    pub fn shows(&self) -> String {
        self.caption.clone().unwrap_or_else(|| words(stem(&self.name)).join(" "))
    }
}

/// Texts in fields that nothing else was taken from.
fn other(fields: &Map<String, Value>) -> impl Iterator<Item = String> + '_ {
    let taken = |name: &str| [&CAPTIONS[..], &LICENCES, &SOURCES].iter().any(|l| l.contains(&name));
    fields.iter().filter(move |(name, _)| !taken(name)).filter_map(|(_, value)| text(value))
}

/// The text of a value: a string, or a list of them.
fn text(value: &Value) -> Option<String> {
    let whole = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Array(items) => {
            let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            items.join(" ")
        }
        _ => return None,
    };
    let short = cut(&whole, MOST[1]);
    (!short.is_empty()).then(|| short.to_owned())
}

/// At most so many letters.
fn cut(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| text.split_at(end).0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(name: &str, fields: Value) -> Record {
        let Value::Object(fields) = fields else { unreachable!() };
        let mut record = Record::default();
        (record.place, record.name, record.fields) = (3, Some(name.to_owned()), fields);
        record
    }

    #[test]
    fn a_file_is_known_by_its_folders_and_name() {
        let root = Path::new("/pool");
        let file = Path::new("/pool/animals/birds/blue-jay.png");
        let entry = Entry::of(root, file, &record("blue-jay.png", json!({})), Some("CC0-1.0"));
        assert_eq!(entry.path, "/pool/animals/birds/blue-jay.png");
        assert_eq!(entry.about, "animals birds");
        assert_eq!(entry.shows(), "blue jay");
        assert_eq!(entry.licence.as_deref(), Some("CC0-1.0"));
    }

    #[test]
    fn a_row_keeps_what_its_source_says() {
        let fields = json!({"caption": " a cat ", "license": "CC-BY-4.0", "url": "http://x.y",
            "author": "Ann", "tags": ["red", "sofa"], "width": 7});
        let file = Path::new("/pool/0.tar");
        let entry = Entry::of(Path::new("/pool"), file, &record("in/7.jpg", fields), Some("other"));
        assert_eq!(entry.path, "/pool/0.tar:in/7.jpg");
        assert_eq!((entry.name.as_str(), entry.shows().as_str()), ("7.jpg", "a cat"));
        assert_eq!(entry.licence.as_deref(), Some("CC-BY-4.0"));
        assert_eq!(entry.origin.as_deref(), Some("http://x.y"));
        assert_eq!(entry.author.as_deref(), Some("Ann"));
        assert_eq!(entry.about, "in Ann red sofa");
    }
}
