//! Reads equations and inequalities.
//!
//! An equation is its difference of sides up to a factor: the quotient of that
//! difference at the two points of the field, so that `2x + y = 4` is
//! `y = 4 - 2x`. An inequality is turned so that the smaller side stands first.

use super::algebra;
use crate::value::{Real, field};

/// A relation in a form in which equal means identical.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// Equality, as the invariant of its difference.
    Equation(u64),
    /// Sides and the signs between them, smallest first.
    Chain(Vec<[u64; 2]>, Vec<&'static str>),
}

/// Reads the whole cleaned text as a relation.
pub fn read(text: &str) -> Option<Relation> {
    if text.len() > 200 || !text.contains(['<', '>', '=']) {
        return None;
    }
    let (sides, signs) = sides(text)?;
    let values: Option<Vec<Real>> =
        sides.iter().map(|side| algebra::expression(side).map(|e| e.value)).collect();
    let mut values = values?;
    if signs == ["="] {
        let [a, b] = values[0].add(&values[1].negate())?.keys()?;
        return Some(Relation::Equation(field::mul(a, field::invert(b)?)));
    }
    let mut signs = signs;
    if signs.iter().all(|sign| sign.starts_with('>')) {
        values.reverse();
        signs.reverse();
        for sign in &mut signs {
            *sign = if *sign == ">" { "<" } else { "<=" };
        }
    }
    let keys: Option<Vec<[u64; 2]>> = values.iter().map(Real::keys).collect();
    let mut keys = keys?;
    if signs == ["!="] {
        keys.sort_unstable();
    }
    Some(Relation::Chain(keys, signs))
}

fn sides(text: &str) -> Option<(Vec<&str>, Vec<&'static str>)> {
    const SIGNS: [&str; 6] = ["<=", ">=", "!=", "<", ">", "="];
    let (mut sides, mut signs) = (Vec::new(), Vec::new());
    let mut start = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = text.get(at..).unwrap_or("");
        match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            Some(sign) => {
                sides.push(text[start..at].trim());
                signs.push(*sign);
                at += sign.len();
                start = at;
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    sides.push(text[start..].trim());
    (!signs.is_empty() && signs.len() <= 3).then_some((sides, signs))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn one_relation_in_many_writings() {
        let same = |a, b| read(a).is_some() && read(a) == read(b);
        assert!(same("2x + y = 4", "y = 4 - 2x") && same("4x+2y=8", "2x + y = 4"));
        assert!(same("3 > x", "x < 3") && same("1 < x <= 3", "3 >= x > 1"));
        assert!(same("x != 3", "3 != x"));
        assert!(!same("x < 3", "x > 3") && !same("x < 3", "x <= 3") && !same("y=2x", "y=2x+1"));
        assert!(read("red = blue").is_none() && read("x").is_none());
    }
}
