//! What an audit found.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::{Cluster, Prior, Sight};

/// Pictures with the same flaw.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Named {
    /// The flaw.
    pub sight: Sight,
    /// How many pictures have it.
    pub count: u64,
    /// Some of their names.
    pub names: Vec<String>,
}

/// What an audit found; [`Display`](fmt::Display) writes it for people.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// What was looked over.
    pub path: String,
    /// `synth corpus`, `json` or `parquet`.
    pub kind: &'static str,
    /// Rows with a picture and a question.
    pub tasks: u64,
    /// Questions in all.
    pub questions: u64,
    /// Tasks that repeat an earlier one.
    pub duplicates: u64,
    /// Clusters of such tasks.
    pub duplicate_clusters: u64,
    /// Duplicates by reason.
    pub reasons: BTreeMap<&'static str, u64>,
    /// Tasks that are near an earlier one, but not the same.
    pub near_duplicates: u64,
    /// Clusters of such tasks.
    pub near_clusters: u64,
    /// The share of questions answered right by giving each group's commonest
    /// answer.
    pub blind: f64,
    /// By group, those where guessing pays most first.
    pub priors: Vec<Prior>,
    /// Pictures that show nothing, by flaw.
    pub unclear: Vec<Named>,
    /// The largest clusters of duplicates.
    pub largest_duplicates: Vec<Cluster>,
    /// The largest clusters of near-duplicates.
    pub largest_near: Vec<Cluster>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |part: u64| part as f64 * 100.0 / self.tasks.max(1) as f64;
        writeln!(
            f,
            "{} ({}): {} tasks, {} questions\n",
            self.path, self.kind, self.tasks, self.questions
        )?;
        let reasons: Vec<String> =
            self.reasons.iter().map(|(reason, count)| format!("{count} by {reason}")).collect();
        let reasons =
            if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join(", ")) };
        writeln!(
            f,
            "duplicates       {} ({:.2} %) in {} clusters{reasons}",
            self.duplicates,
            share(self.duplicates),
            self.duplicate_clusters
        )?;
        clusters(f, &self.largest_duplicates)?;
        writeln!(
            f,
            "near-duplicates  {} ({:.2} %) in {} clusters; alike, but something differs",
            self.near_duplicates,
            share(self.near_duplicates),
            self.near_clusters
        )?;
        clusters(f, &self.largest_near)?;
        writeln!(
            f,
            "blind guess      {:.1} % right with each group's commonest answer",
            self.blind * 100.0
        )?;
        for prior in &self.priors {
            let commonest: Vec<String> = prior
                .commonest
                .iter()
                .map(|share| format!("{} {:.0} %", cut(&share.answer), share.share * 100.0))
                .collect();
            writeln!(
                f,
                "  {:5.1} %  {} ({} questions, {} answers): {}",
                prior.blind * 100.0,
                prior.group,
                prior.questions,
                prior.answers,
                commonest.join(", ")
            )?;
        }
        let count: u64 = self.unclear.iter().map(|named| named.count).sum();
        write!(f, "unclear pictures {count} ({:.2} %)", share(count))?;
        for named in &self.unclear {
            write!(
                f,
                "\n  {:5}  {}: {}",
                named.count,
                named.sight.words(),
                some(&named.names, named.count)
            )?;
        }
        Ok(())
    }
}

fn clusters(f: &mut fmt::Formatter<'_>, clusters: &[Cluster]) -> fmt::Result {
    for cluster in clusters {
        let names: Vec<String> = cluster
            .others
            .iter()
            .take(4)
            .map(|member| format!("{} ({})", member.name, member.reason))
            .collect();
        writeln!(f, "  {}  =  {}", cluster.first, some(&names, cluster.others.len() as u64))?;
    }
    Ok(())
}

/// A few names, and how many more there are.
fn some(names: &[String], count: u64) -> String {
    let shown = names.iter().take(4).cloned().collect::<Vec<_>>().join(", ");
    let more = count.saturating_sub(names.len().min(4) as u64);
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

/// The beginning of a long answer.
fn cut(text: &str) -> String {
    let short: String = text.chars().take(24).collect();
    if short.len() < text.len() { format!("“{short}…”") } else { format!("“{short}”") }
}
