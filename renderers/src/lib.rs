//! synth-renderers
