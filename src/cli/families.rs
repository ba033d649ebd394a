//! `synth families`: the catalogue.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::json;
use synth_templates::{FAMILIES, Registered};

use super::say;

/// List the task families
#[derive(clap::Args)]
pub struct Args {
    /// Print JSON, one object a line
    #[arg(long)]
    json: bool,
}

/// Prints a paragraph, or an object, for every family.
pub fn run(args: &Args) -> Result<ExitCode> {
    for family in FAMILIES {
        if args.json {
            say::json(&object(family))?;
        } else {
            say::line(paragraph(family))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn object(family: &Registered) -> serde_json::Value {
    let card = &family.card;
    json!({
        "name": card.name,
        "group": card.group.name(),
        "language": card.language,
        "content_type": card.content_type,
        "asks": card.asks,
        "certain": card.certain,
        "knobs": card.knobs,
    })
}

fn paragraph(family: &Registered) -> String {
    let card = &family.card;
    format!(
        "{} ({}, {})\n  asks     {}\n  certain  {}\n  knobs    {}\n",
        card.name,
        card.group.name(),
        card.language,
        card.asks,
        card.certain,
        card.knobs
    )
}
