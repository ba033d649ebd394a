//! What a report shows and in which form.

/// See the [module](self).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// One file instead of a folder.
    pub inline: bool,
    /// At most so many tasks, a fair share of every family and level; all if `None`.
    pub sample: Option<usize>,
    /// Whether candidates that were refused are shown beside the tasks.
    pub rejected: bool,
    /// Whether every program is drawn again to find its boxes of text. `None`: if there
    /// are at most [`Options::TEXTS`] tasks.
    pub texts: Option<bool>,
    /// Whether an earlier report in the same place is replaced.
    pub replace: bool,
}

impl Options {
    /// Most tasks of a report in one file.
    pub const INLINE: usize = 1000;
    /// Most bytes of a report in one file.
    pub const INLINE_BYTES: usize = 50_000_000;
    /// Most tasks whose boxes of text are found without being asked for.
    pub const TEXTS: usize = 2000;
}
