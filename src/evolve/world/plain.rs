//! The world of plain boards: topics, lessons of all roles, and held-out questions.

use synth_contracts::{Digest, Language, Stream};
use synth_grader::Truth;
use synth_processor::Picture;
use synth_renderers::Options;
use synth_roles::proposer::Proposal;
use synth_roles::searcher::Condition;
use synth_roles::solver;

use super::scene::{SKILLS, Scene, Wanted, domains};
use crate::curriculum::{Curriculum, Proved, Topic};
use crate::error::{EvolveError, Result};
use crate::images::{Domain, Outlook};
use crate::player::Ask;
use crate::prompts::{self, Manner};
use crate::role::Role;

/// What is asked where a picture is described.
const DESCRIBE: &str = "Describe the board.";

/// See the [module](self).
pub struct Plain {
    seed: u64,
    topics: Vec<Topic>,
    held: Vec<Proved>,
}

/// What a warm-up teaches: a prompt, and the response to it.
pub struct Taught {
    /// The prompt.
    pub ask: Ask,
    /// How the response begins, where that is not to be learnt.
    pub given: String,
    /// The whole response.
    pub response: String,
}

impl Plain {
    /// With so many boards held out, each with both of its questions.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Lesson`], if a picture is not drawn.
    pub fn new(seed: u64, held: usize) -> Result<Self> {
        let topics = Wanted::all().map(topic).collect();
        let mut world = Self { seed, topics, held: Vec::new() };
        for number in 0..held as u64 {
            let (scene, _) = world.scene("held", number);
            let picture = picture(&scene, &format!("held {number}"))?;
            let ((easy, colour), (hard, count)) = (scene.easy(), scene.hard());
            let name = format!("held/{number}");
            world.held.push(proved(&name, "easy", easy, colour.to_owned(), picture.clone())?);
            world.held.push(proved(&name, "hard", hard, count.to_string(), picture)?);
        }
        Ok(world)
    }

    /// Stands for everything in it.
    pub fn digest(&self) -> String {
        let held =
            self.held.iter().flat_map(|one| [one.question.as_bytes(), one.answer.as_bytes()]);
        let topics = self.topics.iter().map(|one| one.topic.as_bytes());
        Digest::of_parts("plain", topics.chain(held)).to_hex()
    }

    /// One lesson of a role, by its number.
    ///
    /// # Errors
    ///
    /// What keeps it from being written or drawn.
    pub fn lesson(&self, role: Role, number: u64) -> Result<Taught> {
        let stream = self.stream(&format!("lessons of the {}", role.name()), number);
        let (wanted, counting) = match role {
            Role::Solver => Wanted::shown(number, &stream),
            _ => Wanted::by_turns(number, &stream),
        };
        let scene = Scene::draw(wanted, &stream);
        let (prompt, pictures, response) = match role {
            Role::Proposer => (propose(wanted)?, Vec::new(), fields(&scene.proposal())),
            Role::Coder => {
                let prompt = prompts::draw(&scene.caption(), Language::Svg, Manner::Line)?;
                (prompt, Vec::new(), scene.written(&mut stream.child("habit").rng()))
            }
            Role::Searcher => {
                let (domain, query) = scene.search();
                let skill = SKILLS[number as usize % SKILLS.len()];
                let condition =
                    Condition { domain: &domain, skill, solved: solved(number), used: Vec::new() };
                let response = format!("<query>{query}</query>");
                (prompts::search(&condition, true)?, Vec::new(), response)
            }
            Role::Questioner => {
                let (skill, question, answer) = scene.asked(counting);
                let picture = picture(&scene, &format!("lesson {number} of the Questioner"))?;
                let response =
                    format!("<question>{question}</question>\n<answer>{answer}</answer>");
                (prompts::question(skill, true)?, vec![picture], response)
            }
            Role::Solver => {
                let (question, answer) = question(&scene, counting);
                let picture = picture(&scene, &format!("lesson {number}"))?;
                (solver::prompt(&question)?, vec![picture], solver::response(&answer))
            }
        };
        let ask = Ask { key: number, prompt, pictures, samples: 1 };
        Ok(Taught { ask, given: String::new(), response })
    }

    /// One answer of the Proposer to its own question, easy and hard by turns: all that
    /// stands before it is given.
    ///
    /// # Errors
    ///
    /// What keeps it from being written.
    pub fn answer(&self, number: u64) -> Result<Taught> {
        let stream = self.stream("answers of the Proposer", number);
        let (wanted, counting) = Wanted::by_turns(number, &stream);
        let scene = Scene::draw(wanted, &stream);
        let (prompt, response) = (propose(wanted)?, fields(&scene.proposal()));
        let tag = if counting { "<hard_answer>" } else { "<easy_answer>" };
        let given = response.find(tag).map_or("", |at| &response[..at + tag.len()]).to_owned();
        let ask = Ask { key: number, prompt, pictures: Vec::new(), samples: 1 };
        Ok(Taught { ask, given, response })
    }

