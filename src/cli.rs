//! The native command line.

mod compare;
mod lessons;
mod render;
mod swarm;

use clap::{Parser, Subcommand};
use quorarium::session::story::run_scenario;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Real consensus protocols over a simulated message bus.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs scenarios. Exit code 0: every expectation held; 1: one did not; 2: a file is wrong or cannot be read.
    Run {
        /// Scenario files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Prints one object a step, and a last one with the whole final state.
        #[arg(long)]
        json: bool,
    },
    /// Runs a comparison and prints what differs. Exit code 0: printed; 2: it is wrong or cannot be carried out.
    Compare {
        /// The comparison: a scenario with `compare` lines instead of a cluster.
        file: PathBuf,
    },
    /// Proves lessons by playing them. Exit code 0: all of it holds; 1: something does not; 2: a file cannot be read.
    Check(lessons::Check),
    /// Compiles lessons for the page, which opens them from the same host: `#/learn?file=<address>`.
    Compile(lessons::Compile),
    /// Writes the file of a lesson to begin with.
    NewLesson(lessons::New),
    /// Prints a step of a scenario as a picture or as text. Exit code 0: printed; 1: the scenario fails; 2: bad input.
    Render(render::Arguments),
    /// Searches random clusters, faults and requests for a breach. Exit code 0: nothing was found; 1: something was.
    Swarm(swarm::Arguments),
}

/// Does what the command line says; the exit code is the highest of all files.
pub fn main() -> ExitCode {
    let code = match Arguments::parse().command {
        Command::Run { files, json } => files.iter().map(|file| run(file, json)).max(),
        Command::Compare { file } => Some(compare::run(&file)),
        Command::Check(arguments) => Some(lessons::run_check(&arguments)),
        Command::Compile(arguments) => Some(lessons::run_compile(&arguments)),
        Command::NewLesson(arguments) => Some(lessons::run_new(&arguments)),
        Command::Render(arguments) => Some(render::run(&arguments)),
        Command::Swarm(arguments) => Some(swarm::run(&arguments)),
    };
    ExitCode::from(code.unwrap_or_default())
}

fn run(file: &PathBuf, json: bool) -> u8 {
    let name = file.display().to_string();
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{name}: {error}");
            return 2;
        }
    };
    let outcome = run_scenario(&text, &name, json);
    // A reader that has seen enough, such as `head`, closes the pipe: that is no failure of the run.
    let _ = io::stdout().write_all(outcome.json().as_bytes());
    if outcome.code == 0 && !json {
        let _ = writeln!(io::stdout(), "{name}: ok");
    }
    if !outcome.complaint.is_empty() {
        eprintln!("{}", outcome.complaint);
    }
    outcome.code
}
