//! Good pictures of the families, each spoilt in one way: how many are noticed, and
//! for the right reason. Also how many good ones are refused, and what a picture costs.
//!
//! `cargo bench -p synth-verify --bench planted` prints the table and keeps it in
//! `results.md` beside this file. Families that write Python are left out: they need
//! the sandbox.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod spoil;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::time::Instant;

use synth_contracts::{Concept, Language, Level, Stream};
use synth_renderers::{Options, Rendered, render};
use synth_templates::{Draft, FAMILIES};
use synth_verify::{Exhibit, Failed, verify};

use spoil::{FAULTS, Fault};

/// Good pictures to begin with.
const GOOD: usize = 2_000;

/// A draft with its picture.
struct Good {
    draft: Draft,
    concept: Concept,
    rendered: Rendered,
}

fn main() {
    let goods = goods();
    let mut out = String::from("# Planted faults\n\n");
    good_ones(&goods, &mut out);
    out += "| fault | planted | noticed | for the right reason | other reasons |\n|---|---:|---:|---:|---|\n";
    let mut sums = [0usize; 3];
    for fault in FAULTS {
        let row = plant(fault, &goods);
        for (sum, own) in sums.iter_mut().zip([row.planted, row.noticed, row.right]) {
            *sum += own;
        }
        writeln!(out, "{}", row.line(fault.name)).unwrap();
    }
    let percent = |part: usize| 100.0 * part as f64 / sums[0].max(1) as f64;
    let [planted, noticed, right] = sums;
    writeln!(out, "| all | {planted} | {:.2} % | {:.2} % | |", percent(noticed), percent(right))
        .unwrap();
    print!("{out}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/planted/results.md");
    fs::write(path, out).expect("the table can be kept");
}

/// Pictures of every family that writes SVG, at every level.
fn goods() -> Vec<Good> {
    let families: Vec<_> =
        FAMILIES.iter().filter(|family| family.card.language == Language::Svg).collect();
    let root = Stream::root(20_26);
    (0u64..)
        .filter_map(|index| {
            let family = families[index as usize % families.len()];
            let level = Level::ALL[index as usize / families.len() % 5];
            let stream = root.child(family.card.name).index(index);
            let draft = family.propose(level, &stream).ok()?;
            let rendered = render(&draft.program.source, &Options::default()).ok()?;
            let concept = in_pixels(&draft, &rendered);
            Some(Good { draft, concept, rendered })
        })
        .take(GOOD)
        .collect()
}

fn in_pixels(draft: &Draft, rendered: &Rendered) -> Concept {
    let scale = f64::from(rendered.width) / draft.width;
    let mut concept = draft.concept.clone();
    for question in [&mut concept.easy, &mut concept.hard] {
        for bbox in &mut question.evidence {
            *bbox = bbox.scaled(scale);
        }
    }
    concept
}

fn look(rendered: &Rendered, concept: &Concept, draft: &Draft) -> Result<(), Failed> {
    let exhibit = Exhibit {
        width: rendered.width,
        height: rendered.height,
        rgba: &rendered.rgba,
        facts: &rendered.facts,
        concept,
        claims: &draft.claims,
    };
    verify(&exhibit).map(|_| ())
}

fn good_ones(goods: &[Good], out: &mut String) {
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    let start = Instant::now();
    for good in goods {
        if let Err(failed) = look(&good.rendered, &good.concept, &good.draft) {
            let family = good.draft.concept.content_type.name();
            let evidence: String = failed.evidence.chars().take(90).collect();
            if refused.values().sum::<usize>() < 8 {
                eprintln!("refused: {family} {} {evidence}", failed.check);
            }
            *refused.entry(failed.check.to_owned()).or_default() += 1;
        }
    }
    let millis = start.elapsed().as_secs_f64() * 1e3 / goods.len() as f64;
    let wrong: usize = refused.values().sum();
    let percent = 100.0 * wrong as f64 / goods.len() as f64;
    writeln!(
        out,
        "{} good pictures, {wrong} refused ({percent:.2} %) {refused:?}; {millis:.3} ms a picture.\n",
        goods.len()
    )
    .unwrap();
}

#[derive(Default)]
struct Row {
    planted: usize,
    noticed: usize,
    right: usize,
    others: BTreeMap<String, usize>,
}

impl Row {
    fn line(&self, name: &str) -> String {
        let percent = |part: usize| 100.0 * part as f64 / self.planted.max(1) as f64;
        let mut others: Vec<String> =
            self.others.iter().map(|(name, count)| format!("{name} {count}")).collect();
        others.sort();
        let (noticed, right) = (percent(self.noticed), percent(self.right));
        format!(
            "| {name} | {} | {noticed:.2} % | {right:.2} % | {} |",
            self.planted,
            others.join(", ")
        )
    }
}

/// Spoils every good picture that the fault can be planted in.
fn plant(fault: &Fault, goods: &[Good]) -> Row {
    let mut row = Row::default();
    let root = Stream::root(7).child(fault.name);
    for (index, good) in goods.iter().enumerate() {
        let mut rng = root.index(index as u64).rng();
        let mut concept = good.concept.clone();
        let source = &good.draft.program.source;
        let Some(spoilt) =
            (fault.plant)(source, &good.draft, &good.rendered, &mut concept, &mut rng)
        else {
            continue;
        };
        row.planted += 1;
        let reason = match render(&spoilt, &Options::default()) {
            Err(error) if error.kind == synth_renderers::FaultKind::Blank => "blank".to_owned(),
            Err(error) => panic!("{}: {error}\n{spoilt}", fault.name),
            Ok(rendered) => match look(&rendered, &concept, &good.draft) {
                Err(failed) => failed.check.to_owned(),
                Ok(()) => "passed".to_owned(),
            },
        };
        row.noticed += usize::from(reason != "passed");
        if fault.reasons.contains(&reason.as_str()) {
            row.right += 1;
        } else {
            if std::env::var_os("SHOW").is_some() && row.others.values().sum::<usize>() < 3 {
                fs::write(
                    format!("/tmp/{}-{index}-{reason}.svg", fault.name.replace(' ', "-")),
                    &spoilt,
                )
                .ok();
            }
            *row.others.entry(reason).or_default() += 1;
        }
    }
    row
}
