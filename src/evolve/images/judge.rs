//! What Searcher and Questioner are paid.

use std::collections::BTreeMap;

use synth_rewards::sound::{self, Archive, Evidence, Outcome, Sketch, penalties};
use synth_rewards::{Breakdown, active_zero};

use super::Inquiry;
use crate::judge::constants;
use crate::pay::{Preset, paid};
use crate::settings::{Ballot, Settings};
use crate::vote::Witness;

/// A query, with all that came of it.
#[derive(Debug)]
pub struct Hunt<'h> {
    /// The domain that was assigned.
    pub domain: &'h str,
    /// The Searcher's response; `None` if somebody else failed.
    pub response: Option<&'h str>,
    /// What was looked for, if it could be read.
    pub query: Option<&'h str>,
    /// What was found.
    pub finds: Vec<Find<'h>>,
}

/// A picture that a query found.
#[derive(Debug)]
pub struct Find<'h> {
    /// Its number.
    pub image: u64,
    /// How far it shows what was asked for, 0 to 1.
    pub relevance: f64,
    /// What was asked about it.
    pub inquiry: &'h Inquiry,
}

/// How often the Solver is asked while Searcher and Questioner are trained: only for what
/// is paid.
pub fn ballot(settings: &Settings) -> Ballot {
    match settings.rewards {
        Preset::Sound => settings.ballot,
        Preset::MmZero => Ballot { easy: 0, blind: 0, ..settings.ballot },
    }
}

/// The Searcher's rewards; `None` where nobody could judge.
pub fn searchers(
    settings: &Settings,
    archive: &Archive,
    hunts: &[Hunt<'_>],
) -> Vec<Option<Breakdown>> {
    let rewards = match settings.rewards {
        Preset::Sound => sound_searchers(settings, archive, hunts),
        Preset::MmZero => paper_searchers(hunts),
    };
    rewards.into_iter().map(|reward| Some(paid(reward?, &settings.without))).collect()
}

fn sound_searchers(
    settings: &Settings,
    archive: &Archive,
    hunts: &[Hunt<'_>],
) -> Vec<Option<Breakdown>> {
    let constants = constants(settings);
    let readable = hunts.iter().filter_map(|hunt| Some((hunt.domain, Sketch::of(hunt.query?))));
    let mut copies = penalties(&readable.collect::<Vec<_>>(), archive, &constants).into_iter();
    let one = |hunt: &Hunt<'_>| {
        let copy = hunt.query.and_then(|_| copies.next()).unwrap_or(0.0);
        sound::searcher(&outcome(hunt), copy, &constants)
    };
    hunts.iter().map(one).collect()
}

fn outcome(hunt: &Hunt<'_>) -> Outcome<Vec<(f64, Option<Evidence>)>> {
    match hunt.query {
        _ if hunt.response.is_none() => Outcome::Unjudged,
        None => Outcome::Malformed,
        // A query that finds nothing shows nothing of what was asked for.
        Some(_) if hunt.finds.is_empty() => Outcome::Judged(vec![(0.0, Some(Evidence::default()))]),
        Some(_) => {
            let known = hunt.finds.iter().filter(|find| !find.inquiry.is_unknown());
            let evidence = |find: &Find<'_>| find.inquiry.witness().map(|w| w.evidence());
            Outcome::Judged(known.map(|find| (find.relevance, evidence(find))).collect())
        }
    }
}

/// By the first picture, as in the paper, where a retriever has chosen one. Pictures are
/// alike if they are the same; types are what was assigned, since nobody asks for them.
fn paper_searchers(hunts: &[Hunt<'_>]) -> Vec<Option<Breakdown>> {
    let known = |hunt: &&Hunt<'_>| {
        let first = hunt.finds.first();
        hunt.response.is_some() && !first.is_some_and(|find| find.inquiry.is_unknown())
    };
    let mut axes: BTreeMap<u64, usize> = BTreeMap::new();
    for find in hunts.iter().filter_map(|hunt| hunt.finds.first()) {
        let next = axes.len();
        axes.entry(find.image).or_insert(next);
    }
    let embedding = |hunt: &Hunt<'_>| {
        let mut numbers = vec![0.0; axes.len()];
        let axis = hunt.finds.first().and_then(|find| axes.get(&find.image));
        axis.into_iter().for_each(|axis| numbers[*axis] = 1.0);
        numbers
    };
    let batch: Vec<active_zero::Query> = hunts
        .iter()
        .filter(known)
        .map(|hunt| active_zero::Query {
            response: hunt.response.unwrap_or_default().to_owned(),
            parsed: hunt.query.map(|query| (hunt.domain.to_owned(), query.to_owned())),
            retriever: 0,
            embedding: embedding(hunt),
            votes: hunt.finds.first().and_then(|find| Some(find.inquiry.voted()?.1.hard.votes())),
        })
        .collect();
    let mut rewards = active_zero::searcher(&batch, &Default::default()).into_iter();
    hunts.iter().map(|hunt| if known(&hunt) { rewards.next() } else { None }).collect()
}

