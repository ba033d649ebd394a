//! Writes a report without a sandbox: `cargo run -p synth-report --example write -- OUT FOLDER…`
//! Flags: --inline, --rejected, --sample K.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use synth_report::{Options, write};

fn main() -> ExitCode {
    let mut options = Options { replace: true, ..Options::default() };
    let (mut places, mut args) = (Vec::new(), std::env::args().skip(1));
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--inline" => options.inline = true,
            "--rejected" => options.rejected = true,
            "--sample" => options.sample = args.next().and_then(|k| k.parse().ok()),
            place => places.push(PathBuf::from(place)),
        }
    }
    let Some((out, folders)) = places.split_first() else {
        eprintln!("usage: write OUT FOLDER…");
        return ExitCode::from(2);
    };
    let started = Instant::now();
    match write(folders, out, &options, None, &|_, _| ()) {
        Ok(summary) => {
            println!("{summary:?} in {:.1} s", started.elapsed().as_secs_f64());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
