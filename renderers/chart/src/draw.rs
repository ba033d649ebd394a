//! The marks of a chart, drawn by plotters.

use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;

use crate::labels::{self, Layout};
use crate::text::escape;
use crate::{ChartError, LineChart, Marker, Places, Series, slim};

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Plane<'a, 'b> = ChartContext<'b, SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// Half the size of a marker, in user units.
const REACH: i32 = 5;

pub(crate) fn draw(chart: &LineChart) -> Result<String, ChartError> {
    let layout = layout(chart)?;
    let (mut xs, mut ys) = (Vec::new(), Vec::new());
    let [axes, lines, legend] = parts(chart, &layout, &mut xs, &mut ys)?;
    let parts = [("Axes", slim(&axes)), ("Lines", slim(&lines)), ("Legend", slim(&legend))];
    Ok(document(chart, &parts, &labels::write(chart, &layout, &xs, &ys)))
}

pub(crate) fn places(chart: &LineChart) -> Result<Places, ChartError> {
    let layout = layout(chart)?;
    let (mut points, mut xs) = (Vec::new(), Vec::new());
    phase(chart, &layout, |_, plane| {
        let line = |series: &Series| {
            let values = series.values.iter().enumerate();
            values.map(|(x, y)| place(plane, x as f64, *y)).collect()
        };
        points = chart.series.iter().map(line).collect();
        xs = tick_places(chart, plane);
        Ok(())
    })?;
    let ticks = labels::tick_boxes(chart, &layout, &xs);
    Ok(Places { plot: layout.plot, points, ticks, legend: layout.legend })
}

fn layout(chart: &LineChart) -> Result<Layout, ChartError> {
    let layout = Layout::of(chart);
    let [left, top, right, bottom] = layout.plot;
    if right - left < 80.0 || bottom - top < 80.0 {
        return Err(ChartError::Canvas(chart.width, chart.height));
    }
    Ok(layout)
}

/// What plotters writes for axes, lines and legend; and where the ticks are.
fn parts(
    chart: &LineChart,
    layout: &Layout,
    xs: &mut Vec<f64>,
    ys: &mut Vec<f64>,
) -> Result<[String; 3], ChartError> {
    let axes = phase(chart, layout, |_, plane| {
        *xs = tick_places(chart, plane);
        *ys = chart.levels().into_iter().map(|y| place(plane, 0.0, y).1).collect();
        axes(chart, plane)
    })?;
    let lines = phase(chart, layout, |_, plane| {
        chart.series.iter().try_for_each(|series| line(chart, series, plane))
    })?;
    let legend = phase(chart, layout, |root, _| {
        chart.series.iter().zip(&layout.legend).try_for_each(|(s, b)| swatch(chart, s, b, root))
    })?;
    Ok([axes, lines, legend])
}

/// Where plotters puts a value.
fn place(plane: &Plane<'_, '_>, x: f64, y: f64) -> (f64, f64) {
    let (x, y) = plane.backend_coord(&(x, y));
    (f64::from(x), f64::from(y))
}

fn tick_places(chart: &LineChart, plane: &Plane<'_, '_>) -> Vec<f64> {
    (0..chart.ticks.len()).map(|x| place(plane, x as f64, chart.low).0).collect()
}

