//! A solver that sees no picture.
//!
//! It knows questions and answers of one half of the seeds and answers the other half;
//! then the halves change places. It has several habits, see [`Habit`], and is as good
//! as the best of them. A habit that groups questions gives, for a question of a known
//! group, the reply that would have been right most often there.

use std::collections::BTreeMap;

use synth_contracts::Answer;

use super::Record;

/// Most different replies that are tried for a group.
const REPLIES: usize = 48;

/// Share of the known questions from which on a word belongs to a wording.
const COMMON: f64 = 0.1;

/// What a guess may rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// How often answers come.
    Prior,
    /// The question, word for word.
    Text,
    /// The question without its numbers and names.
    Masked,
    /// The words that many questions share.
    Wording,
    /// A number or name at some place in the question.
    Pointer,
    /// The option that is true most often whenever it is offered.
    Option,
    /// The option of a certain rank by size or length.
    Rank,
}

impl Habit {
    /// Every habit.
    pub const ALL: [Self; 7] = [
        Self::Prior,
        Self::Text,
        Self::Masked,
        Self::Wording,
        Self::Pointer,
        Self::Option,
        Self::Rank,
    ];

    /// Lower-case name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Prior => "prior",
            Self::Text => "text",
            Self::Masked => "masked",
            Self::Wording => "wording",
            Self::Pointer => "pointer",
            Self::Option => "option",
            Self::Rank => "rank",
        }
    }
}

/// How well a guesser does.
#[derive(Clone, Copy, Debug)]
pub struct Score {
    /// Share of right guesses of the best habit.
    pub right: f64,
    /// What a fair family allows: ten points over chance, or 35 %.
    pub limit: f64,
    /// That habit.
    pub habit: Habit,
    /// How many guesses were made.
    pub guesses: usize,
}

impl Score {
    /// Whether the guesser does better than it may, and not by luck: by more than two
    /// standard deviations.
    pub fn is_telling(&self) -> bool {
        let spread = libm::sqrt(self.limit * (1.0 - self.limit) / self.guesses.max(1) as f64);
        self.right > self.limit + 2.0 * spread
    }
}

/// Plays the guesser over questions with their answers. Neighbours of the list are in
/// different halves.
pub fn play(all: &[Record]) -> Score {
    let halves = [0, 1].map(|half| all.iter().skip(half).step_by(2).collect::<Vec<_>>());
    let [one, two] = &halves;
    let score = |habit: Habit| {
        let right = right(habit, one, two) + right(habit, two, one);
        (right, habit)
    };
    // Of equals the simplest, which comes first, counts.
    let best = Habit::ALL.map(score).into_iter().rev().max_by_key(|(right, _)| *right);
    let (right, habit) = best.unwrap_or((0, Habit::Prior));
    let guesses = all.len();
    Score { right: right as f64 / guesses.max(1) as f64, limit: limit(all), habit, guesses }
}

/// Mean of what the answers' kinds allow.
fn limit(all: &[Record]) -> f64 {
    let allowed = |record: &Record| match &record.answer {
        Answer::Choice { options, .. } => 0.1 + 1.0 / options.len().max(1) as f64,
        Answer::YesNo { .. } => 0.6,
        _ => 0.35,
    };
    all.iter().map(allowed).sum::<f64>() / all.len().max(1) as f64
}

/// How many of `unknown` a guesser that knows `known` gets right.
fn right(habit: Habit, known: &[&Record], unknown: &[&Record]) -> usize {
    match habit {
        Habit::Prior => by_group(known, unknown, |_| String::new()),
        Habit::Text => by_group(known, unknown, str::to_owned),
        Habit::Masked => by_group(known, unknown, masked),
        Habit::Wording => {
            let common = common(known);
            by_group(known, unknown, |text| {
                words(text).filter(|word| common.contains_key(word)).collect::<Vec<_>>().join(" ")
            })
        }
        Habit::Pointer => by_place(known, unknown, &|record| pointers(&record.text)),
        Habit::Rank => by_place(known, unknown, &|record| ranked(&record.answer)),
        Habit::Option => by_option(known, unknown),
    }
}

