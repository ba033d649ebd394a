//! When to try again.

use std::time::Duration;

use crate::fault::Fault;

/// How long one is patient with a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Attempts at one call, the first included.
    pub attempts: u32,
    /// The wait after the first fault; it doubles from fault to fault.
    pub first: Duration,
    /// The longest wait, also where the server asks for a longer one.
    pub longest: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { attempts: 8, first: Duration::from_millis(500), longest: Duration::from_secs(60) }
    }
}

impl Patience {
    /// How long to wait after this fault of attempt `attempt`, counted from 0: between
    /// half of the wait and the whole, by `key`, so that requests that failed together do
    /// not come back together. No clock and no shared generator has a part in it.
    pub fn wait(&self, attempt: u32, fault: &Fault, key: u64) -> Duration {
        if let Fault::Busy { wait: Some(wait), .. } = fault {
            return (*wait).min(self.longest);
        }
        let doubled = self.first.saturating_mul(1_u32.checked_shl(attempt).unwrap_or(u32::MAX));
        let whole = doubled.min(self.longest);
        let bytes = [key.to_le_bytes(), u64::from(attempt).to_le_bytes()].concat();
        let share = f64::from(blake3::hash(&bytes).as_bytes()[0]) / 255.0;
        whole.mul_f64(0.5 + 0.5 * share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_are_spread_and_end() {
        let patience = Patience::default();
        let wait = |attempt, key| patience.wait(attempt, &Fault::Connection("cut".into()), key);
        for attempt in 0..40 {
            let most = Duration::from_millis(500 << attempt.min(7)).min(patience.longest);
            assert!((most / 2..=most).contains(&wait(attempt, 1)), "{attempt}");
        }
        assert_eq!(wait(3, 9), wait(3, 9));
        assert!((0..20).any(|key| wait(3, key) != wait(3, 20)));
        let asked = Fault::Busy { status: 429, wait: Some(Duration::from_secs(3600)) };
        assert_eq!(patience.wait(0, &asked, 1), patience.longest);
    }
}
