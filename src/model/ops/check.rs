//! Gradients against finite differences, and the fused form against the composed one.

use candle_core::{DType, Device, Result, Tensor, Var};

/// Normal numbers from a seed.
pub fn normal(shape: &[usize], seed: u64) -> Tensor {
    let count = shape.iter().product();
    let values = crate::random::normal(count, seed);
    Tensor::from_vec(values, shape, &Device::Cpu).unwrap()
}

fn to(args: &[Tensor], dtype: DType) -> Vec<Tensor> {
    args.iter().map(|t| t.to_dtype(dtype).unwrap()).collect()
}

fn numbers(t: &Tensor) -> Vec<f64> {
    t.flatten_all().unwrap().to_dtype(DType::F64).unwrap().to_vec1().unwrap()
}

fn weighed(f: &impl Fn(&[Tensor]) -> Result<Tensor>, args: &[Tensor]) -> f64 {
    let y = f(args).unwrap();
    let weights = numbers(&normal(y.dims(), 77));
    numbers(&y).iter().zip(weights).map(|(y, w)| y * w).sum()
}

/// Value and gradients of `Σ f(args) w` for fixed random weights `w`.
fn graph(f: &impl Fn(&[Tensor]) -> Result<Tensor>, args: &[Tensor]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let vars: Vec<Var> = args.iter().map(|t| Var::from_tensor(t).unwrap()).collect();
    let leaves: Vec<Tensor> = vars.iter().map(|v| v.as_tensor().clone()).collect();
    let y = f(&leaves).unwrap();
    let weights = normal(y.dims(), 77).to_dtype(y.dtype()).unwrap();
    let store = (&y * weights).unwrap().sum_all().unwrap().backward().unwrap();
    let grads = vars.iter().map(|v| numbers(store.get(v).expect("no gradient"))).collect();
    (numbers(&y), grads)
}

fn near(what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    let size = expected.iter().fold(1e-2f64, |m, x| m.max(x.abs()));
    assert_eq!(found.len(), expected.len());
    for (i, (a, b)) in found.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= tolerance * size, "{what}[{i}]: {a} instead of {b}");
    }
}

/// Value and gradients of the fused F32 form equal those of the composed F64 form.
pub fn same_as_f64(args: &[Tensor], f: impl Fn(&[Tensor]) -> Result<Tensor>) {
    let (value, grads) = graph(&f, args);
    let (exact, exact_grads) = graph(&f, &to(args, DType::F64));
    near("value", &value, &exact, 1e-5);
    for (i, (found, expected)) in grads.iter().zip(&exact_grads).enumerate() {
        near(&format!("gradient {i}"), found, expected, 3e-5);
    }
}

/// Central differences of every argument's every number, of the composed form in F64 and
/// of the fused form in F32; then both forms against each other.
pub fn agrees(args: &[Tensor], f: impl Fn(&[Tensor]) -> Result<Tensor>) {
    for (dtype, step, tolerance) in [(DType::F64, 1e-5, 1e-6), (DType::F32, 1e-2, 5e-3)] {
        let args = to(args, dtype);
        let (_, grads) = graph(&f, &args);
        for (i, arg) in args.iter().enumerate() {
            let slopes = differences(&f, &args, i, arg, step);
            near(&format!("{dtype:?} argument {i}"), &grads[i], &slopes, tolerance);
        }
    }
    same_as_f64(args, f);
}

fn differences(
    f: &impl Fn(&[Tensor]) -> Result<Tensor>,
    args: &[Tensor],
    i: usize,
    arg: &Tensor,
    step: f64,
) -> Vec<f64> {
    let base = numbers(arg);
    let moved = |at: usize, by: f64| {
        let mut values = base.clone();
        values[at] += by;
        let moved = Tensor::from_vec(values, arg.shape(), &Device::Cpu).unwrap();
        let mut args = args.to_vec();
        args[i] = moved.to_dtype(arg.dtype()).unwrap();
        weighed(f, &args)
    };
    (0..base.len()).map(|at| (moved(at, step) - moved(at, -step)) / (2.0 * step)).collect()
}
