//! An exam: questions that were held out, answered by the likeliest tokens.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use synth_benchmarks::statistics::{Accuracies, Comparison, Outcome};
use synth_model::Row;
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
pub const ROWS: usize = 64;

/// What a policy answers, by the likeliest tokens.
///
/// # Errors
///
/// The model's, and [`synth_train::TrainError::Stopped`].
pub fn answer<P: Policy>(
    policy: &P,
    desk: &Desk,
    rows: Vec<Row>,
    sampling: &Sampling,
    watch: &mut dyn FnMut(Progress) -> bool,
) -> Result<Vec<String>> {
    let sampling = Sampling { temperature: 0.0, rows: ROWS, ..sampling.clone() };
    let prompts: Vec<Prompt> =
        rows.into_iter().map(|row| Prompt { row, key: 0, samples: 1 }).collect();
    let answers = generate(policy, &prompts, &sampling, watch)?;
    let tokens = answers.iter().map(|one| one.first().map_or(&[][..], |answer| &answer.tokens));
    tokens.map(|tokens| desk.text(tokens)).collect()
}

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
        let mut marks = Vec::with_capacity(sheets.len());
        for sheets in sheets.chunks(ROWS) {
            let refs: Vec<&Sheet> = sheets.iter().collect();
            let responses = answer(policy, desk, desk.prompts(&refs)?, sampling, watch)?;
            for (sheet, response) in sheets.iter().zip(responses) {
                let right = solver::is_right(&response, &sheet.truth);
                let (name, family) = (sheet.name.clone(), sheet.family.clone());
                marks.push(Mark { name, family, level: sheet.level, response, right });
            }
        }
        Ok(Self { marks })
    }

    /// The marks as outcomes, by family.
    pub fn outcomes(&self) -> Vec<Outcome> {
        let outcome = |mark: &Mark| Outcome {
            id: mark.name.clone(),
            category: mark.family.clone(),
            right: mark.right,
        };
        self.marks.iter().map(outcome).collect()
    }

    /// Accuracy over everything, and by family.
    ///
    /// # Errors
    ///
    /// [`CourseError::Statistics`], if a question was asked twice.
    pub fn table(&self) -> Result<BTreeMap<String, Interval>> {
        let found = Accuracies::of("this model", &self.outcomes(), SEED)?;
        Ok(found.groups.into_iter().map(|group| (group.group.clone(), group.into())).collect())
    }

    /// By how much another exam over the same questions is better, by family.
    ///
    /// # Errors
    ///
    /// [`CourseError::Statistics`], if the questions are not the same.
    pub fn gain(&self, after: &Self) -> Result<BTreeMap<String, Interval>> {
        let (before, after) = (self.outcomes(), after.outcomes());
        let found = Comparison::of(("before", &before), ("after", &after), SEED)?;
        Ok(found.groups.into_iter().map(|group| (group.group.clone(), group.into())).collect())
    }
}

/// Of the intervals.
const SEED: u64 = 0;

/// The group of everything.
pub use synth_benchmarks::statistics::ALL;

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
