use std::io::Write;

use proptest::prelude::*;

use super::*;

fn run() -> (tempfile::TempDir, RunFolder) {
    let folder = tempfile::tempdir().unwrap();
    let run = RunFolder::create(folder.path(), &serde_json::json!({})).unwrap();
    (folder, run)
}

fn save(run: &RunFolder, step: u64, text: &str) -> Result<PathBuf> {
    run.save(step, |folder| {
        fs::create_dir(folder.join("model")).map_err(failed(folder))?;
        fs::write(folder.join("model/weights"), text).map_err(failed(folder))
    })
}

fn steps(run: &RunFolder) -> Vec<u64> {
    run.whole().unwrap().into_iter().map(|(step, _)| step).collect()
}

#[test]
fn the_newest_is_found_by_step_and_not_by_name() {
    let (_folder, run) = run();
    assert!(run.latest().unwrap().is_none());
    for step in [9, 100_000_000, 10] {
        save(&run, step, "x").unwrap();
    }
    fs::create_dir(run.checkpoints().join("step-notes")).unwrap();
    assert_eq!(steps(&run), [9, 10, 100_000_000]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_leaves_the_last_good_one() {
    let (_folder, run) = run();
    let good = save(&run, 1, "good").unwrap();
    let error = run.save(2, |folder| {
        fs::write(folder.join("first"), "is written").map_err(failed(folder))?;
        // A device on which every write fails for lack of space.
        let path = Path::new("/dev/full");
        let full = fs::OpenOptions::new().write(true).open(path);
        full.and_then(|mut f| f.write_all(&[0; 64])).map_err(failed(&folder.join("second")))
    });
    let error = error.unwrap_err().to_string();
    assert!(error.contains("step 2 was not saved") && error.contains("space"), "{error}");
    assert!(error.contains(good.to_str().unwrap()), "{error}");
    assert_eq!(run.entries().unwrap(), std::slice::from_ref(&good));
    assert_eq!(fs::read_to_string(good.join("model/weights")).unwrap(), "good");
}

#[test]
fn the_same_step_is_saved_again() {
    let (_folder, run) = run();
    save(&run, 3, "old").unwrap();
    let path = save(&run, 3, "new").unwrap();
    assert_eq!(fs::read_to_string(path.join("model/weights")).unwrap(), "new");
    assert_eq!(run.entries().unwrap().len(), 1);
}

#[test]
fn what_an_interrupted_save_left_is_swept() {
    let (folder, run) = run();
    save(&run, 4, "whole").unwrap();
    let checkpoints = run.checkpoints();
    let at = |name: &str| checkpoints.join(name);
    fs::create_dir(at(".partial-00000005")).unwrap();
    fs::rename(at("step-00000004"), at(".partial-00000004.old")).unwrap();
    drop(run);
    let run = RunFolder::open(folder.path()).unwrap();
    assert_eq!(steps(&run), [4]);
    assert_eq!(run.entries().unwrap().len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn pruning_keeps_the_newest_and_the_milestones(
        saved in prop::collection::btree_set(1u64..60, 1..10),
        last in 0usize..4,
        every in prop::option::of(0u64..12),
    ) {
        let (_folder, run) = run();
        for step in &saved {
            save(&run, *step, "").unwrap();
        }
        let keep = Keep { last, every };
        run.prune(&keep).unwrap();
        let left = steps(&run);
        let newest: Vec<u64> = saved.iter().rev().take(last.max(1)).copied().collect();
        let milestone = |s: &u64| every.is_some_and(|e| e != 0 && s.is_multiple_of(e));
        let expected: Vec<u64> =
            saved.iter().copied().filter(|s| newest.contains(s) || milestone(s)).collect();
        prop_assert_eq!(left, expected);
        run.prune(&keep).unwrap();
    }
}
