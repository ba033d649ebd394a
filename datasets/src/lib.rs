//! synth-datasets
