//! Picture files kept aside, since telling two tasks apart may need one again.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

use synth_dedup::{PictureFault, Pictures, Raster};

/// Copies of all pictures, one behind the other, in a file without a name that is
/// gone when the program ends.
pub struct Kept {
    file: Mutex<File>,
    /// Start and length by the row's number.
    places: Vec<(u64, usize)>,
    end: u64,
}

impl Kept {
    /// Keeps none yet.
    ///
    /// # Errors
    ///
    /// When the system has no place for such a file.
    pub fn new() -> io::Result<Self> {
        Ok(Self { file: Mutex::new(tempfile::tempfile()?), places: Vec::new(), end: 0 })
    }

    /// Keeps the next row's picture.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn push(&mut self, picture: &[u8]) -> io::Result<()> {
        let file = self.file.get_mut().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.end))?;
        file.write_all(picture)?;
        self.places.push((self.end, picture.len()));
        self.end += picture.len() as u64;
        Ok(())
    }
}

impl Pictures for Kept {
    fn picture(&self, id: u64) -> Result<Option<Raster>, PictureFault> {
        let Some(&(start, length)) = usize::try_from(id).ok().and_then(|id| self.places.get(id))
        else {
            return Ok(None);
        };
        let mut bytes = vec![0; length];
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut bytes)?;
        Ok(Some(Raster::decode(&bytes)?))
    }
}
