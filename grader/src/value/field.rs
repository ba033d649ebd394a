//! Arithmetic in a prime field, where expressions are compared.
//!
//! An identity between expressions holds in every field, and two different
//! expressions of modest size agree at a fixed point with a chance below 2⁻⁵⁰
//! (Schwartz and Zippel). The prime is chosen so that roots behave: it is -1 modulo
//! 4 and modulo every odd prime up to 41, hence every prime up to 79 has a square
//! root, and the root `x^((p+1)/4)` is multiplicative: √12 is 2√3 here too.

/// The prime, 1098 · (8 · 3 · 5 · 7 · … · 41) − 1.
pub const PRIME: u64 = 1_336_267_157_411_506_319;

/// `a + b`.
pub fn add(a: u64, b: u64) -> u64 {
    (a + b) % PRIME
}

/// `-a`.
pub fn negate(a: u64) -> u64 {
    if a == 0 { 0 } else { PRIME - a }
}

/// `a · b`.
pub fn mul(a: u64, b: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(PRIME)) as u64
}

/// `base ^ exponent`.
pub fn pow(mut base: u64, mut exponent: u64) -> u64 {
    let mut product = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            product = mul(product, base);
        }
        base = mul(base, base);
        exponent >>= 1;
    }
    product
}

/// `1 / a`; none for zero.
pub fn invert(a: u64) -> Option<u64> {
    (a != 0).then(|| pow(a, PRIME - 2))
}

/// A whole number's residue.
pub fn residue(value: i128) -> u64 {
    value.rem_euclid(i128::from(PRIME)) as u64
}

/// The `n`-th root for `n` a product of 2 and odd primes up to 41; none otherwise.
pub fn root(a: u64, mut n: u32) -> Option<u64> {
    let mut value = a;
    while n > 1 && n.is_multiple_of(2) {
        value = pow(value, PRIME.div_ceil(4));
        n /= 2;
    }
    if n > 1 {
        value = pow(value, inverse_exponent(u64::from(n))?);
    }
    Some(value)
}

/// `1 / n` modulo `p - 1`, by looking for the multiple of `p - 1` that `n` divides.
fn inverse_exponent(n: u64) -> Option<u64> {
    let order = u128::from(PRIME - 1);
    (1..u128::from(n.min(1000)))
        .map(|k| k * order + 1)
        .find(|top| top.is_multiple_of(u128::from(n)))
        .and_then(|top| u64::try_from(top / u128::from(n)).ok())
}

/// A fixed point of the field that stands for a name.
pub fn point(name: &str, salt: u64) -> u64 {
    // FNV-1a, then the finaliser of MurmurHash3: short names must not be near.
    let mut hash = 0xcbf2_9ce4_8422_2325 ^ salt.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in name.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    mix(hash) % PRIME
}

/// A fixed point that stands for a function's value.
pub fn image(name: &str, arguments: &[u64]) -> u64 {
    let start = point(name, 7);
    arguments.iter().fold(start, |hash, argument| mix(hash ^ mix(*argument)) % PRIME)
}

fn mix(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_roots_square_to_themselves() {
        for n in 2..80 {
            let root = root(n, 2).unwrap();
            assert_eq!(mul(root, root), n, "{n}");
        }
        let cube = root(5, 3).unwrap();
        assert_eq!(pow(cube, 3), 5);
        assert_eq!(root(8, 3), Some(2));
        assert_eq!(root(64, 6), Some(2));
    }

    #[test]
    fn division_undoes_multiplication() {
        let seven = invert(7).unwrap();
        assert_eq!(mul(seven, 7), 1);
        assert_eq!(invert(0), None);
        assert_eq!(add(residue(-3), 3), 0);
    }
}
