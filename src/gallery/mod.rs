//! What the families make, as Markdown and pictures: a contact sheet of all of them, and
//! for each a page that says what it asks, why its answers are certain, and what the
//! levels change, with a task of every level and the twins of one.
//!
//! Everything comes from the families themselves, so it cannot fall behind them. For equal
//! seeds the files are equal to the byte.

mod page;
mod sheet;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use synth_contracts::{Level, Stream};
use synth_sandbox::{HostFault, Limits, Sandbox, Verdict};
use synth_templates::Registered;

use crate::pipeline::candidate::examine;
use crate::pipeline::twins::{Shown, Studio, Twins};

/// How many candidates are looked at for an example.
const CANDIDATES: u64 = 40;

/// The level of the task whose twins are shown.
const MIDDLE: usize = 2;

/// Why there is no gallery.
#[derive(Debug, thiserror::Error)]
pub enum GalleryError {
    /// A file cannot be written.
    #[error("{} cannot be written", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The sandbox failed.
    #[error(transparent)]
    Host(#[from] HostFault),
    /// The contact sheet does not draw: a fault of this program.
    #[error("the contact sheet does not draw: {0}")]
    Sheet(String),
    /// A family makes nothing that passes.
    #[error(
        "{family} makes no task at level {level} in {CANDIDATES} candidates; `cargo test -p \
         synth-templates` with SYNTH_FAMILY={family} says which rule it breaks"
    )]
    Nothing {
        /// Which family.
        family: &'static str,
        /// At which level.
        level: Level,
    },
}

/// A family with an example of every level, and twins of one of them.
struct Exhibit {
    family: &'static Registered,
    examples: Vec<(Level, Shown)>,
    twins: Twins,
}

/// Writes the gallery of some families into a folder. `told` hears of each when it is done.
///
/// # Errors
///
/// [`GalleryError`].
pub fn write(
    folder: &Path,
    families: &[&'static Registered],
    seed: u64,
    sandbox: &Sandbox,
    told: &mut dyn FnMut(&'static str),
) -> Result<(), GalleryError> {
    let limits = Limits::default();
    let studio = Studio { sandbox, limits: &limits };
    fs::create_dir_all(folder)
        .map_err(|source| GalleryError::Write { path: folder.to_owned(), source })?;
    let mut tiles = Vec::new();
    for family in families {
        let exhibit = exhibit(studio, family, seed)?;
        page::write(folder, &exhibit)?;
        tiles.extend(sheet::Tile::of(studio, &exhibit)?);
        told(family.card.name);
    }
    save(folder, "sheet.png", &sheet::draw(&tiles)?)?;
    save(folder, "index.md", page::index(families).as_bytes())
}

fn exhibit(
    studio: Studio<'_>,
    family: &'static Registered,
    seed: u64,
) -> Result<Exhibit, GalleryError> {
    let mut examples = Vec::new();
    let mut twins = None;
    for (place, level) in Level::ALL.into_iter().enumerate() {
        let (shown, stream) = example(studio, family, level, seed)?;
        if place == MIDDLE {
            twins = Some(ours(studio.twins(family, level, &stream, &shown.draft))?);
        }
        examples.push((level, shown));
    }
    let none = Twins { counterfactual: None, unanswerable: None, restyled: None };
    Ok(Exhibit { family, examples, twins: twins.flatten().unwrap_or(none) })
}

/// The first candidate that passes every gate which looks at it alone.
fn example(
    studio: Studio<'_>,
    family: &'static Registered,
    level: Level,
    seed: u64,
) -> Result<(Shown, Stream), GalleryError> {
    let root = Stream::root(seed).child(family.card.name);
    for index in 0..CANDIDATES {
        let stream = root.index(index);
        let Ok(draft) = family.propose(level, &stream) else { continue };
        let Some(shown) = ours(studio.show(draft, &stream))? else { continue };
        if examine(&shown.draft, &shown.rendering).1.is_ok() {
            return Ok((shown, stream));
        }
    }
    Err(GalleryError::Nothing { family: family.card.name, level })
}

/// What was drawn, if the program is not at fault.
fn ours<T>(drawn: Result<T, Verdict>) -> Result<Option<T>, HostFault> {
    match drawn {
        Ok(drawn) => Ok(Some(drawn)),
        Err(Verdict::Rejected(_)) => Ok(None),
        Err(Verdict::Host(fault)) => Err(fault),
    }
}

fn save(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), GalleryError> {
    let path = folder.join(name);
    fs::write(&path, bytes).map_err(|source| GalleryError::Write { path, source })
}
