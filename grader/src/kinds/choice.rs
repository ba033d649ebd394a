//! One of the options printed in the question, by its letter or by its text.

use std::sync::Arc;

use super::{Built, Grade, Kind, text};
use crate::read::clean::clean;
use crate::read::label;
use crate::truth::{Draft, Verdict};

/// The kind. A lone capital letter without options is one too.
pub(super) const KIND: Kind = Kind {
    name: "choice",
    aliases: &["multiple-choice", "mcq", "mc", "option", "letter"],
    infer: |text, draft| {
        !draft.options.is_empty() || (text.len() == 1 && text.as_bytes()[0].is_ascii_uppercase())
    },
    build,
};

fn build(text: &str, draft: &Draft) -> Built {
    if draft.options.is_empty() {
        let letter = label::read(text).filter(|label| label.about.len() < text.len());
        return match letter {
            Some(label) => Ok(Arc::new(Letter {
                letter: label.letter,
                about: (!label.about.is_empty()).then(|| text::Text::new(label.about, None)),
            })),
            None => (text::KIND.build)(text, draft),
        };
    }
    let options: Result<Vec<_>, String> = draft.options.iter().map(|o| option(o)).collect();
    let options = Options { options: options?, right: 0 };
    let right = options.lettered(text).or_else(|| options.told(text)).ok_or_else(|| {
        format!("it is neither a letter up to {} nor one of the options", last(&draft.options))
    })?;
    Ok(Arc::new(Options { right, ..options }))
}

fn last(options: &[String]) -> char {
    u8::try_from(options.len()).map_or('Z', |n| char::from((b'@' + n).min(b'Z')))
}

fn option(text: &str) -> Built {
    let text = clean(text);
    // Options may be printed with their letters.
    let bare = label::read(&text).filter(|label| !label.about.is_empty());
    super::by_inference(bare.map_or(text.as_str(), |label| label.about))
}

/// A letter alone, and the text behind it if the truth has one.
struct Letter {
    letter: char,
    about: Option<text::Text>,
}

impl Grade for Letter {
    fn grade(&self, answer: &str) -> Verdict {
        let named = label::read(answer);
        if let Some(label) = named {
            let same =
                self.about.as_ref().is_none_or(|t| label.about.is_empty() || t.is(label.about));
            return match label.letter == self.letter {
                true if label::hedges(label.about) => Verdict::wrong("more than one letter"),
                true if same => Verdict::right("the same letter"),
                true => Verdict::wrong("the letter, but another text"),
                false => Verdict::wrong("another letter"),
            };
        }
        if label::behind_noun(answer) == Some(self.letter) {
            return Verdict::right("the same letter");
        }
        match &self.about {
            Some(text) => text.grade(answer),
            None if text::Text::new(&self.letter.to_string(), None).is(answer) => {
                Verdict::right("another name of the letter")
            }
            None => Verdict::wrong("no letter"),
        }
    }
}

struct Options {
    options: Vec<Arc<dyn Grade>>,
    right: usize,
}

impl Options {
    /// The option that a letter names; none where text behind it is another's.
    fn lettered(&self, answer: &str) -> Option<usize> {
        let label = label::read(answer).or_else(|| spaced(answer))?;
        let index = usize::from(u8::try_from(label.letter).ok()? - b'A');
        let option = self.options.get(index)?;
        let about = label.about.is_empty() || option.grade(&clean(label.about)).is_right();
        about.then_some(index)
    }

    /// The one option that the answer says in words.
    fn told(&self, answer: &str) -> Option<usize> {
        let mut said = self.options.iter().enumerate().filter(|(_, o)| o.grade(answer).is_right());
        let (index, _) = said.next()?;
        said.next().is_none().then_some(index)
    }
}

/// `C blue`, a letter with its text and nothing between them.
fn spaced(answer: &str) -> Option<label::Label<'_>> {
    let (letter, about) = answer.split_once(' ')?;
    let one = letter.len() == 1 && letter.as_bytes()[0].is_ascii_uppercase();
    one.then(|| label::Label { letter: char::from(letter.as_bytes()[0]), about })
}

impl Grade for Options {
    fn grade(&self, answer: &str) -> Verdict {
        let torn = label::read(answer).is_some_and(|label| !label.about.is_empty());
        match self.lettered(answer).or_else(|| if torn { None } else { self.told(answer) }) {
            Some(index) if index == self.right => Verdict::right("the same option"),
            Some(_) => Verdict::wrong("another option"),
            None => Verdict::wrong("none of the options, or more than one"),
        }
    }
}
