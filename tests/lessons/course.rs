//! The lessons of the course: they hold, and each has what a lesson must have.

use super::{COURSE, listed};
use quorarium::lesson::Block;
use quorarium::lesson::check::{Proof, check};
use quorarium::lesson::course::{ABOUT, COURSE as COMPILED_IN, TERMS, lessons};
use quorarium::lesson::prose::{Inline, Text};
use std::collections::BTreeSet;

/// Lessons without which the course has a hole.
const NEEDED: &[&str] = &[
    "why-agree",
    "quorums",
    "safety-liveness",
    "flp",
    "paxos-two-phases",
    "paxos-keep-the-value",
    "paxos-duel",
    "paxos-on-disk",
    "paxos-learning",
    "mp-stable-leader",
    "raft-roles",
    "raft-split-vote",
    "raft-replication",
    "raft-log-repair",
    "raft-who-may-lead",
    "raft-figure-8",
    "raft-on-disk",
    "raft-partitions",
    "raft-retries",
    "zab-epochs",
    "three-answers",
];

#[test]
fn every_lesson_holds() {
    let mut wrong: Vec<String> =
        COURSE.wrong.iter().map(|(path, it)| listed(path, std::slice::from_ref(it))).collect();
    for (path, source) in &COURSE.lessons {
        match check(source) {
            Ok(Proof { parts, answers, deeds }) => {
                let predictions = answers.len();
                if !(4..=7).contains(&parts) || predictions == 0 || deeds == 0 {
                    wrong.push(format!(
                        "{path}: a lesson has four to seven parts, a question and a goal; here are {parts}, {predictions} and {deeds}"
                    ));
                }
            }
            Err(complaints) => wrong.push(listed(path, &complaints)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the page knows without fetching anything is what the files say, in the order of the files.
#[test]
fn the_course_that_is_compiled_in_is_that_of_the_files() {
    let of_page: Vec<(&str, &str, u8, u8)> =
        lessons().map(|it| (it.id, it.title, it.minutes, it.parts)).collect();
    let of_files: Vec<(&str, &str, u8, u8)> = COURSE
        .lessons
        .iter()
        .map(|(_, it)| &it.lesson)
        .map(|it| (&*it.id, &*it.title, it.minutes, it.parts.len() as u8))
        .collect();
    assert_eq!(of_page, of_files);
    assert!(COMPILED_IN.iter().all(|part| !part.lessons.is_empty()));
    assert_eq!(ABOUT.len(), of_files.len());
    assert!(ABOUT.iter().all(|about| !about.is_empty()), "a lesson without an introduction");
    let terms: Vec<(&str, &str)> = COURSE.terms.iter().map(|it| (&*it.name, &*it.says)).collect();
    assert_eq!(TERMS, terms);
}

#[test]
fn no_lesson_is_missing_and_none_is_there_twice() {
    let ids: Vec<&str> = COURSE.lessons.iter().map(|(_, it)| &*it.lesson.id).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
    let missing: Vec<&&str> = NEEDED.iter().filter(|id| !unique.contains(*id)).collect();
    assert!(missing.is_empty(), "no lesson: {missing:?}");
}

#[test]
fn help_with_a_goal_begins_with_a_question_and_goes_on() {
    let asks =
        |hint: &Text| matches!(hint.last(), Some(Inline::Words(words)) if words.ends_with('?'));
    for (path, source) in &COURSE.lessons {
        for block in source.lesson.parts.iter().flat_map(|part| &part.blocks) {
            if let Block::Do(task) = block {
                assert!(task.hints.len() >= 2, "{path}: one hint is no help: {:?}", task.goal);
                assert!(asks(&task.hints[0]), "{path}: no question: {:?}", task.hints[0]);
            }
        }
    }
}
