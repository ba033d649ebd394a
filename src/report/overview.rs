//! What the page says of a corpus and a run as a whole, as values for the template.

use std::collections::BTreeMap;

use serde::Serialize;
use synth_datasets::{AnswerCount, Count, FunnelRow, Reader};

use crate::block::Row;
use crate::curves::Curves;
use crate::error::ReportError;
use crate::exams::{ALL, Exam};
use crate::index::Index;
use crate::plot::{Line, Plot};
use crate::source::Source;

/// Gates in the order in which candidates pass them, with what has then become of one.
const GATES: [(&str, &str); 7] = [
    ("propose", "proposed, both solvers agree"),
    ("balance", "answer not too common"),
    ("dedup", "not there before"),
    ("execute", "program ran"),
    ("render", "picture drawn"),
    ("verify", "picture shows what it should"),
    ("unlike", "in none of the other corpora"),
];

/// Most families that have a line of their own.
const LINES: usize = 8;
/// Most clusters that are listed.
const LISTED: usize = 12;
/// Answers that are listed of a family.
const ANSWERS: usize = 5;

#[derive(Serialize)]
pub(crate) struct Overview {
    corpora: Vec<Corpus>,
    plots: Vec<Group>,
    exams: Vec<Table>,
}

/// One corpus.
#[derive(Serialize)]
struct Corpus {
    name: String,
    tasks: u64,
    shown: usize,
    candidates: u64,
    sampled: bool,
    config: String,
    funnel: Vec<Stage>,
    families: Vec<Family>,
    levels: Vec<u8>,
    scored: bool,
    passes: bool,
    blind: f64,
    duplicates: Vec<(String, String, u64)>,
    near: usize,
    clusters: Vec<(u32, usize, String)>,
    costs: Vec<Cost>,
}

#[derive(Serialize)]
struct Stage {
    gate: String,
    words: String,
    left: u64,
    share: f64,
    reasons: Vec<(String, u64)>,
}

#[derive(Serialize)]
struct Family {
    name: String,
    cells: Vec<Cell>,
    prior: Option<Prior>,
}

/// A family at a level, or at all of them.
#[derive(Clone, Default, Serialize)]
struct Cell {
    level: u8,
    accepted: u64,
    acceptance: Option<f64>,
    score: Option<f64>,
    pass: Option<f64>,
}

#[derive(Serialize)]
struct Prior {
    questions: u64,
    answers: usize,
    blind: f64,
    commonest: Vec<(String, u64, f64)>,
}

#[derive(Serialize)]
struct Cost {
    family: String,
    fuel: [String; 2],
    program: [String; 2],
    picture: [String; 2],
}

/// Plots of one topic.
#[derive(Serialize)]
struct Group {
    topic: String,
    main: bool,
    svgs: Vec<(String, String)>,
}

/// Exams of one source.
#[derive(Serialize)]
struct Table {
    source: String,
    exams: Vec<String>,
    rows: Vec<(String, Vec<Option<[f64; 3]>>)>,
    svg: Option<String>,
}

impl Overview {
    pub fn of(
        sources: &[Source],
        readers: &[Option<Reader>],
        index: &Index,
    ) -> Result<Self, ReportError> {
        let mut corpora = Vec::new();
        let mut levels = Vec::new();
        for (number, (source, reader)) in sources.iter().zip(readers).enumerate() {
            let Some(reader) = reader else { continue };
            let corpus = corpus(source, number, reader, index)?;
            levels.push((source.name.clone(), reader.counts()?));
            corpora.push(corpus);
        }
        let mut plots = Vec::new();
        plots.extend(group("Acceptance by level", acceptance(&levels)?));
        plots.extend(group("Distributions", distributions(sources, index)?));
        plots.extend(curves(sources)?);
        let exams = sources.iter().filter(|source| !source.exams.is_empty());
        let exams = exams.map(exam_table).collect::<Result<_, _>>()?;
        Ok(Self { corpora, plots, exams })
    }
}

fn group(topic: &str, svgs: Vec<(String, String)>) -> Option<Group> {
    (!svgs.is_empty()).then(|| Group { topic: topic.to_owned(), main: true, svgs })
}

