//! All cases of TRL 1.16, recorded in double precision: losses, gradients, figures.

use std::path::Path;

use candle_core::{Device, Tensor, Var};
use serde::Deserialize;

use super::{Batch, Level, LossConfig, Window, compute};
use crate::advantage::{Scaling, advantages};

#[derive(Deserialize)]
struct Golden {
    #[serde(rename = "G")]
    group: usize,
    max_completion_length: usize,
    rewards: Vec<f64>,
    mask: Vec<Vec<f64>>,
    logp: Vec<Vec<f64>>,
    old: Vec<Vec<f64>>,
    #[serde(rename = "ref")]
    reference: Vec<Vec<f64>>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    loss_type: String,
    level: Level,
    beta: f64,
    epsilon_low: f64,
    epsilon_high: f64,
    delta: Option<f64>,
    scale_rewards: Scaling,
    grad_accum: usize,
    use_old: bool,
    loss: f64,
    dlogp: Vec<Vec<f64>>,
    advantages: Vec<f64>,
    metrics: std::collections::BTreeMap<String, f64>,
}

fn golden() -> Golden {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/golden/grpo/grpo_golden.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| {
        panic!("the recorded losses of TRL are not at {}: {e}", path.display())
    });
    serde_json::from_str(&text).unwrap()
}

fn tensor(rows: &[Vec<f64>]) -> Tensor {
    Tensor::from_vec(rows.concat(), (rows.len(), rows[0].len()), &Device::Cpu).unwrap()
}

fn close(found: f64, expected: f64, what: &str) {
    let scale = expected.abs().max(1e-9);
    assert!((found - expected).abs() <= 1e-6 * scale, "{what}: {found} for {expected}");
}

impl Case {
    fn name(&self) -> String {
        format!(
            "{} {:?} beta {} eps {} delta {:?} {:?} n {} old {}",
            self.loss_type,
            self.level,
            self.beta,
            self.epsilon_high,
            self.delta,
            self.scale_rewards,
            self.grad_accum,
            self.use_old
        )
    }

    fn config(&self, golden: &Golden) -> LossConfig {
        LossConfig {
            loss: self.loss_type.clone(),
            level: self.level,
            beta: self.beta,
            epsilon_low: self.epsilon_low,
            epsilon_high: self.epsilon_high,
            delta: self.delta,
            max_completion_length: golden.max_completion_length,
            ..LossConfig::default()
        }
    }

    fn check(&self, golden: &Golden) {
        let name = self.name();
        let found = advantages(&golden.rewards, golden.group, self.scale_rewards).unwrap();
        for (found, expected) in found.iter().zip(&self.advantages) {
            close(*found, *expected, &format!("{name}: advantage"));
        }
        let logp = Var::from_tensor(&tensor(&golden.logp)).unwrap();
        let (old, reference) = (tensor(&golden.old), tensor(&golden.reference));
        let advantages = Tensor::new(found.as_slice(), &Device::Cpu).unwrap();
        let mask = tensor(&golden.mask);
        let batch = Batch {
            logp: &logp,
            old: self.use_old.then_some(&old),
            reference: (self.beta != 0.0).then_some(&reference),
            mask: &mask,
            advantages: &advantages,
        };
        let tokens = golden.mask.concat().iter().sum();
        let rows = golden.mask.len() * self.grad_accum;
        let window = Window { tokens, rows, micro_batches: self.grad_accum };
        let output = compute(&self.config(golden), &batch, window).unwrap();
        close(output.loss.to_scalar().unwrap(), self.loss, &name);
        let store = output.loss.backward().unwrap();
        let gradient = store.get(&logp).unwrap().to_vec2::<f64>().unwrap().concat();
        for (at, (found, expected)) in gradient.iter().zip(self.dlogp.concat()).enumerate() {
            close(*found, expected, &format!("{name}: gradient {at}"));
        }
        self.check_measures(&output.measures);
    }

    fn check_measures(&self, measures: &[(&'static str, f64)]) {
        for (key, expected) in &self.metrics {
            if key == "entropy" {
                continue;
            }
            let found = measures.iter().find(|(name, _)| name == key);
            let (_, found) = found.unwrap_or_else(|| panic!("{}: no {key}", self.name()));
            close(*found, *expected, &format!("{}: {key}", self.name()));
        }
    }
}

#[test]
fn every_recorded_case_is_reproduced() {
    let golden = golden();
    assert!(golden.cases.len() >= 152, "{} cases", golden.cases.len());
    for case in &golden.cases {
        case.check(&golden);
    }
    for loss in super::LOSSES {
        assert!(golden.cases.iter().any(|c| c.loss_type == loss.name), "{} untested", loss.name);
    }
}
