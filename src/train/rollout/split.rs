//! Rows of a batch that go on in parts, a hand each.
//!
//! What comes of a row is the same in any batch, as long as batches are computed in the
//! same way. Few rows are not, see [`Policy::least`]: so no part is smaller than that, and
//! how many parts there are changes no bit.

use std::ops::Range;

use candle_core::Tensor;
use synth_model::Row;

use super::Policy;
use crate::error::Result;
use crate::hands::Hands;

/// A policy whose steps are shared out.
pub struct Split<'a, P> {
    policy: &'a P,
    hands: &'a Hands,
}

/// Some of the rows.
pub struct Part<C> {
    rows: usize,
    cache: C,
}

impl<'a, P: Policy> Split<'a, P> {
    /// With a policy, and the hands that share in it.
    pub fn new(policy: &'a P, hands: &'a Hands) -> Self {
        Self { policy, hands }
    }

    /// How so many rows are shared out.
    fn pieces(&self, rows: usize) -> Vec<Range<usize>> {
        let most = rows / self.policy.least().max(1);
        let pieces = self.hands.count().min(most).max(1);
        (0..pieces).map(|at| rows * at / pieces..rows * (at + 1) / pieces).collect()
    }

    /// The rows at these places, counted through all parts, in parts anew.
    fn deal(&self, parts: &[&Part<P::Cache>], rows: &[usize]) -> Result<Vec<Part<P::Cache>>> {
        let part = |piece: Range<usize>| {
            Ok(Part { rows: piece.len(), cache: self.pick(parts, &rows[piece])? })
        };
        self.pieces(rows.len()).into_iter().map(part).collect()
    }

    fn pick(&self, parts: &[&Part<P::Cache>], rows: &[usize]) -> Result<P::Cache> {
        let places: Vec<(usize, usize)> = rows.iter().map(|row| place(parts, *row)).collect();
        let mut picked: Option<Held<P::Cache>> = None;
        for run in places.chunk_by(|a, b| a.0 == b.0) {
            let (part, own): (_, Vec<usize>) = (parts[run[0].0], run.iter().map(|p| p.1).collect());
            let more = match own.iter().copied().eq(0..part.rows) {
                true => Held::Lent(&part.cache),
                false => Held::Own(self.policy.select(&part.cache, &own)?),
            };
            picked = Some(match picked {
                Some(before) => Held::Own(self.policy.join(before.get(), more.get())?),
                None => more,
            });
        }
        match picked {
            Some(Held::Own(cache)) => Ok(cache),
            Some(Held::Lent(cache)) => {
                self.policy.select(cache, &(0..rows.len()).collect::<Vec<_>>())
            }
            None => self.policy.select(&parts[0].cache, &[]),
        }
    }
}

/// What is joined as it lies need not be copied first.
enum Held<'c, C> {
    Own(C),
    Lent(&'c C),
}

impl<C> Held<'_, C> {
    fn get(&self) -> &C {
        match self {
            Self::Own(cache) => cache,
            Self::Lent(cache) => cache,
        }
    }
}

/// In which part a row is, and where there; behind the last one's end, if it is nowhere.
fn place<C>(parts: &[&Part<C>], row: usize) -> (usize, usize) {
    let (mut at, mut row) = (0, row);
    while at + 1 < parts.len() && row >= parts[at].rows {
        row -= parts[at].rows;
        at += 1;
    }
    (at, row)
}

impl<P> Policy for Split<'_, P>
where
    P: Policy<Cache: Send> + Sync,
{
    /// One part at least.
    type Cache = Vec<Part<P::Cache>>;

    fn prefill(&self, rows: &[Row]) -> Result<(Tensor, Self::Cache)> {
        let pieces = self.pieces(rows.len());
        let read =
            self.hands.map(pieces.len(), |at| self.policy.prefill(&rows[pieces[at].clone()]))?;
        let (logits, caches): (Vec<Tensor>, Vec<P::Cache>) = read.into_iter().unzip();
        let part = |(piece, cache): (Range<usize>, P::Cache)| Part { rows: piece.len(), cache };
        Ok((Tensor::cat(&logits, 0)?, pieces.into_iter().zip(caches).map(part).collect()))
    }

    fn step(&self, ids: &[u32], cache: &mut Self::Cache) -> Result<Tensor> {
        let mut rest = ids;
        let mut own = |part: &Part<P::Cache>| {
            let (ids, others) = rest.split_at(part.rows.min(rest.len()));
            rest = others;
            ids
        };
        let mut shares: Vec<(&[u32], &mut Part<P::Cache>)> =
            cache.iter_mut().map(|part| (own(part), part)).collect();
        let step = |(ids, part): &mut (&[u32], &mut Part<P::Cache>)| {
            self.policy.step(ids, &mut part.cache)
        };
        let logits = self.hands.each(&mut shares, step)?;
        Ok(Tensor::cat(&logits, 0)?)
    }

    fn select(&self, cache: &Self::Cache, rows: &[usize]) -> Result<Self::Cache> {
        self.deal(&cache.iter().collect::<Vec<_>>(), rows)
    }

    fn join(&self, first: &Self::Cache, second: &Self::Cache) -> Result<Self::Cache> {
        let parts: Vec<&Part<P::Cache>> = first.iter().chain(second).collect();
        let rows: usize = parts.iter().map(|part| part.rows).sum();
        self.deal(&parts, &(0..rows).collect::<Vec<_>>())
    }

    fn never(&self) -> Vec<u32> {
        self.policy.never()
    }

    fn least(&self) -> usize {
        self.policy.least()
    }
}
