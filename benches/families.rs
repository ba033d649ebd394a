//! Every family against every rule, over many seeds, and what its tasks cost.
//!
//! `cargo bench --bench families` looks at 1,000 seeds a level, `-- --large` at 10,000;
//! names behind `--` choose families. Of the seeds a share is drawn, as the command line
//! does it: SVG in process, Python in the sandbox. `benches/families.md` keeps the table.
//! Ends with 1 if a rule is broken or fewer than nine in ten candidates pass.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use synth::pipeline::Plan;
use synth::pipeline::candidate::{draw, examine, propose};
use synth::pipeline::drawing::Trust;
use synth::pipeline::twins::Studio;
use synth_contracts::{Language, Level};
use synth_sandbox::{Limits, Sandbox, Verdict};
use synth_templates::rules::guess::Score;
use synth_templates::rules::{Rule, Survey, stream};
use synth_templates::{FAMILIES, Registered};

/// Least share of candidates that pass every gate.
const PASS: f64 = 0.9;

/// How much is looked at, a family and level.
#[derive(Clone, Copy)]
struct Share {
    /// Seeds that are proposed.
    seeds: u64,
    /// Candidates that are drawn and verified.
    drawn: u64,
    /// Tasks whose twins are drawn.
    twins: u64,
}

const SMALL: Share = Share { seeds: 1_000, drawn: 40, twins: 4 };
const LARGE: Share = Share { seeds: 10_000, drawn: 200, twins: 20 };

/// What became of a family over all levels.
#[derive(Default)]
struct Row {
    surveys: Vec<Survey>,
    passed: u64,
    drawn: u64,
    /// Tasks with an unanswerable twin, and all with a counterfactual.
    hidden: [u64; 2],
    /// Why candidates or counterfactuals were refused.
    refused: Vec<String>,
    millis: Vec<f64>,
}

