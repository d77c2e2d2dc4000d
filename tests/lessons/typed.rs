//! Every number and every bold node name in prose comes from the state, or is listed in the front matter's constants.
//! What is listed, what a number is and what a node is called is found out here, not asked of the compiler.

use super::{COURSE, FILES};
use quorarium::lesson::player::Player;
use quorarium::lesson::prose::{Inline, Prose, Target, Text};
use quorarium::lesson::{Block, Lesson};
use std::collections::BTreeSet;
use std::rc::Rc;

/// The constants of a file.
fn constants(text: &str) -> Vec<String> {
    let front = text.split("\n+++").next().unwrap_or_default();
    let front: toml::Table = front.trim_start_matches("+++").parse().unwrap();
    let listed = front.get("constants").and_then(|it| it.as_array()).cloned().unwrap_or_default();
    listed.iter().filter_map(|word| word.as_str().map(str::to_string)).collect()
}

/// The names of all nodes of a lesson.
fn names(lesson: &Lesson) -> BTreeSet<String> {
    let lesson = Rc::new(lesson.clone());
    let own = (0..lesson.parts.len()).filter(|part| lesson.set_up_of(*part) == Some(*part));
    let sessions = own.filter_map(|part| Player::enter(lesson.clone(), part).ok());
    sessions.flat_map(|(_, session)| session.scene().nodes).map(|node| node.name).collect()
}

fn prose(block: &Block) -> Vec<&Text> {
    match block {
        Block::Prose(prose) => prose.texts(),
        Block::Note(notes) => notes.iter().flat_map(Prose::texts).collect(),
        Block::Predict(predict) => {
            let choices = predict.choices.iter().flat_map(|choice| [&choice.says, &choice.why]);
            choices.chain([&predict.ask]).collect()
        }
        Block::Do(task) => task.hints.iter().chain([&task.goal]).collect(),
        Block::Scenario(_) | Block::Compare(_) => Vec::new(),
    }
}

/// Whether each number in words lies inside of a constant that stands there as a word.
fn are_listed(words: &str, constants: &[String]) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut free = vec![false; words.len()];
    for constant in constants {
        for (at, found) in words.match_indices(constant.as_str()) {
            let behind = at + found.len();
            let is_torn =
                is_part(words[..at].chars().next_back()) || is_part(words[behind..].chars().next());
            if !is_torn {
                free[at..behind].fill(true);
            }
        }
    }
    words.bytes().zip(free).all(|(byte, is_free)| is_free || !byte.is_ascii_digit())
}

/// Words without the sections of papers, such as §5.4.1.
fn without_sections(words: &str) -> String {
    let mut pieces = words.split('§');
    let first = pieces.next().unwrap_or_default().to_string();
    pieces.fold(first, |made, piece| {
        made + piece.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '–')
    })
}

fn look(text: &Text, constants: &[String], names: &BTreeSet<String>, wrong: &mut Vec<String>) {
    for part in text {
        match part {
            Inline::Value(_) | Inline::Link(_, Target::Rule(_)) => {}
            Inline::Words(words) => {
                if !are_listed(&without_sections(words), constants) {
                    wrong.push(words.clone());
                }
            }
            Inline::Strong(inside) => {
                if let [Inline::Words(name)] = &inside[..]
                    && names.contains(name)
                    && !constants.contains(name)
                {
                    wrong.push(format!("**{name}**"));
                }
                look(inside, constants, names, wrong);
            }
            Inline::Emphasis(inside) | Inline::Code(inside) | Inline::Link(inside, _) => {
                look(inside, constants, names, wrong);
            }
        }
    }
}

#[test]
fn no_number_and_no_bold_node_name_is_typed() {
    let mut wrong = Vec::new();
    for (path, source) in &COURSE.lessons {
        let file = FILES.iter().find(|file| file.path == *path).unwrap();
        let (constants, names) = (constants(&file.text), names(&source.lesson));
        assert!(!names.is_empty(), "{path} has no cluster");
        let mut found = Vec::new();
        for part in &source.lesson.parts {
            look(&vec![Inline::Words(part.title.clone())], &constants, &names, &mut found);
            for text in part.blocks.iter().flat_map(prose) {
                look(text, &constants, &names, &mut found);
            }
        }
        wrong.extend(found.into_iter().map(|it| format!("{path}: {it}")));
    }
    assert!(wrong.is_empty(), "a value in braces, or a constant:\n{}", wrong.join("\n"));
}

#[test]
fn a_number_is_listed_only_as_a_whole_word() {
    let constants = ["5".to_string(), "x←1".to_string()];
    for (words, is_listed) in [
        ("five of 5", true),
        ("5's vote, x←1.", true),
        ("15", false),
        ("5 of 55", false),
        ("x←12", false),
        ("1", false),
    ] {
        assert_eq!(are_listed(words, &constants), is_listed, "{words}");
    }
    assert_eq!(without_sections("Raft §5.4.1 and 2"), "Raft  and 2");
}
