//! What the Solver says of a question, with its picture or without.

use synth_contracts::{Answer, Level, Part, Question, Stream};
use synth_grader::{Truth, extract, score, vote};
use synth_rewards::sound::{Rate, more_votes};
use synth_roles::solver;

use crate::ask::{self, Seat};
use crate::fault::Fault;
use crate::gate::Doubt;
use crate::rules::{Band, Votes};

/// The Solver's responses to one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Poll {
    /// Responses that give the author's answer.
    pub right: Rate,
    /// Responses that give none.
    pub blank: Rate,
    /// The commonest answer, if anybody gave one.
    pub commonest: Option<String>,
    /// Whether the author gave the same, by our grader.
    pub agrees: bool,
}

impl Poll {
    /// Counts responses. An author's answer that cannot be graded is nobody's.
    pub fn of(responses: &[String], answer: &Answer) -> Self {
        let given: Vec<&str> = responses.iter().map(|response| extract(response)).collect();
        let truth = Truth::try_from(answer).ok();
        let is_right =
            |given: &str| truth.as_ref().is_some_and(|truth| score(given, truth).is_right());
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let (all, votes) = (count(given.len()), vote(&given));
        let commonest = votes.winner().map(|at| given[at]);
        let right = given.iter().filter(|given| is_right(given)).count();
        Self {
            right: Rate::new(count(right), all),
            blank: Rate::new(count(votes.blank.len()), all),
            commonest: commonest.map(str::to_owned),
            agrees: commonest.is_some_and(is_right),
        }
    }

    /// What speaks against the question, asked with its picture.
    pub(crate) fn doubt(&self, band: Band) -> Option<Doubt> {
        match self.right.share() {
            _ if self.commonest.is_none() => Some(Doubt::Silent),
            _ if !self.agrees => Some(Doubt::OtherAnswer),
            share if share < band.least => Some(Doubt::Below),
            share if share > band.most => Some(Doubt::Above),
            _ => None,
        }
    }

    /// The commonest answer, as a typed one.
    pub(crate) fn answer(&self) -> Answer {
        let text = self.commonest.as_deref().unwrap_or_default().trim();
        text.parse().map_or_else(|_| Answer::text(text), Answer::integer)
    }

    /// In words.
    pub(crate) fn told(&self) -> String {
        let (right, asked) =
            (self.right.share() * f64::from(self.right.asked()), self.right.asked());
        match &self.commonest {
            Some(answer) => format!("{right:.0} of {asked} responses; the commonest says {answer}"),
            None => format!("none of {asked} responses says anything"),
        }
    }
}

/// How hard a question is to whoever answers it at this rate: the five levels share the
/// expectation of the rate evenly, so that nothing known is the level in the middle.
pub fn level(rate: Rate) -> Level {
    let missed = (1.0 - rate.mean()) * Level::ALL.len() as f64;
    Level::ALL[(missed as usize).min(Level::ALL.len() - 1)]
}

/// Who asks the Solver, and how often.
pub(crate) struct Asker<'a> {
    pub seat: Seat<'a>,
    pub votes: Votes,
    pub stopped: &'a (dyn Fn() -> bool + Sync),
}

impl Asker<'_> {
    /// Asks with the picture until the rate is known well enough, or without it.
    pub fn poll(
        &self,
        question: &Question,
        picture: Option<&[u8]>,
        stream: &Stream,
        part: &mut Option<Part>,
    ) -> Result<Poll, Fault> {
        let (most, deviation) = match picture {
            Some(_) => (self.votes.sighted, self.votes.deviation),
            None => (self.votes.blind, 0.0),
        };
        let prompt = solver::prompt(&question.text)?;
        let mut responses: Vec<String> = Vec::new();
        let mut poll = Poll::of(&responses, &question.answer);
        while let Some(samples) = more_votes(poll.right, deviation, most) {
            if (self.stopped)() {
                return Err(Fault::Stopped);
            }
            let (prompt, stream) = (prompt.clone(), stream.index(responses.len() as u64));
            let asked = ask::Question { prompt, picture, samples, stream };
            let texts = self.seat.ask(asked, part)?;
            responses.extend(texts.into_iter().map(|text| text.text));
            poll = Poll::of(&responses, &question.answer);
        }
        Ok(poll)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poll(responses: &[&str], answer: Answer) -> Poll {
        let boxed: Vec<String> = responses.iter().map(|said| solver::response(said)).collect();
        Poll::of(&boxed, &answer)
    }

    #[test]
    fn the_commonest_answer_must_be_the_authors() {
        let band = Band { least: 0.25, most: 0.75 };
        let doubt = |responses: &[&str]| poll(responses, Answer::integer(7)).doubt(band);
        assert_eq!(doubt(&["7", "seven", "8", "9"]), None);
        assert_eq!(doubt(&["8", "8", "8", "7"]), Some(Doubt::OtherAnswer));
        assert_eq!(doubt(&["7", "7", "7", "7"]), Some(Doubt::Above));
        assert_eq!(doubt(&["7", "1", "2", "3", "4"]), Some(Doubt::Below));
        assert_eq!(doubt(&["", ""]), Some(Doubt::Silent));
        assert_eq!(doubt(&[]), Some(Doubt::Silent));
    }

    #[test]
    fn a_poll_says_what_most_say() {
        let poll = poll(&["Oslo", "oslo", "Bergen"], Answer::text("Oslo"));
        assert_eq!((poll.right, poll.agrees), (Rate::new(2, 3), true));
        assert_eq!(poll.answer(), Answer::text("Oslo"));
        assert_eq!(poll.told(), "2 of 3 responses; the commonest says Oslo");
    }

    #[test]
    fn levels_go_from_always_to_never_solved() {
        let of = |right| level(Rate::new(right, 8)).get();
        assert_eq!([8, 6, 4, 2, 0].map(of), [1, 2, 3, 4, 5]);
        assert_eq!(level(Rate::default()).get(), 3);
    }
}
