//! What goes in comes out.

use proptest::{collection::vec, prelude::*};
use serde_json::{Map, Value, json};
use synth_contracts::{
    Answer, BBox, Concept, ContentType, Digest, Drawn, Language, Origin, Picture, Program,
    Provenance, Question, Score, Task,
};
use synth_datasets::{FunnelRow, Progress, Store, StoreError};

use crate::common::{config, level, rejection, run, task};

#[test]
fn tasks_come_back_in_slot_order() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::create_or_open(dir.path(), &config()).unwrap();
    assert!(store.is_empty().unwrap());
    run(&mut store, 60, 7).unwrap();
    let tasks: Vec<_> = store.tasks().map(|item| item.unwrap()).collect();
    let slots: Vec<u64> = tasks.iter().map(|stored| stored.slot).collect();
    assert_eq!(slots, (0..60).collect::<Vec<_>>());
    let mut candidate = 0;
    for stored in tasks {
        candidate += stored.slot % 3;
        assert_eq!((stored.attempt, stored.candidate), (stored.slot % 3, candidate));
        candidate += 1;
        assert_eq!(stored.id, stored.task.id());
        assert_eq!(stored.task, task(stored.slot));
    }
    let rest: Vec<u64> = store.tasks_from(57).map(|item| item.unwrap().slot).collect();
    assert_eq!(rest, [57, 58, 59]);
    assert_eq!(store.task_at(7).unwrap().unwrap().task, task(7));
    assert_eq!(store.task_at(60).unwrap(), None);
}

#[test]
fn every_candidate_is_counted_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::create_or_open(dir.path(), &config()).unwrap();
    run(&mut store, 15, 4).unwrap();
    let progress = Progress { next_slot: 15, next_candidate: 30, accepted: 15, rejected: 15 };
    assert_eq!(store.progress().unwrap(), progress);
    assert_eq!(store.len().unwrap(), 15);
    let funnel =
        |reason: &str, count| FunnelRow { gate: "sandbox".into(), reason: reason.into(), count };
    assert_eq!(store.funnel().unwrap(), [funnel("fuel", 10), funnel("syntax", 5)]);
    let counts = store.counts().unwrap();
    assert_eq!(counts.iter().map(|count| count.accepted).sum::<u64>(), 15);
    assert_eq!(counts.iter().map(|count| count.rejected).sum::<u64>(), 15);
    assert_eq!(counts.iter().map(|count| count.level.get()).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert_eq!(store.rejections(2).unwrap(), [rejection(2, 0), rejection(2, 1)]);
    assert_eq!(store.rejections(4).unwrap(), [rejection(4, 0)]);
    assert!(store.rejections(3).unwrap().is_empty());
    let answers = store.answers().unwrap();
    assert_eq!(answers.iter().map(|row| row.count).sum::<u64>(), 15);
    assert!(answers.iter().all(|row| row.family == "bars" && row.kind == "number"));
    assert_eq!(store.wanted().unwrap(), 0);
    store.set_wanted(15).unwrap();
    assert_eq!(store.wanted().unwrap(), 15);
    assert_eq!(store.config().unwrap(), config());
}

#[test]
fn what_json_cannot_hold_is_refused_and_the_batch_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::create_or_open(dir.path(), &config()).unwrap();
    let mut batch = store.batch().unwrap();
    let mut odd = task(0);
    odd.scores[0].value = f64::NAN;
    let error = batch.accept(0, &odd).unwrap_err();
    assert!(matches!(error, StoreError::Unstorable { part: "scores", .. }));
    odd = task(0);
    odd.scene = (0..200).fold(json!(1), |inner, _| json!([inner]));
    let error = batch.accept(0, &odd).unwrap_err();
    assert!(matches!(error, StoreError::Unstorable { part: "scene", .. }), "{error}");
    batch.accept(0, &task(0)).unwrap();
    batch.commit(1).unwrap();
    assert_eq!(store.len().unwrap(), 1);
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        Just("it's \"quoted\"; DROP TABLE tasks; --".to_owned()),
        Just("nul \0 in the middle".to_owned()),
        Just("\u{feff}naïve 図表 🦀\r\n\u{202e}\u{10ffff}".to_owned()),
        Just(String::new()),
    ]
}

