//! A family at one level over many seeds.

use std::collections::{BTreeMap, BTreeSet};

use synth_contracts::{Answer, Level, Stream, Tier};

use super::guess::{self, Score};
use super::{Rule, draft, hidden, positions};
use crate::twins::contradiction;
use crate::{Draft, ProposeError, Registered};

/// Least share of seeds, in percent, for which there must be a scene.
const FOUND: u64 = 95;

/// Least share of scenes, in percent, that must have a counterfactual.
const CHANGED: u64 = 90;

/// Least share of styles, in percent, that must change the program.
const LOOKS: u64 = 80;

/// A rule that a family breaks.
#[derive(Clone, Debug)]
pub struct Broken {
    /// Which rule.
    pub rule: Rule,
    /// For which seed, if for one.
    pub seed: Option<u64>,
    /// What is wrong.
    pub why: String,
}

/// A question with its answer.
#[derive(Clone, Debug)]
pub struct Record {
    /// The question.
    pub text: String,
    /// What is true.
    pub answer: Answer,
}

/// What a family does at one level.
#[derive(Clone, Debug)]
pub struct Survey {
    /// Whose.
    pub family: &'static str,
    /// At which level.
    pub level: Level,
    /// How many seeds were tried.
    pub seeds: u64,
    /// For how many there is a scene.
    pub found: u64,
    /// How many scenes have a counterfactual.
    pub changed: u64,
    /// How well each question is guessed from its words: easy, then hard.
    pub guesses: [Score; 2],
    /// What does not hold.
    pub broken: Vec<Broken>,
}

impl Survey {
    /// Drafts a family at a level for seeds 0 to `seeds - 1` and holds it against every
    /// rule.
    pub fn of(family: &Registered, level: Level, seeds: u64) -> Self {
        let mut work = Work::default();
        for seed in 0..seeds {
            work.look(family, level, seed);
        }
        work.finish(family, level, seeds)
    }

    /// What does not hold of one rule.
    pub fn broken(&self, rule: Rule) -> impl Iterator<Item = &Broken> {
        self.broken.iter().filter(move |broken| broken.rule == rule)
    }
}

/// The stream of a seed's candidate.
pub fn stream(family: &Registered, seed: u64) -> Stream {
    Stream::root(seed).child(family.card.name).index(0)
}

/// What is gathered seed by seed.
#[derive(Default)]
struct Work {
    found: u64,
    changed: u64,
    restyled: u64,
    questions: [Vec<Record>; 2],
    /// Hidden words, and the first seed for which they tell the answer.
    hidden: BTreeSet<String>,
    told: Option<(u64, String)>,
    broken: Vec<Broken>,
}

impl Work {
    fn fail(&mut self, rule: Rule, seed: u64, why: impl Into<String>) {
        self.broken.push(Broken { rule, seed: Some(seed), why: why.into() });
    }

    fn look(&mut self, family: &Registered, level: Level, seed: u64) {
        let stream = stream(family, seed);
        let draft = match family.propose(level, &stream) {
            Ok(draft) => draft,
            Err(ProposeError::NoScene) => return,
            Err(error) => return self.fail(Rule::Agreement, seed, error.to_string()),
        };
        self.found += 1;
        for (rule, why) in draft::broken(&draft, &family.card) {
            self.fail(rule, seed, why);
        }
        self.hide(seed, &draft);
        self.change(family, level, seed, &draft);
        self.restyle(family, level, seed, &draft);
        for (tier, records) in Tier::ALL.into_iter().zip(&mut self.questions) {
            let question = draft.concept.question(tier);
            let (text, answer) = (question.text.clone(), question.answer.clone());
            records.push(Record { text, answer });
        }
    }

    fn hide(&mut self, seed: u64, draft: &Draft) {
        let text = hidden::text(&draft.program);
        let answer = &draft.concept.hard.answer;
        if self.told.is_none() && hidden::tells(&text, &answer.to_string()) {
            self.told = Some((seed, format!("{answer} is among {text:?}")));
        }
        self.hidden.insert(text);
    }

