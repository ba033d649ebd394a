//! Any text, drawn natively.
//!
//! Guards `synth_renderers::render`, which stands between a model's text and a
//! picture with its facts. Whatever the text, our code must not panic, and what it
//! returns must be sound: a picture of the promised size, opaque, with finite
//! facts, or a fault whose place lies within the text.
//!
//! The converter and the rasteriser below it do panic, on extreme coordinates.
//! That is known: programs from strangers are drawn in the sandbox, where a panic
//! is a verdict. So a panic counts only if it happens in this repository's code;
//! any other is printed once, by its place, and the fuzzer goes on. In the same way
//! they ask for more memory than there is, for a pattern's tile or a filter's
//! region; here that ends the drawing, as the sandbox's bound does.
#![no_main]
#![feature(alloc_error_hook)]

use std::alloc::{GlobalAlloc, Layout, System, set_alloc_error_hook};
use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;

use libfuzzer_sys::fuzz_target;
use synth_renderers::{Facts, Fault, Options, Rendered, render};

/// Small, so that the fuzzer's time goes into text and not into pixels.
const OPTIONS: Options = Options { max_side: 64, max_nodes: 2000, max_image_pixels: 1 << 14 };

/// Where the code that is tested here lies.
const OURS: [&str; 2] = ["renderers/src/", "fuzz/targets/"];

/// Most bytes in one piece.
const MOST_MEMORY: usize = 64 << 20;

/// Places of panics in other crates that have been printed.
static SEEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// The system's allocator, for small pieces.
struct Bounded;

// SAFETY: every call goes to the system's allocator as it came, or fails.
unsafe impl GlobalAlloc for Bounded {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        match layout.size() {
            0..=MOST_MEMORY => unsafe { System.alloc(layout) },
            _ => std::ptr::null_mut(),
        }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        match layout.size() {
            0..=MOST_MEMORY => unsafe { System.alloc_zeroed(layout) },
            _ => std::ptr::null_mut(),
        }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Bounded = Bounded;

fuzz_target!(init: watch_panics(), |data: &[u8]| {
    let source = String::from_utf8_lossy(data);
    let Some(drawn) = draw(&source) else { return };
    match &drawn {
        Ok(rendered) => check_rendered(rendered),
        Err(fault) => check_fault(fault, &source),
    }
    // Every eighth text is drawn once more; which, depends on the text alone.
    if data.iter().fold(0u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(*byte)) % 8 == 0 {
        assert!(draw(&source) == Some(drawn), "a second drawing differs from the first");
    }
});

/// Replaces the fuzzer's own hook, which would end the process at every panic, and
/// the end of the process at every allocation that fails.
fn watch_panics() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let ours = OURS.iter().any(|folder| place.contains(folder));
        if ours {
            eprintln!("{info}\n{}", std::backtrace::Backtrace::force_capture());
            std::process::abort();
        }
        let mut seen = SEEN.lock().unwrap();
        if seen.insert(place) {
            eprintln!("not ours: {info}");
        }
    }));
    set_alloc_error_hook(|layout| panic::resume_unwind(Box::new(layout)));
}

/// The drawing; `None` after a panic in another crate.
fn draw(source: &str) -> Option<Result<Rendered, Fault>> {
    panic::catch_unwind(AssertUnwindSafe(|| render(source, &OPTIONS))).ok()
}

fn check_rendered(rendered: &Rendered) {
    let Rendered { width, height, rgba, facts } = rendered;
    let sides = 1..=OPTIONS.max_side;
    assert!(sides.contains(width) && sides.contains(height), "{width} × {height}");
    assert_eq!(rgba.len(), *width as usize * *height as usize * 4);
    assert!(rgba.chunks_exact(4).all(|pixel| pixel[3] == 255), "a pixel is not opaque");
    check_facts(facts, width * height);
}

fn check_facts(facts: &Facts, pixels: u32) {
    let finite = |what: &str, values: &[f32]| {
        assert!(values.iter().all(|value| value.is_finite()), "{what}: {values:?}");
    };
    let share = |what: &str, value: f32| {
        assert!((0.0..=1.0).contains(&value), "{what} is {value}");
    };
    let ordered = |what: &str, [left, top, right, bottom]: [f32; 4]| {
        finite(what, &[left, top, right, bottom]);
        assert!(left <= right && top <= bottom, "{what}: {left} {top} {right} {bottom}");
    };
    finite("canvas", &facts.canvas);
    assert!(facts.canvas.iter().all(|side| *side > 0.0), "canvas: {:?}", facts.canvas);
    assert!((2..=pixels).contains(&facts.colours), "{} colours", facts.colours);
    share("coverage", facts.coverage);
    for text in &facts.texts {
        ordered("a text's box", text.bbox);
        finite("a text's size", &[text.size]);
        assert!(text.contrast == 0.0 || (1.0..=21.01).contains(&text.contrast), "{text:?}");
        share("a text's ink", text.ink);
        share("a text's inside", text.inside);
    }
    for shape in &facts.shapes {
        ordered("a shape's box", shape.bbox);
        finite("a stroke's width", &[shape.stroke_width]);
        share("a shape's inside", shape.inside);
        share("a shape's visible", shape.visible.unwrap_or(1.0));
    }
    for image in &facts.images {
        ordered("an image's box", *image);
    }
}

fn check_fault(fault: &Fault, source: &str) {
    assert!(!fault.message.is_empty());
    let Some(place) = fault.place else { return };
    let (line, column) = (place.line as usize, place.column as usize);
    assert!(line >= 1 && column >= 1, "{place}");
    let text = source.split('\n').nth(line - 1);
    let characters = text.unwrap_or_else(|| panic!("{place} lies behind the text")).chars().count();
    assert!(column <= characters + 1, "{place} lies behind a line of {characters} characters");
}
