//! Native charts: a typed spec in, a slim and readable SVG program out.
//!
//! The marks are drawn by plotters. Its SVG is fat (`opacity="1"` on every
//! element, no groups), and that costs a renderer several times its drawing
//! time, so [`slim`] takes away what says nothing and groups what repeats.
//! Text is placed here rather than by plotters, which without fonts can only
//! guess at sizes.
//!
//! ```
//! use synth_chart::{LineChart, Series};
//!
//! let mut chart = LineChart::new(vec!["Mon".into(), "Tue".into()], 0.0, 10.0, 2.0);
//! chart.series.push(Series::new("Anna", "#1f5fbf", vec![3.0, 8.0]));
//! assert!(chart.to_svg()?.starts_with("<svg"));
//! # Ok::<(), synth_chart::ChartError>(())
//! ```

mod draw;
mod labels;
mod slim;
mod text;

pub use slim::slim;
pub use text::text_width;

/// Why a chart cannot be drawn.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ChartError {
    /// Fewer than two places on the x axis.
    #[error("a line chart needs at least two ticks on its x axis, not {0}")]
    TooFewTicks(usize),
    /// A series with more or fewer values than the x axis has ticks.
    #[error("series {name:?} has {found} values for {wanted} ticks")]
    Uneven {
        /// The series.
        name: String,
        /// How many values it has.
        found: usize,
        /// How many ticks there are.
        wanted: usize,
    },
    /// A y axis that does not go up, or whose ticks are too many or none.
    #[error("a y axis from {low} to {high} in steps of {step} cannot be drawn")]
    Axis {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
        /// Distance of its ticks.
        step: f64,
    },
    /// A paint that is not written `#rrggbb`.
    #[error("{0:?} is not a colour of the form #rrggbb")]
    Colour(String),
    /// A canvas on which labels leave no room for the plot.
    #[error("a canvas of {0} × {1} leaves no room for the plot")]
    Canvas(u32, u32),
    /// plotters gave up.
    #[error("plotters failed: {0}")]
    Plotters(String),
}

/// The shape drawn at each value of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// No shape.
    None,
    /// A disc.
    Circle,
    /// An upright square.
    Square,
    /// A triangle with its point up.
    Triangle,
    /// A square on its point.
    Diamond,
}

impl Marker {
    /// The four shapes, for series that should differ in more than colour.
    pub const SHAPES: [Self; 4] = [Self::Circle, Self::Square, Self::Triangle, Self::Diamond];
}

/// Where the names of the series stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Legend {
    /// No legend.
    None,
    /// In a row above the plot.
    Top,
    /// In a column right of the plot.
    Right,
}

/// One line of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Name in the legend.
    pub name: String,
    /// Paint as `#rrggbb`.
    pub colour: String,
    /// Shape at each value.
    pub marker: Marker,
    /// One value for each tick of the x axis.
    pub values: Vec<f64>,
}

impl Series {
    /// A series with round markers.
    pub fn new(name: impl Into<String>, colour: impl Into<String>, values: Vec<f64>) -> Self {
        Self { name: name.into(), colour: colour.into(), marker: Marker::Circle, values }
    }
}

/// A line chart over named ticks.
#[derive(Clone, Debug, PartialEq)]
pub struct LineChart {
    /// Width of the canvas in user units.
    pub width: u32,
    /// Height of the canvas in user units.
    pub height: u32,
    /// Heading above the plot, if any.
    pub title: Option<String>,
    /// Name of the x axis, if any.
    pub x_label: Option<String>,
    /// Name of the y axis, if any; written upwards beside it.
    pub y_label: Option<String>,
    /// Names along the x axis.
    pub ticks: Vec<String>,
    /// Lower end of the y axis.
    pub low: f64,
    /// Upper end of the y axis.
    pub high: f64,
    /// Distance of the y axis's ticks.
    pub step: f64,
    /// The lines.
    pub series: Vec<Series>,
    /// Where the legend stands.
    pub legend: Legend,
    /// Whether lines cross the plot at every tick of the y axis.
    pub grid: bool,
    /// Value of `font-family`.
    pub font: String,
    /// Size of text in user units.
    pub text: f64,
    /// Paint of text and axes, as `#rrggbb`.
    pub ink: String,
    /// Paint of the canvas, as `#rrggbb`.
    pub background: String,
    /// Stroke width of the lines.
    pub stroke: u32,
}

/// Where the parts of a chart lie, in user units. Boxes are left, top, right,
/// bottom.
#[derive(Clone, Debug, PartialEq)]
pub struct Places {
    /// The plot without its labels.
    pub plot: [f64; 4],
    /// Position of each value, by series.
    pub points: Vec<Vec<(f64, f64)>>,
    /// Box of each label of the x axis.
    pub ticks: Vec<[f64; 4]>,
    /// Box of each entry of the legend.
    pub legend: Vec<[f64; 4]>,
}

impl LineChart {
    /// An empty chart of 640 × 480 in plain style.
    pub fn new(ticks: Vec<String>, low: f64, high: f64, step: f64) -> Self {
        Self {
            width: 640,
            height: 480,
            title: None,
            x_label: None,
            y_label: None,
            ticks,
            low,
            high,
            step,
            series: Vec::new(),
            legend: Legend::Top,
            grid: true,
            font: "Arial, sans-serif".into(),
            text: 16.0,
            ink: "#222222".into(),
            background: "#ffffff".into(),
            stroke: 3,
        }
    }

    /// The chart as an SVG program.
    ///
    /// # Errors
    ///
    /// [`ChartError`], when the spec contradicts itself.
    pub fn to_svg(&self) -> Result<String, ChartError> {
        self.check()?;
        draw::draw(self)
    }

    /// Where the parts of the chart lie, without drawing it.
    ///
    /// # Errors
    ///
    /// [`ChartError`], when the spec contradicts itself.
    pub fn places(&self) -> Result<Places, ChartError> {
        self.check()?;
        draw::places(self)
    }

    fn check(&self) -> Result<(), ChartError> {
        if self.ticks.len() < 2 {
            return Err(ChartError::TooFewTicks(self.ticks.len()));
        }
        let count = (self.high - self.low) / self.step;
        // Written so that a NaN anywhere is refused as well.
        if !(self.step > 0.0 && (1.0..=100.0).contains(&count)) {
            return Err(ChartError::Axis { low: self.low, high: self.high, step: self.step });
        }
        self.series.iter().try_for_each(|series| self.check_series(series))
    }

    fn check_series(&self, series: &Series) -> Result<(), ChartError> {
        let (found, wanted) = (series.values.len(), self.ticks.len());
        if found == wanted {
            Ok(())
        } else {
            Err(ChartError::Uneven { name: series.name.clone(), found, wanted })
        }
    }

    /// The values at the y axis's ticks, lowest first.
    pub fn levels(&self) -> Vec<f64> {
        let count = ((self.high - self.low) / self.step + 1e-9) as usize;
        (0..=count).map(|index| self.low + self.step * index as f64).collect()
    }
}
