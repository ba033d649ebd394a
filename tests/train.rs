//! A small course through the command line: what it leaves behind, how it goes on, and
//! what it refuses.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// Runs `synth` with the words of `line` in `folder`, on one thread: tests run side by
/// side already.
fn synth(folder: &Path, line: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_synth"))
        .args(line.split_whitespace())
        .current_dir(folder)
        .env("RAYON_NUM_THREADS", "1")
        .env("CANDLE_NUM_THREADS", "1")
        .output()
        .expect("the binary runs")
}

fn done(folder: &Path, line: &str) -> Output {
    let output = synth(folder, line);
    assert!(output.status.success(), "{line}: {}", stderr(&output));
    output
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const COURSE: &str = "train --roles solver --preset tiny --store c --warm-up 3 --steps 2 --group 4 --exam 8 --save-every 2 -q";

fn corpus(folder: &Path) {
    done(folder, "generate --n 120 --seed 1 --families count-shapes,maze --level 1 --out c -q");
}

#[test]
fn a_course_leaves_its_figures_its_exams_and_a_model() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    corpus(at);
    let ended = done(at, &format!("{COURSE} --out run --json"));
    let closing: Value = serde_json::from_slice(&ended.stdout).unwrap();
    assert_eq!(closing["done"], true);
    for exam in ["most-frequent", "warm-up", "grpo"] {
        let all = &closing["exams"][exam]["all"];
        assert!(all["low"].as_f64() <= all["mean"].as_f64(), "{exam}: {all}");
        assert!(all["count"].as_u64().unwrap() <= 8);
    }
    let metrics = lines(&at.join("run/metrics.jsonl"));
    let steps: Vec<u64> = metrics.iter().map(|line| line["step"].as_u64().unwrap()).collect();
    assert_eq!(steps, [1, 2, 3, 4, 5]);
    assert!(
        metrics[0]["warm-up/loss"].as_f64().unwrap() > metrics[2]["warm-up/loss"].as_f64().unwrap()
    );
    let line = metrics[4].as_object().unwrap();
    assert!(
        line.keys().any(|name| name.starts_with("grpo/")) && !line.contains_key("warm-up/loss")
    );
    assert_eq!(lines(&at.join("run/exams.jsonl")).len(), 3);
    for file in ["config.json", "model.safetensors", "tokenizer.json", "chat_template.jinja"] {
        assert!(at.join("run/model").join(file).exists(), "{file}");
    }
    // A course that is over says the same again, and trains nothing; a table that it was
    // killed over is written.
    let table = fs::read(at.join("run/exams.jsonl")).unwrap();
    fs::remove_file(at.join("run/exams.jsonl")).unwrap();
    let again = done(at, &format!("{COURSE} --out run --json"));
    assert_eq!(again.stdout, ended.stdout);
    assert!(fs::read(at.join("run/exams.jsonl")).unwrap() == table);
}

#[test]
fn a_course_that_was_broken_off_ends_as_one_without_a_break() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    corpus(at);
    done(at, &format!("{COURSE} --out whole"));
    let mut sittings = 0;
    loop {
        let sitting = synth(at, &format!("{COURSE} --out parts --limit-time 1"));
        sittings += 1;
        match sitting.status.code() {
            Some(0) => break,
            Some(75) if sittings < 40 => {}
            code => panic!("{code:?}: {}", stderr(&sitting)),
        }
        // A sitting of a second may be too short for any step: let the next be longer.
        if sittings % 4 == 0 {
            let longer = format!("{COURSE} --out parts --limit-time {}", 2 * sittings);
            if synth(at, &longer).status.success() {
                break;
            }
        }
    }
    let bytes = |run: &str, file: &str| fs::read(at.join(run).join(file)).unwrap();
    for file in ["metrics.jsonl", "exams.jsonl", "model/model.safetensors", "exams/grpo.json"] {
        assert!(bytes("whole", file) == bytes("parts", file), "{file}");
    }
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    corpus(at);
    done(at, &format!("{COURSE} --out run"));
    let refused = |line: &str, says: &[&str]| {
        let output = synth(at, line);
        let said = stderr(&output);
        assert_ne!(output.status.code(), Some(0), "{line}");
        for part in says {
            assert!(said.contains(part), "{line}: {said}");
        }
        output.status.code()
    };
    let code = refused(&format!("{COURSE} --out run --seed 4"), &["seed was 0 and is 4"]);
    assert_eq!(code, Some(2));
    refused("train --roles solver --out x --preset huge", &["tiny and small"]);
    refused("train --roles solver --out x --store c --base nowhere", &["nowhere"]);
    refused("train --roles solver --out x --base c", &["--store"]);
    assert_eq!(refused(&format!("{COURSE} --out x --lora 4"), &["--lora needs --base"]), Some(2));
    refused("train --roles solver --out x --store c --base c --lora 0", &["above zero"]);
    refused(&format!("{COURSE} --out x --device gpu"), &["cuda:N"]);
    #[cfg(not(feature = "cuda"))]
    assert_eq!(refused(&format!("{COURSE} --out x --device cuda"), &["built without"]), Some(2));
    refused(&format!("{COURSE} --out y --families pies"), &["no task of the families"]);
    refused(&format!("{COURSE} --out y --loss best"), &["best"]);

    // A model whose weights were cut off, and one of an unknown kind.
    let model = at.join("run/model");
    let weights = fs::read(model.join("model.safetensors")).unwrap();
    fs::write(model.join("model.safetensors"), &weights[..weights.len() / 2]).unwrap();
    refused("train --roles solver --out z --store c --base run/model", &["model.safetensors"]);
    let config = fs::read_to_string(model.join("config.json")).unwrap();
    fs::write(model.join("config.json"), config.replace("qwen3_vl", "llava")).unwrap();
    refused("train --roles solver --out z --store c --base run/model", &["llava"]);
}

