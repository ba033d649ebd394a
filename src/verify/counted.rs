//! There are as many marks as the caption counts: some group of like marks, by colour, by
//! width or by height, has just that many.

use std::collections::BTreeMap;

use synth_renderers::facts::Shape;

use crate::{Exhibit, Finding, caption};

/// Score of a count that no group has, while there are marks enough for it.
const MAYBE: f64 = 0.5;

/// Share of counts that hold.
pub fn score(exhibit: &Exhibit<'_>) -> Finding {
    let counts = caption::counts(&exhibit.concept.caption);
    if counts.is_empty() || !exhibit.claims.is_empty() {
        return Finding::new(1.0, "the caption counts no marks that are not claimed");
    }
    let marks: Vec<&Shape> =
        exhibit.facts.shapes.iter().filter(|shape| shape.visible != Some(0.0)).collect();
    let sizes = sizes(&marks);
    let value = |count: usize| match count {
        count if sizes.contains(&count) => 1.0,
        count if marks.len() >= count => MAYBE,
        _ => 0.0,
    };
    let sum: f64 = counts.iter().map(|(count, _)| value(*count)).sum();
    let worst = counts.iter().min_by(|a, b| value(a.0).total_cmp(&value(b.0)));
    let (count, kind) = worst.cloned().unwrap_or_default();
    let evidence = match value(count) {
        1.0 => format!("{} counts of marks hold", counts.len()),
        MAYBE => format!("no group of like marks has {count}, as of {kind}"),
        _ => format!("there are {} marks; the caption counts {count} {kind}", marks.len()),
    };
    Finding::new(sum / counts.len() as f64, evidence)
}

/// How many marks each group has.
fn sizes(marks: &[&Shape]) -> Vec<usize> {
    let mut groups: BTreeMap<(u8, i64), usize> = BTreeMap::new();
    for mark in marks {
        let [left, top, right, bottom] = mark.bbox;
        let colour = |paint: Option<synth_renderers::facts::Rgb>| {
            paint.map_or(-1, |c| {
                i64::from(c.0[0]) << 16 | i64::from(c.0[1]) << 8 | i64::from(c.0[2])
            })
        };
        let pixels = |length: f32| (length * 2.0).round() as i64;
        let keys = [
            (0, colour(mark.fill)),
            (1, colour(mark.stroke)),
            (2, pixels(right - left)),
            (3, pixels(bottom - top)),
            (4, pixels(bottom)),
            (5, pixels(right - left) << 32 | pixels(bottom - top)),
        ];
        for key in keys {
            *groups.entry(key).or_default() += 1;
        }
    }
    groups.into_values().collect()
}
