//! The loop with roles that others play, through the command line: servers that speak the
//! protocol, and models of an earlier run.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;
#[path = "../src/backends/tests/host/mod.rs"]
mod host;

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::runtime::Runtime;

use common::files;
use host::{Call, Host, Mood};

fn command(folder: &Path, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_synth"));
    command
        .args(line.split_whitespace())
        .current_dir(folder)
        .env_remove("SYNTH_API_KEY")
        .env("RAYON_NUM_THREADS", "1")
        .env("CANDLE_NUM_THREADS", "1");
    command
}

fn synth(folder: &Path, line: &str) -> Output {
    command(folder, line).output().expect("the binary runs")
}

fn done(folder: &Path, line: &str) -> Value {
    let output = synth(folder, line);
    assert!(output.status.success(), "{line}: {}", stderr(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const LOOP: &str = "train --warm-up 2 --iterations 1 --role-steps 2,2,2 --batch 2 --group 2 \
                    --tasks 8 --measured 2 --exam 4 --save-every 1 -q --json";

/// A board as it was asked for, whose other shapes follow from the seed; at times the author
/// cannot count.
fn proposal(prompt: &str, seed: u64) -> String {
    const COLOURS: [&str; 4] = ["red", "green", "blue", "orange"];
    const PLACES: [&str; 6] = [
        "top left",
        "centre middle",
        "centre right",
        "bottom left",
        "bottom middle",
        "bottom right",
    ];
    let board = prompt.lines().find_map(|line| line.strip_prefix("The board: ")).unwrap();
    let parts: Vec<&str> = board.split(", ").collect();
    let [number, subject, easy, hard] = parts.as_slice() else { panic!("{board}") };
    let number = number.strip_suffix(" shapes").unwrap();
    let count = 2 + ["two", "three", "four", "five", "six"]
        .iter()
        .position(|name| *name == number)
        .unwrap();
    let words: Vec<&str> = subject.split(' ').collect();
    let place = words[..2].join(" ");
    let (easy, answer) = match *easy {
        "which colour" => ("Which colour", words[2]),
        _ => ("Which shape", words[3]),
    };
    let focus = hard.strip_prefix("how many ").unwrap();
    let colour = |at: usize| COLOURS[(seed >> (8 * at)) as usize % 4];
    let shape = |at: usize| ["circle", "square"][(seed >> (8 * at + 4)) as usize % 2];
    let free = PLACES.iter().filter(|free| **free != place).take(count - 1).enumerate();
    let others = free.map(|(at, place)| format!("{place} {} {}", colour(at), shape(at)));
    let items: Vec<String> = std::iter::once((*subject).to_owned()).chain(others).collect();
    let meant = |item: &&String| item.split(' ').skip(2).any(|word| focus.starts_with(word));
    let hard = items.iter().filter(meant).count() + usize::from(seed.is_multiple_of(5));
    format!(
        "<content_type>diagram</content_type><caption>{}.</caption>\
         <easy_question>{easy} is {place}?</easy_question><easy_answer>{answer}</easy_answer>\
         <hard_question>How many {focus} are there?</hard_question><hard_answer>{hard}</hard_answer>",
        items.join(", "),
    )
}

/// A board drawn from its caption.
fn program(prompt: &str) -> String {
    let caption = prompt.lines().nth(2).unwrap().trim_end_matches('.');
    let shape = |item: &str| {
        let words: Vec<&str> = item.split(' ').collect();
        let at = |names: [&str; 3], name: &str| {
            3 * names.iter().position(|known| *known == name).unwrap()
        };
        let y = at(["top", "centre", "bottom"], words[0]);
        let x = at(["left", "middle", "right"], words[1]);
        match words[3] {
            "circle" => {
                format!("<circle cx=\"{}\" cy=\"{}\" r=\"1\" fill=\"{}\"/>", x + 1, y + 1, words[2])
            }
            _ => format!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"2\" height=\"2\" fill=\"{}\"/>",
                words[2]
            ),
        }
    };
    let shapes: String = caption.split(", ").map(shape).collect();
    format!("```svg\n<svg viewBox=\"0 0 9 9\" width=\"96\" height=\"96\">{shapes}</svg>\n```")
}

/// What whoever is asked answers: it must have been told the rules of the boards.
fn answer(call: &Call) -> Vec<String> {
    let one = |sample: u64| match call.prompt.as_str() {
        prompt if prompt.starts_with("You invent boards") => proposal(prompt, call.seed + sample),
        prompt if prompt.starts_with("You draw boards") => program(prompt),
        prompt => panic!("nobody plays this: {prompt}"),
    };
    (0..call.samples).map(one).collect()
}

fn host(mood: impl Fn(&Call) -> Mood + Send + Sync + 'static) -> (Host, Runtime) {
    let runtime = Runtime::new().unwrap();
    (runtime.block_on(host::start(mood, answer)), runtime)
}

#[test]
fn a_loop_against_servers_that_is_killed_asks_for_nothing_again_and_ends_as_one_without_a_break() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let (host, _runtime) = host(|_| Mood::Good);
    let line = format!("{LOOP} --proposer {0} --coder {0}#base", host.url);
    let closing = done(at, &format!("{line} --out whole"));
    let (table, cost) = (&closing["table"], closing["cost"].as_array().unwrap());
    let row = &table["rows"][0];
    assert!(row["proposer"].is_null() && row["coder"].is_null(), "{row}");
    assert!(row["accuracy"]["count"] == 4 && table["gain"].is_object(), "{table}");
    let roles: Vec<&str> = cost.iter().map(|cost| cost["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["proposer", "coder"]);
    assert!(cost.iter().all(|cost| cost["sitting"]["replied"].as_u64().unwrap() >= 8), "{cost:?}");
    let asked = std::mem::take(&mut *host.seen.lock().unwrap()).bodies.len();
    assert!(asked >= 16, "{asked}");

    // Killed while it warms up, in the middle of the calls, and later.
    for calls in [0, asked / 3, asked - 1] {
        let mut child = command(at, &format!("{line} --out parts --in-flight 4"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        while host.seen.lock().unwrap().bodies.len() < calls {
            assert!(begun.elapsed() < Duration::from_secs(120), "it does not come on");
            sleep(Duration::from_millis(2));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let closing = done(at, &format!("{line} --out parts --in-flight 4"));
    let sum = |key: &str| -> u64 {
        let cost = closing["cost"].as_array().unwrap();
        cost.iter().map(|cost| cost["sitting"][key].as_u64().unwrap()).sum()
    };
    assert!(sum("recalled") > 0, "{closing}");
    let twice = host.seen.lock().unwrap().good.values().filter(|count| **count > 1).count();
    assert!(twice <= 8, "{twice} replies were paid for twice");
    let (whole, parts) = (files(&at.join("whole")), files(&at.join("parts")));
    assert_eq!(whole.keys().collect::<Vec<_>>(), parts.keys().collect::<Vec<_>>());
    for (name, bytes) in &whole {
        assert!(parts[name] == *bytes, "{name}");
    }

    // Another model is another run, and so is nobody.
    for other in [format!("{LOOP} --out whole"), line.replace("#base", "#other") + " --out whole"] {
        let refused = synth(at, &other);
        assert_eq!(refused.status.code(), Some(2), "{}", stderr(&refused));
        assert!(stderr(&refused).contains("guests"), "{}", stderr(&refused));
    }

    // The Solver of that run plays in another one, which asks the servers and it.
    let solver = "local:whole/warm-up#whole/iterations/1/solver/adapter";
    let coder = format!("{LOOP} --coder {} --solver {solver} --out next", host.url);
    let closing = done(at, &coder);
    let (table, cost) = (&closing["table"], &closing["cost"][1]);
    assert!(table["first"]["count"] == 4 && table["gain"].is_null(), "{table}");
    assert!(table["rows"][0]["proposer"].is_object() && table["rows"][0]["accuracy"].is_null());
    assert_eq!((&cost["role"], &cost["backend"]), (&"solver".into(), &"local".into()));
    assert!(cost["sitting"]["replied"].as_u64().unwrap() >= 4, "{cost}");
    let again = done(at, &coder);
    assert_eq!(again["table"], closing["table"]);
    assert_eq!(again["cost"][1]["sitting"]["calls"], 0);
}

#[test]
fn a_server_that_is_away_ends_the_sitting_and_one_that_refuses_ends_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let line = |url: &str| format!("{LOOP} --attempts 1 --proposer {url} --out run");
    let away = synth(at, &line("http://127.0.0.1:9/v1#base"));
    assert_eq!(away.status.code(), Some(75), "{}", stderr(&away));
    assert!(stderr(&away).contains("the proposer could not be asked"), "{}", stderr(&away));
    let (unknowing, _runtime) = host(|_| Mood::Unknown);
    let refused = synth(at, &line(&unknowing.url));
    assert_eq!(refused.status.code(), Some(2), "{}", stderr(&refused));
    assert!(stderr(&refused).contains("no such model"), "{}", stderr(&refused));
    // The same command goes on, wherever the model is served by now.
    let (host, _runtime) = host(|_| Mood::Good);
    let closing = done(at, &line(&host.url));
    assert!(closing["done"] == true && closing["table"]["rows"][0]["proposer"].is_null());
}

#[test]
fn casts_that_make_no_sense_are_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let url = "http://127.0.0.1:9/v1#m";
    for (flags, says) in [
        (format!("--proposer {url} --coder {url} --solver {url}"), "nobody is left to train"),
        (format!("--solver {url} --control"), "is not trained alone either"),
        ("--coder template".to_owned(), "leave --coder out"),
        ("--coder local:nowhere".to_owned(), "there is no folder nowhere"),
        ("--coder localhost:8000".to_owned(), "http://localhost:8000/v1#NAME"),
        (format!("--roles solver --coder {url}"), "--coder is for all roles"),
    ] {
        let output = synth(folder.path(), &format!("train -q {flags}"));
        assert_eq!(output.status.code(), Some(2), "{flags}: {}", stderr(&output));
        assert!(stderr(&output).contains(says), "{flags}: {}", stderr(&output));
    }
}
