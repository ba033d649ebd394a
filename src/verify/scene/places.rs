//! Marks and labels lie to each other as the scene has them.

use synth_contracts::{Anchor, Claim};
use synth_renderers::facts::{Shape, TextRun};

use super::{NEAR, Tally, outline};
use crate::marks::{name, painted};
use crate::place::{Map, Maps, distance, nearest, to};
use crate::{Exhibit, quote};

/// Most pixels between a text's place and the centre of its ink, as a share of its size,
/// since letters reach up and down by different amounts.
const NEAR_TEXT: f64 = 0.4;

/// Corners within so many pixels are one.
const SAME: f64 = 0.5;

/// A group of places with the points of the picture that may be theirs.
struct Group {
    what: String,
    at: Vec<[f64; 2]>,
    found: Vec<[f64; 2]>,
    near: f64,
    /// Whether every point must have a place, too.
    only: bool,
}

/// Finds the map and holds every group against it. Returns the map, if there is one.
pub fn hold(exhibit: &Exhibit<'_>, tally: &mut Tally) -> Option<Maps> {
    let groups: Vec<Group> =
        exhibit.claims.iter().flat_map(|claim| groups_of(exhibit, claim)).collect();
    for group in &groups {
        tally.hold(!group.found.is_empty(), || format!("{} are not there", group.what));
    }
    let maps = maps(&groups, &outlines(exhibit))?;
    for group in groups.iter().filter(|group| !group.found.is_empty()) {
        hold_group(group, maps, tally);
    }
    Some(maps)
}

/// Outlines with the corners of the marks that may be theirs; for finding the map where
/// no places are claimed.
fn outlines(exhibit: &Exhibit<'_>) -> Vec<Group> {
    let group = |claim: &Claim| match claim {
        Claim::Outline { paint, at, closed } => {
            let found = outline::alike(exhibit, paint, at.len(), *closed).concat();
            Some(Group { what: name(paint), at: at.clone(), found, near: NEAR, only: true })
        }
        _ => None,
    };
    exhibit.claims.iter().filter_map(group).collect()
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

/// The map from places to pixels: marks decide, then outlines, then labels.
fn maps(groups: &[Group], outlines: &[Group]) -> Option<Maps> {
    let exact = groups.iter().any(|group| group.only);
    let deciding: Vec<&Group> = match (exact, outlines.is_empty()) {
        (true, _) => groups.iter().filter(|group| group.only).collect(),
        (false, false) => outlines.iter().collect(),
        (false, true) => groups.iter().collect(),
    };
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
fn hold_group(group: &Group, maps: Maps, tally: &mut Tally) {
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
