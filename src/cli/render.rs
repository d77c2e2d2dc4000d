//! `quorarium render`: the still twin of a scenario, for print and for text.

use clap::ValueEnum;
use quorarium::render::{print, still};
use quorarium::session::story;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    /// The scenario.
    file: PathBuf,
    /// The step of its last line that is shown; without it, where the scenario ends.
    #[arg(long, value_name = "STEP")]
    at: Option<u64>,
    /// A picture, or plain text.
    #[arg(long, value_enum, default_value_t = Format::Svg)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Svg,
    Text,
}

/// Prints the still. A scenario that fails gets no picture, and the exit code that `run` gives it.
pub fn run(arguments: &Arguments) -> u8 {
    let name = arguments.file.display().to_string();
    match still(arguments, &name) {
        Ok(still) => {
            // A reader that has seen enough closes the pipe: that is no failure.
            let _ = io::stdout().write_all(still.as_bytes());
            0
        }
        Err((code, complaint)) => {
            eprintln!("{complaint}");
            code
        }
    }
}

fn still(arguments: &Arguments, name: &str) -> Result<String, (u8, String)> {
    let text =
        fs::read_to_string(&arguments.file).map_err(|error| (2, format!("{name}: {error}")))?;
    let mut session =
        story::end_of_scenario(&text, name).map_err(|outcome| (outcome.code, outcome.complaint))?;
    if let Some(step) = arguments.at {
        let last = session.last_step();
        if step > last {
            return Err((2, format!("{name}: there is no step {step}: the last is step {last}")));
        }
        session.seek(step);
    }
    Ok(match arguments.format {
        Format::Svg => still::picture(&session, &print::style()),
        Format::Text => still::text(&session),
    })
}