fn corpus(
    source: &Source,
    number: usize,
    reader: &Reader,
    index: &Index,
) -> Result<Corpus, ReportError> {
    let progress = reader.progress()?;
    let rows: Vec<(usize, &Row)> = index
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.source == number && row.id.is_some())
        .collect();
    let funnel = reader.funnel()?;
    let counts = reader.counts()?;
    let priors = priors(&reader.answers()?);
    let mut levels: Vec<u8> = counts.iter().map(|count| count.level.get()).collect();
    levels.sort_unstable();
    levels.dedup();
    let (clusters, near) = clusters(&rows, index);
    let asked: u64 = priors.values().map(|prior| prior.questions).sum();
    let guessed: f64 = priors.values().map(|prior| prior.blind * prior.questions as f64).sum();
    let duplicates = funnel.iter().filter(|row| row.gate == "dedup" || row.gate == "unlike");
    let corpus = source.corpus.as_ref();
    Ok(Corpus {
        name: source.name.clone(),
        tasks: progress.accepted,
        shown: rows.len(),
        candidates: progress.next_candidate,
        sampled: (rows.len() as u64) < progress.accepted,
        config: corpus
            .map(|corpus| serde_json::to_string_pretty(&corpus.config).unwrap_or_default())
            .unwrap_or_default(),
        scored: rows.iter().any(|(_, row)| row.score.is_some()),
        passes: rows.iter().any(|(_, row)| row.pass.is_some()),
        blind: guessed / asked.max(1) as f64,
        duplicates: duplicates.map(|r| (r.gate.clone(), r.reason.clone(), r.count)).collect(),
        near,
        clusters,
        costs: costs(&rows),
        families: families(&counts, &levels, &rows, priors),
        levels,
        funnel: stages(progress.next_candidate, &funnel),
    })
}

/// What was left after each gate.
fn stages(candidates: u64, funnel: &[FunnelRow]) -> Vec<Stage> {
    let mut gates: Vec<(&str, &str)> = GATES.to_vec();
    for row in funnel {
        if gates.iter().all(|(gate, _)| *gate != row.gate) {
            gates.push((&row.gate, &row.gate));
        }
    }
    let share = |left: u64| left as f64 / candidates.max(1) as f64;
    let first = Stage {
        gate: String::new(),
        words: "candidates".to_owned(),
        left: candidates,
        share: share(candidates),
        reasons: Vec::new(),
    };
    let mut left = candidates;
    let mut stages = vec![first];
    for (gate, words) in gates {
        let reasons: Vec<(String, u64)> = funnel
            .iter()
            .filter(|row| row.gate == gate)
            .map(|row| (row.reason.clone(), row.count))
            .collect();
        left = left.saturating_sub(reasons.iter().map(|(_, count)| count).sum());
        // A gate that only some runs have is not shown where it refused nothing.
        if gate == "unlike" && reasons.is_empty() {
            continue;
        }
        let (gate, words) = (gate.to_owned(), words.to_owned());
        stages.push(Stage { gate, words, left, share: share(left), reasons });
    }
    stages
}

