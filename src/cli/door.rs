//! Where players come in: servers as flags name them, and models of our own.

use std::env;
use std::time::Duration;

use anyhow::{Context, Result};
use synth_backends::{Choice, Patience, Player, Remote, Settings};
use synth_course::Device;
use synth_local::{LocalError, Shelf};
use synth_roles::Card;

use super::code::Refused;
use super::generate::at_least_one;
use super::site::Site;

/// How servers are asked.
#[derive(clap::Args)]
pub struct Service {
    /// Calls that each server has in flight
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = at_least_one, help_heading = "Models")]
    in_flight: u64,

    /// Seconds that one call may take
    #[arg(long, value_name = "S", default_value_t = 600, value_parser = at_least_one, help_heading = "Models")]
    timeout: u64,

    /// Calls for one reply, while they fail in a way that may pass
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = at_least_one, help_heading = "Models")]
    attempts: u64,
}

impl Service {
    /// Calls that each server has in flight.
    pub fn lines(&self) -> usize {
        usize::try_from(self.in_flight).unwrap_or(usize::MAX)
    }

    fn settings(&self, card: &Card, url: &str, model: Option<&str>) -> Settings {
        let attempts = u32::try_from(self.attempts).unwrap_or(u32::MAX);
        Settings {
            key: key(card.name),
            in_flight: self.lines(),
            timeout: Duration::from_secs(self.timeout),
            patience: Patience { attempts, ..Patience::default() },
            ..Settings::new(url, model.unwrap_or_default())
        }
    }
}

/// Where players come in: servers as they are named, and models of our own, each read once.
pub struct Door<'d> {
    service: &'d Service,
    site: &'d Site,
    quiet: bool,
    shelf: Option<Shelf>,
}

impl<'d> Door<'d> {
    /// For players as these flags say.
    pub fn new(service: &'d Service, site: &'d Site, quiet: bool) -> Self {
        Self { service, site, quiet, shelf: None }
    }

    /// With models of our own on a device that is open already.
    pub fn on(self, device: Device) -> Self {
        Self { shelf: Some(Shelf::new(device, self.site.dtype)), ..self }
    }

    /// Who plays a role; nobody where the families do.
    ///
    /// # Errors
    ///
    /// [`Refused`] for a model that cannot be played; what [`Remote::with_its_model`] says
    /// of a server.
    pub fn open(&mut self, card: &Card, choice: &Choice) -> Result<Option<Box<dyn Player>>> {
        let nobody = || format!("nobody plays the {}", card.name);
        Ok(match choice {
            Choice::Template => None,
            Choice::Server { url, model } => {
                let settings = self.service.settings(card, url, model.as_deref());
                Some(Box::new(Remote::with_its_model(settings).with_context(nobody)?))
            }
            Choice::Local { folder, adapter } => {
                let seated = self.shelf()?.seat(folder, adapter.as_deref());
                let refused = |error: LocalError| match error {
                    LocalError::Read { .. } | LocalError::Thread(_) => {
                        anyhow::Error::from(error).context(nobody())
                    }
                    other => Refused(format!("{}: {other}", nobody())).into(),
                };
                Some(Box::new(seated.map_err(refused)?))
            }
        })
    }

    fn shelf(&mut self) -> Result<&mut Shelf> {
        let shelf = match self.shelf.take() {
            Some(shelf) => shelf,
            None => Shelf::new(self.site.open(self.quiet)?, self.site.dtype),
        };
        Ok(self.shelf.insert(shelf))
    }
}

/// The key for the server of a role, from the environment.
fn key(role: &str) -> Option<String> {
    let of = |name: &str| env::var(name).ok().filter(|key| !key.is_empty());
    of(&format!("SYNTH_{}_KEY", role.to_uppercase())).or_else(|| of("SYNTH_API_KEY"))
}
