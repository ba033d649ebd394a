//! What candidates are paid: from what became of them to a reward with its terms.

use synth_rewards::sound::{self, Archive, Outcome, Rate, Read, Sketch, penalties};
use synth_rewards::{Breakdown, mm_zero};
use synth_roles::proposer::Proposal;
use synth_verify::Proof;

use crate::drawing::{Attempt, Drawing};
use crate::pay::{Preset, paid};
use crate::settings::{Ballot, Settings};
use crate::vote::{Sight, Witness, agrees};

/// A response of the Proposer, with all that came of it.
#[derive(Debug)]
pub struct Trial<'p> {
    /// What was assigned.
    pub topic: &'p str,
    /// What was proposed, if it could be read.
    pub proposal: Option<&'p Proposal>,
    /// Whether somebody else failed, so that there is no response to judge.
    pub unknown: bool,
    /// The Coder's programs for it.
    pub attempts: Vec<Attempt>,
    /// What the Solver said of each that was shown to it.
    pub sights: Vec<Option<Sight>>,
}

impl Trial<'_> {
    /// What speaks for a label, for each picture that passes the verifier and was voted on.
    pub fn witnesses(&self, rewards: Preset) -> Vec<(usize, Witness)> {
        let Some(proposal) = self.proposal else { return Vec::new() };
        let sound = |at: usize| {
            let sight = self.sights.get(at)?.as_ref()?;
            self.attempts[at].sound().filter(|_| sight.hard.asked() > 0).map(|_| sight)
        };
        let all: Vec<(usize, &Sight)> =
            (0..self.attempts.len()).filter_map(|at| Some((at, sound(at)?))).collect();
        let one = |(at, sight): &(usize, &Sight)| {
            let others: Vec<&Sight> =
                all.iter().filter(|(other, _)| other != at).map(|(_, sight)| *sight).collect();
            (*at, Witness::of(proposal, self.proof(*at, rewards), sight, &others))
        };
        all.iter().map(one).collect()
    }

    /// MM-Zero takes the commonest answer for true, whatever was drawn.
    fn proof(&self, at: usize, rewards: Preset) -> &Proof {
        match (rewards, self.attempts[at].drawing()) {
            (Preset::Sound, Some(drawing)) => &drawing.hard,
            _ => &Proof::Open,
        }
    }
}

/// The constants of our own rewards, with what the run sets.
pub(crate) fn constants(settings: &Settings) -> sound::Constants {
    let [copy, near] = settings.copy;
    sound::Constants { copy, near, ..sound::Constants::default() }
}

/// Which pictures the Solver is shown while the Proposer is trained: ours pays for those
/// that show what they should, MM-Zero's for whatever was drawn.
pub fn is_shown(settings: &Settings, attempt: &Attempt) -> bool {
    match settings.rewards {
        Preset::Sound => attempt.sound().is_some(),
        Preset::MmZero => attempt.drawing().is_some(),
    }
}

/// Whether the Solver is shown a picture while the Coder is trained: ours needs no vote on
/// what follows from the picture.
pub fn is_read(settings: &Settings, drawing: &Drawing) -> bool {
    settings.rewards == Preset::MmZero || (drawing.shows.is_none() && drawing.easy.is_open())
}

/// How often the Solver is asked while the Coder is trained: only for what is paid.
pub fn coder_ballot(settings: &Settings) -> Ballot {
    match settings.rewards {
        Preset::Sound => Ballot { hard: 0, blind: 0, ..settings.ballot },
        Preset::MmZero => Ballot { blind: 0, ..settings.ballot },
    }
}

/// The Proposer's rewards; `None` where nobody could judge.
pub fn proposers(
    settings: &Settings,
    archive: &Archive,
    trials: &[Trial<'_>],
) -> Vec<Option<Breakdown>> {
    let rewards = match settings.rewards {
        Preset::Sound => sound_proposers(settings, archive, trials),
        Preset::MmZero => mm_zero_proposers(trials),
    };
    rewards.into_iter().map(|reward| Some(paid(reward?, &settings.without))).collect()
}

fn sound_proposers(
    settings: &Settings,
    archive: &Archive,
    trials: &[Trial<'_>],
) -> Vec<Option<Breakdown>> {
    let constants = constants(settings);
    let readable = trials.iter().filter_map(|trial| Some((trial.topic, trial.proposal?)));
    let batch: Vec<(&str, Sketch)> =
        readable.map(|(topic, proposal)| (topic, Sketch::of(&proposal.caption))).collect();
    let mut copies = penalties(&batch, archive, &constants).into_iter();
    let one = |trial: &Trial<'_>| {
        let copy = trial.proposal.and_then(|_| copies.next()).unwrap_or(0.0);
        let outcome = match trial.proposal {
            _ if trial.unknown => Outcome::Unjudged,
            None => Outcome::Malformed,
            // A picture that fails, or that fails its caption, is the Coder's fault.
            Some(_) => match trial.witnesses(Preset::Sound) {
                none if none.is_empty() => Outcome::Unjudged,
                found => Outcome::Judged(found.iter().map(|(_, w)| w.evidence()).collect()),
            },
        };
        sound::author(&outcome, copy, &constants)
    };
    trials.iter().map(one).collect()
}

fn mm_zero_proposers(trials: &[Trial<'_>]) -> Vec<Option<Breakdown>> {
    let text = |of: fn(&Proposal) -> &str, trial: &Trial<'_>| {
        trial.proposal.map(of).unwrap_or_default().to_owned()
    };
    let seen = |trial: &Trial<'_>| {
        let author = trial.proposal.map_or("", |proposal| proposal.easy_answer.as_str());
        let drawn = trial.attempts.iter().zip(&trial.sights).filter(|(a, _)| a.drawing().is_some());
        drawn.filter_map(|(_, sight)| Some(paper_sight(sight.as_ref()?, author))).collect()
    };
    let known = |trial: &&Trial<'_>| !is_unjudged(trial);
    let batch: Vec<mm_zero::Proposal> = trials
        .iter()
        .filter(known)
        .map(|trial| mm_zero::Proposal {
            parsed: trial.proposal.is_some(),
            content_type: trial.proposal.map_or("", |p| p.content_type.name()).to_owned(),
            caption: text(|p| &p.caption, trial),
            easy_question: text(|p| &p.easy_question, trial),
            hard_question: text(|p| &p.hard_question, trial),
            programs: trial.attempts.iter().filter(|a| !a.is_unknown()).count() as u32,
            pictures: seen(trial),
        })
        .collect();
    let mut rewards = mm_zero::proposer(&batch, &mm_zero::Constants::default()).into_iter();
    trials.iter().map(|trial| if known(&trial) { rewards.next() } else { None }).collect()
}

