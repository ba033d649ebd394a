//! The columns of all candidates together.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::block::{Piece, Row};
use crate::columns::Columns;
use crate::error::ReportError;
use crate::neighbours::{self, Found, KEPT, Seen};
use crate::pack::Sink;
use crate::thumb::LOOK;
use crate::words;

/// Cells of the coarse look beside each other, by which a page sorts.
const COARSE: usize = 4;

/// Names by which candidates are told apart, and how to read each off a row.
type Facet = (&'static str, fn(&Row) -> &str);

const FACETS: [Facet; 8] = [
    ("family", |row| &row.family),
    ("content", |row| &row.content),
    ("language", |row| &row.language),
    ("kind", |row| &row.kind),
    ("gate", |row| &row.gate),
    ("reason", |row| &row.reason),
    ("author", |row| &row.author),
    ("split", |row| &row.split),
];

/// Rows of all pieces, and who is near whom.
pub(crate) struct Index {
    pub rows: Vec<Row>,
    pub found: Found,
    asked: words::Index,
    written: words::Index,
}

impl Index {
    /// Joins pieces, in order.
    pub fn of(pieces: Vec<Piece>) -> Self {
        let (mut rows, mut asked, mut written) =
            (Vec::new(), words::Index::default(), words::Index::default());
        let mut repeats = BTreeMap::<String, usize>::new();
        for piece in pieces {
            rows.extend(piece.rows);
            piece.repeats.into_iter().for_each(|id| *repeats.entry(id).or_default() += 1);
            asked.append(&piece.asked);
            written.append(&piece.written);
        }
        let mut families = BTreeMap::new();
        let mut seen = Vec::with_capacity(rows.len());
        for row in &mut rows {
            let id = row.id.map(|id| blake3::Hash::from_bytes(id).to_hex().to_string());
            row.repeats = id.and_then(|id| repeats.get(&id)).copied().unwrap_or(0);
            let next = families.len() as u32;
            let family = *families.entry((row.source, row.family.clone())).or_insert(next);
            // What was refused for its likeness would only be found beside its like.
            let look = if row.id.is_some() { row.look.clone() } else { Vec::new() };
            seen.push(Seen { family, look });
        }
        Self { found: neighbours::find(&seen), rows, asked, written }
    }

    /// Writes the columns: `index` for filters, `more` for the rest, and the words.
    pub fn write(&self, sink: &Sink) -> Result<(), ReportError> {
        sink.chunk("index", &self.facets().finish(), &[])?;
        sink.chunk("more", &self.more().finish(), &[])?;
        sink.chunk("asked", &searched(&self.asked).finish(), &[])?;
        sink.chunk("written", &searched(&self.written).finish(), &[])
    }

    fn facets(&self) -> Columns {
        let mut columns = Columns::default();
        let mut names = serde_json::Map::new();
        for (name, read) in FACETS {
            let (list, numbers) = numbered(self.rows.iter().map(read));
            names.insert(name.to_owned(), json!(list));
            columns.u16(name, &numbers);
        }
        let number = |read: fn(&Row) -> Option<f64>| -> Vec<f32> {
            self.rows.iter().map(|row| read(row).map_or(f32::NAN, |value| value as f32)).collect()
        };
        let whole = |read: fn(&Row) -> u64| -> Vec<u32> {
            self.rows.iter().map(|row| u32::try_from(read(row)).unwrap_or(u32::MAX)).collect()
        };
        columns.u8("source", &self.rows.iter().map(|row| row.source as u8).collect::<Vec<_>>());
        columns.u8("level", &self.rows.iter().map(|row| row.level).collect::<Vec<_>>());
        columns.f32("score", &number(|row| row.score));
        columns.f32("reward", &number(|row| row.reward));
        columns.f32("pass", &number(|row| row.pass));
        columns.f32("fuel", &number(|row| row.fuel));
        columns.u32("slot", &whole(|row| row.slot));
        columns.u32("attempt", &whole(|row| row.attempt));
        columns.u32("program", &whole(|row| row.program_bytes as u64));
        columns.u32("picture", &whole(|row| row.picture_bytes as u64));
        columns.u32("repeats", &whole(|row| row.repeats as u64));
        columns.u32("cluster", &self.found.clusters);
        columns.say("names", Value::Object(names));
        columns.say("items", json!(self.rows.len()));
        columns
    }

    fn more(&self) -> Columns {
        let mut columns = Columns::default();
        let ids: Vec<u8> = self.rows.iter().flat_map(|row| row.id.unwrap_or_default()).collect();
        columns.u8("ids", &ids);
        columns.u32("nearest", &self.found.nearest);
        columns.u16("distances", &self.found.distances);
        columns.u8("looks", &self.rows.iter().flat_map(coarse).collect::<Vec<_>>());
        columns.say("kept", json!(KEPT));
        columns.say("cells", json!(COARSE * COARSE));
        columns
    }
}

/// The different values in order, and the number of each row's.
fn numbered<'a>(values: impl Iterator<Item = &'a str> + Clone) -> (Vec<&'a str>, Vec<u16>) {
    let mut numbers: BTreeMap<&str, u16> = values.clone().map(|value| (value, 0)).collect();
    // Beyond 65,535 values the last number stands for all others.
    numbers.values_mut().enumerate().for_each(|(at, n)| *n = u16::try_from(at).unwrap_or(u16::MAX));
    let list = numbers.keys().copied().collect();
    (list, values.map(|value| numbers.get(value).copied().unwrap_or(0)).collect())
}

fn coarse(row: &Row) -> [u8; COARSE * COARSE] {
    let mut sums = [0_u32; COARSE * COARSE];
    let cell = LOOK / COARSE;
    for (at, value) in row.look.iter().enumerate() {
        sums[at / LOOK / cell * COARSE + at % LOOK / cell] += u32::from(*value);
    }
    sums.map(|sum| (sum / (cell * cell) as u32) as u8)
}

fn searched(index: &words::Index) -> Columns {
    let (words, ends, held) = index.parts();
    let mut columns = Columns::default();
    columns.say("words", json!(words));
    columns.u32("ends", ends);
    match words.len() {
        0..=0xffff => {
            columns.u16("held", &held.iter().map(|word| *word as u16).collect::<Vec<_>>());
        }
        _ => columns.u32("held", held),
    }
    columns
}
