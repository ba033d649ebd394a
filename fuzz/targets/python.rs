//! Any program, run in the sandbox.
//!
//! Guards `synth_sandbox::Sandbox`, whole: guest, host functions, limits, verdicts.
//! Whatever the program, there must be a picture or a verdict on the program; a
//! fault of the host is a bug. The same program must end the same way twice, fuel
//! included, and what one program did must not change what the next one sees: a
//! canary is run after every verdict that ends an instance early, and after one in
//! sixteen others.
//!
//! The first byte of an input says what the rest is: `s` an SVG program, `w` what a
//! Python program writes to `output.svg`, anything else a Python program.
//!
//! The fuzzer cannot see into the guest, so outcomes are made visible to it: each
//! kind of verdict, and each order of magnitude of what was used or drawn, counts
//! like a branch that was taken.
#![no_main]

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

use libfuzzer_sys::fuzz_target;
use synth_contracts::{Language, Program};
use synth_sandbox::{Limits, Reason, Rendering, Sandbox, Usage, Verdict};

/// Small, but enough for a usual program.
const FUEL: u64 = 30_000_000;

fn limits() -> Limits {
    Limits {
        fuel: FUEL,
        memory_bytes: 128 << 20,
        watchdog_ms: 20_000,
        log_bytes: 16 << 10,
        file_bytes: 1 << 20,
        files: 16,
        max_side: 64,
        nodes: 2000,
        image_pixels: 1 << 14,
        ..Limits::default()
    }
}

/// A program that draws all it can see of a world that others may have changed.
const CANARY: &str = r##"
import builtins, os, random, sys, time
seen = [os.listdir("."), sorted(os.environ.items()), os.getcwd(), sys.argv, sys.getrecursionlimit(),
        time.time(), random.random(), os.urandom(8), sorted(globals()), len(dir(builtins))]
print(seen)
level = hash(repr(seen)) % 256
open("output.svg", "w").write(
    f'<svg width="20" height="20"><rect width="9" height="9" fill="rgb({level},0,99)"/>'
    f'<text y="18" font-size="9">{level}</text></svg>')
"##;

#[unsafe(link_section = "__libfuzzer_extra_counters")]
#[used]
static SIGNALS: [AtomicU8; 4096] = [const { AtomicU8::new(0) }; 4096];

/// Tells the fuzzer that something was seen which may be new.
fn signal(what: impl Hash) {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    SIGNALS[hasher.finish() as usize % SIGNALS.len()].store(1, Ordering::Relaxed);
}

fuzz_target!(|data: &[u8]| {
    let Some((kind, rest)) = data.split_first() else { return };
    let (language, source) = match kind {
        b's' => (Language::Svg, rest.to_vec()),
        b'w' => (Language::Python, writer(rest).into_bytes()),
        _ => (Language::Python, rest.to_vec()),
    };
    // Made at the first input: the fuzzer puts its signal handlers in place before
    // that, and the sandbox's must stand above them.
    static WORLD: OnceLock<(Sandbox, Rendering)> = OnceLock::new();
    let (sandbox, canary) = WORLD.get_or_init(|| {
        let sandbox = Sandbox::new(1).expect("the sandbox starts");
        let canary = sandbox.run(&Program::python(CANARY), &limits()).expect("the canary draws");
        (sandbox, canary)
    });
    let outcome = sandbox.run_bytes(language, &source, &limits());
    check(&outcome, *kind);
    let sum = data.iter().fold(0u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(*byte));
    if sum % 16 == 1 {
        let again = sandbox.run_bytes(language, &source, &limits());
        assert!(again == outcome, "a second run differs:\n{outcome:?}\n{again:?}");
    }
    if sum % 16 == 0 || ended_early(&outcome) {
        let now = sandbox.run(&Program::python(CANARY), &limits());
        assert!(now.as_ref() == Ok(canary), "the canary differs:\n{now:?}\n{canary:?}");
    }
});

/// A Python program that writes `bytes` to `output.svg`.
fn writer(bytes: &[u8]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("open('output.svg', 'wb').write(bytes.fromhex('{hex}'))")
}

/// Whether the instance was stopped in the middle of something.
fn ended_early(outcome: &Result<Rendering, Verdict>) -> bool {
    let rejection = outcome.as_ref().err().and_then(Verdict::rejection);
    rejection.is_some_and(|rejection| {
        use Reason::{Fuel, Memory, NoOutput, OutputFlood, Stack, Trap};
        matches!(rejection.reason, Fuel | Memory | NoOutput | OutputFlood | Stack | Trap)
    })
}

fn check(outcome: &Result<Rendering, Verdict>, kind: u8) {
    match outcome {
        Ok(rendering) => {
            let Rendering { width, height, rgba, facts, usage, .. } = rendering;
            let sides = 1..=limits().max_side;
            assert!(sides.contains(width) && sides.contains(height), "{width} × {height}");
            assert_eq!(rgba.len(), *width as usize * *height as usize * 4);
            assert!(rgba.chunks_exact(4).all(|pixel| pixel[3] == 255), "not opaque");
            check_usage(usage);
            let counts = [facts.texts.len(), facts.shapes.len(), facts.images.len()];
            signal((kind, counts.map(|count| (count + 1).ilog2()), facts.colours.ilog2()));
            signal((kind, &facts.ignored));
            for warning in &facts.warnings {
                signal(words(warning));
            }
        }
        Err(Verdict::Rejected(rejection)) => {
            assert!(!rejection.message.is_empty(), "{rejection:?}");
            assert_eq!(rejection.limits, limits());
            check_usage(&rejection.usage);
            signal((kind, rejection.reason, words(&rejection.message)));
            signal((rejection.reason, rejection.usage.fuel.max(1).ilog2()));
        }
        Err(Verdict::Host(fault)) => panic!("the host is at fault: {fault}"),
    }
}

fn check_usage(usage: &Usage) {
    let limits = limits();
    assert!(usage.fuel <= limits.fuel, "{usage:?}");
    assert!(usage.memory_bytes <= limits.memory_bytes, "{usage:?}");
    assert!(usage.log_bytes <= limits.log_bytes, "{usage:?}");
    assert!(usage.file_bytes <= limits.file_bytes, "{usage:?}");
}

/// A message without what it quotes and counts, so that one kind of it is one.
fn words(message: &str) -> String {
    message
        .split(['\'', '"', '`'])
        .step_by(2)
        .flat_map(str::chars)
        .filter(|c| !c.is_numeric())
        .collect()
}
