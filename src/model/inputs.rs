//! Rows of tokens and pictures, put together into one batch.
//!
//! A batch is padded to its longest row, on the left or on the right. Its pictures stand
//! in one list without repeats: rows that share a picture (by `Arc`) share its patches,
//! so that a group of answers to one question sees its picture encoded once.

use std::ops::Range;
use std::sync::Arc;

use crate::config::Config;
use crate::error::{ModelError, Result};
use crate::positions::{self, Positions};

/// The patches of one picture, as the processor cuts them.
#[derive(Debug, Clone, PartialEq)]
pub struct Patches {
    /// `t * h * w` patches of `channels * frames * side * side` numbers.
    pub values: Vec<f32>,
    /// Patches in time, height and width.
    pub grid: [usize; 3],
}

/// One sequence: tokens, and a picture for each run of image tokens.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Token ids, with one image token for each merged patch.
    pub ids: Vec<u32>,
    /// The row's pictures, in the order of their tokens.
    pub images: Vec<Arc<Patches>>,
}

/// Where a short row is filled up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Padding {
    /// Before its first token: for generation.
    Left,
    /// After its last token.
    Right,
}

/// A batch, ready for the model.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// Token ids, row by row, each `width` long.
    pub ids: Vec<u32>,
    /// Length of the padded rows.
    pub width: usize,
    /// The part of each row that is not padding.
    pub spans: Vec<Range<usize>>,
    /// Time, height and width positions, each as long as `ids`; padding holds zero.
    pub positions: [Vec<u32>; 3],
    /// What a row's next position is ahead of its length.
    pub deltas: Vec<i64>,
    /// The pictures, each once.
    pub images: Vec<Arc<Patches>>,
    /// Where image tokens stand in `ids`.
    pub slots: Vec<u32>,
    /// Which merged patch, counted over all pictures, each slot shows.
    pub sources: Vec<u32>,
}

impl Inputs {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.spans.len()
    }

    /// One where a token stands, zero at padding; rows of `width`.
    pub fn mask(&self) -> Vec<u8> {
        let row = |s: &Range<usize>| {
            let s = s.clone();
            (0..self.width).map(move |i| u8::from(s.contains(&i)))
        };
        self.spans.iter().flat_map(row).collect()
    }

    /// Puts rows together. Fails if a row is empty or its pictures and tokens disagree.
    pub fn new(config: &Config, rows: &[Row], side: Padding) -> Result<Self> {
        let width = rows.iter().map(|r| r.ids.len()).max().unwrap_or(0);
        if width == 0 {
            return Err(ModelError::Inputs("a batch needs at least one token".into()));
        }
        let mut batch = Self::empty(rows.len(), width, config.text.pad_token.unwrap_or(0));
        let mut offsets = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            check(config, at, row)?;
            let start = if side == Padding::Left { width - row.ids.len() } else { 0 };
            batch.place(config, at, row, start)?;
            batch.picture(config, at, row, start, &mut offsets);
        }
        Ok(batch)
    }

    fn empty(rows: usize, width: usize, pad: u32) -> Self {
        let zeros = || vec![0; rows * width];
        Self {
            ids: vec![pad; rows * width],
            width,
            spans: Vec::with_capacity(rows),
            positions: [zeros(), zeros(), zeros()],
            deltas: Vec::with_capacity(rows),
            images: Vec::new(),
            slots: Vec::new(),
            sources: Vec::new(),
        }
    }

    fn place(&mut self, config: &Config, at: usize, row: &Row, start: usize) -> Result<()> {
        let span = start..start + row.ids.len();
        let grids: Vec<_> = row.images.iter().map(|i| i.grid).collect();
        let Positions { axes, delta } = positions::of_row(config, &row.ids, &grids)
            .map_err(|e| ModelError::Inputs(format!("row {at}: {e}")))?;
        let flat = at * self.width + span.start..at * self.width + span.end;
        self.ids[flat.clone()].copy_from_slice(&row.ids);
        for (axis, found) in self.positions.iter_mut().zip(&axes) {
            axis[flat.clone()].copy_from_slice(found);
        }
        self.spans.push(span);
        self.deltas.push(delta);
        Ok(())
    }

    /// Notes which merged patch each image token of a row shows.
    fn picture(
        &mut self,
        config: &Config,
        at: usize,
        row: &Row,
        start: usize,
        offsets: &mut Vec<(usize, usize)>,
    ) {
        let mut shown = Vec::new();
        for image in &row.images {
            let known = self.images.iter().position(|i| Arc::ptr_eq(i, image));
            let index = known.unwrap_or_else(|| {
                let first = offsets.last().map_or(0, |(first, len)| first + len);
                offsets.push((first, config.image_tokens(image.grid)));
                self.images.push(image.clone());
                self.images.len() - 1
            });
            let (first, len) = offsets[index];
            shown.extend(first..first + len);
        }
        let tokens = row.ids.iter().enumerate().filter(|(_, id)| **id == config.tokens.image);
        let base = at * self.width + start;
        self.slots.extend(tokens.map(|(i, _)| (base + i) as u32));
        self.sources.extend(shown.into_iter().map(|s| s as u32));
    }
}

fn check(config: &Config, at: usize, row: &Row) -> Result<()> {
    let bad = |what: String| Err(ModelError::Inputs(format!("row {at}: {what}")));
    if row.ids.is_empty() {
        return bad("holds no token".into());
    }
    if row.ids.contains(&config.tokens.video) {
        return bad("holds video tokens; only pictures are read".into());
    }
    let vocab = config.text.vocab_size;
    if let Some(id) = row.ids.iter().find(|id| **id as usize >= vocab) {
        return bad(format!("token {id} is not below the vocabulary size {vocab}"));
    }
    let merge = config.vision.spatial_merge_size;
    for image in &row.images {
        let [t, h, w] = image.grid;
        if t == 0 || h == 0 || w == 0 || h % merge != 0 || w % merge != 0 {
            return bad(format!("grid {:?} is not a multiple of {merge} patches", image.grid));
        }
        let numbers = t * h * w * config.vision.patch_len();
        if image.values.len() != numbers {
            let found = image.values.len();
            return bad(format!("grid {:?} needs {numbers} values, found {found}", image.grid));
        }
    }
    let tokens = row.ids.iter().filter(|id| **id == config.tokens.image).count();
    let needed: usize = row.images.iter().map(|i| config.image_tokens(i.grid)).sum();
    if tokens != needed {
        return bad(format!("{tokens} image tokens, but its pictures fill {needed}"));
    }
    Ok(())
}
