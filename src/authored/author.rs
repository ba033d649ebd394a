//! From an assignment to a task: Proposer, Coder, sandbox, verifier, Solver.

use serde_json::{Value, json};
use synth_backends::{Finish, Player, Text};
use synth_contracts::{
    Answer, Commission, Concept, Drawn, Language, Level, Origin, Part, Program, Provenance, Score,
    Stream, Task, Tier,
};
use synth_rewards::sound::{Evidence, Rate};
use synth_roles::{Card, coder, proposer, solver};
use synth_sandbox::{Rendering, Sandbox, guest_digest};
use synth_templates::Draft;

use crate::ask::{Question, Seat};
use crate::assign::Assignment;
use crate::fault::Fault;
use crate::gate::{self, Doubt, Refusal};
use crate::look::{look, refusal};
use crate::poll::{Asker, Poll, level};
use crate::rules::Rules;

/// The family of a task whose concept no family had a part in.
pub const FAMILY: &str = "authored";

/// Who plays.
#[derive(Clone, Copy)]
pub struct Cast<'a> {
    /// Invents concepts; nobody where families do.
    pub proposer: Option<&'a dyn Player>,
    /// Draws them.
    pub coder: &'a dyn Player,
    /// Answers; where nobody does, nothing is held against the picture but what the
    /// verifier can tell.
    pub solver: Option<&'a dyn Player>,
}

/// Which candidate it is.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Where its randomness comes from.
    pub stream: Stream,
    /// Seed of the run.
    pub seed: u64,
    /// The slot.
    pub slot: u64,
    /// The attempt at it.
    pub attempt: u64,
}

/// A concept that a family proposed.
#[derive(Clone, Debug)]
pub struct Drafted {
    /// The family.
    pub family: &'static str,
    /// The place among its slots.
    pub index: u64,
    /// How hard it is meant to be.
    pub level: Level,
    /// What it proposed.
    pub draft: Box<Draft>,
}

/// Makes candidates.
pub struct Author<'a> {
    /// Who plays.
    pub cast: Cast<'a>,
    /// What must be kept.
    pub rules: &'a Rules,
    /// Where programs run.
    pub sandbox: &'a Sandbox,
    /// Version of `synth`.
    pub version: &'a str,
    /// Whether to stop: looked at before every request.
    pub stopped: &'a (dyn Fn() -> bool + Sync),
}

/// What became of a candidate.
pub type Made = Result<Box<Task>, Refusal>;

/// What is to be drawn and asked.
struct Work {
    family: &'static str,
    level: Option<Level>,
    concept: Concept,
    scene: Value,
    /// Answers that were found by another method.
    second: Option<[Answer; 2]>,
    commission: Commission,
}

/// What the Solver found.
struct Findings {
    scores: Vec<Score>,
    answers: [Answer; 2],
    level: Level,
}

/// Who had a part, in order.
#[derive(Default)]
struct Parts {
    proposer: Option<Part>,
    coder: Option<Part>,
    solver: Option<Part>,
}

