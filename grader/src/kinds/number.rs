//! A number: whole or measured, with a unit, a percent sign, a tolerance.

use std::sync::Arc;

use super::{Built, Grade, Kind};
use crate::read::quantity::{self, Quantity};
use crate::read::{text, unit_of};
use crate::truth::{Draft, Verdict};
use crate::value::{Rat, Real};

/// A whole number.
pub(super) const INTEGER: Kind = Kind {
    name: "integer",
    aliases: &["int", "count", "whole"],
    infer: |text, _| {
        quantity::read(text).is_some_and(|q| {
            let whole = q.value.as_rat().and_then(Rat::as_int).is_some();
            whole && q.plain && !q.percent && q.unit.is_none() && q.noun.is_none() && !q.undone
        })
    },
    build,
};

/// Any other number.
pub(super) const NUMBER: Kind = Kind {
    name: "number",
    aliases: &[
        "float",
        "decimal",
        "numeric",
        "numerical",
        "numeric-value",
        "real",
        "fraction",
        "percentage",
        "percent",
        "quantity",
        "money",
        "currency",
        "scientific",
        "measurement",
    ],
    // "3 + 4" as a truth is a text: whoever wants 7 writes 7.
    infer: |text, _| quantity::read(text).is_some_and(|q| !q.undone),
    build,
};

fn build(text: &str, draft: &Draft) -> Built {
    let read = quantity::read(text).ok_or("write one number such as 12, 2.5 cm or 3/4")?;
    let mut truth = read;
    let mut named = false;
    if let Some(written) = draft.unit.as_deref().filter(|unit| !unit.trim().is_empty()) {
        let unit = unit_of(written).ok_or_else(|| format!("{written:?} is no unit"))?;
        truth.unit = unit.unit;
        truth.noun = unit.noun;
        truth.percent = unit.percent;
        named = true;
    }
    let whole = truth.value.as_rat().and_then(Rat::as_int).is_some();
    let asked = draft.kind.is_some() && truth.value.as_rat() == Some(Rat::int(0));
    Ok(Arc::new(Number { truth, tolerance: draft.tolerance, named, whole, zero: asked }))
}

struct Number {
    truth: Quantity,
    tolerance: Option<f64>,
    /// Whether the unit was given apart, so that a bare answer is in it.
    named: bool,
    whole: bool,
    /// Whether "none" counts: zero where a number is asked for.
    zero: bool,
}

impl Grade for Number {
    fn grade(&self, answer: &str) -> Verdict {
        let Some(said) = quantity::read(answer) else {
            let none = self.zero
                && text::words(answer)
                    .first()
                    .is_some_and(|word| word == "none" || (word == "no" && answer.contains(' ')));
            return if none { Verdict::right("none is zero") } else { Verdict::wrong("no number") };
        };
        if said.undone && !self.truth.undone {
            return Verdict::wrong("a sum that is not done");
        }
        if let (Some(mine), Some(theirs)) = (&self.truth.name, &said.name)
            && mine != theirs
        {
            return Verdict::wrong("another name");
        }
        let readings = self.readings(&said);
        if readings.iter().all(Option::is_none) {
            return Verdict::wrong("another unit");
        }
        let right = readings.iter().flatten().find_map(|reading| self.near(reading, &said));
        right.map_or(Verdict::wrong("another number"), Verdict::right)
    }
}

/// A value in the truth's unit and whether it is just as written.
struct Value {
    value: Real,
    raw: bool,
}

