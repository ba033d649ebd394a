//! Small allocations of the program: a list of free blocks for every size.
//!
//! A program makes many small allocations and lives for milliseconds. So a block is
//! taken from the list of its size, or else from the end of the current chunk, and
//! goes back to that list; blocks are never joined. Whoever frees knows the size, so
//! a block has no header.

use std::alloc::Layout;
use std::ptr;

/// Sizes are multiples of this, and every block is aligned to it.
const STEP: usize = 16;

/// Largest block, in bytes.
const LARGEST: usize = 1 << 10;

/// Bytes of a chunk from which blocks are cut.
pub const CHUNK: usize = 64 << 10;

/// A free block holds the address of the next one of its size.
struct Free {
    next: *mut Free,
}

/// The free blocks by size, and the chunk that new ones are cut from.
pub struct Pools {
    free: [*mut Free; LARGEST / STEP],
    start: usize,
    end: usize,
}

impl Pools {
    /// Pools without a chunk.
    pub const fn new() -> Self {
        Self { free: [ptr::null_mut(); LARGEST / STEP], start: 0, end: 0 }
    }

    /// Which list serves a layout; `None` for what is large, empty or widely aligned.
    pub fn class(layout: Layout) -> Option<usize> {
        let fits = layout.size().wrapping_sub(1) < LARGEST && layout.align() <= STEP;
        fits.then(|| (layout.size() - 1) / STEP)
    }

    /// A block of a class, or null when the chunk is used up: then the caller gives
    /// another one by [`Pools::refill`] and asks again.
    pub fn take(&mut self, class: usize) -> *mut u8 {
        let block = self.free[class];
        if !block.is_null() {
            // SAFETY: what is on a list was given back by `give`, which wrote the
            // next address into it, and nobody has it.
            self.free[class] = unsafe { (*block).next };
            return block.cast();
        }
        let size = (class + 1) * STEP;
        if self.end - self.start < size {
            return ptr::null_mut();
        }
        let block = self.start;
        self.start += size;
        block as *mut u8
    }

    /// Cuts blocks from `chunk`, [`CHUNK`] bytes that nobody else has, from now on.
    /// What was left of the chunk before is lost.
    pub fn refill(&mut self, chunk: *mut u8) {
        self.start = chunk as usize;
        self.end = self.start + CHUNK;
    }

    /// Takes a block of a class back.
    ///
    /// # Safety
    ///
    /// The block came from [`Pools::take`] for the same class, and is not used again.
    pub unsafe fn give(&mut self, block: *mut u8, class: usize) {
        let block = block.cast::<Free>();
        // SAFETY: the block is `STEP` bytes or more, aligned, and the caller's to give.
        unsafe { (*block).next = self.free[class] };
        self.free[class] = block;
    }
}
