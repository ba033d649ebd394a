//! The list of families. A new one is a line here.

use synth_contracts::{Level, Stream};

use crate::family::{Card, Family};
use crate::{Draft, ProposeError, families, propose};

/// A family behind a common face.
#[derive(Clone, Copy)]
pub struct Registered {
    /// Its page in the catalogue.
    pub card: Card,
    propose: fn(Level, &Stream) -> Result<Draft, ProposeError>,
}

impl Registered {
    const fn of<F: Family>() -> Self {
        Self { card: F::CARD, propose: propose::<F> }
    }

    /// Drafts the candidate that `stream` names, see [`propose`](crate::propose).
    ///
    /// # Errors
    ///
    /// [`ProposeError`], which costs the candidate and nothing else.
    pub fn propose(&self, level: Level, stream: &Stream) -> Result<Draft, ProposeError> {
        (self.propose)(level, stream)
    }
}

/// Every family, in the order in which runs go through them.
pub static FAMILIES: &[Registered] = &[
    Registered::of::<families::bar_chart::BarChart>(),
];

/// The family called `name`.
pub fn find(name: &str) -> Option<&'static Registered> {
    FAMILIES.iter().find(|family| family.card.name == name)
}
