//! The lessons of the course: they hold, and each has what a lesson must have.

use super::{COURSE, listed};
use quorarium::lesson::Block;
use quorarium::lesson::check::{Count, check};
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
            Ok(Count { parts, predictions, deeds }) => {
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