/// The Questioner's rewards, each with what was assigned to it; `None` where nobody could
/// judge.
pub fn questioners(
    settings: &Settings,
    archive: &Archive,
    inquiries: &[(&str, &Inquiry)],
) -> Vec<Option<Breakdown>> {
    let rewards = match settings.rewards {
        Preset::Sound => sound_questioners(settings, archive, inquiries),
        Preset::MmZero => paper_questioners(inquiries),
    };
    rewards.into_iter().map(|reward| Some(paid(reward?, &settings.without))).collect()
}

fn sound_questioners(
    settings: &Settings,
    archive: &Archive,
    inquiries: &[(&str, &Inquiry)],
) -> Vec<Option<Breakdown>> {
    let constants = constants(settings);
    let readable = inquiries.iter().filter_map(|(assigned, inquiry)| {
        Some((*assigned, Sketch::of(&inquiry.read.as_ref().ok()?.question)))
    });
    let mut copies = penalties(&readable.collect::<Vec<_>>(), archive, &constants).into_iter();
    let one = |(_, inquiry): &(&str, &Inquiry)| {
        let copy = inquiry.read.as_ref().ok().and_then(|_| copies.next()).unwrap_or(0.0);
        let outcome = match inquiry.witness() {
            _ if inquiry.is_unknown() => Outcome::Unjudged,
            None => Outcome::Malformed,
            Some(witness) => Outcome::Judged(vec![Witness::evidence(&witness)]),
        };
        sound::author(&outcome, copy, &constants)
    };
    inquiries.iter().map(one).collect()
}