/// What plotters writes for one part of the chart. Parts are drawn apart so that
/// each can stand under its own comment.
fn phase(
    chart: &LineChart,
    layout: &Layout,
    paint: impl FnOnce(&Area<'_>, &mut Plane<'_, '_>) -> Result<(), ChartError>,
) -> Result<String, ChartError> {
    let [left, top, right, bottom] = layout.plot.map(|value| value as i32);
    let (width, height) = (chart.width as i32, chart.height as i32);
    let mut raw = String::new();
    {
        let root = SVGBackend::with_string(&mut raw, (chart.width, chart.height));
        let root = root.into_drawing_area();
        let mut plane = ChartBuilder::on(&root)
            .margin_left(left)
            .margin_top(top)
            .margin_right(width - right)
            .margin_bottom(height - bottom)
            .build_cartesian_2d(across(chart), chart.low..chart.high)
            .map_err(failed)?;
        paint(&root, &mut plane)?;
        root.present().map_err(failed)?;
    }
    Ok(raw)
}

/// The x axis: a third of a step of air on each side.
fn across(chart: &LineChart) -> std::ops::Range<f64> {
    -0.33..(chart.ticks.len() as f64 - 1.0 + 0.33)
}

fn failed(error: impl std::fmt::Display) -> ChartError {
    ChartError::Plotters(error.to_string())
}

/// Grid and axes.
fn axes(chart: &LineChart, plane: &mut Plane<'_, '_>) -> Result<(), ChartError> {
    let ink = colour(&chart.ink)?;
    let ground = colour(&chart.background)?;
    let faint = blend(ink, ground, 0.82);
    let (from, to) = (across(chart).start, across(chart).end);
    let rule = |points: [(f64, f64); 2], paint: RGBColor| {
        PathElement::new(points.to_vec(), paint.stroke_width(1))
    };
    if chart.grid {
        let levels = chart.levels().into_iter().skip(1);
        let rows = levels.map(|y| rule([(from, y), (to, y)], faint));
        plane.draw_series(rows).map_err(failed)?;
    }
    let tick = (chart.high - chart.low) * 0.012;
    let count = chart.ticks.len();
    let marks = (0..count).map(|x| x as f64);
    let marks = marks.map(|x| rule([(x, chart.low), (x, chart.low + tick)], ink));
    plane.draw_series(marks).map_err(failed)?;
    let corner = vec![(from, chart.high), (from, chart.low), (to, chart.low)];
    plane.draw_series([PathElement::new(corner, ink.stroke_width(1))]).map_err(failed)?;
    Ok(())
}

/// One series: its line, then its markers.
fn line(chart: &LineChart, series: &Series, plane: &mut Plane<'_, '_>) -> Result<(), ChartError> {
    let paint = colour(&series.colour)?;
    let points = || series.values.iter().enumerate().map(|(x, y)| (x as f64, *y));
    let style = paint.stroke_width(chart.stroke);
    plane.draw_series(LineSeries::new(points(), style)).map_err(failed)?;
    match series.marker {
        Marker::None => Ok(()),
        Marker::Circle => plane
            .draw_series(PointSeries::of_element(
                points(),
                REACH,
                paint.filled(),
                &|at, r, style| Circle::new(at, r, style),
            ))
            .map(drop)
            .map_err(failed),
        shape => plane
            .draw_series(PointSeries::of_element(
                points(),
                REACH,
                paint.filled(),
                &|at, _, style| EmptyElement::at(at) + Polygon::new(outline(shape), style),
            ))
            .map(drop)
            .map_err(failed),
    }
}

/// The corners of a marker around (0, 0).
fn outline(shape: Marker) -> Vec<(i32, i32)> {
    match shape {
        Marker::None | Marker::Circle => vec![],
        Marker::Square => vec![(-REACH, -REACH), (REACH, -REACH), (REACH, REACH), (-REACH, REACH)],
        Marker::Triangle => vec![(0, -REACH - 2), (REACH + 2, REACH), (-REACH - 2, REACH)],
        Marker::Diamond => vec![(0, -REACH - 2), (REACH + 2, 0), (0, REACH + 2), (-REACH - 2, 0)],
    }
}

/// The stroke and marker that stand for a series in the legend.
fn swatch(
    chart: &LineChart,
    series: &Series,
    entry: &[f64; 4],
    root: &Area<'_>,
) -> Result<(), ChartError> {
    let paint = colour(&series.colour)?;
    let (from, to, y) = labels::swatch(entry);
    let (from, to, y) = (from as i32, to as i32, y as i32);
    let stroke = PathElement::new(vec![(from, y), (to, y)], paint.stroke_width(chart.stroke));
    root.draw(&stroke).map_err(failed)?;
    let middle = ((from + to) / 2, y);
    match series.marker {
        Marker::None => Ok(()),
        Marker::Circle => root.draw(&Circle::new(middle, REACH, paint.filled())).map_err(failed),
        shape => {
            let corners = outline(shape).into_iter();
            let corners = corners.map(|(x, y)| (middle.0 + x, middle.1 + y)).collect::<Vec<_>>();
            root.draw(&Polygon::new(corners, paint.filled())).map_err(failed)
        }
    }
}

/// The parts under their comments, in one document.
fn document(chart: &LineChart, parts: &[(&str, String)], text: &str) -> String {
    let (w, h, font) = (chart.width, chart.height, escape(&chart.font));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" \
         viewBox=\"0 0 {w} {h}\" font-family=\"{font}\">\n  <rect width=\"{w}\" \
         height=\"{h}\" fill=\"{}\"/>\n",
        escape(&chart.background)
    );
    for (name, part) in parts.iter().filter(|(_, part)| !part.is_empty()) {
        out.push_str(&format!("  <!-- {name} -->\n{part}"));
    }
    out.push_str(&format!("  <!-- Text -->\n{text}</svg>\n"));
    out
}

