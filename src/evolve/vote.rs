//! What the Solver says of pictures.

use serde::{Deserialize, Serialize};
use synth_grader::{Truth, equal, extract, score, vote};
use synth_rewards::Votes;
use synth_rewards::sound::{Evidence, Rate, more_votes};
use synth_roles::proposer::Proposal;
use synth_roles::solver;
use synth_verify::Proof;

use crate::drawing::Drawing;
use crate::error::{EvolveError, Result};
use crate::player::{Ask, Draw, Player, Reply};
use crate::settings::Ballot;

/// Answers to one question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poll {
    /// Every answer; empty where a response gave none.
    pub answers: Vec<String>,
}

impl Poll {
    fn add(&mut self, replies: &[Reply]) {
        // A response that never came is no vote.
        let said = replies.iter().filter_map(|reply| match reply {
            Reply::Said(text) => Some(extract(text).to_owned()),
            Reply::Failed(_) => None,
        });
        self.answers.extend(said);
    }

    /// How many voted.
    pub fn asked(&self) -> u32 {
        self.answers.len() as u32
    }

    /// The commonest answer.
    pub fn winner(&self) -> Option<&str> {
        let at = vote(&self.answers).winner()?;
        Some(&self.answers[at])
    }

    /// Counts of votes.
    pub fn votes(&self) -> Votes {
        let found = vote(&self.answers);
        let majority = found.clusters.first().map_or(0, Vec::len);
        let valid = self.answers.len() - found.blank.len();
        Votes::new(self.asked(), valid as u32, majority as u32)
    }

    /// Answers that say what `truth` does.
    pub fn right(&self, truth: &str) -> u32 {
        let Ok(truth) = Truth::from_text(truth) else { return 0 };
        self.answers.iter().filter(|answer| score(answer, &truth).is_right()).count() as u32
    }

    /// Votes for each answer, the commonest first.
    pub fn counts(&self) -> Vec<(&str, usize)> {
        let clusters = vote(&self.answers).clusters;
        clusters.iter().map(|places| (self.answers[places[0]].as_str(), places.len())).collect()
    }
}

/// What the Solver said of one picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sight {
    /// To the easy question.
    pub easy: Poll,
    /// To the hard question.
    pub hard: Poll,
    /// To the hard question, without the picture.
    pub blind: Poll,
}

/// What speaks for a label: the answer to a hard question that follows from what is drawn,
/// or else the commonest one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Witness {
    /// The label; `None` if nobody answered and nothing follows.
    pub label: Option<String>,
    /// Whether it follows from what is drawn.
    #[serde(default)]
    pub proved: bool,
    /// Whether the Proposer says the same.
    pub author_agrees: bool,
    /// Whether it is the commonest about the other pictures of the concept, too.
    pub repeats: Option<bool>,
    /// Votes for it, of how many, with the picture.
    pub sighted: [u32; 2],
    /// And without.
    pub blind: [u32; 2],
}

impl Witness {
    /// About one of the pictures of a proposal, `others` being the sights of the rest.
    /// `proof` is what follows from what is drawn.
    pub fn of(proposal: &Proposal, proof: &Proof, sight: &Sight, others: &[&Sight]) -> Self {
        if let Some(answer) = proof.answer() {
            return Self::proved(answer, &proposal.hard_answer, [&sight.hard, &sight.blind]);
        }
        let label = sight.hard.winner().map(str::to_owned);
        let Some(said) = label.as_deref() else {
            let sighted = [0, sight.hard.asked()];
            return Self { sighted, ..Self::default() };
        };
        let same = |other: &&Sight| other.hard.winner().is_some_and(|label| equal(label, said));
        let right = sight.hard.votes().majority;
        Self {
            author_agrees: agrees(said, &proposal.hard_answer),
            repeats: (!others.is_empty()).then(|| others.iter().all(same)),
            sighted: [right, sight.hard.asked()],
            blind: [sight.blind.right(said), sight.blind.asked()],
            proved: false,
            label,
        }
    }

    /// Votes say how hard a proved question is, and nothing of what is right. `polls` are
    /// those with the picture and without.
    pub fn proved(answer: &str, author: &str, polls: [&Poll; 2]) -> Self {
        let [sighted, blind] = polls.map(|poll| [poll.right(answer), poll.asked()]);
        Self {
            label: Some(answer.to_owned()),
            proved: true,
            author_agrees: agrees(answer, author),
            repeats: None,
            sighted,
            blind,
        }
    }

    /// As rewards take it.
    pub fn evidence(&self) -> Evidence {
        let rate = |[right, asked]: [u32; 2]| Rate::new(right, asked);
        Evidence {
            proved: self.proved,
            author_agrees: Some(self.author_agrees),
            repeats: self.repeats,
            undetermined: Rate::default(),
            sighted: rate(self.sighted),
            blind: rate(self.blind),
        }
    }
}

/// Whether an answer says what its author wrote.
pub(crate) fn agrees(answer: &str, author: &str) -> bool {
    Truth::from_text(author).is_ok_and(|truth| score(answer, &truth).is_right())
}

/// Asks the Solver about pictures. The hard question is put again until its rate is known
/// well enough.
///
/// # Errors
///
/// The player's.
pub fn look(
    player: &dyn Player,
    round: u64,
    ballot: &Ballot,
    shown: &[(&Proposal, &Drawing)],
) -> Result<Vec<Sight>> {
    let mut asks = Vec::with_capacity(3 * shown.len());
    for (at, (proposal, drawing)) in (0u64..).zip(shown) {
        let picture = || vec![drawing.shot.seen.clone()];
        let (easy, hard) = (&proposal.easy_question, &proposal.hard_question);
        asks.push(ask(3 * at, easy, picture(), ballot.easy)?);
        asks.push(ask(3 * at + 1, hard, picture(), ballot.hard)?);
        asks.push(ask(3 * at + 2, hard, Vec::new(), ballot.blind)?);
    }
    polled(player, round, ballot, &asks)
}

