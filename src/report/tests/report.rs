//! What a report promises, read off its files.

#![allow(clippy::unwrap_used)]

mod corpus;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use synth_report::{Options, ReportError, Summary, write};

fn report(folder: &Path, out: &Path, options: &Options) -> Summary {
    write(&[folder.to_owned()], out, options, None, &|_, _| ()).unwrap()
}

/// Bytes of a chunk, unpacked.
fn chunk(out: &Path, name: &str) -> Vec<u8> {
    let text = fs::read_to_string(out.join("data").join(format!("{name}.js"))).unwrap();
    let packed = STANDARD.decode(text.split('"').nth(3).unwrap()).unwrap();
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut bytes).unwrap();
    bytes
}

fn header(out: &Path, name: &str) -> Value {
    let bytes = chunk(out, name);
    let length = u32::from_le_bytes(bytes[..4].try_into().unwrap()) as usize;
    serde_json::from_slice(&bytes[4..4 + length]).unwrap()
}

fn details(out: &Path) -> Vec<Value> {
    let read = |n: usize| serde_json::from_slice::<Vec<Value>>(&chunk(out, &format!("d{n}")));
    let there = |n: &usize| out.join(format!("data/d{n}.js")).exists();
    (0..).take_while(there).flat_map(|n| read(n).unwrap()).collect()
}

fn corpus_in(dir: &Path, count: u64) -> PathBuf {
    let folder = dir.join("corpus");
    corpus::store(&folder, count, corpus::plain);
    folder
}

#[test]
fn every_task_is_there_and_a_second_report_is_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let folder = corpus_in(dir.path(), 130);
    let files = |out: &Path| -> BTreeMap<PathBuf, Vec<u8>> {
        let entries = fs::read_dir(out.join("data")).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| (path.file_name().unwrap().into(), fs::read(path).unwrap())).collect()
    };
    let (a, b) = (dir.path().join("a"), dir.path().join("b"));
    let summary = report(&folder, &a, &Options::default());
    assert_eq!((summary.items, summary.files), (130, 1 + 3 + 3 + 4));
    report(&folder, &b, &Options::default());
    assert!(files(&a) == files(&b));
    assert!(fs::read(a.join("index.html")).unwrap() == fs::read(b.join("index.html")).unwrap());
    let details = details(&a);
    assert_eq!(details.len(), 130);
    assert_eq!(details[5]["slot"], 5);
    assert_eq!(details[6]["refused"].as_array().unwrap().len(), 2);
    assert_eq!(details[6]["questions"][0]["second"]["text"], "word8 of task 6");
    let replay = details[4]["replay"].as_str().unwrap();
    assert!(replay.starts_with("synth generate --seed 7 --families bars --max-side 448 --n 3 "));
    assert_eq!(header(&a, "index")["items"], 130);
}

#[test]
fn refused_candidates_are_shown_when_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let folder = corpus_in(dir.path(), 20);
    let out = dir.path().join("out");
    let options = Options { rejected: true, ..Options::default() };
    assert_eq!(report(&folder, &out, &options).items, 24);
    let refused: Vec<Value> =
        details(&out).into_iter().filter(|detail| detail["verdict"].is_object()).collect();
    assert_eq!(refused.len(), 4);
    assert_eq!(refused[1]["verdict"]["gate"], "dedup");
    let names = header(&out, "index")["names"].clone();
    assert_eq!(names["gate"], serde_json::json!(["", "dedup", "verify"]));
}

#[test]
fn a_sample_has_all_families_and_levels() {
    let dir = tempfile::tempdir().unwrap();
    let folder = corpus_in(dir.path(), 200);
    let out = dir.path().join("out");
    let options = Options { sample: Some(20), ..Options::default() };
    assert_eq!(report(&folder, &out, &options).items, 20);
    let mut strata: Vec<String> =
        details(&out).iter().map(|d| format!("{}{}", d["family"], d["level"])).collect();
    strata.sort();
    strata.dedup();
    assert_eq!(strata.len(), 10);
}

#[test]
fn nothing_hostile_is_in_the_page_as_markup() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("corpus");
    corpus::store(&folder, 40, corpus::hostile);
    corpus::run(&folder, corpus::ATTACKS[1]);
    let (out, page) = (dir.path().join("out"), dir.path().join("one.html"));
    let options = Options { rejected: true, ..Options::default() };
    report(&folder, &out, &options);
    report(&folder, &page, &Options { inline: true, ..options });
    for path in [out.join("index.html"), page] {
        let html = fs::read_to_string(&path).unwrap();
        for attack in corpus::ATTACKS.iter().filter(|attack| attack.contains('<')) {
            assert!(!html.contains(attack), "{attack} in {}", path.display());
        }
        assert!(!html.contains("http://example.org"));
        // One element of script that runs; all others are data.
        assert_eq!(html.matches("<script>").count(), 1);
    }
}