/// Whether others failed wholly: no response, no program that anybody could run, or no
/// vote on a picture.
fn is_unjudged(trial: &Trial<'_>) -> bool {
    let silent = |(attempt, sight): (&Attempt, &Option<Sight>)| {
        let mute = sight.as_ref().is_none_or(|sight| sight.hard.asked() == 0);
        attempt.is_unknown() || (attempt.drawing().is_some() && mute)
    };
    trial.unknown
        || (!trial.attempts.is_empty() && trial.attempts.iter().zip(&trial.sights).all(silent))
}

fn paper_sight(sight: &Sight, author: &str) -> mm_zero::Seen {
    let easy = (sight.easy.right(author), sight.easy.asked());
    mm_zero::Seen { easy, hard: sight.hard.votes() }
}

/// The reward of one program of the Coder; `None` where nobody could judge.
pub fn coder(
    settings: &Settings,
    proposal: &Proposal,
    attempt: &Attempt,
    sight: Option<&Sight>,
) -> Option<Breakdown> {
    // A picture that had to be shown and that nobody answered about was not judged.
    let shown = attempt.drawing().is_some_and(|drawing| is_read(settings, drawing));
    let mute = sight.is_none_or(|sight| sight.easy.asked() == 0);
    if attempt.is_unknown() || (shown && mute) {
        return None;
    }
    let reward = match settings.rewards {
        Preset::Sound => {
            let outcome = match attempt {
                Attempt::Unread(_) => Outcome::Malformed,
                Attempt::Unknown(_) => Outcome::Unjudged,
                Attempt::Refused(..) => Outcome::Judged(sound::Drawing::default()),
                Attempt::Drawn(drawing) => Outcome::Judged(sound::Drawing {
                    rendered: true,
                    verified: drawing.failed.is_none().then_some(drawing.verified),
                    read: read(proposal, drawing, sight),
                }),
            };
            sound::coder(&outcome, &constants(settings))?
        }
        Preset::MmZero => {
            let code = !matches!(attempt, Attempt::Unread(_));
            let picture = attempt.drawing().and(sight);
            let picture = picture.map(|sight| paper_sight(sight, &proposal.easy_answer));
            let drawing = mm_zero::Drawing { code, svg: code, picture };
            mm_zero::coder(&drawing, &mm_zero::Constants::default())
        }
    };
    Some(paid(reward, &settings.without))
}

/// Whether a program does all that can be told without a vote.
pub fn succeeds(settings: &Settings, proposal: &Proposal, attempt: &Attempt) -> bool {
    match settings.rewards {
        Preset::MmZero => attempt.drawing().is_some(),
        Preset::Sound => {
            attempt.sound().is_some_and(|drawing| match (drawing.shows, &drawing.easy) {
                (Some(_), _) => true,
                (None, Proof::Answer(answer)) => agrees(answer, &proposal.easy_answer),
                (None, Proof::Nothing) => false,
                (None, Proof::Open) => true,
            })
        }
    }
}

/// How far a picture shows its caption; where that cannot be told, whether it says what the
/// easy question's author does.
fn read(proposal: &Proposal, drawing: &Drawing, sight: Option<&Sight>) -> Read {
    match (drawing.shows, &drawing.easy) {
        (Some(share), _) => Read::Shown(share),
        (None, Proof::Answer(answer)) => Read::Proved(agrees(answer, &proposal.easy_answer)),
        (None, Proof::Nothing) => Read::Proved(false),
        (None, Proof::Open) => Read::Voted(sight.map_or(Rate::default(), |sight| {
            Rate::new(sight.easy.right(&proposal.easy_answer), sight.easy.asked())
        })),
    }
}

/// The reward of one response of the Solver.
pub fn solver(settings: &Settings, response: &str, right: bool, label: &Witness) -> Breakdown {
    let reward = match settings.rewards {
        Preset::Sound => {
            let in_form = synth_roles::solver::in_form(response);
            sound::solver(right, in_form, &label.evidence(), &constants(settings))
        }
        Preset::MmZero => mm_zero::solver(response, right, &mm_zero::Constants::default()),
    };
    paid(reward, &settings.without)
}
