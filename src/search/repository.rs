//! A repository of pictures: made once, searched often.
//!
//! # What its folder holds
//!
//! - `index.sqlite`: the pictures with what is known of them, what was refused and why,
//!   what was used, what the learner can do;
//! - `pictures.bin`: the files of the pictures, one behind the other;
//! - `words/`: the index of words;
//! - `embeddings.i8`: one vector a picture, if a checkpoint was given.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::embed::{self, Embedder, VECTORS, Vectors};
use crate::error::SearchError;
use crate::gather::{Gatherer, Settings, Standing, Tick};
use crate::look::Refusal;
use crate::table::{Stored, Table};
use crate::text::{self, WORDS, Words};
use crate::unlike::Unlike;

/// Where the index of words is written before it has its name.
const ASIDE: &str = "words.partial";
/// Pictures that go through the vision tower together.
const TOGETHER: usize = 16;

/// What indexing came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Pictures of the repository.
    pub pictures: u64,
    /// How many were refused, by reason.
    pub refused: Vec<(Refusal, u64)>,
    /// How many have a vector.
    pub embedded: u64,
    /// Records looked at in this run.
    pub seen: u64,
}

/// Makes the repository in `folder` from `paths`, or goes on with it; `None` if `tick`
/// told it to stop. More paths may be added to one that is finished.
///
/// # Errors
///
/// [`SearchError`]; what was written before it stays, and the next run goes on there.
pub fn index(
    paths: &[PathBuf],
    folder: &Path,
    settings: &Settings,
    unlike: Option<&Unlike>,
    embedder: Option<&Embedder>,
    tick: &mut Tick<'_>,
) -> Result<Option<Summary>, SearchError> {
    let mut table = Table::make(folder)?;
    agree(&table, settings, unlike)?;
    let mut seen = 0;
    let mut counted = |standing: Standing| {
        seen = standing.seen;
        tick(standing)
    };
    if !Gatherer::new(&mut table, settings, unlike, &mut counted)?.gather(paths)? {
        return Ok(None);
    }
    let embedded = match embedder {
        Some(embedder) if !embed_all(&table, embedder, tick)? => return Ok(None),
        _ => rows(&table)?,
    };
    write_words(&table)?;
    Ok(Some(Summary { pictures: table.len(), refused: table.refused()?, embedded, seen }))
}

/// Sees to it that what decides on admission is what it was.
fn agree(table: &Table, settings: &Settings, unlike: Option<&Unlike>) -> Result<(), SearchError> {
    let bounds = settings.bounds;
    let bounds = format!("{}, {}, {}", bounds.min_side, bounds.max_pixels, bounds.max_bytes);
    let unlike = unlike.map_or_else(|| "nothing".to_owned(), |u| u.digest().to_hex());
    agree_on(table, "bounds", "the bounds (side, pixels, bytes)", bounds)?;
    agree_on(table, "unlike", "--unlike", unlike)
}

fn agree_on(table: &Table, name: &str, what: &'static str, now: String) -> Result<(), SearchError> {
    match table.setting(name)? {
        None => table.set(name, &now),
        Some(before) if before == now => Ok(()),
        Some(before) => {
            Err(SearchError::Settings { path: table.folder().to_owned(), what, before, now })
        }
    }
}

