//! The larger and the smaller of two numbers.
//!
//! What `f32::max` means has no instruction in WebAssembly, so the compiler calls the
//! C library, whose version asks three questions more. Drawing asks for bounds all
//! the time; these took seven parts in a hundred of it. The results are the same
//! to the bit: of a number and no number the number, of two zeros the one with the
//! right sign.

macro_rules! pick {
    ($name:ident, $float:ty, $wins:tt, $zero:tt) => {
        #[unsafe(no_mangle)]
        extern "C" fn $name(a: $float, b: $float) -> $float {
            if a $wins b || b.is_nan() {
                a
            } else if a == b {
                <$float>::from_bits(a.to_bits() $zero b.to_bits())
            } else {
                b
            }
        }
    };
}

pick!(fmaxf, f32, >, &);
pick!(fminf, f32, <, |);
pick!(fmax, f64, >, &);
pick!(fmin, f64, <, |);
