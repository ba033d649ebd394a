//! A question about a picture that was found, and what the Solver says of it.
//!
//! Beside the question's own author the Solver is a witness, twice: about the picture, and
//! about the same with its midtones a little darker. Black, white and every edge stay, so
//! an answer that is read off the picture does, too.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::{Value, json};
use synth_grader::equal;
use synth_processor::Picture;
use synth_roles::questioner::{self, Asked};

use crate::error::{EvolveError, Result};
use crate::player::{Ask, Draw, Player, Reply};
use crate::prompts;
use crate::settings::Ballot;
use crate::vote::{Sight, Witness, agrees, ask, polled};

/// See the [module](self).
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// The Questioner's response; `None` if somebody else failed.
    pub response: Option<String>,
    /// What it asks and answers itself, or why that could not be read.
    pub read: Result<Asked, String>,
    /// What the Solver says, if it was asked.
    pub sight: Option<Sight>,
}

impl Inquiry {
    /// Of a reply, on which nobody has voted.
    pub fn of(reply: Reply) -> Self {
        match reply {
            Reply::Failed(why) => Self { response: None, read: Err(why), sight: None },
            Reply::Said(text) => {
                let read = questioner::read(&text).map_err(|error| error.to_string());
                Self { response: Some(text), read, sight: None }
            }
        }
    }

    /// Question and votes, if there are both.
    pub fn voted(&self) -> Option<(&Asked, &Sight)> {
        let sight = self.sight.as_ref().filter(|sight| sight.hard.asked() > 0)?;
        Some((self.read.as_ref().ok()?, sight))
    }

    /// Whether others failed, so that nobody can judge it.
    pub fn is_unknown(&self) -> bool {
        self.response.is_none() || (self.read.is_ok() && self.voted().is_none())
    }

    /// What speaks for a label.
    pub fn witness(&self) -> Option<Witness> {
        self.voted().map(|(asked, sight)| witness(asked, sight))
    }

    /// Votes that say what the Questioner says, of how many.
    pub fn agreed(&self) -> Option<[u32; 2]> {
        self.voted().map(|(asked, sight)| [sight.hard.right(&asked.answer), sight.hard.asked()])
    }

    /// As it is logged.
    pub fn line(&self) -> Value {
        let votes = self.sight.as_ref().map(|sight| {
            json!({
                "sighted": sight.hard.counts(),
                "changed": sight.easy.counts(),
                "blind": sight.blind.counts(),
            })
        });
        json!({
            "response": self.response,
            "question": self.read.as_ref().ok().map(|asked| &asked.question),
            "answer": self.read.as_ref().ok().map(|asked| &asked.answer),
            "why": self.read.as_ref().err(),
            "votes": votes,
            "label": self.witness(),
        })
    }
}

fn witness(asked: &Asked, sight: &Sight) -> Witness {
    let label = sight.hard.winner().map(str::to_owned);
    let Some(said) = label.as_deref() else {
        return Witness { sighted: [0, sight.hard.asked()], ..Witness::default() };
    };
    let changed = sight.easy.winner().map(|other| equal(other, said));
    Witness {
        proved: false,
        author_agrees: agrees(said, &asked.answer),
        repeats: (sight.easy.asked() > 0).then(|| changed == Some(true)),
        sighted: [sight.hard.votes().majority, sight.hard.asked()],
        blind: [sight.blind.right(said), sight.blind.asked()],
        label,
    }
}

/// Asks the Questioner once about each picture; `first` is the number of the first among
/// all of the round.
///
/// # Errors
///
/// The player's, and [`EvolveError::Host`] where it answers nothing at all.
pub fn inquire(
    questioner: &dyn Player,
    (round, first): (u64, u64),
    about: &[(&Picture, &str)],
    brief: bool,
) -> Result<Vec<Inquiry>> {
    if about.is_empty() {
        return Ok(Vec::new());
    }
    let ask = |(key, (picture, skill)): (u64, &(&Picture, &str))| {
        let prompt = prompts::question(skill, brief)?;
        Ok(Ask { key, prompt, pictures: vec![(*picture).clone()], samples: 1 })
    };
    let asks: Vec<Ask> = (first..).zip(about).map(ask).collect::<Result<_>>()?;
    let replies = questioner.ask(round, Draw::Sampled, &asks)?.concat();
    somebody("the Questioner", &replies)?;
    Ok(replies.into_iter().map(Inquiry::of).collect())
}

/// Sees to it that somebody answered: a machine that answers nothing must not use up a
/// run.
///
/// # Errors
///
/// [`EvolveError::Host`].
pub(crate) fn somebody(what: &'static str, replies: &[Reply]) -> Result<()> {
    let mut faults = replies.iter().map(|reply| match reply {
        Reply::Failed(why) => Some(why),
        Reply::Said(_) => None,
    });
    match faults.clone().next().flatten() {
        Some(why) if faults.all(|fault| fault.is_some()) => {
            Err(EvolveError::Host { what, why: why.clone() })
        }
        _ => Ok(()),
    }
}

