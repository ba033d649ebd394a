//! synth-wire