/// A paint from `#rrggbb`.
fn colour(hex: &str) -> Result<RGBColor, ChartError> {
    let digits = hex.strip_prefix('#').filter(|d| d.len() == 6 && d.is_ascii());
    let value = digits.and_then(|d| u32::from_str_radix(d, 16).ok());
    let [_, r, g, b] = value.ok_or_else(|| ChartError::Colour(hex.to_owned()))?.to_be_bytes();
    Ok(RGBColor(r, g, b))
}

/// A paint between two: 0 is the first, 1 the second.
fn blend(a: RGBColor, b: RGBColor, share: f64) -> RGBColor {
    let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share) as u8;
    RGBColor(mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> LineChart {
        let ticks = ["Jan", "Feb", "Mar", "Apr", "May"].map(String::from).to_vec();
        let mut chart = LineChart::new(ticks, 0.0, 40.0, 5.0);
        chart.title = Some("Rain & <sun>".into());
        chart.y_label = Some("mm".into());
        for (index, shape) in Marker::SHAPES.into_iter().enumerate() {
            let values = (0..5).map(|x| (5 + (x * 7 + index * 9) % 30) as f64).collect();
            let mut series = Series::new(format!("S{index}"), "#1f5fbf", values);
            series.marker = shape;
            chart.series.push(series);
        }
        chart
    }

    #[test]
    fn the_slim_text_parses_and_is_at_most_three_fifths_of_the_raw() {
        let chart = sample();
        let svg = chart.to_svg().unwrap();
        roxmltree::Document::parse(&svg).unwrap();
        assert!(!svg.contains("opacity"));
        let (mut xs, mut ys) = (vec![], vec![]);
        let raw = parts(&chart, &Layout::of(&chart), &mut xs, &mut ys).unwrap().concat();
        // plotters drew no text, so the comparison leaves ours out.
        let marks = svg.split("<!-- Text").next().unwrap_or_default();
        let share = marks.len() as f64 / raw.len() as f64;
        assert!(share <= 0.6, "{share:.2} of {} bytes", raw.len());
    }

    #[test]
    fn values_lie_in_the_plot_and_rise_upwards() {
        let places = sample().places().unwrap();
        let [left, top, right, bottom] = places.plot;
        let points: Vec<_> = places.points.iter().flatten().collect();
        assert_eq!(points.len(), 20);
        assert!(points.iter().all(|(x, y)| *x > left && *x < right && *y > top && *y < bottom));
        assert!(places.points[0][1].1 < places.points[0][0].1, "12 stands above 5");
    }

    #[test]
    fn contradictions_are_refused() {
        let mut chart = sample();
        chart.series[0].values.pop();
        assert!(matches!(chart.to_svg(), Err(ChartError::Uneven { found: 4, .. })));
        let mut chart = sample();
        chart.step = 0.0;
        assert!(matches!(chart.to_svg(), Err(ChartError::Axis { .. })));
        let mut chart = sample();
        chart.series[0].colour = "red".into();
        assert_eq!(chart.to_svg(), Err(ChartError::Colour("red".into())));
        chart.ticks.truncate(1);
        assert_eq!(chart.to_svg(), Err(ChartError::TooFewTicks(1)));
    }
}