/// Puts three questions about each picture: an easy one, the hard one, and that without
/// the picture. The second is put again until its rate is known well enough.
///
/// # Errors
///
/// The player's, and [`EvolveError::Host`] where nobody answers anything.
pub(crate) fn polled(
    player: &dyn Player,
    round: u64,
    ballot: &Ballot,
    asks: &[Ask],
) -> Result<Vec<Sight>> {
    let mut sights = vec![Sight::default(); asks.len() / 3];
    let replies = player.ask(round, Draw::Sampled, asks)?;
    for (sight, replies) in sights.iter_mut().zip(replies.chunks(3)) {
        if let [easy, hard, blind] = replies {
            sight.easy.add(easy);
            sight.hard.add(hard);
            sight.blind.add(blind);
        }
    }
    let silent = replies.iter().flatten().all(|reply| matches!(reply, Reply::Failed(_)));
    if let Some(Reply::Failed(why)) = replies.iter().flatten().next().filter(|_| silent) {
        return Err(EvolveError::Host { what: "the Solver", why: why.clone() });
    }
    again(player, round, ballot, asks, &mut sights)?;
    Ok(sights)
}

/// Further votes on hard questions, round by round.
fn again(
    player: &dyn Player,
    round: u64,
    ballot: &Ballot,
    asks: &[Ask],
    sights: &mut [Sight],
) -> Result<()> {
    for extra in 1.. {
        let mut open = Vec::new();
        for (at, sight) in sights.iter().enumerate() {
            let votes = sight.hard.votes();
            // Who got no answer at all is asked no further: its player has failed.
            let rate = Rate::new(votes.majority, votes.asked);
            let more = more_votes(rate, ballot.deviation, ballot.most as u32);
            if let Some(samples) = more.filter(|_| votes.asked > 0) {
                open.push((at, Ask { samples: samples as usize, ..asks[3 * at + 1].clone() }));
            }
        }
        if open.is_empty() {
            break;
        }
        let wanted: Vec<Ask> = open.iter().map(|(_, ask)| ask.clone()).collect();
        let replies = player.ask(round.wrapping_add(extra), Draw::Sampled, &wanted)?;
        let before: u32 = sights.iter().map(|sight| sight.hard.asked()).sum();
        for ((at, _), replies) in open.iter().zip(&replies) {
            sights[*at].hard.add(replies);
        }
        if before == sights.iter().map(|sight| sight.hard.asked()).sum::<u32>() {
            break;
        }
    }
    Ok(())
}

pub(crate) fn ask(
    key: u64,
    question: &str,
    pictures: Vec<synth_processor::Picture>,
    samples: usize,
) -> Result<Ask> {
    Ok(Ask { key, prompt: solver::prompt(question)?, pictures, samples })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poll(answers: &[&str]) -> Poll {
        Poll { answers: answers.iter().map(|a| (*a).to_owned()).collect() }
    }

    #[test]
    fn answers_that_say_the_same_are_one_vote() {
        let poll = poll(&["3", "three", "4", ""]);
        assert_eq!(poll.votes(), Votes::new(4, 3, 2));
        assert_eq!(poll.winner(), Some("3"));
        assert_eq!(poll.right("3"), 2);
        assert_eq!(poll.counts(), [("3", 2), ("4", 1)]);
    }

    #[test]
    fn a_host_that_fails_casts_no_vote() {
        let mut poll = Poll::default();
        poll.add(&[Reply::Failed("down".into()), Reply::Said("\\boxed{2}".into())]);
        assert_eq!(poll.answers, ["2"]);
    }

    #[test]
    fn a_label_is_witnessed_by_its_author_and_by_other_pictures() {
        let proposal = Proposal {
            content_type: synth_contracts::ContentType::Other,
            caption: "c".into(),
            easy_question: "e".into(),
            easy_answer: "1".into(),
            hard_question: "h".into(),
            hard_answer: "2".into(),
        };
        let sight =
            |hard: &[&str]| Sight { hard: poll(hard), blind: poll(&["7"]), ..Sight::default() };
        let (two, three) = (sight(&["2", "2", "3"]), sight(&["3"]));
        let of = |others: &[&Sight]| Witness::of(&proposal, &Proof::Open, &two, others);
        assert_eq!((of(&[]).author_agrees, of(&[]).repeats), (true, None));
        assert_eq!(of(&[&two]).repeats, Some(true));
        assert_eq!(of(&[&two, &three]).repeats, Some(false));
        assert_eq!((of(&[]).sighted, of(&[]).blind), ([2, 3], [0, 1]));
        let silent = Witness::of(&proposal, &Proof::Open, &sight(&[""]), &[]);
        assert_eq!(silent.evidence().validity(), 0.0);
        assert!(of(&[&two]).evidence().validity() > of(&[]).evidence().validity());
        let proved = Witness::of(&proposal, &Proof::Answer("3".into()), &two, &[&two]);
        assert_eq!((proved.label.as_deref(), proved.sighted), (Some("3"), [1, 3]));
        assert!(!proved.author_agrees && proved.evidence().confidence() == 1.0);
    }
}
