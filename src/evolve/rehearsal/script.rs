//! Players that follow a script.

use std::cell::Cell;
use std::fs;
use std::path::Path;

use synth_contracts::{Digest, Program, Stream};
use synth_processor::Picture;
use synth_renderers::Options;
use synth_sandbox::{Rendering, Usage};
use synth_train::run::Metrics;

use crate::error::{EvolveError, Result};
use crate::player::{Ask, Cast, Draw, Grading, Player, Pupil, Reply};
use crate::role::Role;
use crate::settings::Lesson;
use crate::studio::{Drawn, Shot, Studio};
use crate::world::{Scene, Wanted, fields};

/// Draws in process.
#[derive(Default)]
pub struct Easel {
    /// Of 256 programs, how many fail by nobody's fault; which, their hash decides.
    pub fails: u16,
}

impl Studio for Easel {
    fn draw(&self, programs: &[Program]) -> Vec<Drawn> {
        let one = |program: &Program| {
            if u16::from(program.digest().as_bytes()[0]) < self.fails {
                return Drawn::Failed("no instance can be made".into());
            }
            match synth_renderers::render(&program.source, &Options::default()) {
                Err(fault) => Drawn::Refused("not-svg", fault.to_string()),
                Ok(drawn) => {
                    let synth_renderers::Rendered { width, height, rgba, facts } = drawn;
                    let (log, usage) = (String::new(), Usage::default());
                    let rendering = Rendering { width, height, rgba, facts, log, usage };
                    Drawn::Picture(Box::new(Shot::new(rendering).unwrap()))
                }
            }
        };
        programs.iter().map(one).collect()
    }
}

/// All players.
#[derive(Default)]
pub struct Script {
    /// How often anybody was asked or trained.
    pub made: Cell<u64>,
    /// The call at which the run is killed.
    pub dies_at: Cell<Option<u64>>,
    /// A role that never answers.
    pub mute: Option<Role>,
    /// A role that unlearns all it can.
    pub forgets: Option<Role>,
}

impl Script {
    /// How often anybody was asked or trained.
    pub fn calls(&self) -> u64 {
        self.made.get()
    }

    fn call(&self) -> Result<()> {
        let call = self.made.replace(self.made.get() + 1);
        match self.dies_at.get() {
            Some(last) if call == last => {
                Err(EvolveError::Host { what: "the script", why: "killed".into() })
            }
            _ => Ok(()),
        }
    }

    fn skill(version: Option<&Path>) -> u64 {
        let read = |folder: &Path| fs::read_to_string(folder.join("skill")).unwrap();
        version.map_or(0, |folder| read(folder).parse().unwrap())
    }

    fn says(&self, role: Role, skill: u64, round: u64, ask: &Ask, sample: u64) -> Reply {
        if self.mute == Some(role) {
            return Reply::Failed("down".into());
        }
        let parts = [round, ask.key, sample].map(u64::to_le_bytes);
        let parts = parts.iter().map(|part| part.as_slice()).chain([ask.prompt.as_bytes()]);
        let digest = Digest::of_parts(role.name(), parts);
        let luck = u64::from(digest.as_bytes()[0]);
        // Of 256, fewer errors the more is known; who forgets errs always.
        let forgot = self.forgets == Some(role) && skill > 0;
        let errs = forgot || luck < 90_u64.saturating_sub(5 * skill);
        Reply::Said(match role {
            Role::Proposer => propose(&ask.prompt, errs, &digest),
            Role::Coder => draw(&ask.prompt, errs),
            Role::Searcher => search(&ask.prompt, errs, &digest),
            Role::Questioner => question(ask, errs, &digest),
            Role::Solver => format!("\\boxed{{{}}}", solve(ask, errs)),
        })
    }
}

pub fn propose(prompt: &str, errs: bool, digest: &Digest) -> String {
    let topic = |line: &str| Wanted::of_topic(line.split_once(": ")?.1.trim_end_matches('.'));
    let wanted = prompt.lines().find_map(topic).unwrap();
    let mut seed = [0; 8];
    seed.copy_from_slice(&digest.as_bytes()[8..16]);
    let text = fields(&Scene::draw(wanted, &Stream::root(u64::from_le_bytes(seed))).proposal());
    if errs { text.replace("</hard_answer>", "") } else { text }
}