/// Whether a reply is right.
fn accepts(truth: &Answer, reply: &Answer) -> bool {
    match (truth, reply) {
        (Answer::Number { value, tolerance, .. }, Answer::Number { value: said, .. }) => {
            (value - said).abs() <= *tolerance
        }
        // The letter is what is said, whatever it stands for.
        (Answer::Choice { index, .. }, Answer::Choice { index: said, .. }) => index == said,
        _ => truth.agrees(reply),
    }
}

/// The reply that is right most often.
fn favourite<'a>(truths: &[&'a Answer]) -> Option<&'a Answer> {
    let mut counts: BTreeMap<String, (usize, &Answer)> = BTreeMap::new();
    for truth in truths {
        counts.entry(truth.to_string()).or_insert((0, truth)).0 += 1;
    }
    let mut replies: Vec<(usize, &Answer)> = counts.into_values().collect();
    let close = truths.iter().any(|truth| matches!(truth, Answer::Number { .. }));
    if !close {
        return replies.into_iter().max_by_key(|(count, _)| *count).map(|(_, reply)| reply);
    }
    // A number is right near the truth, too: replies all along the range are tried.
    let value = |reply: &Answer| match reply {
        Answer::Number { value, .. } => *value,
        _ => 0.0,
    };
    replies.sort_by(|one, two| value(one.1).total_cmp(&value(two.1)));
    let step = replies.len().div_ceil(REPLIES).max(1);
    let tried = replies.into_iter().step_by(step).map(|(_, reply)| reply);
    tried.max_by_key(|reply| truths.iter().filter(|truth| accepts(truth, reply)).count())
}

fn by_group(known: &[&Record], unknown: &[&Record], key: impl Fn(&str) -> String) -> usize {
    let mut groups: BTreeMap<String, Vec<&Answer>> = BTreeMap::new();
    for record in known {
        groups.entry(key(&record.text)).or_default().push(&record.answer);
    }
    let all: Vec<&Answer> = known.iter().map(|record| &record.answer).collect();
    let otherwise = favourite(&all);
    let replies: BTreeMap<&String, &Answer> =
        groups.iter().filter_map(|(key, truths)| Some((key, favourite(truths)?))).collect();
    let right = |record: &&&Record| {
        let reply = replies.get(&key(&record.text)).copied().or(otherwise);
        reply.is_some_and(|reply| accepts(&record.answer, reply))
    };
    unknown.iter().filter(right).count()
}

/// Guesses what stands at the place where most answers stood.
fn by_place(
    known: &[&Record],
    unknown: &[&Record],
    candidates: &dyn Fn(&Record) -> Vec<String>,
) -> usize {
    let at = |records: &[&Record], place: usize| {
        let hit = |record: &&&Record| {
            let said = candidates(record);
            said.get(place).is_some_and(|said| *said == truth(&record.answer).to_lowercase())
        };
        records.iter().filter(hit).count()
    };
    let best = (0..12).map(|place| (at(known, place), place)).max();
    best.map_or(0, |(_, place)| at(unknown, place))
}

/// What is true, in words.
fn truth(answer: &Answer) -> String {
    match answer {
        Answer::Choice { index, options } => options.get(*index).cloned().unwrap_or_default(),
        _ => answer.to_string(),
    }
}

/// Numbers and names of a question, in lower case, in order.
fn pointers(text: &str) -> Vec<String> {
    let named = |word: &&str| word.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let words: Vec<String> = text.split_whitespace().map(bare).collect();
    // The first word is upper-case in any case.
    words.iter().skip(1).map(String::as_str).filter(named).map(str::to_lowercase).collect()
}

/// Options from the smallest to the largest, or from the shortest to the longest.
fn ranked(answer: &Answer) -> Vec<String> {
    let Answer::Choice { options, .. } = answer else { return Vec::new() };
    let size = |option: &String| option.parse::<f64>().unwrap_or(option.len() as f64);
    let mut options = options.clone();
    options.sort_by(|one, two| size(one).total_cmp(&size(two)));
    options.iter().map(|option| option.to_lowercase()).collect()
}

