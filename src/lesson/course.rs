//! The course: its lessons in order, as lists show them, and the terms that they explain. It is compiled in.

/// Lessons that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoursePart {
    /// What they are about, in a word or three.
    pub title: &'static str,
    /// The protocol, or the idea.
    pub says: &'static str,
    /// The lessons, in order.
    pub lessons: &'static [Entry],
}

/// A lesson, as a list shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name in links.
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// How long it takes.
    pub minutes: u8,
    /// How many parts it has.
    pub parts: u8,
}

include!(concat!(env!("OUT_DIR"), "/course.rs"));

/// All lessons, in order.
pub fn lessons() -> impl Iterator<Item = &'static Entry> {
    COURSE.iter().flat_map(|part| part.lessons)
}

/// The place of a lesson among all, from 0.
pub fn place(id: &str) -> Option<usize> {
    lessons().position(|entry| entry.id == id)
}
