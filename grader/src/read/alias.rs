//! Short and long names of the same thing, where they are the whole answer.

use super::date;

/// The one key for days, months, compass points and a few symbols; other keys stay.
pub fn settle(key: String) -> String {
    short(&key).map_or(key, str::to_owned)
}

fn short(key: &str) -> Option<&'static str> {
    const DAYS: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let place = |number: u8| usize::from(number).wrapping_sub(1);
    if let Some(name) = date::weekday(key).and_then(|n| DAYS.get(place(n))) {
        return Some(name);
    }
    if let Some(name) = date::month(key).and_then(|n| MONTHS.get(place(n))) {
        return Some(name);
    }
    Some(match key {
        "north" => "n",
        "south" => "s",
        "east" => "e",
        "west" => "w",
        "northeast" => "ne",
        "northwest" => "nw",
        "southeast" => "se",
        "southwest" => "sw",
        "∞" => "infinity",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::settle;

    #[test]
    fn short_names_are_long_names() {
        assert_eq!(settle("mon".into()), "monday");
        assert_eq!(settle("sept".into()), "september");
        assert_eq!(settle("southwest".into()), "sw");
        assert_eq!(settle("moon".into()), "moon");
    }
}