fn paper_questioners(inquiries: &[(&str, &Inquiry)]) -> Vec<Option<Breakdown>> {
    let known = |(_, inquiry): &&(&str, &Inquiry)| !inquiry.is_unknown();
    let batch: Vec<active_zero::Question> = inquiries
        .iter()
        .filter(known)
        .map(|(_, inquiry)| active_zero::Question {
            response: inquiry.response.clone().unwrap_or_default(),
            parsed: inquiry.read.as_ref().ok().map(|asked| asked.question.clone()),
            votes: inquiry.voted().map_or_else(Default::default, |(_, s)| s.hard.votes()),
        })
        .collect();
    let mut rewards = active_zero::questioner(&batch, &Default::default()).into_iter();
    inquiries.iter().map(|one| if known(&one) { rewards.next() } else { None }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::player::Reply;
    use crate::presets;
    use crate::vote::{Poll, Sight};

    fn inquiry(answer: &str, votes: &[&str]) -> Inquiry {
        let poll =
            |answers: &[&str]| Poll { answers: answers.iter().map(|a| (*a).into()).collect() };
        let text = format!("<question>How many?</question><answer>{answer}</answer>");
        let sight =
            Sight { easy: poll(&votes[..1]), hard: poll(votes), blind: poll(&["8", "7", "6"]) };
        Inquiry { sight: Some(sight), ..Inquiry::of(Reply::Said(text)) }
    }

    fn hunt<'h>(query: &'h str, finds: &[(f64, &'h Inquiry)]) -> Hunt<'h> {
        let find = |(image, (relevance, inquiry)): (u64, &(f64, &'h Inquiry))| Find {
            image,
            relevance: *relevance,
            inquiry,
        };
        let finds = (0..).zip(finds).map(find).collect();
        Hunt { domain: "maps", response: Some(query), query: Some(query), finds }
    }

    const SPLIT: [&str; 6] = ["2", "2", "2", "2", "3", "4"];

    #[test]
    fn a_query_is_paid_for_what_it_finds_and_not_for_others_faults() {
        let settings = presets::tiny();
        let (good, wrong) = (inquiry("2", &SPLIT), inquiry("5", &SPLIT));
        let (down, nonsense) =
            (Inquiry::of(Reply::Failed("down".into())), Inquiry::of(Reply::Said("?".into())));
        let total = |hunt: Hunt<'_>| {
            searchers(&settings, &Archive::default(), &[hunt]).remove(0).map(|r| r.total())
        };
        let best = total(hunt("a map", &[(1.0, &good)])).unwrap();
        assert!(best > 0.6, "{best}");
        assert!(best > total(hunt("a map", &[(0.0, &good)])).unwrap());
        assert!(best > total(hunt("a map", &[(1.0, &wrong)])).unwrap());
        // Who found nothing earns the form alone, and who is not read nothing.
        assert!((total(hunt("a map", &[])).unwrap() - 0.1).abs() < 1e-12);
        let unread = Hunt { query: None, ..hunt("?", &[]) };
        assert_eq!(total(unread), Some(0.0));
        // The faults of others change nothing, or leave nothing to judge.
        assert_eq!(total(hunt("a map", &[(1.0, &good), (1.0, &down)])), Some(best));
        assert_eq!(total(hunt("a map", &[(1.0, &down)])), None);
        assert_eq!(total(hunt("a map", &[(1.0, &nonsense)])), None);
        assert_eq!(total(Hunt { response: None, query: None, ..hunt("", &[]) }), None);
    }

    #[test]
    fn copies_cost_by_what_was_assigned() {
        let settings = presets::tiny();
        let good = inquiry("2", &SPLIT);
        let mut archive = Archive::default();
        archive.add("maps", Sketch::of("a map"));
        let of = |domain| {
            let hunt = Hunt { domain, ..hunt("a map", &[(1.0, &good)]) };
            searchers(&settings, &archive, &[hunt]).remove(0).unwrap().value("copy")
        };
        assert!(of("maps") < 0.0 && of("charts") == 0.0);
        let pair = [("1 counting", &good), ("2 counting", &good)];
        let of = |pair: &[(&str, &Inquiry)]| {
            questioners(&settings, &Archive::default(), pair)[0].as_ref().unwrap().value("copy")
        };
        assert_eq!(of(&pair), 0.0);
        assert!(of(&[pair[0], pair[0]]) < 0.0);
    }

    #[test]
    fn the_papers_formulas_pay_for_division_alone() {
        let settings = Settings { rewards: Preset::MmZero, ..presets::tiny() };
        let (good, wrong) = (inquiry("2", &SPLIT), inquiry("5", &SPLIT));
        let of = |inquiry: &Inquiry| {
            let pair = [("a", inquiry)];
            questioners(&settings, &Archive::default(), &pair).remove(0).unwrap().total()
        };
        assert_eq!(of(&good), of(&wrong));
        let hunts = [hunt("a map", &[(1.0, &good)]), hunt("a map", &[(0.0, &good)])];
        let paid = searchers(&settings, &Archive::default(), &hunts);
        let paid = paid.iter().map(|reward| reward.as_ref().unwrap().value("picture-share"));
        assert_eq!(paid.collect::<Vec<_>>(), [-1.0, -1.0]);
    }
}
