//! Flags that say who plays which role, and the players they name.

use anyhow::Result;
use synth_authored::{Band, Rules, Votes};
use synth_backends::{Choice, Journal, Kept, Player};
use synth_contracts::Language;
use synth_roles::{Card, coder, proposer, solver};
use synth_sandbox::Limits;

use super::code::Refused;
use super::door::{Door, Service};
use super::generate::at_least_one;
use super::site::Site;

/// Who plays.
#[derive(clap::Args)]
#[command(next_help_heading = "Models")]
pub struct Models {
    /// Who invents pictures and questions: template, which are the families; an
    /// OpenAI-compatible server, http://HOST:PORT/v1#MODEL; or a model of your own,
    /// local:FOLDER or local:FOLDER#ADAPTER. The model may be left out where the server has
    /// just one
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

    #[command(flatten)]
    service: Service,

    /// Most tokens of a response; as many as its role may have if left out
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    max_tokens: Option<u64>,

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

    #[command(flatten)]
    site: Site,
}

/// Roles in the order in which they play.
const CARDS: [&Card; 3] = [&proposer::CARD, &coder::CARD, &solver::CARD];

/// Who plays, ready to be asked; nobody where a family does, or nobody at all.
pub struct Players([Option<Box<dyn Player>>; 3]);

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
        self.service.lines()
    }

    /// What candidates must keep.
    pub fn rules(&self, limits: Limits) -> Rules {
        let usual = Rules::default();
        let sighted = u32::try_from(self.votes).unwrap_or(u32::MAX);
        let votes = Votes { sighted, ..usual.votes };
        let languages = self.language.clone();
        let most = |tokens: u64| u32::try_from(tokens).unwrap_or(u32::MAX);
        let max_tokens = self.max_tokens.map(most);
        Rules { languages, votes, hard: self.agreement, max_tokens, limits, ..usual }
    }

    /// Everyone, ready to be asked.
    ///
    /// # Errors
    ///
    /// As [`Door::open`].
    pub fn players(&self, quiet: bool) -> Result<Players> {
        let choices = [Some(&self.proposer), Some(&self.coder), self.solver.as_ref()];
        let mut door = Door::new(&self.service, &self.site, quiet);
        let mut players = [None, None, None];
        for (at, (choice, card)) in choices.into_iter().zip(CARDS).enumerate() {
            players[at] = choice.map(|choice| door.open(card, choice)).transpose()?.flatten();
        }
        Ok(Players(players))
    }
}

impl Players {
    /// A journal before each.
    pub fn kept<'a>(&'a self, journal: &'a Journal) -> [(&'static Card, Option<Kept<'a>>); 3] {
        let mut at = 0;
        self.0.each_ref().map(|player| {
            let card = CARDS[at];
            at += 1;
            (card, player.as_deref().map(|player| Kept::new(player, journal, card.name)))
        })
    }

    /// With their roles, to be described.
    pub fn cast(&self) -> Vec<(&'static Card, Option<&dyn Player>)> {
        let players = self.0.iter().map(Option::as_deref);
        CARDS.into_iter().zip(players).collect()
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
