//! Models that say who plays which role, and the players they name.

use std::env;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use synth_authored::{Band, Rules, Votes};
use synth_backends::{Choice, Journal, Kept, Patience, Player, Remote, Settings};
use synth_contracts::Language;
use synth_roles::{Card, coder, proposer, solver};
use synth_sandbox::Limits;

use super::code::Refused;
use super::generate::at_least_one;
use super::say;

/// Who plays.
#[derive(clap::Args)]
#[command(next_help_heading = "Models")]
pub struct Models {
    /// Who invents pictures and questions: template, which are the families; an
    /// OpenAI-compatible server, http://HOST:PORT/v1#MODEL; or local:PATH. The model may
    /// be left out where the server has just one
    #[arg(long, value_name = "BACKEND", default_value = "template")]
    proposer: Choice,

    /// Who writes the programs that draw them
    #[arg(long, value_name = "BACKEND", default_value = "template")]
    coder: Choice,

    /// Who answers the questions, with the picture and without: its answers must be the
    /// author's with, and must not be without
    #[arg(long, value_name = "BACKEND")]
    solver: Option<Choice>,

    /// Go without a Solver: nobody then holds the answers against the pictures, and the
    /// tasks say so
    #[arg(long)]
    unchecked: bool,

    /// Calls that each server has in flight
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = at_least_one)]
    in_flight: u64,

    /// Seconds that one call may take
    #[arg(long, value_name = "S", default_value_t = 600, value_parser = at_least_one)]
    timeout: u64,

    /// Calls for one reply, while they fail in a way that may pass
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = at_least_one)]
    attempts: u64,

    /// What the Coder writes in, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "LANGUAGES", default_value = "svg", value_parser = language)]
    language: Vec<Language>,

    /// Responses of the Solver to a question with its picture, at most; clear cases take
    /// fewer
    #[arg(long, value_name = "N", default_value_t = Rules::default().votes.sighted.into(), value_parser = at_least_one)]
    votes: u64,

    /// Least and most share of these that give the author's answer to the hard question.
    /// It must be the commonest answer in any case
    #[arg(long, value_name = "LEAST,MOST", default_value = "0.25,1", value_parser = band)]
    agreement: Band,
}

/// Roles in the order in which they play.
const CARDS: [&Card; 3] = [&proposer::CARD, &coder::CARD, &solver::CARD];

/// Who plays, ready to be asked; nobody where a family does, or nobody at all.
pub struct Players([Option<Remote>; 3]);

impl Models {
    /// Whether models write anything.
    ///
    /// # Errors
    ///
    /// [`Refused`] for casts that make no sense.
    pub fn write(&self) -> Result<bool, Refused> {
        let templates = [&self.proposer, &self.coder].map(|choice| *choice == Choice::Template);
        let refuse = |why: &str| Err(Refused(why.to_owned()));
        match (templates, &self.solver) {
            ([true, true], None) if !self.unchecked => Ok(false),
            ([true, true], _) => refuse(
                "the families prove their answers, and nobody else writes here; give --coder, \
                 or leave --solver and --unchecked out",
            ),
            ([false, true], _) => refuse(
                "the families draw nothing but what they propose; add --coder with a model that \
                 draws what the proposer describes",
            ),
            (_, Some(Choice::Template)) => refuse(
                "the families answer no questions about pictures of others; give --solver a model",
            ),
            (_, None) if !self.unchecked => refuse(
                "nobody would hold the answers against the pictures; add --solver with a model \
                 that sees, or --unchecked to go without",
            ),
            (_, Some(_)) if self.unchecked => {
                refuse("--solver checks, and --unchecked asks not to; leave one of them out")
            }
            _ => Ok(true),
        }
    }

    /// Whether a model invents the pictures.
    pub fn invents(&self) -> bool {
        self.proposer != Choice::Template
    }

    /// Threads, each with one candidate: as many as have something to wait for.
    pub fn jobs(&self) -> usize {
        usize::try_from(self.in_flight).unwrap_or(usize::MAX)
    }

    /// What candidates must keep.
    pub fn rules(&self, limits: Limits) -> Rules {
        let usual = Rules::default();
        let sighted = u32::try_from(self.votes).unwrap_or(u32::MAX);
        let votes = Votes { sighted, ..usual.votes };
        let languages = self.language.clone();
        Rules { languages, votes, hard: self.agreement, limits, ..usual }
    }

