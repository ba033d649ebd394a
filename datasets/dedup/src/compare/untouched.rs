//! Pictures that agree to the bit but for one place.
//!
//! Whatever re-encodes, resizes, moves or dims a picture touches all its edges.
//! If most edges are the same to the bit, nothing of the kind happened, and
//! what differs was drawn differently, however small it is.

use crate::raster::Raster;

/// Levels in a channel that make an edge, and that make a difference.
const STEP: u8 = 24;
/// Edges that a picture must have to tell anything.
const EDGES: usize = 24;

/// Edges of one direction, and how many are the same in both pictures.
#[derive(Default)]
struct Count {
    edges: usize,
    untouched: usize,
}

impl Count {
    fn add(&mut self, edge: bool, untouched: bool) {
        self.edges += usize::from(edge);
        self.untouched += usize::from(edge && untouched);
    }

    /// Whether there are enough edges and most are untouched.
    fn tells(&self) -> bool {
        self.edges >= EDGES && self.untouched * 5 >= self.edges * 3
    }
}

/// The place of the first clear difference, as shares of width and height, if
/// most edges are untouched. Both directions must say so: moved along a line, the
/// line stays what it was.
pub(super) fn changed_place(a: &Raster, b: &Raster) -> Option<(f32, f32)> {
    if (a.width(), a.height()) != (b.width(), b.height()) {
        return None;
    }
    let width = a.width() as usize;
    let (one, two) = (a.rgb().as_chunks::<3>().0, b.rgb().as_chunks::<3>().0);
    let first = one.iter().zip(two).position(|(one, two)| differs(one, two))?;
    let (mut across, mut down) = (Count::default(), Count::default());
    for at in 0..one.len() {
        let same = |at: usize| one[at] == two[at];
        if at % width > 0 {
            across.add(differs(&one[at - 1], &one[at]), same(at) && same(at - 1));
        }
        if at >= width {
            down.add(differs(&one[at - width], &one[at]), same(at) && same(at - width));
        }
    }
    let share = |part: usize, whole: u32| part as f32 / whole as f32;
    let place = (share(first % width, a.width()), share(first / width, a.height()));
    (across.tells() && down.tells()).then_some(place)
}

fn differs(a: &[u8; 3], b: &[u8; 3]) -> bool {
    a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) > STEP)
}
