//! Every scenario under `tests/scenarios` runs, and fails with what the command line would say.
#![cfg(not(target_arch = "wasm32"))]

use quorarium::session::story::run_scenario;
use std::fs;
use std::path::{Path, PathBuf};

fn scenarios_under(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            scenarios_under(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "scenario") {
            found.push(path);
        }
    }
}

#[test]
fn every_scenario_ends_as_it_says() {
    let mut files = Vec::new();
    scenarios_under(Path::new("tests/scenarios"), &mut files);
    files.sort();
    assert!(files.len() >= 10, "found only {files:?}");
    let failures: Vec<String> = files
        .iter()
        .map(|file| {
            run_scenario(&fs::read_to_string(file).unwrap(), &file.display().to_string(), false)
        })
        .filter(|outcome| outcome.code != 0)
        .map(|outcome| outcome.complaint)
        .collect();
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
}
