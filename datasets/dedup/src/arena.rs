//! A list that grows without moving what it holds.

/// Items of a block. A growing `Vec` copies everything and for that moment holds
/// it twice; blocks never move.
const BLOCK: usize = 4096;

/// See the [module](self).
pub(crate) struct Arena<T> {
    blocks: Vec<Vec<T>>,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { blocks: Vec::new() }
    }
}

impl<T> Arena<T> {
    pub(crate) fn len(&self) -> usize {
        self.blocks.last().map_or(0, |last| (self.blocks.len() - 1) * BLOCK + last.len())
    }

    pub(crate) fn push(&mut self, item: T) {
        match self.blocks.last_mut().filter(|block| block.len() < BLOCK) {
            Some(block) => block.push(item),
            None => {
                let mut block = Vec::with_capacity(BLOCK);
                block.push(item);
                self.blocks.push(block);
            }
        }
    }

    pub(crate) fn get(&self, at: usize) -> Option<&T> {
        self.blocks.get(at / BLOCK)?.get(at % BLOCK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_where_they_were_put() {
        let mut arena = Arena::default();
        (0..10_000).for_each(|item| arena.push(item));
        assert_eq!(arena.len(), 10_000);
        assert!((0..10_000).all(|at| arena.get(at) == Some(&at)));
        assert_eq!(arena.get(10_000), None);
    }
}
