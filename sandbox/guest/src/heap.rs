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

/// Bytes set aside for the program; it may ask for more.
const ARENA: usize = 16 << 20;

/// Bytes of a page of linear memory.
const PAGE: usize = 64 << 10;

/// The heap.
pub struct Heap(UnsafeCell<Parts>);

struct Parts {
    snapshot: Dlmalloc<Memory>,
    program: Dlmalloc<Memory>,
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
    /// The part that serves new allocations.
    fn serving(&mut self) -> &mut Dlmalloc<Memory> {
        if self.end == 0 { &mut self.snapshot } else { &mut self.program }
    }

    /// Whether an allocation belongs to the snapshot while the program runs: then it
    /// stays where it is for good.
    fn is_kept(&self, pointer: *mut u8) -> bool {
        let address = pointer as usize;
        address < self.end && !self.arena.contains(&address)
    }
}

// SAFETY: each call goes to a `Dlmalloc`, which keeps the contract, and a pointer goes
// back to the part it came from or nowhere.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { (*self.0.get()).serving().malloc(layout.size(), layout.align()) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        unsafe { (*self.0.get()).serving().calloc(layout.size(), layout.align()) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        let parts = unsafe { &mut *self.0.get() };
        if !parts.is_kept(pointer) {
            unsafe { parts.serving().free(pointer, layout.size(), layout.align()) };
        }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let parts = unsafe { &mut *self.0.get() };
        if !parts.is_kept(pointer) {
            return unsafe {
                parts.serving().realloc(pointer, layout.size(), layout.align(), size)
            };
        }
        unsafe {
            let moved = parts.serving().malloc(size, layout.align());
            if !moved.is_null() {
                ptr::copy_nonoverlapping(pointer, moved, layout.size().min(size));
            }
            moved
        }
    }
}
