//! The capability map: what the learner can do, by domain, skill and difficulty, and
//! where to go on.
//!
//! A cell holds how many answers were asked for and how many were right. The chance of
//! a right answer has a Beta posterior over a flat prior. A cell is worth
//!
//! > 1 − 2·|mean − ½| + 2·deviation
//!
//! so the frontier, where the learner is right every other time, comes first, and what is
//! not known comes before what is known to be as good. A cell that was chosen counts as if
//! it had been asked about some more, so that several choices spread.

use std::collections::BTreeMap;
use std::fmt;

use rusqlite::params;
use serde::{Deserialize, Serialize};
use synth_contracts::Digest;
use synth_roles::searcher::Condition;

use crate::error::SearchError;
use crate::repository::Repository;

/// Answers that a choice is expected to bring.
const EXPECTED: f64 = 8.0;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cell {
    /// What the pictures show, such as `maps`.
    pub domain: String,
    /// What a question asks of the eye, such as `counting`.
    pub skill: String,
    /// How hard, from 1.
    pub difficulty: u8,
}

/// What is known of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Right answers; old ones fade.
    pub solved: f64,
    /// Answers.
    pub asked: f64,
}

impl Record {
    /// The posterior's mean.
    pub fn mean(&self) -> f64 {
        (self.solved + 1.0) / (self.asked + 2.0)
    }

    /// The posterior's standard deviation.
    pub fn deviation(&self) -> f64 {
        let mean = self.mean();
        (mean * (1.0 - mean) / (self.asked + 3.0)).sqrt()
    }

    /// What a cell is worth, see the [module](self).
    pub fn worth(&self) -> f64 {
        1.0 - 2.0 * (self.mean() - 0.5).abs() + 2.0 * self.deviation()
    }
}

/// A cell that was chosen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Choice {
    /// Which.
    #[serde(flatten)]
    pub cell: Cell,
    /// The share that is solved; `None` if nothing is known.
    pub solved: Option<f64>,
}

impl Choice {
    /// What the Searcher is told, with queries that led to nothing new.
    pub fn condition<'a>(&'a self, used: &'a [String]) -> Condition<'a> {
        Condition {
            domain: &self.cell.domain,
            skill: &self.cell.skill,
            solved: self.solved,
            used: used.iter().map(String::as_str).collect(),
        }
    }
}

/// See the [module](self).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    cells: BTreeMap<Cell, Record>,
}

impl Map {
    /// A map of which nothing is known: every domain with every skill, as hard as
    /// `difficulties`.
    pub fn new(domains: &[&str], skills: &[&str], difficulties: u8) -> Self {
        let mut map = Self::default();
        for domain in domains {
            for skill in skills {
                for difficulty in 1..=difficulties {
                    let (domain, skill) = ((*domain).to_owned(), (*skill).to_owned());
                    map.cells.insert(Cell { domain, skill, difficulty }, Record::default());
                }
            }
        }
        map
    }

    /// Notes `solved` right answers of `asked`. A cell that is new is added.
    pub fn note(&mut self, cell: Cell, solved: u32, asked: u32) {
        let record = self.cells.entry(cell).or_default();
        record.solved += f64::from(solved.min(asked));
        record.asked += f64::from(asked);
    }

    /// Lets what is known count less, by a factor from 0 to 1: the learner has changed.
    pub fn fade(&mut self, factor: f64) {
        let factor = if factor.is_finite() { factor.clamp(0.0, 1.0) } else { 1.0 };
        for record in self.cells.values_mut() {
            record.solved *= factor;
            record.asked *= factor;
        }
    }

    /// What is known of each cell, in order.
    pub fn cells(&self) -> impl Iterator<Item = (&Cell, &Record)> {
        self.cells.iter()
    }

    /// The next `n` cells to ask for. The seed decides only among cells of the same worth.
    pub fn choose(&self, n: usize, seed: u64) -> Vec<Choice> {
        let mut cells: Vec<(&Cell, Record, [u8; 32])> =
            self.cells.iter().map(|(cell, record)| (cell, *record, lot(cell, seed))).collect();
        let mut chosen = Vec::new();
        while chosen.len() < n {
            let best = cells
                .iter_mut()
                .max_by(|a, b| a.1.worth().total_cmp(&b.1.worth()).then_with(|| a.2.cmp(&b.2)));
            let Some((cell, record, _)) = best else { break };
            let known = self.cells.get(*cell).filter(|known| known.asked > 0.0);
            let solved = known.map(|known| known.solved / known.asked);
            chosen.push(Choice { cell: (*cell).clone(), solved });
            record.solved += EXPECTED * record.mean();
            record.asked += EXPECTED;
        }
        chosen
    }
}

impl FromIterator<(Cell, Record)> for Map {
    fn from_iter<I: IntoIterator<Item = (Cell, Record)>>(cells: I) -> Self {
        Self { cells: cells.into_iter().collect() }
    }
}

/// Decides among equals.
fn lot(cell: &Cell, seed: u64) -> [u8; 32] {
    let parts = [
        seed.to_le_bytes().to_vec(),
        cell.domain.clone().into_bytes(),
        cell.skill.clone().into_bytes(),
        vec![cell.difficulty],
    ];
    *Digest::of_parts("lot", parts.iter().map(Vec::as_slice)).as_bytes()
}

