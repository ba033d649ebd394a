//! From a response of the Coder to a picture that is looked over.

use serde_json::{Value, json};
use synth_contracts::{Concept, Language, Program};
use synth_roles::coder;
use synth_roles::proposer::Proposal;
use synth_verify::{Exhibit, Proof, Seen, check, judge, overall};

use crate::error::{EvolveError, Result};
use crate::player::Reply;
use crate::studio::{Drawn, Shot, Studio};

/// What became of one response of the Coder.
#[derive(Clone, Debug)]
pub enum Attempt {
    /// It holds no program.
    Unread(String),
    /// The program draws nothing, by its own fault.
    Refused(Program, &'static str, String),
    /// Nobody knows, since somebody else failed.
    Unknown(String),
    /// A picture.
    Drawn(Box<Drawing>),
}

/// A picture, and what the verifier says of it.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// What drew it.
    pub program: Program,
    /// The picture.
    pub shot: Shot,
    /// The verifier's scores in one, 0 to 1.
    pub verified: f64,
    /// The first check that it fails, with what that rests on.
    pub failed: Option<(&'static str, String)>,
    /// What follows from the picture about the easy question.
    pub easy: Proof,
    /// And about the hard one.
    pub hard: Proof,
    /// How far it shows its caption, 0 to 1, where that follows from the picture.
    pub shows: Option<f64>,
}

impl Attempt {
    /// Its picture, if there is one.
    pub fn drawing(&self) -> Option<&Drawing> {
        match self {
            Self::Drawn(drawing) => Some(drawing),
            _ => None,
        }
    }

    /// Its picture, if there is nothing against it.
    pub fn sound(&self) -> Option<&Drawing> {
        self.drawing().filter(|drawing| drawing.fault().is_none())
    }

    /// Whether somebody else is at fault.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }

    /// As it is logged: the outcome, its reason, and the hash of the program.
    pub fn line(&self) -> Value {
        match self {
            Self::Unread(why) => json!({ "outcome": "unread", "why": why }),
            Self::Unknown(why) => json!({ "outcome": "unknown", "why": why }),
            Self::Refused(program, reason, why) => json!({
                "outcome": "refused", "reason": reason, "why": why,
                "program": program.digest().to_hex(),
            }),
            Self::Drawn(drawing) => {
                let failed = drawing.failed.as_ref();
                json!({
                    "outcome": "drawn",
                    "program": drawing.program.digest().to_hex(),
                    "pixels": drawing.shot.rendering.digest().to_hex(),
                    "verified": drawing.verified,
                    "failed": failed.map(|(check, _)| *check),
                    "why": failed.map(|(_, why)| why),
                    "proved": [drawing.easy.answer(), drawing.hard.answer()],
                    "shows": drawing.shows,
                })
            }
        }
    }
}

/// Reads, draws and looks over all responses: one list of them a proposal.
///
/// # Errors
///
/// [`EvolveError::Host`], if every single program fails for reasons that are not its own:
/// a machine that draws nothing must not use up a run.
pub fn attempts(
    studio: &dyn Studio,
    language: Language,
    proposals: &[&Proposal],
    replies: &[Vec<Reply>],
) -> Result<Vec<Vec<Attempt>>> {
    let read = |reply: &Reply| match reply {
        Reply::Failed(why) => Err(Attempt::Unknown(why.clone())),
        Reply::Said(text) => {
            coder::read(text, language).map_err(|error| Attempt::Unread(error.to_string()))
        }
    };
    let read: Vec<Vec<Result<Program, Attempt>>> =
        replies.iter().map(|replies| replies.iter().map(read).collect()).collect();
    let programs: Vec<Program> =
        read.iter().flatten().filter_map(|r| r.as_ref().ok()).cloned().collect();
    let drawn = studio.draw(&programs);
    if let Some(Drawn::Failed(why)) = drawn.first()
        && drawn.iter().all(|one| matches!(one, Drawn::Failed(_)))
    {
        return Err(EvolveError::Host { what: "drawing", why: why.clone() });
    }
    let mut drawn = drawn.into_iter();
    let mut shown = |proposal: &Proposal, program: Program| match drawn.next() {
        None => Attempt::Unknown("the studio left a program out".to_owned()),
        Some(Drawn::Failed(why)) => Attempt::Unknown(why),
        Some(Drawn::Refused(reason, why)) => Attempt::Refused(program, reason, why),
        Some(Drawn::Picture(shot)) => {
            Attempt::Drawn(Box::new(Drawing::of(&proposal.clone().concept(), program, *shot)))
        }
    };
    let mut all = Vec::with_capacity(read.len());
    for (proposal, read) in proposals.iter().zip(read) {
        let each = read.into_iter().map(|r| r.map_or_else(|a| a, |p| shown(proposal, p)));
        all.push(each.collect());
    }
    Ok(all)
}

impl Drawing {
    /// What is against it, with what that rests on: a check that it fails, or that it does
    /// not show its caption. A task about such a picture would be about something else than
    /// was assigned, mostly about what is drawn most easily.
    pub fn fault(&self) -> Option<(&'static str, String)> {
        let unlike = self.shows.filter(|share| *share < 1.0);
        let unlike = unlike.map(|share| format!("it shows {share:.2} of its caption"));
        self.failed.clone().or_else(|| Some(("unlike-caption", unlike?)))
    }

    fn of(concept: &Concept, program: Program, shot: Shot) -> Self {
        let exhibit = Exhibit {
            width: shot.rendering.width,
            height: shot.rendering.height,
            rgba: &shot.rendering.rgba,
            facts: shot.facts(),
            concept,
            claims: &[],
        };
        let scores = judge(&exhibit);
        let seen = Seen::of(&exhibit);
        let [easy, hard] = [&concept.easy, &concept.hard].map(|one| seen.prove(&one.text));
        let shows = seen.shows(&concept.caption);
        let failed = scores.iter().find_map(|score| {
            let check = check(&score.name)?;
            (score.value < check.threshold).then(|| (check.name, score.evidence.clone()))
        });
        Self { program, verified: overall(&scores), failed, easy, hard, shows, shot }
    }
}
