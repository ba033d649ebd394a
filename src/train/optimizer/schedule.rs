//! How the learning rate moves over a run.
//!
//! With `t` the step from zero, `w` the steps of warm-up and `n` all steps: `(t + 1) / w`
//! while `t < w`, then a shape over the progress `x = (t - w) / (n - w)`, which is held at
//! one after the end. The first step is never of rate zero.

use serde::{Deserialize, Serialize};

/// The shape after warm-up, from one down to the floor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// `1`.
    #[default]
    Constant,
    /// `1 - x`.
    Linear,
    /// `(1 + cos(π x)) / 2`. (arXiv 1608.03983, without restarts.)
    Cosine,
}

/// A learning rate for each step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Schedule {
    /// The highest rate.
    pub rate: f64,
    /// How it falls.
    pub shape: Shape,
    /// Steps over which it rises.
    pub warmup: u64,
    /// Steps after which it stays at its floor.
    pub total: u64,
    /// The lowest share of `rate` that it falls to.
    pub floor: f64,
}

impl Default for Schedule {
    /// TRL's rate for GRPO, held constant.
    fn default() -> Self {
        Self { rate: 1e-6, shape: Shape::Constant, warmup: 0, total: 0, floor: 0.0 }
    }
}

impl Schedule {
    /// The rate of step `t`, from zero.
    pub fn at(&self, t: u64) -> f64 {
        if t < self.warmup {
            return self.rate * (t + 1) as f64 / self.warmup as f64;
        }
        let span = self.total.saturating_sub(self.warmup);
        let x = if span == 0 { 1.0 } else { ((t - self.warmup) as f64 / span as f64).min(1.0) };
        let share = match self.shape {
            Shape::Constant => 1.0,
            Shape::Linear => 1.0 - x,
            Shape::Cosine => (1.0 + libm::cos(std::f64::consts::PI * x)) / 2.0,
        };
        self.rate * (self.floor + (1.0 - self.floor) * share)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn schedule() -> impl Strategy<Value = Schedule> {
        let shapes = vec![Shape::Constant, Shape::Linear, Shape::Cosine];
        (prop::sample::select(shapes), 0u64..20, 0u64..80, 0.0f64..1.0).prop_map(
            |(shape, warmup, span, floor)| Schedule {
                rate: 3e-4,
                shape,
                warmup,
                total: warmup + span,
                floor,
            },
        )
    }

    proptest! {
        #[test]
        fn it_rises_then_falls_between_its_bounds(schedule in schedule()) {
            let rates: Vec<f64> = (0..120).map(|t| schedule.at(t)).collect();
            let warmup = schedule.warmup as usize;
            prop_assert!(rates.iter().all(|r| (0.0..=schedule.rate * (1.0 + 1e-12)).contains(r)));
            prop_assert!(warmup == 0 || rates[0] > 0.0);
            prop_assert!(rates[..warmup].is_sorted());
            prop_assert!(rates[warmup..].is_sorted_by(|a, b| a >= b));
        }
    }

    #[test]
    fn known_points() {
        let cosine =
            Schedule { rate: 2.0, shape: Shape::Cosine, warmup: 10, total: 110, floor: 0.0 };
        assert!((cosine.at(0) - 0.2).abs() < 1e-12 && (cosine.at(9) - 2.0).abs() < 1e-12);
        assert!((cosine.at(60) - 1.0).abs() < 1e-12 && cosine.at(500).abs() < 1e-12);
        let linear = Schedule { shape: Shape::Linear, floor: 0.5, ..cosine };
        assert!((linear.at(60) - 1.5).abs() < 1e-12 && (linear.at(110) - 1.0).abs() < 1e-12);
        assert_eq!(Schedule::default().at(7), 1e-6);
    }
}