impl fmt::Display for Map {
    /// A table, the cell of the greatest worth first.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut cells: Vec<_> = self.cells.iter().collect();
        cells.sort_by(|a, b| b.1.worth().total_cmp(&a.1.worth()));
        writeln!(f, "| domain | skill | difficulty | solved | asked | worth |")?;
        writeln!(f, "|---|---|---:|---:|---:|---:|")?;
        for (Cell { domain, skill, difficulty }, record) in cells {
            let (solved, asked, worth) = (record.mean() * 100.0, record.asked, record.worth());
            writeln!(
                f,
                "| {domain} | {skill} | {difficulty} | {solved:.0} % | {asked:.0} | {worth:.2} |"
            )?;
        }
        Ok(())
    }
}

impl Repository {
    /// The map that is kept with the repository; empty if none was kept.
    ///
    /// # Errors
    ///
    /// [`SearchError::Table`].
    pub fn map(&self) -> Result<Map, SearchError> {
        let mut rows = self.table.sql.prepare("SELECT * FROM capability")?;
        let rows = rows.query_map([], |row| {
            let cell = Cell { domain: row.get(0)?, skill: row.get(1)?, difficulty: row.get(2)? };
            Ok((cell, Record { solved: row.get(3)?, asked: row.get(4)? }))
        })?;
        Ok(Map { cells: rows.collect::<Result<_, _>>()? })
    }

    /// Keeps a map in place of the one before, all or nothing.
    ///
    /// # Errors
    ///
    /// [`SearchError::Table`].
    pub fn keep_map(&mut self, map: &Map) -> Result<(), SearchError> {
        let transaction = self.table.sql.transaction()?;
        transaction.execute("DELETE FROM capability", [])?;
        for (cell, record) in &map.cells {
            transaction.execute(
                "INSERT INTO capability VALUES (?1, ?2, ?3, ?4, ?5)",
                params![cell.domain, cell.skill, cell.difficulty, record.solved, record.asked],
            )?;
        }
        Ok(transaction.commit()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cell(domain: &str) -> Cell {
        Cell { domain: domain.to_owned(), skill: "counting".to_owned(), difficulty: 1 }
    }

    fn map(known: &[(&str, u32, u32)]) -> Map {
        let mut map = Map::default();
        known.iter().for_each(|(domain, solved, asked)| map.note(cell(domain), *solved, *asked));
        map
    }

    #[test]
    fn the_frontier_comes_first_and_the_unknown_before_it() {
        let map = map(&[("easy", 98, 100), ("half", 50, 100), ("hard", 2, 100), ("new", 0, 0)]);
        let order: Vec<String> = map.choose(2, 1).into_iter().map(|c| c.cell.domain).collect();
        assert_eq!(order, ["new", "new"]);
        let mut rest = map.clone();
        rest.cells.remove(&cell("new"));
        let best = rest.choose(1, 1).remove(0);
        assert_eq!((best.cell.domain.as_str(), best.solved), ("half", Some(0.5)));
        let table = rest.to_string();
        assert!(table.find("half") < table.find("easy"), "{table}");
    }

    #[test]
    fn choices_spread_over_what_is_alike() {
        let map = Map::new(&["maps", "charts", "rooms"], &["counting", "reading"], 2);
        let mut chosen: Vec<Cell> = map.choose(12, 5).into_iter().map(|c| c.cell).collect();
        chosen.sort();
        chosen.dedup();
        assert_eq!(chosen.len(), 12);
        assert_ne!(map.choose(3, 1), map.choose(3, 2));
    }

    #[test]
    fn a_choice_is_what_the_searcher_is_told() {
        let choice = map(&[("maps", 1, 4)]).choose(1, 0).remove(0);
        let used = ["city map".to_owned()];
        let prompt = synth_roles::searcher::prompt(&choice.condition(&used)).unwrap();
        for part in ["maps", "counting", "25 %", "city map"] {
            assert!(prompt.contains(part), "{part}: {prompt}");
        }
    }

    proptest! {
        #[test]
        fn choices_repeat_and_never_fail(
            known in prop::collection::vec((0_u8..6, 0_u32..50, 0_u32..50), 0..30),
            n in 0_usize..20,
            seed: u64,
            factor in 0.0_f64..1.0,
        ) {
            let mut map = Map::default();
            for (domain, solved, asked) in known {
                map.note(cell(&domain.to_string()), solved, asked);
            }
            map.fade(factor);
            let chosen = map.choose(n, seed);
            prop_assert_eq!(chosen.len(), if map.cells.is_empty() { 0 } else { n });
            prop_assert_eq!(&chosen, &map.choose(n, seed));
            for record in map.cells.values() {
                prop_assert!((0.0..=1.0).contains(&record.mean()));
                prop_assert!((0.0..=2.0).contains(&record.worth()));
                prop_assert!(record.solved <= record.asked);
            }
            // Nothing is worth more than the first choice.
            if let Some(first) = chosen.first() {
                let best = map.cells[&first.cell].worth();
                prop_assert!(map.cells.values().all(|record| record.worth() <= best));
            }
        }
    }
}
