//! Loss and gradients, of the whole graph and by segments.

use std::collections::BTreeSet;

use candle_core::{Tensor, backprop::GradStore};
use synth_model::{Gradients, Inputs, Model, ModelError, Padding, Row, Trainable};

use crate::golden::{Golden, KINDS, floats, near};

/// Mean negative log-probability of a completion of the batch's first row.
pub fn loss(
    model: &Model,
    hidden: &Tensor,
    places: &[u32],
    targets: &[u32],
) -> Result<Tensor, ModelError> {
    let flat = hidden.flatten(0, 1)?;
    let places = Tensor::new(places, flat.device())?;
    let targets = Tensor::new(targets, flat.device())?;
    let logps = model.log_probs(&flat.index_select(&places, 0)?, &targets, 1.0)?;
    Ok(logps.mean_all()?.neg()?)
}

pub fn whole(model: &Model, inputs: &Inputs, places: &[u32], targets: &[u32]) -> (f32, Gradients) {
    let loss = loss(model, &model.hidden(inputs).unwrap(), places, targets).unwrap();
    let mut store: GradStore = loss.backward().unwrap();
    (floats(&loss)[0], Gradients::take(&mut store, &model.trainable()))
}

pub fn segments(
    model: &Model,
    inputs: &Inputs,
    places: &[u32],
    targets: &[u32],
) -> (f64, Gradients) {
    model.backward_segments(inputs, &mut |h| loss(model, h, places, targets)).unwrap()
}

/// Names and numbers of two sets of gradients agree.
pub fn same(what: &str, found: &Gradients, expected: &Gradients) {
    let names = |g: &Gradients| g.iter().map(|(n, _)| n.to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(names(found), names(expected), "{what}");
    let mut worst = 0f64;
    for (name, gradient) in expected.iter() {
        let off = crate::golden::off(&floats(found.get(name).unwrap()), &floats(gradient));
        assert!(off < 1e-5, "{what} {name}: off by {off:e}");
        worst = worst.max(off);
    }
    println!("{what}: worst {worst:.2e} of {} gradients", expected.len());
}

fn norm(t: &Tensor) -> f64 {
    floats(t).iter().map(|x| f64::from(*x).powi(2)).sum::<f64>().sqrt()
}

#[test]
fn loss_and_gradients_equal() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let model = golden.model(Trainable::All);
        let (inputs, places, targets) = golden.completed(&model);
        let flat = model.hidden(&inputs).unwrap().flatten(0, 1).unwrap();
        let at = flat.index_select(&Tensor::new(&places[..], flat.device()).unwrap(), 0).unwrap();
        let ids = Tensor::new(&targets[..], flat.device()).unwrap();
        let logps = model.log_probs(&at, &ids, 1.0).unwrap();
        near("log-probabilities", &floats(&logps), &golden.floats("completion_logps"), 1e-5);

        let (loss, gradients) = whole(&model, &inputs, &places, &targets);
        let expected = golden.floats("loss")[0];
        assert!((loss - expected).abs() < 1e-5 * expected.abs(), "{kind}: {loss} {expected}");
        let mut count = 0;
        for name in golden.names() {
            if let Some(parameter) = name.strip_prefix("gradnorm.") {
                let (found, expected) =
                    (norm(gradients.get(parameter).unwrap()), f64::from(golden.floats(name)[0]));
                let off = (found - expected).abs() / expected;
                assert!(off < 1e-3, "{kind} {parameter}: {found} instead of {expected}");
                count += 1;
            } else if let Some(parameter) = name.strip_prefix("grad.") {
                let found = gradients.get(parameter).unwrap();
                assert_eq!(found.dims(), golden.get(name).dims());
                near(parameter, &floats(found), &golden.floats(name), 1e-3);
            }
        }
        assert_eq!(count, gradients.len(), "{kind}");
    }
}

#[test]
fn every_trained_tensor_gets_a_gradient() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let model = golden.model(Trainable::All);
        let (inputs, places, targets) = golden.completed(&model);
        for gradients in [
            whole(&model, &inputs, &places, &targets).1,
            segments(&model, &inputs, &places, &targets).1,
        ] {
            for (name, var) in model.trainable() {
                let gradient = gradients.get(&name).unwrap_or_else(|| panic!("{kind}: {name}"));
                assert_eq!(gradient.dims(), var.dims());
                assert!(norm(gradient) > 0.0, "{kind}: {name} has a gradient of zero");
                assert!(!gradient.track_op(), "{kind}: {name} holds on to a graph");
            }
        }
    }
}

#[test]
fn segments_equal_the_whole_graph() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let model = golden.model(Trainable::All);
        let (inputs, places, targets) = golden.completed(&model);
        let (loss, gradients) = whole(&model, &inputs, &places, &targets);
        let (by_segments, found) = segments(&model, &inputs, &places, &targets);
        assert!((f64::from(loss) - by_segments).abs() < 1e-6);
        same(kind, &found, &gradients);
    }
}

#[test]
fn segments_equal_the_whole_graph_on_padded_rows_and_on_text() {
    for kind in KINDS {
        let golden = Golden::open(kind);
        let model = golden.model(Trainable::All);
        let text = Row { ids: vec![5, 40, 77, 120, 300], images: vec![] };
        let mut rows = golden.rows();
        rows.push(text.clone());
        for (rows, side) in [(rows, Padding::Right), (vec![text], Padding::Left)] {
            let inputs = model.inputs(&rows, side).unwrap();
            let places: Vec<u32> = (0..rows.len() * inputs.width)
                .filter(|i| {
                    let (row, at) = (i / inputs.width, i % inputs.width);
                    inputs.spans[row].contains(&at) && inputs.spans[row].contains(&(at + 1))
                })
                .map(|i| i as u32)
                .collect();
            let targets: Vec<u32> = places.iter().map(|i| inputs.ids[*i as usize + 1]).collect();
            let (loss, gradients) = whole(&model, &inputs, &places, &targets);
            let (by_segments, found) = segments(&model, &inputs, &places, &targets);
            assert!((f64::from(loss) - by_segments).abs() < 1e-5);
            same(kind, &found, &gradients);
        }
    }
}
