//! Repositories made, stopped, gone on with, searched and used up.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tempfile::TempDir;

use crate::testing::{blank, picture};
use crate::{By, Hit, Query, Refusal, Repository, SearchError, Settings, Unlike, index};

const NAMES: [&str; 5] = ["red-fox", "blue jay", "oak_tree", "river", "fox_den"];

/// A folder of `n` pictures of which every seventh repeats the first and every ninth is
/// no picture.
fn pool(n: u64) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("animals")).unwrap();
    for at in 0..n {
        let bytes = match at {
            at if at % 9 == 8 => b"no picture".to_vec(),
            at if at % 7 == 6 => picture(0, 80),
            at => picture(at, 64),
        };
        let name = format!("{}_{at:04}.png", NAMES[at as usize % NAMES.len()]);
        fs::write(folder.path().join("animals").join(name), bytes).unwrap();
    }
    folder
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let beside = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copied(&path, &beside);
        } else {
            fs::copy(path, beside).unwrap();
        }
    }
}

fn make(paths: &[PathBuf], out: &Path, mut go: impl FnMut() -> bool) -> bool {
    index(paths, out, &Settings::default(), None, None, &mut |_| go()).unwrap().is_some()
}

/// Names, refusals, embeddings and what is found.
type State = (Vec<String>, Vec<(Refusal, u64)>, Vec<u8>, Vec<Hit>);

/// All that a repository holds, and what it answers.
fn state(out: &Path) -> State {
    let repository = Repository::open(out).unwrap();
    let stored = (0..repository.len())
        .map(|id| format!("{:?}", repository.get(id).unwrap().unwrap()))
        .collect();
    let bytes = fs::read(out.join("pictures.bin")).unwrap();
    let hits = repository.search(&query("foxes", 50)).unwrap();
    (stored, repository.refused().unwrap(), bytes, hits)
}

fn query(text: &str, k: usize) -> Query<'_> {
    Query { text, k, by: By::Words, fresh: false }
}

fn count(refused: &[(Refusal, u64)], reason: Refusal) -> u64 {
    refused.iter().find(|of| of.0 == reason).map_or(0, |of| of.1)
}

#[test]
fn what_cannot_be_used_is_counted_and_the_rest_is_found() {
    let (pool, out) = (pool(40), tempfile::tempdir().unwrap());
    fs::write(pool.path().join("small.png"), picture(77, 20)).unwrap();
    fs::write(pool.path().join("blank.png"), blank(60)).unwrap();
    assert!(make(&[pool.path().to_owned()], out.path(), || true));
    let repository = Repository::open(out.path()).unwrap();
    let refused = repository.refused().unwrap();
    let counts = [Refusal::Corrupt, Refusal::Repeat, Refusal::Small, Refusal::Blank];
    assert_eq!(counts.map(|reason| count(&refused, reason)), [4, 5, 1, 1]);
    assert_eq!(repository.len(), 40 - 4 - 5);
    let hits = repository.search(&query("a FOX den", 3)).unwrap();
    assert!(hits[0].shows.starts_with("fox den"), "{hits:?}");
    let file = repository.file(hits[0].id).unwrap().unwrap();
    assert_eq!(file, fs::read(&hits[0].entry.path).unwrap());
}

#[test]
fn the_sheet_is_a_picture_of_the_results() {
    let (pool, out) = (pool(12), tempfile::tempdir().unwrap());
    make(&[pool.path().to_owned()], out.path(), || true);
    let repository = Repository::open(out.path()).unwrap();
    let mut hits = repository.search(&query("fox jay oak river", 7)).unwrap();
    hits[0].shows = "<&\u{1}> a very long caption that does not fit below".to_owned();
    let sheet = synth_dedup::Raster::decode(&repository.sheet(&hits).unwrap()).unwrap();
    assert_eq!((sheet.width(), sheet.height()), (1000, 480));
    let colours: BTreeSet<&[u8]> = sheet.rgb().chunks(3).collect();
    assert!(colours.len() > 7 * 32);
    assert!(repository.sheet(&[]).is_ok());
}

