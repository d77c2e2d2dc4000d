//! Lessons of a folder put together: what they say of each other, and the terms that they explain to each other.

use super::Term;
use super::compile::{Complaint, Source, read};
use super::prose::Target;
use crate::scenario::word::did_you_mean;
use serde::Deserialize;

/// A file of a course.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path, as complaints name it.
    pub path: String,
    /// What it holds.
    pub text: String,
}

impl File {
    /// The last part of its path.
    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// Lessons that were read, and what is wrong with the others.
#[derive(Debug, Default)]
pub struct Assembled {
    /// Each lesson with the path of its file.
    pub lessons: Vec<(String, Source)>,
    /// Every term that a lesson explains, by name.
    pub terms: Vec<Term>,
    /// What is wrong, by file and line.
    pub wrong: Vec<(String, Complaint)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CourseText {
    #[serde(default)]
    part: Vec<PartText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartText {
    folder: String,
    #[serde(rename = "title")]
    _title: String,
    #[serde(rename = "says")]
    _says: String,
}

/// Reads lessons, and `course.toml` if it is among the files.
pub fn assemble(files: &[File]) -> Assembled {
    let mut made = Assembled::default();
    for file in files.iter().filter(|file| file.path.ends_with(".md")) {
        match read(&file.text) {
            Ok(source) => made.add(file, source),
            Err(wrong) => {
                made.wrong.extend(wrong.into_iter().map(|it| (file.path.clone(), it)));
            }
        }
    }
    made.gather_terms();
    made.resolve();
    if let Some(file) = files.iter().find(|file| file.name() == "course.toml") {
        made.check_course(file);
    }
    made.wrong.sort();
    made
}

impl Assembled {
    fn add(&mut self, file: &File, source: Source) {
        let id = &source.lesson.id;
        let stem = file.name().trim_end_matches(".md");
        let bare = stem.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('-');
        if bare != id && stem != id {
            let message =
                format!("the file of the lesson \"{id}\" must be called <number>-{id}.md");
            self.complain(&file.path, source.id_line, message);
        }
        if let Some((other, _)) = self.lessons.iter().find(|(_, known)| known.lesson.id == *id) {
            let message = format!("{other} has the id \"{id}\" too");
            self.complain(&file.path, source.id_line, message);
        }
        self.lessons.push((file.path.clone(), source));
    }

    fn complain(&mut self, path: &str, line: u32, message: String) {
        self.wrong.push((path.to_string(), Complaint::new(line, message)));
    }

    fn gather_terms(&mut self) {
        let mut terms: Vec<(Term, &str)> = Vec::new();
        let mut wrong = Vec::new();
        for (path, source) in &self.lessons {
            for term in &source.lesson.terms {
                let explained = source.explained.iter().find(|(_, name)| *name == term.name);
                let line = explained.map_or(2, |(line, _)| *line);
                if let Some((_, other)) = terms.iter().find(|(known, _)| known.name == term.name) {
                    let message = format!("\"{}\" is explained in {other} already", term.name);
                    wrong.push((path.clone(), Complaint::new(line, message)));
                }
                terms.push((term.clone(), path));
            }
        }
        self.terms = terms.into_iter().map(|(term, _)| term).collect();
        self.terms.sort_by(|a, b| a.name.cmp(&b.name));
        self.wrong.extend(wrong);
    }

    /// What lessons say of each other: their links, and the terms that they use.
    fn resolve(&mut self) {
        let ids: Vec<String> = self.lessons.iter().map(|(_, it)| it.lesson.id.clone()).collect();
        let known = &self.terms;
        let mut wrong = Vec::new();
        for (path, source) in &mut self.lessons {
            let mut used: Vec<Term> = Vec::new();
            for (line, target) in &source.refers {
                let message = match target {
                    Target::Lesson(id) if !ids.contains(id) => {
                        format!("there is no lesson \"{id}\"{}", did_you_mean(id, &ids))
                    }
                    Target::Term(name) => match known.iter().find(|term| term.name == *name) {
                        Some(term) if used.contains(term) => continue,
                        Some(term) => {
                            used.push(term.clone());
                            continue;
                        }
                        None => {
                            let names = known.iter().map(|term| &term.name);
                            let meant = did_you_mean(name, names);
                            format!(
                                "the term \"{name}\" stands under [terms] in the front matter of no lesson{meant}"
                            )
                        }
                    },
                    _ => continue,
                };
                wrong.push((path.clone(), Complaint::new(*line, message)));
            }
            for (line, name) in &source.explained {
                if used.iter().all(|term| term.name != *name) {
                    let message = format!(
                        "the lesson explains \"{name}\" and never links it: write [words](term:{name}) where it first stands"
                    );
                    wrong.push((path.clone(), Complaint::new(*line, message)));
                }
            }
            source.lesson.terms = used;
        }
        self.wrong.extend(wrong);
    }

    /// A course has a part for every folder that holds a lesson.
    fn check_course(&mut self, file: &File) {
        let folders = match toml::from_str::<CourseText>(&file.text) {
            Ok(course) => course.part,
            Err(error) => {
                let before = error.span().map_or(0, |span| span.start);
                let line = file.text.bytes().take(before).filter(|byte| *byte == b'\n').count();
                let line = u32::try_from(line + 1).unwrap_or(u32::MAX);
                return self.complain(&file.path, line, error.message().to_string());
            }
        };
        let homeless: Vec<String> = self
            .lessons
            .iter()
            .map(|(path, _)| path.clone())
            .filter(|path| folders.iter().all(|part| part.folder != folder_of(path)))
            .collect();
        for path in homeless {
            let folder = folder_of(&path);
            let message = format!("course.toml has no part with the folder \"{folder}\"");
            self.complain(&path, 1, message);
        }
    }
}

/// The folder that a file stands in.
fn folder_of(path: &str) -> &str {
    path.rsplit('/').nth(1).unwrap_or_default()
}
