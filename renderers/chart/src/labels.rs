//! Everything written in a chart: where it stands and how much room it takes.

use crate::text::{escape, short, text_width};
use crate::{Legend, LineChart, Series};

/// Room between a mark and its label.
const GAP: f64 = 8.0;
/// Space kept free along the canvas's edge.
const EDGE: f64 = 14.0;
/// Length of the stroke that stands for a series in the legend.
const SWATCH: f64 = 30.0;

/// Where the plot and the entries of the legend lie.
pub(crate) struct Layout {
    /// The plot: left, top, right, bottom.
    pub plot: [f64; 4],
    /// Each entry of the legend: left, top, right, bottom.
    pub legend: Vec<[f64; 4]>,
    /// Baseline of the title.
    title: f64,
}

impl Layout {
    /// Gives labels the room they need and the plot what is left.
    pub fn of(chart: &LineChart) -> Self {
        let (width, height, size) = (f64::from(chart.width), f64::from(chart.height), chart.text);
        let line = size * 1.5;
        let ticks = chart.levels().into_iter().map(|level| text_width(&short(level), size));
        let left =
            EDGE + ticks.fold(0.0, f64::max) + GAP + chart.y_label.as_ref().map_or(0.0, |_| line);
        let bottom = height - EDGE - line - chart.x_label.as_ref().map_or(0.0, |_| line);
        let title = EDGE + size * 1.1;
        let top = EDGE + chart.title.as_ref().map_or(size * 0.4, |_| line * 1.5);
        let half_tick = chart.ticks.last().map_or(0.0, |tick| text_width(tick, size) / 2.0);
        let right = width - EDGE - half_tick.max(size);
        match chart.legend {
            Legend::None => Self { plot: [left, top, right, bottom], legend: vec![], title },
            Legend::Top => {
                let (legend, rows) = row(chart, left, width - EDGE, top);
                let top = top + rows as f64 * line + size * 0.8;
                Self { plot: [left, top, right, bottom], legend, title }
            }
            Legend::Right => {
                let widest = chart.series.iter().map(|s| entry(s, size)).fold(0.0, f64::max);
                let from = width - EDGE - widest;
                let right = right.min(from - size);
                let legend = (0..chart.series.len())
                    .map(|index| top + line * index as f64)
                    .map(|y| [from, y, from + widest, y + line])
                    .collect();
                Self { plot: [left, top, right, bottom], legend, title }
            }
        }
    }
}

/// Width of a series' entry in the legend.
fn entry(series: &Series, size: f64) -> f64 {
    SWATCH + GAP + text_width(&series.name, size)
}

/// Entries from left to right, wrapped where a line is full; and how many lines.
fn row(chart: &LineChart, left: f64, right: f64, top: f64) -> (Vec<[f64; 4]>, usize) {
    let line = chart.text * 1.5;
    let (mut x, mut rows) = (left, 1);
    let mut boxes = Vec::new();
    for series in &chart.series {
        let width = entry(series, chart.text);
        if x > left && x + width > right {
            (x, rows) = (left, rows + 1);
        }
        let y = top + line * (rows - 1) as f64;
        boxes.push([x, y, x + width, y + line]);
        x += width + chart.text * 1.4;
    }
    (boxes, rows)
}

/// Centre of the stroke that stands for a series in the legend.
pub(crate) fn swatch(entry: &[f64; 4]) -> (f64, f64, f64) {
    (entry[0], entry[0] + SWATCH, (entry[1] + entry[3]) / 2.0)
}

/// Box of each label of the x axis, given the places of the ticks.
pub(crate) fn tick_boxes(chart: &LineChart, layout: &Layout, xs: &[f64]) -> Vec<[f64; 4]> {
    let top = layout.plot[3] + GAP;
    let boxed = |(tick, x): (&String, &f64)| {
        let half = text_width(tick, chart.text) / 2.0;
        [x - half, top, x + half, top + chart.text * 1.2]
    };
    chart.ticks.iter().zip(xs).map(boxed).collect()
}

/// All text of the chart, as SVG.
pub(crate) fn write(chart: &LineChart, layout: &Layout, xs: &[f64], ys: &[f64]) -> String {
    let size = chart.text;
    let [left, top, right, bottom] = layout.plot;
    let mut out = String::new();
    let mut text = |x: f64, y: f64, more: &str, content: &str| {
        let (x, y, content) = (short(x), short(y), escape(content));
        out.push_str(&format!("    <text x=\"{x}\" y=\"{y}\"{more}>{content}</text>\n"));
    };
    for (tick, x) in chart.ticks.iter().zip(xs) {
        text(*x, bottom + GAP + size, "", tick);
    }
    for (level, y) in chart.levels().into_iter().zip(ys) {
        text(left - GAP, y + size * 0.35, " text-anchor=\"end\"", &short(level));
    }
    for (series, entry) in chart.series.iter().zip(&layout.legend) {
        let (_, end, y) = swatch(entry);
        text(end + GAP, y + size * 0.35, " text-anchor=\"start\"", &series.name);
    }
    if let Some(label) = &chart.x_label {
        text((left + right) / 2.0, f64::from(chart.height) - EDGE, "", label);
    }
    if let Some(label) = &chart.y_label {
        let (x, y) = (EDGE + size * 0.8, (top + bottom) / 2.0);
        let turn = format!(" transform=\"rotate(-90 {} {})\"", short(x), short(y));
        text(x, y, &turn, label);
    }
    if let Some(title) = &chart.title {
        let large = format!(" font-size=\"{}\" font-weight=\"bold\"", short(size * 1.2));
        text(f64::from(chart.width) / 2.0, layout.title, &large, title);
    }
    let (size, ink) = (short(size), &chart.ink);
    format!("  <g font-size=\"{size}\" fill=\"{ink}\" text-anchor=\"middle\">\n{out}  </g>\n")
}
