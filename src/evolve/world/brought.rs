//! A world for a model that was trained before: topics that people think of, and held-out
//! questions out of a corpus.

use synth_contracts::Digest;
use synth_course::examples::Example;
use synth_processor::Picture;
use synth_roles::proposer::Proposal;

use crate::curriculum::{Curriculum, Proved, Topic};
use crate::error::{EvolveError, Result};
use crate::images::Outlook;

/// Subjects with the kinds of pictures that suit them.
pub const TOPICS: &[(&str, &[&str])] = &[
    ("trends and comparisons in measured data", &["data_chart", "table"]),
    ("statistics of a sample", &["data_chart", "table"]),
    ("arithmetic with quantities that are shown", &["diagram", "table"]),
    ("lengths, angles and areas", &["geometry"]),
    ("positions and directions in space", &["map", "diagram"]),
    ("logic and abstract patterns", &["diagram", "other"]),
    ("parts of a system and how they are connected", &["diagram"]),
    ("reading labels, numbers and signs", &["table", "other"]),
    ("events and their durations", &["timeline", "table"]),
    ("routes and networks", &["map", "diagram"]),
    ("counting and comparing shapes", &["geometry", "other"]),
];

/// See the [module](self).
pub struct Brought {
    topics: Vec<Topic>,
    held: Vec<Proved>,
    practice: Vec<Example>,
}

impl Brought {
    /// With these questions held out, and these to practise on.
    ///
    /// # Errors
    ///
    /// [`EvolveError::Processor`], if a picture cannot be decoded.
    pub fn new(held: &[Example], practice: Vec<Example>) -> Result<Self> {
        let topics = TOPICS.iter().flat_map(|(topic, kinds)| {
            kinds
                .iter()
                .map(|kind| Topic { topic: (*topic).to_owned(), content_type: (*kind).to_owned() })
        });
        let held = held.iter().map(proved).collect::<Result<_>>()?;
        Ok(Self { topics: topics.collect(), held, practice })
    }

    /// Stands for topics and questions.
    pub fn digest(&self) -> String {
        let topics = self.topics.iter().flat_map(|one| [one.topic.as_str(), &one.content_type]);
        let held = self.held.iter().map(|one| one.name.as_str());
        Digest::of_parts("brought", topics.chain(held).map(str::as_bytes)).to_hex()
    }
}

impl Curriculum for Brought {
    fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// The kind of picture is named in a field of its own. What a caption says of its subject
    /// is not judged.
    fn follows(&self, topic: &Topic, proposal: &Proposal) -> bool {
        proposal.content_type.name() == topic.content_type
    }

    fn outlook(&self) -> Outlook {
        Outlook::anywhere()
    }

    fn held(&self) -> &[Proved] {
        &self.held
    }

    fn practice(&self, number: u64) -> Result<Proved> {
        let place = number.checked_rem(self.practice.len() as u64);
        let example = place.and_then(|place| self.practice.get(place as usize));
        let example = example.ok_or_else(|| EvolveError::Setting {
            name: "control",
            what: "the corpus holds no question to practise on".to_owned(),
        })?;
        proved(example)
    }
}

fn proved(example: &Example) -> Result<Proved> {
    let picture = Picture::decode(&example.picture.png)
        .map_err(|fault| EvolveError::Processor { name: example.name.clone(), fault })?;
    Ok(Proved {
        name: example.name.clone(),
        family: example.family.clone(),
        question: example.question.clone(),
        answer: example.answer.clone(),
        truth: example.truth.clone(),
        picture,
    })
}
