//! From corpus to folder: one pass, in the corpus's order.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use synth_datasets::Reader;

use crate::folder::Staged;
use crate::manifest::{self, MANIFEST, Summary};
use crate::sample::Sample;
use crate::{ExportError, Format, Options, readme, reward};

/// How far an export has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tick {
    /// Tasks looked at.
    pub read: u64,
    /// Tasks in the corpus.
    pub of: u64,
    /// Tasks written.
    pub tasks: u64,
    /// Questions written.
    pub rows: u64,
}

/// Writes the corpus to `out`. The same corpus and options give the same bytes.
///
/// Memory does not grow with the corpus: a page of tasks and a row group a split
/// are held.
///
/// # Errors
/// See [`ExportError`]; after any of them `out` is as it was.
pub fn export(
    reader: &Reader,
    format: &Format,
    out: &Path,
    replace: bool,
    options: &Options,
    watch: &mut dyn FnMut(Tick),
) -> Result<Summary, ExportError> {
    check_families(reader, options)?;
    let staged = Staged::begin(out, replace)?;
    let summary = write_data(reader, format, staged.path(), options, watch)?;
    let instruction = options.instruction.as_ref().unwrap_or(&format.instruction).text();
    write(staged.path(), "README.md", readme::text(format, &summary).as_bytes())?;
    write(staged.path(), MANIFEST, manifest::text(&summary, options, instruction).as_bytes())?;
    for (name, bytes) in reward::files(format) {
        write(staged.path(), name, &bytes)?;
    }
    staged.commit()?;
    Ok(summary)
}

fn write_data(
    reader: &Reader,
    format: &Format,
    folder: &Path,
    options: &Options,
    watch: &mut dyn FnMut(Tick),
) -> Result<Summary, ExportError> {
    let instruction = options.instruction.as_ref().unwrap_or(&format.instruction);
    let mut writer = (format.open)(folder)?;
    let mut tick = Tick { of: reader.len()?, ..Tick::default() };
    let mut left_out = 0;
    let mut scores = BTreeSet::new();
    for stored in reader.tasks() {
        if options.limit.is_some_and(|limit| tick.tasks >= limit) {
            break;
        }
        let stored = stored?;
        tick.read += 1;
        if options.admits(&stored.task) {
            let sample = Sample::of(&stored, options, instruction, format.marks)?;
            left_out += (options.tiers.each().len() - sample.asked.len()) as u64;
            if !sample.asked.is_empty() {
                writer.write(&sample)?;
                tick.tasks += 1;
                tick.rows += sample.asked.len() as u64;
            }
        } else if tick.tasks == 0 {
            scores.extend(stored.task.scores.into_iter().map(|score| score.name));
        }
        watch(tick);
    }
    check_any(reader, options, tick, scores)?;
    let files = writer.finish()?;
    let config = manifest::config_digest(reader)?;
    let format = format.name.to_owned();
    Ok(Summary { format, config, tasks: tick.tasks, rows: tick.rows, left_out, files })
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), ExportError> {
    let path = folder.join(name);
    fs::write(&path, bytes).map_err(|error| ExportError::io(&path, error))
}

fn check_families(reader: &Reader, options: &Options) -> Result<(), ExportError> {
    let counts = reader.counts()?;
    let known: BTreeSet<String> = counts.into_iter().map(|count| count.family).collect();
    match options.families.iter().find(|name| !known.contains(*name)) {
        Some(name) if !known.is_empty() => {
            let known = known.into_iter().collect();
            Err(ExportError::UnknownFamily { name: name.clone(), known })
        }
        _ => Ok(()),
    }
}

/// An export of nothing is never what was meant; says which part of the request
/// left nothing.
fn check_any(
    reader: &Reader,
    options: &Options,
    tick: Tick,
    scores: BTreeSet<String>,
) -> Result<(), ExportError> {
    if tick.rows > 0 {
        return Ok(());
    }
    if tick.of == 0 {
        return Err(ExportError::EmptyCorpus { path: reader.path().to_owned() });
    }
    let unknown = options.min_scores.iter().find(|least| !scores.contains(&least.name));
    Err(match unknown {
        Some(least) if !scores.is_empty() => ExportError::UnknownScore {
            name: least.name.clone(),
            known: scores.into_iter().collect(),
        },
        _ => ExportError::NothingLeft { read: tick.read },
    })
}
