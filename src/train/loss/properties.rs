//! Rules that hold for every loss.

use candle_core::{DType, Device, Tensor, Var};
use proptest::prelude::*;

use super::{Batch, LOSSES, Level, LossConfig, Normaliser, Window, compute};

const ROWS: usize = 3;
const WIDTH: usize = 4;

#[derive(Debug)]
struct Case {
    logp: Vec<f64>,
    old: Vec<f64>,
    reference: Vec<f64>,
    mask: Vec<f64>,
    advantages: Vec<f64>,
}

fn case() -> impl Strategy<Value = Case> {
    let cells = ROWS * WIDTH;
    let logs = || prop::collection::vec(-4.0f64..-0.01, cells);
    let moves = prop::collection::vec(-0.5f64..0.5, cells);
    let lengths = prop::collection::vec(0..=WIDTH, ROWS);
    let advantages = prop::collection::vec(-2.0f64..2.0, ROWS);
    (logs(), moves, logs(), lengths, advantages).prop_map(|(logp, moves, reference, n, a)| {
        let old = logp.iter().zip(&moves).map(|(p, d)| p + d).collect();
        let mask = n.iter().flat_map(|n| (0..WIDTH).map(move |t| f64::from(u8::from(t < *n))));
        Case { old, mask: mask.collect(), logp, reference, advantages: a }
    })
}

fn config(loss: &str, level: Level, beta: f64) -> LossConfig {
    let epsilon_high = if loss == "cispo" { 1.1 } else { 0.28 };
    LossConfig {
        loss: loss.into(),
        level,
        beta,
        epsilon_high,
        delta: Some(2.5),
        bias_corrected_kl: true,
        ..LossConfig::default()
    }
}

impl Case {
    fn run(&self, config: &LossConfig, with_old: bool) -> (f64, Vec<f64>) {
        let tokens = self.mask.iter().sum();
        self.run_in(Window { tokens, rows: 2 * ROWS, micro_batches: 2 }, config, with_old)
    }

    fn run_in(&self, window: Window, config: &LossConfig, with_old: bool) -> (f64, Vec<f64>) {
        let rows = self.advantages.len();
        let grid = |v: &[f64]| Tensor::from_vec(v.to_vec(), (rows, WIDTH), &Device::Cpu).unwrap();
        let logp = Var::from_tensor(&grid(&self.logp)).unwrap();
        let (old, reference) = (grid(&self.old), grid(&self.reference));
        let mask = grid(&self.mask);
        let advantages = Tensor::new(self.advantages.as_slice(), &Device::Cpu).unwrap();
        let batch = Batch {
            logp: &logp,
            old: with_old.then_some(&old),
            reference: Some(&reference),
            mask: &mask,
            advantages: &advantages,
        };
        let loss = compute(config, &batch, window).unwrap().loss;
        let gradient = loss.backward().unwrap().remove(&logp).unwrap();
        (loss.to_scalar().unwrap(), gradient.flatten_all().unwrap().to_vec1().unwrap())
    }
}

impl Case {
    fn rows(&self, rows: std::ops::Range<usize>) -> Self {
        let of = |v: &[f64]| v[rows.start * WIDTH..rows.end * WIDTH].to_vec();
        Case {
            logp: of(&self.logp),
            old: of(&self.old),
            reference: of(&self.reference),
            mask: of(&self.mask),
            advantages: self.advantages[rows.clone()].to_vec(),
        }
    }
}

