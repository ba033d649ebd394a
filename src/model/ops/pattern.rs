//! Which token sees which.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use candle_core::Tensor;

/// Queries of one block of attention are worked on in runs of at most this many.
const TILE: usize = 128;

/// Who sees whom in attention, shared by all layers of a pass. Queries and keys stand in
/// flat lists of tokens.
#[derive(Debug, Clone)]
pub struct Pattern {
    pub kind: Kind,
    blocks: Arc<OnceLock<Vec<Block>>>,
    /// What the composed form makes of the pattern, once for all layers.
    pub prepared: Arc<OnceLock<Vec<Tensor>>>,
}

/// The two kinds of pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Rows of a batch, each seeing its own past.
    Rows {
        /// Queries of a row.
        width: usize,
        /// Room for keys of a row.
        stride: usize,
        /// The key that stands at the place of a row's first query.
        shift: usize,
        /// The keys of each row that are no padding, counted from the row's start.
        spans: Vec<Range<usize>>,
    },
    /// Runs of these lengths, one after another; all tokens of a run see each other.
    Segments(Vec<usize>),
}

/// A run of queries and the run of keys that they see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub queries: Range<usize>,
    pub keys: Range<usize>,
    /// Whether the last query sees all keys and each one before it one key less.
    pub causal: bool,
}

impl Block {
    /// Keys that query `i` of the block sees.
    pub fn visible(&self, i: usize) -> usize {
        if self.causal { self.keys.len() + i + 1 - self.queries.len() } else { self.keys.len() }
    }
}

impl Pattern {
    /// A batch whose keys are its own tokens.
    pub fn batch(width: usize, spans: &[Range<usize>]) -> Self {
        Self::rows(width, width, 0, spans.to_vec())
    }

    /// Rows of a batch behind a cache; see [`Kind::Rows`].
    pub fn rows(width: usize, stride: usize, shift: usize, spans: Vec<Range<usize>>) -> Self {
        Self::new(Kind::Rows { width, stride, shift, spans })
    }

    /// Runs of tokens; see [`Kind::Segments`].
    pub fn segments(lengths: Vec<usize>) -> Self {
        Self::new(Kind::Segments(lengths))
    }

    fn new(kind: Kind) -> Self {
        Self { kind, blocks: Arc::default(), prepared: Arc::default() }
    }

    /// The pattern as blocks; padding is in none.
    pub fn blocks(&self) -> &[Block] {
        self.blocks.get_or_init(|| self.kind.blocks())
    }
}

impl Kind {
    /// Queries in all.
    pub fn queries(&self) -> usize {
        match self {
            Self::Rows { width, spans, .. } => width * spans.len(),
            Self::Segments(lengths) => lengths.iter().sum(),
        }
    }

    /// Keys in all, with the room for more.
    pub fn keys(&self) -> usize {
        match self {
            Self::Rows { stride, spans, .. } => stride * spans.len(),
            Self::Segments(lengths) => lengths.iter().sum(),
        }
    }

    fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        match self {
            Self::Rows { .. } => {
                (0..self.rows()).for_each(|row| self.row_blocks(row, &mut blocks));
            }
            Self::Segments(lengths) => {
                let mut start = 0;
                for len in lengths {
                    segment_blocks(start..start + len, &mut blocks);
                    start += len;
                }
            }
        }
        blocks
    }

    fn rows(&self) -> usize {
        match self {
            Self::Rows { spans, .. } => spans.len(),
            Self::Segments(_) => 1,
        }
    }

    /// The queries of a row that are no padding, counted from the row's start.
    pub fn row_queries(&self, row: usize) -> Range<usize> {
        match self {
            Self::Rows { width, shift, spans, .. } => {
                let (from, to) = (spans[row].start.max(*shift), spans[row].end.min(shift + width));
                from - shift..to.max(from) - shift
            }
            Self::Segments(_) => 0..self.queries(),
        }
    }

    fn row_blocks(&self, row: usize, blocks: &mut Vec<Block>) {
        let Self::Rows { width, stride, shift, spans } = self else { return };
        let queries = self.row_queries(row);
        let first = row * stride + spans[row].start;
        for start in queries.clone().step_by(TILE) {
            let end = (start + TILE).min(queries.end);
            blocks.push(Block {
                queries: row * width + start..row * width + end,
                keys: first..row * stride + shift + end,
                causal: true,
            });
        }
    }
}

fn segment_blocks(run: Range<usize>, blocks: &mut Vec<Block>) {
    for start in run.clone().step_by(TILE) {
        let queries = start..(start + TILE).min(run.end);
        blocks.push(Block { queries, keys: run.clone(), causal: false });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Each query that is no padding sees its own past, and nothing else.
        #[test]
        fn blocks_hold_the_past(
            width in 1usize..300,
            shift in 0usize..40,
            cuts in prop::collection::vec((0usize..100, 0usize..100), 1..4),
        ) {
            let end = shift + width;
            let spans: Vec<_> = cuts.iter().map(|(a, b)| {
                let from = a * end / 100;
                from..from + (end - from) * b / 100
            }).collect();
            let stride = end + 5;
            let pattern = Pattern::rows(width, stride, shift, spans.clone());
            let mut seen = vec![None; pattern.kind.queries()];
            for block in pattern.blocks().iter() {
                for (i, q) in block.queries.clone().enumerate() {
                    let keys = block.keys.start..block.keys.start + block.visible(i);
                    prop_assert!(seen[q].replace(keys).is_none());
                }
            }
            for (q, keys) in seen.into_iter().enumerate() {
                let (row, i) = (q / width, q % width);
                let at = i + shift;
                let real = spans[row].contains(&at);
                let past = row * stride + spans[row].start..row * stride + at + 1;
                prop_assert_eq!(keys, real.then_some(past));
            }
        }
    }

    #[test]
    fn segments_see_themselves() {
        let pattern = Pattern::segments(vec![3, 200]);
        let blocks = pattern.blocks();
        assert_eq!(blocks[0], Block { queries: 0..3, keys: 0..3, causal: false });
        assert_eq!(blocks[1].queries, 3..131);
        assert_eq!(blocks[2], Block { queries: 131..203, keys: 3..203, causal: false });
    }
}
