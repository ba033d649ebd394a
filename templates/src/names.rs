//! Words that families share: what is counted, by whom, when, and point names.

/// Something that can be counted for each of several named things.
#[derive(Clone, Copy, Debug)]
pub struct Topic {
    /// What is counted, as it stands beside an axis.
    pub what: &'static str,
    /// What the things are, in the singular.
    pub by: &'static str,
    /// The things, in the order in which a chart shows them.
    pub names: &'static [&'static str],
}

/// Months, short.
pub const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Days of the week, short.
pub const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// First names, short enough for an axis.
pub const PEOPLE: [&str; 10] =
    ["Anna", "Ben", "Clara", "David", "Emma", "Felix", "Grace", "Hugo", "Iris", "Jonas"];

/// Places, short enough for an axis.
pub const CITIES: [&str; 10] =
    ["Oslo", "Rome", "Lima", "Cairo", "Delhi", "Paris", "Quito", "Tokyo", "Accra", "Dublin"];

/// What bar charts are about.
pub const TOPICS: [Topic; 8] = [
    Topic { what: "Books read", by: "pupil", names: &PEOPLE },
    Topic { what: "Hours of practice", by: "player", names: &PEOPLE },
    Topic { what: "Visitors", by: "month", names: &MONTHS },
    Topic { what: "Cakes sold", by: "day", names: &DAYS },
    Topic { what: "Parcels sent", by: "city", names: &CITIES },
    Topic { what: "Trains per hour", by: "city", names: &CITIES },
    Topic {
        what: "Crates sold",
        by: "fruit",
        names: &["Apples", "Figs", "Grapes", "Kiwis", "Limes", "Pears", "Plums"],
    },
    Topic {
        what: "Goals scored",
        by: "team",
        names: &["Bears", "Eagles", "Foxes", "Hawks", "Lions", "Tigers", "Wolves"],
    },
];

/// What line charts follow over time.
pub const MEASURES: [&str; 8] = [
    "Sales",
    "Visitors",
    "Members",
    "Orders",
    "Bikes rented",
    "Calls answered",
    "Seedlings alive",
    "Loaves baked",
];

/// Names of the parts that one chart compares, four to a set.
pub const SERIES: [[&str; 4]; 6] = [
    ["North", "South", "East", "West"],
    ["Plan A", "Plan B", "Plan C", "Plan D"],
    ["Spring", "Summer", "Autumn", "Winter"],
    ["Alpha", "Beta", "Gamma", "Delta"],
    ["Cedar", "Maple", "Oak", "Pine"],
    ["Shop 1", "Shop 2", "Shop 3", "Shop 4"],
];

/// Letters for points and nodes. I and O are left out: they look like digits.
pub const LETTERS: [&str; 16] =
    ["A", "B", "C", "D", "E", "F", "G", "H", "K", "L", "M", "N", "P", "Q", "R", "S"];

/// A cell by its column's letter and its row's number, both counted from 0: `B3`.
pub fn cell(column: usize, row: usize) -> String {
    format!("{}{}", LETTERS[column % LETTERS.len()], row + 1)
}

/// `1st`, `2nd`, `3rd`, `4th` …
pub fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// `a, b and c`.
pub fn list(items: &[&str]) -> String {
    match items {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lists_read_as_english() {
        let read: Vec<String> = [1, 2, 3, 4, 11, 22].map(ordinal).to_vec();
        assert_eq!(read, ["1st", "2nd", "3rd", "4th", "11th", "22nd"]);
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(list(&["a"]), "a");
    }
}