fn levels() -> impl Strategy<Value = Level> {
    prop::sample::select(vec![Level::Token, Level::Sequence])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_stands_under_the_mask_changes_nothing(case in case(), level in levels()) {
        for loss in LOSSES {
            let config = config(loss.name, level, 0.05);
            let before = case.run(&config, true);
            let mut dirty = Case {
                logp: case.logp.clone(),
                old: case.old.clone(),
                reference: case.reference.clone(),
                mask: case.mask.clone(),
                advantages: case.advantages.clone(),
            };
            for at in (0..ROWS * WIDTH).filter(|&at| case.mask[at] == 0.0) {
                dirty.logp[at] = f64::NEG_INFINITY;
                dirty.old[at] = f64::NAN;
                dirty.reference[at] = 1e9;
            }
            prop_assert_eq!(before, dirty.run(&config, true), "{}", loss.name);
        }
    }

    #[test]
    fn a_step_may_be_cut_anywhere(case in case(), level in levels(), at in 1..ROWS) {
        for loss in LOSSES.iter().filter(|l| l.normaliser != Normaliser::Tokens) {
            let config = config(loss.name, level, 0.05);
            let tokens = case.mask.iter().sum();
            let run = |rows, micro_batches| {
                let window = Window { tokens, rows: ROWS, micro_batches };
                case.rows(rows).run_in(window, &config, true)
            };
            let (whole, gradient) = run(0..ROWS, 1);
            let ((a, mut left), (b, right)) = (run(0..at, 2), run(at..ROWS, 2));
            left.extend(right);
            prop_assert!((whole - (a + b)).abs() < 1e-9, "{}", loss.name);
            for (x, y) in gradient.iter().zip(left) {
                prop_assert!((x - y).abs() < 1e-12, "{}", loss.name);
            }
        }
    }

    #[test]
    fn a_masked_token_has_no_gradient(case in case(), level in levels()) {
        for loss in LOSSES {
            let (_, gradient) = case.run(&config(loss.name, level, 0.05), true);
            for (g, m) in gradient.iter().zip(&case.mask) {
                prop_assert!(*m != 0.0 || *g == 0.0, "{}", loss.name);
            }
        }
    }

    #[test]
    fn on_policy_every_loss_is_the_policy_gradient(case in case(), level in levels()) {
        // At w = 1 each surrogate's gradient by a token's p is -A times a divisor, and
        // the divisors of a row are equal.
        for loss in LOSSES {
            let (_, gradient) = case.run(&config(loss.name, level, 0.0), false);
            for row in 0..ROWS {
                let cells: Vec<_> = (row * WIDTH..(row + 1) * WIDTH)
                    .filter(|&at| case.mask[at] == 1.0).collect();
                for &at in &cells {
                    let (g, a) = (gradient[at], case.advantages[row]);
                    prop_assert!(g * a <= 0.0 && (g != 0.0) == (a != 0.0), "{}", loss.name);
                    prop_assert!((g - gradient[cells[0]]).abs() < 1e-12, "{}", loss.name);
                }
            }
        }
    }

    #[test]
    fn the_gradient_is_the_slope(case in case(), level in levels()) {
        // Away from the kinks; cispo and vespo stop a gradient on purpose.
        for loss in LOSSES.iter().filter(|l| !matches!(l.name, "cispo" | "vespo")) {
            let config = config(loss.name, level, 0.05);
            let (_, gradient) = case.run(&config, true);
            let (h, at) = (1e-6, 0);
            let moved = |by: f64| {
                let mut logp = case.logp.clone();
                logp[at] += by;
                Case {
                    logp,
                    old: case.old.clone(),
                    reference: case.reference.clone(),
                    mask: case.mask.clone(),
                    advantages: case.advantages.clone(),
                }.run(&config, true).0
            };
            let (up, here, down) = (moved(h), moved(0.0), moved(-h));
            let (right, left) = ((up - here) / h, (here - down) / h);
            if (right - left).abs() < 1e-3 {
                prop_assert!(((up - down) / (2.0 * h) - gradient[at]).abs() < 1e-3, "{}", loss.name);
            }
        }
    }
}

#[test]
fn single_precision_is_close_to_double() {
    let logp = Tensor::new(&[[-0.5f64, -1.5], [-2.0, -0.1]], &Device::Cpu).unwrap();
    let old = (&logp + 0.05).unwrap();
    let mask = Tensor::new(&[[1f64, 1.0], [1.0, 0.0]], &Device::Cpu).unwrap();
    let advantages = Tensor::new(&[1f64, -1.0], &Device::Cpu).unwrap();
    let in_type = |dtype: DType| {
        let [logp, old, mask, advantages] =
            [&logp, &old, &mask, &advantages].map(|t| t.to_dtype(dtype).unwrap());
        let batch = Batch {
            logp: &logp,
            old: Some(&old),
            reference: None,
            mask: &mask,
            advantages: &advantages,
        };
        let window = Window { tokens: 3.0, rows: 2, micro_batches: 1 };
        let loss = compute(&LossConfig::default(), &batch, window).unwrap().loss;
        loss.to_dtype(DType::F64).unwrap().to_scalar::<f64>().unwrap()
    };
    assert!((in_type(DType::F32) - in_type(DType::F64)).abs() < 1e-6);
}

#[test]
fn settings_without_meaning_are_refused() {
    let of = |config: LossConfig| config.check().unwrap_err().to_string();
    let unknown = of(LossConfig { loss: "ppo".into(), ..LossConfig::default() });
    assert!(unknown.contains("`ppo`") && unknown.contains("dr_grpo"), "{unknown}");
    assert!(of(LossConfig { beta: -1.0, ..LossConfig::default() }).contains("beta"));
    assert!(of(LossConfig { epsilon_low: f64::NAN, ..LossConfig::default() }).contains("epsilon"));
    assert!(of(LossConfig { delta: Some(0.9), ..LossConfig::default() }).contains("delta"));
}

#[test]
fn a_divergence_without_reference_says_what_is_missing() {
    let one = Tensor::ones((1, 1), DType::F64, &Device::Cpu).unwrap();
    let advantages = Tensor::ones(1, DType::F64, &Device::Cpu).unwrap();
    let batch =
        Batch { logp: &one, old: None, reference: None, mask: &one, advantages: &advantages };
    let config = LossConfig { beta: 0.1, ..LossConfig::default() };
    let error =
        compute(&config, &batch, Window { tokens: 1.0, rows: 1, micro_batches: 1 }).unwrap_err();
    assert!(error.to_string().contains("reference"), "{error}");
}
