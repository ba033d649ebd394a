//! What families ask of whole numbers: who leads and by how much, and common divisors.

/// Whether the largest value is larger than every other by `margin`.
pub fn leads(values: &[i64], margin: i64) -> bool {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    matches!(sorted[..], [first, second, ..] if first - second >= margin)
}

/// The greatest common divisor of two numbers that are not both 0.
pub fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_leads_by_a_margin_or_does_not() {
        assert!(leads(&[3, 9, 6], 3) && !leads(&[3, 9, 6], 4));
        assert!(!leads(&[5], 1) && !leads(&[5, 5], 1));
    }

    #[test]
    fn divisors_are_common_and_above_zero() {
        assert_eq!([gcd(12, 18), gcd(-12, 18), gcd(0, 7), gcd(7, 0)], [6, 6, 7, 7]);
    }
}