    /// Everyone, ready to be asked.
    ///
    /// # Errors
    ///
    /// [`Refused`] for a local model; what [`Remote::with_its_model`] says of a server.
    pub fn players(&self) -> Result<Players> {
        let choices = [Some(&self.proposer), Some(&self.coder), self.solver.as_ref()];
        let mut players = [None, None, None];
        for (at, (choice, card)) in choices.into_iter().zip(CARDS).enumerate() {
            players[at] = match choice {
                None | Some(Choice::Template) => None,
                Some(Choice::Server { url, model }) => {
                    let settings = self.settings(card, url, model.as_deref());
                    let player = Remote::with_its_model(settings);
                    Some(player.with_context(|| format!("nobody plays the {}", card.name))?)
                }
                Some(Choice::Local(path)) => {
                    let (path, role) = (path.display(), card.name);
                    return Err(Refused(format!(
                        "local:{path} cannot play the {role} here yet; serve it by the OpenAI \
                         protocol (vLLM, SGLang, llama.cpp, Ollama) and give the address"
                    ))
                    .into());
                }
            };
        }
        Ok(Players(players))
    }

    fn settings(&self, card: &Card, url: &str, model: Option<&str>) -> Settings {
        let attempts = u32::try_from(self.attempts).unwrap_or(u32::MAX);
        Settings {
            key: key(card.name),
            in_flight: self.jobs(),
            timeout: Duration::from_secs(self.timeout),
            patience: Patience { attempts, ..Patience::default() },
            ..Settings::new(url, model.unwrap_or_default())
        }
    }
}

/// The key for the server of a role, from the environment.
fn key(role: &str) -> Option<String> {
    let of = |name: &str| env::var(name).ok().filter(|key| !key.is_empty());
    of(&format!("SYNTH_{}_KEY", role.to_uppercase())).or_else(|| of("SYNTH_API_KEY"))
}

impl Players {
    /// A journal before each.
    pub fn kept<'a>(&'a self, journal: &'a Journal) -> [(&'static Card, Option<Kept<'a>>); 3] {
        let mut at = 0;
        self.0.each_ref().map(|player| {
            let card = CARDS[at];
            at += 1;
            (card, player.as_ref().map(|player| Kept::new(player, journal, card.name)))
        })
    }

    /// With their roles, to be described.
    pub fn cast(&self) -> Vec<(&'static Card, Option<&dyn Player>)> {
        let players = self.0.iter().map(|one| one.as_ref().map(|one| one as &dyn Player));
        CARDS.into_iter().zip(players).collect()
    }
}

/// What a run of models cost.
pub struct Costs(Vec<Value>);

impl Costs {
    /// Of this sitting, and from the journal of all.
    ///
    /// # Errors
    ///
    /// When the journal cannot be read.
    pub fn of(players: &[(&'static Card, Option<Kept<'_>>)], journal: &Journal) -> Result<Self> {
        let mut costs = Vec::new();
        for (card, player) in players {
            let Some(player) = player else { continue };
            costs.push(json!({
                "role": card.name,
                "backend": player.who().backend,
                "model": player.who().model,
                "sitting": player.meter(),
                "all_sittings": journal.spent(card.name)?,
            }));
        }
        Ok(Self(costs))
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        Value::Array(self.0.clone())
    }

    /// For people.
    ///
    /// # Errors
    ///
    /// As [`say::line`].
    pub fn print(&self) -> Result<()> {
        say::line(
            "\nasked         replies   recalled      calls  tokens in tokens out    seconds",
        )?;
        for cost in &self.0 {
            let (role, meter) = (cost["role"].as_str().unwrap_or_default(), &cost["sitting"]);
            let number = |key: &str| meter[key].as_u64().unwrap_or(0);
            let tokens = |key: &str| meter["usage"][key].as_u64().unwrap_or(0);
            say::line(format_args!(
                "{role:<10}{:>11}{:>11}{:>11}{:>11}{:>11}{:>11.1}",
                number("replied"),
                number("recalled"),
                number("calls"),
                tokens("prompt_tokens"),
                tokens("completion_tokens"),
                number("milliseconds") as f64 / 1e3
            ))?;
            let faults = meter["faults"].as_object().into_iter().flatten();
            let faults: Vec<String> =
                faults.map(|(name, count)| format!("{name} {count}")).collect();
            if !faults.is_empty() {
                say::line(format_args!("          tried again after: {}", faults.join(", ")))?;
            }
        }
        Ok(())
    }
}

fn language(text: &str) -> Result<Language, String> {
    match text.trim() {
        "svg" => Ok(Language::Svg),
        "python" => Ok(Language::Python),
        _ => Err("there are svg and python".to_owned()),
    }
}

fn band(text: &str) -> Result<Band, String> {
    let wrong = || "give two shares from 0 to 1 with a comma between, the lesser first".to_owned();
    let (least, most) = text.split_once(',').ok_or_else(wrong)?;
    let share = |text: &str| text.trim().parse::<f64>().map_err(|_| wrong());
    let (least, most) = (share(least)?, share(most)?);
    let sound = 0.0 <= least && least <= most && most <= 1.0;
    if sound { Ok(Band { least, most }) } else { Err(wrong()) }
}
