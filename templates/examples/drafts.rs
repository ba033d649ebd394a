//! Writes drafts of every family, or of those named, into a folder: a program
//! and a text with its questions for each.
//!
//! `cargo run -p synth-templates --example drafts -- FOLDER COUNT [FAMILY…]`

use std::fs;
use std::path::{Path, PathBuf};

use synth_contracts::{Level, Stream};
use synth_templates::{FAMILIES, Registered};

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().unwrap_or_else(|| "drafts".to_owned()));
    let count = args.next().and_then(|count| count.parse().ok()).unwrap_or(3);
    let wanted: Vec<String> = args.collect();
    fs::create_dir_all(&folder)?;
    let named = |family: &&Registered| {
        wanted.is_empty() || wanted.iter().any(|name| name == family.card.name)
    };
    for family in FAMILIES.iter().filter(named) {
        for level in Level::ALL {
            for index in 0..count {
                write(&folder, family, level, index)?;
            }
        }
    }
    Ok(())
}

fn write(folder: &Path, family: &Registered, level: Level, index: u64) -> std::io::Result<()> {
    let name = family.card.name;
    let stream = Stream::root(1).child(name).index(index);
    let draft = match family.propose(level, &stream) {
        Ok(draft) => draft,
        Err(error) => {
            eprintln!("{name} level {level} #{index}: {error}");
            return Ok(());
        }
    };
    let stem = format!("{name}-{level}-{index}");
    let ending = draft.program.language.extension();
    fs::write(folder.join(format!("{stem}.{ending}")), &draft.program.source)?;
    let concept = &draft.concept;
    let mut about = format!("{}\n", concept.caption);
    for question in [&concept.easy, &concept.hard] {
        let boxes: Vec<_> = question.evidence.iter().map(|area| area.0).collect();
        about += &format!("{} -> {}\n{boxes:?}\n", question.text, question.answer);
    }
    about += &format!("{} {}\n", draft.width, draft.height);
    fs::write(folder.join(format!("{stem}.txt")), about)
}