pub fn draw(prompt: &str, errs: bool) -> String {
    let caption = prompt.trim_start_matches("Draw as svg: ").trim_end_matches('.');
    let mut svg = "<svg viewBox=\"0 0 9 9\" width=\"96\" height=\"96\">".to_owned();
    for item in caption.split(", ") {
        let words: Vec<&str> = item.split(' ').collect();
        let place =
            |names: [&str; 3], word: &str| 3 * names.iter().position(|n| *n == word).unwrap();
        let y = place(["top", "centre", "bottom"], words[0]);
        let x = place(["left", "middle", "right"], words[1]);
        svg += &match words[3] {
            "circle" => {
                format!("<circle cx=\"{}\" cy=\"{}\" r=\"1\" fill=\"{}\"/>", x + 1, y + 1, words[2])
            }
            _ => format!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"2\" height=\"2\" fill=\"{}\"/>",
                words[2]
            ),
        };
    }
    if errs { svg + "<rect</svg>" } else { svg + "</svg>" }
}

/// The domain that is asked for, at some place.
fn search(prompt: &str, errs: bool, digest: &Digest) -> String {
    let (domain, _) = prompt.trim_start_matches("Look for ").split_once(',').unwrap();
    let row = ["top", "centre", "bottom"][usize::from(digest.as_bytes()[8]) % 3];
    let column = ["left", "middle", "right"][usize::from(digest.as_bytes()[9]) % 3];
    let query = format!("<query>{row} {column} {domain}");
    if errs { query } else { query + "</query>" }
}

/// About a shape that stands on the board, or how many there are like it.
fn question(ask: &Ask, errs: bool, digest: &Digest) -> String {
    let board = board(ask.pictures.first().unwrap());
    let places: Vec<usize> = (0..9).filter(|at| board[*at].is_some()).collect();
    let at = places[usize::from(digest.as_bytes()[8]) % places.len()];
    let (colour, shape) = board[at].unwrap();
    let row = ["top", "centre", "bottom"][at / 3];
    let column = ["left", "middle", "right"][at % 3];
    let (question, answer) = if ask.prompt.contains("counting") {
        let count = board.iter().flatten().filter(|one| one.0 == colour).count();
        (format!("How many {colour} shapes are there?"), count.to_string())
    } else if ask.prompt.contains("colour") {
        (format!("Which colour is {row} {column}?"), colour.to_owned())
    } else {
        (format!("Which shape is {row} {column}?"), shape.to_owned())
    };
    match (errs, digest.as_bytes()[10] < 128) {
        (true, true) => format!("<question>{question}"),
        (true, false) => format!("<question>{question}</question><answer>mauve</answer>"),
        (false, _) => format!("<question>{question}</question><answer>{answer}</answer>"),
    }
}

/// Colour and kind of the shape in each of nine places.
fn board(picture: &Picture) -> Vec<Option<(&'static str, &'static str)>> {
    let pixel = |x: usize, y: usize| {
        let at = 3 * (y * picture.width() + x);
        let rgb = &picture.rgb()[at..at + 3];
        [rgb[0], rgb[1], rgb[2]]
    };
    let place = |at: usize| {
        let (x, y) = (32 * (at % 3), 32 * (at / 3));
        // The nearest, since midtones may have been made darker.
        let far = |colour: [u8; 3]| -> i32 {
            let pairs = colour.into_iter().zip(pixel(x + 10, y + 10));
            pairs.map(|(a, b)| (i32::from(a) - i32::from(b)).pow(2)).sum()
        };
        let colours = [
            (None, [255, 255, 255]),
            (Some("red"), [255, 0, 0]),
            (Some("green"), [0, 128, 0]),
            (Some("blue"), [0, 0, 255]),
            (Some("orange"), [255, 165, 0]),
        ];
        let (colour, _) = colours.into_iter().min_by_key(|(_, rgb)| far(*rgb)).unwrap();
        let colour = colour?;
        let corner = pixel(x + 1, y + 1) != [255, 255, 255];
        Some((colour, if corner { "square" } else { "circle" }))
    };
    (0..9).map(place).collect()
}

