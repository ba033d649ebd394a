//! Roles that are played from outside, by a script that speaks the backends' language.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::Value;
use synth_backends::{
    BackendError, Fault, Finish, Meter, Player, Reply as Answer, Request, Text, Usage, Who,
};
use synth_contracts::Digest;
use synth_processor::Picture;

use super::script::{Easel, Script, draw, propose, solve};
use super::{files, lines, settings};
use crate::curriculum::Curriculum;
use crate::error::{EvolveError, Result};
use crate::guests::{Guests, REPLIES};
use crate::player::Ask;
use crate::players::Mixed;
use crate::role::Role;
use crate::schedule::{Evolution, Parts, Stop};
use crate::settings::Settings;
use crate::world::Plain;

/// Plays a role, and fails where its own dice say so.
struct Outsider {
    role: Role,
    who: Who,
    /// Of 256 requests, how many it cannot answer.
    fails: u16,
    asked: Mutex<BTreeMap<String, u32>>,
    answered: AtomicU64,
}

impl Outsider {
    fn new(role: Role) -> Self {
        let who = Who { backend: "http://there/v1".into(), model: "theirs".into() };
        let (asked, answered) = (Mutex::default(), AtomicU64::new(0));
        Self { role, who, fails: 0, asked, answered }
    }

    fn failing(role: Role, fails: u16) -> Self {
        Self { fails, ..Self::new(role) }
    }

    /// How often the request that was asked most often was.
    fn most(&self) -> u32 {
        self.asked.lock().unwrap().values().copied().max().unwrap_or(0)
    }

    fn says(&self, request: &Request, sample: u32) -> String {
        let parts = [request.seed.to_le_bytes().to_vec(), sample.to_le_bytes().to_vec()];
        let digest = Digest::of_parts("outsider", parts.iter().map(Vec::as_slice));
        let errs = digest.as_bytes()[0] < 60;
        match self.role {
            Role::Proposer => propose(&request.prompt, errs, &digest),
            Role::Coder => draw(request.prompt.lines().nth(2).unwrap(), errs),
            // Nobody offers these from outside.
            Role::Searcher | Role::Questioner => String::new(),
            Role::Solver => {
                let picture = request.picture.iter().map(|png| Picture::decode(png).unwrap());
                let (prompt, pictures) = (request.prompt.clone(), picture.collect());
                let ask = Ask { key: 0, prompt, pictures, samples: 1 };
                format!("\\boxed{{{}}}", solve(&ask, errs))
            }
        }
    }

    fn reply(&self, request: &Request) -> Result<Answer, BackendError> {
        let name = request.digest(&self.who.model).to_hex();
        let luck = u16::from_str_radix(&name[..2], 16).unwrap();
        *self.asked.lock().unwrap().entry(name).or_default() += 1;
        if luck < self.fails {
            let (url, last) = (self.who.backend.clone(), Fault::Timeout(Duration::from_secs(1)));
            return Err(BackendError::Exhausted { url, attempts: 8, last });
        }
        self.answered.fetch_add(1, Ordering::Relaxed);
        let text = |sample| Text { text: self.says(request, sample), finish: Finish::Stop };
        let texts = (0..request.samples).map(text).collect();
        Ok(Answer { texts, usage: Usage::default() })
    }
}

impl Player for Outsider {
    fn who(&self) -> &Who {
        &self.who
    }

    fn respond(
        &self,
        requests: &mut dyn Iterator<Item = Request>,
        each: &mut dyn FnMut(usize, Result<Answer, BackendError>),
    ) {
        // As servers do, it answers in an order of its own.
        let mut all: Vec<(usize, Request)> = requests.enumerate().collect();
        all.reverse();
        all.iter().for_each(|(at, request)| each(*at, self.reply(request)));
    }

    fn meter(&self) -> Meter {
        Meter { replied: self.answered.load(Ordering::Relaxed), ..Meter::default() }
    }
}

/// Runs with one role played by `outsider`.
fn run(at: &Path, settings: &Settings, script: &Script, outsider: &Outsider) -> Result<Stop> {
    let guests = Guests::default().with(outsider.role, outsider);
    let named = Settings { guests: guests.named(settings)?, ..settings.clone() };
    let world = Plain::new(settings.seed, settings.exam / 2)?;
    let evolution = Evolution::open(at, named)?;
    let journal = guests.journal(at)?;
    let kept = guests.kept(journal.as_ref());
    let (settings, easel) = (evolution.settings(), Easel::default());
    let cast = Mixed { own: script, guests: &kept, settings, stopped: &|| false };
    let curriculum = &world as &dyn Curriculum;
    let parts = Parts { cast: &cast, studio: &easel, curriculum, images: None };
    evolution.run(&parts, &|| false, &mut |_| {})
}

/// Every file but those of the journal, which keeps replies in the order in which they came.
fn bytes(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = files(root);
    all.retain(|name, _| !name.starts_with(REPLIES));
    all
}

fn table(at: &Path) -> crate::Table {
    serde_json::from_slice(&fs::read(at.join("table.json")).unwrap()).unwrap()
}

