//! The Coder: from a caption to a program that draws it.
//!
//! It is shown the caption alone. What the questions and answers are it need not know,
//! and a Coder that knows the answer learns to print it; only to compare with the paper
//! is it shown them ([`Brief::answers`]).

use serde::Serialize;
use synth_contracts::{Concept, Language, Program};

use crate::card::{Card, PromptError, Sampling};
use crate::tags::{ReadError, spoken};

/// The role.
pub static CARD: Card = Card {
    name: "coder",
    summary: "Writes a program, SVG or Python with matplotlib, that draws a caption.",
    sees: false,
    sampling: Sampling { temperature: 0.7, top_p: 0.95, max_tokens: 4096 },
    template: include_str!("prompts/coder.txt"),
};

/// What it is given.
#[derive(Clone, Debug, Serialize)]
pub struct Brief<'a> {
    /// What the picture shall show.
    pub caption: &'a str,
    /// What the program is to be written in.
    pub language: Language,
    /// Questions with their answers, only for comparison with the paper.
    pub answers: Vec<(&'a str, String)>,
}

impl<'a> Brief<'a> {
    /// Of a concept, without its questions.
    pub fn of(concept: &'a Concept, language: Language) -> Self {
        Self { caption: &concept.caption, language, answers: Vec::new() }
    }

    /// Of a concept with its questions and answers, as the paper's Coder is asked.
    pub fn compat(concept: &'a Concept, language: Language) -> Self {
        let asked = [&concept.easy, &concept.hard];
        let answers = asked.map(|asked| (asked.text.as_str(), asked.answer.to_string()));
        Self { answers: answers.into(), ..Self::of(concept, language) }
    }
}

/// The prompt for a brief.
///
/// # Errors
///
/// [`PromptError`], if the template asks for more.
pub fn prompt(brief: &Brief<'_>) -> Result<String, PromptError> {
    CARD.prompt(brief)
}

/// Reads the program out of a response: the last fenced block of the language, else the
/// last one of none or of XML that holds an SVG, else a bare `<svg>` element. A program
/// that was cut off is refused: half a picture is none.
///
/// # Errors
///
/// [`ReadError::NoProgram`] or [`ReadError::Cut`].
pub fn read(response: &str, language: Language) -> Result<Program, ReadError> {
    let text = spoken(response);
    let blocks = fences(text)?;
    let named = blocks.iter().rev().find(|(name, _)| is_named(name, language));
    let fitting = || blocks.iter().rev().find(|(name, body)| fits(name, body, language));
    let source = match (named.or_else(fitting), language) {
        (Some((_, body)), _) => Some(*body),
        (None, Language::Svg) => bare_svg(text)?,
        (None, Language::Python) => None,
    };
    let source = source.map(str::trim).filter(|source| !source.is_empty());
    let source = source.ok_or(ReadError::NoProgram)?.to_owned();
    Ok(Program { language, source })
}

fn is_named(name: &str, language: Language) -> bool {
    match language {
        Language::Svg => name == "svg",
        Language::Python => ["python", "py", "python3"].contains(&name),
    }
}

fn fits(name: &str, body: &str, language: Language) -> bool {
    match language {
        Language::Svg => ["", "xml", "html"].contains(&name) && body.contains("<svg"),
        Language::Python => name.is_empty() && !body.trim_start().starts_with('<'),
    }
}

/// Fenced blocks, with the names behind their fences in lower case.
fn fences(text: &str) -> Result<Vec<(String, &str)>, ReadError> {
    const FENCE: &str = "```";
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(FENCE) {
        let after = &rest[at + FENCE.len()..];
        let line = after.find('\n').unwrap_or(after.len());
        let name = after[..line].trim().to_lowercase();
        let body = after.get(line + 1..).unwrap_or_default();
        let end = body.find(FENCE).ok_or(ReadError::Cut("fenced block"))?;
        blocks.push((name, &body[..end]));
        rest = &body[end + FENCE.len()..];
    }
    Ok(blocks)
}

/// The first `<svg>` element, with what stands before it of an XML declaration.
fn bare_svg(text: &str) -> Result<Option<&str>, ReadError> {
    const CLOSE: &str = "</svg>";
    let Some(element) = text.find("<svg") else { return Ok(None) };
    let start = text[..element].rfind("<?xml").unwrap_or(element);
    let end = text[element..].rfind(CLOSE).ok_or(ReadError::Cut("<svg> element"))?;
    Ok(Some(&text[start..element + end + CLOSE.len()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = "<svg viewBox=\"0 0 1 1\"></svg>";

    fn svg(response: &str) -> Result<String, ReadError> {
        read(response, Language::Svg).map(|program| program.source)
    }

    #[test]
    fn an_svg_is_found_however_it_is_wrapped() {
        for response in [
            format!("Here:\n```svg\n{SVG}\n```\nDone."),
            format!("```xml\n{SVG}\n```"),
            format!("```\n{SVG}\n```"),
            format!("first ```svg\n<svg/>\n``` then\n```SVG\n{SVG}\n```"),
            format!("<think>```svg\nno\n```</think>Sure: {SVG} as asked."),
        ] {
            assert_eq!(svg(&response).as_deref(), Ok(SVG), "{response}");
        }
        let declared = format!("<?xml version=\"1.0\"?>\n{SVG}");
        assert_eq!(svg(&declared), Ok(declared.clone()));
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        assert_eq!(svg("```svg\n<svg><rect"), Err(ReadError::Cut("fenced block")));
        assert_eq!(svg("<svg><rect"), Err(ReadError::Cut("<svg> element")));
        assert_eq!(svg("I cannot draw."), Err(ReadError::NoProgram));
        assert_eq!(svg("```svg\n\n```"), Err(ReadError::NoProgram));
    }

    #[test]
    fn python_is_never_taken_for_svg() {
        let response = format!("```python\nprint('x')\n```\n```svg\n{SVG}\n```");
        let python = read(&response, Language::Python).unwrap();
        assert_eq!(python.source, "print('x')");
        assert_eq!(svg(&response).as_deref(), Ok(SVG));
        assert!(read(&format!("```\n{SVG}\n```"), Language::Python).is_err());
    }

    #[test]
    fn the_coder_does_not_see_the_answers_unless_asked_to() {
        let concept = Concept {
            content_type: synth_contracts::ContentType::Other,
            caption: "A blue circle".into(),
            easy: asked("What colour?", "blue"),
            hard: asked("How round?", "quite"),
        };
        let sound = prompt(&Brief::of(&concept, Language::Svg)).unwrap();
        assert!(sound.contains("A blue circle") && !sound.contains("What colour"));
        let compat = prompt(&Brief::compat(&concept, Language::Svg)).unwrap();
        assert!(compat.contains("What colour?") && compat.contains("quite"));
        let python = prompt(&Brief::of(&concept, Language::Python)).unwrap();
        assert!(python.contains("```python") && !sound.contains("```python"));
    }

    fn asked(text: &str, answer: &str) -> synth_contracts::Question {
        let answer = synth_contracts::Answer::text(answer);
        synth_contracts::Question { text: text.into(), answer, evidence: Vec::new() }
    }
}
