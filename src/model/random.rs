//! Random weights that are the same on every machine.

use rand::RngCore;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// A generator for one tensor: the seed and the name decide all its numbers.
pub fn generator(seed: u64, name: &str) -> ChaCha8Rng {
    // FNV-1a, so that a tensor's numbers do not depend on the tensors before it.
    let hash = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(hash);
    rng
}

/// A number in `(0, 1)`.
pub fn unit(rng: &mut ChaCha8Rng) -> f64 {
    ((rng.next_u64() >> 12) as f64 + 0.5) / (1u64 << 52) as f64
}

/// `count` standard normal numbers, by Box and Muller's method.
pub fn normals(rng: &mut ChaCha8Rng, count: usize) -> Vec<f32> {
    let mut out = Vec::with_capacity(count + 1);
    while out.len() < count {
        let radius = libm::sqrt(-2.0 * libm::log(unit(rng)));
        let angle = std::f64::consts::TAU * unit(rng);
        out.push((radius * libm::cos(angle)) as f32);
        out.push((radius * libm::sin(angle)) as f32);
    }
    out.truncate(count);
    out
}

/// `count` standard normal numbers from a seed alone.
#[cfg(test)]
pub fn normal(count: usize, seed: u64) -> Vec<f32> {
    normals(&mut generator(seed, ""), count)
}