/// Gives every picture its vector; `false` if told to stop.
fn embed_all(table: &Table, embedder: &Embedder, tick: &mut Tick<'_>) -> Result<bool, SearchError> {
    agree_on(table, "checkpoint", "the checkpoint", embedder.digest().to_hex())?;
    let path = table.folder().join(VECTORS);
    let mut writer = match table.setting("dimensions")?.and_then(|text| text.parse().ok()) {
        Some(dimensions) => Some(embed::Writer::open(table.folder(), dimensions)?),
        None => None,
    };
    let mut next = writer.as_ref().map_or(0, embed::Writer::rows);
    while next < table.len() {
        let until = (next + TOGETHER as u64).min(table.len());
        let files: Result<Vec<_>, _> = (next..until).map(|id| table.file(id)).collect();
        let files: Vec<Vec<u8>> = files?.into_iter().flatten().collect();
        let vectors = embedder.pictures(&files)?;
        let dimensions = vectors.first().map_or(0, Vec::len);
        if writer.is_none() {
            table.set("dimensions", &dimensions.to_string())?;
            writer = Some(embed::Writer::open(table.folder(), dimensions)?);
        }
        let Some(writer) = &mut writer else { continue };
        let written = vectors.iter().try_for_each(|vector| writer.push(vector));
        written.and_then(|()| writer.flush()).map_err(SearchError::at(&path))?;
        next = until;
        if !tick(Standing { seen: next, pictures: table.len() }) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// How many pictures have a vector.
fn rows(table: &Table) -> Result<u64, SearchError> {
    Ok(vectors(table)?.map_or(0, |vectors| vectors.len() as u64))
}

fn vectors(table: &Table) -> Result<Option<Vectors>, SearchError> {
    let dimensions = table.setting("dimensions")?.and_then(|text| text.parse().ok());
    dimensions.map(|dimensions| Vectors::open(table.folder(), dimensions)).transpose()
}

/// Writes the index of words anew, beside the old one, unless it is that of the table.
fn write_words(table: &Table) -> Result<(), SearchError> {
    let now = table.len().to_string();
    let folder = table.folder().join(WORDS);
    if table.setting("words")?.as_ref() == Some(&now) && folder.is_dir() {
        return Ok(());
    }
    let aside = table.folder().join(ASIDE);
    // What a run left that was killed here.
    if aside.is_dir() {
        fs::remove_dir_all(&aside).map_err(SearchError::at(&aside))?;
    }
    fs::create_dir(&aside).map_err(SearchError::at(&aside))?;
    let mut writer = text::Writer::new(&aside)?;
    table.each(|stored| writer.add(&stored.entry))?;
    writer.finish()?;
    if folder.is_dir() {
        table.set("words", "")?;
        fs::remove_dir_all(&folder).map_err(SearchError::at(&folder))?;
    }
    fs::rename(&aside, &folder).map_err(SearchError::at(&folder))?;
    table.set("words", &now)
}

/// See the [module](self).
pub struct Repository {
    pub(crate) table: Table,
    pub(crate) words: Words,
    pub(crate) vectors: Option<Vectors>,
}

impl Repository {
    /// Opens a finished index.
    ///
    /// # Errors
    ///
    /// [`SearchError::NoIndex`], or [`SearchError::Unfinished`] if indexing has to go on.
    pub fn open(folder: &Path) -> Result<Self, SearchError> {
        let table = Table::open(folder)?;
        if table.setting("words")?.as_deref() != Some(table.len().to_string().as_str()) {
            return Err(SearchError::Unfinished { path: folder.to_owned() });
        }
        let words = Words::open(&folder.join(WORDS))?;
        let vectors = vectors(&table)?;
        Ok(Self { table, words, vectors })
    }

    /// How many pictures there are; their numbers go from 0 to below it.
    pub fn len(&self) -> u64 {
        self.table.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether pictures can be searched by likeness.
    pub fn has_vectors(&self) -> bool {
        self.vectors.is_some()
    }

    /// A picture by its number.
    ///
    /// # Errors
    ///
    /// [`SearchError::Table`].
    pub fn get(&self, id: u64) -> Result<Option<Stored>, SearchError> {
        self.table.get(id)
    }

    /// The file of a picture, as it was found.
    ///
    /// # Errors
    ///
    /// [`SearchError`], if it cannot be read.
    pub fn file(&self, id: u64) -> Result<Option<Vec<u8>>, SearchError> {
        self.table.file(id)
    }

    /// How many pictures were refused, by reason.
    ///
    /// # Errors
    ///
    /// [`SearchError::Table`].
    pub fn refused(&self) -> Result<Vec<(Refusal, u64)>, SearchError> {
        self.table.refused()
    }
}
