//! Finding a task by its id, and what repeats it.

use synth_contracts::{Digest, Picture, Program, Task};
use synth_datasets::{DuplicateKind, DuplicateReason, Prepared, Store, StoreError};

use crate::common::{config, corpus, task};

#[test]
fn a_task_is_found_by_the_beginning_of_its_id() {
    let dir = tempfile::tempdir().unwrap();
    corpus(dir.path(), 60);
    let reader = Store::open_read(dir.path().join("corpus.sqlite")).unwrap();
    let id = task(4).id().to_hex();
    assert_eq!(reader.task(&id).unwrap().task, task(4));
    assert_eq!(reader.task(&id[..16].to_uppercase()).unwrap().slot, 4);
}

#[test]
fn ambiguous_unknown_and_impossible_ids_say_so() {
    let dir = tempfile::tempdir().unwrap();
    corpus(dir.path(), 60);
    let reader = Store::open_read(dir.path()).unwrap();
    let ids: Vec<String> = reader.tasks().map(|item| item.unwrap().id.to_hex()).collect();
    // 60 ids share 16 first digits, so some digit begins several of them.
    let digit = "0123456789abcdef"
        .chars()
        .find(|digit| ids.iter().filter(|id| id.starts_with(*digit)).count() > 1)
        .unwrap()
        .to_string();
    let error = reader.task(&digit).unwrap_err();
    let StoreError::AmbiguousId { matches, .. } = &error else { panic!("{error}") };
    assert!(matches.len() > 1 && matches.len() <= 5);
    assert!(error.to_string().contains(&matches[0].to_hex()));
    let other = Digest::of_parts("another", []).to_hex();
    assert!(matches!(reader.task(&other), Err(StoreError::UnknownId { .. })));
    for wrong in ["", "xyz", "%", "a'b", &"0".repeat(65)] {
        assert!(matches!(reader.task(wrong), Err(StoreError::BadId { .. })), "{wrong}");
    }
}

#[test]
fn duplicates_are_seen_in_the_batch_and_in_the_store() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::create_or_open(dir.path(), &config()).unwrap();
    let first = task(0);
    let id = first.id();
    let mut same_scene = task(1);
    same_scene.scene = first.scene.clone();
    let mut same_program = task(2);
    same_program.program = Program::svg(format!("<!-- note -->{}\n", first.program.source));
    let mut same_picture = task(3);
    same_picture.picture = Picture { png: vec![], ..first.picture.clone() };
    let cases = [
        (DuplicateKind::Scene, same_scene),
        (DuplicateKind::Program, same_program),
        (DuplicateKind::Picture, same_picture),
    ];

    let mut batch = store.batch().unwrap();
    let ready = |task: &Task| Prepared::of(task.clone()).unwrap();
    assert_eq!(batch.duplicate_of(&ready(&first)).unwrap(), None);
    batch.accept(0, &first).unwrap();
    for (kind, task) in &cases {
        let reason = batch.duplicate_of(&ready(task)).unwrap().unwrap();
        assert_eq!((reason.kind, reason.of), (*kind, id));
        let error = batch.accept(1, task).unwrap_err();
        assert!(matches!(error, StoreError::Duplicate { slot: 1, .. }), "{error}");
        assert!(error.to_string().contains(kind.name()));
    }
    batch.commit(1).unwrap();

    for (kind, task) in &cases {
        assert_eq!(store.duplicate_of(task).unwrap().unwrap().kind, *kind);
    }
    assert_eq!(store.duplicate_of(&task(9)).unwrap(), None);
    assert_eq!(store.scenes().unwrap(), [first.scene_digest()]);
    let other = task(9);
    let (new, program) = (other.scene_digest(), other.program.normalised_digest());
    let mut batch = store.batch().unwrap();
    let known = (first.scene_digest(), first.program.normalised_digest());
    let kind = |found: Option<DuplicateReason>| found.map(|reason| reason.kind);
    assert_eq!(kind(batch.repeats(&known.0, &program).unwrap()), Some(DuplicateKind::Scene));
    assert_eq!(kind(batch.repeats(&new, &known.1).unwrap()), Some(DuplicateKind::Program));
    assert_eq!(kind(batch.repeats(&new, &program).unwrap()), None);
    drop(batch);
    assert_eq!(store.len().unwrap(), 1);
}
