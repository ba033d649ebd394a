//! Runs that are killed at random moments, told to stop, or find their store damaged:
//! the finished file is the same, byte for byte, or the damage is named.
//!
//! `cargo test --release --test crash -- --ignored --nocapture` kills a hundred times.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use synth_datasets::Store;
use tempfile::TempDir;

fn command(folder: &Path, tasks: u64) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_synth"));
    let tasks = tasks.to_string();
    command
        .args(["generate", "--n", &tasks, "--seed", "11", "--out", "c", "--quiet"])
        .current_dir(folder);
    command
}

fn start(folder: &Path, tasks: u64) -> Child {
    command(folder, tasks).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

fn finish(folder: &Path, tasks: u64) {
    let done = command(folder, tasks).output().unwrap();
    assert!(done.status.success(), "{}", stderr(&done));
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn bytes(folder: &Path) -> Vec<u8> {
    fs::read(folder.join("c/corpus.sqlite")).unwrap()
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// The finished corpus, and how long it took.
fn whole(tasks: u64) -> (Vec<u8>, Duration) {
    let (folder, begun) = (folder(), Instant::now());
    finish(folder.path(), tasks);
    (bytes(folder.path()), begun.elapsed())
}

/// Kills runs of `tasks` tasks, `kills` times in all and at most four times one
/// corpus, and finishes each corpus. The first kill of a corpus comes as soon as
/// something is stored, since how long a run takes differs too much from one to the
/// next to meet it by chance; the others come at random moments. Returns how many met
/// a corpus that was begun and not finished.
fn kill_at_random(kills: u32, tasks: u64) -> u32 {
    let (expected, took) = whole(tasks);
    let (mut state, mut done, mut amid) = (u64::from(std::process::id()), 0, 0);
    while done < kills {
        let folder = folder();
        for kill in 0..4.min(kills - done) {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let mut run = start(folder.path(), tasks);
            if kill == 0 {
                wait_until_begun(folder.path());
            } else {
                sleep(took.mul_f64((state >> 40) as f64 / (1 << 24) as f64));
            }
            run.kill().unwrap();
            run.wait().unwrap();
            done += 1;
            amid += u32::from(is_amid(folder.path(), tasks));
        }
        finish(folder.path(), tasks);
        assert!(bytes(folder.path()) == expected, "the corpus differs after {done} kills");
        let mut names: Vec<_> = fs::read_dir(folder.path().join("c"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort_unstable();
        assert_eq!(names, ["corpus.lock", "corpus.sqlite"]);
    }
    amid
}

fn wait_until_begun(folder: &Path) {
    let begun = Instant::now();
    let stored = || Store::open_read(folder.join("c")).is_ok_and(|store| store.len().unwrap() > 0);
    while !stored() {
        assert!(begun.elapsed() < Duration::from_secs(120), "nothing is stored");
        sleep(Duration::from_millis(20));
    }
}

/// Whether the corpus is begun and not finished; what there is of it must hold.
fn is_amid(folder: &Path, tasks: u64) -> bool {
    let Ok(reader) = Store::open_read(folder.join("c")) else { return false };
    let checked = reader.check(&mut |_| ()).unwrap();
    assert!(checked.holds(), "{checked}");
    (1..tasks).contains(&reader.len().unwrap())
}

#[test]
fn a_killed_run_ends_with_the_same_bytes() {
    let amid = kill_at_random(10, 300);
    assert!(amid > 0, "no kill met a run at work");
}

#[test]
#[ignore = "takes minutes; .ci/run does without"]
fn a_hundred_killed_runs_end_with_the_same_bytes() {
    let amid = kill_at_random(100, 600);
    println!("100 kills, {amid} of them amid a corpus: the same bytes every time");
    assert!(amid > 20, "{amid}");
}

#[test]
fn a_run_that_is_told_to_stop_stores_what_it_has_and_says_75() {
    let folder = folder();
    let run = start(folder.path(), 100_000);
    wait_until_begun(folder.path());
    let told = Command::new("kill").args(["-TERM", &run.id().to_string()]).status().unwrap();
    assert!(told.success());
    let ended = run.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(75), "{}", stderr(&ended));
    assert!(stderr(&ended).contains("the same command goes on"), "{}", stderr(&ended));
    assert!(!folder.path().join("c/corpus.sqlite-wal").exists());
    let stored = Store::open_read(folder.path().join("c")).unwrap().len().unwrap();
    finish(folder.path(), stored + 50);
    assert!(bytes(folder.path()) == whole(stored + 50).0);
}

#[test]
fn a_damaged_store_is_refused_with_its_slots_and_left_as_it_is() {
    let folder = folder();
    finish(folder.path(), 40);
    let path = folder.path().join("c/corpus.sqlite");
    let sound = fs::read(&path).unwrap();
    let png = sound.windows(4).rposition(|window| window == b"IDAT").unwrap();
    let mut flipped = sound.clone();
    flipped[png + 40] ^= 4;
    for (damage, says) in [(flipped, "slot 39"), (sound[..sound.len() * 2 / 3].to_vec(), "slot ")] {
        fs::write(&path, &damage).unwrap();
        let refused = command(folder.path(), 60).output().unwrap();
        assert_eq!(refused.status.code(), Some(2), "{}", stderr(&refused));
        assert!(stderr(&refused).contains(says), "{}", stderr(&refused));
        assert!(stderr(&refused).contains("run the same command"), "{}", stderr(&refused));
        let mut verify = Command::new(env!("CARGO_BIN_EXE_synth"));
        let found = verify.args(["verify", "c", "--json"]).current_dir(folder.path());
        let found = found.output().unwrap();
        assert_eq!(found.status.code(), Some(1), "{}", stderr(&found));
        assert!(String::from_utf8_lossy(&found.stdout).contains(&says[..4]));
        assert!(fs::read(&path).unwrap() == damage, "it was touched");
    }
    fs::write(&path, &sound).unwrap();
    finish(folder.path(), 60);
    assert!(bytes(folder.path()) == whole(60).0);
}
