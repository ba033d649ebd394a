//! Yes or no.

use std::sync::Arc;

use super::{Grade, Kind};
use crate::read::yes_no;
use crate::truth::Verdict;

/// The kind.
pub(super) const KIND: Kind = Kind {
    name: "yes-no",
    aliases: &["yesno", "bool", "boolean", "true-false"],
    infer: |text, _| yes_no::read(text, false).is_some(),
    build: |text, _| {
        let value = yes_no::read(text, true).ok_or("write yes or no")?;
        Ok(Arc::new(YesNo(value)))
    },
};

struct YesNo(bool);

impl Grade for YesNo {
    fn grade(&self, answer: &str) -> Verdict {
        match yes_no::read(answer, true) {
            Some(said) if said == self.0 => Verdict::right("the same"),
            Some(_) => Verdict::wrong("the opposite"),
            None => Verdict::wrong("neither yes nor no"),
        }
    }
}
