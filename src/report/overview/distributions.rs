//! Plots of how figures are spread over the tasks.

use super::Captioned;
use crate::block::Row;
use crate::error::ReportError;
use crate::index::Index;
use crate::plot::{Line, Plot};
use crate::source::Source;

/// Shares of tasks in even bins of what is between 0 and 1, and costs as shares below.
pub(super) fn plots(sources: &[Source], index: &Index) -> Result<Vec<Captioned>, ReportError> {
    type Read = fn(&Row) -> Option<f64>;
    let figures: [(&str, &str, Read); 5] = [
        ("Least score of the verifier", "score", |row| row.score),
        ("Pass rate of the Solver", "pass rate", |row| row.pass),
        ("Reward", "reward", |row| row.reward),
        ("Fuel of a program", "million units", |row| Some(row.fuel? / 1e6)),
        ("Size of a picture file", "KB", |row| row.id.map(|_| row.picture_bytes as f64 / 1e3)),
    ];
    let mut svgs = Vec::new();
    for (title, x, read) in figures {
        let mut lines = Vec::new();
        for (number, source) in sources.iter().enumerate() {
            let rows = index.rows.iter().filter(|row| row.source == number);
            let mut values: Vec<f64> = rows.filter_map(read).filter(|v| v.is_finite()).collect();
            values.sort_by(f64::total_cmp);
            if values.first() < values.last() {
                lines.push(Line::new(&source.name, number, below(&values)));
            }
        }
        let title = format!("{title}: share of tasks at or below");
        let reach = Some((0.0, 1.0));
        // Lines that end elsewhere do not fit on one axis; the widest decides.
        let svg = Plot { title: &title, x, lines: &widened(lines), reach, names: None }.svg()?;
        svgs.extend(svg.map(|svg| (title, svg)));
    }
    Ok(svgs)
}

/// The share of sorted values at or below each of 41 even places.
fn below(values: &[f64]) -> Vec<(f64, f64)> {
    let (low, high) = (values[0], values[values.len() - 1]);
    (0..=40)
        .map(|at| low + (high - low) * f64::from(at) / 40.0)
        .map(|x| (x, values.partition_point(|v| *v <= x + 1e-12) as f64 / values.len() as f64))
        .collect()
}

/// Shares are 0 before the least value and 1 behind the greatest.
fn widened(mut lines: Vec<Line>) -> Vec<Line> {
    let xs = || lines.iter().flat_map(|line| line.points.iter().map(|point| point.0));
    let (low, high) = (xs().fold(f64::INFINITY, f64::min), xs().fold(f64::NEG_INFINITY, f64::max));
    for line in &mut lines {
        if line.points.first().is_some_and(|first| first.0 > low) {
            line.points.insert(0, (low, 0.0));
        }
        if line.points.last().is_some_and(|last| last.0 < high) {
            line.points.push((high, 1.0));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_below_rise_to_one() {
        let points = below(&[0.0, 0.0, 1.0, 4.0]);
        assert_eq!((points[0], points[40]), ((0.0, 0.5), (4.0, 1.0)));
    }
}