    fn change(&mut self, family: &Registered, level: Level, seed: u64, draft: &Draft) {
        let stream = stream(family, seed);
        match family.counterfactual_in_style(level, &stream, &stream) {
            Err(error) => self.fail(Rule::Agreement, seed, format!("counterfactual: {error}")),
            Ok(None) => {}
            Ok(Some(twin)) => {
                self.changed += 1;
                for (rule, why) in draft::broken(&twin, &family.card) {
                    self.fail(rule, seed, format!("counterfactual: {why}"));
                }
                if let Err(error) = contradiction(draft, &twin) {
                    let text = &draft.concept.hard.text;
                    self.fail(Rule::Counterfactual, seed, format!("{error}: {text}"));
                }
            }
        }
    }

    fn restyle(&mut self, family: &Registered, level: Level, seed: u64, draft: &Draft) {
        let look = Stream::root(seed).child("another look");
        match family.propose_in_style(level, &stream(family, seed), &look) {
            Err(error) => self.fail(Rule::Restyled, seed, error.to_string()),
            Ok(twin) => {
                self.restyled += u64::from(twin.program != draft.program);
                let answers = |draft: &Draft| {
                    Tier::ALL.map(|tier| draft.concept.question(tier).answer.clone())
                };
                if twin.scene != draft.scene || answers(&twin) != answers(draft) {
                    self.fail(Rule::Restyled, seed, "another style, another scene or answer");
                }
            }
        }
    }

    fn finish(mut self, family: &Registered, level: Level, seeds: u64) -> Survey {
        let (found, changed, restyled) = (self.found, self.changed, self.restyled);
        self.least(Rule::Found, found, seeds, FOUND);
        self.least(Rule::Counterfactual, changed, found, CHANGED);
        self.least(Rule::Restyled, restyled, found, LOOKS);
        if let Some((seed, why)) = self.told.take().filter(|_| self.hidden.len() > 1) {
            self.fail(Rule::Hidden, seed, why);
        }
        let guesses = [0, 1].map(|tier| guess::play(&self.questions[tier]));
        for (tier, guess) in Tier::ALL.into_iter().zip(guesses) {
            if guess.is_telling() {
                self.all(Rule::Unseen, told(tier, guess));
            }
        }
        for (tier, records) in Tier::ALL.into_iter().zip(std::mem::take(&mut self.questions)) {
            for why in places(&records).values().filter_map(|counts| positions::uneven(counts)) {
                self.all(Rule::Positions, format!("{}: {why}", tier.name()));
            }
        }
        let (name, broken) = (family.card.name, self.broken);
        Survey { family: name, level, seeds, found, changed, guesses, broken }
    }

    fn all(&mut self, rule: Rule, why: String) {
        self.broken.push(Broken { rule, seed: None, why });
    }

    /// Holds a count against the least share it must be.
    fn least(&mut self, rule: Rule, count: u64, of: u64, percent: u64) {
        if count * 100 < of * percent {
            self.all(rule, format!("{count} of {of}, at least {percent} % are wanted"));
        }
    }
}

fn told(tier: Tier, guess: Score) -> String {
    let [right, limit] = [guess.right, guess.limit].map(|share| share * 100.0);
    let (tier, habit) = (tier.name(), guess.habit.name());
    format!("{tier}: {right:.0} % are guessed by {habit}, {limit:.0} % are allowed")
}

/// How often the true option stood in each place, by the number of options. Yes and no
/// count as two.
fn places(records: &[Record]) -> BTreeMap<usize, Vec<u64>> {
    let mut places: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
    for record in records {
        let (place, of) = match &record.answer {
            Answer::Choice { index, options } => (*index, options.len()),
            Answer::YesNo { value } => (usize::from(*value), 2),
            _ => continue,
        };
        let counts = places.entry(of).or_insert_with(|| vec![0; of]);
        if let Some(count) = counts.get_mut(place) {
            *count += 1;
        }
    }
    places
}
