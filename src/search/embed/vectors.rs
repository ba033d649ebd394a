//! Vectors in a quarter of their size, in a file that is mapped and not read.
//!
//! A row is the largest magnitude over 127, as four bytes, and one byte a dimension: a
//! product of two such vectors is off by less than two hundredths. Search looks at every
//! row, so it misses nothing.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::Path;

use rayon::prelude::*;
use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};

use crate::error::SearchError;

/// The file's name.
pub(crate) const VECTORS: &str = "embeddings.i8";
/// Bytes before a row's values.
const HEAD: usize = 4;
/// Rows that one thread looks at before it asks for more.
const CHUNK: usize = 4096;

/// A vector, coarsely.
fn coarse(vector: &[f32]) -> (f32, Vec<i8>) {
    let largest = vector.iter().fold(0_f32, |largest, value| largest.max(value.abs()));
    if largest == 0.0 || !largest.is_finite() {
        return (0.0, vec![0; vector.len()]);
    }
    let step = largest / 127.0;
    (step, vector.iter().map(|value| (value / step).round() as i8).collect())
}

/// Appends rows.
pub(crate) struct Writer {
    file: BufWriter<File>,
    rows: u64,
}

impl Writer {
    /// Goes on behind the last whole row.
    pub fn open(folder: &Path, dimensions: usize) -> Result<Self, SearchError> {
        let path = folder.join(VECTORS);
        let file = OpenOptions::new().create(true).append(true).open(&path);
        let open = |file: File| {
            let row = (HEAD + dimensions) as u64;
            let rows = file.metadata()?.len() / row;
            file.set_len(rows * row)?;
            Ok(Self { file: BufWriter::new(file), rows })
        };
        file.and_then(open).map_err(SearchError::at(path))
    }

    /// How many rows there are.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Writes the next row.
    pub fn push(&mut self, vector: &[f32]) -> std::io::Result<()> {
        let (step, values) = coarse(vector);
        self.file.write_all(&step.to_le_bytes())?;
        let values: Vec<u8> = values.into_iter().map(i8::cast_unsigned).collect();
        self.rows += 1;
        self.file.write_all(&values)
    }

    /// Gives all rows to the system.
    pub fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

/// See the [module](self).
pub(crate) struct Vectors {
    bytes: OwnedBytes,
    row: usize,
}

impl Vectors {
    /// Maps the file of a folder.
    pub fn open(folder: &Path, dimensions: usize) -> Result<Self, SearchError> {
        let directory = MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?;
        let file = directory.open_read(Path::new(VECTORS)).map_err(tantivy::TantivyError::from)?;
        let bytes = file.read_bytes().map_err(SearchError::at(folder.join(VECTORS)))?;
        Ok(Self { bytes, row: HEAD + dimensions })
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.bytes.len() / self.row
    }

    /// The `k` rows nearest to `query` by their inner product, the nearest first.
    pub fn search(&self, query: &[f32], k: usize) -> Vec<(u64, f32)> {
        let (scale, values) = coarse(query);
        let mut found: Vec<(u64, f32)> = self
            .bytes
            .par_chunks(self.row * CHUNK)
            .enumerate()
            .flat_map_iter(|(chunk, rows)| {
                let first = (chunk * CHUNK) as u64;
                let scores = rows.chunks_exact(self.row).map(|row| scale * product(row, &values));
                best((first..).zip(scores).collect(), k)
            })
            .collect();
        found = best(found, k);
        found
    }
}

/// The best `k` in order; equals by their number.
fn best(mut found: Vec<(u64, f32)>, k: usize) -> Vec<(u64, f32)> {
    let order = |a: &(u64, f32), b: &(u64, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if k < found.len() {
        found.select_nth_unstable_by(k, order);
        found.truncate(k);
    }
    found.sort_unstable_by(order);
    found
}

fn product(row: &[u8], values: &[i8]) -> f32 {
    let Some((head, own)) = row.split_first_chunk::<HEAD>() else { return 0.0 };
    let sum: i32 =
        own.iter().zip(values).map(|(a, b)| i32::from(a.cast_signed()) * i32::from(*b)).sum();
    f32::from_le_bytes(*head) * sum as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn write(vectors: &[Vec<f32>]) -> (tempfile::TempDir, Vectors) {
        let folder = tempfile::tempdir().unwrap();
        let dimensions = vectors[0].len();
        let mut writer = Writer::open(folder.path(), dimensions).unwrap();
        vectors.iter().for_each(|vector| writer.push(vector).unwrap());
        writer.flush().unwrap();
        let vectors = Vectors::open(folder.path(), dimensions).unwrap();
        (folder, vectors)
    }

    proptest! {
        #[test]
        fn products_are_those_of_the_vectors(
            raw in prop::collection::vec(prop::collection::vec(-1_f32..1.0, 24), 2..60),
        ) {
            let unit = |v: &Vec<f32>| -> Vec<f32> {
                let length = v.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
                v.iter().map(|x| x / length).collect()
            };
            let all: Vec<Vec<f32>> = raw.iter().map(unit).collect();
            let (_folder, vectors) = write(&all);
            let found = vectors.search(&all[0], all.len());
            prop_assert_eq!(found.len(), all.len());
            prop_assert!(found.windows(2).all(|pair| pair[0].1 >= pair[1].1));
            for (id, score) in &found {
                let other = &all[*id as usize];
                let exact: f32 = all[0].iter().zip(other).map(|(a, b)| a * b).sum();
                prop_assert!((score - exact).abs() < 0.02, "{score} {exact}");
            }
            prop_assert_eq!(vectors.search(&all[0], 1), &found[..1]);
        }
    }

    #[test]
    fn a_row_cut_off_is_written_again() {
        let vectors = [vec![1.0, 0.0], vec![0.0, 1.0]];
        let (folder, _) = write(&vectors);
        let path = folder.path().join(VECTORS);
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        let mut writer = Writer::open(folder.path(), 2).unwrap();
        assert_eq!(writer.rows(), 1);
        writer.push(&vectors[1]).unwrap();
        writer.flush().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), whole);
    }
}
