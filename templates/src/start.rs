//! Starting a family: a skeleton that compiles and keeps every rule, under a new name.
//!
//! The skeleton is a family of its own, compiled and held against the rules with the
//! tests of this crate. Only its name is written over.

use crate::find;

/// The skeleton's source.
const SKELETON: &str = include_str!("skeleton.rs");

/// Why a family cannot have a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// It is not words in lower case with hyphens between.
    #[error(
        "{0:?} is no name for a family: use lower-case words with hyphens between, such as bar-chart"
    )]
    NotKebab(String),
    /// There is one.
    #[error("there is a family called {0}; choose another name")]
    Taken(String),
    /// The language keeps it for itself.
    #[error("{0} is a word of Rust; choose another name")]
    Keyword(String),
}

/// Words that name no module.
const KEYWORDS: [&str; 39] = [
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
    "false", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut",
    "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type",
    "unsafe", "use", "where", "while",
];

/// A family about to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// Its name, such as `bar-chart`.
    name: String,
}

impl Start {
    /// A family of this name.
    ///
    /// # Errors
    ///
    /// [`NameError`], if it cannot have it.
    pub fn new(name: &str) -> Result<Self, NameError> {
        let word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
        if !name.split('-').all(word) {
            return Err(NameError::NotKebab(name.to_owned()));
        }
        if find(name).is_some() || name == "skeleton" {
            return Err(NameError::Taken(name.to_owned()));
        }
        if KEYWORDS.contains(&name) {
            return Err(NameError::Keyword(name.to_owned()));
        }
        Ok(Self { name: name.to_owned() })
    }

    /// The module's name, such as `bar_chart`.
    pub fn module(&self) -> String {
        self.name.replace('-', "_")
    }

    /// The type's name, such as `BarChart`.
    pub fn type_name(&self) -> String {
        let capital = |word: &str| {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_ascii_uppercase())
                .into_iter()
                .chain(letters)
                .collect::<String>()
        };
        self.name.split('-').map(capital).collect()
    }

    /// The source of the family's file.
    pub fn source(&self) -> String {
        let name = format!("\"{}\"", self.name);
        SKELETON.replace("Skeleton", &self.type_name()).replace("\"skeleton\"", &name)
    }

    /// The list of modules with the new one, in order.
    pub fn with_module(&self, list: &str) -> String {
        let line = format!("pub mod {};", self.module());
        let mut lines: Vec<&str> = list.lines().collect();
        let later = |other: &&str| other.starts_with("pub mod ") && **other > *line;
        let last = lines.iter().rposition(|line| line.starts_with("pub mod "));
        let place = lines.iter().position(later).or(last.map(|at| at + 1));
        lines.insert(place.unwrap_or(lines.len()), &line);
        lines.join("\n") + "\n"
    }

    /// The registry with the new family at its end; `None` without a list in it.
    pub fn registered(&self, registry: &str) -> Option<String> {
        let list = registry.find("FAMILIES: &[Registered] = &[")?;
        let end = list + registry.get(list..)?.find("\n];")?;
        let (before, after) = registry.split_at(end);
        let entry = format!("families::{}::{}", self.module(), self.type_name());
        Some(format!("{before}\n    Registered::of::<{entry}>(),{after}"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use synth_contracts::Level;

    use super::*;
    use crate::Registered;
    use crate::rules::Survey;
    use crate::skeleton::Skeleton;

    #[test]
    fn the_skeleton_keeps_every_rule() {
        for level in Level::ALL {
            let survey = Survey::of(&Registered::of::<Skeleton>(), level, 200);
            assert!(survey.broken.is_empty(), "level {level}: {:?}", survey.broken);
        }
    }

    #[test]
    fn only_the_name_is_written_over() {
        let source = Start::new("two-dots").unwrap().source();
        assert!(source.contains("impl Family for TwoDots {"));
        assert!(source.contains("        name: \"two-dots\",\n"));
        assert!(!source.to_lowercase().contains("skeleton"));
        assert_eq!(source.replace("TwoDots", "Skeleton").replace("two-dots", "skeleton"), SKELETON);
    }

    #[test]
    fn names_are_refused_with_a_reason() {
        let refused = |name: &str| Start::new(name).unwrap_err();
        assert_eq!(refused("bar-chart"), NameError::Taken("bar-chart".to_owned()));
        for name in ["Bars", "bars-", "", "bar_chart", "bars2", "../bars"] {
            assert_eq!(refused(name), NameError::NotKebab(name.to_owned()));
        }
        assert_eq!(refused("match"), NameError::Keyword("match".to_owned()));
    }

    #[test]
    fn a_family_is_listed_in_order_and_registered_last() {
        let start = Start::new("dots").unwrap();
        let list = "//! Families.\n\npub mod bars;\npub mod maze;\n";
        let wanted = "//! Families.\n\npub mod bars;\npub mod dots;\npub mod maze;\n";
        assert_eq!(start.with_module(list), wanted);
        let registry = start.registered(include_str!("registry.rs")).unwrap();
        assert!(registry.ends_with(include_str!("registry.rs").split_once("\n];").unwrap().1));
        assert!(registry.contains("(),\n    Registered::of::<families::dots::Dots>(),\n];"));
        assert_eq!(start.registered("nothing"), None);
    }
}
