//! Draws a sheet of a corpus' tasks, one of every family, with their questions:
//! the picture in the README.
//!
//! `cargo run --release --example contact_sheet -- CORPUS OUT.png`

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use synth_contracts::Program;
use synth_datasets::{Store, StoredTask};
use synth_sandbox::{Limits, Sandbox};
use synth_templates::svg::{Svg, escape};
use synth_templates::{FAMILIES, attrs};

const COLUMNS: usize = 3;
const CELL: (f64, f64) = (460.0, 420.0);

/// Characters of a question in a line under its picture.
const LINE: usize = 58;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [corpus, out] = arguments.as_slice() else {
        anyhow::bail!("usage: contact_sheet CORPUS OUT.png");
    };
    let store = Store::open_read(corpus)?;
    let tasks = store.tasks().collect::<Result<Vec<_>, _>>()?;
    let chosen = one_of_each(&tasks);
    let rows = chosen.len().div_ceil(COLUMNS);
    let (width, height) = (CELL.0 * COLUMNS as f64, CELL.1 * rows as f64);
    let mut sheet = Svg::new(width, height, "#ffffff");
    for (index, task) in chosen.iter().enumerate() {
        let x = (index % COLUMNS) as f64 * CELL.0;
        let y = (index / COLUMNS) as f64 * CELL.1;
        place(&mut sheet, task, x, y);
    }
    let source = sheet.finish("Arial, sans-serif");
    let limits = Limits { max_side: 1400, source_bytes: 16 << 20, ..Limits::default() };
    let picture = Sandbox::new(1)?.run(&Program::svg(source), &limits)?.picture()?;
    fs::write(out, picture.png).with_context(|| format!("{out} cannot be written"))
}

/// For every family, its first task of a level that goes up from family to family.
fn one_of_each(tasks: &[StoredTask]) -> Vec<&StoredTask> {
    let names: BTreeSet<&str> = FAMILIES.iter().map(|family| family.card.name).collect();
    let pick = |(index, name): (usize, &&str)| {
        let level = 2 + (index % 3) as u8;
        tasks.iter().find(|stored| stored.task.family == *name && stored.task.level.get() == level)
    };
    names.iter().enumerate().filter_map(pick).collect()
}

/// A picture with its hard question and answer below.
fn place(sheet: &mut Svg, stored: &StoredTask, x: f64, y: f64) {
    let picture = &stored.task.picture;
    let hard = &stored.task.concept.hard;
    let data = format!("data:image/png;base64,{}", STANDARD.encode(&picture.png));
    let scale = (330.0 / f64::from(picture.height)).min(430.0 / f64::from(picture.width));
    let (width, height) = (f64::from(picture.width) * scale, f64::from(picture.height) * scale);
    let left = x + (CELL.0 - width) / 2.0;
    sheet.element(
        "image",
        &attrs!["x": left, "y": y + 8.0, "width": width, "height": height, "href": data],
    );
    let frame = attrs!["x": left, "y": y + 8.0, "width": width, "height": height, "fill": "none", "stroke": "#cccccc"];
    sheet.element("rect", &frame);
    for (index, line) in wrap(&hard.text).iter().enumerate() {
        let baseline = y + height + 30.0 + 19.0 * index as f64;
        sheet.text(x + 20.0, baseline, line, &attrs!["font-size": 15.0, "fill": "#222222"]);
    }
    let lines = wrap(&hard.text).len() as f64;
    let answer = format!("→ {}", escape(&hard.answer.to_string()));
    let look = attrs!["font-size": 15.0, "font-weight": "bold", "fill": "#1f5fbf"];
    sheet.text(x + 20.0, y + height + 30.0 + 19.0 * lines, &answer, &look);
}

/// Lines of at most [`LINE`] characters.
fn wrap(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().filter(|line| line.len() + word.len() < LINE);
        match last {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}
