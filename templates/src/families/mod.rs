//! One file for each family.

pub mod angle_chase;
pub mod bar_chart;
pub mod box_plot;
pub mod chart_words;
pub mod clocks;
pub mod count_shapes;
pub mod error_bars;
pub mod flowchart;
pub mod function_graph;
pub mod gantt_chart;
pub mod grid_area;
pub mod heatmap;
pub mod line_chart;
pub mod line_crossings;
pub mod maze;
pub mod pie_chart;
pub mod scatter_plot;
pub mod shortest_path;
pub mod sudoku;
pub mod tables;
