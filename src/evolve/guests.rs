//! Guests: who plays a role from outside, such as a server, and is not trained.
//!
//! Every reply of a guest is kept in the run's folder before anybody sees it, so that a
//! run that goes on sees what it saw before and asks only for what is missing.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use synth_backends::{BackendError, Journal, Kept, Player};

use crate::error::{EvolveError, Result};
use crate::event::Event;
use crate::prompts::Manner;
use crate::role::Role;
use crate::settings::Settings;

/// Where replies are kept, in the run's folder.
pub const REPLIES: &str = "replies.sqlite";

/// A guest as the settings name it: all of it that decides what is said. Where it is
/// served may change between two sittings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Guest {
    /// The model.
    pub model: String,
    /// How it is asked.
    pub manner: Manner,
    /// The hash of its prompt.
    pub prompt: String,
    /// Divides the logits.
    pub temperature: f64,
    /// Share of the probability that is drawn from.
    pub top_p: f64,
    /// Most tokens of a response.
    pub max_tokens: u32,
}

/// Who plays from outside; nobody by default.
#[derive(Default)]
pub struct Guests<'g>(BTreeMap<Role, &'g dyn Player>);

impl<'g> Guests<'g> {
    /// With somebody in a role.
    #[must_use]
    pub fn with(mut self, role: Role, player: &'g dyn Player) -> Self {
        self.0.insert(role, player);
        self
    }

    /// As the settings name them.
    pub(crate) fn named(&self, settings: &Settings) -> Result<BTreeMap<Role, Guest>> {
        let named = |(role, player): (&Role, &&dyn Player)| {
            let who = player.who();
            let manner = manner(settings, &who.backend);
            let card = manner.card(*role);
            // Who is asked in a line has not learnt to end by itself, and says little.
            let max_tokens = match manner {
                Manner::Line => u32::try_from(settings.lesson(*role)?.max_tokens),
                Manner::Boards | Manner::Full => Ok(card.sampling.max_tokens),
            };
            let guest = Guest {
                model: who.model.clone(),
                manner,
                prompt: card.digest().to_hex(),
                temperature: card.sampling.temperature,
                top_p: card.sampling.top_p,
                max_tokens: max_tokens.unwrap_or(u32::MAX),
            };
            Ok((*role, guest))
        };
        self.0.iter().map(named).collect()
    }

    /// Opens the file of replies, if there are guests.
    pub(crate) fn journal(&self, run: &Path) -> Result<Option<Journal>> {
        let Some(role) = self.0.keys().next() else { return Ok(None) };
        let journal = Journal::open(&run.join(REPLIES)).map_err(fault(*role))?;
        Ok(Some(journal))
    }

    /// The guests with the journal before each.
    pub(crate) fn kept<'k>(&self, journal: Option<&'k Journal>) -> BTreeMap<Role, Kept<'k>>
    where
        'g: 'k,
    {
        let kept = |journal: &'k Journal| {
            let kept = |(role, player): (&Role, &&'g dyn Player)| {
                (*role, Kept::new(*player, journal, role.name()))
            };
            self.0.iter().map(kept).collect()
        };
        journal.map(kept).unwrap_or_default()
    }
}

/// The world of plain boards is all that a model made from nothing knows. A local model
/// is asked as such a one is, and a server is told the rules.
fn manner(settings: &Settings, backend: &str) -> Manner {
    match (settings.brief, backend) {
        (false, _) => Manner::Full,
        (true, "local") => Manner::Line,
        (true, _) => Manner::Boards,
    }
}

/// For `map_err` where a guest is asked.
pub(crate) fn fault(role: Role) -> impl Fn(BackendError) -> EvolveError {
    move |fault| EvolveError::Guest { role: role.name(), fault }
}

/// Tells what guests were asked.
pub(crate) fn told(
    kept: &BTreeMap<Role, Kept<'_>>,
    journal: Option<&Journal>,
    told: &mut dyn FnMut(Event<'_>),
) -> Result<()> {
    let Some(journal) = journal else { return Ok(()) };
    for (role, player) in kept {
        let spent = journal.spent(role.name()).map_err(fault(*role))?;
        let (meter, who) = (player.meter(), player.who());
        told(Event::Cost { role: *role, who, meter: &meter, spent: &spent });
    }
    Ok(())
}