/// Guesses the option that was true most often of the times when it was offered.
fn by_option(known: &[&Record], unknown: &[&Record]) -> usize {
    let mut rates: BTreeMap<&str, [u32; 2]> = BTreeMap::new();
    for record in known {
        let Answer::Choice { index, options } = &record.answer else { continue };
        for (at, option) in options.iter().enumerate() {
            let rate = rates.entry(option).or_default();
            *rate = [rate[0] + u32::from(at == *index), rate[1] + 1];
        }
    }
    let rate = |option: &String| {
        let [of, all] = rates.get(option.as_str()).copied().unwrap_or_default();
        f64::from(of + 1) / f64::from(all + 4)
    };
    let right = |record: &&&Record| {
        let Answer::Choice { index, options } = &record.answer else { return false };
        let best =
            (0..options.len()).max_by(|a, b| rate(&options[*a]).total_cmp(&rate(&options[*b])));
        best == Some(*index)
    };
    unknown.iter().filter(right).count()
}

/// The question with its numbers and names taken out.
fn masked(text: &str) -> String {
    let mask = |(at, word): (usize, &str)| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let name = at > 0 && bare.starts_with(char::is_uppercase);
        match bare.contains(char::is_numeric) || name {
            true => "_".to_owned(),
            false => word.to_owned(),
        }
    };
    text.split_whitespace().enumerate().map(mask).collect::<Vec<_>>().join(" ")
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase)
}

/// The words that many of the known questions share.
fn common(known: &[&Record]) -> BTreeMap<String, usize> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for record in known {
        let mut all: Vec<String> = words(&record.text).collect();
        all.sort_unstable();
        all.dedup();
        all.into_iter().for_each(|word| *counts.entry(word).or_default() += 1);
    }
    counts.retain(|_, count| *count as f64 >= COMMON * known.len() as f64);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(of: impl Fn(i64) -> (String, Answer)) -> Vec<Record> {
        (0..400).map(|i| Record { text: of(i).0, answer: of(i).1 }).collect()
    }

    /// A number that looks like chance.
    fn noise(i: i64, count: i64) -> i64 {
        (i * 7919 + i / 3 * 104_729 + 13) / 7 % count
    }

    #[test]
    fn fair_questions_are_not_guessed() {
        let score = play(&records(|i| ("How many?".into(), Answer::integer(noise(i, 6)))));
        assert!(!score.is_telling() && score.right < 0.3, "{score:?}");
    }

    #[test]
    fn an_answer_in_the_words_is_found() {
        let told = records(|i| {
            let n = noise(i, 90);
            (format!("Of {n} dots, how many are there?"), Answer::integer(n))
        });
        let score = play(&told);
        assert_eq!((score.habit, score.right), (Habit::Pointer, 1.0));
    }

    #[test]
    fn a_wording_that_tells_is_found() {
        let told = records(|i| match noise(i, 2) {
            0 => (format!("Is {i} in the picture?"), Answer::YesNo { value: true }),
            _ => (format!("Does the picture show {i}?"), Answer::YesNo { value: false }),
        });
        let score = play(&told);
        assert!(score.is_telling() && score.habit == Habit::Masked, "{score:?}");
    }

    #[test]
    fn a_middle_option_that_is_always_true_is_found() {
        let told = records(|i| {
            let truth = 20 + noise(i, 50);
            let mut options = [truth - 3, truth, truth + 4];
            options.rotate_left(noise(i * 5, 3) as usize);
            let index = options.iter().position(|value| *value == truth).unwrap_or(0);
            let options = options.iter().map(i64::to_string).collect();
            ("How many?".into(), Answer::Choice { index, options })
        });
        let score = play(&told);
        assert_eq!((score.habit, score.right), (Habit::Rank, 1.0));
    }

    #[test]
    fn a_tolerance_counts_for_the_guesser() {
        let near = records(|i| {
            ("How long?".into(), Answer::number(50.0 + noise(i, 100) as f64 / 10.0, 1, 4.0))
        });
        let score = play(&near);
        assert!(score.is_telling() && score.right > 0.7, "{score:?}");
    }
}
