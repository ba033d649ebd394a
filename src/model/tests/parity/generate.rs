//! Greedy generation with a cache: equal to the reference, alone, padded, repeated, joined.

use candle_core::{D, Tensor};
use synth_model::{Cache, Model, Padding, Row, Trainable};

use crate::golden::{Golden, KINDS, floats, near};

fn highest(logits: &Tensor) -> Vec<u32> {
    logits.argmax(D::Minus1).unwrap().to_vec1().unwrap()
}

fn start(model: &Model, rows: &[Row]) -> (Tensor, Cache) {
    let mut cache = Cache::new();
    let inputs = model.inputs(rows, Padding::Left).unwrap();
    let logits = model.prefill(&inputs, &mut cache).unwrap();
    (logits, cache)
}

/// `count` tokens for each row, the first chosen by `logits`.
fn go_on(model: &Model, mut logits: Tensor, cache: &mut Cache, count: usize) -> Vec<Vec<u32>> {
    let mut rows = vec![Vec::new(); cache.rows()];
    for i in 0..count {
        let ids = highest(&logits);
        rows.iter_mut().zip(&ids).for_each(|(row, id)| row.push(*id));
        if i + 1 < count {
            logits = model.step(&ids, cache).unwrap();
        }
    }
    rows
}

#[test]
fn greedy_tokens_equal() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        for trainable in [Trainable::None, Trainable::All] {
            let model = golden.model(trainable);
            for (name, rows) in [("greedy", vec![golden.prompt()]), ("batch.greedy", golden.rows())]
            {
                let (logits, mut cache) = start(&model, &rows);
                let found = go_on(&model, logits, &mut cache, 12);
                let expected = golden.ids(name);
                let width = expected.len() / rows.len();
                for (found, expected) in found.iter().zip(expected.chunks(width)) {
                    assert_eq!(found[..], expected[width - 12..], "{kind} {name}");
                }
            }
        }
    }
}

#[test]
fn cached_logits_equal_the_whole_forward_pass() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let model = golden.model(Trainable::None).detached().unwrap();
        let rows = golden.rows();
        let (_, mut cache) = start(&model, &rows);
        // More tokens than the room that is made at once; plain ones, pictures come by rows.
        let token = |i: u32, row: u32| (i * 37 + row * 101) % 380;
        let tokens: Vec<Vec<u32>> =
            (0..2).map(|row| (0..150).map(|i| token(i, row)).collect()).collect();
        let mut step = None;
        for i in 0..150 {
            step = Some(model.step(&[token(i, 0), token(i, 1)], &mut cache).unwrap());
        }
        let step = step.unwrap();
        for (i, row) in rows.iter().enumerate() {
            let mut row = row.clone();
            row.ids.extend(&tokens[i]);
            let len = row.ids.len();
            let inputs = model.inputs(&[row], Padding::Right).unwrap();
            let whole = model.logits(&model.hidden(&inputs).unwrap()).unwrap();
            let whole = whole.get(0).unwrap().get(len - 1).unwrap();
            near(kind, &floats(&step.get(i).unwrap()), &floats(&whole), 1e-4);
        }
    }
}

#[test]
fn repeated_rows_go_on_alike() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let model = golden.model(Trainable::None);
        let (logits, cache) = start(&model, &golden.rows());
        let mut both = cache.repeat(&[3, 2]).unwrap();
        let order = Tensor::new(&[0u32, 0, 0, 1, 1], logits.device()).unwrap();
        let found = go_on(&model, logits.index_select(&order, 0).unwrap(), &mut both, 12);
        let mut cache = cache;
        let expected = go_on(&model, logits, &mut cache, 12);
        for (row, from) in found.iter().zip([0, 0, 0, 1, 1]) {
            assert_eq!(row, &expected[from], "{kind}");
        }
    }
}

#[test]
fn a_finished_row_is_replaced() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let model = golden.model(Trainable::None);
        let rows = golden.rows();
        let alone: Vec<Vec<u32>> = rows
            .iter()
            .map(|row| {
                let (logits, mut cache) = start(&model, std::slice::from_ref(row));
                go_on(&model, logits, &mut cache, 20)[0].clone()
            })
            .collect();
        // The first row runs five steps; then it goes, and the second prompt joins it.
        for keep in [0, 1] {
            let (logits, mut cache) = start(&model, &rows);
            let before = go_on(&model, logits, &mut cache, 5);
            let next = model.step(&before.iter().map(|r| r[4]).collect::<Vec<_>>(), &mut cache);
            let kept = next.unwrap().narrow(0, keep, 1).unwrap();
            let cache = cache.select(&[keep]).unwrap();
            let (fresh, new) = start(&model, &rows[1 - keep..2 - keep]);
            let mut joined = cache.join(&new).unwrap();
            let logits = Tensor::cat(&[kept, fresh], 0).unwrap();
            let found = go_on(&model, logits, &mut joined, 10);
            assert_eq!(found[0][..], alone[keep][5..15], "{kind}: the row that went on");
            assert_eq!(found[1][..], alone[1 - keep][..10], "{kind}: the row that came");
        }
    }
}

#[test]
fn wrong_calls_are_refused() {
    let golden = Golden::open(KINDS[0]);
    let model = golden.model(Trainable::None);
    let (_, mut cache) = start(&model, &golden.rows());
    assert!(model.step(&[1], &mut cache).is_err());
    assert!(model.step(&[1, 9999], &mut cache).is_err());
    assert!(cache.select(&[2]).is_err());
    assert!(cache.repeat(&[1]).is_err());
    let right = model.inputs(&golden.rows(), Padding::Right).unwrap();
    assert!(model.prefill(&right, &mut Cache::new()).is_err());
    assert!(model.prefill(&right, &mut cache).is_err());
}
