//! A disk that fills up, where a small one can be mounted.

use std::fs;
use std::path::Path;
use std::process::Command;

use synth_export::{ExportError, FORMATS, Options, export};

use crate::common::{corpus_of, task};

/// A file system of a few kilobytes, taken away in the end.
struct Small<'p>(&'p Path);

impl<'p> Small<'p> {
    fn mount(at: &'p Path) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"]).arg(at);
        mount.output().is_ok_and(|done| done.status.success()).then_some(Self(at))
    }
}

impl Drop for Small<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).output();
    }
}

#[test]
fn a_full_disk_is_said_and_nothing_is_left() {
    let dir = tempfile::tempdir().unwrap();
    let reader = corpus_of(&dir.path().join("corpus"), (0..40).map(|n| task(n, 100)));
    let disk = dir.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let Some(_small) = Small::mount(&disk) else {
        println!("skipped: only root can mount a small disk");
        return;
    };
    for format in FORMATS {
        let out = disk.join("out");
        let error = export(&reader, format, &out, false, &Options::default(), &mut |_| ());
        let error = error.unwrap_err();
        assert!(matches!(error, ExportError::DiskFull { .. }), "{}: {error:?}", format.name);
        assert!(!error.is_refusal());
        assert_eq!(fs::read_dir(&disk).unwrap().count(), 0, "{}", format.name);
    }
}
