//! Positions, vision tokens and logits.

use synth_model::{Padding, Trainable};

use crate::golden::{Golden, KINDS, floats, near};

#[test]
fn positions_equal() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let model = golden.model(Trainable::None);
        for (prefix, rows) in [("", vec![golden.prompt()]), ("batch.", golden.rows())] {
            let inputs = model.inputs(&rows, Padding::Left).unwrap();
            let width = inputs.width;
            let expected = golden.whole(&format!("{prefix}position_ids"));
            let axes = expected.chunks(rows.len() * width);
            for (found, expected) in inputs.positions.iter().zip(axes) {
                for (row, span) in inputs.spans.iter().enumerate() {
                    for i in span.clone().map(|i| row * width + i) {
                        assert_eq!(i64::from(found[i]), expected[i], "{kind} {prefix} {i}");
                    }
                }
            }
            assert_eq!(inputs.deltas, golden.whole(&format!("{prefix}mrope_delta")));
        }
    }
}

#[test]
fn vision_tokens_equal() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let model = golden.model(Trainable::None);
        let inputs = model.inputs(&[golden.prompt()], Padding::Left).unwrap();
        let found = model.vision(&inputs).unwrap();
        near(kind, &floats(&found[0]), &golden.floats("vision.merged"), 1e-4);
        for (i, deep) in found[1..].iter().enumerate() {
            let name = format!("vision.deepstack.{i}");
            near(&name, &floats(deep), &golden.floats(&name), 1e-4);
        }
        assert_eq!(found.len(), if kind == "qwen3_vl" { 3 } else { 1 });
    }
}

#[test]
fn hidden_states_and_logits_equal() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        for trainable in [Trainable::None, Trainable::All] {
            let model = golden.model(trainable);
            let inputs = model.inputs(&[golden.prompt()], Padding::Left).unwrap();
            let hidden = model.hidden(&inputs).unwrap();
            near(kind, &floats(&hidden), &golden.floats("hidden.3"), 1e-4);
            let logits = model.logits(&hidden).unwrap();
            assert_eq!(logits.dims(), golden.get("logits").dims());
            near(kind, &floats(&logits), &golden.floats("logits"), 1e-4);
        }
    }
}

#[test]
fn padding_changes_nothing() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let model = golden.model(Trainable::None);
        let rows = golden.rows();
        for side in [Padding::Left, Padding::Right] {
            let inputs = model.inputs(&rows, side).unwrap();
            let logits = model.logits(&model.hidden(&inputs).unwrap()).unwrap();
            for (i, row) in rows.iter().enumerate() {
                let last = inputs.spans[i].end - 1;
                let found = floats(&logits.get(i).unwrap().get(last).unwrap());
                let expected = floats(&golden.get("batch.logits_last").get(i).unwrap());
                near(kind, &found, &expected, 1e-4);
                let alone = model.inputs(std::slice::from_ref(row), Padding::Left).unwrap();
                let alone = model.logits(&model.hidden(&alone).unwrap()).unwrap();
                let alone = alone.get(0).unwrap().get(row.ids.len() - 1).unwrap();
                near("alone", &found, &floats(&alone), 1e-5);
            }
        }
    }
}

#[test]
fn a_picture_shared_by_rows_is_encoded_once() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let model = golden.model(Trainable::None);
        let row = golden.prompt();
        let inputs = model.inputs(&[row.clone(), row], Padding::Left).unwrap();
        assert_eq!(inputs.images.len(), 1);
        let logits = model.logits(&model.hidden(&inputs).unwrap()).unwrap();
        for i in 0..2 {
            near(kind, &floats(&logits.get(i).unwrap()), &golden.floats("logits"), 1e-4);
        }
    }
}
