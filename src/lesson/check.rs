//! A lesson proves itself: it is played by a reader who follows its author, and everything that it says must hold.

use super::Block;
use super::compile::{Complaint, Source};
use super::player::{Goal, Outcome, Player, Question, Seen, Stop, Wrong};
use super::prose::{Target, Text, plain, targets, thing};
use crate::session::Session;
use std::rc::Rc;

/// What a lesson has, once it was proved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// How many parts.
    pub parts: usize,
    /// Its questions with the answers that the state gives. That one of them holds is proved; that it is the one that its
    /// author means can only be read.
    pub answers: Vec<(String, String)>,
    /// How many goals.
    pub deeds: usize,
}

/// Plays every part; the errors are everything that does not hold, with the lines of the file.
pub fn check(source: &Source) -> Result<Proof, Vec<Complaint>> {
    let lesson = Rc::new(source.lesson.clone());
    let mut proof = Proof::default();
    let mut wrong = Vec::new();
    for (at, part) in lesson.parts.iter().enumerate() {
        proof.parts += 1;
        proof.deeds += part.blocks.iter().filter(|it| matches!(it, Block::Do(_))).count();
        match Player::enter(lesson.clone(), at) {
            // A part that cannot be entered was complained of where it is wrong.
            Err(stuck) if stuck.part != at && !wrong.is_empty() => {}
            Err(stuck) => wrong.push(stuck),
            Ok((mut player, mut session)) => {
                let stuck = play(&mut player, &mut session, &mut wrong);
                proof.answers.extend(player.seen().iter().filter_map(answer));
                wrong.extend(player.wrong().iter().cloned());
                wrong.extend(stuck);
            }
        }
    }
    if wrong.is_empty() {
        return Ok(proof);
    }
    let mut complaints: Vec<Complaint> = wrong.into_iter().map(|it| placed(source, it)).collect();
    complaints.sort();
    complaints.dedup();
    Err(complaints)
}

/// A question and its right answer.
fn answer(seen: &Seen) -> Option<(String, String)> {
    let Seen::Question(question) = seen else { return None };
    let Some(Outcome::Right(right)) = question.outcome else { return None };
    let choice = question.predict.choices.get(right)?;
    Some((plain(&question.predict.ask), plain(&choice.says)))
}

/// Plays a part to its end, and notes what is not there to be looked at; where it got stuck, if it did.
fn play(player: &mut Player, session: &mut Session, wrong: &mut Vec<Wrong>) -> Option<Wrong> {
    let mut looked = 0;
    loop {
        look(player, session, &mut looked, wrong);
        let done = match player.stop() {
            Stop::Moves(_) | Stop::Question(_) => player.go_on(session),
            Stop::Goals => player.solve(session),
            Stop::End => return None,
        };
        if let Err(stuck) = done {
            return Some(stuck);
        }
    }
}

/// Every object that a reader is asked to look at is there when the words are shown.
fn look(player: &Player, session: &Session, looked: &mut usize, wrong: &mut Vec<Wrong>) {
    let scene = session.scene();
    let mut need = |block: usize, target: &str| {
        if thing(target, &scene).is_none() {
            wrong.push(Wrong {
                part: player.part(),
                block: Some(block),
                line: 0,
                message: format!("there is no \"{target}\" to look at when this is shown"),
            });
        }
    };
    for (block, seen) in player.seen().iter().enumerate().skip(*looked) {
        let (texts, focus): (Vec<&Text>, &[String]) = match seen {
            Seen::Plain(Block::Prose(prose)) => (prose.texts(), &[]),
            Seen::Question(Question { predict, .. }) => {
                let choices = predict.choices.iter().flat_map(|choice| [&choice.says, &choice.why]);
                (choices.chain([&predict.ask]).collect(), &predict.focus)
            }
            Seen::Goal(Goal { task, .. }) => {
                (task.hints.iter().chain([&task.goal]).collect(), &task.focus)
            }
            Seen::Plain(_) | Seen::Moves(_) => continue,
        };
        let mut found = Vec::new();
        texts.into_iter().for_each(|text| targets(text, &mut found));
        for target in found {
            if let Target::Look(name) = target {
                need(block, name);
            }
        }
        focus.iter().for_each(|target| need(block, target));
    }
    *looked = player.seen().len();
}

/// Where in the file it is.
fn placed(source: &Source, wrong: Wrong) -> Complaint {
    let part = source.lines.get(wrong.part);
    let block = part.zip(wrong.block).and_then(|(part, block)| part.blocks.get(block));
    let line = match (block, part) {
        (Some(block), _) if wrong.line > 0 => block.statements + wrong.line,
        (Some(block), _) => block.begins,
        (None, part) => part.map_or(1, |part| part.heading),
    };
    Complaint::new(line, wrong.message)
}
