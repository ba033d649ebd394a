//! Changes of words, and of the look as a whole, that leave the task what it is.

use synth_contracts::Rng;
use synth_dedup::Asked;

use crate::base::{Base, PALETTES};

/// A change and its name in the table. `None` where a task has nothing of the
/// kind.
pub struct Rewrite {
    pub name: &'static str,
    pub make: fn(&Base, &mut Rng) -> Option<Base>,
}

/// Every change that is made in the program or the question.
pub const REWRITES: &[Rewrite] = &[
    Rewrite { name: "another palette", make: palette },
    Rewrite { name: "another font", make: font },
    Rewrite { name: "legend moved", make: legend },
    Rewrite { name: "another wording (paraphrase)", make: paraphrase },
    Rewrite { name: "another style and wording of the family", make: |base, _| base.restyled() },
];

/// Every paint of a mark replaced by that of another palette.
fn palette(base: &Base, rng: &mut Rng) -> Option<Base> {
    let old = PALETTES.iter().find(|p| p.iter().any(|hex| base.svg.contains(hex)))?;
    let others: Vec<_> = PALETTES.iter().filter(|p| *p != old).collect();
    let new = rng.choose(&others);
    let svg = old.iter().zip(new.iter()).fold(base.svg.clone(), |svg, (a, b)| svg.replace(a, b));
    Some(Base { svg, ..base.clone() })
}

fn font(base: &Base, _: &mut Rng) -> Option<Base> {
    let fonts = ["Arial", "Georgia", "Verdana"];
    let old = fonts.iter().position(|font| base.svg.contains(font))?;
    let svg = base.svg.replace(fonts[old], fonts[(old + 1) % fonts.len()]);
    (base.svg.contains("<text")).then_some(Base { svg, ..base.clone() })
}

/// The key of a chart, with its words, moved down by 40 units.
fn legend(base: &Base, _: &mut Rng) -> Option<Base> {
    let start = base.svg.find("<!-- Legend -->")?;
    let end = start + base.svg[start..].find("<!-- Text -->")?;
    let (before, key, after) = (&base.svg[..start], &base.svg[start..end], &base.svg[end..]);
    let moved = format!("<g transform=\"translate(0 40)\">{key}</g>\n");
    let words = after.lines().map(|line| match line.contains("text-anchor=\"start\"") {
        true => line.replace("<text", "<text transform=\"translate(0 40)\""),
        false => line.to_owned(),
    });
    let words: Vec<String> = words.collect();
    Some(Base { svg: format!("{before}{moved}{}", words.join("\n")), ..base.clone() })
}

/// The same picture with the family's other words.
fn paraphrase(base: &Base, _: &mut Rng) -> Option<Base> {
    let other = (0..8)
        .filter_map(|at| base.styled_as(at))
        .find(|other| other.asked.iter().zip(&base.asked).any(|(a, b)| a.text != b.text))?;
    Some(Base { asked: other.asked, ..base.clone() })
}

/// The task as multiple choice, with its options in this order.
pub fn with_options(base: &Base, rng: &mut Rng) -> Vec<Asked> {
    let choice = |truth: &str, rng: &mut Rng| {
        let mut options: Vec<String> = ["none of these", "cannot be told", "all of them"]
            .into_iter()
            .map(str::to_owned)
            .chain([truth.to_owned()])
            .collect();
        rng.shuffle(&mut options);
        let right = options.iter().position(|option| option == truth).unwrap_or(0);
        (options, char::from(b'A' + right as u8).to_string())
    };
    let asked = base.asked.iter().map(|asked| {
        let (options, letter) = choice(&asked.answer.to_string(), rng);
        let lines: Vec<String> = options
            .iter()
            .zip('A'..)
            .map(|(option, letter)| format!("({letter}) {option}"))
            .collect();
        Asked::new(&format!("{}\n{}", asked.text, lines.join("\n")), &letter)
    });
    asked.collect()
}
