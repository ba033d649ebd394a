//! Bars are as tall as their values.

use synth_contracts::{Claim, Paint};
use synth_renderers::facts::Shape;

use super::{NEAR, Tally};
use crate::Exhibit;
use crate::marks::painted;

/// Holds the bars of every claim against their values. All series share one scale.
pub fn hold(exhibit: &Exhibit<'_>, tally: &mut Tally) {
    let mut scale = None;
    for claim in exhibit.claims {
        if let Claim::Bars { fill, values } = claim {
            one_colour(exhibit, fill, values, &mut scale, tally);
        }
    }
}

/// Where the bars stand, how many pixels one unit takes, and the middle of the `i`-th
/// bars of all colours; `None` without bars that are as they should be.
pub struct Ground {
    /// The line, in pixels from the top.
    pub foot: f64,
    /// Pixels of one unit.
    pub scale: f64,
    /// Middles from left to right.
    pub middles: Vec<f64>,
}

/// Finds the ground of a picture's bars.
pub fn ground(exhibit: &Exhibit<'_>) -> Option<Ground> {
    let series: Vec<(Vec<&Shape>, &Vec<f64>)> = exhibit
        .claims
        .iter()
        .filter_map(|claim| match claim {
            Claim::Bars { fill, values } => {
                let paint = Paint::Fill(fill.clone());
                Some((standing(painted(exhibit.facts, &paint).collect()), values))
            }
            _ => None,
        })
        .filter(|(bars, values)| bars.len() == values.len() && !bars.is_empty())
        .collect();
    let (bars, values) = series.first()?;
    let middle = |bar: &Shape| f64::from(bar.bbox[0] + bar.bbox[2]) / 2.0;
    let group = |i: usize| {
        let own: Vec<f64> =
            series.iter().filter_map(|(bars, _)| Some(middle(bars.get(i)?))).collect();
        own.iter().sum::<f64>() / own.len() as f64
    };
    Some(Ground {
        foot: f64::from(bars.first()?.bbox[3] - bars.first()?.stroke_width / 2.0),
        scale: bars.iter().map(|bar| height(bar)).sum::<f64>() / values.iter().sum::<f64>(),
        middles: (0..bars.len()).map(group).collect(),
    })
}

/// Holds the bars of one colour against their values. All series share one scale.
fn one_colour(
    exhibit: &Exhibit<'_>,
    fill: &str,
    values: &[f64],
    scale: &mut Option<f64>,
    tally: &mut Tally,
) {
    let paint = Paint::Fill(fill.to_owned());
    let standing = standing(painted(exhibit.facts, &paint).collect());
    let (found, wanted) = (standing.len(), values.len());
    tally.hold(found == wanted, || format!("{found} of {wanted} bars in {fill} stand in line"));
    if found != wanted || values.is_empty() {
        return;
    }
    let heights = standing.iter().map(|bar| height(bar));
    let pairs: Vec<(f64, f64)> = values.iter().copied().zip(heights).collect();
    let square: f64 = pairs.iter().map(|(value, _)| value * value).sum();
    let own = pairs.iter().map(|(value, height)| value * height).sum::<f64>() / square;
    let scale = *scale.get_or_insert(own);
    for (place, (value, height)) in pairs.into_iter().enumerate() {
        let wanted = value * scale;
        tally.hold((height - wanted).abs() <= NEAR, || {
            let place = place + 1;
            format!("bar {place} in {fill} is {height:.1} px tall; {value} takes {wanted:.1}")
        });
    }
}

/// The bars that stand on the line on which most of them stand, left to right.
fn standing(bars: Vec<&Shape>) -> Vec<&Shape> {
    let foot = |bar: &Shape| bar.bbox[3] - bar.stroke_width / 2.0;
    let on = |line: f32| bars.iter().filter(move |bar| (foot(bar) - line).abs() < 0.75);
    let line = bars.iter().map(|bar| foot(bar)).max_by_key(|line| on(*line).count());
    let mut standing: Vec<&Shape> = line.into_iter().flat_map(on).copied().collect();
    standing.sort_by(|a, b| a.bbox[0].total_cmp(&b.bbox[0]));
    standing
}

fn height(bar: &Shape) -> f64 {
    f64::from(bar.bbox[3] - bar.bbox[1] - bar.stroke_width)
}
