//! Held-out accuracy: a table a run, a plot of all runs, and the last exams of two runs
//! beside each other.

use serde::Serialize;

use crate::error::ReportError;
use crate::exams::{ALL, Exam, Result95};
use crate::plot::{Line, Plot};
use crate::source::Source;

/// A share with the ends of its 95 % interval.
type Share = [f64; 3];

#[derive(Serialize)]
pub(super) struct Exams {
    tables: Vec<Table>,
    compared: Option<Comparison>,
    svg: Option<String>,
}

/// Exams of one source.
#[derive(Serialize)]
struct Table {
    source: String,
    exams: Vec<String>,
    rows: Vec<(String, Vec<Option<Share>>)>,
}

/// The last exams of two sources.
#[derive(Debug, PartialEq, Serialize)]
struct Comparison {
    exams: [String; 2],
    rows: Vec<Compared>,
}

/// One group: both shares, and how much larger the second is.
#[derive(Debug, PartialEq, Serialize)]
struct Compared {
    group: String,
    shares: [Option<Share>; 2],
    difference: Option<Share>,
}

impl Exams {
    pub fn of(sources: &[Source]) -> Result<Self, ReportError> {
        let examined: Vec<(usize, &Source)> =
            sources.iter().enumerate().filter(|(_, source)| !source.exams.is_empty()).collect();
        let compared = match examined.as_slice() {
            [(_, a), (_, b)] => Comparison::of([a, b]),
            _ => None,
        };
        let tables = examined.iter().map(|(_, source)| Table::of(source)).collect();
        Ok(Self { tables, compared, svg: svg(&examined)? })
    }
}

fn share(exam: &Exam, group: &str) -> Option<Share> {
    exam.groups.get(group).map(|Result95 { mean, low, high, .. }| [*mean, *low, *high])
}

/// Groups of these exams, that of everything first.
fn groups<'a>(exams: impl Iterator<Item = &'a Exam>) -> Vec<&'a str> {
    let mut names: Vec<&str> = exams.flat_map(|exam| exam.groups.keys()).map(|n| &**n).collect();
    names.sort_by_key(|name| (*name != ALL, *name));
    names.dedup();
    names
}

impl Table {
    fn of(source: &Source) -> Self {
        let row = |group: &str| {
            (group.to_owned(), source.exams.iter().map(|exam| share(exam, group)).collect())
        };
        Self {
            source: source.name.clone(),
            exams: source.exams.iter().map(|exam| exam.name.clone()).collect(),
            rows: groups(source.exams.iter()).into_iter().map(row).collect(),
        }
    }
}

impl Comparison {
    fn of(sources: [&Source; 2]) -> Option<Self> {
        let [a, b] = sources.map(|source| Some((source, source.exams.last()?)));
        let (a, b) = (a?, b?);
        let row = |group: &str| {
            let shares = [share(a.1, group), share(b.1, group)];
            let difference = shares[0].zip(shares[1]).map(|(a, b)| difference(a, b));
            Compared { group: group.to_owned(), shares, difference }
        };
        let name = |(source, exam): (&Source, &Exam)| format!("{}: {}", source.name, exam.name);
        let rows = groups([a.1, b.1].into_iter()).into_iter().map(row).collect();
        Some(Self { exams: [name(a), name(b)], rows })
    }
}

/// `b` less `a`, with an interval put together from both of theirs as if the samples were
/// independent (Newcombe's hybrid). Exams of the same questions differ by less.
fn difference(a: Share, b: Share) -> Share {
    let together = |x: f64, y: f64| libm::sqrt(x * x + y * y);
    let mean = b[0] - a[0];
    let low = mean - together(b[0] - b[1], a[2] - a[0]);
    [mean, low, mean + together(b[2] - b[0], a[0] - a[1])]
}

/// A line a source over its exams, with intervals.
fn svg(sources: &[(usize, &Source)]) -> Result<Option<String>, ReportError> {
    let line = |(number, source): &(usize, &Source)| {
        let exams = source.exams.iter().enumerate();
        let known: Vec<(f64, Share)> =
            exams.filter_map(|(at, exam)| Some((at as f64 + 1.0, share(exam, ALL)?))).collect();
        let points = known.iter().map(|(x, share)| (*x, share[0])).collect();
        let bounds = known.iter().map(|(_, share)| [share[1], share[2]]).collect();
        Line { bounds, ..Line::new(&source.name, *number, points) }
    };
    let lines: Vec<Line> = sources.iter().map(line).collect();
    let title = "Held-out accuracy with its 95 % interval";
    Ok(Plot::whole(title, "exam", &lines, None).svg()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_has_an_interval_of_both() {
        let close = |a: Share, b: Share| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12);
        let found = difference([0.5, 0.47, 0.54], [0.6, 0.57, 0.63]);
        assert!(close(found, [0.1, 0.1 - 0.05, 0.1 + 0.03 * 2_f64.sqrt()]), "{found:?}");
        assert!(close(difference([0.3, 0.2, 0.4], [0.3, 0.3, 0.3]), [0.0, -0.1, 0.1]));
    }
}
