//! Plots: lines over a number, drawn by our own chart renderer, for light pages and dark.

use synth_chart::{ChartError, Legend, LineChart, Marker, Places, Series};

/// Colours of the lines: told apart on white as on black, also by those who see few.
pub(crate) const COLOURS: [&str; 8] =
    ["#3b7dd8", "#d9622b", "#2f9e5f", "#b0479e", "#a88412", "#2a93a8", "#8a64d6", "#d14d5f"];

/// Most points of a line; more are averaged.
const MOST: usize = 60;
/// Most points that are marked one by one.
const MARKED: usize = 12;
/// Whole numbers that all have names.
const FEW: f64 = 16.0;
/// Names along the x axis.
const NAMED: usize = 6;
/// Inks that the chart renderer paints with, and what the page paints instead.
const INK: &str = "#222222";
const GROUND: &str = "#ffffff";
const FAINT: &str = "#d7d7d7";
/// Where the chart renderer puts its lines.
const LINES: &str = "<!-- Lines -->";

/// One line: its name and its points, x rising.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub name: String,
    /// The number of its colour; they repeat.
    pub colour: usize,
    pub points: Vec<(f64, f64)>,
    /// Lower and upper end of each point's interval, or nothing.
    pub bounds: Vec<[f64; 2]>,
}

impl Line {
    /// A line without intervals.
    pub fn new(name: impl Into<String>, colour: usize, points: Vec<(f64, f64)>) -> Self {
        Self { name: name.into(), colour, points, bounds: Vec::new() }
    }
}

/// A line at the ticks of the x axis; where it has not begun or is over, there is nothing.
struct Curve {
    colour: &'static str,
    values: Vec<Option<f64>>,
    bounds: [Vec<Option<f64>>; 2],
}

/// What a plot says.
pub(crate) struct Plot<'a> {
    pub title: &'a str,
    pub x: &'a str,
    pub lines: &'a [Line],
    /// Ends that the y axis must reach.
    pub reach: Option<(f64, f64)>,
    /// Names of the x axis from end to end, if every place has one.
    pub names: Option<Vec<String>>,
}

impl<'a> Plot<'a> {
    /// A plot over whole numbers: each has its name, if they are few.
    pub fn whole(title: &'a str, x: &'a str, lines: &'a [Line], reach: Option<(f64, f64)>) -> Self {
        let ends = extent(&lines.iter().collect::<Vec<_>>());
        let few = ends.filter(|(from, to)| to - from < FEW);
        let names =
            few.map(|(from, to)| (from as i64..=to as i64).map(|x| x.to_string()).collect());
        Self { title, x, lines, reach, names }
    }

    /// The plot as an SVG element; `None` if there are not two points of anything.
    ///
    /// The chart renderer draws axes and legend. It wants a value at every tick, so the
    /// lines are drawn here: one run ends before another.
    pub fn svg(&self) -> Result<Option<String>, ChartError> {
        let lines: Vec<&Line> = self.lines.iter().filter(|line| line.points.len() > 1).collect();
        let Some((from, to)) = extent(&lines) else { return Ok(None) };
        let most = lines.iter().map(|line| line.points.len()).max().unwrap_or(2).min(MOST);
        let count = self.names.as_ref().map_or(most, Vec::len);
        let mut curves: Vec<Curve> = lines.iter().map(|l| Curve::of(l, from, to, count)).collect();
        let power = scale(&mut curves);
        let (low, high, step) = axis(&curves, self.reach.filter(|_| power == 0));
        let ticks = match &self.names {
            Some(names) => names.clone(),
            None => ticks(from, to, count),
        };
        let mut chart = LineChart::new(ticks, low, high, step);
        (chart.width, chart.height, chart.text) = (560, 300, 14.0);
        chart.x_label = Some(self.x.to_owned());
        if power > 0 {
            chart.y_label = Some(format!("times 10^-{power}"));
        }
        chart.legend = if lines.len() > 1 { Legend::Top } else { Legend::None };
        chart.stroke = 2;
        (chart.ink, chart.background) = (INK.into(), GROUND.into());
        for (line, curve) in lines.iter().zip(&curves) {
            let mut series = Series::new(&line.name, curve.colour, vec![low; count]);
            series.marker = Marker::None;
            chart.series.push(series);
        }
        let places = chart.places()?;
        let drawn: String = curves.iter().map(|curve| curve.svg(&places, low, high)).collect();
        Ok(Some(dressed(&with_lines(&chart.to_svg()?, &drawn)?, self.title)))
    }
}

