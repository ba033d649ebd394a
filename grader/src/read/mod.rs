//! Reads one answer as one kind of thing. Every reader takes the cleaned text whole
//! or says that it is something else; none looks for a part of it.

pub mod algebra;
pub mod alias;
pub mod clean;
pub mod clock;
pub mod date;
mod fold;
pub mod label;
mod latex;
pub mod list;
mod numeral;
mod plural;
pub mod predicate;
pub mod quantity;
pub mod relation;
pub mod text;
pub mod unit;
mod unit_table;
mod words;
pub mod yes_no;

/// The text as a quantity's unit: a known unit, percent, or a noun.
pub fn unit_of(text: &str) -> Option<quantity::Quantity> {
    quantity::read(&format!("1 {}", text.trim()))
        .or_else(|| quantity::read(&format!("1{}", text.trim())))
}
