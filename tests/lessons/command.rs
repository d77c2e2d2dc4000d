//! `quorarium check` and `new-lesson`, by their program.

use super::{COURSE, OTHER, SMALL};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The exit code, what is printed, and what is complained of.
fn quorarium(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_quorarium")).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// A folder of its own that is empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lessons").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A file in a folder, and its path as the program prints it.
fn written(folder: &Path, path: &str, text: &str) -> String {
    let path = folder.join(path.rsplit('/').next().unwrap());
    fs::write(&path, text).unwrap();
    path.to_string_lossy().replace('\\', "/")
}

#[test]
fn check_counts_what_holds() {
    let (code, printed, complaints) = quorarium(&["check", "lessons"]);
    assert_eq!((code, complaints.as_str()), (Some(0), ""));
    let parts: usize = COURSE.lessons.iter().map(|(_, it)| it.lesson.parts.len()).sum();
    let begins = format!("{} lessons, {parts} parts, ", COURSE.lessons.len());
    assert!(printed.starts_with(&begins) && printed.ends_with(" deeds: all hold\n"), "{printed}");
}

#[test]
fn check_names_the_file_and_the_line() {
    let folder = folder("broken");
    let other = written(&folder, OTHER.0, OTHER.1);
    let small = written(&folder, SMALL.0, &SMALL.1.replace("crash A", "crsh A"));
    let (code, printed, complaints) = quorarium(&["check", &small, &other]);
    assert_eq!((code, printed.as_str()), (Some(1), ""));
    let line = 1 + SMALL.1.lines().position(|line| line.contains("crash A")).unwrap();
    assert!(complaints.starts_with(&format!("{small}:{line}: unknown statement")), "{complaints}");
    assert_eq!(complaints.lines().count(), 1, "{complaints}");

    // What is played and does not hold is told in the same way.
    let small =
        written(&folder, SMALL.0, &SMALL.1.replace("expect leader = A", "expect leader = B"));
    let (code, _, complaints) = quorarium(&["check", &folder.to_string_lossy()]);
    let line = 1 + SMALL.1.lines().position(|line| line == "expect leader = A").unwrap();
    assert_eq!(code, Some(1));
    assert_eq!(complaints, format!("{small}:{line}: expected leader = B; leader is A\n"));

    written(&folder, SMALL.0, &SMALL.1.replace('\n', "\r\n"));
    let (code, printed, complaints) = quorarium(&["check", &folder.to_string_lossy()]);
    assert_eq!((code, complaints.as_str()), (Some(0), ""));
    assert_eq!(printed, "2 lessons, 3 parts, 1 predictions, 2 deeds: all hold\n");
}

#[test]
fn check_needs_lessons() {
    for path in ["no such file.md", "no such folder", "src/lesson"] {
        let (code, printed, complaints) = quorarium(&["check", path]);
        assert_eq!((code, printed.as_str()), (Some(2), ""), "{path}");
        assert!(!complaints.is_empty(), "{path}");
    }
    assert_eq!(quorarium(&["check"]).0, Some(2));
}

#[test]
fn a_new_lesson_holds_and_overwrites_nothing() {
    let path = folder("new").join("3-raft/10-raft-reads.md");
    let name = path.to_string_lossy();
    let (code, printed, _) = quorarium(&["new-lesson", &name]);
    assert_eq!(code, Some(0));
    assert!(printed.starts_with(&format!("{name}: written")), "{printed}");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("id = \"raft-reads\""), "{text}");
    let (code, printed, complaints) = quorarium(&["check", &name]);
    assert_eq!((code, complaints.as_str()), (Some(0), ""));
    assert_eq!(printed, "1 lessons, 2 parts, 1 predictions, 1 deeds: all hold\n");

    fs::write(&path, "mine").unwrap();
    let (code, _, complaints) = quorarium(&["new-lesson", &name]);
    assert_eq!(code, Some(2));
    assert!(complaints.starts_with(&*name), "{complaints}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
}