impl Curve {
    fn of(line: &Line, from: f64, to: f64, count: usize) -> Self {
        let bound = |end: usize| {
            let bounds = line.points.iter().zip(&line.bounds);
            let points: Vec<_> = bounds.map(|((x, _), bounds)| (*x, bounds[end])).collect();
            resampled(&points, from, to, count)
        };
        Self {
            colour: COLOURS[line.colour % COLOURS.len()],
            values: resampled(&line.points, from, to, count),
            bounds: [bound(0), bound(1)],
        }
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        self.values.iter().chain(self.bounds.iter().flatten()).flatten().copied()
    }

    /// Intervals, then the line, then its points if they are few.
    fn svg(&self, places: &Places, low: f64, high: f64) -> String {
        let [_, top, _, bottom] = places.plot;
        let y = |value: f64| bottom - (value - low) / (high - low) * (bottom - top);
        let xs = || places.points.first().into_iter().flatten().map(|point| point.0);
        let points: Vec<(f64, f64)> =
            xs().zip(&self.values).filter_map(|(x, value)| Some((x, y((*value)?)))).collect();
        let [lows, highs] = &self.bounds;
        let intervals: String = xs()
            .zip(lows.iter().zip(highs))
            .filter_map(|(x, (low, high))| Some((x, y((*high)?), y((*low)?))))
            .map(|(x, top, bottom)| {
                format!("M{x:.0} {top:.1}V{bottom:.1}m-4 0h8M{x:.0} {top:.1}m-4 0h8")
            })
            .collect();
        let line: Vec<String> = points.iter().map(|(x, y)| format!("{x:.0},{y:.1}")).collect();
        let few = self.values.len() <= MARKED;
        let mark = |(x, y): &(f64, f64)| format!("<circle cx=\"{x:.0}\" cy=\"{y:.1}\" r=\"4\"/>");
        let marks: String = points.iter().filter(|_| few).map(mark).collect();
        let (colour, line) = (self.colour, line.join(" "));
        let mut svg = format!(
            "<polyline class=\"line\" points=\"{line}\" fill=\"none\" stroke=\"{colour}\" \
             stroke-width=\"2\" stroke-linejoin=\"round\"/><g fill=\"{colour}\">{marks}</g>\n"
        );
        if !intervals.is_empty() {
            svg.insert_str(
                0,
                &format!("<path d=\"{intervals}\" fill=\"none\" stroke=\"{colour}\"/>"),
            );
        }
        svg
    }
}

/// The chart with these lines in place of its own.
fn with_lines(svg: &str, lines: &str) -> Result<String, ChartError> {
    let missing = || ChartError::Plotters("the chart has no place for lines".to_owned());
    let (head, rest) = svg.split_once(LINES).ok_or_else(missing)?;
    let end = rest.find("<!--").or_else(|| rest.rfind("</svg>")).ok_or_else(missing)?;
    Ok(format!("{head}{LINES}\n{lines}{}", &rest[end..]))
}

fn extent(lines: &[&Line]) -> Option<(f64, f64)> {
    let xs = || lines.iter().flat_map(|line| line.points.iter().map(|point| point.0));
    let (from, to) = (xs().fold(f64::INFINITY, f64::min), xs().fold(f64::NEG_INFINITY, f64::max));
    (from < to).then_some((from, to))
}