    /// What a picture shows, in full: of every shape its place, from which telling what is
    /// at a place follows. No role says so; it is how a model learns to see.
    pub fn description(&self, number: u64) -> Result<Taught> {
        let stream = self.stream("descriptions", number);
        let (wanted, _) = Wanted::shown(number, &stream);
        let scene = Scene::draw(wanted, &stream);
        let picture = picture(&scene, &format!("description {number}"))?;
        let (prompt, pictures) = (DESCRIBE.to_owned(), vec![picture]);
        let ask = Ask { key: number, prompt, pictures, samples: 1 };
        Ok(Taught { ask, given: String::new(), response: scene.caption() })
    }

    /// A board of any topic, and whether to count on it.
    fn scene(&self, label: &str, number: u64) -> (Scene, bool) {
        Scene::by_turns(number, &self.stream(label, number))
    }

    fn stream(&self, label: &str, number: u64) -> Stream {
        Stream::root(self.seed).child(label).index(number)
    }
}

fn topic(wanted: Wanted) -> Topic {
    Topic { topic: wanted.topic(), content_type: "diagram".to_owned() }
}

fn propose(wanted: Wanted) -> Result<String> {
    Ok(prompts::propose(&topic(wanted), Manner::Line)?)
}

/// What a Searcher is told: nothing every other time, else any tenth.
fn solved(number: u64) -> Option<f64> {
    (!number.is_multiple_of(2)).then(|| (number / 2 % 11) as f64 / 10.0)
}

fn question(scene: &Scene, counting: bool) -> (String, String) {
    if counting {
        let (question, answer) = scene.hard();
        (question, answer.to_string())
    } else {
        let (question, answer) = scene.easy();
        (question, answer.to_owned())
    }
}

impl Curriculum for Plain {
    fn topics(&self) -> &[Topic] {
        &self.topics
    }

    fn follows(&self, topic: &Topic, proposal: &Proposal) -> bool {
        Wanted::of_topic(&topic.topic).is_some_and(|wanted| wanted.is_met_by(proposal))
    }

    fn outlook(&self) -> Outlook {
        let domain = |name: String| Domain { words: vec![name.clone()], name };
        let skills = SKILLS.iter().map(|skill| (*skill).to_owned()).collect();
        Outlook { domains: domains().map(domain).collect(), skills }
    }

    fn held(&self) -> &[Proved] {
        &self.held
    }

    fn practice(&self, number: u64) -> Result<Proved> {
        let (scene, counting) = self.scene("practice", number);
        let name = format!("practice/{number}");
        let (question, answer) = question(&scene, counting);
        proved(&name, "practice", question, answer, picture(&scene, &name)?)
    }
}

fn proved(
    name: &str,
    tier: &str,
    question: String,
    answer: String,
    picture: Picture,
) -> Result<Proved> {
    let name = format!("{name}/{tier}");
    let fault = |fault: synth_grader::TruthError| EvolveError::Lesson {
        name: name.clone(),
        fault: fault.to_string(),
    };
    let truth = Truth::from_text(&answer).map_err(fault)?;
    Ok(Proved { name, family: tier.to_owned(), question, answer, truth, picture })
}

/// Our own program is drawn in process, by the renderer that the sandbox holds.
fn picture(scene: &Scene, name: &str) -> Result<Picture> {
    let fault = |fault: String| EvolveError::Lesson { name: name.to_owned(), fault };
    let drawn = synth_renderers::render(&scene.program().source, &Options::default())
        .map_err(|error| fault(error.to_string()))?;
    let rgb = drawn.rgba.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
    Picture::new(drawn.width as usize, drawn.height as usize, rgb)
        .map_err(|error| fault(error.to_string()))
}

/// The six fields as a Proposer writes them.
pub(crate) fn fields(proposal: &Proposal) -> String {
    let fields = [
        ("content_type", proposal.content_type.name()),
        ("caption", &proposal.caption),
        ("easy_question", &proposal.easy_question),
        ("easy_answer", &proposal.easy_answer),
        ("hard_question", &proposal.hard_question),
        ("hard_answer", &proposal.hard_answer),
    ];
    let lines: Vec<String> =
        fields.iter().map(|(name, text)| format!("<{name}>{text}</{name}>")).collect();
    lines.join("\n")
}
