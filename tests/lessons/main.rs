//! Lessons prove themselves: the ones of the course hold, and whatever is wrong with a lesson is found where it stands.
#![cfg(not(target_arch = "wasm32"))]

mod breaks;
mod bytes;
mod command;
mod course;
mod playing;
mod typed;

use quorarium::lesson::assembled::{Assembled, File, assemble};
use quorarium::lesson::compile::{Complaint, Source, read};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// A lesson that has one of everything and holds, with the path that its file has.
const SMALL: (&str, &str) = ("lessons/1-paxos/02-small.md", include_str!("small.md"));

/// The lesson that it refers to.
const OTHER: (&str, &str) = ("lessons/1-paxos/01-other.md", include_str!("other.md"));

/// The files of the course.
static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    let mut files = Vec::new();
    gather(Path::new("lessons"), &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
});

/// The course, assembled.
static COURSE: LazyLock<Assembled> = LazyLock::new(|| assemble(&FILES));

fn gather(folder: &Path, files: &mut Vec<File>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else {
            let text = fs::read_to_string(&path).unwrap();
            files.push(File { path: path.to_string_lossy().replace('\\', "/"), text });
        }
    }
}

fn file((path, text): (&str, &str)) -> File {
    File { path: path.to_string(), text: text.to_string() }
}

fn source(text: &str) -> Source {
    read(text).unwrap_or_else(|wrong| panic!("{}", listed("", &wrong)))
}

/// Complaints as the command line prints them.
fn listed(path: &str, wrong: &[Complaint]) -> String {
    let lines = wrong.iter().map(|it| format!("{path}:{}: {}", it.line, it.message));
    lines.collect::<Vec<_>>().join("\n")
}
