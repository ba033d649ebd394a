//! A repository of pictures as the loop uses it.
//!
//! It is read, and never written to: what was used stands in the run's own folder, so that
//! a run that was killed gets the same pictures again, and several runs may share one
//! repository.

use std::collections::BTreeSet;
use std::path::Path;

use synth_contracts::Digest;
use synth_processor::Picture;
use synth_processor::image::bicubic;
use synth_search::{By, Hit, Query, Repository, SearchError};

use crate::error::{EvolveError, Result};

/// Pixels of a picture as roles are shown it, at most: what most models see of one.
const MOST: usize = 1 << 20;

/// See the [module](self).
pub struct Library {
    repository: Repository,
    digest: String,
}

/// A picture out of it.
#[derive(Clone)]
pub struct Shown {
    /// Its file as it was found.
    pub file: Vec<u8>,
    /// As roles are shown it.
    pub picture: Picture,
}

impl Shown {
    /// Of a file; a large picture is shown smaller.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Processor`], if it cannot be decoded; `name` says which it is.
    pub fn of(file: Vec<u8>, name: &str) -> Result<Self> {
        let picture = Picture::decode(&file)
            .map_err(|fault| EvolveError::Processor { name: name.to_owned(), fault })?;
        let (width, height) = (picture.width(), picture.height());
        let picture = match width * height {
            few if few <= MOST => picture,
            many => {
                let scale = libm::sqrt(MOST as f64 / many as f64);
                let of = |side: usize| ((side as f64 * scale) as usize).max(1);
                bicubic(&picture, of(width), of(height))
            }
        };
        Ok(Self { file, picture })
    }

    /// How its file's name ends.
    pub fn ending(&self) -> &'static str {
        match self.file.as_slice() {
            [0x89, b'P', b'N', b'G', ..] => "png",
            [0xff, 0xd8, ..] => "jpg",
            [b'G', b'I', b'F', ..] => "gif",
            [b'B', b'M', ..] => "bmp",
            _ => "webp",
        }
    }

    /// Stands for its file.
    pub fn digest(&self) -> Digest {
        Digest::of_parts("picture-file", [self.file.as_slice()])
    }
}

impl Library {
    /// Opens a repository that `synth index` has made.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Images`], if there is none, if it is not finished or not whole, or if
    /// it holds nothing.
    pub fn open(folder: &Path) -> Result<Self> {
        let repository = Repository::open(folder)?;
        if repository.is_empty() {
            return Err(SearchError::NoIndex { path: folder.to_owned() }.into());
        }
        let digest = repository.digest()?.to_hex();
        Ok(Self { repository, digest })
    }

    /// Stands for all that it holds.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The best `most` pictures for a query that are none of `used`.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Images`].
    pub fn find(&self, text: &str, most: usize, used: &BTreeSet<u64>) -> Result<Vec<Hit>> {
        let query = Query { text, k: most, by: By::Words, fresh: true };
        Ok(self.repository.search_without(&query, used)?)
    }

    /// A picture by its number.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Images`], if it is not there, or damaged: it was whole when it was
    /// taken in.
    pub fn show(&self, image: u64) -> Result<Shown> {
        let damaged = |detail: String| SearchError::Damaged { id: image, detail };
        let file = self.repository.file(image)?;
        let file = file.ok_or_else(|| damaged("it is not in the table".to_owned()))?;
        Shown::of(file, "").map_err(|error| match error {
            EvolveError::Processor { fault, .. } => damaged(fault.to_string()).into(),
            other => other,
        })
    }
}
