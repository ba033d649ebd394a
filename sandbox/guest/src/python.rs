//! Running a Python program.

use std::cell::OnceCell;

use rustpython_vm::builtins::PyBaseExceptionRef;
use rustpython_vm::compiler::Mode;
use rustpython_vm::{AsObject, Interpreter, PyObjectRef, Settings, VirtualMachine};
use synth_renderers::Place;
use synth_wire::{OUTPUT, Refusal};

use crate::{Refused, give_up};

/// The name under which a program appears in its tracebacks.
const PROGRAM: &str = "program.py";

/// Modules imported before the snapshot, since programs that draw use them.
const IMPORTS: &str = "
import abc, bisect, collections, colorsys, copy, csv, dataclasses, datetime, decimal, enum
import fractions, functools, heapq, html, io, itertools, json, math, operator, os, pathlib
import random, re, statistics, string, sys, textwrap, time, types, typing
import collections.abc, xml.etree.ElementTree, xml.sax.saxutils

# There is one clock here, the host's virtual one.
time.process_time = time.thread_time = time.perf_counter
";

thread_local! {
    static INTERPRETER: OnceCell<Interpreter> = const { OnceCell::new() };
}

/// Starts the interpreter and imports what programs usually import.
pub fn start() {
    let mut settings = Settings::default();
    settings.isolated = true;
    settings.ignore_environment = true;
    settings.user_site_directory = false;
    settings.import_site = false;
    settings.safe_path = true;
    settings.write_bytecode = false;
    settings.install_signal_handlers = false;
    settings.allow_external_library = false;
    settings.hash_seed = Some(0);
    // As CPython has it: turning longer numbers into text takes quadratic time.
    settings.int_max_str_digits = 4300;
    settings.argv = vec![PROGRAM.to_owned()];
    settings.stdio_encoding = Some("utf-8".to_owned());
    settings.stdio_errors = Some("backslashreplace".to_owned());
    let builder = Interpreter::builder(settings);
    let modules = rustpython_stdlib::stdlib_module_defs(&builder.ctx);
    let interpreter = builder
        .add_native_modules(&modules)
        .add_frozen_modules(rustpython_pylib::FROZEN_STDLIB)
        .build();
    INTERPRETER.with(|cell| {
        if cell.set(interpreter).is_err() {
            give_up("the interpreter is started once");
        }
    });
    with_vm(|vm| {
        if let Err(error) = vm.run_string(vm.new_scope_with_builtins(), IMPORTS, "imports") {
            give_up(&format!("a usual module cannot be imported: {}", describe(vm, &error)));
        }
    });
}

/// Runs `source` and returns the SVG that it wrote.
pub fn run(source: &str) -> Result<String, Refused> {
    with_vm(|vm| execute(vm, source))?;
    written()
}

fn with_vm<T>(work: impl FnOnce(&VirtualMachine) -> T) -> T {
    INTERPRETER.with(|cell| match cell.get() {
        Some(interpreter) => interpreter.enter(work),
        None => give_up("the interpreter does not run"),
    })
}

/// Compiles and runs a program as `__main__`.
fn execute(vm: &VirtualMachine, source: &str) -> Result<(), Refused> {
    let code = vm
        .compile(source, Mode::Exec, PROGRAM)
        .map_err(|error| error.into_pyexception(vm, Some(source)))
        .map_err(|error| not_compiled(vm, &error))?;
    let scope = vm.new_scope_with_main().map_err(|error| uncaught(vm, &error))?;
    let ended = vm.run_code_obj(code, scope);
    flush(vm);
    match ended {
        Err(error) if !error.fast_isinstance(vm.ctx.exceptions.system_exit) => {
            Err(uncaught(vm, &error))
        }
        _ => Ok(()),
    }
}

/// What was printed leaves the interpreter's buffers, so that the host counts it.
fn flush(vm: &VirtualMachine) {
    for name in ["stdout", "stderr"] {
        if let Ok(stream) = vm.sys_module.get_attr(name, vm) {
            // A program may have replaced the stream by anything.
            let _ = vm.call_method(&stream, "flush", ());
        }
    }
}

/// The SVG that the program left in its folder.
fn written() -> Result<String, Refused> {
    let refuse = |refusal, message| Err(Refused { refusal, message, place: None });
    match std::fs::read(OUTPUT) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(svg) => Ok(svg),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                refuse(Refusal::NotUtf8, format!("{OUTPUT} is not UTF-8 from byte {at} on"))
            }
        },
        Err(_) => refuse(Refusal::NoOutput, no_output()),
    }
}

fn no_output() -> String {
    let others: Vec<String> = std::fs::read_dir(".")
        .into_iter()
        .flatten()
        .flatten()
        .take(5)
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let found = if others.is_empty() {
        "it wrote no file".to_owned()
    } else {
        format!("it wrote {}", others.join(", "))
    };
    format!("the program ended without writing {OUTPUT}; {found}")
}

fn not_compiled(vm: &VirtualMachine, error: &PyBaseExceptionRef) -> Refused {
    let object = error.as_object();
    let message = attribute(vm, object.to_owned(), "msg")
        .and_then(|msg| msg.str(vm).ok())
        .map(|msg| msg.to_string());
    let message = match message {
        Some(message) => format!("{}: {message}", error.class().name()),
        None => describe(vm, error),
    };
    let line = number(vm, object.to_owned(), "lineno");
    let place = line.map(|line| Place {
        line,
        column: number(vm, object.to_owned(), "offset").unwrap_or(1).max(1),
    });
    Refused { refusal: Refusal::PythonSyntax, message, place }
}

fn uncaught(vm: &VirtualMachine, error: &PyBaseExceptionRef) -> Refused {
    let missing = error.fast_isinstance(vm.ctx.exceptions.import_error);
    let refusal = if missing { Refusal::MissingModule } else { Refusal::PythonError };
    Refused { refusal, message: describe(vm, error), place: last_line(vm, error) }
}

/// `Type: words`, as the last line of a traceback.
fn describe(vm: &VirtualMachine, error: &PyBaseExceptionRef) -> String {
    let name = error.class().name().to_string();
    let words = error.as_object().str(vm).ok();
    let words = words.as_ref().and_then(|words| words.to_str()).unwrap_or_default();
    let words: String = words.chars().take(500).collect();
    if words.is_empty() { name } else { format!("{name}: {words}") }
}

/// The innermost line of the program itself in an exception's traceback.
fn last_line(vm: &VirtualMachine, error: &PyBaseExceptionRef) -> Option<Place> {
    let mut found = None;
    let mut traceback = attribute(vm, error.as_object().to_owned(), "__traceback__")?;
    while !vm.is_none(&traceback) {
        let file = attribute(vm, traceback.clone(), "tb_frame")
            .and_then(|frame| attribute(vm, frame, "f_code"))
            .and_then(|code| attribute(vm, code, "co_filename"))
            .and_then(|name| name.str(vm).ok());
        if file.is_some_and(|name| name.to_string() == PROGRAM) {
            found = number(vm, traceback.clone(), "tb_lineno").or(found);
        }
        traceback = attribute(vm, traceback, "tb_next")?;
    }
    found.map(|line| Place { line, column: 1 })
}

fn attribute(vm: &VirtualMachine, object: PyObjectRef, name: &'static str) -> Option<PyObjectRef> {
    object.get_attr(name, vm).ok()
}

fn number(vm: &VirtualMachine, object: PyObjectRef, name: &'static str) -> Option<u32> {
    attribute(vm, object, name)?.try_into_value::<u32>(vm).ok()
}
