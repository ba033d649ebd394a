//! Several things: in order, or in any.

use std::sync::Arc;

use super::{Built, Grade, Kind, text};
use crate::read::clean::clean;
use crate::read::list::{self, Bracket, Joint, List};
use crate::read::text as words;
use crate::truth::{Draft, Truth, Verdict};

/// Things in any order: `{1, 2}`, `red and blue`.
pub(super) const SET: Kind = Kind {
    name: "set",
    aliases: &["unordered", "multiset"],
    infer: |text, _| list::split(text).is_some_and(|list| is_set(&list)),
    build: |text, draft| build(text, draft, false),
};

/// Things in order: `P → Q`, `(1, 2)`, `red, blue`.
pub(super) const SEQUENCE: Kind = Kind {
    name: "sequence",
    aliases: &["list", "tuple", "ordered", "point", "coordinates", "interval", "path"],
    infer: |text, _| list::split(text).is_some(),
    build: |text, draft| build(text, draft, true),
};

fn is_set(list: &List<'_>) -> bool {
    list.bracket == Bracket::Curly
        || (list.bracket == Bracket::Open && matches!(list.joint, Joint::And | Joint::Or))
}

fn build(text: &str, draft: &Draft, ordered: bool) -> Built {
    let (bracket, or, items) = if draft.options.is_empty() {
        let list = list::split(text);
        let bracket = list.as_ref().map_or(Bracket::Open, |list| list.bracket);
        let or = list.as_ref().is_some_and(|list| list.joint == Joint::Or);
        (bracket, or, list.map_or_else(|| loose(text), |list| list.items))
    } else {
        (Bracket::Open, false, draft.options.iter().map(String::as_str).collect())
    };
    let truths = items.iter().map(|item| {
        let draft =
            Draft { truth: (*item).to_owned(), tolerance: draft.tolerance, ..Draft::default() };
        Truth::new(draft).map_err(|error| error.to_string())
    });
    let truths: Result<Vec<Truth>, String> = truths.collect();
    // Brackets tell intervals from points only where nothing else names the kind.
    let bracket = if draft.kind.is_some() { None } else { Some(bracket) };
    let whole = text::Text::new(text, None);
    Ok(Arc::new(Things { truths: truths?, ordered, bracket, or, whole }))
}

/// The things of a list that is written without commas: `A-B-C`, or one thing.
fn loose(text: &str) -> Vec<&str> {
    let (_, inner) = list::unbracket(text);
    let dashed: Vec<&str> = inner.split(['-', '>', '|']).map(str::trim).collect();
    let whole = dashed.len() == 1 || dashed.iter().any(|part| part.is_empty());
    if whole { vec![inner] } else { dashed }
}

struct Things {
    truths: Vec<Truth>,
    ordered: bool,
    bracket: Option<Bracket>,
    or: bool,
    whole: text::Text,
}

impl Things {
    fn in_order(&self, items: &[&str]) -> bool {
        items.len() == self.truths.len()
            && items
                .iter()
                .zip(&self.truths)
                .all(|(item, truth)| truth.grade(&clean(item)).is_right())
    }

    /// Each thing once, in any order; saying one twice adds nothing.
    fn in_any_order(&self, items: &[&str]) -> bool {
        let cleaned: Vec<String> = items.iter().map(|item| clean(item)).collect();
        let mut named = vec![false; self.truths.len()];
        let known = cleaned.iter().all(|item| {
            let fits = |at: &usize| self.truths[*at].grade(item).is_right();
            let free = (0..named.len()).find(|at| !named[*at] && fits(at));
            let found = free.or_else(|| (0..named.len()).find(|at| fits(at)));
            if let Some(at) = found {
                named[at] = true;
            }
            found.is_some()
        });
        known && named.iter().all(|named| *named)
    }

    /// Open and closed ends of an interval differ; without brackets nothing does.
    fn bracketed(&self, other: Bracket) -> bool {
        let Some(mine) = self.bracket else { return true };
        let half = |bracket| matches!(bracket, Bracket::HalfOpen(_));
        if half(mine) || half(other) {
            return mine == other;
        }
        let differ = matches!(
            (mine, other),
            (Bracket::Round, Bracket::Square) | (Bracket::Square, Bracket::Round)
        );
        let interval =
            self.truths.len() == 2 && self.truths.iter().all(|truth| truth.kind() != "text");
        !(differ && interval)
    }

    fn items<'a>(&self, answer: &'a str) -> Option<Vec<&'a str>> {
        let list = list::split(answer);
        if let Some(list) = &list {
            if (list.joint == Joint::Or && !self.or) || !self.bracketed(list.bracket) {
                return None;
            }
            if list.items.len() == self.truths.len() || !self.ordered {
                return list.items.clone().into();
            }
        }
        // "blue-green" is a colour, "A-B" a path.
        let compound = !self.ordered && answer.contains(['-', '/', '<', '>']);
        let negated = compound || words::words(answer).iter().any(|word| words::is_negation(word));
        let pieces = list::split_into(answer, self.truths.len());
        pieces.filter(|_| !negated).or_else(|| list.is_none().then(|| vec![answer]))
    }
}

impl Grade for Things {
    fn grade(&self, answer: &str) -> Verdict {
        let named = self.items(answer);
        let right = named.as_ref().is_some_and(|items| {
            if self.ordered { self.in_order(items) } else { self.in_any_order(items) }
        });
        if right {
            return Verdict::right("the same things");
        }
        // A title with an "and" in it is a phrase, too.
        let open = matches!(self.bracket, None | Some(Bracket::Open));
        if open && named.is_none() && self.whole.is(answer) {
            return Verdict::right("the same words");
        }
        match named {
            None => Verdict::wrong("other things, or one of several"),
            Some(items) if items.len() < self.truths.len() => Verdict::wrong("too few things"),
            Some(items) if items.len() > self.truths.len() => Verdict::wrong("too many things"),
            Some(_) => Verdict::wrong("other things"),
        }
    }
}