pub fn solve(ask: &Ask, errs: bool) -> String {
    let question = ask.prompt.lines().next().unwrap();
    let Some(picture) = ask.pictures.first() else { return "9".into() };
    let board = board(picture);
    if question.starts_with("How many") {
        let counted = |one: &&(&str, &str)| {
            question.contains(one.0) || question.contains(&format!("{}s", one.1))
        };
        let count = board.iter().flatten().filter(counted).count();
        return (count + usize::from(errs)).to_string();
    }
    let rows = ["top", "centre", "bottom"].map(|name| question.contains(name));
    let columns = ["left", "middle", "right"].map(|name| question.contains(name));
    let row = rows.iter().position(|is| *is).unwrap();
    let column = columns.iter().position(|is| *is).unwrap();
    let (colour, shape) = board[3 * row + column].unwrap_or(("none", "none"));
    match (errs, question.contains("colour")) {
        (true, _) => "mauve".into(),
        (false, true) => colour.into(),
        (false, false) => shape.into(),
    }
}

struct Actor<'s> {
    script: &'s Script,
    role: Role,
    skill: u64,
    /// What it was when its training began.
    steps: u64,
}

impl Player for Actor<'_> {
    fn ask(&self, round: u64, draw: Draw, asks: &[Ask]) -> Result<Vec<Vec<Reply>>> {
        self.script.call()?;
        let round = if draw == Draw::Likeliest { 0 } else { round };
        let one = |ask: &Ask| {
            let sample = |sample| self.script.says(self.role, self.skill, round, ask, sample);
            (0..ask.samples as u64).map(sample).collect()
        };
        Ok(asks.iter().map(one).collect())
    }
}

impl Pupil for Actor<'_> {
    fn steps(&self) -> u64 {
        self.steps
    }

    fn step(
        &mut self,
        asks: &[Ask],
        shown: &[Option<String>],
        grade: &mut Grading<'_>,
    ) -> Result<Metrics> {
        self.script.call()?;
        let text = |reply: Reply| match reply {
            Reply::Said(text) => text,
            Reply::Failed(_) => String::new(),
        };
        let round = 1_000 + self.steps;
        let mut responses: Vec<Vec<String>> = asks
            .iter()
            .map(|ask| {
                let say = |sample| self.script.says(self.role, self.skill, round, ask, sample);
                (0..ask.samples as u64).map(say).map(text).collect()
            })
            .collect();
        for (responses, shown) in responses.iter_mut().zip(shown) {
            let last = responses.last_mut().zip(shown.as_ref());
            last.into_iter().for_each(|(last, shown)| last.clone_from(shown));
        }
        let grades = grade(&responses)?;
        assert_eq!(grades.len(), responses.iter().map(Vec::len).sum::<usize>());
        let given: Vec<f64> = grades.iter().map(|g| g.reward).filter(|r| !r.is_nan()).collect();
        self.steps += 1;
        self.skill += 1;
        let mean = given.iter().sum::<f64>() / given.len().max(1) as f64;
        Ok([("reward".to_owned(), mean)].into())
    }

    fn save(&self, folder: &Path) -> synth_train::Result<()> {
        let text = format!("{} {}", self.steps, self.skill);
        synth_train::run::write_whole(&folder.join("state"), text.as_bytes())
    }

    fn resume(&mut self, folder: &Path) -> Result<()> {
        let text = fs::read_to_string(folder.join("state")).unwrap();
        let (steps, skill) = text.split_once(' ').unwrap();
        (self.steps, self.skill) = (steps.parse().unwrap(), skill.parse().unwrap());
        Ok(())
    }

    fn keep(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder).unwrap();
        fs::write(folder.join("skill"), self.skill.to_string()).unwrap();
        Ok(())
    }
}

impl Cast for Script {
    fn player(&self, role: Role, version: Option<&Path>) -> Result<Box<dyn Player + '_>> {
        Ok(Box::new(Actor { script: self, role, skill: Self::skill(version), steps: 0 }))
    }

    fn pupil(
        &self,
        role: Role,
        version: Option<&Path>,
        _: &Lesson,
        _: u64,
    ) -> Result<Box<dyn Pupil + '_>> {
        Ok(Box::new(Actor { script: self, role, skill: Self::skill(version), steps: 0 }))
    }
}
