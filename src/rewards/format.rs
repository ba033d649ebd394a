//! The forms that the papers pay for, as their expressions say.

use std::sync::LazyLock;

use regex::Regex;

/// A constant expression. One that does not compile matches nothing, and the tests of
/// this file would say so.
fn constant(expression: &str) -> Option<Regex> {
    Regex::new(expression).ok()
}

fn matches(expression: &LazyLock<Option<Regex>>, response: &str) -> bool {
    expression.as_ref().is_some_and(|expression| expression.is_match(response))
}

/// MM-Zero's Solver: thoughts, then nothing but the box.
pub(crate) fn thoughts_then_box(response: &str) -> bool {
    static FORM: LazyLock<Option<Regex>> =
        LazyLock::new(|| constant(r"(?s)\A<think>.*?</think>\s*\\boxed\{.*?\}\s*\z"));
    matches(&FORM, response)
}

/// Active-Zero's Solver: a box anywhere.
pub(crate) fn any_box(response: &str) -> bool {
    static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| constant(r"(?s)\\boxed\{.*\}"));
    matches(&FORM, response)
}

/// Active-Zero's Searcher: a type, then a query, anywhere.
pub(crate) fn type_then_query(response: &str) -> bool {
    static FORM: LazyLock<Option<Regex>> =
        LazyLock::new(|| constant(r"(?s)<type>.*?</type>\s*<query>.*?</query>"));
    matches(&FORM, response)
}

/// Active-Zero's Questioner: all four tags in order.
pub(crate) fn thought_question_answer(response: &str) -> bool {
    static FORM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        constant(
            r"(?s)<think>.*?</think>\s*<type>.*?</type>\s*<question>.*?</question>\s*<answer>.*?</answer>",
        )
    });
    matches(&FORM, response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_beside_the_box_costs_the_form_in_one_paper_only() {
        let bare = "<think>2 and 2</think> \\boxed{4}\n";
        let prose = "<think>2 and 2</think> so \\boxed{4}";
        assert!(thoughts_then_box(bare) && !thoughts_then_box(prose));
        assert!(any_box(bare) && any_box(prose) && !any_box("4"));
    }

    #[test]
    fn tags_are_not_looked_into() {
        assert!(type_then_query("<type>banana123</type><query>x</query>"));
        assert!(type_then_query("junk <type></type> <query></query> junk"));
        assert!(!type_then_query("<query>x</query><type>y</type>"));
        let asked = "<think></think><type>essay</type><question></question><answer></answer>";
        assert!(thought_question_answer(asked));
        assert!(!thought_question_answer("<question></question>"));
    }
}
