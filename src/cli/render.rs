//! `synth render`: draw programs in the sandbox, and see why one does not draw.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use synth_contracts::{Language, Picture};
use synth_sandbox::{Limits, Rendering, Sandbox, Verdict};

use super::say;

/// Draw SVG and Python programs in the sandbox
///
/// A Python program draws by writing output.svg into its folder. Exits with 0 only
/// if every program yields a picture.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  synth render chart.svg
  synth render *.svg *.py --out pictures
  synth render plot.py --json | jq .usage")]
pub struct Args {
    /// Programs: files that end in .svg or .py
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// A PNG file for one program, or a folder for several; beside each program
    /// if left out
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,

    /// Print verdict, facts and use of limits as JSON, one object a line
    #[arg(long)]
    json: bool,

    /// Longest side of a picture in pixels
    #[arg(long, value_name = "P", default_value_t = Limits::default().max_side)]
    max_side: u32,

    /// Draw every program this many times and print the times, for measuring
    #[arg(long, value_name = "K", default_value_t = 1)]
    repeat: u32,
}

/// Draws every file.
pub fn run(args: &Args) -> Result<ExitCode> {
    let limits = Limits { max_side: args.max_side, ..Limits::default() };
    let programs = args.files.iter().map(|file| read(file)).collect::<Result<Vec<_>>>()?;
    let sandbox = Sandbox::new(1)?;
    let mut all_drawn = true;
    for (file, (language, source)) in args.files.iter().zip(&programs) {
        let mut millis = Vec::new();
        let mut drawn = draw(&sandbox, *language, source, &limits, &mut millis);
        for _ in 1..args.repeat {
            drawn = draw(&sandbox, *language, source, &limits, &mut millis);
        }
        all_drawn &= drawn.is_ok();
        report(args, file, drawn, &millis)?;
    }
    Ok(ExitCode::from(u8::from(!all_drawn)))
}

/// A program's language and bytes.
fn read(file: &Path) -> Result<(Language, Vec<u8>)> {
    let extension = file.extension().unwrap_or_default().to_string_lossy();
    let Some(language) = Language::from_extension(&extension) else {
        bail!("{} ends in neither .svg nor .py", file.display());
    };
    let source = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    Ok((language, source))
}

type Drawn = Result<(Rendering, Picture), Verdict>;

fn draw(
    sandbox: &Sandbox,
    language: Language,
    source: &[u8],
    limits: &Limits,
    millis: &mut Vec<f64>,
) -> Drawn {
    let start = Instant::now();
    let drawn = sandbox.run_bytes(language, source, limits).and_then(|rendering| {
        let picture = rendering.picture()?;
        Ok((rendering, picture))
    });
    millis.push(start.elapsed().as_secs_f64() * 1000.0);
    drawn
}

/// Writes the picture and says what happened.
fn report(args: &Args, file: &Path, drawn: Drawn, millis: &[f64]) -> Result<()> {
    match drawn {
        Ok((rendering, picture)) => {
            let path = destination(args, file)?;
            fs::write(&path, &picture.png)
                .with_context(|| format!("the picture cannot be written to {}", path.display()))?;
            if args.json {
                return say::json(&drawn_object(file, &path, &rendering, &picture, millis));
            }
            let (width, height) = (picture.width, picture.height);
            say::line(format_args!(
                "{}: {width} × {height}, {:.1} ms → {}",
                file.display(),
                millis.last().copied().unwrap_or_default(),
                path.display()
            ))
        }
        // Our fault ends the command: it says nothing about the program.
        Err(Verdict::Host(fault)) => Err(fault.into()),
        Err(Verdict::Rejected(rejection)) if args.json => {
            let mut object = json!(rejection);
            object["file"] = json!(file);
            object["verdict"] = object["reason"].take();
            object["millis"] = json!(millis);
            say::json(&object)
        }
        Err(Verdict::Rejected(rejection)) => {
            say::line(format_args!("{}: {rejection}", file.display()))?;
            if !rejection.log.is_empty() {
                say::note(format_args!("it printed:\n{}", rejection.log.trim_end()));
            }
            Ok(())
        }
    }
}

fn drawn_object(
    file: &Path,
    path: &Path,
    rendering: &Rendering,
    picture: &Picture,
    millis: &[f64],
) -> Value {
    json!({
        "file": file,
        "verdict": "ok",
        "out": path,
        "width": picture.width,
        "height": picture.height,
        "pixels": picture.pixels,
        "facts": rendering.facts,
        "log": rendering.log,
        "usage": rendering.usage,
        "millis": millis,
    })
}

/// Where a program's picture goes.
fn destination(args: &Args, file: &Path) -> Result<PathBuf> {
    let Some(out) = &args.out else {
        return Ok(file.with_extension("png"));
    };
    let is_png = out.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("png"));
    if is_png && args.files.len() > 1 {
        bail!("--out {} is one file, but there are several programs; name a folder", out.display());
    }
    if is_png {
        return Ok(out.clone());
    }
    fs::create_dir_all(out)
        .with_context(|| format!("the folder {} cannot be made", out.display()))?;
    // Two programs that differ in their ending alone get two pictures.
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    Ok(out.join(format!("{name}.png")))
}
