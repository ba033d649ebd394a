//! Any memory, read as a guest's reply.
//!
//! Guards `synth_wire::decode_reply`, the one decoder on the host that reads what a
//! hostile program may have written. It must not panic, must not ask for memory out
//! of proportion to the reply, and what it accepts must hold: the pixels lie within
//! the memory and are as many as the size says.
//!
//! An input is the packed region (8 bytes), the longest side allowed (4 bytes), both
//! little-endian, and then the memory.
#![no_main]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use arbitrary::{Arbitrary, Unstructured};
use libfuzzer_sys::fuzz_target;
use synth_wire::{Region, Reply, decode_reply, encode_reply};

/// Bytes asked for since the count was last set to zero.
static ASKED: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, counting.
struct Counting;

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED.fetch_add(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What `decode_reply` is given.
#[derive(Debug)]
struct Input<'a> {
    packed: u64,
    max_side: u32,
    memory: &'a [u8],
}

impl<'a> Arbitrary<'a> for Input<'a> {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        let (packed, max_side) = (bytes.arbitrary()?, bytes.arbitrary()?);
        let memory = bytes.peek_bytes(bytes.len()).unwrap_or_default();
        Ok(Self { packed, max_side, memory })
    }
}

fuzz_target!(|input: Input<'_>| {
    let Input { packed, max_side, memory } = input;
    ASKED.store(0, Ordering::Relaxed);
    let decoded = decode_reply(memory, packed, max_side);
    let asked = ASKED.load(Ordering::Relaxed);
    // A text of one byte takes 24, and a list that grows is asked for again.
    let length = packed as u32 as usize;
    assert!(
        asked <= (1 << 13) + length.min(memory.len()).saturating_mul(128),
        "{asked} of {length}"
    );
    let Ok(reply) = decoded else { return };
    if let Reply::Drawn(drawn) = &reply {
        let sides = 1..=max_side;
        assert!(sides.contains(&drawn.width) && sides.contains(&drawn.height));
        let pixels = drawn.pixels.within(memory).expect("the pixels lie within the memory");
        assert_eq!(pixels.len() as u64, u64::from(drawn.width) * u64::from(drawn.height) * 4);
    }
    // What was decoded can be said again. Bytes are compared, not replies: a number
    // in the facts may be none, which equals nothing.
    let encoded = encode_reply(&reply).expect("what was decoded can be encoded");
    let region = Region { pointer: memory.len() as u32, length: encoded.len() as u32 };
    let memory = [memory, &encoded].concat();
    let again = decode_reply(&memory, region.pack(), max_side).expect("it can be decoded again");
    assert_eq!(encode_reply(&again), Ok(encoded));
});
