//! The invariants of the architecture, held by a test: which room may know which, what the simulation may not touch,
//! and that every rule and every file says what it is for.
#![cfg(not(target_arch = "wasm32"))]

use quorarium::protocols::{HOUSES, kinds};
use quorarium::session::story::run_scenario;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, from the one that everybody may know to those that nobody may know.
const FLOORS: &[&[&str]] = &[
    &["protocol"],
    &["machine", "protocols/"],
    &["sim"],
    &["scenario", "scenarios.rs"],
    // The entry of a protocol names what runs it, and a session is opened by it; and what draws the session's scenes.
    &["session", "render", "protocols.rs"],
    &["compare"],
    &["lesson"],
    &["web", "cli", "embed", "package", "main.rs", "lib.rs"],
];

/// Guide values; a file that needs more is a file with two subjects.
const LINES_MAX: usize = 400;

struct Source {
    /// Path below `src`, with `/`.
    path: String,
    text: String,
}

impl Source {
    /// Lines that are code: no comments, and nothing from the first test module on.
    fn code(&self) -> impl Iterator<Item = &str> {
        let lines = self.text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
        lines
            .map(|line| line.split("//").next().unwrap_or_default())
            .filter(|line| !line.trim().is_empty())
    }

    fn floor(&self) -> usize {
        let is_in = |room: &&str| match room.strip_suffix('/') {
            Some(folder) => self.path.starts_with(room) && self.path != format!("{folder}.rs"),
            None => {
                self.path == *room
                    || self.path == format!("{room}.rs")
                    || self.path.starts_with(&format!("{room}/"))
            }
        };
        let found = FLOORS.iter().position(|rooms| rooms.iter().any(is_in));
        found.unwrap_or_else(|| panic!("src/{} is in no room: add it to FLOORS", self.path))
    }
}

fn files_below(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, ending, found);
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    files_below(Path::new("src"), "rs", &mut paths);
    paths.sort();
    let source = |path: PathBuf| Source {
        path: path.strip_prefix("src").unwrap().to_string_lossy().replace('\\', "/"),
        text: fs::read_to_string(&path).unwrap(),
    };
    paths.into_iter().map(source).collect()
}

/// The first two parts of every `crate::` path in a line: `sim`, or `protocols/raft`.
fn rooms_named(line: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        let mut parts = rest.split("::").map(|part| {
            part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
        });
        let first = parts.next().unwrap_or_default();
        let second = parts.next().unwrap_or_default();
        let is_folder = Path::new("src/protocols").join(format!("{second}.rs")).exists();
        rooms.push(if first == "protocols" && is_folder {
            format!("protocols/{second}.rs")
        } else {
            format!("{first}.rs")
        });
    }
    rooms
}

#[test]
fn dependencies_point_one_way() {
    let mut wrong = Vec::new();
    for source in sources() {
        for line in source.code() {
            for room in rooms_named(line) {
                let used = Source { path: room.clone(), text: String::new() };
                if Path::new("src").join(&room).exists() && used.floor() > source.floor() {
                    wrong.push(format!("src/{} uses {room}: {}", source.path, line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "a room may only know those below it:\n{}", wrong.join("\n"));
}

#[test]
fn the_simulation_touches_nothing_that_differs_between_machines() {
    const BANNED: &[&str] = &[
        "web_sys",
        "js_sys",
        "wasm_bindgen",
        "yew",
        "std::time",
        "Instant",
        "SystemTime",
        "std::thread",
        "std::fs",
        "std::net",
        "f32",
        "f64",
        "HashMap",
        "HashSet",
        "thread_rng",
        "getrandom",
        "static mut",
    ];
    let top = FLOORS.len() - 1;
    let mut wrong = Vec::new();
    // A picture is drawn in fractions of pixels; a state never holds one.
    let may_float =
        |source: &Source, word: &str| source.path.starts_with("render") && word.starts_with('f');
    for source in sources().into_iter().filter(|source| source.floor() < top) {
        for line in source.code() {
            let words: BTreeSet<&str> =
                line.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).collect();
            for banned in BANNED {
                let found = words
                    .iter()
                    .any(|word| word == banned || word.split("::").any(|part| part == *banned));
                let found = found
                    || (banned.contains(' ') || banned.contains("::")) && line.contains(banned);
                if found && !may_float(&source, banned) {
                    wrong.push(format!("src/{}: {banned}: {}", source.path, line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_protocol_is_named_by_its_folder_and_one_line() {
    let mut wrong = Vec::new();
    for source in sources() {
        for house in kinds() {
            let module = house.name().replace('-', "_");
            let own = source.path == format!("protocols/{module}.rs")
                || source.path.starts_with(&format!("protocols/{module}/"));
            if own || source.path == "protocols.rs" {
                continue;
            }
            let names_it = |line: &&str| {
                line.contains(&format!("protocols::{module}"))
                    || line.contains(&format!("super::{module}"))
            };
            wrong.extend(
                source
                    .code()
                    .filter(names_it)
                    .map(|line| format!("src/{}: {}", source.path, line.trim())),
            );
        }
    }
    assert!(wrong.is_empty(), "only protocols.rs may name a protocol:\n{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_belongs_in_it_and_keeps_to_one_subject() {
    let mut wrong = Vec::new();
    for source in sources() {
        if !source.text.starts_with("//! ") {
            wrong.push(format!(
                "src/{} does not open with a sentence on what belongs there",
                source.path
            ));
        }
        let lines = source.text.lines().count();
        if lines > LINES_MAX {
            wrong.push(format!("src/{} has {lines} lines: find its two subjects", source.path));
        }
        for banned in ["todo!(", "unimplemented!(", "#[allow", "dbg!("] {
            if source.code().any(|line| line.contains(banned)) {
                wrong.push(format!("src/{} has {banned}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_is_listed_once_cited_in_code_and_reached_by_a_scenario() {
    let mut files = Vec::new();
    files_below(Path::new("tests/scenarios"), "scenario", &mut files);
    let reached: BTreeSet<String> = files.iter().flat_map(|file| cited(file)).collect();
    let mut wrong = Vec::new();
    for house in &HOUSES {
        let (rules, writing) = (house.kind().unwrap().rules(), house.writing().unwrap());
        for (place, rule) in rules.iter().enumerate() {
            if !rule.id.starts_with(&format!("{}.", house.name)) {
                wrong.push(format!("{} does not begin with its protocol's name", rule.id));
            }
            if rules[..place].iter().any(|other| other.id == rule.id) {
                wrong.push(format!("{} is listed twice", rule.id));
            }
            let text = writing.of(rule).unwrap();
            if text.says.is_empty() || rule.section.is_empty() || text.pseudocode.is_empty() {
                wrong.push(format!("{} lacks its section, its words or its pseudocode", rule.id));
            }
            if !reached.contains(rule.id) {
                wrong.push(format!("{} is cited in no scenario", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn cited(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    let outcome = run_scenario(&text, &file.display().to_string(), true);
    outcome.steps.iter().flat_map(|step| &step.cited).map(|id| id.to_string()).collect()
}
