//! Folds the many ways in which Unicode writes the same thing into one.
//!
//! Invisible marks go, dashes and spaces become plain, full-width and mathematical
//! letters become letters, superscripts become powers, accents fall off, and letters
//! that look Latin become Latin: what a reader cannot see does not change an answer.

use std::borrow::Cow;

use unicode_normalization::char::decompose_compatible;

/// The folded text; the same text if it is plain ASCII.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    // A text in Cyrillic stays; Latin with a disguised letter in it does not.
    let cyrillic = text.chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c) && like(c).is_none());
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if let Some(first) = superscript(c) {
            let mut power = String::from(first);
            while let Some(next) = chars.peek().copied().and_then(superscript) {
                power.push(next);
                chars.next();
            }
            push_power(&mut out, &power);
        } else {
            push(&mut out, c, cyrillic);
        }
    }
    Cow::Owned(out)
}

fn push_power(out: &mut String, power: &str) {
    if power.len() == 1 {
        out.push('^');
        out.push_str(power);
    } else {
        out.push_str("^(");
        out.push_str(power);
        out.push(')');
    }
}

fn push(out: &mut String, c: char, cyrillic: bool) {
    match c {
        _ if c.is_ascii() => out.push(c),
        '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{180e}' => {}
        '\u{2028}' | '\u{2029}' | '\u{85}' => out.push('\n'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => out.push('-'),
        '‘' | '’' | '‚' | '‛' | 'ʼ' | '′' | '´' | '＇' => out.push('\''),
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => out.push('"'),
        '×' | '⋅' | '·' | '∙' | '∗' | '✕' | '✖' => out.push('*'),
        '÷' | '⁄' | '∕' => out.push('/'),
        'º' | '˚' => out.push('°'),
        '≤' | '⩽' | '≦' => out.push_str("<="),
        '≥' | '⩾' | '≧' => out.push_str(">="),
        '≠' => out.push_str("!="),
        '∶' => out.push(':'),
        '⟶' | '➔' | '➜' | '➝' | '➞' | '⇒' | '⟹' | '↦' | '➡' => out.push('→'),
        '≈' | '≃' | '∼' | '≅' => out.push('≈'),
        '\u{300}'..='\u{336}' => {}
        _ => push_decomposed(out, c, cyrillic),
    }
}

fn push_decomposed(out: &mut String, c: char, cyrillic: bool) {
    if let Some(digit) = digit(c) {
        return out.push(digit);
    }
    if let Some(latin) = like(c).filter(|_| !cyrillic) {
        return out.push(latin);
    }
    let vulgar = matches!(c, '¼'..='¾' | '⅐'..='⅞');
    if vulgar && out.ends_with(|before: char| before.is_ascii_digit()) {
        out.push(' ');
    }
    decompose_compatible(c, |part| match part {
        '\u{300}'..='\u{336}' => {}
        '⁄' => out.push('/'),
        '−' => out.push('-'),
        _ => out.push(like(part).filter(|_| !cyrillic).unwrap_or(part)),
    });
}

fn superscript(c: char) -> Option<char> {
    Some(match c {
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴'..='⁹' => char::from(b'4' + (u32::from(c) - 0x2074) as u8),
        '⁺' => '+',
        '⁻' => '-',
        'ⁿ' => 'n',
        _ => return None,
    })
}

/// Decimal digits of other scripts, each block from its zero.
fn digit(c: char) -> Option<char> {
    const ZEROS: [u32; 7] = [0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xe50];
    let code = u32::from(c);
    let value = ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|v| *v < 10))?;
    char::from_digit(value, 10)
}

/// The Latin letter that a Greek capital or a Cyrillic letter looks like.
fn like(c: char) -> Option<char> {
    const PAIRS: &str = "ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοo\
        АAВBЕEЅSІIЈJКKМMНHОOРPСCТTУYХXаaеeоoрpсcуyхxѕsіiјj";
    let mut pairs = PAIRS.chars();
    while let (Some(foreign), Some(latin)) = (pairs.next(), pairs.next()) {
        if foreign == c {
            return Some(latin);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn one_writing_for_what_looks_the_same() {
        assert_eq!(fold("−3\u{a0}℃"), "-3 °C");
        assert_eq!(fold("10⁻³ m²"), "10^(-3) m^2");
        assert_eq!(fold("2½"), "2 1/2");
        assert_eq!(fold("５０％"), "50%");
        assert_eq!(fold("𝟒𝟐"), "42");
        assert_eq!(fold("\u{202e}A\u{202c}\u{200b}"), "A");
        assert_eq!(fold("café"), "cafe");
        assert_eq!(fold("cafe\u{301}"), "cafe");
        assert_eq!(fold("x ≠ 3"), "x != 3");
        assert_eq!(fold("٣"), "3");
    }

    #[test]
    fn disguised_letters_are_unmasked_and_russian_stays() {
        assert_eq!(fold("С"), "C");
        assert_eq!(fold("rеd"), "red");
        assert_eq!(fold("красный"), fold("красный"));
        assert_ne!(fold("рука"), "pyka");
    }
}