fn number() -> impl Strategy<Value = f64> {
    any::<f64>().prop_filter("finite", |value| value.is_finite())
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        number().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((text(), inner), 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        any::<i64>().prop_map(Answer::integer),
        (number(), number(), any::<u8>(), prop::option::of(text())).prop_map(
            |(value, tolerance, decimals, unit)| Answer::Number {
                value,
                tolerance,
                decimals,
                unit
            }
        ),
        text().prop_map(Answer::text),
        (any::<usize>(), vec(text(), 0..4))
            .prop_map(|(index, options)| Answer::Choice { index, options }),
        any::<bool>().prop_map(|value| Answer::YesNo { value }),
        vec(text(), 0..4).prop_map(|values| Answer::Sequence { values }),
    ]
}

fn question() -> impl Strategy<Value = Question> {
    let boxes = vec([number(), number(), number(), number()].prop_map(BBox), 0..3);
    (text(), answer(), boxes).prop_map(|(text, answer, evidence)| Question {
        text,
        answer,
        evidence,
    })
}

fn concept() -> impl Strategy<Value = Concept> {
    let content_type = prop::sample::select(vec![
        ContentType::DataChart,
        ContentType::Diagram,
        ContentType::Geometry,
        ContentType::Timeline,
        ContentType::Map,
        ContentType::Table,
        ContentType::Other,
    ]);
    (content_type, text(), question(), question()).prop_map(
        |(content_type, caption, easy, hard)| Concept { content_type, caption, easy, hard },
    )
}

fn picture() -> impl Strategy<Value = Picture> {
    (any::<u32>(), any::<u32>(), vec(any::<u8>(), 0..99)).prop_map(|(width, height, png)| Picture {
        width,
        height,
        pixels: Digest::of_parts("pixels", [png.as_slice()]),
        png,
    })
}

fn provenance() -> impl Strategy<Value = Provenance> {
    (text(), any::<u64>(), any::<u64>(), text(), any::<u32>()).prop_map(
        |(family, seed, index, version, max_side)| Provenance {
            origin: Origin::Template { family, seed, index, attempt: index % 5 },
            version,
            guest: Digest::of_parts("guest", []),
            drawn: Drawn::Sandbox,
            max_side,
        },
    )
}

fn any_task() -> impl Strategy<Value = Task> {
    let program = (prop::bool::ANY, text()).prop_map(|(svg, source)| Program {
        language: if svg { Language::Svg } else { Language::Python },
        source,
    });
    let scores = vec(
        (text(), number(), text()).prop_map(|(name, value, evidence)| Score {
            name,
            value,
            evidence,
        }),
        0..3,
    );
    let drawn = (json_value(), program, picture());
    let judged = ([answer(), answer()], scores, json_value(), provenance());
    (text(), 0..5u64, concept(), drawn, judged).prop_map(|(family, n, concept, drawn, judged)| {
        let (scene, program, picture) = drawn;
        let (second, scores, usage, provenance) = judged;
        let level = level(n);
        Task { family, level, concept, scene, program, picture, second, scores, usage, provenance }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_task_round_trips(task in any_task(), message in text(), place in prop::option::of(text())) {
        let dir = tempfile::tempdir().unwrap();
        let mut refused = rejection(0, 0);
        (refused.message, refused.place) = (message, place);
        let mut store = Store::create_or_open(dir.path(), &config()).unwrap();
        let mut batch = store.batch().unwrap();
        batch.reject(0, refused.clone()).unwrap();
        batch.accept(0, &task).unwrap();
        batch.commit(1).unwrap();
        drop(store);
        let reader = Store::open_read(dir.path()).unwrap();
        let stored = reader.tasks().next().unwrap().unwrap();
        prop_assert_eq!(stored.task, task);
        prop_assert_eq!(reader.rejections(0).unwrap(), [refused]);
        let checked = reader.check(&mut |_| ()).unwrap();
        prop_assert!(checked.holds(), "{}", checked);
    }
}
