//! From folders to a report.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use serde::Serialize;

use crate::again::Again;
use crate::block::{Desk, Piece};
use crate::choose::{Item, choose};
use crate::error::{ReportError, io_error};
use crate::index::Index;
use crate::options::Options;
use crate::overview::Overview;
use crate::pack::Sink;
use crate::page;
use crate::source::{self, Source};
use crate::thumb::SHEET;

/// Folder of chunks and sheets.
const DATA: &str = "data";
const PAGE: &str = "index.html";

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The page to open.
    pub page: PathBuf,
    /// Candidates shown: tasks, and refused ones if they were asked for.
    pub items: usize,
    /// Bytes of the page.
    pub page_bytes: u64,
    /// Bytes of all files.
    pub bytes: u64,
    /// How many files.
    pub files: usize,
}

/// Writes the report of one corpus or run, or of several beside each other. `again` makes
/// candidates again, if someone can; `tick` is told how many were looked at, of how many.
///
/// # Errors
///
/// [`ReportError`]. What is at `out` already and is no report stays as it is.
pub fn write(
    folders: &[PathBuf],
    out: &Path,
    options: &Options,
    again: Option<&dyn Again>,
    tick: &(dyn Fn(usize, usize) + Sync),
) -> Result<Summary, ReportError> {
    let sources = folders.iter().map(|f| Source::open(f)).collect::<Result<Vec<_>, _>>()?;
    refuse_strangers(out, options)?;
    let items = choose(&sources, options)?;
    if options.inline && items.len() > Options::INLINE {
        return Err(too_large(items.len(), 0));
    }
    let sink = prepare(out, options)?;
    let texts = options.texts.unwrap_or(items.len() <= Options::TEXTS);
    let desk = Desk { sources: &sources, sink: &sink, again, texts };
    let index = Index::of(blocks(&desk, &items, tick)?);
    index.write(&sink)?;
    let overview = Overview::of(&sources, &source::readers(&sources)?, &index)?;
    let kept = sink.kept();
    let html = page::html(&sources, &items, options, &overview, &kept)?;
    if options.inline && html.len() > Options::INLINE_BYTES {
        return Err(too_large(items.len(), html.len() / 1_000_000));
    }
    let page = if options.inline { out.to_owned() } else { out.join(PAGE) };
    fs::write(&page, &html).map_err(io_error(&page))?;
    sizes(page, items.len(), out, html.len() as u64)
}

fn too_large(items: usize, megabytes: usize) -> ReportError {
    ReportError::TooLarge { items, megabytes, most: Options::INLINE }
}

/// All blocks, on all threads, each thread with readers of its own.
fn blocks(
    desk: &Desk<'_>,
    items: &[Item],
    tick: &(dyn Fn(usize, usize) + Sync),
) -> Result<Vec<Piece>, ReportError> {
    let done = AtomicUsize::new(0);
    let idle = Mutex::new(Vec::new());
    let lock = || idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let parts: Vec<&[Item]> = items.chunks(SHEET).collect();
    parts
        .into_par_iter()
        .enumerate()
        .map(|(number, part)| {
            let waiting = lock().pop();
            let readers = match waiting {
                Some(readers) => readers,
                None => source::readers(desk.sources)?,
            };
            let piece = desk.block(&readers, number, part)?;
            lock().push(readers);
            tick(done.fetch_add(part.len(), Ordering::Relaxed) + part.len(), items.len());
            Ok(piece)
        })
        .collect()
}

/// Whatever is there must be nothing, or a report that may be replaced.
fn refuse_strangers(out: &Path, options: &Options) -> Result<(), ReportError> {
    let page = if options.inline { out.to_owned() } else { out.join(PAGE) };
    let empty = !out.exists()
        || (out.is_dir()
            && !options.inline
            && fs::read_dir(out).is_ok_and(|mut d| d.next().is_none()));
    if empty {
        return Ok(());
    }
    let report = fs::read(&page).is_ok_and(|bytes| bytes.starts_with(page::MARK.as_bytes()));
    match (report, options.replace) {
        (true, true) => Ok(()),
        (true, false) => Err(ReportError::Report { path: out.to_owned() }),
        (false, _) => Err(ReportError::Stranger { path: out.to_owned() }),
    }
}

fn prepare(out: &Path, options: &Options) -> Result<Sink, ReportError> {
    if options.inline {
        let above = out.parent().filter(|above| !above.as_os_str().is_empty());
        above.map_or(Ok(()), |above| fs::create_dir_all(above).map_err(io_error(above)))?;
        return Ok(Sink::Inline(Mutex::new(Vec::new())));
    }
    let data = out.join(DATA);
    if data.exists() {
        fs::remove_dir_all(&data).map_err(io_error(&data))?;
    }
    fs::create_dir_all(&data).map_err(io_error(&data))?;
    // From here on the folder is known as a report, also if this run is broken off.
    let page = out.join(PAGE);
    fs::write(&page, page::MARK).map_err(io_error(&page))?;
    Ok(Sink::Folder(data))
}

fn sizes(page: PathBuf, items: usize, out: &Path, page_bytes: u64) -> Result<Summary, ReportError> {
    let mut summary = Summary { page, items, page_bytes, bytes: page_bytes, files: 1 };
    let data = out.join(DATA);
    if out.is_dir() {
        for entry in fs::read_dir(&data).map_err(io_error(&data))? {
            let meta = entry.and_then(|entry| entry.metadata()).map_err(io_error(&data))?;
            summary.bytes += meta.len();
            summary.files += 1;
        }
    }
    Ok(summary)
}
