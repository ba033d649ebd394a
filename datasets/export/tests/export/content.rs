//! What every format has in common.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use synth_export::{FORMATS, Options, Split, Tiers};

use crate::common::{corpus, corpus_of, files, lines, run, task};

#[test]
fn the_same_corpus_gives_the_same_bytes_in_every_format() {
    let dir = tempfile::tempdir().unwrap();
    let reader = corpus(&dir.path().join("corpus"), 40);
    let options = Options { tiers: Tiers::Both, ..Options::default() };
    for format in FORMATS {
        let [a, b] = ["a", "b"].map(|end| dir.path().join(format!("{}-{end}", format.name)));
        let (first, second) =
            (run(&reader, format.name, &a, &options), run(&reader, format.name, &b, &options));
        assert_eq!(first, second);
        assert_eq!(files(&a), files(&b), "{}", format.name);
        assert_eq!((first.tasks, first.rows), (40, 80), "{}", format.name);
    }
}

#[test]
fn an_export_holds_data_alone_in_data_and_says_what_it_is_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    let reader = corpus(&dir.path().join("corpus"), 40);
    for format in FORMATS {
        let out = dir.path().join(format.name);
        let summary = run(&reader, format.name, &out, &Options::default());
        let names: BTreeSet<String> = fs::read_dir(&out)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let wanted = ["README.md", "data", "grader.wasm", "manifest.json", "reward.py"];
        assert_eq!(names, wanted.map(str::to_owned).into(), "{}", format.name);
        let readme = fs::read_to_string(out.join("README.md")).unwrap();
        assert!(readme.contains(&summary.config.to_hex()), "{}", format.name);
        let manifest: Value =
            serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
        assert_eq!(manifest["rows"], 40);
        assert_eq!(manifest["corpus_config"], summary.config.to_hex());
        for file in &summary.files {
            let bytes = fs::metadata(out.join(&file.path)).unwrap().len();
            assert_eq!(bytes, file.bytes, "{}", file.path);
        }
    }
}

#[test]
fn both_questions_of_a_task_share_its_picture() {
    let dir = tempfile::tempdir().unwrap();
    let reader = corpus(&dir.path().join("corpus"), 12);
    let options =
        Options { tiers: Tiers::Both, splits: "1".parse().unwrap(), ..Options::default() };
    let out = dir.path().join("out");
    run(&reader, "jsonl", &out, &options);
    let rows = lines(&out.join("data/train.jsonl"));
    assert_eq!(rows.len(), 24);
    for (pair, stored) in rows.chunks(2).zip(reader.tasks()) {
        let stored = stored.unwrap();
        assert_eq!(pair[0]["image"], pair[1]["image"]);
        let picture = out.join("data").join(pair[0]["image"].as_str().unwrap());
        assert_eq!(fs::read(picture).unwrap(), stored.task.picture.png);
        for (row, tier) in pair.iter().zip(synth_contracts::Tier::ALL) {
            let question = stored.task.concept.question(tier);
            assert_eq!(row["tier"], tier.name());
            assert_eq!(row["question"], question.text);
            assert_eq!(row["answer"], question.answer.to_string());
            assert_eq!(row["id"], stored.id.to_hex());
        }
    }
    let pictures = files(&out).into_keys().filter(|name| name.ends_with(".png")).count();
    assert_eq!(pictures, 12);
}

#[test]
fn every_trainer_gets_its_keys() {
    let dir = tempfile::tempdir().unwrap();
    let reader = corpus(&dir.path().join("corpus"), 6);
    let options = Options { splits: "1".parse().unwrap(), ..Options::default() };
    let all = ["ms-swift", "vlm-r1"].map(|format| {
        let out = dir.path().join(format);
        run(&reader, format, &out, &options);
        lines(&out.join("data/train.jsonl"))
    });
    for (swift, vlm) in all[0].iter().zip(&all[1]) {
        let prompt = swift["messages"][0]["content"].as_str().unwrap();
        assert!(prompt.starts_with("<image>What is it") && prompt.contains(r"\boxed{}"));
        assert_eq!(swift["images"].as_array().unwrap().len(), 1);
        assert_eq!(swift["solution"], vlm["ground_truth"]);
        // Its own template asks for the form of the answer.
        let value = vlm["conversations"][0]["value"].as_str().unwrap();
        assert!(value.starts_with("<image>What is it") && value.ends_with("then?"));
    }
    let methods: Vec<&str> =
        all[1].iter().map(|row| row["accu_reward_method"].as_str().unwrap()).collect();
    assert_eq!(methods, ["math", "math", "default", "mcq", "yes_no", "default"]);
}

#[test]
fn a_question_that_holds_a_mark_is_left_out_where_it_would_be_a_picture() {
    let dir = tempfile::tempdir().unwrap();
    let mut odd = task(1, 32);
    odd.concept.hard.text = "What does <image> mean?".into();
    let reader = corpus_of(&dir.path().join("corpus"), [task(0, 32), odd]);
    let options = Options { splits: "1".parse().unwrap(), ..Options::default() };
    let verl = run(&reader, "verl", &dir.path().join("verl"), &options);
    assert_eq!((verl.rows, verl.left_out), (1, 1));
    let trl = run(&reader, "trl", &dir.path().join("trl"), &options);
    assert_eq!((trl.rows, trl.left_out), (2, 0));
}

#[test]
fn no_scene_is_in_two_splits_and_none_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let reader = corpus(&dir.path().join("corpus"), 60);
    let options =
        Options { splits: "2,1,1".parse().unwrap(), tiers: Tiers::Both, ..Options::default() };
    let out = dir.path().join("out");
    let summary = run(&reader, "jsonl", &out, &options);
    let mut seen = BTreeSet::new();
    for split in Split::ALL {
        let rows = lines(&out.join(format!("data/{}.jsonl", split.name())));
        assert_eq!(rows.len() as u64, summary.rows_of(split));
        assert!(!rows.is_empty());
        let ids: BTreeSet<String> =
            rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
        assert!(seen.is_disjoint(&ids));
        seen.extend(ids);
    }
    assert_eq!(seen.len(), 60);
}
