//! The Proposer: for pictures that can be solved and questions that divide the Solver.

use std::collections::BTreeMap;

use super::{Constants, difficulty};
use crate::breakdown::{Breakdown, Term};
use crate::votes::{Votes, share};
use crate::{bleu, cluster};

/// A picture that one of the Coder's programs drew, and what the Solver said to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Answers to the easy question that equal the Proposer's, of how many.
    pub easy: (u32, u32),
    /// Answers to the hard question among themselves.
    pub hard: Votes,
}

/// What became of a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Whether all its tags could be read.
    pub parsed: bool,
    /// Its content type.
    pub content_type: String,
    /// Its caption.
    pub caption: String,
    /// Its easy question.
    pub easy_question: String,
    /// Its hard question.
    pub hard_question: String,
    /// Programs that the Coder wrote for it.
    pub programs: u32,
    /// The pictures of those that rendered.
    pub pictures: Vec<Seen>,
}

/// The rewards of a batch of proposals, in its order.
///
/// `R = 1/N Σ [min(solvability, cap) + difficulty] + easy-hard + content type + diversity`
/// over the `N` programs, of which those that did not render add nothing.
pub fn proposer(batch: &[Proposal], constants: &Constants) -> Vec<Breakdown> {
    let valid: Vec<&Proposal> = batch.iter().filter(|proposal| proposal.parsed).collect();
    let types = type_penalties(&valid, constants);
    let mut alike = diversity(&valid, constants).into_iter();
    batch
        .iter()
        .map(|proposal| {
            if !proposal.parsed {
                return Breakdown::of([("format", constants.unparsed)]);
            }
            let mut reward = seen(proposal, constants);
            let common = types.get(proposal.content_type.as_str()).copied().unwrap_or(0.0);
            reward.terms.push(Term { name: "content-type", value: common });
            let value = alike.next().unwrap_or(0.0);
            reward.terms.push(Term { name: "diversity", value });
            reward
        })
        .collect()
}

/// The terms that come from the pictures.
fn seen(proposal: &Proposal, constants: &Constants) -> Breakdown {
    let programs = f64::from(proposal.programs.max(1));
    let (mut solvability, mut hard) = (0.0, 0.0);
    for picture in &proposal.pictures {
        let (right, asked) = picture.easy;
        solvability += share(right, asked).min(constants.solvability_cap);
        hard += difficulty(picture.hard);
    }
    let mean = hard / proposal.pictures.len().max(1) as f64;
    let easy = !proposal.pictures.is_empty() && mean < constants.easy_hard_threshold;
    Breakdown::of([
        ("solvability", solvability / programs),
        ("difficulty", hard / programs),
        ("easy-hard", if easy { -constants.easy_hard_penalty } else { 0.0 }),
    ])
}

/// What each content type costs, if there is more than one.
fn type_penalties<'p>(valid: &[&'p Proposal], constants: &Constants) -> BTreeMap<&'p str, f64> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for proposal in valid {
        *counts.entry(proposal.content_type.as_str()).or_insert(0) += 1;
    }
    if counts.len() < 2 {
        return BTreeMap::new();
    }
    let (from, all) = (constants.type_share, valid.len() as u32);
    let penalty = |count: u32| {
        let over = (share(count, all) - from).max(0.0);
        -constants.type_weight * over / (1.0 - from)
    };
    counts.into_iter().map(|(name, count)| (name, penalty(count))).collect()
}

