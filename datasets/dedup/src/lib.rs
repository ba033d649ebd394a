//! Finds tasks that are the same, with a reason for every merge.
