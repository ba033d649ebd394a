//! Plots: lines over a number, drawn by our own chart renderer, for light pages and dark.

use synth_chart::{ChartError, Legend, LineChart, Marker, Series};

/// Colours of the lines: told apart on white as on black, also by those who see few.
pub(crate) const COLOURS: [&str; 8] =
    ["#3b7dd8", "#d9622b", "#2f9e5f", "#b0479e", "#a88412", "#2a93a8", "#8a64d6", "#d14d5f"];

/// Most points of a line; more are averaged.
const MOST: usize = 60;
/// Most points that are marked one by one.
const MARKED: usize = 12;
/// Names along the x axis.
const NAMED: usize = 6;
/// Inks that the chart renderer paints with, and what the page paints instead.
const INK: &str = "#222222";
const GROUND: &str = "#ffffff";
const FAINT: &str = "#d7d7d7";

/// One line: its name and its points, x rising.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub name: String,
    pub points: Vec<(f64, f64)>,
}

/// What a plot says.
pub(crate) struct Plot<'a> {
    pub title: &'a str,
    pub x: &'a str,
    /// Lines that begin and end at the same x.
    pub lines: &'a [Line],
    /// Ends that the y axis must reach.
    pub reach: Option<(f64, f64)>,
    /// Names of the x axis, if they are not numbers: one a point.
    pub names: Option<Vec<String>>,
}

impl Plot<'_> {
    /// The plot as an SVG element; `None` if there are not two points of anything.
    pub fn svg(&self) -> Result<Option<String>, ChartError> {
        let lines: Vec<&Line> = self.lines.iter().filter(|line| line.points.len() > 1).collect();
        let Some((from, to)) = extent(&lines) else { return Ok(None) };
        let most = lines.iter().map(|line| line.points.len()).max().unwrap_or(2);
        let count = if self.names.is_some() { most } else { most.min(MOST) };
        let mut values: Vec<Vec<f64>> =
            lines.iter().map(|line| resampled(&line.points, from, to, count)).collect();
        let power = scale(values.as_mut_slice());
        let (low, high, step) = axis(&values, self.reach.filter(|_| power == 0));
        let ticks = match &self.names {
            Some(names) => names.clone(),
            None => ticks(from, to, count),
        };
        let mut chart = LineChart::new(ticks, low, high, step);
        (chart.width, chart.height, chart.text) = (560, 300, 14.0);
        chart.x_label = Some(self.x.to_owned());
        if power > 0 {
            chart.y_label = Some(format!("times 10^{power}"));
        }
        chart.legend = if lines.len() > 1 { Legend::Top } else { Legend::None };
        chart.stroke = 2;
        (chart.ink, chart.background) = (INK.into(), GROUND.into());
        for ((line, values), colour) in lines.iter().zip(values).zip(COLOURS.iter().cycle()) {
            let mut series = Series::new(&line.name, *colour, values);
            series.marker = if count <= MARKED { Marker::Circle } else { Marker::None };
            chart.series.push(series);
        }
        Ok(Some(dressed(&chart.to_svg()?, self.title)))
    }
}

fn extent(lines: &[&Line]) -> Option<(f64, f64)> {
    let xs = || lines.iter().flat_map(|line| line.points.iter().map(|point| point.0));
    let (from, to) = (xs().fold(f64::INFINITY, f64::min), xs().fold(f64::NEG_INFINITY, f64::max));
    (from < to).then_some((from, to))
}

/// Means of `count` even pieces of the x axis; a piece without a point lies between
/// those beside it.
fn resampled(points: &[(f64, f64)], from: f64, to: f64, count: usize) -> Vec<f64> {
    let mut sums = vec![(0.0, 0_u32); count];
    for (x, y) in points {
        let at = (x - from) / (to - from) * (count - 1) as f64;
        let piece = &mut sums[(at + 0.5) as usize % count];
        *piece = (piece.0 + y, piece.1 + 1);
    }
    let known: Vec<(usize, f64)> = sums
        .iter()
        .enumerate()
        .filter(|(_, (_, n))| *n > 0)
        .map(|(at, (sum, n))| (at, sum / f64::from(*n)))
        .collect();
    (0..count).map(|at| between(&known, at)).collect()
}

fn between(known: &[(usize, f64)], at: usize) -> f64 {
    let after = known.partition_point(|(place, _)| *place < at);
    match (after.checked_sub(1).and_then(|before| known.get(before)), known.get(after)) {
        (_, Some((place, value))) if *place == at => *value,
        (Some((a, left)), Some((b, right))) => {
            left + (right - left) * (at - a) as f64 / (b - a) as f64
        }
        (Some((_, value)), None) | (None, Some((_, value))) => *value,
        (None, None) => 0.0,
    }
}