impl Number {
    /// What the answer can mean in the truth's unit.
    fn readings(&self, said: &Quantity) -> [Option<Value>; 2] {
        let truth = &self.truth;
        let raw = || Some(Value { value: said.value, raw: true });
        let times = |num, den| {
            let value = said.value.mul(&Real::exact(Rat::new(num, den)?))?;
            Some(Value { value, raw: false })
        };
        let bare = said.unit.is_none() && said.noun.is_none();
        if truth.percent {
            return match (said.percent, bare) {
                (true, _) => [raw(), None],
                // Below one, a bare number is a ratio: 0.5 is 50 %, not half a percent.
                (false, true) if self.named || above_one(&truth.value) => [raw(), times(100, 1)],
                (false, true) => [times(100, 1), None],
                (false, false) => [None, None],
            };
        }
        if said.percent {
            let free = truth.unit.is_none() && truth.noun.is_none();
            let sign = above_one(&said.value).then(raw).flatten();
            return if free { [times(1, 100), sign] } else { [None, None] };
        }
        if bare {
            return [raw(), None];
        }
        match (&truth.unit, &truth.noun) {
            (None, None) => [raw(), None],
            (Some(mine), _) => {
                let Some(theirs) = said.unit else { return [None, None] };
                if mine.dimension == theirs.dimension {
                    let ratio = mine.factor.invert().and_then(|inverse| theirs.factor.mul(inverse));
                    let (num, den) = ratio.map_or((0, 0), Rat::parts);
                    return if num == den { [raw(), None] } else { [times(num, den), None] };
                }
                // "72°" for a temperature leaves the scale to the question.
                let degrees = mine.is_degree() && theirs.is_degree();
                let bare = mine.is_angle() || theirs.is_angle();
                if (degrees && bare) || mine.both_pounds(&theirs) {
                    [raw(), None]
                } else {
                    [None, None]
                }
            }
            (None, Some(mine)) => {
                let same = said.noun.as_ref().is_some_and(|theirs| one_in_other(mine, theirs));
                if same { [raw(), None] } else { [None, None] }
            }
        }
    }

    /// Why a reading is right, if it is.
    fn near(&self, reading: &Value, said: &Quantity) -> Option<&'static str> {
        let (a, t) = (reading.value, self.truth.value);
        if same(&a, &t) {
            return Some("the same number");
        }
        let apart = libm::fabs(a.approx() - t.approx());
        let slack = 1e-9 * libm::fabs(t.approx()).max(libm::fabs(a.approx()));
        if let Some(tolerance) = self.tolerance {
            return (apart <= tolerance + slack).then_some("within the tolerance");
        }
        if apart <= slack && said.decimals.is_some() {
            return Some("the same number");
        }
        let rounded = !self.whole && self.rounds(reading, said, apart);
        rounded.then_some("the same number, rounded")
    }

    /// Whether one is the other, rounded as people do: a fraction or root to two
    /// decimals or more, a long decimal to at least two decimals less.
    fn rounds(&self, reading: &Value, said: &Quantity, apart: f64) -> bool {
        let (mine, theirs) = (digits(&self.truth), digits(said));
        // A percent sign moves the point by two places: 66.7 % is 2/3.
        let theirs = match theirs {
            Digits::Some(d) if !reading.raw && said.percent => Digits::Some(d.saturating_add(2)),
            Digits::Whole if !reading.raw && said.percent => Digits::Some(2),
            _ if reading.raw || self.truth.percent => theirs,
            _ => return false,
        };
        let decimals = match (mine, theirs) {
            (Digits::Endless, Digits::Some(d)) | (Digits::Some(d), Digits::Endless) => d,
            (Digits::Some(a), Digits::Some(b)) if a.abs_diff(b) >= 2 => a.min(b),
            _ => return false,
        };
        let step = libm::pow(10.0, -f64::from(decimals));
        let size = libm::fabs(reading.value.approx());
        let least = if said.percent && !reading.raw { 3 } else { 2 };
        decimals >= least && size >= 10.0 * step && apart <= step * 0.5 * (1.0 + 1e-9)
    }
}

fn above_one(value: &Real) -> bool {
    libm::fabs(value.approx()) > 1.0
}

fn same(a: &Real, b: &Real) -> bool {
    match (a.as_rat(), b.as_rat()) {
        (Some(a), Some(b)) => a == b,
        (None, None) => {
            let near = libm::fabs(a.approx() - b.approx()) <= 1e-9 * libm::fabs(a.approx());
            (near || a.approx() == b.approx()) && a.keys().is_some() && a.keys() == b.keys()
        }
        _ => false,
    }
}

enum Digits {
    /// No decimal text ends: a third, a root.
    Endless,
    /// Written with so many decimals.
    Some(u8),
    /// A whole number, or a fraction that ends.
    Whole,
}

fn digits(quantity: &Quantity) -> Digits {
    match (quantity.decimals, quantity.value.as_rat()) {
        (Some(decimals), _) => Digits::Some(decimals),
        (None, Some(value)) if value.terminates() => Digits::Whole,
        (None, _) => Digits::Endless,
    }
}

/// Whether one noun has all the words of the other: circles, red circles.
fn one_in_other(a: &str, b: &str) -> bool {
    let all = |few: &str, many: &str| few.split(' ').all(|word| many.split(' ').any(|w| w == word));
    all(a, b) || all(b, a)
}
