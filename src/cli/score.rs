//! `synth score`: ask the grader, line by line.

use std::io::{self, BufRead, Read, Write};
use std::process::ExitCode;

use anyhow::{Context, Result};
use serde_json::Value;
use synth_grader::score_or_error;

/// Score answers against truths, JSON lines in and out
///
/// Reads records from standard input and writes each back with "score" added, from 0
/// to 1, in the same order; all other fields stay as they are. A whole response may
/// stand as the answer: \boxed{}, <answer> or its last line is graded. A record that
/// cannot be scored comes back with "error" instead, and the exit code is 1.
#[derive(clap::Args)]
#[command(after_help = r#"Fields of a record:
  answer     what is graded, a whole response or the answer alone
  truth      what is right: a text, a number, true or false, or a list
  kind       integer, number, text, choice, yes-no, sequence, set, time, date or
             expression; read off the truth if left out
  tolerance  the largest difference that is right; minutes for a time
  unit       the unit of a number that is written without it
  options    the options of a choice, A first

Examples:
  echo '{"answer": "so it is \\boxed{\\frac{1}{2}}", "truth": "50%"}' | synth score
  echo '{"answer": "5.1 cm", "truth": "5", "tolerance": 0.2, "unit": "cm"}' | synth score
  echo '{"answer": "C", "truth": "red", "options": ["blue", "green", "red"]}' | synth score
  synth score --explain < answers.jsonl > scored.jsonl"#)]
pub struct Args {
    /// Add "reason": why the score is what it is
    #[arg(long)]
    explain: bool,
}

/// A longer line is refused, so that memory is bounded.
const MAX_LINE: usize = 64 << 20;

/// Room that is kept from one line to the next.
const KEPT: usize = 1 << 20;

/// Scores every line of standard input.
pub fn run(args: &Args) -> Result<ExitCode> {
    let mut input = io::BufReader::with_capacity(1 << 16, io::stdin().lock());
    let mut output = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut line = Vec::new();
    let mut number = 0_u64;
    let mut all_scored = true;
    while read_line(&mut input, &mut line).context("standard input cannot be read")? {
        number += 1;
        let text = line.trim_ascii();
        if text.is_empty() {
            continue;
        }
        let (mut scored, ok) = score(text, args.explain);
        if !ok {
            all_scored = false;
            scored = numbered(&scored, number);
        }
        output.write_all(scored.as_bytes())?;
        output.write_all(b"\n")?;
        // Whoever asks one by one waits for the answer.
        if input.buffer().is_empty() {
            output.flush()?;
        }
    }
    output.flush()?;
    Ok(ExitCode::from(u8::from(!all_scored)))
}

/// Reads a line; false at the end of the input. Of a line that is too long, only
/// what tells so is kept.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    line.shrink_to(KEPT);
    input.by_ref().take(MAX_LINE as u64 + 1).read_until(b'\n', line)?;
    if line.len() > MAX_LINE && !line.ends_with(b"\n") {
        input.skip_until(b'\n')?;
    }
    Ok(!line.is_empty())
}

fn score(line: &[u8], explain: bool) -> (String, bool) {
    if line.len() > MAX_LINE {
        return (refusal(&format!("the line has more than {MAX_LINE} bytes; split it")), false);
    }
    match std::str::from_utf8(line) {
        Ok(text) => score_or_error(text, explain),
        Err(error) => (refusal(&format!("the line is not UTF-8: {error}")), false),
    }
}

fn refusal(why: &str) -> String {
    format!("{{\"error\":{}}}", Value::from(why))
}

/// The refusal with the line's number where nothing else of the line is left.
fn numbered(refusal: &str, number: u64) -> String {
    if !refusal.starts_with("{\"error\"") {
        return refusal.to_owned();
    }
    let body = refusal.strip_suffix('}').unwrap_or(refusal);
    format!("{body},\"line\":{number}}}")
}
