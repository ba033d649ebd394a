//! Prepares the bundled faces.
//!
//! Each carries its kerning twice: in `GPOS`, by which text is shaped, and in the
//! older `kern`, which the shaper reads anew for every run of text and then uses
//! for nothing but runs without a letter. That reading was a tenth of drawing, so
//! the older table is hidden: its tag is changed, which leaves everything else
//! where it is.

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=fonts");
    let out = env::var("OUT_DIR")?;
    for entry in fs::read_dir("fonts")? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "ttf") {
            let mut face = fs::read(&path)?;
            hide_kern(&mut face).ok_or_else(|| format!("{} is no font", path.display()))?;
            let name = path.file_name().ok_or("a file has a name")?;
            fs::write(Path::new(&out).join(name), face)?;
        }
    }
    Ok(())
}

/// Renames the table `kern` to `kerN`, which sorts to the same place.
fn hide_kern(face: &mut [u8]) -> Option<()> {
    let tables = u16::from_be_bytes(face.get(4..6)?.try_into().ok()?);
    for record in face.get_mut(12..)?.chunks_exact_mut(16).take(tables.into()) {
        if record.starts_with(b"kern") {
            record[..4].copy_from_slice(b"kerN");
        }
    }
    Some(())
}
