//! The command line: one file a subcommand.
//!
//! What a command yields goes to standard output, as text for people or as JSON
//! with `--json`; progress and errors go to standard error. `code` says what the
//! exit codes mean.

mod audit;
mod author;
mod code;
mod completions;
mod costs;
mod door;
mod eval;
mod evolve;
mod export;
mod families;
mod gallery;
mod generate;
mod index;
mod merge;
mod missing;
mod new_family;
mod overlay;
mod players;
mod progress;
mod render;
mod report;
mod say;
mod score;
mod search;
mod shards;
mod show;
mod signals;
mod site;
mod status;
mod train;
mod unlike;
mod verify;
mod verify_program;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Visual reasoning tasks with proved answers: programs that draw are run in a
/// WebAssembly sandbox, checked and stored.
#[derive(Parser)]
#[command(name = "synth", version, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:
  synth generate --n 100 --seed 1 --out corpus    make 100 tasks
  synth show 079a --dir corpus                    look at one of them
  synth render chart.svg plot.py --out pictures   draw programs of your own";

/// Every subcommand; a new one is a line here and a file beside this one.
#[derive(Subcommand)]
enum Command {
    /// Make a corpus of tasks
    Generate(Box<generate::Args>),
    /// Unite the shards of a run
    Merge(merge::Args),
    /// Say where a run stands
    Status(status::Args),
    /// Print the shards that are to be run again
    Missing(missing::Args),
    /// Check that a corpus is what it claims to be
    Verify(verify::Args),
    /// Hold a program against a concept
    VerifyProgram(verify_program::Args),
    /// Look a corpus over: duplicates, answers one can guess, unclear pictures
    Audit(audit::Args),
    /// Write a corpus in the form that a trainer reads
    Export(export::Args),
    /// Draw SVG and Python programs in the sandbox
    Render(render::Args),
    /// Write a corpus and a training run as HTML that a person looks through
    Report(report::Args),
    /// Print one task of a corpus and write its picture
    Show(show::Args),
    /// Train Proposer, Coder and Solver against each other, or a Solver alone
    Train(Box<train::Args>),
    /// Examine a model on held-out tasks or on benchmarks
    Eval(eval::Args),
    /// Make a repository of pictures to search in
    Index(index::Args),
    /// Search a repository of pictures
    Search(search::Args),
    /// Score answers against truths, JSON lines in and out
    Score(score::Args),
    /// List the task families
    Families(families::Args),
    /// Write a page for every family, with pictures
    Gallery(gallery::Args),
    /// Start a task family of your own
    NewFamily(new_family::Args),
    /// Print completions for a shell
    Completions(completions::Args),
}

/// Runs the command line and says how it ended.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let ended = match cli.command {
        Command::Generate(args) => generate::run(&args),
        Command::Merge(args) => merge::run(&args),
        Command::Status(args) => status::run(&args),
        Command::Missing(args) => missing::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::VerifyProgram(args) => verify_program::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Render(args) => render::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::Index(args) => index::run(&args),
        Command::Search(args) => search::run(&args),
        Command::Score(args) => score::run(&args),
        Command::Families(args) => families::run(&args),
        Command::Gallery(args) => gallery::run(&args),
        Command::NewFamily(args) => new_family::run(&args),
        Command::Completions(args) => completions::run(&args),
    };
    match ended {
        Ok(code) => code,
        Err(error) if say::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            say::error(&error);
            ExitCode::from(code::of(&error))
        }
    }
}
