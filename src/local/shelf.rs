//! Models that were read: each base once, and each base with its adapter once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use synth_contracts::Digest;
use synth_course::evaluate::adapted;
use synth_course::{Desk, Device, Precision};
use synth_model::{Load, Model, Trainable};
use synth_processor::Processor;

use crate::clerk::Clerk;
use crate::error::{LocalError, Result};
use crate::folder::digest;
use crate::player::{Local, Office};

/// A base, and what stands for its files.
struct Base {
    model: Model,
    desk: Desk,
    digest: Digest,
}

/// A model at work, by its name.
type Working = (String, Arc<Office>);

/// Reads models from their folders, and seats them in roles.
pub struct Shelf {
    device: Device,
    precision: Precision,
    bases: BTreeMap<PathBuf, Base>,
    working: BTreeMap<(PathBuf, Option<PathBuf>), Working>,
}

impl Shelf {
    /// With models on this device that compute in these numbers.
    pub fn new(device: Device, precision: Precision) -> Self {
        Self { device, precision, bases: BTreeMap::new(), working: BTreeMap::new() }
    }

    /// The model of a folder in the layout of Hugging Face, perhaps with an adapter in the
    /// layout of PEFT over it, as a player. Roles that ask the same model share its thread;
    /// what they cost is counted apart.
    ///
    /// # Errors
    ///
    /// [`LocalError`].
    pub fn seat(&mut self, folder: &Path, adapter: Option<&Path>) -> Result<Local> {
        let key = (folder.to_owned(), adapter.map(Path::to_owned));
        if !self.working.contains_key(&key) {
            let working = self.work(folder, adapter)?;
            self.working.insert(key.clone(), working);
        }
        match self.working.get(&key) {
            Some((name, office)) => Ok(Local::new(name.clone(), office.clone())),
            None => Err(LocalError::NoFolder { path: folder.to_owned() }),
        }
    }

    fn work(&mut self, folder: &Path, adapter: Option<&Path>) -> Result<Working> {
        let precision = self.precision;
        let base = self.base(folder)?;
        let (model, over) = match adapter {
            None => (base.model.clone(), None),
            Some(adapter) => {
                let (model, digest) = over(base, adapter)?;
                (model, Some(digest))
            }
        };
        let name = name(folder, precision, base.digest, over);
        let clerk = Clerk { model, desk: base.desk.clone(), name: name.clone() };
        Ok((name, Arc::new(Office::open(clerk)?)))
    }

    fn base(&mut self, folder: &Path) -> Result<&Base> {
        if !self.bases.contains_key(folder) {
            let base = read(folder, &self.device, self.precision)?;
            self.bases.insert(folder.to_owned(), base);
        }
        self.bases.get(folder).ok_or_else(|| LocalError::NoFolder { path: folder.to_owned() })
    }
}

fn read(folder: &Path, device: &Device, precision: Precision) -> Result<Base> {
    let path = || folder.to_owned();
    if !folder.is_dir() {
        return Err(LocalError::NoFolder { path: path() });
    }
    let (dtype, device) = (precision.dtype(), device.clone());
    let how = Load { dtype, device, trainable: Trainable::None };
    let model =
        Model::load(folder, &how).map_err(|fault| LocalError::Model { path: path(), fault })?;
    let processor =
        Processor::load(folder).map_err(|fault| LocalError::Processor { path: path(), fault })?;
    Ok(Base { model, desk: Desk::new(processor), digest: digest(folder)? })
}

/// A base with an adapter over it, and what stands for the adapter.
fn over(base: &Base, adapter: &Path) -> Result<(Model, Digest)> {
    if !adapter.is_dir() {
        return Err(LocalError::NoFolder { path: adapter.to_owned() });
    }
    if !adapter.join("adapter_config.json").exists() {
        return Err(LocalError::NoAdapter { path: adapter.to_owned() });
    }
    let fault = |fault| LocalError::Adapter { path: adapter.to_owned(), fault: Box::new(fault) };
    Ok((adapted(&base.model, adapter).map_err(fault)?, digest(adapter)?))
}

/// The folder's name, and a hash of all that decides what is said.
fn name(folder: &Path, precision: Precision, base: Digest, over: Option<Digest>) -> String {
    let over = over.map(|digest| digest.to_hex()).unwrap_or_default();
    let parts = [precision.to_string(), base.to_hex(), over];
    let hash = Digest::of_parts("local", parts.iter().map(String::as_bytes)).to_hex();
    let shown = folder.file_name().map_or("model".into(), |name| name.to_string_lossy());
    format!("{shown}@{}", hash.get(..12).unwrap_or(&hash))
}
