//! What programs and pictures cost: fuel, which stands for time, and bytes.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::block::Row;

#[derive(Serialize)]
pub(super) struct Cost {
    family: String,
    fuel: [String; 2],
    program: [String; 2],
    picture: [String; 2],
}

pub(super) fn costs(rows: &[(usize, &Row)]) -> Vec<Cost> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_have_letters() {
        assert_eq!([short(2_310_000.0), short(999.4)], ["2.3 M", "999"]);
    }
}
