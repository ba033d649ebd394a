//! Pictures that are to be kept out: benchmarks, sets that are held out.

use std::path::PathBuf;

use synth_audit::source::{files, records};
use synth_audit::{AuditError, Kept};
use synth_contracts::Digest;
use synth_dedup::{PictureFault, Pictures, Raster, Signature};

use crate::look::signature;

/// Their numbers begin here, behind those of all repositories.
pub(crate) const FIRST: u64 = 1 << 48;

/// See the [module](self).
pub struct Unlike {
    kept: Kept,
    signatures: Vec<Signature>,
    digest: Digest,
}

impl Unlike {
    /// Reads every picture at `paths`, whatever is asked about it; `tick` is called after
    /// each. What cannot be decoded is left out: nothing can show the same.
    ///
    /// # Errors
    ///
    /// [`AuditError`].
    pub fn read(paths: &[PathBuf], mut tick: impl FnMut()) -> Result<Self, AuditError> {
        let aside = |error| AuditError::Io { path: std::env::temp_dir(), error };
        let mut kept = Kept::new().map_err(aside)?;
        let (mut signatures, mut digests) = (Vec::new(), Vec::new());
        for path in paths {
            for file in files(path)? {
                records(&file, &mut |record| {
                    tick();
                    let bytes = record.picture();
                    if let Ok(picture) = Raster::decode(&bytes) {
                        kept.push(&bytes).map_err(aside)?;
                        digests.push(picture.digest().to_hex());
                        signatures
                            .push(signature(&picture, &format!("unlike {}", signatures.len())));
                    }
                    Ok(())
                })?;
            }
        }
        // In which order they were named changes nothing.
        digests.sort_unstable();
        let digest = Digest::of_parts("unlike", digests.iter().map(String::as_bytes));
        Ok(Self { kept, signatures, digest })
    }

    /// Stands for all that is to be kept out.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// How many pictures are to be kept out.
    pub fn len(&self) -> usize {
        self.signatures.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.signatures.is_empty()
    }

    /// Each with its number.
    pub(crate) fn signatures(&self) -> impl Iterator<Item = (&Signature, u64)> {
        self.signatures.iter().zip(FIRST..)
    }

    /// A picture by its number.
    pub(crate) fn picture(&self, number: u64) -> Result<Option<Raster>, PictureFault> {
        self.kept.picture(number.saturating_sub(FIRST))
    }
}
