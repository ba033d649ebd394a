//! The heap, in two parts: one for what is in the snapshot, one for the program.
//!
//! A program's allocations must not fill the holes that starting the interpreter
//! left all over memory. Every page that an instance writes to is copied from the
//! snapshot and reset afterwards, and the host does that cheaply only while those
//! pages form few runs. So the program gets an arena of its own, one run of pages
//! set aside before anything else; and what the snapshot holds is never freed, since
//! the instance ends before it would matter.

use std::alloc::{GlobalAlloc, Layout};
use std::arch::wasm32::{memory_grow, memory_size};
use std::cell::{Cell, UnsafeCell};
use std::ops::Range;
use std::ptr;

use dlmalloc::Dlmalloc;

use crate::pools::{CHUNK, Pools};

/// Bytes set aside for the program; it may ask for more.
const ARENA: usize = 16 << 20;

/// Bytes of a page of linear memory.
const PAGE: usize = 64 << 10;

/// The heap.
pub struct Heap(UnsafeCell<Parts>);

struct Parts {
    snapshot: Dlmalloc<Memory>,
    program: Dlmalloc<Memory>,
    pools: Pools,
    arena: Range<usize>,
    /// End of the snapshot's memory; 0 until the program begins.
    end: usize,
}

/// Where a part gets its memory from: first the arena, if it has one.
struct Memory {
    arena: Cell<Option<usize>>,
}

// SAFETY: the guest has one thread.
unsafe impl Sync for Heap {}

// SAFETY: `alloc` hands out memory that nobody else has: the arena once, or pages
// that are new.
unsafe impl dlmalloc::Allocator for Memory {
    fn alloc(&self, size: usize) -> (*mut u8, usize, u32) {
        if size <= ARENA
            && let Some(start) = self.arena.take()
        {
            return (start as *mut u8, ARENA, 0);
        }
        let pages = size.div_ceil(PAGE);
        match memory_grow::<0>(pages) {
            usize::MAX => (ptr::null_mut(), 0, 0),
            page => ((page * PAGE) as *mut u8, pages * PAGE, 0),
        }
    }

    fn remap(&self, _: *mut u8, _: usize, _: usize, _: bool) -> *mut u8 {
        ptr::null_mut()
    }

    fn free_part(&self, _: *mut u8, _: usize, _: usize) -> bool {
        false
    }

    fn free(&self, _: *mut u8, _: usize) -> bool {
        false
    }

    fn can_release_part(&self, _: u32) -> bool {
        false
    }

    fn allocates_zeros(&self) -> bool {
        true
    }

    fn page_size(&self) -> usize {
        PAGE
    }
}

impl Heap {
    /// A heap that serves the snapshot.
    pub const fn new() -> Self {
        Self(UnsafeCell::new(Parts {
            snapshot: part(None),
            program: part(None),
            pools: Pools::new(),
            arena: 0..0,
            end: 0,
        }))
    }

    /// Sets the program's arena aside. It should come before anything is allocated,
    /// so that it lies below what the snapshot holds.
    pub fn set_aside(&self) {
        let page = memory_grow::<0>(ARENA / PAGE);
        if page != usize::MAX {
            let start = page * PAGE;
            // SAFETY: one thread; no other reference to the parts is alive.
            let parts = unsafe { &mut *self.0.get() };
            parts.arena = start..start + ARENA;
            parts.program = part(Some(start));
        }
    }

    /// From now on the program's part serves.
    pub fn begin_program(&self) {
        // SAFETY: one thread; no other reference to the parts is alive.
        unsafe { (*self.0.get()).end = memory_size::<0>() * PAGE };
    }
}

const fn part(arena: Option<usize>) -> Dlmalloc<Memory> {
    Dlmalloc::new_with_allocator(Memory { arena: Cell::new(arena) })
}

impl Parts {
    /// New memory: the program's from its pools if it is small.
    unsafe fn allocate(&mut self, layout: Layout) -> *mut u8 {
        if self.end == 0 {
            return unsafe { self.snapshot.malloc(layout.size(), layout.align()) };
        }
        let Some(class) = Pools::class(layout) else {
            return unsafe { self.program.malloc(layout.size(), layout.align()) };
        };
        let block = self.pools.take(class);
        if !block.is_null() {
            return block;
        }
        let chunk = unsafe { self.program.malloc(CHUNK, 16) };
        if chunk.is_null() {
            return chunk;
        }
        self.pools.refill(chunk);
        self.pools.take(class)
    }

    /// The reverse of [`Parts::allocate`], with the same layout.
    unsafe fn free(&mut self, pointer: *mut u8, layout: Layout) {
        if self.end == 0 {
            return unsafe { self.snapshot.free(pointer, layout.size(), layout.align()) };
        }
        match Pools::class(layout) {
            Some(class) => unsafe { self.pools.give(pointer, class) },
            None => unsafe { self.program.free(pointer, layout.size(), layout.align()) },
        }
    }

    /// Whether an allocation belongs to the snapshot while the program runs: then it
    /// stays where it is for good.
    fn is_kept(&self, pointer: *mut u8) -> bool {
        let address = pointer as usize;
        address < self.end && !self.arena.contains(&address)
    }
}

// SAFETY: memory comes from a `Dlmalloc` or from a pool that has it from one, and goes
// back to the part it came from, which the layout and the address tell, or nowhere.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { (*self.0.get()).allocate(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let parts = unsafe { &mut *self.0.get() };
        if parts.end == 0 {
            return unsafe { parts.snapshot.calloc(layout.size(), layout.align()) };
        }
        if Pools::class(layout).is_none() {
            return unsafe { parts.program.calloc(layout.size(), layout.align()) };
        }
        let block = unsafe { parts.allocate(layout) };
        if !block.is_null() {
            unsafe { ptr::write_bytes(block, 0, layout.size()) };
        }
        block
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        let parts = unsafe { &mut *self.0.get() };
        if !parts.is_kept(pointer) {
            unsafe { parts.free(pointer, layout) };
        }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let parts = unsafe { &mut *self.0.get() };
        if parts.end == 0 {
            return unsafe { parts.snapshot.realloc(pointer, layout.size(), layout.align(), size) };
        }
        // SAFETY: the caller has checked that size and alignment make a layout.
        let new = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        let kept = parts.is_kept(pointer);
        match (Pools::class(layout), Pools::class(new)) {
            (None, None) if !kept => {
                return unsafe {
                    parts.program.realloc(pointer, layout.size(), layout.align(), size)
                };
            }
            (Some(old), Some(new)) if !kept && old == new => return pointer,
            _ => {}
        }
        let moved = unsafe { parts.allocate(new) };
        if !moved.is_null() {
            unsafe { ptr::copy_nonoverlapping(pointer, moved, layout.size().min(size)) };
            if !kept {
                unsafe { parts.free(pointer, layout) };
            }
        }
        moved
    }
}