#[test]
fn adapters_are_trained_over_a_base_and_examined_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    corpus(at);
    done(at, &format!("{COURSE} --out run"));
    let line = "train --roles solver --base run/model --store c --tier easy --warm-up 2 --steps 1 --beta 0.1 \
                --group 4 --exam 4 --lora 4 --lora-targets q_proj,up_proj -q";
    done(at, &format!("{line} --out lora --merge"));
    for file in ["warm-up/adapter_model.safetensors", "grpo/adapter_config.json"] {
        assert!(at.join("lora/adapters").join(file).exists(), "{file}");
    }
    assert!(!at.join("lora/warm-up").exists(), "a base was copied");
    // The adapter over its base answers as the model that it was merged into.
    let ask = "eval --store c --tier easy --limit 8 --max-tokens 12 -q --json --answers";
    done(at, &format!("{ask} over.jsonl --model run/model --adapter lora/adapters/grpo"));
    done(at, &format!("{ask} merged.jsonl --model lora/model"));
    assert_eq!(lines(&at.join("over.jsonl")), lines(&at.join("merged.jsonl")));
    // In half precision, without a merged model.
    done(at, &format!("{line} --out half --dtype bf16 --device cpu"));
    assert!(at.join("half/adapters/grpo/adapter_model.safetensors").exists());
    assert!(!at.join("half/model").exists());
    let other = synth(at, &format!("{line} --out half --device cpu"));
    assert!(stderr(&other).contains("training.precision was"), "{}", stderr(&other));
}

#[test]
fn a_model_is_examined_on_tasks_and_on_benchmarks() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    corpus(at);
    done(at, &format!("{COURSE} --out run"));
    let line = "eval --model run/model --tier easy --max-tokens 12 -q --json";
    let held = done(at, &format!("{line} --store c --answers answers.jsonl"));
    let held: Value = serde_json::from_slice(&held.stdout).unwrap();
    let answers = lines(&at.join("answers.jsonl"));
    assert_eq!(held["groups"][0]["count"].as_u64().unwrap() as usize, answers.len());
    let right = answers.iter().filter(|answer| answer["right"] == true).count();
    assert_eq!(held["groups"][0]["right"].as_u64().unwrap() as usize, right);

    // Two models over the same questions; a model is as good as itself.
    let same = done(at, &format!("{line} --store c --split all --limit 20 --compare run/model"));
    let same: Value = serde_json::from_slice(&same.stdout).unwrap();
    assert_eq!(same["groups"][0]["difference"], 0.0);
    assert_eq!(same["groups"][0]["count"], 20);

    done(at, "export c --to hf --out hf --tier easy --splits 1");
    let table = done(at, &format!("{line} --benchmark hf/data --limit 10"));
    let table: Value = serde_json::from_slice(&table.stdout).unwrap();
    assert_eq!(table["groups"][0]["count"], 10);
    let nothing = synth(at, &format!("{line} --benchmark c"));
    assert_eq!(nothing.status.code(), Some(2), "{}", stderr(&nothing));
}