/// Has the Solver vote on all that could be read. `of` says which of the pictures each is
/// about; equal questions about a picture are put once. `first` is the number of the first
/// among all of the round.
///
/// # Errors
///
/// The player's, and [`EvolveError::Host`] where it answers nothing at all.
pub fn vote(
    solver: &dyn Player,
    (round, first): (u64, u64),
    ballot: &Ballot,
    (pictures, of): (&[&Picture], &[usize]),
    inquiries: &mut [Inquiry],
) -> Result<()> {
    let mut places: BTreeMap<(usize, String), usize> = BTreeMap::new();
    let mut asks = Vec::new();
    for (inquiry, picture) in inquiries.iter().zip(of) {
        let Ok(asked) = &inquiry.read else { continue };
        let count = places.len();
        if let Entry::Vacant(place) = places.entry((*picture, asked.question.clone())) {
            place.insert(count);
            let (key, text) = (3 * (first + count as u64), asked.question.as_str());
            let shown = pictures[*picture];
            asks.push(ask(key, text, vec![changed(shown)?], ballot.easy)?);
            asks.push(ask(key + 1, text, vec![shown.clone()], ballot.hard)?);
            asks.push(ask(key + 2, text, Vec::new(), ballot.blind)?);
        }
    }
    if asks.is_empty() {
        return Ok(());
    }
    let sights = polled(solver, round, ballot, &asks)?;
    for (inquiry, picture) in inquiries.iter_mut().zip(of) {
        let Ok(asked) = &inquiry.read else { continue };
        let place = places.get(&(*picture, asked.question.clone()));
        inquiry.sight = place.and_then(|place| sights.get(*place)).cloned();
    }
    Ok(())
}

/// The same picture with its midtones a little darker.
fn changed(picture: &Picture) -> Result<Picture> {
    let darker = |byte: &u8| {
        let value = u32::from(*byte);
        (value - value * (255 - value) / 1_020) as u8
    };
    let rgb = picture.rgb().iter().map(darker).collect();
    Picture::new(picture.width(), picture.height(), rgb)
        .map_err(|fault| EvolveError::Processor { name: "a changed picture".to_owned(), fault })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vote::Poll;

    fn poll(answers: &[&str]) -> Poll {
        Poll { answers: answers.iter().map(|answer| (*answer).to_owned()).collect() }
    }

    fn inquiry(answer: &str, changed: &[&str]) -> Inquiry {
        let text = format!("<question>How many?</question><answer>{answer}</answer>");
        let hard = poll(&["2", "2", "two", "3"]);
        let sight = Sight { easy: poll(changed), hard, blind: poll(&["9"]) };
        Inquiry { sight: Some(sight), ..Inquiry::of(Reply::Said(text)) }
    }

    #[test]
    fn author_and_changed_picture_are_witnesses() {
        let both = inquiry("2", &["2", "2"]).witness().unwrap();
        assert_eq!((both.author_agrees, both.repeats), (true, Some(true)));
        assert_eq!((both.sighted, both.blind), ([3, 4], [0, 1]));
        let alone = inquiry("2", &[]).witness().unwrap();
        assert_eq!(alone.repeats, None);
        assert!(both.evidence().validity() > alone.evidence().validity());
        assert_eq!(inquiry("2", &["3", "4", "3"]).witness().unwrap().repeats, Some(false));
        assert_eq!(inquiry("2", &["", ""]).witness().unwrap().repeats, Some(false));
        assert_eq!(inquiry("5", &["2"]).witness().unwrap().evidence().validity(), 0.0);
        assert_eq!(inquiry("3", &[]).agreed(), Some([1, 4]));
    }

    #[test]
    fn who_failed_is_told_from_who_wrote_nonsense() {
        let down = Inquiry::of(Reply::Failed("down".into()));
        let nonsense = Inquiry::of(Reply::Said("?".into()));
        let mute = Inquiry { sight: None, ..inquiry("2", &[]) };
        assert!(down.is_unknown() && mute.is_unknown() && !nonsense.is_unknown());
        assert!(nonsense.witness().is_none());
        let failed = Reply::Failed("down".into());
        assert!(somebody("x", &[failed.clone(), failed.clone()]).is_err());
        assert!(somebody("x", &[failed, Reply::Said("?".into())]).is_ok());
        assert!(somebody("x", &[]).is_ok());
    }

    #[test]
    fn black_white_and_edges_stay() {
        let picture = Picture::new(3, 1, vec![0, 0, 0, 255, 255, 255, 128, 40, 200]).unwrap();
        let rgb = changed(&picture).unwrap().rgb().to_vec();
        assert_eq!(rgb[..6], picture.rgb()[..6]);
        assert_eq!(rgb[6..], [113, 32, 190]);
    }
}
