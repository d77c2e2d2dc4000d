//! Writes down the course, so that the page knows its lessons without fetching a list: `OUT_DIR/course.rs`.
//!
//! Only what stands in front matter is read here, and what is wrong there is left to `quorarium check` to say well.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

const LESSONS: &str = "lessons";

fn main() {
    println!("cargo::rerun-if-changed={LESSONS}");
    let text = fs::read_to_string(Path::new(LESSONS).join("course.toml")).unwrap_or_default();
    let course: toml::Table = text.parse().unwrap_or_default();
    let empty = Vec::new();
    let parts = course.get("part").and_then(toml::Value::as_array).unwrap_or(&empty);
    let (mut entries, mut abouts, mut terms) = (String::new(), String::new(), Vec::new());
    for part in parts {
        let text = |name: &str| part.get(name).and_then(toml::Value::as_str).unwrap_or_default();
        let lessons = lessons(&Path::new(LESSONS).join(text("folder")));
        if lessons.is_empty() {
            continue;
        }
        let _ = write!(
            entries,
            "CoursePart {{ title: {:?}, says: {:?}, lessons: &[",
            text("title"),
            text("says")
        );
        for lesson in lessons {
            let _ = write!(
                entries,
                "Entry {{ id: {:?}, title: {:?}, minutes: {}, parts: {} }},",
                lesson.id, lesson.title, lesson.minutes, lesson.parts
            );
            let _ = write!(abouts, "{:?},", lesson.about);
            terms.extend(lesson.terms);
        }
        entries.push_str("] },");
    }
    terms.sort();
    let terms: String = terms.iter().fold(String::new(), |mut all, term| {
        let _ = write!(all, "{term:?},");
        all
    });
    let made = format!(
        "/// The parts of the course, in order.\n\
         pub static COURSE: &[CoursePart] = &[{entries}];\n\
         /// What each lesson is about, in the same order.\n\
         pub static ABOUT: &[&str] = &[{abouts}];\n\
         /// Every term that a lesson explains, by name.\n\
         pub static TERMS: &[(&str, &str)] = &[{terms}];\n"
    );
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("course.rs");
    fs::write(&out, made).unwrap_or_else(|error| panic!("{}: {error}", out.display()));
}

struct Lesson {
    id: String,
    title: String,
    minutes: i64,
    about: String,
    parts: usize,
    terms: Vec<(String, String)>,
}

/// The lessons of a folder, in the order of their files.
fn lessons(folder: &Path) -> Vec<Lesson> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    files.sort();
    files.iter().filter_map(|path| lesson(&fs::read_to_string(path).ok()?)).collect()
}

fn lesson(text: &str) -> Option<Lesson> {
    let text = text.replace("\r\n", "\n");
    let (front, body) = text.strip_prefix("+++\n")?.split_once("\n+++\n")?;
    let front: toml::Table = front.parse().ok()?;
    let (about, _) = body.split_once("## ").unwrap_or((body, ""));
    let terms = front.get("terms").and_then(toml::Value::as_table).into_iter().flatten();
    let word = |name: &str| Some(front.get(name)?.as_str()?.to_string());
    Some(Lesson {
        id: word("id")?,
        title: word("title")?,
        minutes: front.get("minutes")?.as_integer()?,
        about: about.split_whitespace().collect::<Vec<_>>().join(" "),
        parts: body.lines().filter(|line| line.starts_with("## ")).count(),
        terms: terms
            .filter_map(|(name, says)| Some((name.clone(), says.as_str()?.to_string())))
            .collect(),
    })
}
