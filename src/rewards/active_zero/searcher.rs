//! The Searcher: for queries whose pictures lead to divided answers.

use std::collections::BTreeMap;

use super::Constants;
use crate::breakdown::Breakdown;
use crate::format::type_then_query;
use crate::votes::Votes;
use crate::{bleu, cluster};

/// What became of a query.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// The whole response.
    pub response: String,
    /// The type that the response names and the query, if they could be read.
    pub parsed: Option<(String, String)>,
    /// Which retriever served it: pictures are compared among those of one.
    pub retriever: u32,
    /// The retrieved picture's embedding, of length 1.
    pub embedding: Vec<f32>,
    /// The answers to the question about the picture; `None` if the Questioner's
    /// output could not be read, which is charged to the Searcher.
    pub votes: Option<Votes>,
}

/// The rewards of a batch of queries, in its order:
/// `0.9 u + 0.1 format - picture share - text share`.
///
/// A share is that of the query's cluster in its group, and 0 in a group of one. Groups
/// are by the type *that the response names*. If no query can be read, all get 0.
pub fn searcher(batch: &[Query], constants: &Constants) -> Vec<Breakdown> {
    let parsed = |query: &Query| query.parsed.clone();
    if batch.iter().all(|query| query.parsed.is_none()) {
        return vec![Breakdown::default(); batch.len()];
    }
    let text = shares(
        batch,
        |query| parsed(query).map(|(named, _)| (named, 0)),
        constants.similar_text,
        |a, b| {
            let of = |query: &Query| parsed(query).map_or_else(String::new, |(_, text)| text);
            1.0 - bleu::symmetric(&of(a), &of(b))
        },
    );
    let picture = shares(
        batch,
        |query| parsed(query).map(|(named, _)| (named, query.retriever)),
        constants.similar_picture,
        |a, b| (1.0 - dot(&a.embedding, &b.embedding)).clamp(0.0, 1.0),
    );
    let each = batch.iter().zip(picture.into_iter().zip(text));
    each.map(|(query, (picture, text))| {
        let votes = query.parsed.as_ref().and(query.votes);
        Breakdown::of([
            ("frontier", constants.frontier(votes)),
            ("format", constants.form(type_then_query(&query.response))),
            ("picture-share", -picture),
            ("text-share", -text),
        ])
    })
    .collect()
}

/// Each query's cluster as a share of its group.
fn shares(
    batch: &[Query],
    group: impl Fn(&Query) -> Option<(String, u32)>,
    threshold: f64,
    distance: impl Fn(&Query, &Query) -> f64,
) -> Vec<f64> {
    let mut groups: BTreeMap<(String, u32), Vec<usize>> = BTreeMap::new();
    for (at, query) in batch.iter().enumerate() {
        if let Some(key) = group(query) {
            groups.entry(key).or_default().push(at);
        }
    }
    let mut shares = vec![0.0; batch.len()];
    for members in groups.values().filter(|members| members.len() > 1) {
        let sizes = cluster::sizes(members.len(), threshold, |i, j| {
            distance(&batch[members[i]], &batch[members[j]])
        });
        for (at, size) in members.iter().zip(sizes) {
            shares[*at] = size as f64 / members.len() as f64;
        }
    }
    shares
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(named: &str, text: &str, axis: usize) -> Query {
        let mut embedding = vec![0.0; 100];
        embedding[axis] = 1.0;
        Query {
            response: format!("<type>{named}</type><query>{text}</query>"),
            parsed: Some((named.into(), text.into())),
            retriever: 0,
            embedding,
            votes: Some(Votes::new(10, 10, 5)),
        }
    }

    const LONG: &str = "a labelled diagram of a water pump with valves";

    #[test]
    fn the_best_query_earns_just_over_a_half() {
        let reward = &searcher(&[query("maps", LONG, 0)], &Constants::default())[0];
        assert!((reward.total() - 0.55).abs() < 1e-12);
    }

    #[test]
    fn sixty_four_equal_queries_escape_by_made_up_types() {
        let honest: Vec<Query> = (0..64).map(|_| query("maps", LONG, 0)).collect();
        let forged: Vec<Query> = (0..64).map(|i| query(&format!("type {i}"), LONG, 0)).collect();
        let shares = |batch: &[Query]| {
            let reward = &searcher(batch, &Constants::default())[0];
            (reward.value("text-share"), reward.value("picture-share"))
        };
        assert_eq!(shares(&honest), (-1.0, -1.0));
        assert_eq!(shares(&forged), (0.0, 0.0));
    }

    #[test]
    fn queries_of_two_words_never_match() {
        let batch: Vec<Query> = (0..64).map(|i| query("maps", "bar chart", i)).collect();
        let reward = &searcher(&batch, &Constants::default())[0];
        assert!((reward.value("text-share") + 0.0156).abs() < 1e-4);
    }

    #[test]
    fn the_number_of_retrievers_changes_the_reward() {
        let of = |retrievers: u32| {
            let batch: Vec<Query> = (0..8)
                .map(|i| Query { retriever: i % retrievers, ..query("maps", LONG, i as usize) })
                .collect();
            searcher(&batch, &Constants::default())[0].value("picture-share")
        };
        assert_eq!((of(1), of(4), of(8)), (-0.125, -0.5, 0.0));
    }

    #[test]
    fn what_cannot_be_read_costs_unless_nothing_can() {
        let unread = Query { parsed: None, response: "?".into(), ..query("maps", LONG, 0) };
        let blamed = Query { votes: None, ..query("maps", LONG, 1) };
        let rewards = searcher(&[unread.clone(), blamed], &Constants::default());
        assert!((rewards[0].total() + 0.9).abs() < 1e-12);
        assert!((rewards[1].total() + 0.8).abs() < 1e-12);
        assert_eq!(searcher(&[unread.clone(), unread], &Constants::default())[0].total(), 0.0);
    }
}
