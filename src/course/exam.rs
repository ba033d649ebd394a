//! An exam: questions that were held out, answered by the likeliest tokens.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use synth_roles::solver;
use synth_train::rollout::{Policy, Progress, Prompt, Sampling, generate};

use crate::desk::{Desk, Sheet};
use crate::error::Result;
use crate::interval::Interval;

/// How one question was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The example's name.
    pub name: String,
    /// Its family.
    pub family: String,
    /// Its level.
    pub level: u8,
    /// The whole response.
    pub response: String,
    /// Whether its answer is right.
    pub right: bool,
}

/// An exam with its marks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exam {
    /// One a question, in the order of the questions.
    pub marks: Vec<Mark>,
}

/// Questions that are read at once.
const ROWS: usize = 64;

impl Exam {
    /// Examines a policy. `watch` stops the exam by returning false.
    ///
    /// # Errors
    ///
    /// The model's, and [`synth_train::TrainError::Stopped`].
    pub fn take<P: Policy>(
        policy: &P,
        desk: &Desk,
        sheets: &[Sheet],
        sampling: &Sampling,
        watch: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<Self> {
        let sampling = Sampling { temperature: 0.0, rows: ROWS, ..sampling.clone() };
        let mut marks = Vec::with_capacity(sheets.len());
        for sheets in sheets.chunks(ROWS) {
            let refs: Vec<&Sheet> = sheets.iter().collect();
            let prompt = |row| Prompt { row, key: 0, samples: 1 };
            let prompts: Vec<Prompt> = desk.prompts(&refs)?.into_iter().map(prompt).collect();
            let answers = generate(policy, &prompts, &sampling, watch)?;
            for (sheet, answers) in sheets.iter().zip(answers) {
                let tokens = answers.first().map_or(&[][..], |answer| &answer.tokens);
                let response = desk.text(tokens)?;
                let right = solver::is_right(&response, &sheet.truth);
                let (name, family) = (sheet.name.clone(), sheet.family.clone());
                marks.push(Mark { name, family, level: sheet.level, response, right });
            }
        }
        Ok(Self { marks })
    }

    /// Accuracy over everything, and by family.
    pub fn table(&self) -> BTreeMap<String, Interval> {
        let mut groups: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for mark in &self.marks {
            let value = f64::from(u8::from(mark.right));
            groups.entry(mark.family.clone()).or_default().push(value);
            groups.entry(ALL.to_owned()).or_default().push(value);
        }
        groups.into_iter().map(|(name, values)| (name, Interval::of(&values))).collect()
    }

    /// By how much another exam over the same questions is better, by family.
    pub fn gain(&self, after: &Self) -> BTreeMap<String, Interval> {
        let mut groups: BTreeMap<String, (Vec<f64>, Vec<f64>)> = BTreeMap::new();
        for (before, after) in self.marks.iter().zip(&after.marks) {
            let value = |mark: &Mark| f64::from(u8::from(mark.right));
            for name in [ALL, before.family.as_str()] {
                let (b, a) = groups.entry(name.to_owned()).or_default();
                b.push(value(before));
                a.push(value(after));
            }
        }
        let difference = |(b, a): (Vec<f64>, Vec<f64>)| Interval::of_differences(&b, &a);
        groups.into_iter().map(|(name, pair)| (name, difference(pair))).collect()
    }
}

/// The group of everything.
pub const ALL: &str = "all";

/// What the commonest answer to each family's questions in `train` gets right in `held`:
/// the baseline of one who never looks.
pub fn most_frequent(train: &[Sheet], held: &[Sheet]) -> Exam {
    let mut counts: BTreeMap<(&str, &str), BTreeMap<&str, usize>> = BTreeMap::new();
    for sheet in train {
        for question in [sheet.question.as_str(), ""] {
            let of = counts.entry((&sheet.family, question)).or_default();
            *of.entry(&sheet.answer).or_insert(0) += 1;
        }
    }
    let commonest = |family: &str, question: &str| {
        let answers = counts.get(&(family, question))?;
        answers.iter().max_by_key(|(_, count)| **count).map(|(answer, _)| solver::response(answer))
    };
    let mark = |sheet: &Sheet| {
        let response = commonest(&sheet.family, &sheet.question);
        let response = response.or_else(|| commonest(&sheet.family, "")).unwrap_or_default();
        Mark {
            name: sheet.name.clone(),
            family: sheet.family.clone(),
            level: sheet.level,
            right: solver::is_right(&response, &sheet.truth),
            response,
        }
    };
    Exam { marks: held.iter().map(mark).collect() }
}
