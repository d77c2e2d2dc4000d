//! `quorarium compare`: a comparison as text.

use quorarium::compare::{Experiment, report};
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Prints the comparison. One that is wrong, or whose script cannot be carried out, has its bad lines printed instead.
pub fn run(file: &Path) -> u8 {
    let name = file.display().to_string();
    let experiment = fs::read_to_string(file).map_err(|error| format!("{name}: {error}"));
    let experiment = experiment.and_then(|text| {
        Experiment::open(&text).map_err(|errors| {
            errors.iter().map(|error| error.at(&name)).collect::<Vec<_>>().join("\n")
        })
    });
    match experiment {
        Ok(experiment) => {
            // A reader that has seen enough closes the pipe: that is no failure.
            let _ = io::stdout().write_all(report::text(&experiment).as_bytes());
            0
        }
        Err(complaint) => {
            eprintln!("{complaint}");
            2
        }
    }
}