#[test]
fn one_file_holds_no_more_than_a_browser_bears() {
    let dir = tempfile::tempdir().unwrap();
    let folder = corpus_in(dir.path(), 1001);
    let inline = Options { inline: true, ..Options::default() };
    let page = dir.path().join("r.html");
    let refused =
        write(std::slice::from_ref(&folder), &page, &inline, None, &|_, _| ()).unwrap_err();
    assert!(matches!(refused, ReportError::TooLarge { items: 1001, .. }), "{refused}");
    assert!(!page.exists());
    let sampled = Options { sample: Some(50), ..inline };
    assert_eq!(report(&folder, &page, &sampled).files, 1);
}

#[test]
fn what_is_no_report_stays_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let folder = corpus_in(dir.path(), 3);
    let out = dir.path().join("out");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("index.html"), "mine").unwrap();
    let replace = Options { replace: true, ..Options::default() };
    let go =
        |options: &Options| write(std::slice::from_ref(&folder), &out, options, None, &|_, _| ());
    assert!(matches!(go(&replace), Err(ReportError::Stranger { .. })));
    assert_eq!(fs::read(out.join("index.html")).unwrap(), b"mine");
    fs::remove_file(out.join("index.html")).unwrap();
    go(&Options::default()).unwrap();
    assert!(matches!(go(&Options::default()), Err(ReportError::Report { .. })));
    go(&replace).unwrap();
    let nothing = write(&[dir.path().join("none")], &out, &replace, None, &|_, _| ());
    assert!(matches!(nothing, Err(ReportError::Nothing { .. })));
}

#[test]
fn two_corpora_and_a_run_without_one_are_shown() {
    let dir = tempfile::tempdir().unwrap();
    let (a, b) = (corpus_in(dir.path(), 10), dir.path().join("b"));
    corpus::store(&b, 12, |n| corpus::plain(n + 100));
    corpus::run(&a, "grpo");
    let out = dir.path().join("both");
    let both = write(&[a.clone(), b], &out, &Options::default(), None, &|_, _| ()).unwrap();
    assert_eq!(both.items, 22);
    let html = fs::read_to_string(out.join("index.html")).unwrap();
    assert!(html.contains("class=\"beside\"") && html.contains("Held-out accuracy"));
    let run = dir.path().join("run");
    fs::create_dir(&run).unwrap();
    for file in ["metrics.jsonl", "exams.jsonl"] {
        fs::copy(a.join(file), run.join(file)).unwrap();
    }
    let out = dir.path().join("run-report");
    assert_eq!(report(&run, &out, &Options::default()).items, 0);
    let html = fs::read_to_string(out.join("index.html")).unwrap();
    assert!(html.contains("reward/mean · grpo") && html.contains("60.0 %"));
    assert!(html.matches("<svg role=\"img\"").count() >= 5);
}

#[test]
fn dozens_of_families_scroll_in_tables_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    let (few, many) = (corpus_in(dir.path(), 10), dir.path().join("many"));
    corpus::store(&many, 420, corpus::many);
    let page = |folder: &Path, out: &str| {
        let out = dir.path().join(out);
        report(folder, &out, &Options::default());
        fs::read_to_string(out.join("index.html")).unwrap()
    };
    assert_eq!(page(&few, "few-report").matches("class=\"wide long\"").count(), 0);
    let html = page(&many, "many-report");
    assert_eq!(html.matches("class=\"wide long\"").count(), 3);
    assert_eq!(html.matches("href=\"#tasks?family=").count(), 42 * (5 + 2));
    let names = header(&dir.path().join("many-report"), "index")["names"]["family"].clone();
    assert_eq!(names.as_array().unwrap().len(), 42);
}

#[test]
fn last_exams_of_two_runs_are_compared() {
    let dir = tempfile::tempdir().unwrap();
    let run = |name: &str, means: &[f64]| {
        let folder = dir.path().join(name);
        fs::create_dir(&folder).unwrap();
        let steps = (1..=10 * means.len()).map(|n| format!("{{\"step\":{n},\"grpo/kl\":{n}}}\n"));
        fs::write(folder.join("metrics.jsonl"), steps.collect::<String>()).unwrap();
        let exam = |mean: &f64| {
            let (low, high) = (mean - 0.03, mean + 0.04);
            format!("{{\"accuracy\":{mean},\"low\":{low},\"high\":{high}}}\n")
        };
        fs::write(folder.join("exams.jsonl"), means.iter().map(exam).collect::<String>()).unwrap();
        folder
    };
    let (a, b) = (run("a", &[0.2, 0.5]), run("b", &[0.2, 0.4, 0.6]));
    let out = dir.path().join("out");
    write(&[a, b], &out, &Options::default(), None, &|_, _| ()).unwrap();
    let html = fs::read_to_string(out.join("index.html")).unwrap();
    assert!(html.contains("+10.0 <small>+5.0 to +15.0</small>"));
    let kl = html.split("<figcaption>kl · grpo</figcaption>").nth(1).unwrap();
    assert_eq!(kl.split("</figure>").next().unwrap().matches("class=\"line\"").count(), 2);
}
