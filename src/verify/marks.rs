//! There are as many marks of a paint as a family says: none missing, none of another
//! colour, none too many.

use synth_contracts::{Claim, Paint};
use synth_renderers::Facts;
use synth_renderers::facts::{Rgb, Shape};

use crate::{Exhibit, Finding};

/// Share of the claimed paints that have their marks.
pub fn score(exhibit: &Exhibit<'_>) -> Finding {
    let claimed: Vec<(&Paint, usize)> = exhibit
        .claims
        .iter()
        .filter_map(|claim| match claim {
            Claim::Marks { paint, count } => Some((paint, *count)),
            _ => None,
        })
        .collect();
    let tell = |(paint, count): &(&Paint, usize)| {
        let found = painted(exhibit.facts, paint).count();
        (found != *count).then(|| format!("{} are {found}, not {count}", name(paint)))
    };
    let wrong: Vec<String> = claimed.iter().filter_map(tell).collect();
    Finding::share(claimed.len(), &wrong, "colours have their marks")
}

/// The marks of a paint that can be seen and lie in the picture.
pub fn painted<'a>(facts: &'a Facts, paint: &Paint) -> impl Iterator<Item = &'a Shape> {
    let (fill, stroke) = match paint {
        Paint::Fill(colour) => (rgb(colour), None),
        Paint::Stroke(colour) => (None, rgb(colour)),
    };
    facts.shapes.iter().filter(move |shape| {
        let painted =
            (fill.is_some() && shape.fill == fill) || (stroke.is_some() && shape.stroke == stroke);
        painted && shape.visible != Some(0.0) && shape.inside > 0.5
    })
}

/// A paint in words.
pub fn name(paint: &Paint) -> String {
    match paint {
        Paint::Fill(colour) => format!("marks filled {colour}"),
        Paint::Stroke(colour) => format!("marks outlined {colour}"),
    }
}

/// The colour that `#rrggbb` names.
pub fn rgb(hex: &str) -> Option<Rgb> {
    let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let [_, r, g, b] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some(Rgb([r, g, b]))
}
