//! Writes a corpus in the form that a trainer reads.
