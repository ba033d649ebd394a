//! What a module is made from, and the name that follows from it.
//!
//! A compiler's plugins may order tables at random, so the bytes of a module do not tell
//! two builds of one commit from two commits. Its sources do: two modules of one name are
//! made from the same files, by the same compiler, in the same way.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The sources of a module, watched by cargo from the moment that they are added.
#[derive(Default)]
pub struct Sources {
    parts: BTreeMap<String, blake3::Hash>,
}

/// A source that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {error}")]
pub struct Unread {
    path: PathBuf,
    error: io::Error,
}

impl Sources {
    /// Adds a file, or every file of a folder: `path` is seen from the package whose
    /// build script this is, and goes into the name as it is written.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn add(&mut self, path: &str) -> Result<(), Unread> {
        println!("cargo::rerun-if-changed={path}");
        self.read(Path::new(path), path)
    }

    /// Adds words that say how the module is made.
    pub fn add_words(&mut self, what: &str, words: &str) {
        self.parts.insert(format!("<{what}>"), blake3::hash(words.as_bytes()));
    }

    /// The name, which no order of additions changes.
    pub fn name(&self) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        for (label, content) in &self.parts {
            hasher.update(&(label.len() as u64).to_le_bytes());
            hasher.update(label.as_bytes()).update(content.as_bytes());
        }
        hasher.finalize()
    }

    fn read(&mut self, path: &Path, label: &str) -> Result<(), Unread> {
        let unread = |error| Unread { path: path.to_owned(), error };
        if !path.is_dir() {
            let content = fs::read(path).map_err(unread)?;
            self.parts.insert(label.to_owned(), blake3::hash(&content));
            return Ok(());
        }
        for entry in fs::read_dir(path).map_err(unread)? {
            let entry = entry.map_err(unread)?;
            let label = format!("{label}/{}", entry.file_name().to_string_lossy());
            self.read(&entry.path(), &label)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Named = Vec<(&'static str, &'static str)>;

    fn name(files: &Named) -> blake3::Hash {
        let folder = tempfile::tempdir().unwrap();
        for (path, content) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let mut sources = Sources::default();
        sources.read(folder.path(), "src").unwrap();
        sources.add_words("compiler", "rustc 1");
        sources.name()
    }

    fn files() -> Named {
        vec![("lib.rs", "mod a;"), ("a/mod.rs", ""), ("a/b.rs", "fn b() {}")]
    }

    #[test]
    fn neither_the_folder_nor_the_order_is_in_the_name() {
        let mut backwards = files();
        backwards.reverse();
        assert_eq!(name(&files()), name(&backwards));
    }

    #[test]
    fn every_byte_and_every_place_is_in_the_name() {
        let others: [Named; 4] = [
            vec![("lib.rs", "mod a;"), ("a/mod.rs", ""), ("a/b.rs", "fn b() { }")],
            vec![("lib.rs", "mod a;"), ("a/mod.rs", ""), ("a/c.rs", "fn b() {}")],
            vec![("lib.rs", "mod a;"), ("a/mod.rs", ""), ("b.rs", "fn b() {}")],
            vec![("lib.rs", "mod a;"), ("a/b.rs", "fn b() {}")],
        ];
        for other in others {
            assert_ne!(name(&files()), name(&other), "{other:?}");
        }
    }

    #[test]
    fn words_are_no_file() {
        let mut words = Sources::default();
        words.add_words("a", "text");
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "text").unwrap();
        let mut file = Sources::default();
        file.read(&folder.path().join("a"), "a").unwrap();
        assert_ne!(words.name(), file.name());
    }

    #[test]
    fn a_source_that_is_not_there_is_named() {
        let unread = Sources::default().read(Path::new("no/such"), "no/such").unwrap_err();
        assert!(unread.to_string().starts_with("no/such: "), "{unread}");
    }
}
