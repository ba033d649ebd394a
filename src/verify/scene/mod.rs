//! The picture shows the scene: bars are as tall as their values by one scale, marks and
//! labels lie to each other as the scene has them, all within a pixel.
//!
//! Nothing is taken from the family's layout. The map from scene to pixels is found
//! from the picture itself, once for all places of it, so a mark that was moved or
//! stretched contradicts the others.

mod angle;
mod bars;
mod ink;
mod outline;
mod places;
mod ticks;

use synth_contracts::Claim;

use crate::place::Maps;
use crate::{Exhibit, Finding};

/// Most pixels between a mark and its place.
const NEAR: f64 = 1.25;

/// Largest difference between the scales of x and y of a picture that is true to scale.
const TRUE: f64 = 0.01;

/// Share of bars, marks and labels that are where the scene has them.
pub fn score(exhibit: &Exhibit<'_>) -> Finding {
    let mut tally = Tally::default();
    bars::hold(exhibit, &mut tally);
    let maps = places::hold(exhibit, &mut tally);
    for claim in exhibit.claims {
        match (claim, maps) {
            (Claim::Ticks { axis, labels }, maps) => {
                ticks::hold(exhibit, *axis, labels, maps, &mut tally);
            }
            (Claim::Outline { paint, at, closed }, Some(maps)) => {
                outline::hold(exhibit, paint, at, *closed, maps, &mut tally);
            }
            (Claim::Ink { colour, at, off }, Some(maps)) => {
                ink::hold(exhibit, colour, [at, off], maps, &mut tally);
            }
            (Claim::InAngle { text, arms }, Some(maps)) => {
                angle::hold(exhibit, text, arms, maps, &mut tally);
            }
            (Claim::TrueToScale, Some(maps)) => true_to_scale(maps, &mut tally),
            _ => {}
        }
    }
    Finding::share(tally.all, &tally.wrong, "marks are where the scene has them")
}

/// Squares are squares.
fn true_to_scale([x, y]: Maps, tally: &mut Tally) {
    let ratio = x.scale() / y.scale();
    tally.hold((ratio - 1.0).abs() <= TRUE, || format!("x is drawn at {ratio:.3} times y"));
}

/// What was looked at, and what was found wrong.
#[derive(Default)]
struct Tally {
    all: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn hold(&mut self, right: bool, tell: impl FnOnce() -> String) {
        self.all += 1;
        if !right {
            self.wrong.push(tell());
        }
    }
}
