//! One file for each family.

pub mod analogy;
pub mod angle_chase;
pub mod bar_chart;
pub mod count_shapes;
pub mod cube_net;
pub mod figure_series;
pub mod grid_area;
pub mod line_chart;
pub mod line_crossings;
pub mod maze;
pub mod mental_rotation;
pub mod odd_one_out;
pub mod paper_folding;
pub mod printed_text;
pub mod raven;
pub mod shortest_path;
pub mod spatial_relations;
pub mod sudoku;
pub mod visual_search;
pub mod voxel_stack;
