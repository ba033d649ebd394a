use candle_core::{Device, Tensor};
use proptest::prelude::*;

use super::*;

fn gradients(of: &[(&str, Tensor)]) -> Gradients {
    let mut all = Gradients::default();
    of.iter().for_each(|(name, g)| all.insert((*name).into(), g.clone()));
    all
}

fn matrix(values: &[f32]) -> Tensor {
    Tensor::from_slice(values, (1, values.len()), &Device::Cpu).unwrap()
}

fn values(tensor: &Tensor) -> Vec<f32> {
    tensor.flatten_all().unwrap().to_vec1().unwrap()
}

/// The formula in the module's documentation, in double precision.
fn exact(p: f64, gradients: &[f64], rate: f64, config: &AdamWConfig) -> f64 {
    let (mut p, mut m, mut v) = (p, 0.0, 0.0);
    for (t, g) in (1..).zip(gradients) {
        m = config.beta1 * m + (1.0 - config.beta1) * g;
        v = config.beta2 * v + (1.0 - config.beta2) * g * g;
        let (m, v) = (m / (1.0 - config.beta1.powi(t)), v / (1.0 - config.beta2.powi(t)));
        p = (1.0 - rate * config.weight_decay) * p - rate * m / (v.sqrt() + config.epsilon);
    }
    p
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn steps_follow_the_formula(
        start in prop::collection::vec(-2.0f32..2.0, 3),
        steps in prop::collection::vec(prop::collection::vec(-1.0f32..1.0, 3), 1..12),
        scale in 0.1f64..1.0,
    ) {
        let config = AdamWConfig { weight_decay: 0.1, beta2: 0.99, ..AdamWConfig::default() };
        let var = Var::from_tensor(&matrix(&start)).unwrap();
        let mut optimiser = AdamW::new(&[("w".into(), var.clone())], config.clone()).unwrap();
        for step in &steps {
            optimiser.step(&gradients(&[("w", matrix(step))]), 0.01, scale).unwrap();
        }
        for (at, found) in values(&var).into_iter().enumerate() {
            let seen: Vec<f64> = steps.iter().map(|s| f64::from(s[at]) * scale).collect();
            let expected = exact(f64::from(start[at]), &seen, 0.01, &config);
            prop_assert!((f64::from(found) - expected).abs() < 2e-5, "{found} for {expected}");
        }
    }
}

#[test]
fn two_steps_by_hand() {
    // lr 0.1, wd 0.01: m 0.05, 0.02; v 2.5e-4, 3.1225e-4; corrections 0.19 and 1.999e-3.
    let var = Var::from_tensor(&matrix(&[1.0])).unwrap();
    let config = AdamWConfig { weight_decay: 0.01, ..AdamWConfig::default() };
    let mut optimiser = AdamW::new(&[("w".into(), var.clone())], config).unwrap();
    let mut seen = Vec::new();
    for g in [0.5, -0.25] {
        optimiser.step(&gradients(&[("w", matrix(&[g]))]), 0.1, 1.0).unwrap();
        seen.push(values(&var)[0]);
    }
    assert!((seen[0] - 0.899).abs() < 1e-6 && (seen[1] - 0.871_469).abs() < 1e-5, "{seen:?}");
}

#[test]
fn a_vector_is_not_decayed_and_a_parameter_without_gradient_stays() {
    let bias = Var::from_tensor(&Tensor::new(&[1f32], &Device::Cpu).unwrap()).unwrap();
    let idle = Var::from_tensor(&matrix(&[1.0])).unwrap();
    let config = AdamWConfig { weight_decay: 0.5, ..AdamWConfig::default() };
    let parameters = [("bias".to_owned(), bias.clone()), ("idle".to_owned(), idle.clone())];
    let mut optimiser = AdamW::new(&parameters, config).unwrap();
    let zero = Tensor::new(&[0f32], &Device::Cpu).unwrap();
    optimiser.step(&gradients(&[("bias", zero)]), 0.1, 1.0).unwrap();
    assert_eq!((values(&bias), values(&idle)), (vec![1.0], vec![1.0]));
}

#[test]
fn a_gradient_that_does_not_fit_moves_nothing() {
    let parameters: Vec<_> =
        ["a", "b"].map(|n| (n.to_owned(), Var::from_tensor(&matrix(&[1.0])).unwrap())).to_vec();
    let mut optimiser = AdamW::new(&parameters, AdamWConfig::default()).unwrap();
    let wrong = gradients(&[("a", matrix(&[1.0])), ("b", matrix(&[1.0, 2.0]))]);
    let error = optimiser.step(&wrong, 0.1, 1.0).unwrap_err().to_string();
    assert!(error.contains("b has shape [1, 2]") && error.contains("[1, 1]"), "{error}");
    let unknown = gradients(&[("a", matrix(&[1.0])), ("c", matrix(&[1.0]))]);
    assert!(optimiser.step(&unknown, 0.1, 1.0).unwrap_err().to_string().contains("`c`"));
    assert_eq!(values(&parameters[0].1), [1.0]);
}

#[test]
fn half_precision_masters_are_refused() {
    let half = Var::zeros(3, DType::BF16, &Device::Cpu).unwrap();
    let error = AdamW::new(&[("w".into(), half)], AdamWConfig::default()).unwrap_err();
    assert!(error.to_string().contains("`w` is BF16"), "{error}");
    let config = AdamWConfig { beta2: 1.0, ..AdamWConfig::default() };
    assert!(AdamW::new(&[], config).unwrap_err().to_string().contains("beta2"));
}

#[test]
fn a_detached_view_sees_the_step() {
    let var = Var::from_tensor(&matrix(&[1.0])).unwrap();
    let view = var.as_detached_tensor();
    let mut optimiser = AdamW::new(&[("w".into(), var)], AdamWConfig::default()).unwrap();
    optimiser.step(&gradients(&[("w", matrix(&[1.0]))]), 0.1, 1.0).unwrap();
    assert!((values(&view)[0] - 0.9).abs() < 1e-6);
}
