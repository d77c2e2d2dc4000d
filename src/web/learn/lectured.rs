//! A part of a lesson as a lecturer needs it: its questions, its goals and its notes as plain words.

use super::lesson::Part;
use crate::lesson::Block;
use crate::lesson::player::{Outcome, Player, Question, Seen};
use crate::lesson::prose::{Prose, plain};
use crate::web::guide::{Asked, Lecture};

impl Part {
    /// What a lecture needs of a part as far as it was played.
    pub(super) fn lectured(&self, player: &Player) -> Lecture {
        let parts = &self.lesson.parts;
        let page = parts.get(self.at);
        let ahead =
            page.map_or(&[][..], |page| page.blocks.get(player.seen().len()..).unwrap_or(&[]));
        let seen = player.seen().iter().filter_map(|seen| match seen {
            Seen::Plain(block) => Some(block),
            _ => None,
        });
        let questions = player.seen().iter().enumerate().filter_map(|(block, seen)| match seen {
            Seen::Question(question) => Some(asked(block, question)),
            _ => None,
        });
        Lecture {
            title: page.map(|page| page.title.clone()).unwrap_or_default(),
            place: format!("{}, part {} of {}", self.lesson.title, self.at + 1, parts.len()),
            questions: questions.collect(),
            goals: player.goals().map(|(_, goal)| plain(&goal.task.goal)).collect(),
            notes: seen.chain(ahead).flat_map(notes).collect(),
            stop: player.stop(),
            before: (self.at > 0).then(|| self.whence.address(self.at - 1)),
            after: self.next(),
        }
    }
}

fn asked(block: usize, question: &Question) -> Asked {
    let choices = question.predict.choices.iter();
    Asked {
        block,
        ask: plain(&question.predict.ask),
        choices: choices.map(|choice| (plain(&choice.says), plain(&choice.why))).collect(),
        chosen: question.chosen,
        right: match question.outcome {
            Some(Outcome::Right(place)) => Some(place),
            _ => None,
        },
    }
}

/// What a block says to whoever teaches, a paragraph each.
fn notes(block: &Block) -> Vec<String> {
    match block {
        Block::Note(notes) => notes.iter().flat_map(Prose::texts).map(plain).collect(),
        _ => Vec::new(),
    }
}
