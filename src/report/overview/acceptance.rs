//! Plots of how many candidates were accepted at each level.

use std::collections::BTreeMap;

use synth_datasets::Count;

use super::Captioned;
use crate::error::ReportError;
use crate::plot::{Line, Plot};

/// Most families that have a line of their own.
const LINES: usize = 8;

pub(super) fn plots(corpora: &[(String, Vec<Count>)]) -> Result<Vec<Captioned>, ReportError> {
    let mut svgs = Vec::new();
    let all = corpora.iter().enumerate();
    let all: Vec<Line> = all
        .map(|(at, (name, counts))| by_level(name, at, &counts.iter().collect::<Vec<_>>()))
        .collect();
    if let [(_, counts)] = corpora {
        let (lines, left_out) = strict(counts);
        let title = match left_out {
            0 => "Share of candidates accepted, families that refused any".to_owned(),
            _ => format!("Share of candidates accepted, the {LINES} families that refused most"),
        };
        svgs.extend(plot(title, &lines)?);
    }
    svgs.extend(plot("Share of candidates accepted, all families".to_owned(), &all)?);
    Ok(svgs)
}

/// Lines of the families that refused the largest shares, by name, and how many that
/// refused some have none.
fn strict(counts: &[Count]) -> (Vec<Line>, usize) {
    let mut families: BTreeMap<&str, Vec<&Count>> = BTreeMap::new();
    counts.iter().for_each(|count| families.entry(&count.family).or_default().push(count));
    let accepted = |counts: &[&Count]| {
        let sum = |read: fn(&Count) -> u64| counts.iter().map(|c| read(c)).sum::<u64>() as f64;
        sum(|c| c.accepted) / sum(|c| c.accepted + c.rejected).max(1.0)
    };
    let mut order: Vec<(&str, Vec<&Count>)> = families.into_iter().collect();
    order.retain(|(_, counts)| counts.iter().any(|count| count.rejected > 0));
    order.sort_by(|a, b| accepted(&a.1).total_cmp(&accepted(&b.1)));
    let left_out = order.len().saturating_sub(LINES);
    order.truncate(LINES);
    order.sort_by_key(|(name, _)| *name);
    let lines = order.iter().enumerate().map(|(at, (name, counts))| by_level(name, at, counts));
    (lines.collect(), left_out)
}

fn by_level(name: &str, colour: usize, counts: &[&Count]) -> Line {
    let mut levels: BTreeMap<u8, (u64, u64)> = BTreeMap::new();
    for count in counts {
        let level = levels.entry(count.level.get()).or_default();
        *level = (level.0 + count.accepted, level.1 + count.accepted + count.rejected);
    }
    let point = |(level, (accepted, all)): (&u8, &(u64, u64))| {
        (f64::from(*level), *accepted as f64 / (*all).max(1) as f64)
    };
    Line::new(name, colour, levels.iter().map(point).collect())
}

fn plot(title: String, lines: &[Line]) -> Result<Option<Captioned>, ReportError> {
    let svg = Plot::whole(&title, "level", lines, Some((0.0, 1.0))).svg()?;
    Ok(svg.map(|svg| (title, svg)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_families_the_strictest_have_lines() {
        let count = |family: u64, level| Count {
            family: format!("family-{family:02}"),
            level: synth_contracts::Level::new(level).unwrap(),
            accepted: 100,
            rejected: family,
        };
        let counts: Vec<Count> = (0..42).flat_map(|f| (1..=5).map(move |l| count(f, l))).collect();
        let (lines, left_out) = strict(&counts);
        let names: Vec<&str> = lines.iter().map(|line| line.name.as_str()).collect();
        assert_eq!((names[0], names[7], names.len(), left_out), ("family-34", "family-41", 8, 33));
        let plots = plots(&[("corpus".to_owned(), counts)]).unwrap();
        assert!(plots[0].0.ends_with("the 8 families that refused most"));
        assert_eq!(plots[0].1.matches("<polyline class=\"line\"").count(), 8);
    }
}
