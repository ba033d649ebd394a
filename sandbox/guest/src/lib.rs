//! The guest: the one module that runs in the sandbox.
//!
//! It holds a Python interpreter and an SVG renderer. A program is data that
//! [`synth_run`] fetches; nothing a program says reaches a compiler of machine
//! code.
//!
//! At build time [`initialize`] starts the interpreter, loads the fonts and runs
//! a few small programs; the memory after that is the snapshot from which every
//! instance begins. So a program finds a warm interpreter, and nothing of any
//! program before it.

mod float;
mod heap;
mod pools;
mod python;
mod warm_up;

use std::panic::PanicHookInfo;

use synth_renderers::{Fault, Options, render};
use synth_wire::{Drawn, Refusal, Region, Reply, Request};

#[global_allocator]
static HEAP: heap::Heap = heap::Heap::new();

#[link(wasm_import_module = "synth")]
unsafe extern "C" {
    /// Copies the request, `length` bytes of it, to `pointer`.
    fn request(pointer: *mut u8, length: usize);

    /// Tells the host why the guest is about to trap.
    fn panicked(pointer: *const u8, length: usize);
}

unsafe extern "C" {
    /// Runs the constructors of the C library. Naming it keeps the linker from
    /// wrapping every export in a call to it.
    fn __wasm_call_ctors();
}

/// Runs once, before the snapshot is taken.
#[unsafe(export_name = "wizer-initialize")]
pub extern "C" fn initialize() {
    unsafe { __wasm_call_ctors() };
    HEAP.set_aside();
    std::panic::set_hook(Box::new(report_panic));
    python::start();
    warm_up::run();
    HEAP.begin_program();
}

/// Fetches the request, `length` bytes of it, and runs it. Returns where the reply
/// lies, packed.
#[unsafe(no_mangle)]
pub extern "C" fn synth_run(length: usize) -> u64 {
    let mut bytes = vec![0u8; length];
    unsafe { request(bytes.as_mut_ptr(), length) };
    let reply = match synth_wire::decode_request(&bytes) {
        Ok(request) => answer(&request),
        Err(error) => give_up(&error.to_string()),
    };
    match synth_wire::encode_reply(&reply) {
        Ok(bytes) => keep(bytes).pack(),
        Err(error) => give_up(&error.to_string()),
    }
}

/// Runs a program and draws what it yields.
fn answer(request: &Request<'_>) -> Reply {
    let options = Options {
        max_side: request.max_side,
        max_nodes: request.max_nodes,
        max_image_pixels: request.max_image_pixels,
    };
    let drawn = if request.python {
        python::run(request.source).and_then(|svg| draw(&svg, &options).map_err(of_written_svg))
    } else {
        draw(request.source, &options)
    };
    drawn.map_or_else(|refused| refused.into(), Reply::Drawn)
}

/// A refusal with its explanation.
pub(crate) struct Refused {
    refusal: Refusal,
    message: String,
    place: Option<synth_renderers::Place>,
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self { refusal: Refusal::Svg(fault.kind), message: fault.message, place: fault.place }
    }
}

impl From<Refused> for Reply {
    fn from(refused: Refused) -> Self {
        let Refused { refusal, message, place } = refused;
        Self::Refused { refusal, message, place }
    }
}

fn draw(svg: &str, options: &Options) -> Result<Drawn, Refused> {
    let rendered = render(svg, options)?;
    let (width, height, facts) = (rendered.width, rendered.height, rendered.facts);
    Ok(Drawn { width, height, pixels: keep(rendered.rgba), facts })
}

/// The place of a fault in SVG that a program wrote is not a place in the program.
fn of_written_svg(mut refused: Refused) -> Refused {
    let place = refused.place.take().map(|place| format!(", {place}")).unwrap_or_default();
    refused.message = format!("{} (in {}{place})", refused.message, synth_wire::OUTPUT);
    refused
}

/// Keeps bytes for the host to read; the instance ends before they are missed.
fn keep(bytes: Vec<u8>) -> Region {
    let bytes = Box::leak(bytes.into_boxed_slice());
    Region { pointer: bytes.as_ptr() as u32, length: bytes.len() as u32 }
}

/// Ends the instance, with words for whoever finds out why.
fn give_up(words: &str) -> ! {
    unsafe { panicked(words.as_ptr(), words.len()) };
    std::process::abort()
}

fn report_panic(info: &PanicHookInfo<'_>) {
    let text = info.to_string();
    unsafe { panicked(text.as_ptr(), text.len()) };
}