/// The diversity term of each valid proposal: never above 0, since a cluster holds at
/// least the proposal itself.
fn diversity(valid: &[&Proposal], constants: &Constants) -> Vec<f64> {
    let all = valid.len();
    let even = 1.0 / all.max(1) as f64;
    let parts: [fn(&Proposal) -> &str; 3] =
        [|p| &p.caption, |p| &p.easy_question, |p| &p.hard_question];
    let sizes = parts.map(|part| {
        cluster::sizes(all, constants.similar, |i, j| {
            1.0 - bleu::smoothed(part(valid[j]), part(valid[i]))
        })
    });
    (0..all)
        .map(|at| {
            let excess = |part: usize| sizes[part][at] as f64 * even - even;
            let weighted: f64 =
                (0..3).map(|part| constants.diversity_parts[part] * excess(part)).sum();
            let most = constants.diversity_weight;
            -(weighted * all as f64 * constants.diversity_weight).clamp(-most, most)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposal(name: &str, hard: u32) -> Proposal {
        Proposal {
            parsed: true,
            content_type: "diagram".into(),
            caption: format!("{name} one two three four five six {name} seven {name}"),
            easy_question: format!("{name} what is the first of {name} in the {name} row"),
            hard_question: format!("{name} what is the last of {name} in the {name} row"),
            programs: 4,
            pictures: vec![Seen { easy: (5, 5), hard: Votes::new(5, 5, hard) }; 4],
        }
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
    }

    #[test]
    fn five_votes_give_five_values_of_difficulty() {
        let of = |majority| proposer(&[proposal("a", majority)], &Constants::default());
        let difficulties: Vec<f64> =
            (1..=5).map(|majority| of(majority)[0].value("difficulty")).collect();
        for (found, expected) in difficulties.iter().zip([0.2, 0.4, 0.4, 0.2, 0.0]) {
            close(*found, expected);
        }
    }

    #[test]
    fn the_best_is_one_and_the_worst_that_is_parsed_is_far_below() {
        let ten = Seen { easy: (5, 5), hard: Votes::new(10, 10, 5) };
        let best = Proposal { pictures: vec![ten; 4], ..proposal("a", 1) };
        close(proposer(&[best], &Constants::default())[0].total(), 1.0);
        // Nothing solved, an easy hard question, a common type, a clone: the study's
        // lower end.
        let unsolved = Seen { easy: (0, 5), hard: Votes::new(5, 5, 5) };
        let bad = Proposal { pictures: vec![unsolved; 4], ..proposal("a", 1) };
        let mut batch = vec![bad; 10_000];
        batch.truncate(40);
        batch.push(Proposal { content_type: "map".into(), ..proposal("b", 1) });
        let worst = proposer(&batch, &Constants::default())[0].total();
        let share = 40.0 / 41.0;
        close(worst, -0.3 - 0.15 * (share - 0.5) / 0.5 - 0.5);
        assert!(worst > -0.95);
    }

    #[test]
    fn a_picture_that_fails_adds_nothing_and_no_picture_is_not_easy() {
        let mut one = proposal("a", 2);
        one.pictures.truncate(1);
        let reward = &proposer(&[one.clone()], &Constants::default())[0];
        close(reward.value("solvability"), 0.5 / 4.0);
        close(reward.value("difficulty"), 0.4 / 4.0);
        one.pictures.clear();
        close(proposer(&[one], &Constants::default())[0].total(), 0.0);
    }

    #[test]
    fn an_unparsed_proposal_costs_one_and_no_other_anything() {
        let batch = [Proposal { parsed: false, ..proposal("a", 2) }, proposal("b", 2)];
        let rewards = proposer(&batch, &Constants::default());
        close(rewards[0].total(), -1.0);
        close(rewards[1].value("diversity"), 0.0);
    }

    #[test]
    fn two_clones_cost_as_much_as_ten() {
        let batch = |clones: usize| {
            let mut batch = vec![proposal("same", 2); clones];
            batch.extend((0..20).map(|i| proposal(&format!("other{i}"), 2)));
            proposer(&batch, &Constants::default())[0].value("diversity")
        };
        close(batch(1), 0.0);
        close(batch(2), -0.5);
        close(batch(10), -0.5);
    }

    #[test]
    fn half_of_a_batch_may_be_of_one_type() {
        let mut batch: Vec<Proposal> = (0..4).map(|i| proposal(&format!("p{i}"), 2)).collect();
        batch[0].content_type = "map".into();
        let penalty =
            |batch: &[Proposal]| proposer(batch, &Constants::default())[3].value("content-type");
        close(penalty(&batch), -0.15 * (0.75 - 0.5) / 0.5);
        batch[1].content_type = "map".into();
        close(penalty(&batch), 0.0);
        batch.iter_mut().for_each(|proposal| proposal.content_type = "map".into());
        close(penalty(&batch), 0.0);
    }
}
