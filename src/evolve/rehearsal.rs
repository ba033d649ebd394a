//! The schedule with players that follow a script: no model, no sandbox.
//!
//! The world is that of plain boards. The scripted Proposer writes what a family would,
//! the Coder draws captions, the Solver looks at pixels; all of them err by a hash of what
//! they are asked, the less the more steps they were trained.

mod images;
mod outside;
mod script;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use synth_contracts::{Language, Stream};
use synth_rewards::sound::Archive;
use synth_roles::proposer::Proposal;

use crate::curriculum::Curriculum;
use crate::drawing::{Attempt, attempts};
use crate::judge::{Trial, coder, proposers};
use crate::pay::Preset;
use crate::player::Reply;
use crate::presets;
use crate::role::Role;
use crate::schedule::{Evolution, Parts, Stop};
use crate::settings::{Ballot, Bands, Lesson, Regression, Settings};
use crate::vote::{Poll, Sight};
use crate::world::{Plain, Scene};
use script::{Easel, Script};

const ITERATIONS: u64 = 2;

pub fn settings() -> Settings {
    let lesson = Lesson {
        steps: 3,
        batch: 3,
        group: 3,
        rate: 1.0,
        rise: 0,
        floor: 1.0,
        beta: 0.0,
        max_tokens: 9,
    };
    Settings {
        iterations: ITERATIONS,
        proposer: lesson.clone(),
        coder: lesson.clone(),
        solver: lesson,
        concepts: 10,
        trials: 2,
        tasks: 14,
        rehearsal: 0.5,
        measured: 4,
        ballot: Ballot { easy: 2, hard: 4, most: 8, deviation: 0.15, blind: 2 },
        // Of so few concepts the Coder learns on all.
        bands: Bands { render: [0.0, 1.0], ..presets::tiny().bands },
        exam: 12,
        save_every: 2,
        ..presets::tiny()
    }
}

/// Runs until it ends, or until the script fails.
fn run(folder: &Path, settings: &Settings, script: &Script, easel: &Easel) -> crate::Result<Stop> {
    let world = Plain::new(settings.seed, settings.exam / 2).unwrap();
    let evolution = Evolution::open(folder, settings.clone())?;
    let curriculum = &world as &dyn Curriculum;
    let parts = Parts { cast: script, studio: easel, curriculum, images: None };
    evolution.run(&parts, &|| false, &mut |_| {})
}

/// Every file of a run by its path, but for the lock and event files, which hold times.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, root: &Path, all: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().display().to_string();
            if path.is_dir() {
                walk(&path, root, all);
            } else if name != ".lock" {
                all.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    let mut all = BTreeMap::new();
    walk(root, root, &mut all);
    all
}

