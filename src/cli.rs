//! The native command line.

mod swarm;

use clap::{Parser, Subcommand};
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
    /// Searches random clusters, faults and requests for a breach. Exit code 0: nothing was found; 1: something was.
    Swarm(swarm::Arguments),
}

/// Does what the command line says.
pub fn main() -> ExitCode {
    let code = match Arguments::parse().command {
        Command::Swarm(arguments) => Some(swarm::run(&arguments)),
    };
    ExitCode::from(code.unwrap_or_default())
}
