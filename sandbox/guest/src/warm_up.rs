//! Small programs run before the snapshot, so that what is built on first use
//! (type caches, font tables, lookup tables) is in it.

use synth_renderers::{Options, render};

use crate::give_up;

const SVG: &str = include_str!("../warm_up/picture.svg");
const PYTHON: &str = include_str!("../warm_up/program.py");

/// Runs both. Their results do not matter, but a fault would mean a broken build.
pub fn run() {
    for _ in 0..2 {
        if let Err(fault) = render(SVG, &Options::default()) {
            give_up(&format!("the picture for warming up cannot be drawn: {fault}"));
        }
        if let Err(refused) = crate::python::run(PYTHON) {
            give_up(&format!("the program for warming up does not run: {}", refused.message));
        }
    }
    // The folder of the snapshot is the host's, which forgets it; nothing of the
    // program is left but what the interpreter keeps for itself.
}
