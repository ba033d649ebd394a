//! Memory does not grow with the corpus. Alone in its process, since it looks at
//! the process's peak.
#![allow(clippy::unwrap_used)]

#[cfg(target_os = "linux")]
#[path = "export/common.rs"]
mod common;

#[cfg(target_os = "linux")]
mod linux {
    use super::common::{corpus_of, run, task};
    use synth_export::{FORMATS, Options};

    fn peak_mib() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
    }

    #[test]
    fn memory_is_that_of_row_groups_not_of_the_corpus() {
        let dir = tempfile::tempdir().unwrap();
        // About 38 kB each.
        let reader = corpus_of(&dir.path().join("corpus"), (0..2400).map(|n| task(n, 160)));
        let size = std::fs::metadata(reader.path()).unwrap().len() >> 20;
        assert!(size >= 85, "{size} MiB");
        let before = peak_mib();
        for format in FORMATS {
            run(&reader, format.name, &dir.path().join(format.name), &Options::default());
        }
        let more = peak_mib() - before;
        println!("corpus {size} MiB, peak before {before} MiB, {more} MiB more after all formats");
        // A row group is 4 MB here, one a split, as cells, as arrays and as encoded.
        assert!(more < 48, "{more} MiB more than {before} MiB");
    }
}
