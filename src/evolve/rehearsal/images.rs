//! The same with a repository of boards: a scripted Searcher looks in it, a scripted
//! Questioner asks about what it finds.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;
use synth_contracts::Stream;
use synth_search::{Settings as Gathering, index};
use tempfile::TempDir;

use super::script::{Easel, Script};
use super::{files, lines, settings};
use crate::curriculum::Curriculum;
use crate::images::{Images, Library, Survey};
use crate::pay::Preset;
use crate::presets;
use crate::role::Role;
use crate::schedule::{Evolution, Parts, Stop};
use crate::settings::{Lesson, Settings};
use crate::studio::{Drawn, Studio};
use crate::world::{Plain, Scene};

/// A repository of different boards, each named by its caption.
struct Boards {
    folder: TempDir,
}

impl Boards {
    fn new(count: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pool = folder.path().join("pool");
        std::fs::create_dir(&pool).unwrap();
        for at in 0..count {
            let (scene, _) = Scene::by_turns(at, &Stream::root(5).index(at));
            let drawn = Easel::default().draw(&[scene.program()]).remove(0);
            let Drawn::Picture(shot) = drawn else { panic!("a board is drawn") };
            let name = format!("{}png", scene.caption());
            std::fs::write(pool.join(name), shot.file().unwrap().png).unwrap();
        }
        let boards = Self { folder };
        let gathering = Gathering { licence: Some("CC0-1.0".into()), ..Gathering::default() };
        index(&[pool], &boards.path(), &gathering, None, None, &mut |_| true).unwrap().unwrap();
        boards
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("repository")
    }

    fn open(&self) -> Library {
        Library::open(&self.path()).unwrap()
    }
}

fn with_images(library: &Library) -> Settings {
    let lesson = Lesson { batch: 2, ..super::settings().coder };
    let world = Plain::new(0, 1).unwrap();
    let images = Images {
        searcher: lesson.clone(),
        questioner: lesson,
        queries: 8,
        results: 3,
        ..presets::tiny_images()
    };
    let images = images.of(library, &world.outlook(), true);
    // A question that every vote solves is a task here, so that enough come about.
    let mut settings = Settings { images: Some(images), ..settings() };
    settings.bands.hard[1] = 1.0;
    settings
}

fn run(
    folder: &Path,
    settings: &Settings,
    script: &Script,
    library: &Library,
) -> crate::Result<Stop> {
    let world = Plain::new(settings.seed, settings.exam / 2).unwrap();
    let evolution = Evolution::open(folder, settings.clone())?;
    let easel = Easel::default();
    let curriculum = &world as &dyn Curriculum;
    let parts = Parts { cast: script, studio: &easel, curriculum, images: Some(library) };
    evolution.run(&parts, &|| false, &mut |_| {})
}