impl<'a> Author<'a> {
    /// A candidate that the Proposer invents about `assignment`.
    ///
    /// # Errors
    ///
    /// [`Fault`], which says nothing about the candidate.
    pub fn invent(&self, candidate: &Candidate, assignment: &Assignment) -> Result<Made, Fault> {
        let mut parts = Parts::default();
        match self.propose(candidate, assignment, &mut parts)? {
            Ok(work) => self.make(candidate, work, parts),
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    /// A candidate whose concept a family has proposed: the Coder draws it anew.
    ///
    /// # Errors
    ///
    /// [`Fault`], which says nothing about the candidate.
    pub fn redraw(&self, candidate: &Candidate, drafted: Drafted) -> Result<Made, Fault> {
        let Draft { mut concept, scene, second, .. } = *drafted.draft;
        // They frame what the family's own program draws.
        concept.easy.evidence.clear();
        concept.hard.evidence.clear();
        let Drafted { family, index, level, .. } = drafted;
        let commission = Commission::Family { family: family.to_owned(), index };
        let (level, second) = (Some(level), Some(second));
        let work = Work { family, level, concept, scene, second, commission };
        self.make(candidate, work, Parts::default())
    }

    fn propose(
        &self,
        candidate: &Candidate,
        assignment: &Assignment,
        parts: &mut Parts,
    ) -> Result<Result<Work, Refusal>, Fault> {
        let Some(player) = self.cast.proposer else {
            return Err(Fault::Prompt("nobody plays the proposer".to_owned()));
        };
        let seat = self.seat(&proposer::CARD, player);
        let prompt = proposer::prompt(&assignment.input())?;
        let text = self.once(seat, prompt, candidate, &mut parts.proposer)?;
        Ok(match proposer::read(&text.text) {
            Err(error) => {
                let reason = gate::unread(&error, text.finish == Finish::Length);
                Err(refusal(gate::PROPOSE, reason, error.to_string()).after(&parts.proposer))
            }
            Ok(proposal) => {
                let concept = proposal.concept();
                Ok(Work {
                    family: FAMILY,
                    level: None,
                    scene: scene(&concept),
                    concept,
                    second: None,
                    commission: assignment.commission(),
                })
            }
        })
    }

    fn make(&self, candidate: &Candidate, work: Work, mut parts: Parts) -> Result<Made, Fault> {
        let program = match self.code(candidate, &work.concept, &mut parts)? {
            Ok(program) => program,
            Err(refusal) => return Ok(Err(refusal.after(&parts.coder))),
        };
        let seen = look(self.sandbox, &self.rules.limits, &program, &work.concept)?;
        let (rendering, mut scores) = match seen {
            Ok(seen) => seen,
            Err(refusal) => return Ok(Err(refusal.after(&parts.coder))),
        };
        let findings = match self.solve(candidate, &work.concept, &rendering, &mut parts)? {
            Ok(findings) => findings,
            Err(refusal) => return Ok(Err(refusal.after(&parts.coder))),
        };
        let nobody = || [Answer::text(""), Answer::text("")];
        let (second, found) = match findings {
            Some(Findings { scores: more, answers, level }) => {
                scores.extend(more);
                (answers, level)
            }
            None => (work.second.unwrap_or_else(nobody), level(Rate::default())),
        };
        Ok(Ok(Box::new(Task {
            family: work.family.to_owned(),
            level: work.level.unwrap_or(found),
            concept: work.concept,
            scene: work.scene,
            program,
            picture: rendering.picture()?,
            second,
            scores,
            usage: json!(rendering.usage),
            provenance: self.provenance(candidate, work.commission, parts),
        })))
    }

    fn code(
        &self,
        candidate: &Candidate,
        concept: &Concept,
        parts: &mut Parts,
    ) -> Result<Result<Program, Refusal>, Fault> {
        let seat = self.seat(&coder::CARD, self.cast.coder);
        let language = self.language(&candidate.stream);
        let prompt = coder::prompt(&coder::Brief::of(concept, language))?;
        let text = self.once(seat, prompt, candidate, &mut parts.coder)?;
        Ok(coder::read(&text.text, language).map_err(|error| {
            let reason = gate::unread(&error, text.finish == Finish::Length);
            refusal(gate::CODE, reason, error.to_string())
        }))
    }

    fn seat<'s>(&self, card: &'static Card, player: &'s dyn Player) -> Seat<'s> {
        Seat { card, player, sampling: self.rules.sampling(card) }
    }

    fn language(&self, stream: &Stream) -> Language {
        let languages = &self.rules.languages;
        let at = stream.child("language").rng().index(languages.len());
        languages.get(at).copied().unwrap_or(Language::Svg)
    }

    /// Has the Solver answer with the picture and without; the first doubt ends it, and
    /// what costs least to find out comes first.
    fn solve(
        &self,
        candidate: &Candidate,
        concept: &Concept,
        rendering: &Rendering,
        parts: &mut Parts,
    ) -> Result<Result<Option<Findings>, Refusal>, Fault> {
        let Some(player) = self.cast.solver else { return Ok(Ok(None)) };
        let seat = self.seat(&solver::CARD, player);
        let asker = Asker { seat, votes: self.rules.votes, stopped: self.stopped };
        let stream = candidate.stream.child(solver::CARD.name);
        let png = rendering.picture()?.png;
        let mut ask = |tier: Tier, picture: Option<&[u8]>| {
            let sight = if picture.is_some() { "sighted" } else { "blind" };
            let stream = stream.child(tier.name()).child(sight);
            asker.poll(concept.question(tier), picture, &stream, &mut parts.solver)
        };
        let easy = ask(Tier::Easy, Some(&png))?;
        if let Some(doubt) = easy.doubt(self.rules.easy) {
            return Ok(Err(doubted(gate::AGREE, doubt, Tier::Easy, &easy, Rate::default())));
        }
        let hard = ask(Tier::Hard, Some(&png))?;
        if let Some(doubt) = hard.doubt(self.rules.hard) {
            return Ok(Err(doubted(gate::AGREE, doubt, Tier::Hard, &hard, hard.right)));
        }
        let mut blind = Vec::new();
        for tier in [Tier::Hard, Tier::Easy] {
            let poll = ask(tier, None)?;
            if poll.agrees {
                return Ok(Err(doubted(gate::BLIND, Doubt::Blind, tier, &poll, hard.right)));
            }
            blind.push(poll);
        }
        let scores = scores(&easy, &hard, &blind[0], &blind[1]);
        let answers = [easy.answer(), hard.answer()];
        Ok(Ok(Some(Findings { scores, answers, level: level(hard.right) })))
    }

    /// Asks for one response.
    fn once(
        &self,
        seat: Seat<'_>,
        prompt: String,
        candidate: &Candidate,
        part: &mut Option<Part>,
    ) -> Result<Text, Fault> {
        if (self.stopped)() {
            return Err(Fault::Stopped);
        }
        let stream = candidate.stream.child(seat.card.name);
        let question = Question { prompt, picture: None, samples: 1, stream };
        let texts = seat.ask(question, part)?;
        let none = || Text { text: String::new(), finish: Finish::Other };
        Ok(texts.into_iter().next().unwrap_or_else(none))
    }

    fn provenance(&self, candidate: &Candidate, concept: Commission, parts: Parts) -> Provenance {
        let Candidate { seed, slot, attempt, .. } = *candidate;
        let parts = [parts.proposer, parts.coder, parts.solver].into_iter().flatten().collect();
        Provenance {
            origin: Origin::Models { seed, index: slot, attempt, concept, parts },
            version: self.version.to_owned(),
            guest: guest_digest(),
            drawn: Drawn::Sandbox,
            max_side: self.rules.limits.max_side,
        }
    }
}

/// What is drawn, whoever draws it: the caption, whatever its case and spaces.
fn scene(concept: &Concept) -> Value {
    let words: Vec<&str> = concept.caption.split_whitespace().collect();
    json!({ "caption": words.join(" ").to_lowercase() })
}

fn doubted(gate: &'static str, doubt: Doubt, tier: Tier, poll: &Poll, hard: Rate) -> Refusal {
    let sight = if gate == gate::BLIND { "without" } else { "with" };
    let message = format!(
        "the author's answer to the {} question, {sight} the picture: {}",
        tier.name(),
        poll.told()
    );
    Refusal { level: level(hard), ..refusal(gate, doubt.name(tier), message) }
}

/// The Solver's rates, as scores.
fn scores(easy: &Poll, hard: &Poll, hard_blind: &Poll, easy_blind: &Poll) -> Vec<Score> {
    let evidence = Evidence {
        author_agrees: Some(hard.agrees),
        undetermined: hard.blank,
        sighted: hard.right,
        blind: hard_blind.right,
        ..Evidence::default()
    };
    let score =
        |name: &str, value: f64, evidence: String| Score { name: name.to_owned(), value, evidence };
    let share = |name: &str, poll: &Poll| score(name, poll.right.share(), poll.told());
    vec![
        share("solved easy", easy),
        share("solved hard", hard),
        share("solved easy blind", easy_blind),
        share("solved hard blind", hard_blind),
        score(
            "confidence",
            evidence.confidence(),
            "how far the hard answer can be trusted, of 1 for a proved one".to_owned(),
        ),
    ]
}
