//! Compares an answer with the truth as a person would.