fn families(
    counts: &[Count],
    levels: &[u8],
    rows: &[(usize, &Row)],
    mut priors: BTreeMap<String, Prior>,
) -> Vec<Family> {
    let mut sums: BTreeMap<(&str, u8), [(f64, u64); 2]> = BTreeMap::new();
    for (_, row) in rows {
        for level in [row.level, 0] {
            let sums = sums.entry((&row.family, level)).or_default();
            for (sum, value) in sums.iter_mut().zip([row.score, row.pass]) {
                *sum = value.map_or(*sum, |value| (sum.0 + value, sum.1 + 1));
            }
        }
    }
    let mean = |(sum, count): (f64, u64)| (count > 0).then(|| sum / count as f64);
    let mut names: Vec<&str> = counts.iter().map(|count| count.family.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let cell = |name: &str, level: u8| {
        let of = counts.iter().filter(|c| c.family == name);
        let of = of.filter(|c| level == 0 || c.level.get() == level);
        let (accepted, all) = of.fold((0, 0), |sum, count| {
            (sum.0 + count.accepted, sum.1 + count.accepted + count.rejected)
        });
        let [score, pass] = sums.get(&(name, level)).copied().unwrap_or_default();
        let acceptance = (all > 0).then(|| accepted as f64 / all as f64);
        Cell { level, accepted, acceptance, score: mean(score), pass: mean(pass) }
    };
    let family = |name: &str| Family {
        name: name.to_owned(),
        cells: levels.iter().chain([&0]).map(|level| cell(name, *level)).collect(),
        prior: priors.remove(name),
    };
    names.into_iter().map(family).collect()
}

fn priors(answers: &[AnswerCount]) -> BTreeMap<String, Prior> {
    let mut families: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for row in answers {
        *families.entry(&row.family).or_default().entry(&row.answer).or_default() += row.count;
    }
    let prior = |(family, answers): (&str, BTreeMap<&str, u64>)| {
        let questions: u64 = answers.values().sum();
        let share = |count: u64| count as f64 / questions.max(1) as f64;
        let mut order: Vec<(&str, u64)> = answers.iter().map(|(a, n)| (*a, *n)).collect();
        order.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let first = order.first().map_or(0, |(_, count)| *count);
        let listed = order.iter().take(ANSWERS);
        let prior = Prior {
            questions,
            answers: order.len(),
            blind: share(first),
            commonest: listed.map(|(a, n)| ((*a).to_owned(), *n, share(*n))).collect(),
        };
        (family.to_owned(), prior)
    };
    families.into_iter().map(prior).collect()
}

/// The largest clusters of near-duplicates with a family each, and how many tasks are in
/// any.
fn clusters(rows: &[(usize, &Row)], index: &Index) -> (Vec<(u32, usize, String)>, usize) {
    let mut sizes: BTreeMap<u32, (usize, &str)> = BTreeMap::new();
    for (at, row) in rows {
        let cluster = index.found.clusters[*at];
        if cluster > 0 {
            sizes.entry(cluster).or_insert((0, &row.family)).0 += 1;
        }
    }
    let near = sizes.values().map(|(size, _)| size).sum();
    let mut list: Vec<(u32, usize, String)> = sizes
        .into_iter()
        .map(|(number, (size, family))| (number, size, family.to_owned()))
        .collect();
    list.sort_by_key(|(number, size, _)| (std::cmp::Reverse(*size), *number));
    list.truncate(LISTED);
    (list, near)
}

fn costs(rows: &[(usize, &Row)]) -> Vec<Cost> {
    let mut families: BTreeMap<&str, [Vec<f64>; 3]> = BTreeMap::new();
    for (_, row) in rows {
        let values = [row.fuel, Some(row.program_bytes as f64), Some(row.picture_bytes as f64)];
        let lists = families.entry(&row.family).or_default();
        lists.iter_mut().zip(values).for_each(|(list, value)| list.extend(value));
    }
    let cost = |(family, lists): (&str, [Vec<f64>; 3])| {
        let [fuel, program, picture] = lists.map(|mut list| {
            list.sort_by(f64::total_cmp);
            [0.5, 0.95].map(|share| {
                let at = (list.len() as f64 * share) as usize;
                list.get(at.min(list.len().saturating_sub(1))).map_or("–".into(), |v| short(*v))
            })
        });
        Cost { family: family.to_owned(), fuel, program, picture }
    };
    families.into_iter().map(cost).collect()
}

/// A number with three digits and a letter for thousands.
fn short(value: f64) -> String {
    let units = [(1e9, " G"), (1e6, " M"), (1e3, " k")];
    match units.into_iter().find(|(unit, _)| value >= *unit) {
        Some((unit, letter)) => format!("{:.1}{letter}", value / unit),
        None => format!("{value:.0}"),
    }
}

fn acceptance(corpora: &[(String, Vec<Count>)]) -> Result<Vec<(String, String)>, ReportError> {
    let mut svgs = Vec::new();
    let mut all = Vec::new();
    for (name, counts) in corpora {
        let mut families: BTreeMap<&str, Vec<&Count>> = BTreeMap::new();
        counts.iter().for_each(|count| families.entry(&count.family).or_default().push(count));
        let refused = |counts: &[&Count]| counts.iter().any(|count| count.rejected > 0);
        let lines: Vec<Line> = families
            .iter()
            .filter(|(_, counts)| refused(counts))
            .map(|(family, counts)| by_level(family, counts))
            .collect();
        all.push(by_level(name, &counts.iter().collect::<Vec<_>>()));
        if (1..=LINES).contains(&lines.len()) && corpora.len() == 1 {
            let title = "Share of candidates accepted, families that refused any".to_owned();
            svgs.extend(plot(title, "level", &lines)?);
        }
    }
    let title = "Share of candidates accepted, all families".to_owned();
    svgs.extend(plot(title, "level", &all)?);
    Ok(svgs)
}

fn by_level(name: &str, counts: &[&Count]) -> Line {
    let mut levels: BTreeMap<u8, (u64, u64)> = BTreeMap::new();
    for count in counts {
        let level = levels.entry(count.level.get()).or_default();
        *level = (level.0 + count.accepted, level.1 + count.accepted + count.rejected);
    }
    let point = |(level, (accepted, all)): (&u8, &(u64, u64))| {
        (f64::from(*level), *accepted as f64 / (*all).max(1) as f64)
    };
    Line { name: name.to_owned(), points: levels.iter().map(point).collect() }
}

/// A plot whose lines share their ends, with whole numbers below.
fn plot(title: String, x: &str, lines: &[Line]) -> Result<Option<(String, String)>, ReportError> {
    let xs = lines.iter().flat_map(|line| line.points.iter().map(|point| point.0));
    let (low, high) = xs.fold((f64::INFINITY, 0.0_f64), |(a, b), x| (a.min(x), b.max(x)));
    let whole = low.is_finite() && high - low < 16.0;
    let names = whole.then(|| (low as i64..=high as i64).map(|x| x.to_string()).collect());
    let names = names
        .filter(|names: &Vec<String>| lines.iter().any(|line| line.points.len() == names.len()));
    let svg = Plot { title: &title, x, lines, reach: Some((0.0, 1.0)), names }.svg()?;
    Ok(svg.map(|svg| (title, svg)))
}

/// Shares of tasks in even bins of what is between 0 and 1, and costs as shares below.
fn distributions(sources: &[Source], index: &Index) -> Result<Vec<(String, String)>, ReportError> {
    type Read = fn(&Row) -> Option<f64>;
    let figures: [(&str, &str, Read); 5] = [
        ("Least score of the verifier", "score", |row| row.score),
        ("Pass rate of the Solver", "pass rate", |row| row.pass),
        ("Reward", "reward", |row| row.reward),
        ("Fuel of a program", "million units", |row| Some(row.fuel? / 1e6)),
        ("Size of a picture file", "KB", |row| row.id.map(|_| row.picture_bytes as f64 / 1e3)),
    ];
    let mut svgs = Vec::new();
    for (title, x, read) in figures {
        let mut lines = Vec::new();
        for (number, source) in sources.iter().enumerate() {
            let rows = index.rows.iter().filter(|row| row.source == number);
            let mut values: Vec<f64> = rows.filter_map(read).filter(|v| v.is_finite()).collect();
            values.sort_by(f64::total_cmp);
            if values.first() < values.last() {
                lines.push(Line { name: source.name.clone(), points: below(&values) });
            }
        }
        let title = format!("{title}: share of tasks at or below");
        let reach = Some((0.0, 1.0));
        // Lines that end elsewhere do not fit on one axis; the widest decides.
        let svg = Plot { title: &title, x, lines: &widened(lines), reach, names: None }.svg()?;
        svgs.extend(svg.map(|svg| (title, svg)));
    }
    Ok(svgs)
}

/// The share of sorted values at or below each of 41 even places.
fn below(values: &[f64]) -> Vec<(f64, f64)> {
    let (low, high) = (values[0], values[values.len() - 1]);
    (0..=40)
        .map(|at| low + (high - low) * f64::from(at) / 40.0)
        .map(|x| (x, values.partition_point(|v| *v <= x + 1e-12) as f64 / values.len() as f64))
        .collect()
}

/// Shares are 0 before the least value and 1 behind the greatest.
fn widened(mut lines: Vec<Line>) -> Vec<Line> {
    let xs = || lines.iter().flat_map(|line| line.points.iter().map(|point| point.0));
    let (low, high) = (xs().fold(f64::INFINITY, f64::min), xs().fold(f64::NEG_INFINITY, f64::max));
    for line in &mut lines {
        if line.points.first().is_some_and(|first| first.0 > low) {
            line.points.insert(0, (low, 0.0));
        }
        if line.points.last().is_some_and(|last| last.0 < high) {
            line.points.push((high, 1.0));
        }
    }
    lines
}

fn curves(sources: &[Source]) -> Result<Vec<Group>, ReportError> {
    let runs: Vec<(&str, &Curves)> = sources
        .iter()
        .filter(|source| !source.curves.is_empty())
        .map(|source| (source.name.as_str(), &source.curves))
        .collect();
    let mut groups: Vec<Group> = Vec::new();
    for panel in Curves::panels(&runs) {
        let plot =
            Plot { title: &panel.title, x: "step", lines: &panel.lines, reach: None, names: None };
        let Some(svg) = plot.svg()? else { continue };
        let main = !panel.topic.starts_with("Other");
        match groups.last_mut().filter(|group| group.topic == panel.topic) {
            Some(group) => group.svgs.push((panel.title, svg)),
            None => groups.push(Group {
                topic: panel.topic.to_owned(),
                main,
                svgs: vec![(panel.title, svg)],
            }),
        }
    }
    Ok(groups)
}

fn exam_table(source: &Source) -> Result<Table, ReportError> {
    let exams: Vec<String> = source.exams.iter().map(|exam| exam.name.clone()).collect();
    let mut names: Vec<&String> = source.exams.iter().flat_map(|e| e.groups.keys()).collect();
    names.sort_by_key(|name| (name.as_str() != ALL, name.as_str()));
    names.dedup();
    let of = |exam: &Exam, name: &str| {
        exam.groups.get(name).map(|result| [result.mean, result.low, result.high])
    };
    let row = |name: &&String| {
        ((*name).clone(), source.exams.iter().map(|exam| of(exam, name)).collect())
    };
    let rows = names.iter().map(row).collect();
    let series = |title: &str, place: usize| {
        let results = source.exams.iter().map(|exam| of(exam, ALL)).enumerate();
        let points = results.filter_map(|(at, result)| Some((at as f64, result?[place])));
        Line { name: title.to_owned(), points: points.collect() }
    };
    let lines = [series("accuracy", 0), series("low (95 %)", 1), series("high (95 %)", 2)];
    let full = lines[0].points.len() == exams.len();
    let svg = Plot {
        title: "Held-out accuracy with its confidence interval",
        x: "exam",
        lines: &lines,
        reach: None,
        names: full.then(|| (1..=exams.len()).map(|n| n.to_string()).collect()),
    };
    Ok(Table { source: source.name.clone(), exams, rows, svg: svg.svg()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_funnel_loses_what_each_gate_refused() {
        let row = |gate: &str, count| FunnelRow { gate: gate.into(), reason: "r".into(), count };
        let stages = stages(100, &[row("verify", 7), row("balance", 10), row("new-gate", 3)]);
        let left: Vec<_> = stages.iter().map(|s| (s.gate.as_str(), s.left)).collect();
        let wanted = [
            ("", 100),
            ("propose", 100),
            ("balance", 90),
            ("dedup", 90),
            ("execute", 90),
            ("render", 90),
            ("verify", 83),
            ("new-gate", 80),
        ];
        assert_eq!(left, wanted);
    }

    #[test]
    fn shares_below_rise_to_one() {
        let points = below(&[0.0, 0.0, 1.0, 4.0]);
        assert_eq!((points[0], points[40]), ((0.0, 0.5), (4.0, 1.0)));
        assert_eq!(short(2_310_000.0), "2.3 M");
    }
}
