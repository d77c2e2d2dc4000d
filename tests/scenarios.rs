//! Every scenario under `tests/scenarios` runs, and fails with what the command line would say.
#![cfg(not(target_arch = "wasm32"))]

use quorarium::compare::COMPARISONS;
use quorarium::scenarios::{PRESETS, named};
use quorarium::session::story::run_scenario;
use quorarium::{protocols, scenarios};
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

/// A preset says what it shows, tells it in captions, proves it, and begins the same way every time.
#[test]
fn every_preset_runs_and_proves_what_it_tells() {
    for preset in PRESETS {
        let outcome = run_scenario(preset.text, preset.name, false);
        assert_eq!(outcome.code, 0, "{}", outcome.complaint);
        assert!(!preset.title().is_empty() && !preset.about().is_empty(), "{}", preset.name);
        let count = |word: &str| preset.text.lines().filter(|line| line.starts_with(word)).count();
        assert!(count("note ") >= 4 && count("expect ") >= 5, "{} tells too little", preset.name);
        assert_eq!((count("title "), count("seed ")), (1, 1), "{}", preset.name);
        assert!(protocols::house(preset.protocol).is_some());
        assert_eq!(named(preset.protocol, preset.name), Some(preset));
    }
    assert_eq!(named("raft", "figure-9"), None);
    assert_eq!(scenarios::of("raft").count(), 7);
}

/// A scenario that lies there and has no name could be opened by nobody.
#[test]
fn every_file_under_scenarios_has_a_name() {
    let mut files = Vec::new();
    scenarios_under(Path::new("scenarios"), &mut files);
    let named = PRESETS.iter().map(|preset| preset.text);
    let named: Vec<&str> = named.chain(COMPARISONS.iter().map(|named| named.text)).collect();
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        assert!(named.contains(&&*text), "{}", file.display());
    }
    assert_eq!(files.len(), named.len());
}
