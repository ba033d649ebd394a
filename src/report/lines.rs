//! JSON Lines that others wrote, read with patience: a last line that was cut off is what
//! an interrupted run leaves, and no fault.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use crate::error::{ReportError, io_error};

/// Most bytes of such a file.
const MOST: u64 = 1 << 30;

/// The objects of a file; `None` if it is not there.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<Map<String, Value>>>, ReportError> {
    let Ok(meta) = fs::metadata(path) else { return Ok(None) };
    let bad = |line: usize, detail: String| {
        let path = path.to_owned();
        Err(ReportError::Malformed { path, line, detail })
    };
    if meta.len() > MOST {
        return bad(1, format!("the file has {} bytes, more than {MOST}", meta.len()));
    }
    let bytes = fs::read(path).map_err(io_error(path))?;
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    let mut rows = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(Value::Object(row)) => rows.push(row),
            Ok(_) => return bad(at + 1, "an object is expected".to_owned()),
            Err(_) if at + 1 == lines.len() && !text.ends_with('\n') => {}
            Err(error) => return bad(at + 1, error.to_string()),
        }
    }
    Ok(Some(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_end_is_forgiven_and_a_torn_middle_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("m.jsonl");
        assert_eq!(read(&path).unwrap(), None);
        fs::write(&path, "{\"step\":1}\n\n{\"step\":2,\"lo").unwrap();
        assert_eq!(read(&path).unwrap().unwrap().len(), 1);
        fs::write(&path, "{\"step\":1,\n{\"step\":2}\n").unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("line 1"));
        fs::write(&path, "[1]\n").unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("object"));
    }
}