fn survey(root: &Path, iteration: u64) -> Survey {
    let path = root.join(format!("iterations/{iteration}/tasks/map.json"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn retrieved_pictures_become_tasks_with_all_that_they_come_from() {
    let (boards, at) = (Boards::new(90), tempfile::tempdir().unwrap());
    let library = boards.open();
    let ended = run(at.path(), &with_images(&library), &Script::default(), &library).unwrap();
    assert_eq!(ended, Stop::Done);
    let root = at.path().join("iterations/2");
    let tasks = lines(&root, "tasks/tasks.jsonl");
    let is_found = |task: &&Value| task["retrieved"].is_object();
    let found: Vec<&Value> = tasks.iter().filter(is_found).collect();
    assert!(!found.is_empty() && found.len() < tasks.len(), "{} of {}", found.len(), tasks.len());
    let queries = lines(&root, "tasks/queries.jsonl");
    assert_eq!(queries.len(), 8);
    for task in &found {
        let of = &task["retrieved"];
        assert_eq!(of["licence"], "CC0-1.0");
        assert!(of["path"].as_str().unwrap().ends_with(".png"));
        assert!(task.get("program").is_none() && task.get("concept").is_none());
        assert!(root.join("tasks").join(task["picture"].as_str().unwrap()).exists());
        let by = |query: &&Value| {
            query["found"].as_array().unwrap().contains(&of["image"])
                && query["domain"] == of["domain"]
                && query["skill"] == of["skill"]
        };
        assert_eq!(queries.iter().find(by).unwrap()["query"], of["query"]);
        for role in ["searcher", "questioner", "solver"] {
            let expected = if role == "solver" { 1 } else { 2 };
            assert_eq!(task["by"][role]["iteration"], expected, "{role}");
        }
    }
    let trained = lines(&root, "solver/candidates.jsonl");
    assert!(trained.iter().any(|line| line["image"].is_u64() && line["query"].is_string()));
    assert!(trained.iter().any(|line| line["program"].is_string()));
    let table: crate::Table =
        serde_json::from_slice(&std::fs::read(at.path().join("table.json")).unwrap()).unwrap();
    let row = &table.rows[1];
    assert_eq!(row.retrieved, Some(found.len()));
    assert!(row.searcher.as_ref().unwrap().after.shares.contains_key("readable"));
    assert!(row.questioner.as_ref().unwrap().before.reward.count > 0);
}

#[test]
fn every_candidate_of_searcher_and_questioner_is_paid_term_by_term() {
    let (boards, at) = (Boards::new(90), tempfile::tempdir().unwrap());
    let library = boards.open();
    for preset in Preset::ALL {
        let folder = at.path().join(preset.to_string());
        let base = with_images(&library);
        let settings = Settings { rewards: preset, iterations: 1, ..base };
        run(&folder, &settings, &Script::default(), &library).unwrap();
        for role in ["searcher", "questioner"] {
            let candidates = lines(&folder, &format!("iterations/1/{role}/candidates.jsonl"));
            assert_eq!(candidates.len(), 3 * 2 * 3, "{preset} {role}");
            for line in candidates.iter().filter(|line| !line["reward"].is_null()) {
                let terms = line["terms"].as_array().unwrap();
                let sum: f64 = terms.iter().map(|term| term["value"].as_f64().unwrap()).sum();
                assert!((sum - line["reward"].as_f64().unwrap()).abs() < 1e-9, "{line}");
            }
            let unread = candidates.iter().filter(|line| !line["why"].is_null());
            for line in unread.filter(|_| preset == Preset::Sound) {
                assert_eq!(line["reward"], 0.0, "{line}");
            }
        }
    }
}

#[test]
fn no_picture_comes_back_and_the_map_moves() {
    let (boards, at) = (Boards::new(90), tempfile::tempdir().unwrap());
    let library = boards.open();
    let mut settings = Settings { iterations: 4, ..with_images(&library) };
    // More prompts than there are cells, so that also known ones are asked for.
    if let Some(images) = &mut settings.images {
        (images.queries, images.results) = (20, 1);
        (images.searcher.steps, images.searcher.batch) = (4, 8);
    }
    run(at.path(), &settings, &Script::default(), &library).unwrap();
    let (mut seen, mut count) = (BTreeSet::new(), 0);
    for iteration in 1..=4 {
        let queries = lines(at.path(), &format!("iterations/{iteration}/tasks/queries.jsonl"));
        for id in queries.iter().flat_map(|query| query["found"].as_array().unwrap()) {
            count += 1;
            assert!(seen.insert(id.as_u64().unwrap()), "{id} of iteration {iteration} came back");
        }
    }
    assert!(count > 30, "{count}");
    let world = Plain::new(0, 1).unwrap();
    let first = survey(at.path(), 1);
    assert_ne!(first, Survey::new(&world.outlook()));
    assert_ne!(first, survey(at.path(), 2));
    // What the first iteration learnt is what the second is told.
    let told = lines(at.path(), "iterations/2/searcher/candidates.jsonl");
    let line = told.iter().find(|line| !line["solved"].is_null()).unwrap();
    let text = std::fs::read(at.path().join("iterations/1/tasks/map.json")).unwrap();
    let cells: Vec<Value> = serde_json::from_slice(&text).unwrap();
    let cell = cells
        .iter()
        .find(|cell| cell["domain"] == line["domain"] && cell["skill"] == line["skill"])
        .unwrap();
    let share = cell["solved"].as_f64().unwrap() / cell["asked"].as_f64().unwrap();
    assert_eq!(line["solved"].as_f64().unwrap(), share);
}

#[test]
fn a_run_with_images_that_is_killed_anywhere_ends_with_the_same_bytes() {
    let (boards, whole) = (Boards::new(60), tempfile::tempdir().unwrap());
    let library = boards.open();
    let base = with_images(&library);
    let settings = Settings { tasks: 6, concepts: 6, measured: 2, exam: 4, ..base };
    let script = Script::default();
    run(whole.path(), &settings, &script, &library).unwrap();
    let (calls, expected) = (script.calls(), files(whole.path()));
    assert!(calls > 100, "{calls}");
    for last in (0..calls).step_by(3) {
        let parts = tempfile::tempdir().unwrap();
        let dying = Script { dies_at: Cell::new(Some(last)), ..Script::default() };
        run(parts.path(), &settings, &dying, &library).unwrap_err();
        run(parts.path(), &settings, &Script::default(), &boards.open()).unwrap();
        let found = files(parts.path());
        let names: Vec<&String> = found.keys().collect();
        assert_eq!(names, expected.keys().collect::<Vec<_>>(), "killed at {last}");
        for (name, bytes) in &expected {
            assert!(found[name] == *bytes, "killed at {last}: {name}");
        }
    }
}

#[test]
fn a_repository_that_is_missing_damaged_or_another_is_refused_in_words() {
    let (boards, others, at) = (Boards::new(30), Boards::new(31), tempfile::tempdir().unwrap());
    let refused = |folder: &Path| match Library::open(folder) {
        Ok(_) => panic!("it is opened"),
        Err(error) => error.to_string(),
    };
    let missing = refused(at.path());
    assert!(missing.contains("holds no index of pictures"), "{missing}");
    let (library, settings) = (boards.open(), with_images(&boards.open()));
    let other = run(at.path(), &settings, &Script::default(), &others.open()).unwrap_err();
    assert!(other.to_string().contains("holds other pictures"), "{other}");
    run(at.path(), &settings, &Script::default(), &library).unwrap();
    let error = run(at.path(), &with_images(&others.open()), &Script::default(), &library);
    assert!(error.unwrap_err().to_string().contains("images.repository was"));
    let plain = tempfile::tempdir().unwrap();
    super::run(plain.path(), &super::settings(), &Script::default(), &Easel::default()).unwrap();
    let base = Settings { images: settings.images, ..super::settings() };
    let added = run(plain.path(), &base, &Script::default(), &library).unwrap_err().to_string();
    assert!(added.contains("images was nothing"), "{added}");
    let bin = boards.path().join("pictures.bin");
    let bytes = std::fs::read(&bin).unwrap();
    std::fs::write(&bin, &bytes[..100]).unwrap();
    let cut = refused(&boards.path());
    assert!(cut.contains("holds 100 bytes") && cut.contains("index again"), "{cut}");
    // Bytes that are there and mean nothing are met with when they are looked at.
    std::fs::write(&bin, vec![7; bytes.len()]).unwrap();
    let damaged = match boards.open().show(3) {
        Ok(_) => panic!("it is shown"),
        Err(error) => error.to_string(),
    };
    assert!(damaged.contains("picture 3 of the index is damaged"), "{damaged}");
}

#[test]
fn searcher_or_questioner_that_answers_nothing_ends_the_sitting_and_costs_nothing() {
    let (boards, whole) = (Boards::new(60), tempfile::tempdir().unwrap());
    let library = boards.open();
    let settings = Settings { iterations: 1, ..with_images(&library) };
    run(whole.path(), &settings, &Script::default(), &library).unwrap();
    for (role, says) in [(Role::Searcher, "the Searcher"), (Role::Questioner, "the Questioner")] {
        let at = tempfile::tempdir().unwrap();
        let mute = Script { mute: Some(role), ..Script::default() };
        let error = run(at.path(), &settings, &mute, &library).unwrap_err().to_string();
        assert!(error.contains(&format!("{says} failed: down")), "{error}");
        run(at.path(), &settings, &Script::default(), &library).unwrap();
        // A mute Searcher has been trained on saying nothing before it is met with.
        let same = files(at.path()) == files(whole.path());
        assert_eq!(same, role == Role::Questioner);
    }
}
