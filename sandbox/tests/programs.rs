//! Programs, good and bad, through the whole sandbox.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::OnceLock;
use std::thread;

use synth_contracts::Program;
use synth_sandbox::{HostFault, Limits, Reason, Rejection, Rendering, Sandbox, Verdict};

fn sandbox() -> &'static Sandbox {
    static SANDBOX: OnceLock<Sandbox> = OnceLock::new();
    SANDBOX.get_or_init(|| Sandbox::new(2).unwrap())
}

fn run(program: &Program) -> Result<Rendering, Verdict> {
    sandbox().run(program, &Limits::default())
}

fn rejection(program: &Program) -> Rejection {
    run(program).unwrap_err().rejection().unwrap().clone()
}

const CIRCLE: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><circle cx="20" cy="15" r="9"/></svg>"#;

fn draws(body: &str) -> Program {
    Program::python(format!("{body}\nopen('output.svg', 'w').write('''{CIRCLE}''')\n"))
}

#[test]
fn svg_is_drawn() {
    let rendering = run(&Program::svg(CIRCLE)).unwrap();
    assert_eq!((rendering.width, rendering.height), (40, 30));
    assert_eq!(rendering.rgba.len(), 40 * 30 * 4);
    assert!(rendering.rgba.chunks(4).all(|pixel| pixel[3] == 255));
    assert!(rendering.usage.fuel > 0 && rendering.usage.memory_bytes > 0);
}

#[test]
fn python_draws_the_same_as_the_svg_it_writes() {
    let python = run(&draws("print('hello')")).unwrap();
    assert_eq!(python.rgba, run(&Program::svg(CIRCLE)).unwrap().rgba);
    assert_eq!(python.log, "hello\n");
}

#[test]
fn an_error_has_its_type_and_line() {
    let rejection = rejection(&Program::python("x = 1\n\ndef f():\n    return x / 0\n\nf()\n"));
    assert_eq!(rejection.reason, Reason::PythonError);
    assert_eq!(rejection.message, "ZeroDivisionError: division by zero");
    assert_eq!(rejection.place.unwrap().line, 4);
}

#[test]
fn a_syntax_error_has_its_place() {
    let rejection = rejection(&Program::python("x = 1\nif x\n    pass\n"));
    assert_eq!(rejection.reason, Reason::PythonSyntax);
    assert_eq!(rejection.place.unwrap().line, 2);
}

#[test]
fn xml_errors_have_their_place() {
    let source = "<svg xmlns=\"http://www.w3.org/2000/svg\">\n  <text>a & b</text></svg>";
    let rejection = rejection(&Program::svg(source));
    assert_eq!(rejection.reason, Reason::NotWellFormed);
    assert_eq!(rejection.place.unwrap().to_string(), "line 2, column 11");
}

#[test]
fn a_missing_module_is_its_own_reason() {
    assert_eq!(rejection(&Program::python("import adjustText")).reason, Reason::MissingModule);
}

#[test]
fn nothing_written_is_no_output() {
    let rejection = rejection(&Program::python("open('chart.svg', 'w').write('x')"));
    assert_eq!(rejection.reason, Reason::NoOutput);
    assert!(rejection.message.contains("chart.svg"), "{}", rejection.message);
}

#[test]
fn limits_are_kept() {
    let limits = Limits { fuel: 400_000_000, memory_bytes: 128 << 20, ..Limits::default() };
    let ended = |source: &str| {
        let verdict = sandbox().run(&Program::python(source), &limits).unwrap_err();
        verdict.rejection().unwrap().reason
    };
    assert_eq!(ended("while True: pass"), Reason::Fuel);
    assert_eq!(ended("x = bytes(10**9)"), Reason::Memory);
    assert_eq!(ended("while True: print('x' * 1000)"), Reason::OutputFlood);
    assert_eq!(ended("open('x', 'w').write('x' * (9 << 20))"), Reason::OutputFlood);
    assert_eq!(ended("#".repeat(2 << 20).as_str()), Reason::SourceTooLong);
}

#[test]
fn fuel_repeats_exactly() {
    let program = draws("import math\nx = [math.sin(i) for i in range(1000)]");
    let used: Vec<u64> = (0..3).map(|_| run(&program).unwrap().usage.fuel).collect();
    assert!(used.iter().all(|fuel| *fuel == used[0]), "{used:?}");
}

#[test]
fn the_watchdog_is_our_fault() {
    let limits = Limits { watchdog_ms: 50, fuel: u64::MAX / 2, ..Limits::default() };
    let verdict = sandbox().run(&Program::python("while True: pass"), &limits).unwrap_err();
    assert_eq!(verdict, Verdict::Host(HostFault::Watchdog(50)));
}

#[test]
fn no_program_learns_when_its_python_was_built() {
    let asks = "import sys\nprint('.'.join(map(str, sys.version_info[:3])))\nprint(sys.version)";
    let log = run(&draws(asks)).unwrap().log;
    let (number, version) = log.split_once('\n').unwrap();
    assert!(version.starts_with(&format!("{number}.")), "{log}");
    assert!(version.contains(", Jan  1 1970, 00:00:00)"), "{log}");
}

#[test]
fn nothing_is_left_for_the_next_program() {
    let poison = "import math, builtins, sys\nmath.pi = 3\nbuiltins.len = None\n\
                  sys.modules['json'] = None\nopen('left.txt', 'w').write('x')";
    run(&draws(poison)).unwrap();
    let check = "import math, json, os\nassert math.pi > 3.1 and len('ab') == 2\n\
                 assert os.listdir('.') == [], os.listdir('.')";
    run(&draws(check)).unwrap();
}

#[test]
fn many_threads_share_one_sandbox() {
    let expected = run(&Program::svg(CIRCLE)).unwrap().digest();
    thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                for _ in 0..5 {
                    assert_eq!(run(&draws("")).unwrap().digest(), expected);
                }
            });
        }
    });
}
