//! The models: an author who invents bar charts, and does one thing wrong in some of
//! them; a Coder who draws them; a Solver who reads them.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tokio::runtime::Runtime;

use crate::host::{self, Call, Host, Mood};

/// What is wrong with a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    None,
    /// The author cannot subtract.
    WrongAnswer,
    /// Anybody guesses the answer without looking.
    Guessable,
    /// The author forgets a field.
    NoField,
    /// The Coder apologises.
    NoProgram,
    /// The Coder's program is cut off within the response.
    CutOff,
    /// The Coder writes what is no XML.
    Broken,
    /// The Coder writes entities that grow without end.
    Hostile,
    /// The Coder reads a file of ours into the picture.
    Thief,
    /// A label lies outside the picture.
    Outside,
}

/// Flaws that come up, one in twenty charts each.
const FLAWS: [Flaw; 9] = [
    Flaw::WrongAnswer,
    Flaw::Guessable,
    Flaw::NoField,
    Flaw::NoProgram,
    Flaw::CutOff,
    Flaw::Broken,
    Flaw::Hostile,
    Flaw::Thief,
    Flaw::Outside,
];

pub fn hash(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

const NAMES: [&str; 4] = ["Arden", "Birch", "Cedar", "Dogwood"];

/// A chart, all of which follows from its number.
struct Chart(u64);

impl Chart {
    fn named_in(text: &str) -> Self {
        let digits = text.split("Chart ").nth(1).unwrap();
        let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
        Self(digits.parse().unwrap())
    }

    fn flaw(&self) -> Flaw {
        FLAWS.get((self.0 % 20) as usize).copied().unwrap_or(Flaw::None)
    }

    fn values(&self) -> [u64; 4] {
        let value = |at: u64| 20 + hash((self.0, at)) % 70;
        [value(0), value(1), value(2), value(3)]
    }

    fn range(&self) -> u64 {
        let values = self.values();
        values.iter().max().unwrap() - values.iter().min().unwrap()
    }

    fn caption(&self) -> String {
        let bars: Vec<String> = NAMES
            .iter()
            .zip(self.values())
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        format!(
            "A bar chart titled \"Chart {}\" has four blue bars on one line. From left to right \
             they are {}. Each carries its value above and its name below.",
            self.0,
            bars.join(", ")
        )
    }

    fn proposal(&self) -> String {
        let [_, birch, ..] = self.values();
        let hard = match self.flaw() {
            Flaw::WrongAnswer => self.range() + 1,
            _ => self.range(),
        };
        let last = if self.flaw() == Flaw::NoField { "hard_reply" } else { "hard_answer" };
        format!(
            "<think>bars again</think><content_type>data_chart</content_type>\
             <caption>{}</caption>\
             <easy_question>In Chart {1}, what value does Birch have?</easy_question>\
             <easy_answer>{birch}</easy_answer>\
             <hard_question>In Chart {1}, by how much does the tallest bar exceed the shortest?\
             </hard_question><{last}>{hard}</{last}>",
            self.caption(),
            self.0
        )
    }

    fn svg(&self) -> String {
        let mut svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 300\">\
                       <rect width=\"400\" height=\"300\" fill=\"white\"/>"
            .to_owned();
        let title = if self.flaw() == Flaw::Outside { -90 } else { 200 };
        let text = |x: i64, y: u64, text: &str| {
            format!(
                "<text x=\"{x}\" y=\"{y}\" font-size=\"16\" text-anchor=\"middle\">{text}</text>"
            )
        };
        svg.push_str(&text(title, 24, &format!("Chart {}", self.0)));
        for (at, (name, value)) in (0_u64..).zip(NAMES.iter().zip(self.values())) {
            let (x, height) = (40 + 90 * at, 2 * value);
            svg.push_str(&format!(
                "<rect x=\"{x}\" y=\"{}\" width=\"50\" height=\"{height}\" fill=\"blue\"/>",
                270 - height
            ));
            svg.push_str(&text(x as i64 + 25, 262 - height, &value.to_string()));
            svg.push_str(&text(x as i64 + 25, 292, name));
        }
        svg + "</svg>"
    }

    fn program(&self) -> String {
        let svg = self.svg();
        match self.flaw() {
            Flaw::NoProgram => "I am sorry, I cannot draw.".to_owned(),
            Flaw::CutOff => format!("```svg\n{}", &svg[..svg.len() / 2]),
            Flaw::Broken => format!("```svg\n{}\n```", svg.replace("</text>", "</txet>")),
            Flaw::Hostile => {
                let mut bomb = "<!DOCTYPE svg [<!ENTITY a0 \"boom\">".to_owned();
                for at in 1..12 {
                    let inner = format!("&a{};", at - 1).repeat(10);
                    bomb.push_str(&format!("<!ENTITY a{at} \"{inner}\">"));
                }
                format!("```svg\n{bomb}]>{}\n```", svg.replace("Chart", "&a11;"))
            }
            Flaw::Thief => {
                let theft = "<image href=\"/etc/passwd\" width=\"400\" height=\"300\"/>";
                format!("```svg\n{}\n```", svg.replace("</svg>", &format!("{theft}</svg>")))
            }
            _ => format!("Here it is:\n```svg\n{svg}\n```"),
        }
    }

    /// What the Solver says, which errs at times where it sees, and guesses where not.
    fn solved(&self, call: &Call, sample: u64) -> String {
        let dice = hash((&call.prompt, call.seed, sample, call.sees));
        let truth = match call.prompt.contains("Birch") {
            true => self.values()[1],
            false => self.range(),
        };
        let knows = call.sees && !dice.is_multiple_of(6);
        let guesses = !call.sees && self.flaw() == Flaw::Guessable;
        let said = if knows || guesses { truth } else { 1_000 + dice / 6 % 500 };
        format!("Let me see. \\boxed{{{said}}}")
    }
}

/// What whoever is asked answers.
pub fn answer(call: &Call) -> Vec<String> {
    let one = |sample: u64| match call.prompt.as_str() {
        prompt if prompt.starts_with("You invent exercises") => {
            Chart(hash((prompt, call.seed)) % 1_000_000).proposal()
        }
        prompt if prompt.starts_with("You draw pictures") => Chart::named_in(prompt).program(),
        prompt => Chart::named_in(prompt).solved(call, sample),
    };
    (0..call.samples).map(one).collect()
}

/// A server with the cast, and the threads it runs on.
pub struct Stage {
    pub host: Host,
    _runtime: Runtime,
}

pub fn stage(mood: impl Fn(&Call) -> Mood + Send + Sync + 'static) -> Stage {
    let runtime = Runtime::new().unwrap();
    let host = runtime.block_on(host::start(mood, answer));
    Stage { host, _runtime: runtime }
}

impl Stage {
    /// `synth generate` with everyone on this server.
    pub fn generate(&self, folder: &Path, arguments: &[&str]) -> Command {
        let url = self.host.url.as_str();
        let mut command = synth(folder);
        command.args(["generate", "--seed", "3", "--out", "c", "--quiet", "--json"]);
        command.args(["--proposer", url, "--coder", url, "--solver", url]).args(arguments);
        command
    }
}

pub fn synth(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_synth"));
    command.current_dir(folder).env_remove("SYNTH_API_KEY");
    command
}

/// The closing object of a run that went well.
pub fn closing(output: &Output) -> Value {
    assert!(output.status.success(), "{}", stderr(output));
    serde_json::from_slice(&output.stdout).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
