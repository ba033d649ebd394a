//! Chunks: data as scripts, for pages that may load nothing else.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};

use crate::error::{ReportError, io_error};

/// Where chunks and sheets go.
pub(crate) enum Sink {
    /// Files in this folder.
    Folder(PathBuf),
    /// Elements of one page, by name.
    Inline(Mutex<Vec<(String, String)>>),
}

impl Sink {
    /// Stores a chunk: bytes that are compressed, and files that are not.
    pub fn chunk(&self, name: &str, bytes: &[u8], files: &[Vec<u8>]) -> Result<(), ReportError> {
        let text = script(name, bytes, files).map_err(io_error(name))?;
        match self {
            Self::Folder(folder) => store(&folder.join(format!("{name}.js")), text.as_bytes()),
            Self::Inline(_) => self.keep(name, text),
        }
    }

    /// Stores a sheet of thumbnails. It is a chunk too: of a file that a page names as a
    /// picture, browsers keep more in memory than hundreds of them leave room for.
    pub fn sheet(&self, name: &str, file: Vec<u8>) -> Result<(), ReportError> {
        self.chunk(name, &[], &[file])
    }

    fn keep(&self, name: &str, text: String) -> Result<(), ReportError> {
        if let Self::Inline(kept) = self {
            let mut kept = kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            kept.push((name.to_owned(), text));
        }
        Ok(())
    }

    /// What was kept, in the order of names; nothing of a folder.
    pub fn kept(self) -> Vec<(String, String)> {
        let Self::Inline(kept) = self else { return Vec::new() };
        let mut kept = kept.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        kept.sort();
        kept
    }
}

fn store(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    fs::write(path, bytes).map_err(io_error(path))
}

/// A call with base64 text alone: nothing in it can be anything but data.
fn script(name: &str, bytes: &[u8], files: &[Vec<u8>]) -> io::Result<String> {
    // Most of a chunk are pictures, which are packed already: the text may be a little larger.
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes)?;
    let packed = gzip.finish()?;
    let size = packed.len() + files.iter().map(|file| file.len() + 8).sum::<usize>();
    let mut text = String::with_capacity(size * 4 / 3 + 64);
    text.push_str(&format!("synthChunk(\"{name}\",\""));
    STANDARD.encode_string(packed, &mut text);
    text.push_str("\",[");
    for (at, file) in files.iter().enumerate() {
        text.push_str(if at > 0 { ",\"" } else { "\"" });
        STANDARD.encode_string(file, &mut text);
        text.push('"');
    }
    text.push_str("]);\n");
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_is_one_call_of_letters_and_digits() {
        let text = script("d0", b"</script><script>alert(1)", &[b"\x89PNG'\"".to_vec()]).unwrap();
        assert!(text.starts_with("synthChunk(\"d0\",\"H4sI") && text.ends_with("\"]);\n"));
        assert!(!text.contains(['<', '>', '\\', '\'']));
    }
}
