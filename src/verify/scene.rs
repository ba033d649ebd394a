//! The picture shows the scene: bars are as tall as their values by one scale, marks and
//! labels lie to each other as the scene has them, all within a pixel.
//!
//! Nothing is taken from the family's layout. The map from scene to pixels is found
//! from the picture itself, once for all places of it, so a mark that was moved or
//! stretched contradicts the others.

use synth_contracts::{Anchor, Claim, Paint};
use synth_renderers::facts::{Shape, TextRun};

use crate::marks::{name, painted};
use crate::place::{Map, Maps, distance, nearest, to};
use crate::{Exhibit, Finding, quote};

/// Most pixels between a mark and its place.
const NEAR: f64 = 1.25;

/// The same for the centre of a text's ink, as a share of its size, since letters reach
/// up and down by different amounts.
const NEAR_TEXT: f64 = 0.4;

/// Corners within so many pixels are one.
const SAME: f64 = 0.5;

/// Share of bars, marks and labels that are where the scene has them.
pub fn score(exhibit: &Exhibit<'_>) -> Finding {
    let mut tally = Tally::default();
    let mut scales = Vec::new();
    for claim in exhibit.claims {
        if let Claim::Bars { fill, values } = claim {
            bars(exhibit, fill, values, &mut scales, &mut tally);
        }
    }
    places(exhibit, &mut tally);
    Finding::share(tally.all, &tally.wrong, "marks are where the scene has them")
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

/// Holds the bars of one colour against their values. All series share one scale.
fn bars(
    exhibit: &Exhibit<'_>,
    fill: &str,
    values: &[f64],
    scales: &mut Vec<f64>,
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
    let scale = *scales.first().unwrap_or(&own);
    scales.push(own);
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

/// A group of places with the points of the picture that may be theirs.
struct Group {
    what: String,
    at: Vec<[f64; 2]>,
    found: Vec<[f64; 2]>,
    near: f64,
    /// Whether every point must have a place, too.
    only: bool,
}

/// Finds the map and holds every group against it.
fn places(exhibit: &Exhibit<'_>, tally: &mut Tally) {
    let groups: Vec<Group> =
        exhibit.claims.iter().flat_map(|claim| groups_of(exhibit, claim)).collect();
    for group in &groups {
        tally.hold(!group.found.is_empty(), || format!("{} are not there", group.what));
    }
    let Some(maps) = maps(&groups) else { return };
    for group in groups.iter().filter(|group| !group.found.is_empty()) {
        hold(group, maps, tally);
    }
}

fn groups_of(exhibit: &Exhibit<'_>, claim: &Claim) -> Vec<Group> {
    match claim {
        Claim::Places { paint, anchor, at } => {
            let found = points(painted(exhibit.facts, paint), *anchor);
            vec![Group { what: name(paint), at: at.clone(), found, near: NEAR, only: true }]
        }
        Claim::Labels { labels } => labels_of(exhibit, labels),
        _ => Vec::new(),
    }
}

/// One group for every text that is claimed at one or more places.
fn labels_of(exhibit: &Exhibit<'_>, labels: &[(String, [f64; 2])]) -> Vec<Group> {
    let mut names: Vec<&str> = labels.iter().map(|(text, _)| text.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let group = |name: &str| {
        let at = labels.iter().filter(|(text, _)| text == name).map(|(_, at)| *at).collect();
        let texts: Vec<&TextRun> =
            exhibit.facts.texts.iter().filter(|text| text.content == name).collect();
        let size = texts.first().map_or(12.0, |text| f64::from(text.size));
        let found = texts.iter().map(|text| centre(text.bbox)).collect();
        Group { what: quote(name), at, found, near: size * NEAR_TEXT, only: false }
    };
    names.into_iter().map(group).collect()
}

fn centre(bbox: [f32; 4]) -> [f64; 2] {
    [0, 1].map(|axis| f64::from(bbox[axis] + bbox[axis + 2]) / 2.0)
}

/// The points that stand for marks, each once.
fn points<'a>(marks: impl Iterator<Item = &'a Shape>, anchor: Anchor) -> Vec<[f64; 2]> {
    let of = |mark: &Shape| match anchor {
        Anchor::Centre => vec![centre(mark.bbox)],
        Anchor::Corners => mark.corners.iter().map(|corner| corner.map(f64::from)).collect(),
    };
    let mut points: Vec<[f64; 2]> = Vec::new();
    for point in marks.flat_map(of) {
        if points.iter().all(|other| distance(*other, point) > SAME) {
            points.push(point);
        }
    }
    points
}

/// The map from places to pixels: marks decide, labels where there are no marks.
fn maps(groups: &[Group]) -> Option<Maps> {
    let exact = groups.iter().any(|group| group.only && group.at.len() > 1);
    let deciding: Vec<&Group> = groups.iter().filter(|group| group.only == exact).collect();
    let mut maps = first_guess(&deciding)?;
    for _ in 0..4 {
        let near = |group: &&Group| group.near * 6.0;
        let pairs: Vec<([f64; 2], [f64; 2])> = deciding
            .iter()
            .flat_map(|group| {
                let most = near(group);
                group.at.iter().filter_map(move |place| {
                    let (point, far) = nearest(to(maps, *place), &group.found)?;
                    (far <= most).then_some((*place, point))
                })
            })
            .collect();
        for axis in [0, 1] {
            let own: Vec<(f64, f64)> = pairs.iter().map(|(a, b)| (a[axis], b[axis])).collect();
            if let Some(map) = Map::fit(&own) {
                maps[axis] = map;
            }
        }
    }
    Some(maps)
}

/// The map that takes the outermost places to the outermost points.
fn first_guess(groups: &[&Group]) -> Option<Maps> {
    let map = |axis: usize| {
        let used = || groups.iter().filter(|group| !group.found.is_empty());
        let from: Vec<f64> = used().flat_map(|group| &group.at).map(|at| at[axis]).collect();
        let into: Vec<f64> = used().flat_map(|group| &group.found).map(|at| at[axis]).collect();
        Map::between(&from, &into)
    };
    Some([map(0)?, map(1)?])
}

/// Every place has a mark, and every mark a place.
fn hold(group: &Group, maps: Maps, tally: &mut Tally) {
    let expected: Vec<[f64; 2]> = group.at.iter().map(|place| to(maps, *place)).collect();
    for (place, at) in group.at.iter().zip(&expected) {
        let far = nearest(*at, &group.found).map_or(f64::INFINITY, |(_, far)| far);
        tally.hold(far <= group.near, || {
            let [x, y] = place;
            format!("{}: the nearest to {x}, {y} is {far:.1} px off", group.what)
        });
    }
    if group.only {
        let stray =
            |point: &&[f64; 2]| nearest(**point, &expected).is_none_or(|(_, far)| far > group.near);
        let stray = group.found.iter().filter(stray).count();
        tally.hold(stray == 0, || format!("{stray} of the {} belong nowhere", group.what));
    }
}