fn lines(root: &Path, name: &str) -> Vec<Value> {
    let text = fs::read_to_string(root.join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_run_leaves_what_is_promised() {
    let at = tempfile::tempdir().unwrap();
    let settings = Settings { control: true, ..settings() };
    let ended = run(at.path(), &settings, &Script::default(), &Easel::default()).unwrap();
    assert_eq!(ended, Stop::Done);
    let table: crate::Table =
        serde_json::from_slice(&fs::read(at.path().join("table.json")).unwrap()).unwrap();
    assert_eq!(table.rows.len(), ITERATIONS as usize);
    let row = &table.rows[0];
    let shares = &row.proposer.as_ref().unwrap().before.shares;
    assert!((0.0..=1.0).contains(&shares["readable"]), "{shares:?}");
    assert!(row.coder.as_ref().unwrap().after.shares.contains_key("rendered"));
    assert!(row.tasks.unwrap()[0] > 0 && row.accuracy.is_some() && row.verdict.is_some());
    assert!(table.first.is_some() && table.control.is_some() && table.over_control.is_some());
    // All of a sample's lineage is found by its names.
    let root = at.path().join("iterations/2");
    let tasks = lines(&root, "tasks/tasks.jsonl");
    let sample = &lines(&root, "solver/candidates.jsonl")[0];
    let task = tasks.iter().find(|task| task["id"] == sample["task"]).unwrap();
    for field in ["concept", "iteration"] {
        assert_eq!(task[field], sample[field], "{field}");
    }
    assert_eq!(task["program_id"], sample["program"]);
    assert!(root.join("tasks").join(task["picture"].as_str().unwrap()).exists());
    for role in ["proposer", "coder", "solver"] {
        assert_eq!(task["by"][role]["iteration"], if role == "solver" { 1 } else { 2 }, "{role}");
        assert_eq!(task["by"][role]["adapter"].as_str().unwrap().len(), 64, "{role}");
    }
    // Beside them the Solver practises what it solves already, and no more of it.
    let known = lines(&root, "tasks/known.jsonl");
    assert!(!known.is_empty() && known.len() <= tasks.len(), "{}", known.len());
    for task in &known {
        assert_eq!(task["witness"]["proved"], true, "{task}");
        assert!(task["pass_rate"].as_f64().unwrap() > settings.bands.hard[1], "{task}");
    }
    let practised = lines(&root, "solver/candidates.jsonl");
    assert!(practised.iter().any(|line| known.iter().any(|task| task["id"] == line["task"])));
    // Every candidate of every step, term by term.
    let candidates = lines(&root, "coder/candidates.jsonl");
    assert_eq!(candidates.len(), 3 * 3 * 3);
    for line in candidates.iter().filter(|line| !line["reward"].is_null()) {
        let terms = line["terms"].as_array().unwrap();
        let sum: f64 = terms.iter().map(|term| term["value"].as_f64().unwrap()).sum();
        assert!((sum - line["reward"].as_f64().unwrap()).abs() < 1e-9, "{line}");
    }
    // Curves have one axis, and nothing is left of stages under way.
    let steps: Vec<u64> =
        lines(at.path(), "metrics.jsonl").iter().map(|l| l["step"].as_u64().unwrap()).collect();
    assert_eq!(steps, (1..=18).collect::<Vec<u64>>());
    assert!(!files(at.path()).keys().any(|name| name.contains("partial")));
    assert!(!root.join("coder/checkpoints").exists());
}

#[test]
fn a_run_that_is_killed_anywhere_ends_with_the_same_bytes() {
    let whole = tempfile::tempdir().unwrap();
    let script = Script::default();
    run(whole.path(), &settings(), &script, &Easel::default()).unwrap();
    let (calls, expected) = (script.calls(), files(whole.path()));
    assert!(calls > 60, "{calls}");
    // Every third call, so that each stage is killed at several places.
    for last in (0..calls).step_by(3) {
        let parts = tempfile::tempdir().unwrap();
        let dying = Script { dies_at: Cell::new(Some(last)), ..Script::default() };
        run(parts.path(), &settings(), &dying, &Easel::default()).unwrap_err();
        let after = Script::default();
        run(parts.path(), &settings(), &after, &Easel::default()).unwrap();
        let found = files(parts.path());
        let names: Vec<&String> = found.keys().collect();
        assert_eq!(names, expected.keys().collect::<Vec<_>>(), "killed at {last}");
        for (name, bytes) in &expected {
            assert!(found[name] == *bytes, "killed at {last}: {name}");
        }
        // What was whole was not done again: at most a stage is.
        assert!(after.calls() <= calls, "{last}");
    }
}

#[test]
fn a_run_with_other_settings_is_refused_and_one_that_is_over_says_the_same() {
    let at = tempfile::tempdir().unwrap();
    run(at.path(), &settings(), &Script::default(), &Easel::default()).unwrap();
    let before = files(at.path());
    let again = Script::default();
    run(at.path(), &settings(), &again, &Easel::default()).unwrap();
    assert_eq!(again.calls(), 0);
    assert!(before == files(at.path()));
    let other = Settings { tasks: 15, ..settings() };
    let error = run(at.path(), &other, &Script::default(), &Easel::default()).unwrap_err();
    assert!(error.to_string().contains("tasks was 14 and is 15"), "{error}");
    let wrong = Settings { without: vec!["luck".into()], ..settings() };
    let at = tempfile::tempdir().unwrap();
    let error = run(at.path(), &wrong, &Script::default(), &Easel::default()).unwrap_err();
    assert!(error.to_string().contains("luck"), "{error}");
}

#[test]
fn a_host_that_fails_now_and_then_moves_no_reward() {
    for preset in Preset::ALL {
        let at = tempfile::tempdir().unwrap();
        let settings =
            Settings { rewards: preset, iterations: 1, programs: 1, concepts: 40, ..settings() };
        run(at.path(), &settings, &Script::default(), &Easel { fails: 100 }).unwrap();
        let proposed = lines(at.path(), "iterations/1/proposer/candidates.jsonl");
        let drawn = lines(at.path(), "iterations/1/coder/candidates.jsonl");
        let mut unknown = 0;
        for line in drawn.iter().filter(|line| line["outcome"] == "unknown") {
            assert!(line["reward"].is_null(), "{preset} {line}");
            unknown += 1;
        }
        assert!(unknown > 0 && unknown < drawn.len());
        assert!(drawn.iter().all(|l| l["outcome"] == "unknown" || !l["reward"].is_null()));
        for line in &proposed {
            let failed = line["programs"][0]["outcome"] == "unknown";
            assert!(!failed || line["reward"].is_null(), "{preset} {line}");
            // What a role does wrong itself is its own fault still.
            let own_fault = line["proposal"].is_null();
            assert!(!own_fault || !line["reward"].is_null(), "{preset} {line}");
        }
    }
}

#[test]
fn one_program_that_nobody_could_draw_changes_nothing_of_the_others() {
    let scene = Scene::by_turns(4, &Stream::root(1)).0;
    let (proposal, program) = (scene.proposal(), scene.program());
    let said = [Reply::Said(program.source.clone()), Reply::Said(program.source)];
    let drawn = |fails| {
        let studio = Easel { fails };
        attempts(&studio, Language::Svg, &[&proposal], &[said.to_vec()]).unwrap().remove(0)
    };
    let poll = |answers: &[&str]| Poll { answers: answers.iter().map(|a| (*a).into()).collect() };
    let sight = Sight {
        easy: poll(&[&proposal.easy_answer, "9"]),
        hard: poll(&[&proposal.hard_answer, &proposal.hard_answer, "9"]),
        blind: poll(&["8"]),
    };
    for rewards in Preset::ALL {
        let settings = Settings { rewards, ..settings() };
        let of = |others: Vec<Attempt>| {
            let mut attempts = drawn(0)[..1].to_vec();
            attempts.extend(others);
            let mut sights = vec![Some(sight.clone())];
            sights.resize(attempts.len(), None);
            let proposal = Some(&proposal);
            let trial = Trial { topic: "t", proposal, unknown: false, attempts, sights };
            proposers(&settings, &Archive::default(), &[trial]).remove(0).unwrap().total()
        };
        let unknown = Attempt::Unknown("watchdog".into());
        assert_eq!(of(vec![]), of(vec![unknown.clone(), unknown.clone()]), "{rewards}");
        assert!(of(vec![]) > 0.0);
        let alone = coder(&settings, &proposal, &drawn(0)[0], Some(&sight)).unwrap().total();
        assert!(alone > 0.5, "{rewards} {alone}");
        assert_eq!(coder(&settings, &proposal, &unknown, None), None);
        // Drawn, but nobody answered what does not follow from the picture: the Solver's
        // host is at fault.
        let [caption, easy_question] = ["A board.", "Which one is the fairest?"].map(str::to_owned);
        let open = Proposal { caption, easy_question, ..proposal.clone() };
        let drawn = attempts(&Easel::default(), Language::Svg, &[&open], &[said.to_vec()]);
        let silent = Sight::default();
        assert_eq!(coder(&settings, &open, &drawn.unwrap()[0][0], Some(&silent)), None);
    }
}

#[test]
fn what_follows_from_a_picture_is_held_against_it_whatever_the_votes_are() {
    let scene = Scene::by_turns(4, &Stream::root(1)).0;
    let other = Scene::by_turns(4, &Stream::root(2)).0;
    let proposal = scene.proposal();
    let said = [scene, other].map(|scene| Reply::Said(scene.program().source));
    let tried = attempts(&Easel::default(), Language::Svg, &[&proposal], &[said.to_vec()]);
    let [own, foreign] = <[Attempt; 2]>::try_from(tried.unwrap().remove(0)).unwrap();
    let pays = |attempt| coder(&settings(), &proposal, attempt, None).unwrap().total();
    assert!(pays(&own) > 0.99 && pays(&foreign) < 0.75, "{} {}", pays(&own), pays(&foreign));
    // Nobody votes for what is there, and still it is the label.
    let wrong = Poll { answers: vec!["9".into(); 3] };
    let sight = Sight { hard: wrong.clone(), blind: wrong, ..Sight::default() };
    let trial = Trial {
        topic: "t",
        proposal: Some(&proposal),
        unknown: false,
        attempts: vec![own],
        sights: vec![Some(sight)],
    };
    let label = |rewards| trial.witnesses(rewards).remove(0).1;
    assert_eq!(label(Preset::Sound).label.as_ref(), Some(&proposal.hard_answer));
    assert!(label(Preset::Sound).proved && label(Preset::Sound).sighted == [0, 3]);
    assert_eq!(label(Preset::MmZero).label.as_deref(), Some("9"));
}

#[test]
fn a_host_that_fails_altogether_ends_the_sitting_and_costs_nothing() {
    let (at, whole) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    run(whole.path(), &settings(), &Script::default(), &Easel::default()).unwrap();
    let error = run(at.path(), &settings(), &Script::default(), &Easel { fails: 256 });
    let error = error.unwrap_err().to_string();
    assert!(error.contains("drawing failed: no instance"), "{error}");
    let mute = Script { mute: Some(Role::Solver), ..Script::default() };
    let error = run(at.path(), &settings(), &mute, &Easel::default()).unwrap_err().to_string();
    assert!(error.contains("the Solver failed: down"), "{error}");
    run(at.path(), &settings(), &Script::default(), &Easel::default()).unwrap();
    assert!(files(at.path()) == files(whole.path()));
}

#[test]
fn an_iteration_that_is_certainly_worse_is_rolled_back_or_ends_the_run() {
    let of = |regression| {
        let at = tempfile::tempdir().unwrap();
        let settings = Settings { regression, exam: 80, ..settings() };
        let script = Script { forgets: Some(Role::Solver), ..Script::default() };
        run(at.path(), &settings, &script, &Easel::default()).unwrap();
        let verdict = fs::read(at.path().join("iterations/1/exam/verdict.json")).unwrap();
        let verdict: crate::Verdict = serde_json::from_slice(&verdict).unwrap();
        let tasks = at.path().join("iterations/2/tasks/tasks.jsonl");
        // Who votes on the second iteration's tasks is the Solver that it began from.
        let second = tasks.exists().then(|| {
            let tasks = lines(at.path(), "iterations/2/tasks/tasks.jsonl");
            tasks.first().map(|task| task["by"]["solver"]["iteration"].clone())
        });
        (verdict.kept, second)
    };
    assert_eq!(of(Regression::RollBack), (false, Some(Some(Value::from(0)))));
    assert_eq!(of(Regression::GoOn), (true, Some(Some(Value::from(1)))));
    assert_eq!(of(Regression::Stop), (false, None));
}

#[test]
fn a_label_that_no_vote_finds_is_shown_once_in_each_group() {
    let at = tempfile::tempdir().unwrap();
    let settings = Settings { regression: Regression::GoOn, ..settings() };
    let script = Script { forgets: Some(Role::Solver), ..Script::default() };
    run(at.path(), &settings, &script, &Easel::default()).unwrap();
    // In the second iteration the Solver knows nothing any more.
    let root = at.path().join("iterations/2");
    let tasks = lines(&root, "tasks/tasks.jsonl");
    assert!(tasks.iter().any(|task| task["witness"]["sighted"][0] == 0));
    let candidates = lines(&root, "solver/candidates.jsonl");
    for group in candidates.chunks(settings.solver.group) {
        let task = tasks.iter().find(|task| task["id"] == group[0]["task"]).unwrap();
        let shown: Vec<bool> = group.iter().map(|line| line["shown"] == true).collect();
        assert_eq!(shown, [false, false, task["witness"]["sighted"][0] == 0], "{task}");
        assert!(group.iter().all(|line| line["right"] == (line["shown"] == true)), "{task}");
    }
    let steps = lines(&root, "solver/metrics.jsonl");
    assert!(!steps.is_empty() && steps.iter().all(|step| step["right"] == 0.0));
}

#[test]
fn a_role_that_is_certainly_worse_after_its_training_goes_on_as_it_was() {
    let of = |regression| {
        let at = tempfile::tempdir().unwrap();
        let settings =
            Settings { regression, iterations: 1, concepts: 24, measured: 12, ..settings() };
        let script = Script { forgets: Some(Role::Coder), ..Script::default() };
        run(at.path(), &settings, &script, &Easel::default()).unwrap();
        let coder = at.path().join("iterations/1/coder");
        let gain: crate::Gain =
            serde_json::from_slice(&fs::read(coder.join("gain.json")).unwrap()).unwrap();
        assert!(gain.after.reward.mean < gain.before.reward.mean);
        (gain.undone, fs::read_to_string(coder.join("adapter/skill")).unwrap())
    };
    assert_eq!(of(Regression::RollBack), (true, "0".to_owned()));
    assert_eq!(of(Regression::GoOn), (false, "3".to_owned()));
}

#[test]
fn adapters_that_nobody_begins_from_are_pruned() {
    let at = tempfile::tempdir().unwrap();
    let settings = Settings { iterations: 4, keep: 2, ..settings() };
    run(at.path(), &settings, &Script::default(), &Easel::default()).unwrap();
    let kept =
        |iteration: u64| at.path().join(format!("iterations/{iteration}/coder/adapter")).exists();
    assert_eq!([1, 2, 3, 4].map(kept), [false, false, true, true]);
    assert!(at.path().join("iterations/1/coder/gain.json").exists());
}

#[test]
fn what_was_assigned_is_asked_for_again_where_nothing_came_of_it() {
    let of = |tries: u64| {
        let at = tempfile::tempdir().unwrap();
        let settings = Settings { tries, tasks: 40, iterations: 1, ..settings() };
        run(at.path(), &settings, &Script::default(), &Easel::default()).unwrap();
        let refused = lines(at.path(), "iterations/1/tasks/refused.jsonl");
        let mut barren = BTreeMap::<String, u64>::new();
        for line in &refused {
            let reason = line["reason"].as_str().unwrap();
            if ["unread-proposal", "not-svg"].contains(&reason) {
                *barren.entry(line["topic"].as_str().unwrap().to_owned()).or_default() += 1;
            }
        }
        barren
    };
    let (once, thrice) = (of(1), of(3));
    assert!(once.len() > 10 && once.values().all(|count| *count == 1), "{once:?}");
    // The first time nothing has changed, and a topic of which something came is left alone.
    assert!(once.keys().eq(thrice.keys()) && thrice.values().all(|count| *count <= 3));
    let left = thrice.values().filter(|count| **count == 3).count();
    assert!(0 < left && left < once.len() / 2, "{left} of {}", once.len());
}

#[test]
fn a_term_that_is_switched_off_is_paid_to_nobody() {
    let at = tempfile::tempdir().unwrap();
    let without = vec!["frontier".to_owned(), "verified".to_owned()];
    let settings = Settings { iterations: 1, without, ..settings() };
    run(at.path(), &settings, &Script::default(), &Easel::default()).unwrap();
    for role in ["proposer", "coder"] {
        let lines = lines(at.path(), &format!("iterations/1/{role}/candidates.jsonl"));
        let names: Vec<&str> = lines
            .iter()
            .flat_map(|line| line["terms"].as_array().into_iter().flatten())
            .map(|term| term["name"].as_str().unwrap())
            .collect();
        assert!(!names.is_empty());
        assert!(!names.contains(&"frontier") && !names.contains(&"verified"), "{role}");
    }
}
