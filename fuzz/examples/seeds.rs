//! Fills the corpus folders with programs from the tests and with replies made
//! from them: `cargo run --example seeds` in this folder.

use std::error::Error;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use synth_renderers::{Fault, Options, Rendered, render};
use synth_wire::{Drawn, Refusal, Region, Reply, encode_reply};

/// Where programs are taken from, and whether they can be drawn natively: attacks
/// bring down a renderer that has no walls around it.
const FOLDERS: [(&str, bool); 3] =
    [("tests/coder-corpus", true), ("tests/escape", false), ("tests/golden/programs", true)];

/// Longest seed in bytes; longer ones only slow the fuzzer down.
const LONGEST: usize = 16 << 10;

/// Pictures in replies are tiny: their pixels are not what is decoded.
const OPTIONS: Options = Options { max_side: 8, max_nodes: 2000, max_image_pixels: 1 << 14 };

fn main() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = here.join("corpus");
    for target in ["svg", "reply", "python"] {
        let folder = corpus.join(target);
        fs::create_dir_all(&folder)?;
        // What once failed is where to look next.
        for (name, bytes) in files(&here.join("regressions").join(target))? {
            fs::write(folder.join(name), bytes)?;
        }
    }
    let mut count = 0;
    for (folder, tame) in FOLDERS {
        for (name, bytes) in files(&here.join("..").join(folder))? {
            count += usize::from(bytes.len() <= LONGEST && seed(&corpus, &name, &bytes, tame)?);
        }
    }
    println!("{count} programs");
    Ok(())
}

/// The names and contents of a folder's files; none if there is no such folder.
fn files(folder: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>, Box<dyn Error>> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if let (true, Some(name)) = (path.is_file(), path.file_name()) {
            found.push((PathBuf::from(name), fs::read(&path)?));
        }
    }
    Ok(found)
}

/// Makes seeds of one program; `false` if the file is none.
fn seed(corpus: &Path, name: &Path, bytes: &[u8], tame: bool) -> Result<bool, Box<dyn Error>> {
    let python = corpus.join("python");
    match name.extension().and_then(OsStr::to_str) {
        Some("py") => fs::write(python.join(name), [b"p", bytes].concat())?,
        Some("svg") => {
            fs::write(corpus.join("svg").join(name), bytes)?;
            fs::write(python.join(name), [b"s", bytes].concat())?;
            fs::write(python.join(name).with_extension("written"), [b"w", bytes].concat())?;
            if tame {
                let reply = corpus.join("reply").join(name).with_extension("reply");
                fs::write(reply, encoded(&String::from_utf8_lossy(bytes))?)?;
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// An input of the target `reply`: what the guest answers to an SVG program.
fn encoded(source: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    match render(source, &OPTIONS) {
        Ok(rendered) => drawn_reply(rendered),
        Err(Fault { kind, message, place }) => {
            in_memory(&[], &Reply::Refused { refusal: Refusal::Svg(kind), message, place })
        }
    }
}

fn drawn_reply(rendered: Rendered) -> Result<Vec<u8>, Box<dyn Error>> {
    let Rendered { width, height, rgba, mut facts } = rendered;
    facts.texts.truncate(8);
    facts.shapes.truncate(8);
    let pixels = Region { pointer: 0, length: rgba.len() as u32 };
    in_memory(&rgba, &Reply::Drawn(Drawn { width, height, pixels, facts }))
}

/// An input of the target `reply`: `pixels` and behind them `reply`.
fn in_memory(pixels: &[u8], reply: &Reply) -> Result<Vec<u8>, Box<dyn Error>> {
    let encoded = encode_reply(reply)?;
    let region = Region { pointer: pixels.len() as u32, length: encoded.len() as u32 };
    let head = [region.pack().to_le_bytes().as_slice(), &OPTIONS.max_side.to_le_bytes()].concat();
    Ok([head.as_slice(), pixels, &encoded].concat())
}
