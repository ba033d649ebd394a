//! synth-chart
