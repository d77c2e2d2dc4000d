//! `quorarium render`: the still twin of a scenario, for print and for text.

use clap::ValueEnum;
use quorarium::render::sheet::{Theme, sheet};
use quorarium::render::{mermaid, still};
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
    /// A picture, a sequence diagram of the steps up to this one in Mermaid's words, or plain text.
    #[arg(long, value_enum, default_value_t = Format::Svg)]
    format: Format,
    /// The first step of a sequence diagram.
    #[arg(long, value_name = "STEP")]
    from: Option<u64>,
    /// The colours of a picture; `auto` are those that its surroundings ask for.
    #[arg(long, value_enum, default_value_t = Colours::Light)]
    theme: Colours,
    /// The width of a picture, in pixels.
    #[arg(long, value_name = "PIXELS", default_value_t = still::WIDTH,
        value_parser = clap::value_parser!(u32).range(still::WIDTHS))]
    width: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Svg,
    Mermaid,
    Text,
}

#[derive(Clone, Copy, ValueEnum)]
enum Colours {
    Light,
    Dark,
    Auto,
}

impl From<Colours> for Theme {
    fn from(colours: Colours) -> Theme {
        match colours {
            Colours::Light => Theme::Light,
            Colours::Dark => Theme::Dark,
            Colours::Auto => Theme::Auto,
        }
    }
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
    let from = match (arguments.from, session.position()) {
        (Some(_), _) if arguments.format != Format::Mermaid => {
            return Err((2, "only --format mermaid has a first step, --from".to_string()));
        }
        (Some(from), to) if from > to => {
            return Err((2, format!("{name}: --from {from} is after step {to}")));
        }
        (from, _) => from.unwrap_or(1),
    };
    Ok(match arguments.format {
        Format::Svg => still::picture(&session, arguments.width, &sheet(arguments.theme.into())),
        Format::Mermaid => mermaid::sequence(&session, from),
        Format::Text => still::text(&session),
    })
}
