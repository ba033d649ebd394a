//! Where a question says to look, there is something: every evidence box lies
//! within the picture and is not of one colour.

use synth_contracts::{BBox, Tier};

use crate::{Exhibit, Finding};

/// Share of evidence boxes in which something is drawn.
pub fn score(exhibit: &Exhibit<'_>) -> Finding {
    let boxes: Vec<BBox> = Tier::ALL
        .into_iter()
        .flat_map(|tier| exhibit.concept.question(tier).evidence.iter().copied())
        .collect();
    let wrong: Vec<String> = boxes.iter().filter_map(|bbox| fault(exhibit, *bbox)).collect();
    Finding::share(boxes.len(), &wrong, "evidence boxes hold something")
}

fn fault(rendering: &Exhibit<'_>, bbox: BBox) -> Option<String> {
    let [left, top, right, bottom] = bbox.0.map(f64::round);
    if !bbox.fits(f64::from(rendering.width), f64::from(rendering.height)) {
        return Some(format!("{left},{top} to {right},{bottom} is not within the picture"));
    }
    uniform(rendering, bbox).then(|| format!("{left},{top} to {right},{bottom} is of one colour"))
}

/// Whether every pixel in the box has the same colour.
fn uniform(rendering: &Exhibit<'_>, bbox: BBox) -> bool {
    let [left, top, right, bottom] = bbox.0;
    let column = |x: f64| x.clamp(0.0, f64::from(rendering.width)) as usize;
    let row = |y: f64| y.clamp(0.0, f64::from(rendering.height)) as usize;
    let (from, to) = (column(left), column(right.ceil()));
    let width = rendering.width as usize;
    let mut pixels = (row(top)..row(bottom.ceil())).flat_map(|y| {
        let start = (y * width + from) * 4;
        rendering.rgba[start..(y * width + to) * 4].chunks_exact(4)
    });
    match pixels.next() {
        Some(first) => pixels.all(|pixel| pixel == first),
        None => true,
    }
}
