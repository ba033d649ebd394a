//! The Questioner: for questions that divide the Solver.

use super::Constants;
use crate::breakdown::Breakdown;
use crate::format::thought_question_answer;
use crate::votes::Votes;
use crate::{bleu, cluster};

/// What became of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The whole response.
    pub response: String,
    /// The question, if it could be read; its answer must not be empty.
    pub parsed: Option<String>,
    /// What the Solver said.
    pub votes: Votes,
}

/// The rewards of a batch of questions, in its order: `0.9 u + 0.1 format - share`, the
/// share being that of the question's cluster in the whole batch.
pub fn questioner(batch: &[Question], constants: &Constants) -> Vec<Breakdown> {
    let read: Vec<&str> = batch.iter().filter_map(|q| q.parsed.as_deref()).collect();
    let mut sizes = cluster::sizes(read.len(), constants.similar_text, |i, j| {
        1.0 - bleu::symmetric(read[i], read[j])
    })
    .into_iter();
    let share = |size: usize| size as f64 / batch.len() as f64;
    batch
        .iter()
        .map(|question| {
            let parsed = question.parsed.is_some();
            let alike = if parsed { sizes.next().map_or(0.0, share) } else { 0.0 };
            Breakdown::of([
                ("frontier", constants.frontier(parsed.then_some(question.votes))),
                ("format", constants.form(thought_question_answer(&question.response))),
                ("text-share", -alike),
            ])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(text: String, majority: u32) -> Question {
        Question {
            response: String::new(),
            parsed: Some(text),
            votes: Votes::new(10, 10, majority),
        }
    }

    #[test]
    fn forty_clones_in_a_large_batch_cost_next_to_nothing() {
        // The published batch is of 4,096 questions; a tenth of it, with a tenth of the
        // clones, has the same share.
        let mut batch = vec![question("what is the sum of all the values".into(), 5); 4];
        let word = |i: usize| format!("w{i} x{i} y{i} z{i} v{i}");
        batch.extend((4..410).map(|i| question(word(i), 5)));
        let reward = &questioner(&batch, &Constants::default())[0];
        assert!((reward.value("text-share") + 0.0098).abs() < 1e-4);
    }

    #[test]
    fn pure_guessing_earns_more_than_a_question_half_of_which_is_solved() {
        // Expected reward of the frontier with ten votes, by exact sums.
        let guess = |options: usize| expected(&vec![1.0 / options as f64; options]);
        assert!((guess(3) - 0.432).abs() < 0.002, "{}", guess(3));
        assert!((guess(4) - 0.401).abs() < 0.002, "{}", guess(4));
        let posed = expected(&[0.5, 0.5]);
        assert!((0.370..0.395).contains(&posed) && posed < guess(4), "{posed}");
    }

    /// The mean of `min(s, 1 - s)` over all outcomes of ten votes.
    fn expected(shares: &[f64]) -> f64 {
        fn walk(shares: &[f64], left: u32, most: u32, weight: f64) -> f64 {
            let Some((share, rest)) = shares.split_first() else {
                let votes = Votes::new(10, 10, most);
                return if left == 0 {
                    weight * crate::votes::disagreement(votes.share_of_asked())
                } else {
                    0.0
                };
            };
            let range = if rest.is_empty() { left..=left } else { 0..=left };
            range
                .map(|taken| {
                    let ways = binomial(left, taken) * share.powi(taken as i32);
                    walk(rest, left - taken, most.max(taken), weight * ways)
                })
                .sum()
        }
        walk(shares, 10, 0, 1.0)
    }

    fn binomial(n: u32, k: u32) -> f64 {
        (0..k).map(|i| f64::from(n - i) / f64::from(i + 1)).product()
    }
}