/// Makes small values large enough to be written with two digits, and says by which
/// power of ten.
fn scale(values: &mut [Vec<f64>]) -> u32 {
    let most = values.iter().flatten().fold(0.0_f64, |most, value| most.max(value.abs()));
    let mut power = 0;
    let mut factor = 1.0;
    while most > 0.0 && most * factor < 0.1 && power < 12 {
        (power, factor) = (power + 1, factor * 10.0);
    }
    values.iter_mut().flatten().for_each(|value| *value *= factor);
    power
}

/// Ends and step of the y axis, round numbers.
fn axis(values: &[Vec<f64>], reach: Option<(f64, f64)>) -> (f64, f64, f64) {
    let all = || values.iter().flatten().copied().chain(reach.into_iter().flat_map(|r| [r.0, r.1]));
    let (low, high) =
        (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let span = if high > low { high - low } else { high.abs().max(1.0) };
    let rough = span / 4.0;
    let base = libm::pow(10.0, libm::floor(libm::log10(rough)));
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].map(|m| m * base).into_iter().find(|s| *s >= rough);
    let step = step.unwrap_or(10.0 * base);
    let low = libm::floor(low / step + 1e-9) * step;
    let high = (libm::ceil(high / step - 1e-9) * step).max(low + step);
    (low, high, step)
}

/// A few round-looking names; the other ticks have none.
fn ticks(from: f64, to: f64, count: usize) -> Vec<String> {
    let every = (count - 1).div_ceil(NAMED).max(1);
    let name = |at: usize| {
        let x = from + (to - from) * at as f64 / (count - 1) as f64;
        if to - from >= NAMED as f64 { format!("{x:.0}") } else { format!("{x:.2}") }
    };
    (0..count).map(|at| if at % every == 0 { name(at) } else { String::new() }).collect()
}

/// Paints with the page's ink, and says what is seen to those who cannot.
fn dressed(svg: &str, title: &str) -> String {
    let title = escape(title);
    let ground = format!("fill=\"{GROUND}\"/>");
    let rules = format!("stroke=\"{FAINT}\"");
    svg.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{title}\" class=\"plot\" "), 1)
        .replacen(&ground, "fill=\"none\"/>", 1)
        .replace(&rules, "class=\"rule\" stroke=\"currentColor\"")
        .replace(INK, "currentColor")
}

/// Text as it may stand between tags or in a quoted attribute.
fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(values: &[f64]) -> Line {
        let points = values.iter().enumerate().map(|(x, y)| (x as f64, *y)).collect();
        Line { name: "a <b>".into(), points }
    }

    fn plot(lines: &[Line]) -> Option<String> {
        let plot = Plot { title: "\"><script>", x: "step", lines, reach: None, names: None };
        plot.svg().unwrap()
    }

    #[test]
    fn plots_take_the_colours_of_the_page() {
        let svg = plot(&[line(&[1.0, 2.0, 5.0]), line(&[0.0; 3])]).unwrap();
        assert!(svg.contains("currentColor") && svg.contains("class=\"rule\""));
        assert!(!svg.contains(GROUND) && !svg.contains(INK) && !svg.contains("<script>"));
        assert!(svg.contains("a &lt;b&gt;"));
    }

    #[test]
    fn a_long_line_is_averaged_and_a_short_one_is_none() {
        let long: Vec<f64> = (0..10_000).map(f64::from).collect();
        assert!(plot(&[line(&long)]).unwrap().len() < 8000);
        assert_eq!(plot(&[line(&[1.0])]), None);
        assert_eq!(plot(&[]), None);
        assert_eq!(resampled(&line(&[0.0, 1.0, 2.0, 3.0]).points, 0.0, 3.0, 2), [0.5, 2.5]);
    }

    #[test]
    fn axes_are_round_and_small_values_can_be_read() {
        assert_eq!(axis(&[vec![0.1, 0.93]], Some((0.0, 1.0))), (0.0, 1.0, 0.25));
        assert_eq!(axis(&[vec![7.0, 7.0]], None), (6.0, 8.0, 2.0));
        let mut small = [vec![0.0003, 0.0007]];
        assert_eq!(scale(&mut small), 3);
        assert!((small[0][1] - 0.7).abs() < 1e-9);
    }
}