impl Row {
    /// Median time of a task, from proposing to the encoded picture.
    fn median(&self) -> f64 {
        let mut millis = self.millis.clone();
        millis.sort_by(f64::total_cmp);
        millis.get(millis.len() / 2).copied().unwrap_or(f64::NAN)
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` asks only whether it builds.
    if arguments.iter().any(|argument| argument == "--test") {
        return ExitCode::SUCCESS;
    }
    let share = if arguments.iter().any(|argument| argument == "--large") { LARGE } else { SMALL };
    let names: Vec<&String> = arguments.iter().filter(|name| !name.starts_with("--")).collect();
    let chosen = |family: &&Registered| {
        names.is_empty() || names.iter().any(|name| *name == family.card.name)
    };
    let families: Vec<&'static Registered> = FAMILIES.iter().filter(chosen).collect();
    let sandbox = Sandbox::new(2).expect("the sandbox loads");
    let Share { seeds, drawn, twins } = share;
    println!(
        "{} families, five levels each; a level: {seeds} seeds proposed, {drawn} drawn and \
         verified, twins of {twins}.\n",
        families.len()
    );
    println!(
        "| family | language | found | changed | easy guessed | hard guessed | hidden twins | \
         passed | ms |\n|---|---|---:|---:|---:|---:|---:|---:|---:|"
    );
    let rows = survey(&families, &sandbox, share);
    let mut sound = true;
    for (family, row) in families.iter().zip(&rows) {
        println!("{}", line(family, row));
        sound &= row.passed as f64 >= PASS * row.drawn as f64;
    }
    for (family, row) in families.iter().zip(&rows) {
        sound &= faults(family, row);
    }
    ExitCode::from(u8::from(!sound))
}

/// Surveys families on all threads, then draws their shares on one, so that times are fair.
fn survey(families: &[&'static Registered], sandbox: &Sandbox, share: Share) -> Vec<Row> {
    let rows: Vec<Mutex<Row>> = families.iter().map(|_| Mutex::default()).collect();
    let next = AtomicUsize::new(0);
    let cells: Vec<(usize, Level)> =
        (0..families.len()).flat_map(|place| Level::ALL.map(|level| (place, level))).collect();
    let work = || {
        let take = || cells.get(next.fetch_add(1, Ordering::Relaxed));
        for (place, level) in std::iter::from_fn(take) {
            let survey = Survey::of(families[*place], *level, share.seeds);
            rows[*place].lock().unwrap().surveys.push(survey);
        }
    };
    std::thread::scope(|scope| {
        (0..std::thread::available_parallelism().map_or(1, usize::from)).for_each(|_| {
            scope.spawn(work);
        });
    });
    let mut rows: Vec<Row> = rows.into_iter().map(|row| row.into_inner().unwrap()).collect();
    for (family, row) in families.iter().zip(&mut rows) {
        row.surveys.sort_by_key(|survey| survey.level);
        draw_some(family, sandbox, share, row);
        draw_twins(family, sandbox, share, row);
    }
    rows
}

/// Takes candidates through every gate that looks at them alone.
fn draw_some(family: &'static Registered, sandbox: &Sandbox, share: Share, row: &mut Row) {
    let plan = Plan::even(1, &[family], Limits::default()).expect("a family is named");
    for slot in 0..share.drawn * Level::ALL.len() as u64 {
        let candidate = plan.candidate(slot, 0);
        let begun = Instant::now();
        let made = match propose(&candidate) {
            Ok(draft) => draw(sandbox, &plan, &candidate, draft, Trust::Sampled).expect("it runs"),
            Err(rejection) => Err(*rejection),
        };
        row.drawn += 1;
        match made {
            Ok(_) => {
                row.passed += 1;
                row.millis.push(begun.elapsed().as_secs_f64() * 1e3);
            }
            Err(why) => row.refused.push(format!("{}: {}: {}", why.gate, why.reason, why.message)),
        }
    }
}

/// Draws twins: a counterfactual must pass the verifier, too.
fn draw_twins(family: &'static Registered, sandbox: &Sandbox, share: Share, row: &mut Row) {
    let limits = Limits::default();
    let studio = Studio { sandbox, limits: &limits };
    for (level, seed) in Level::ALL.iter().flat_map(|l| (0..share.twins).map(move |s| (*l, s))) {
        let stream = stream(family, seed);
        let Ok(draft) = family.propose(level, &stream) else { continue };
        let twins = match studio.twins(family, level, &stream, &draft) {
            Ok(twins) => twins,
            Err(Verdict::Rejected(why)) => {
                row.refused.push(format!("twin: {why}"));
                continue;
            }
            Err(Verdict::Host(fault)) => panic!("{fault}"),
        };
        row.hidden[0] += u64::from(twins.unanswerable.is_some());
        for twin in twins.counterfactual.iter().chain(&twins.restyled) {
            if let Err(why) = examine(&twin.draft, &twin.rendering).1 {
                row.refused.push(format!("twin of seed {seed}, level {level}: {why}"));
            }
        }
        row.hidden[1] += u64::from(twins.counterfactual.is_some());
    }
}

fn line(family: &Registered, row: &Row) -> String {
    let share = |part: u64, all: u64| part as f64 * 100.0 / all.max(1) as f64;
    let sum = |get: fn(&Survey) -> u64| row.surveys.iter().map(get).sum::<u64>();
    let (seeds, found) = (sum(|survey| survey.seeds), sum(|survey| survey.found));
    let guess = |tier: usize| {
        let scores = row.surveys.iter().map(|survey| survey.guesses[tier]);
        let over = |score: &Score| score.right - score.limit;
        let worst = scores.max_by(|one, two| over(one).total_cmp(&over(two)));
        worst.map_or(String::new(), |score| {
            format!("{:.0} of {:.0} %", score.right * 100.0, score.limit * 100.0)
        })
    };
    format!(
        "| {} | {} | {:.1} % | {:.1} % | {} | {} | {:.0} % | {:.1} % | {:.1} |",
        family.card.name,
        family.card.language,
        share(found, seeds),
        share(sum(|survey| survey.changed), found),
        guess(0),
        guess(1),
        share(row.hidden[0], row.hidden[1]),
        share(row.passed, row.drawn),
        row.median()
    )
}

/// Prints what does not hold; whether no rule is broken.
fn faults(family: &Registered, row: &Row) -> bool {
    let name = family.card.name;
    let mut sound = true;
    for survey in &row.surveys {
        for rule in Rule::ALL {
            let Some(first) = survey.broken(rule).next() else { continue };
            let (level, count) = (survey.level, survey.broken(rule).count());
            println!("\n{name}, level {level}: {} ({count}): {}", rule.name(), first.why);
            sound = false;
        }
    }
    let late = match family.card.language {
        Language::Svg => 6.0,
        Language::Python => 20.0,
    };
    if row.median() > late {
        println!("\n{name}: a task takes {:.1} ms, more than {late:.0}", row.median());
    }
    if let Some(first) = row.refused.first() {
        println!("\n{name}: {} refused, the first for {first}", row.refused.len());
    }
    sound
}
