//! A small model of random weights as a player: what it says, beside whom, and what it
//! cannot be asked.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use synth_backends::{BackendError, Finish, Player, Reply, Request, ask_one};
use synth_course::{Device, LoraConfig, Precision, find};
use synth_local::{Local, LocalError, Shelf};
use synth_model::{Config, Load, Model};
use synth_processor::{Picture, Processor, Tokenizer};

/// A model made from nothing in a folder, and an adapter beside it.
fn made(at: &Path, seed: u64) -> Model {
    let preset = find("tiny").unwrap();
    let texts = ["How many red shapes are there?", "Draw as svg: top left red circle.", "a b c"];
    let tokenizer = Tokenizer::train(texts.into_iter(), 400).unwrap();
    let config = Config::from_json(&preset.config(&tokenizer).unwrap().to_string()).unwrap();
    let model = Model::init(&config, seed, &Load::default()).unwrap();
    model.save(&at.join("base")).unwrap();
    Processor::new(preset.images(), tokenizer).unwrap().save(&at.join("base")).unwrap();
    model
}

fn seat(at: &Path) -> Local {
    Shelf::new(Device::Cpu, Precision::F32).seat(&at.join("base"), None).unwrap()
}

fn picture(shade: u8) -> Vec<u8> {
    let (width, height) = (60 + 8 * usize::from(shade), 48);
    let rgb = (0..3 * width * height).map(|at| (at / 7) as u8 ^ (shade * 31)).collect();
    Picture::new(width, height, rgb).unwrap().png().unwrap()
}

fn request(number: u64) -> Request {
    Request {
        prompt: "How many shapes are red? ".repeat(1 + number as usize % 5),
        picture: number.is_multiple_of(3).then(|| picture((number % 4) as u8)),
        samples: 1 + number as u32 % 4,
        temperature: if number.is_multiple_of(7) { 0.7 } else { 1.0 },
        top_p: 0.95,
        max_tokens: 12,
        seed: number / 2,
    }
}

fn all(player: &Local, requests: &[Request]) -> Vec<Result<Reply, BackendError>> {
    let mut outcomes = vec![None; requests.len()];
    player.respond(&mut requests.iter().cloned(), &mut |at, outcome| {
        assert!(outcomes[at].replace(outcome).is_none(), "twice");
    });
    outcomes.into_iter().map(Option::unwrap).collect()
}

#[test]
fn a_reply_is_the_same_whatever_is_answered_beside_it() {
    let at = tempfile::tempdir().unwrap();
    made(at.path(), 1);
    let player = seat(at.path());
    let requests: Vec<Request> = (0..90).map(request).collect();
    let together: Vec<Reply> = all(&player, &requests).into_iter().map(Result::unwrap).collect();
    for (request, together) in requests.iter().zip(&together) {
        assert_eq!(*together, ask_one(&player, request.clone()).unwrap(), "{}", request.prompt);
    }
    // Asked by many threads at once, it says the same.
    let (player, requests) = (&player, &requests);
    let apart: Vec<Reply> = std::thread::scope(|scope| {
        let ask = |one: &Request| {
            let one = one.clone();
            scope.spawn(move || ask_one(player, one).unwrap())
        };
        let asked: Vec<_> = requests.iter().rev().map(ask).collect();
        asked.into_iter().rev().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(together, apart);
    let meter = player.meter();
    assert_eq!((meter.replied, meter.failed, meter.calls), (270, 0, 270));
    let tokens: u64 = together.iter().map(|reply| reply.usage.completion_tokens).sum();
    assert_eq!(meter.usage.completion_tokens, 3 * tokens);
    // Samples of a prompt differ, and so do seeds.
    let several = &together[3];
    assert_eq!(several.texts.len(), 4);
    assert!(several.texts.iter().any(|text| text != &several.texts[0]));
    assert!(together.iter().flat_map(|reply| &reply.texts).any(|t| t.finish == Finish::Length));
    let other = Request { seed: 1 << 40, ..requests[3].clone() };
    assert_ne!(ask_one(player, other).unwrap().texts, several.texts);
}

#[test]
fn what_cannot_be_asked_fails_by_itself() {
    let at = tempfile::tempdir().unwrap();
    made(at.path(), 1);
    let player = seat(at.path());
    let endless = Request { prompt: "red ".repeat(9_000), ..request(1) };
    let blind = Request { picture: Some(b"no picture".to_vec()), ..request(1) };
    let outcomes = all(&player, &[request(1), endless, request(2), blind, request(4)]);
    let sound: Vec<bool> = outcomes.iter().map(Result::is_ok).collect();
    assert_eq!(sound, [true, false, true, false, true]);
    for (place, says) in [(1, "tokens, and the model reads 4096"), (3, "its picture")] {
        let error = outcomes[place].as_ref().unwrap_err();
        assert!(matches!(error, BackendError::Unfit { .. }), "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
    assert_eq!(outcomes[0].as_ref().unwrap(), &ask_one(&player, request(1)).unwrap());
}

#[test]
fn a_name_stands_for_what_the_files_say_and_an_adapter_is_part_of_it() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let model = made(here.path(), 1);
    made(there.path(), 1);
    let name = |at: &Path| seat(at).who().model.clone();
    assert_eq!(name(here.path()), name(there.path()));
    assert!(name(here.path()).starts_with("base@"));
    made(there.path(), 2);
    assert_ne!(name(here.path()), name(there.path()));

    let adapted = model.with_adapters(&LoraConfig::default(), &["coder"]).unwrap();
    let adapter = here.path().join("adapter");
    adapted.save_adapter("coder", &adapter).unwrap();
    let mut shelf = Shelf::new(Device::Cpu, Precision::F32);
    let base = shelf.seat(&here.path().join("base"), None).unwrap();
    let over = shelf.seat(&here.path().join("base"), Some(&adapter)).unwrap();
    assert_ne!(base.who().model, over.who().model);
    // A new adapter changes nothing that is said.
    assert_eq!(ask_one(&base, request(3)).unwrap(), ask_one(&over, request(3)).unwrap());
}

#[test]
fn folders_that_are_none_are_told_with_what_to_give() {
    let at = tempfile::tempdir().unwrap();
    made(at.path(), 1);
    let mut shelf = Shelf::new(Device::Cpu, Precision::F32);
    let base = at.path().join("base");
    let mut refused = |folder: &Path, adapter: Option<&Path>| match shelf.seat(folder, adapter) {
        Ok(_) => panic!("it is played"),
        Err(error) => error,
    };
    let missing = refused(&at.path().join("nowhere"), None);
    assert!(matches!(missing, LocalError::NoFolder { .. }), "{missing}");
    let empty = tempfile::tempdir().unwrap();
    let empty = refused(empty.path(), None);
    assert!(matches!(empty, LocalError::Model { .. }), "{empty}");
    let none = refused(&base, Some(&base));
    assert!(matches!(none, LocalError::NoAdapter { .. }), "{none}");
    assert!(none.to_string().contains("adapter_config.json"), "{none}");
}