#[test]
fn a_coder_from_outside_is_not_trained_and_the_others_are_trained_against_it() {
    let at = tempfile::tempdir().unwrap();
    let outsider = Outsider::new(Role::Coder);
    run(at.path(), &settings(), &Script::default(), &outsider).unwrap();
    assert!(outsider.answered.load(Ordering::Relaxed) > 30);
    assert_eq!(outsider.most(), 1, "nothing is asked twice");
    let table = table(at.path());
    let row = &table.rows[1];
    assert!(row.proposer.is_some() && row.coder.is_none() && row.accuracy.is_some());
    assert!(row.tasks.unwrap()[0] > 0 && table.gain.is_some());
    let root = at.path().join("iterations/2");
    for stage in ["coder", "concepts"] {
        assert_eq!(fs::read_dir(root.join(stage)).unwrap().count(), 0, "{stage}");
    }
    assert!(root.join("proposer/adapter").exists());
    let task = &lines(&root, "tasks/tasks.jsonl")[0];
    assert_eq!(task["by"]["coder"]["model"], "theirs");
    assert_eq!(task["by"]["coder"]["adapter"], "");
    assert_eq!(task["by"]["proposer"]["iteration"], 2);
    assert!(task["by"]["proposer"].get("model").is_none());
    // It is told the rules of the world, which the models of the world know.
    let config: Value =
        serde_json::from_slice(&fs::read(at.path().join("config.json")).unwrap()).unwrap();
    let guest = &config["guests"]["coder"];
    assert_eq!((&guest["model"], &guest["manner"]), (&"theirs".into(), &"boards".into()));
}

#[test]
fn a_run_with_a_guest_that_is_killed_pays_for_nothing_twice_and_ends_with_the_same_bytes() {
    let settings = Settings { iterations: 1, ..settings() };
    let whole = tempfile::tempdir().unwrap();
    let script = Script::default();
    run(whole.path(), &settings, &script, &Outsider::new(Role::Coder)).unwrap();
    let (calls, expected) = (script.calls(), bytes(whole.path()));
    for last in (0..calls).step_by(9) {
        let parts = tempfile::tempdir().unwrap();
        let outsider = Outsider::new(Role::Coder);
        let dying = Script { dies_at: Cell::new(Some(last)), ..Script::default() };
        run(parts.path(), &settings, &dying, &outsider).unwrap_err();
        run(parts.path(), &settings, &Script::default(), &outsider).unwrap();
        assert!(bytes(parts.path()) == expected, "killed at {last}");
        assert!(outsider.most() == 1, "killed at {last}");
    }
}

#[test]
fn where_a_guest_fails_nobody_is_paid_and_where_it_is_away_the_sitting_ends() {
    let (at, whole) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let settings = Settings { programs: 1, ..settings() };
    run(at.path(), &settings, &Script::default(), &Outsider::failing(Role::Coder, 60)).unwrap();
    let proposed = lines(at.path(), "iterations/1/proposer/candidates.jsonl");
    let unknown = |line: &&Value| line["programs"][0]["outcome"] == "unknown";
    assert!(proposed.iter().any(|line| unknown(&line)));
    assert!(proposed.iter().filter(unknown).all(|line| line["reward"].is_null()));

    run(whole.path(), &settings, &Script::default(), &Outsider::new(Role::Coder)).unwrap();
    let at = tempfile::tempdir().unwrap();
    let away = Outsider::failing(Role::Coder, 256);
    let error = run(at.path(), &settings, &Script::default(), &away).unwrap_err();
    let expected = matches!(
        &error,
        EvolveError::Guest { role: "coder", fault: BackendError::Exhausted { .. } }
    );
    assert!(expected, "{error}");
    run(at.path(), &settings, &Script::default(), &Outsider::new(Role::Coder)).unwrap();
    assert!(bytes(at.path()) == bytes(whole.path()));
}

#[test]
fn a_proposer_from_outside_leaves_coder_and_solver_to_be_trained() {
    let at = tempfile::tempdir().unwrap();
    run(at.path(), &settings(), &Script::default(), &Outsider::new(Role::Proposer)).unwrap();
    let row = &table(at.path()).rows[0];
    assert!(row.proposer.is_none() && row.coder.is_some() && row.tasks.unwrap()[0] > 0);
}

#[test]
fn a_solver_from_outside_is_examined_once() {
    let at = tempfile::tempdir().unwrap();
    let outsider = Outsider::new(Role::Solver);
    run(at.path(), &settings(), &Script::default(), &outsider).unwrap();
    let table = table(at.path());
    assert!(table.first.is_some_and(|exam| exam.mean > 0.5) && table.gain.is_none());
    let row = &table.rows[0];
    assert!(row.proposer.is_some() && row.coder.is_some() && row.tasks.unwrap()[0] > 0);
    assert!(row.accuracy.is_none() && row.verdict.as_ref().unwrap().kept);
    assert!(!at.path().join("iterations/1/solver/adapter").exists());
}

#[test]
fn another_guest_is_another_run_and_somebody_must_be_left_to_train() {
    let at = tempfile::tempdir().unwrap();
    let first = Outsider::new(Role::Coder);
    run(at.path(), &settings(), &Script::default(), &first).unwrap();
    let mut other = Outsider::new(Role::Coder);
    other.who.backend = "http://elsewhere/v1".into();
    run(at.path(), &settings(), &Script::default(), &other).unwrap();
    other.who.model = "another".into();
    let error = run(at.path(), &settings(), &Script::default(), &other).unwrap_err();
    assert!(error.to_string().contains("guests.coder.model"), "{error}");

    let all = Role::DRAWING.map(Outsider::new);
    let guests = all.iter().fold(Guests::default(), |guests, one| guests.with(one.role, one));
    let named = Settings { guests: guests.named(&settings()).unwrap(), ..settings() };
    assert!(named.check().unwrap_err().to_string().contains("nobody is left to train"));
    let solver = Guests::default().with(Role::Solver, &all[2]);
    let guests = solver.named(&settings()).unwrap();
    let named = Settings { guests, control: true, ..settings() };
    assert!(named.check().unwrap_err().to_string().contains("control"));
}
