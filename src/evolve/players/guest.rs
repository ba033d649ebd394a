//! Somebody from outside in a role, and a cast with such guests among its own.
//!
//! A request is a function of role, round, prompt and key, so that the journal before a
//! guest knows again what was asked. Where a guest fails at some prompts, these have no
//! response; where it fails at all, there is nobody to play, and the sitting ends.

use std::collections::BTreeMap;
use std::path::Path;

use synth_backends::{BackendError, Kept, Player as Outside, Reply as Answer, Request};
use synth_contracts::Digest;

use crate::error::{EvolveError, Result};
use crate::guests::{Guest, fault};
use crate::player::{Ask, Cast, Draw, Player, Pupil, Reply};
use crate::role::Role;
use crate::settings::{Lesson, Settings};

/// Models of our own, but for the roles that guests play.
pub struct Mixed<'c> {
    /// Who plays all other roles.
    pub own: &'c dyn Cast,
    /// The guests.
    pub guests: &'c BTreeMap<Role, Kept<'c>>,
    /// What names them.
    pub settings: &'c Settings,
    /// Whether nothing more is to be asked.
    pub stopped: &'c (dyn Fn() -> bool + Sync),
}

impl Cast for Mixed<'_> {
    fn player(&self, role: Role, version: Option<&Path>) -> Result<Box<dyn Player + '_>> {
        match (self.guests.get(&role), self.settings.guests.get(&role)) {
            (Some(player), Some(guest)) => {
                Ok(Box::new(Visitor { role, player, guest, stopped: self.stopped }))
            }
            _ => self.own.player(role, version),
        }
    }

    fn pupil(
        &self,
        role: Role,
        version: Option<&Path>,
        lesson: &Lesson,
        seed: u64,
    ) -> Result<Box<dyn Pupil + '_>> {
        if self.guests.contains_key(&role) {
            let what = format!("the {} is played by others and cannot be trained", role.name());
            return Err(EvolveError::Setting { name: "guests", what });
        }
        self.own.pupil(role, version, lesson, seed)
    }
}

/// A guest in its role.
struct Visitor<'v> {
    role: Role,
    player: &'v dyn Outside,
    guest: &'v Guest,
    stopped: &'v (dyn Fn() -> bool + Sync),
}

type Outcome = Result<Answer, BackendError>;

impl Player for Visitor<'_> {
    fn ask(&self, round: u64, draw: Draw, asks: &[Ask]) -> Result<Vec<Vec<Reply>>> {
        let wanted: Vec<usize> = (0..asks.len()).filter(|at| asks[*at].samples > 0).collect();
        let mut outcomes: Vec<Option<Outcome>> = vec![None; wanted.len()];
        let mut unasked = None;
        let mut requests = wanted.iter().map_while(|at| {
            if (self.stopped)() {
                return None;
            }
            self.request(round, draw, &asks[*at]).map_err(|error| unasked = Some(error)).ok()
        });
        self.player.respond(&mut requests, &mut |place, outcome| outcomes[place] = Some(outcome));
        drop(requests);
        if let Some(error) = unasked {
            return Err(error);
        }
        if (self.stopped)() && outcomes.iter().any(Option::is_none) {
            return Err(EvolveError::Stopped);
        }
        let outcomes = outcomes.into_iter().map(|outcome| outcome.unwrap_or_else(|| self.silent()));
        let outcomes: Vec<Outcome> = outcomes.collect();
        self.grave(&outcomes)?;
        let mut replies: Vec<Vec<Reply>> = vec![Vec::new(); asks.len()];
        for (at, outcome) in wanted.into_iter().zip(outcomes) {
            replies[at] = said(outcome, asks[at].samples);
        }
        Ok(replies)
    }
}

impl Visitor<'_> {
    fn request(&self, round: u64, draw: Draw, ask: &Ask) -> Result<Request> {
        let picture = match ask.pictures.as_slice() {
            [] => None,
            [picture] => Some(picture.png().map_err(|fault| EvolveError::Processor {
                name: format!("prompt {}", ask.key),
                fault,
            })?),
            several => return Err(self.too_many(several.len())),
        };
        Ok(Request {
            prompt: ask.prompt.clone(),
            picture,
            samples: u32::try_from(ask.samples).unwrap_or(u32::MAX),
            temperature: match draw {
                Draw::Sampled => self.guest.temperature,
                Draw::Likeliest => 0.0,
            },
            top_p: self.guest.top_p,
            max_tokens: self.guest.max_tokens,
            seed: seed(self.role, round, ask.key),
        })
    }

    fn too_many(&self, found: usize) -> EvolveError {
        let model = self.guest.model.clone();
        let why = format!("it is shown one picture at most, not {found}");
        fault(self.role)(BackendError::Model { model, why })
    }

    fn silent(&self) -> Outcome {
        let model = self.guest.model.clone();
        Err(BackendError::Model { model, why: "it was asked and did not answer".to_owned() })
    }

    /// What ends the sitting: replies that cannot be kept, and a guest that is wholly away.
    fn grave(&self, outcomes: &[Outcome]) -> Result<()> {
        let unkept = outcomes.iter().find_map(|outcome| match outcome {
            Err(error @ BackendError::Journal { .. }) => Some(error),
            _ => None,
        });
        let away = outcomes.iter().all(Result::is_err);
        let first = outcomes.first().and_then(|outcome| outcome.as_ref().err());
        match unkept.or(first.filter(|_| away)) {
            Some(error) => Err(fault(self.role)(error.clone())),
            None => Ok(()),
        }
    }
}

/// What came back for one prompt.
fn said(outcome: Outcome, samples: usize) -> Vec<Reply> {
    match outcome {
        Err(error) => vec![Reply::Failed(error.to_string()); samples],
        Ok(answer) => {
            let mut all: Vec<Reply> =
                answer.texts.into_iter().map(|text| Reply::Said(text.text)).collect();
            let short = || Reply::Failed("fewer responses came than were asked for".to_owned());
            all.resize_with(samples, short);
            all
        }
    }
}

/// Of the sampling of one request.
fn seed(role: Role, round: u64, key: u64) -> u64 {
    let parts =
        [role.name().as_bytes().to_vec(), round.to_le_bytes().into(), key.to_le_bytes().into()];
    let digest = Digest::of_parts("guest", parts.iter().map(Vec::as_slice));
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&digest.as_bytes()[..8]);
    // Servers take 63 bits.
    u64::from_le_bytes(bytes) & !1
}