#[test]
fn what_is_to_be_kept_out_is_and_cannot_be_exchanged_later() {
    let (pool, out) = (pool(20), tempfile::tempdir().unwrap());
    let held = tempfile::tempdir().unwrap();
    // The same picture in another size and another name.
    fs::write(held.path().join("benchmark.png"), picture(3, 96)).unwrap();
    let unlike = Unlike::read(&[held.path().to_owned()], || ()).unwrap();
    let paths = [pool.path().to_owned()];
    let settings = Settings::default();
    let made = index(&paths, out.path(), &settings, Some(&unlike), None, &mut |_| true);
    assert_eq!(count(&made.unwrap().unwrap().refused, Refusal::Unlike), 1);
    let other = index(&paths, out.path(), &settings, None, None, &mut |_| true);
    assert!(matches!(other, Err(SearchError::Settings { what: "--unlike", .. })));
}

#[test]
fn a_row_brings_its_caption_and_terms() {
    let (pool, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::create_dir(pool.path().join("images")).unwrap();
    for (at, name) in ["a.png", "b.png"].into_iter().enumerate() {
        fs::write(pool.path().join("images").join(name), picture(at as u64, 64)).unwrap();
    }
    let rows = r#"{"file_name": "a.png", "caption": "Two geese", "license": "CC-BY-4.0"}
{"file_name": "gone.png", "caption": "Nobody"}"#;
    fs::write(pool.path().join("rows.jsonl"), rows).unwrap();
    make(&[pool.path().to_owned()], out.path(), || true);
    let repository = Repository::open(out.path()).unwrap();
    assert_eq!(repository.len(), 2);
    assert_eq!(count(&repository.refused().unwrap(), Refusal::Missing), 1);
    let goose = repository.search(&query("goose geese", 1)).unwrap().remove(0);
    assert_eq!(goose.entry.licence.as_deref(), Some("CC-BY-4.0"));
    assert_eq!((goose.shows.as_str(), goose.id), ("Two geese", 0));
}

#[test]
fn more_may_be_added_and_nothing_that_is_there_comes_again() {
    let (first, second, out) = (pool(10), pool(30), tempfile::tempdir().unwrap());
    make(&[first.path().to_owned()], out.path(), || true);
    let before = state(out.path());
    make(&[first.path().to_owned(), second.path().to_owned()], out.path(), || true);
    let after = state(out.path());
    assert_eq!(after.0[..before.0.len()], before.0);
    let once = tempfile::tempdir().unwrap();
    make(&[second.path().to_owned()], once.path(), || true);
    assert_eq!(after.0.len(), state(once.path()).0.len());
}

#[test]
fn a_source_that_is_named_twice_is_read_once() {
    let (pool, out) = (pool(20), tempfile::tempdir().unwrap());
    let once = tempfile::tempdir().unwrap();
    let path = pool.path().to_owned();
    make(&[path.clone(), path.clone()], out.path(), || true);
    make(&[path], once.path(), || true);
    assert_eq!(state(out.path()).1, state(once.path()).1);
}

#[test]
fn what_is_not_there_or_not_finished_is_said() {
    let out = tempfile::tempdir().unwrap();
    assert!(matches!(Repository::open(out.path()), Err(SearchError::NoIndex { .. })));
    let pool = pool(300);
    assert!(!make(&[pool.path().to_owned()], out.path(), || false));
    assert!(matches!(Repository::open(out.path()), Err(SearchError::Unfinished { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3))]

    /// Stopped after any batches, with any rubbish behind the last whole one.
    #[test]
    fn a_run_that_was_cut_off_comes_to_the_same(
        stops in prop::collection::vec(1_usize..3, 0..3),
        rubbish in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        let pool = pool(560);
        let paths = [pool.path().to_owned()];
        let (whole, parts) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        prop_assert!(make(&paths, whole.path(), || true));
        for stop in stops {
            let mut left = stop;
            make(&paths, parts.path(), || { left -= 1; left > 0 });
            let file = parts.path().join("pictures.bin");
            let mut bytes = fs::read(&file).unwrap();
            bytes.extend(&rubbish);
            fs::write(file, bytes).unwrap();
        }
        prop_assert!(make(&paths, parts.path(), || true));
        prop_assert_eq!(state(whole.path()), state(parts.path()));
    }
}

#[test]
fn words_that_were_cut_off_in_the_middle_are_written_anew() {
    let (pool, out) = (pool(20), tempfile::tempdir().unwrap());
    let aside = out.path().join("words.partial");
    fs::create_dir(&aside).unwrap();
    fs::write(aside.join("meta.json"), "{").unwrap();
    assert!(make(&[pool.path().to_owned()], out.path(), || true));
    assert!(!aside.exists());
    let repository = Repository::open(out.path()).unwrap();
    assert!(!repository.search(&query("fox", 3)).unwrap().is_empty());
}

#[test]
fn nothing_is_taken_twice_until_nothing_is_left() {
    let (pool, out) = (pool(60), tempfile::tempdir().unwrap());
    make(&[pool.path().to_owned()], out.path(), || true);
    let all: BTreeSet<u64> = {
        let repository = Repository::open(out.path()).unwrap();
        repository.search(&query("fox", 1000)).unwrap().into_iter().map(|hit| hit.id).collect()
    };
    assert!(all.len() > 10);
    proptest!(ProptestConfig::with_cases(4), |(sizes in prop::collection::vec(1_usize..9, 60))| {
        let copy = tempfile::tempdir().unwrap();
        copied(out.path(), copy.path());
        let mut taken = BTreeSet::new();
        for k in sizes {
            // Opened anew: the ledger is in the folder.
            let mut repository = Repository::open(copy.path()).unwrap();
            let hits = repository.take(&query("fox", k)).unwrap();
            prop_assert_eq!(hits.len(), k.min(all.len() - taken.len()));
            for hit in hits {
                prop_assert!(taken.insert(hit.id));
            }
            let fresh = Query { fresh: true, ..query("fox", 100) };
            prop_assert_eq!(repository.search(&fresh).unwrap().len(), all.len() - taken.len());
        }
        prop_assert_eq!(taken, all.clone());
    });
}

#[test]
fn queries_that_led_to_nothing_new_are_remembered() {
    let (pool, out) = (pool(20), tempfile::tempdir().unwrap());
    make(&[pool.path().to_owned()], out.path(), || true);
    let mut repository = Repository::open(out.path()).unwrap();
    repository.take(&query("whale", 3)).unwrap();
    repository.take(&query("fox", 100)).unwrap();
    repository.take(&query("foxes", 3)).unwrap();
    assert_eq!(repository.barren(5).unwrap(), ["foxes", "whale"]);
    assert_eq!(repository.barren(1).unwrap(), ["foxes"]);
}

#[test]
fn the_map_is_kept_with_the_repository() {
    let (pool, out) = (pool(8), tempfile::tempdir().unwrap());
    make(&[pool.path().to_owned()], out.path(), || true);
    let mut repository = Repository::open(out.path()).unwrap();
    let mut map = crate::Map::new(&["maps", "charts"], &["counting"], 2);
    let first = map.cells().next().unwrap().0.clone();
    map.note(first, 3, 4);
    map.fade(0.9);
    repository.keep_map(&map).unwrap();
    assert_eq!(Repository::open(out.path()).unwrap().map().unwrap(), map);
}

#[test]
fn a_repository_is_known_by_what_it_holds_and_a_ledger_may_be_kept_elsewhere() {
    let (pool, at) = (pool(12), tempfile::tempdir().unwrap());
    let (out, other) = (at.path().join("out"), at.path().join("other"));
    let paths = [pool.path().to_owned()];
    assert!(make(&paths, &out, || true) && make(&paths, &other, || true));
    let open = |out: &Path| Repository::open(out).unwrap();
    let known = open(&out).digest().unwrap();
    assert_eq!(known, open(&other).digest().unwrap());
    let foxes = open(&out).search(&query("foxes", 2)).unwrap();
    // What is taken changes nothing of what is held.
    open(&out).take(&query("foxes", 1)).unwrap();
    assert_eq!(known, open(&out).digest().unwrap());
    let used = BTreeSet::from([foxes[0].id]);
    let rest = open(&out).search_without(&query("foxes", 1), &used).unwrap();
    assert_eq!(rest[0].id, foxes[1].id);
    fs::write(pool.path().join("one-more.png"), picture(99, 64)).unwrap();
    assert!(make(&paths, &other, || true));
    assert_ne!(known, open(&other).digest().unwrap());
    let path = out.join("pictures.bin");
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let cut = open(&out).digest().unwrap_err().to_string();
    assert!(cut.contains("pictures.bin holds") && cut.contains("index again"), "{cut}");
}
