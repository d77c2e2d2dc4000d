//! The course: its lessons in order, what its home page shows of them, and the terms that they explain.

use super::Term;
use serde::{Deserialize, Serialize};

/// All of it, as the page fetches it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// Its parts, in order.
    pub parts: Vec<CoursePart>,
    /// Every term that a lesson explains, by name.
    pub terms: Vec<Term>,
}

/// Lessons that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoursePart {
    /// What they are about, in a word or three.
    pub title: String,
    /// The protocol, or the idea.
    pub says: String,
    /// The lessons, in order.
    pub lessons: Vec<Entry>,
}

/// A lesson, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name in links.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// How long it takes.
    pub minutes: u8,
    /// How many parts it has.
    pub parts: u8,
}

impl Course {
    /// All lessons, in order.
    pub fn lessons(&self) -> impl Iterator<Item = &Entry> {
        self.parts.iter().flat_map(|part| &part.lessons)
    }

    /// The place of a lesson among all, from 0.
    pub fn place(&self, id: &str) -> Option<usize> {
        self.lessons().position(|entry| entry.id == id)
    }
}

/// How a course is put together of the files of a folder.
#[cfg(not(target_arch = "wasm32"))]
pub mod assembled {
    use super::super::compile::{Complaint, Source, read};
    use super::super::prose::Target;
    use super::{Course, CoursePart, Entry};
    use crate::lesson::Term;
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

        /// The folder that it stands in.
        fn folder(&self) -> &str {
            self.path.rsplit('/').nth(1).unwrap_or_default()
        }
    }

    /// Lessons that were read, and what is wrong with the others.
    #[derive(Debug, Default)]
    pub struct Assembled {
        /// Each lesson with the path of its file.
        pub lessons: Vec<(String, Source)>,
        /// The course that they make.
        pub course: Course,
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
        title: String,
        says: String,
    }

    /// Reads lessons, and `course.toml` if it is among the files: without it they are one part.
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
        made.order(files);
        made.wrong.sort();
        made
    }

    impl Assembled {
        fn add(&mut self, file: &File, source: Source) {
            let id = &source.lesson.id;
            let stem = file.name().trim_end_matches(".md");
            let bare =
                stem.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('-');
            if bare != id && stem != id {
                let message =
                    format!("the file of the lesson \"{id}\" must be called <number>-{id}.md");
                self.complain(&file.path, 2, message);
            }
            if let Some((other, _)) = self.lessons.iter().find(|(_, known)| known.lesson.id == *id)
            {
                let message = format!("{other} has the id \"{id}\" too");
                self.complain(&file.path, 2, message);
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
                    if let Some((_, other)) =
                        terms.iter().find(|(known, _)| known.name == term.name)
                    {
                        let message = format!("\"{}\" is explained in {other} already", term.name);
                        wrong.push((path.clone(), Complaint::new(line, message)));
                    }
                    terms.push((term.clone(), path));
                }
            }
            self.course.terms = terms.into_iter().map(|(term, _)| term).collect();
            self.course.terms.sort_by(|a, b| a.name.cmp(&b.name));
            self.wrong.extend(wrong);
        }

        /// What lessons say of each other: their links, and the terms that they use.
        fn resolve(&mut self) {
            let ids: Vec<String> =
                self.lessons.iter().map(|(_, it)| it.lesson.id.clone()).collect();
            let known = &self.course.terms;
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
                                    "no lesson explains the term \"{name}\"{meant}: put it under [terms] in the front matter of the lesson that introduces it"
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

        /// The parts of the course, in the order of `course.toml`, with their lessons in the order of their files.
        fn order(&mut self, files: &[File]) {
            let file = files.iter().find(|file| file.name() == "course.toml");
            let text = file.map(|file| toml::from_str::<CourseText>(&file.text));
            let folders = match text {
                Some(Ok(text)) => text.part,
                Some(Err(error)) => {
                    let path = file.map(|file| file.path.clone()).unwrap_or_default();
                    self.complain(&path, 1, error.message().to_string());
                    Vec::new()
                }
                None => Vec::new(),
            };
            let entry = |source: &Source| Entry {
                id: source.lesson.id.clone(),
                title: source.lesson.title.clone(),
                about: source.lesson.about.clone(),
                minutes: source.lesson.minutes,
                parts: u8::try_from(source.lesson.parts.len()).unwrap_or(u8::MAX),
            };
            let folder_of = |path: &str| {
                File { path: path.to_string(), text: String::new() }.folder().to_string()
            };
            if file.is_some() {
                let homeless = self
                    .lessons
                    .iter()
                    .find(|(path, _)| folders.iter().all(|part| part.folder != folder_of(path)));
                if let Some((path, _)) = homeless.cloned() {
                    let message =
                        format!("course.toml has no part with the folder \"{}\"", folder_of(&path));
                    self.complain(&path, 1, message);
                }
            }
            let mut lessons: Vec<&(String, Source)> = self.lessons.iter().collect();
            lessons.sort_by(|a, b| a.0.cmp(&b.0));
            let part = |title: String, says: String, folder: Option<&str>| CoursePart {
                title,
                says,
                lessons: lessons
                    .iter()
                    .filter(|(path, _)| folder.is_none_or(|folder| folder_of(path) == folder))
                    .map(|(_, source)| entry(source))
                    .collect(),
            };
            self.course.parts = match folders.is_empty() {
                true => vec![part("Lessons".to_string(), String::new(), None)],
                false => folders
                    .into_iter()
                    .map(|it| part(it.title, it.says, Some(&it.folder)))
                    .filter(|part| !part.lessons.is_empty())
                    .collect(),
            };
        }
    }
}