/// Means of `count` even pieces of the x axis; a piece without a point lies between
/// those beside it.
fn resampled(points: &[(f64, f64)], from: f64, to: f64, count: usize) -> Vec<Option<f64>> {
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

fn between(known: &[(usize, f64)], at: usize) -> Option<f64> {
    let after = known.partition_point(|(place, _)| *place < at);
    match (after.checked_sub(1).and_then(|before| known.get(before)), known.get(after)) {
        (_, Some((place, value))) if *place == at => Some(*value),
        (Some((a, left)), Some((b, right))) => {
            Some(left + (right - left) * (at - a) as f64 / (b - a) as f64)
        }
        _ => None,
    }
}

/// Makes small values large enough to be written with two digits, and says by which
/// power of ten.
fn scale(curves: &mut [Curve]) -> u32 {
    let most = curves.iter().flat_map(Curve::values).fold(0.0_f64, |most, v| most.max(v.abs()));
    let mut power = 0;
    let mut factor = 1.0;
    while most > 0.0 && most * factor < 0.1 && power < 12 {
        (power, factor) = (power + 1, factor * 10.0);
    }
    for curve in curves {
        let values = curve.values.iter_mut().chain(curve.bounds.iter_mut().flatten());
        values.flatten().for_each(|value| *value *= factor);
    }
    power
}

/// Ends and step of the y axis, round numbers.
fn axis(curves: &[Curve], reach: Option<(f64, f64)>) -> (f64, f64, f64) {
    let reached = || reach.into_iter().flat_map(|reach| [reach.0, reach.1]);
    let all = || curves.iter().flat_map(Curve::values).chain(reached());
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

/// Round numbers, each at the tick nearest to it; the other ticks have no name.
fn ticks(from: f64, to: f64, count: usize) -> Vec<String> {
    let step = round_up((to - from) / NAMED as f64);
    let digits = libm::ceil(-libm::log10(step) - 1e-9).max(0.0) as usize;
    let mut names = vec![String::new(); count];
    let first = libm::ceil(from / step - 1e-9);
    for at in 0..=NAMED {
        let x = (first + at as f64) * step;
        let place = libm::round((x - from) / (to - from) * (count - 1) as f64);
        if let Some(name) = names.get_mut(place as usize) {
            *name = format!("{x:.digits$}");
        }
    }
    names
}

/// The next of 1, 2, 5 and 10 times a power of ten.
fn round_up(value: f64) -> f64 {
    let base = libm::pow(10.0, libm::floor(libm::log10(value)));
    let step = [1.0, 2.0, 5.0].into_iter().map(|m| m * base).find(|step| *step >= value - 1e-12);
    step.unwrap_or(10.0 * base)
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
        Line::new("a <b>", 0, points)
    }

    fn curve(values: &[f64]) -> Curve {
        Curve::of(&line(values), 0.0, (values.len() - 1) as f64, values.len())
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
        assert_eq!(
            resampled(&line(&[0.0, 1.0, 2.0, 3.0]).points, 0.0, 3.0, 2),
            [Some(0.5), Some(2.5)]
        );
    }

    #[test]
    fn names_of_ticks_are_round() {
        let named = |from, to, count| {
            let all = ticks(from, to, count).into_iter().enumerate();
            all.filter(|(_, name)| !name.is_empty()).collect::<Vec<_>>()
        };
        let names = |from, to| named(from, to, 60).into_iter().map(|(_, n)| n).collect::<Vec<_>>();
        assert_eq!(names(1.0, 420.0), ["100", "200", "300", "400"]);
        assert_eq!(names(0.0, 1.0), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(names(0.46, 0.53), ["0.46", "0.48", "0.50", "0.52"]);
        assert_eq!(named(1.0, 3.0, 3).last(), Some(&(2, "3.0".to_owned())));
    }

    #[test]
    fn a_line_ends_where_its_run_does_and_intervals_are_strokes() {
        let (short, mut long) = (line(&[1.0, 2.0, 3.0]), line(&[0.0, 1.0, 2.0, 3.0, 4.0]));
        long.bounds = vec![[-1.0, 5.0]; 5];
        let svg = plot(&[short, long]).unwrap();
        let lines: Vec<&str> = svg.split("<polyline class=\"line\" points=\"").skip(1).collect();
        let points = |line: &str| line.split('"').next().unwrap().split(' ').count();
        assert_eq!([points(lines[0]), points(lines[1])], [3, 5]);
        assert_eq!(svg.matches("m-4 0h8").count(), 2 * 5);
    }

    #[test]
    fn axes_are_round_and_small_values_can_be_read() {
        assert_eq!(axis(&[curve(&[0.1, 0.93])], Some((0.0, 1.0))), (0.0, 1.0, 0.25));
        assert_eq!(axis(&[curve(&[7.0, 7.0])], None), (6.0, 8.0, 2.0));
        let mut small = [curve(&[0.0003, 0.0007])];
        assert_eq!(scale(&mut small), 3);
        assert!((small[0].values[1].unwrap() - 0.7).abs() < 1e-9);
    }
}
