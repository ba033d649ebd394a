//! Indexes pictures and asks for them by their names: how fast, and how often the right
//! one is among the first five. `benches/search/run.py` runs it.
//!
//!     cargo run --release -p synth-search --example measure -- PATH INDEX

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use synth_search::{By, Query, Repository, Settings, index, stem, words};

/// Queries.
const ASKED: u64 = 200;
/// Results that are looked at.
const FIRST: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    let [path, folder] = paths.as_slice() else { return Err("usage: measure PATH INDEX".into()) };
    let started = Instant::now();
    let mut go = |_| true;
    let made =
        index(std::slice::from_ref(path), folder, &Settings::default(), None, None, &mut go)?;
    let seconds = started.elapsed().as_secs_f64();
    let made = made.ok_or("stopped")?;
    println!("records\t{}", made.seen);
    println!("pictures\t{}", made.pictures);
    for (reason, count) in made.refused {
        println!("refused as {}\t{count}", reason.name());
    }
    println!("seconds\t{seconds:.2}");
    println!("records a second\t{:.0}", made.seen as f64 / seconds);
    recall(&Repository::open(folder)?)
}

/// The words of a picture's name, without numbers.
fn name(repository: &Repository, id: u64) -> Result<String, Box<dyn Error>> {
    let stored = repository.get(id)?.ok_or("a picture is missing")?;
    let words = words(stem(&stored.entry.name));
    let words = words.into_iter().filter(|word| word.chars().all(char::is_alphabetic));
    Ok(words.collect::<Vec<_>>().join(" ").to_lowercase())
}

fn recall(repository: &Repository) -> Result<(), Box<dyn Error>> {
    let mut sharing: BTreeMap<String, u64> = BTreeMap::new();
    for id in 0..repository.len() {
        *sharing.entry(name(repository, id)?).or_default() += 1;
    }
    // Evenly spread over the repository, of those whose name says anything.
    let named: Vec<u64> = (0..repository.len())
        .filter(|id| name(repository, *id).is_ok_and(|name| name.len() > 2))
        .collect();
    let asked: Vec<u64> = (0..ASKED.min(named.len() as u64))
        .filter_map(|at| named.get((at * named.len() as u64 / ASKED) as usize).copied())
        .collect();
    let (mut itself, mut namesake, mut alone, mut lonely) = (0, 0, 0, 0);
    let started = Instant::now();
    for id in &asked {
        let text = name(repository, *id)?;
        let query = Query { text: &text, k: FIRST, by: By::Words, fresh: false };
        let hits = repository.search(&query)?;
        let found = hits.iter().any(|hit| hit.id == *id);
        itself += u64::from(found);
        let names: Result<Vec<String>, _> =
            hits.iter().map(|hit| name(repository, hit.id)).collect();
        namesake += u64::from(names?.contains(&text));
        let only = sharing.get(&text) == Some(&1);
        lonely += u64::from(only);
        alone += u64::from(only && found);
    }
    let each = started.elapsed().as_secs_f64() * 1000.0 / asked.len().max(1) as f64;
    let share = |found: u64, of: u64| found as f64 * 100.0 / of.max(1) as f64;
    let of = asked.len() as u64;
    println!("queries\t{of}");
    println!("recall at 5, that very picture\t{:.1} %", share(itself, of));
    println!("recall at 5, a picture of that name\t{:.1} %", share(namesake, of));
    println!("queries for a name that is there once\t{lonely}");
    println!("recall at 5, of those\t{:.1} %", share(alone, lonely));
    println!("milliseconds a query\t{each:.2}");
    Ok(())
}
