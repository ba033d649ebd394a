//! The capability map within the loop: what the Solver answers, by domain and skill, and
//! which of them nothing new is left of.
//!
//! An answer counts as right if it says what the Questioner says: nobody else knows. So a
//! cell where the two never agree is as far from the frontier as one where they always do,
//! and the map turns away from both.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use synth_search::{Cell, Choice, Map, Record};

use super::Outlook;

/// Queries in a row without anything new after which a cell is left alone.
const PATIENCE: u32 = 3;

/// See the [module](self).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Survey {
    map: Map,
    /// Queries in a row that led to nothing new.
    barren: BTreeMap<Cell, u32>,
}

/// A cell as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Known {
    #[serde(flatten)]
    cell: Cell,
    #[serde(flatten)]
    record: Record,
    barren: u32,
}

impl Survey {
    /// Of which nothing is known.
    pub fn new(outlook: &Outlook) -> Self {
        let domains: Vec<&str> = outlook.domains.iter().map(|one| one.name.as_str()).collect();
        let skills: Vec<&str> = outlook.skills.iter().map(String::as_str).collect();
        Self { map: Map::new(&domains, &skills, 1), barren: BTreeMap::new() }
    }

    /// Notes answers, of which so many are right.
    pub fn note(&mut self, cell: &Cell, right: u32, asked: u32) {
        self.map.note(cell.clone(), right, asked);
    }

    /// Notes whether a query for a cell led to anything new.
    pub fn sought(&mut self, cell: &Cell, anything: bool) {
        let count = self.barren.entry(cell.clone()).or_default();
        *count = if anything { 0 } else { count.saturating_add(1) };
    }

    /// Lets what is known count less: the Solver has changed.
    pub fn fade(&mut self, factor: f64) {
        self.map.fade(factor);
    }

    /// The next cells to look in, those aside of which nothing new is left. Where that is
    /// true of all, there is nothing else to choose from.
    pub fn choose(&self, count: usize, seed: u64) -> Vec<Choice> {
        let is_open = |cell: &Cell| self.barren.get(cell).is_none_or(|row| *row < PATIENCE);
        let cells = self.map.cells().filter(|(cell, _)| is_open(cell));
        let open: Map = cells.map(|(cell, record)| (cell.clone(), *record)).collect();
        let open = if open.cells().next().is_none() { &self.map } else { &open };
        open.choose(count, seed)
    }

    /// What is known of a cell.
    pub fn record(&self, cell: &Cell) -> Record {
        self.map.cells().find(|(known, _)| *known == cell).map(|(_, r)| *r).unwrap_or_default()
    }
}

impl Serialize for Survey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.map.cells().map(|(cell, record)| Known {
            barren: self.barren.get(cell).copied().unwrap_or(0),
            cell: cell.clone(),
            record: *record,
        }))
    }
}

impl<'de> Deserialize<'de> for Survey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let known = Vec::<Known>::deserialize(deserializer)?;
        let barren = known.iter().filter(|one| one.barren > 0);
        let barren = barren.map(|one| (one.cell.clone(), one.barren)).collect();
        Ok(Self { map: known.into_iter().map(|one| (one.cell, one.record)).collect(), barren })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(domain: &str) -> Cell {
        Cell { domain: domain.to_owned(), skill: "counting".to_owned(), difficulty: 1 }
    }

    fn survey() -> Survey {
        let domain = |name: &str| super::super::Domain { name: name.to_owned(), words: Vec::new() };
        let domains = vec![domain("maps"), domain("charts")];
        Survey::new(&Outlook { domains, skills: vec!["counting".to_owned()] })
    }

    fn chosen(survey: &Survey) -> Vec<String> {
        let mut names: Vec<String> =
            survey.choose(4, 1).into_iter().map(|choice| choice.cell.domain).collect();
        names.sort();
        names.dedup();
        names
    }

    #[test]
    fn a_cell_of_which_nothing_is_left_is_not_asked_for_again() {
        let mut survey = survey();
        assert_eq!(chosen(&survey), ["charts", "maps"]);
        (0..PATIENCE).for_each(|_| survey.sought(&cell("maps"), false));
        assert_eq!(chosen(&survey), ["charts"]);
        let mut again = survey.clone();
        again.sought(&cell("maps"), true);
        assert_eq!(chosen(&again), ["charts", "maps"]);
        (0..PATIENCE).for_each(|_| survey.sought(&cell("charts"), false));
        assert_eq!(chosen(&survey), ["charts", "maps"]);
    }

    #[test]
    fn what_is_kept_is_read_again() {
        let mut survey = survey();
        survey.note(&cell("maps"), 3, 8);
        survey.fade(0.5);
        survey.sought(&cell("charts"), false);
        let text = serde_json::to_string(&survey).unwrap();
        assert_eq!(serde_json::from_str::<Survey>(&text).unwrap(), survey);
        assert_eq!(survey.record(&cell("maps")), Record { solved: 1.5, asked: 4.0 });
    }
}
