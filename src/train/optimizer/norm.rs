//! The global norm of gradients, in one pass, which finds what is not a number as well.

use candle_core::{CpuStorage, CustomOp1, D, DType, Layout, Shape, Tensor};
use rayon::prelude::*;
use synth_model::Gradients;

use super::inplace::numbers;
use crate::error::Result;

/// Numbers that are summed together before sums are, in double precision.
const PIECE: usize = 1 << 15;

/// The length of all gradients as one vector.
#[derive(Debug, Clone, PartialEq)]
pub struct Norm {
    /// `sqrt(sum g^2)`, infinite or NaN where a gradient is.
    pub total: f64,
    /// The first parameter, by name, whose gradient is not finite.
    pub broken: Option<String>,
}

impl Norm {
    /// What gradients are multiplied by so that their norm is at most `longest`:
    /// `min(1, longest / (norm + 1e-6))`, as in torch's `clip_grad_norm_`.
    pub fn clip(&self, longest: Option<f64>) -> f64 {
        longest.map_or(1.0, |longest| (longest / (self.total + 1e-6)).min(1.0))
    }
}

/// Measures all gradients. On the CPU the result does not depend on threads.
///
/// # Errors
///
/// Those of the tensor library.
pub fn norm(gradients: &Gradients) -> Result<Norm> {
    let each = gradients.iter().map(|(_, gradient)| squares(gradient));
    let each: Vec<Tensor> = each.collect::<Result<_>>()?;
    // Read at once: a GPU is waited for a single time.
    let each: Vec<f64> = match each.is_empty() {
        true => Vec::new(),
        false => Tensor::stack(&each, 0)?.to_dtype(DType::F64)?.to_vec1()?,
    };
    let broken = gradients.iter().zip(&each).find(|(_, squares)| !squares.is_finite());
    let broken = broken.map(|((name, _), _)| name.to_owned());
    Ok(Norm { total: libm::sqrt(each.iter().sum()), broken })
}

/// The sum of squares, on the gradient's device.
fn squares(gradient: &Tensor) -> Result<Tensor> {
    let plain = gradient.to_dtype(DType::F32)?.contiguous()?;
    if plain.device().is_cpu() {
        return Ok(plain.apply_op1_no_bwd(&Squares)?);
    }
    by_dimensions(&plain)
}

/// By tensor operations. A GPU sums into one number with one block of threads, so the sum
/// goes by one dimension after another.
fn by_dimensions(plain: &Tensor) -> Result<Tensor> {
    let mut sum = plain.sqr()?;
    while sum.rank() > 0 {
        sum = sum.sum(D::Minus1)?;
    }
    Ok(sum)
}

struct Squares;

impl CustomOp1 for Squares {
    fn name(&self) -> &'static str {
        "sum-of-squares"
    }

    fn cpu_fwd(
        &self,
        storage: &CpuStorage,
        layout: &Layout,
    ) -> candle_core::Result<(CpuStorage, Shape)> {
        let of_piece = |piece: &[f32]| piece.iter().map(|x| f64::from(*x) * f64::from(*x)).sum();
        let sums: Vec<f64> = numbers(storage, layout)?.par_chunks(PIECE).map(of_piece).collect();
        Ok((CpuStorage::F64(vec![sums.iter().sum()]), Shape::from(())))
    }
}

#[cfg(test)]
mod tests {
    use candle_core::Device;
    use proptest::prelude::*;

    use super::*;

    fn gradients(parts: &[Vec<f32>]) -> Gradients {
        let mut all = Gradients::default();
        for (at, part) in parts.iter().enumerate() {
            let tensor = Tensor::new(part.as_slice(), &Device::Cpu).unwrap();
            all.insert(format!("w{at}"), tensor);
        }
        all
    }

    proptest! {
        #[test]
        fn a_clipped_gradient_is_as_long_as_allowed(
            parts in prop::collection::vec(prop::collection::vec(-9f32..9.0, 1..50), 1..5),
            longest in 0.1f64..20.0,
        ) {
            let mut all = gradients(&parts);
            let before = norm(&all).unwrap();
            let exact: f64 = parts.iter().flatten().map(|x| f64::from(*x).powi(2)).sum();
            prop_assert!((before.total - exact.sqrt()).abs() <= 1e-9 * exact.sqrt());
            all.scale(before.clip(Some(longest))).unwrap();
            let after = norm(&all).unwrap().total;
            prop_assert!(after <= longest * (1.0 + 1e-5));
            prop_assert!(before.total > longest || (after - before.total).abs() < 1e-5);
        }
    }

    #[test]
    fn pieces_of_a_long_tensor_are_all_counted() {
        let long = gradients(&[vec![2.0; 3 * PIECE + 5]]);
        let expected = ((3 * PIECE + 5) as f64 * 4.0).sqrt();
        assert!((norm(&long).unwrap().total - expected).abs() < 1e-9);
    }

    #[test]
    fn both_ways_agree() {
        for shape in [vec![60], vec![5, 12], vec![3, 4, 5]] {
            let values: Vec<f32> = (0..60).map(|i| libm::sinf(i as f32)).collect();
            let plain = Tensor::from_vec(values, shape, &Device::Cpu).unwrap();
            let exact = squares(&plain).unwrap().to_scalar::<f64>().unwrap();
            let found = by_dimensions(&plain).unwrap().to_scalar::<f32>().unwrap();
            assert!((f64::from(found) / exact - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn a_view_is_measured_as_it_is_seen() {
        let wide = Tensor::new(&[[1f32, 100.0], [2.0, 100.0]], &Device::Cpu).unwrap();
        let mut all = Gradients::default();
        all.insert("w".into(), wide.narrow(1, 0, 1).unwrap().t().unwrap());
        assert!((norm(&all).unwrap().total - 5f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn the_parameter_that_broke_is_named() {
        let found =
            norm(&gradients(&[vec![1.0], vec![0.0, f32::NAN], vec![f32::INFINITY]])).unwrap();
        assert_eq!(found.broken.as_deref(), Some("w1"));
        assert!(!found.total.is_finite());
    }

    #[test]
    fn large_gradients_are_measured_without_overflow() {
        let found = norm(&gradients(&[vec![3e30, 4e30]])).unwrap();
        assert!((found.total / 5e30 - 1.0).abs() < 1e-6 && found.broken.is_none());
    }
}
