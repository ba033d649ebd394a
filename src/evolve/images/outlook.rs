//! What there is to look for: domains of pictures, and skills that questions ask for.
//!
//! Domains are named after what people draw and photograph, not after benchmarks.

use synth_contracts::Digest;
use synth_search::{Hit, shown};

/// A domain of pictures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    /// Its name, as the Searcher is told it.
    pub name: String,
    /// Words, or several in one, by which a picture is known to belong to it.
    pub words: Vec<String>,
}

/// See the [module](self).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlook {
    /// What pictures show.
    pub domains: Vec<Domain>,
    /// What questions ask for.
    pub skills: Vec<String>,
}

/// Domains of pictures from anywhere, with words that stand for each.
pub const DOMAINS: &[(&str, &[&str])] = &[
    ("charts of measured data", &["chart", "graph", "plot", "histogram", "statistics"]),
    ("tables and schedules", &["table", "schedule", "timetable", "calendar", "menu", "list"]),
    ("maps and routes", &["map", "route", "street", "subway", "plan", "atlas", "road"]),
    ("geometry and drawings to scale", &["triangle", "circle", "angle", "geometry", "shape"]),
    ("diagrams of parts and processes", &["diagram", "cycle", "scheme", "circuit", "flowchart"]),
    ("instruments and dials", &["clock", "dial", "gauge", "scale", "meter", "ruler"]),
    ("signs, labels and packages", &["sign", "label", "package", "poster", "ticket", "receipt"]),
    ("animals", &["animal", "bird", "dog", "cat", "fish", "insect", "horse"]),
    ("plants and food", &["plant", "flower", "tree", "fruit", "vegetable", "food", "dish"]),
    ("people at work and play", &["man", "woman", "child", "people", "player", "worker"]),
    ("rooms and furniture", &["room", "kitchen", "table", "chair", "shelf", "furniture"]),
    ("buildings and streets", &["building", "house", "bridge", "street", "tower", "church"]),
    ("vehicles and machines", &["car", "train", "ship", "aircraft", "bicycle", "machine"]),
    ("landscapes and weather", &["mountain", "river", "sea", "forest", "sky", "field", "snow"]),
    ("puzzles and games", &["puzzle", "maze", "game", "chess", "dice", "card", "board"]),
    ("scientific pictures", &["cell", "planet", "skeleton", "x-ray", "microscope", "molecule"]),
];

/// Skills that questions about such pictures ask for.
pub const SKILLS: &[&str] = &[
    "counting under a condition",
    "comparing sizes or amounts",
    "positions and directions",
    "reading text or numbers",
    "arithmetic with what is read",
    "an inference of several steps",
];

impl Outlook {
    /// Of pictures from anywhere.
    pub fn anywhere() -> Self {
        let domain = |(name, words): &(&str, &[&str])| Domain {
            name: (*name).to_owned(),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
        };
        Self {
            domains: DOMAINS.iter().map(domain).collect(),
            skills: SKILLS.iter().map(|skill| (*skill).to_owned()).collect(),
        }
    }

    /// Stands for all of it.
    pub fn digest(&self) -> String {
        let mut parts: Vec<&str> = Vec::new();
        for domain in &self.domains {
            parts.push(&domain.name);
            parts.extend(domain.words.iter().map(String::as_str));
        }
        parts.push("skills");
        parts.extend(self.skills.iter().map(String::as_str));
        Digest::of_parts("outlook", parts.into_iter().map(str::as_bytes)).to_hex()
    }

    /// Words by which a picture is known to belong to a domain.
    pub fn words(&self, domain: &str) -> &[String] {
        let found = self.domains.iter().find(|known| known.name == domain);
        found.map_or(&[], |domain| domain.words.as_slice())
    }
}

/// How far a picture shows what was asked for, 0 to 1, as far as words about it say: half
/// for the query, half for belonging to the domain that was assigned. By the query alone a
/// Searcher would be paid for finding whatever is easiest to find.
pub fn relevance(query: &str, words: &[String], hit: &Hit) -> f64 {
    let within = words.iter().any(|word| shown(word, &hit.entry) == 1.0);
    0.5 * shown(query, &hit.entry) + 0.5 * f64::from(u8::from(within))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_beside_the_domain_is_worth_half() {
        let entry =
            synth_search::Entry { caption: Some("a street map".into()), ..Default::default() };
        let hit = Hit { id: 0, score: 1.0, shows: entry.shows(), entry, width: 9, height: 9 };
        let outlook = Outlook::anywhere();
        let of = |query: &str, domain: &str| relevance(query, outlook.words(domain), &hit);
        assert_eq!(of("maps of streets", "maps and routes"), 1.0);
        assert_eq!(of("maps of streets", "animals"), 0.5);
        assert_eq!(of("a river", "maps and routes"), 0.5);
        assert_eq!(of("a river", "nothing known"), 0.0);
        assert_ne!(outlook.digest(), Outlook::default().digest());
    }
}
