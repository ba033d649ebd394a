//! How rows are cut into batches.

use std::ops::Range;

/// Cuts `rows` into as few pieces of at most `most` as it takes, as equal as they can be.
pub(crate) fn cut(rows: Range<usize>, most: usize) -> Vec<Range<usize>> {
    into(rows.clone(), rows.len().div_ceil(most.max(1)))
}

/// Cuts `rows` into `pieces`, as equal as they can be; fewer if there are fewer rows.
pub(crate) fn into(rows: Range<usize>, pieces: usize) -> Vec<Range<usize>> {
    let pieces = pieces.min(rows.len());
    let edge = |i: usize| rows.start + rows.len() * i / pieces;
    (0..pieces).map(|i| edge(i)..edge(i + 1)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pieces_cover_all_rows_once_and_differ_by_one(
            start in 0usize..9, len in 0usize..60, most in 1usize..20,
        ) {
            let found = cut(start..start + len, most);
            let all: Vec<usize> = found.iter().cloned().flatten().collect();
            prop_assert_eq!(all, (start..start + len).collect::<Vec<_>>());
            let sizes: Vec<usize> = found.iter().map(ExactSizeIterator::len).collect();
            prop_assert_eq!(sizes.len(), len.div_ceil(most));
            if let (Some(least), Some(largest)) = (sizes.iter().min(), sizes.iter().max()) {
                prop_assert!(*largest <= most && largest - least <= 1 && *least > 0);
            }
        }
    }
}
