//! The list of families. A new one is a line here.

use synth_contracts::{Level, Stream};

use crate::family::{Card, Family};
use crate::{Draft, ProposeError, counterfactual_in_style, families, propose_in_style};

/// A family behind a common face.
#[derive(Clone, Copy)]
pub struct Registered {
    /// Its page in the catalogue.
    pub card: Card,
    propose: fn(Level, &Stream, &Stream) -> Result<Draft, ProposeError>,
    counterfactual: fn(Level, &Stream, &Stream) -> Result<Option<Draft>, ProposeError>,
}

impl Registered {
    /// A family of this type.
    pub const fn of<F: Family>() -> Self {
        let (propose, counterfactual) = (propose_in_style::<F>, counterfactual_in_style::<F>);
        Self { card: F::CARD, propose, counterfactual }
    }

    /// Drafts the candidate that `stream` names, see [`propose`](crate::propose).
    ///
    /// # Errors
    ///
    /// [`ProposeError`], which costs the candidate and nothing else.
    pub fn propose(&self, level: Level, stream: &Stream) -> Result<Draft, ProposeError> {
        (self.propose)(level, stream, stream)
    }

    /// Drafts the same scene in another style, see
    /// [`propose_in_style`].
    ///
    /// # Errors
    ///
    /// [`ProposeError`], which costs the candidate and nothing else.
    pub fn propose_in_style(
        &self,
        level: Level,
        stream: &Stream,
        look: &Stream,
    ) -> Result<Draft, ProposeError> {
        (self.propose)(level, stream, look)
    }

    /// Drafts the same scene with one fact changed, see [`counterfactual_in_style`].
    ///
    /// # Errors
    ///
    /// [`ProposeError`], which costs the candidate and nothing else.
    pub fn counterfactual_in_style(
        &self,
        level: Level,
        stream: &Stream,
        look: &Stream,
    ) -> Result<Option<Draft>, ProposeError> {
        (self.counterfactual)(level, stream, look)
    }
}

/// Every family, in the order in which runs go through them.
pub static FAMILIES: &[Registered] = &[
    Registered::of::<families::bar_chart::BarChart>(),
    Registered::of::<families::line_chart::LineChart>(),
    Registered::of::<families::angle_chase::AngleChase>(),
    Registered::of::<families::grid_area::GridArea>(),
    Registered::of::<families::count_shapes::CountShapes>(),
    Registered::of::<families::line_crossings::LineCrossings>(),
    Registered::of::<families::shortest_path::ShortestPath>(),
    Registered::of::<families::sudoku::Sudoku>(),
    Registered::of::<families::maze::Maze>(),
    Registered::of::<families::clocks::Clocks>(),
    Registered::of::<families::tables::Tables>(),
    Registered::of::<families::pie_chart::PieChart>(),
    Registered::of::<families::flowchart::Flowchart>(),
    Registered::of::<families::visual_search::VisualSearch>(),
    Registered::of::<families::odd_one_out::OddOneOut>(),
    Registered::of::<families::figure_series::FigureSeries>(),
    Registered::of::<families::raven::Raven>(),
    Registered::of::<families::analogy::Analogy>(),
    Registered::of::<families::error_bars::ErrorBars>(),
    Registered::of::<families::spot_difference::SpotDifference>(),
    Registered::of::<families::gears::Gears>(),
    Registered::of::<families::function_graph::FunctionGraph>(),
    Registered::of::<families::scatter_plot::ScatterPlot>(),
    Registered::of::<families::gantt_chart::GanttChart>(),
    Registered::of::<families::mental_rotation::MentalRotation>(),
    Registered::of::<families::cube_net::CubeNet>(),
    Registered::of::<families::paper_folding::PaperFolding>(),
    Registered::of::<families::voxel_stack::VoxelStack>(),
    Registered::of::<families::spatial_relations::SpatialRelations>(),
    Registered::of::<families::printed_text::PrintedText>(),
    Registered::of::<families::box_plot::BoxPlot>(),
    Registered::of::<families::heatmap::Heatmap>(),
    Registered::of::<families::chart_words::ChartWords>(),
    Registered::of::<families::coordinate_geometry::CoordinateGeometry>(),
    Registered::of::<families::venn_diagram::VennDiagram>(),
    Registered::of::<families::right_triangles::RightTriangles>(),
    Registered::of::<families::board_positions::BoardPositions>(),
    Registered::of::<families::logic_gates::LogicGates>(),
    Registered::of::<families::scale_reading::ScaleReading>(),
    Registered::of::<families::dice::Dice>(),
    Registered::of::<families::circle_theorems::CircleTheorems>(),
    Registered::of::<families::resistor_circuits::ResistorCircuits>(),
    Registered::of::<families::histogram::Histogram>(),
    Registered::of::<families::levers::Levers>(),
    Registered::of::<families::calendar::Calendar>(),
    Registered::of::<families::protractor::Protractor>(),
];

/// The family called `name`.
pub fn find(name: &str) -> Option<&'static Registered> {
    FAMILIES.iter().find(|family| family.card.name == name)
}
