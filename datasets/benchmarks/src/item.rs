//! A question of a benchmark with all that is needed to ask and to grade it.

use synth_grader::{Truth, Verdict, score};

/// A question, its pictures and its truth.
#[derive(Clone, Debug)]
pub struct Item {
    /// The benchmark's own id, or the file's name and the row.
    pub id: String,
    /// Picture files as they are stored (PNG, JPEG, …), in the order in which the
    /// question names them; none where the benchmark asks without a picture.
    pub images: Vec<Vec<u8>>,
    /// What is asked, with the options below it, one a line: `A. red`.
    pub question: String,
    /// The options, A first; empty for a free answer.
    pub options: Vec<String>,
    /// The right answer as it is published; with options, its letter.
    pub answer: String,
    /// What the benchmark reports its results by: a task, a subject, a kind of chart.
    pub category: String,
    /// What answers are held against, with the benchmark's own tolerance.
    pub truth: Truth,
    /// Other answers that the benchmark takes as well.
    pub also: Vec<Truth>,
}

impl Item {
    /// Grades an answer against the truth and the others that count.
    pub fn score(&self, answer: &str) -> Verdict {
        let first = score(answer, &self.truth);
        let mut others = self.also.iter().map(|truth| score(answer, truth));
        if first.is_right() { first } else { others.find(Verdict::is_right).unwrap_or(first) }
    }
}
