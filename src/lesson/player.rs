//! A lesson being played: which blocks of a part are shown, what waits for the reader, and what came of it.
//!
//! The player does nothing to a cluster but carry out statements on a session, and asks nothing of it but conditions.
//! A part begins where its author's script brings it, whatever the reader did in the part before, so that what the prose
//! says is true. Inside a part the reader may do anything; goals are the last thing in it, and nothing builds on them.

mod script;
mod seen;

pub use script::statements;
pub use seen::{Goal, Outcome, Question, Seen, Stop, Wrong};

use super::prose::{Text, filled, thing};
use super::{Block, Lesson, Predict};
use crate::render::thing::Thing;
use crate::scenario::condition::Condition;
use crate::scenario::statement::Statement;
use crate::scenario::word::Word;
use crate::session::{Session, Wish};
use script::{holds, perform, said, set_up};
use std::rc::Rc;

/// A part of a lesson, as far as its reader has come.
#[derive(Clone, Debug)]
pub struct Player {
    lesson: Rc<Lesson>,
    part: usize,
    seen: Vec<Seen>,
    goals_from: Option<Place>,
    wrong: Vec<Wrong>,
}

/// Where in a history something was.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    line: String,
    step: u64,
}

impl Player {
    /// Enters a part: a session that stands where the part begins, and the player of it.
    pub fn enter(lesson: Rc<Lesson>, part: usize) -> Result<(Player, Session), Wrong> {
        let from = lesson.set_up_of(part).ok_or_else(|| Wrong {
            part,
            block: None,
            line: 0,
            message: "no part up to this one has a scenario with a cluster".to_string(),
        })?;
        let mut session = set_up(&lesson, from)?;
        for before in from..part {
            let mut player = Player::begin(lesson.clone(), before, &mut session)?;
            player.follow(&mut session)?;
        }
        let player = Player::begin(lesson, part, &mut session)?;
        Ok((player, session))
    }

    fn begin(lesson: Rc<Lesson>, part: usize, session: &mut Session) -> Result<Player, Wrong> {
        let mut player =
            Player { lesson, part, seen: Vec::new(), goals_from: None, wrong: Vec::new() };
        // The goals of the part before are none of this one's.
        session.wish(Vec::new());
        // What stands right below the heading is where the part begins.
        if let Some(Block::Scenario(text)) = player.blocks().first() {
            let (text, lesson) = (text.clone(), player.lesson.clone());
            if lesson.set_up_of(part) != Some(part) {
                perform(session, &text).map_err(|wrong| wrong.of(part, 0))?;
            }
            player.seen.push(Seen::Plain(Block::Scenario(text)));
        }
        player.show_more(session);
        Ok(player)
    }

    /// Does what the author's script does, to the end of the part.
    fn follow(&mut self, session: &mut Session) -> Result<(), Wrong> {
        loop {
            match self.stop() {
                Stop::Moves(_) | Stop::Question(_) => self.go_on(session)?,
                Stop::Goals => self.solve(session)?,
                Stop::End => return Ok(()),
            }
        }
    }

    /// The lesson.
    pub fn lesson(&self) -> &Rc<Lesson> {
        &self.lesson
    }

    /// The part, from 0.
    pub fn part(&self) -> usize {
        self.part
    }

    /// The blocks that are shown.
    pub fn seen(&self) -> &[Seen] {
        &self.seen
    }

    /// What did not hold so far, beyond what stopped something.
    pub fn wrong(&self) -> &[Wrong] {
        &self.wrong
    }

    fn blocks(&self) -> &[Block] {
        self.lesson.parts.get(self.part).map_or(&[], |part| &part.blocks)
    }

    /// The goals that are shown, with their blocks.
    pub fn goals(&self) -> impl Iterator<Item = (usize, &Goal)> {
        self.seen.iter().enumerate().filter_map(|(block, seen)| match seen {
            Seen::Goal(goal) => Some((block, goal)),
            _ => None,
        })
    }

    /// What the reader's next press does.
    pub fn stop(&self) -> Stop {
        match self.seen.last() {
            Some(Seen::Moves(false)) => Stop::Moves(self.seen.len() - 1),
            Some(Seen::Question(question)) if question.outcome.is_none() => {
                Stop::Question(self.seen.len() - 1)
            }
            _ if self.goals().any(|(_, goal)| !goal.is_reached) => Stop::Goals,
            _ => Stop::End,
        }
    }

    /// The step from which the goals are to be reached.
    pub fn goals_from(&self) -> Option<u64> {
        self.goals_from.as_ref().map(|place| place.step)
    }

    /// Whether everything in the part was done: its questions answered and its goals reached.
    pub fn is_done(&self) -> bool {
        self.stop() == Stop::End && self.seen.len() == self.blocks().len()
    }

    /// What all else is dimmed for, as things of the present scene; empty if nothing is.
    pub fn focus(&self, session: &Session) -> Vec<Thing> {
        let focus = match (self.stop(), self.seen.last()) {
            (Stop::Question(_), Some(Seen::Question(question))) => &question.predict.focus,
            (Stop::Goals, _) => match self.goals().find(|(_, goal)| !goal.is_reached) {
                Some((_, goal)) => &goal.task.focus,
                None => return Vec::new(),
            },
            _ => return Vec::new(),
        };
        if focus.is_empty() {
            return Vec::new();
        }
        let scene = session.scene();
        focus.iter().filter_map(|target| thing(target, &scene)).collect()
    }

    /// Picks an answer. It can be changed until the step is taken.
    pub fn choose(&mut self, choice: usize) {
        if let Some(Seen::Question(question)) = self.seen.last_mut()
            && question.outcome.is_none()
            && choice < question.predict.choices.len()
        {
            question.chosen = Some(choice);
        }
    }

    /// Makes the moves that wait, or takes the step that answers the question that waits; then shows what follows.
    pub fn go_on(&mut self, session: &mut Session) -> Result<(), Wrong> {
        let (part, block) = match self.stop() {
            Stop::Moves(block) | Stop::Question(block) => (self.part, block),
            Stop::Goals | Stop::End => return Ok(()),
        };
        match self.blocks().get(block).cloned() {
            Some(Block::Scenario(text)) => {
                perform(session, &text).map_err(|wrong| wrong.of(part, block))?;
                self.seen[block] = Seen::Moves(true);
            }
            Some(Block::Predict(predict)) => {
                let done = perform(session, &predict.until).map_err(|wrong| wrong.of(part, block));
                let told = self.wrong.len();
                self.answer(block, &predict, session);
                // That no answer came true follows from a step that failed.
                self.wrong.truncate(if done.is_ok() { self.wrong.len() } else { told });
                self.show_more(session);
                return done;
            }
            _ => {}
        }
        self.show_more(session);
        Ok(())
    }

    /// Which choice is right is asked of the state.
    fn answer(&mut self, block: usize, predict: &Predict, session: &Session) {
        let mut right = Vec::new();
        let mut wrong = Vec::new();
        for (place, choice) in predict.choices.iter().enumerate() {
            match holds(&choice.holds, session) {
                Ok(true) => right.push(place),
                Ok(false) => {}
                Err(message) => wrong.push(format!("\"{}\": {message}", choice.holds)),
            }
        }
        let outcome = match right[..] {
            [one] => Outcome::Right(one),
            _ => Outcome::Astray,
        };
        if outcome == Outcome::Astray && wrong.is_empty() {
            let names = right.iter().map(|place| format!("\"{}\"", predict.choices[*place].holds));
            wrong.push(match right.len() {
                0 => format!(
                    "none of the answers holds after the step{}",
                    said(
                        &predict.choices.iter().map(|it| it.holds.as_str()).collect::<Vec<_>>(),
                        session
                    )
                ),
                _ => format!(
                    "exactly one answer must hold after the step, and these do: {}",
                    names.collect::<Vec<_>>().join(", ")
                ),
            });
        }
        let whys: Vec<Text> = predict
            .choices
            .iter()
            .map(|choice| filled(&choice.why, session.facts(), &mut wrong))
            .collect();
        wrong.into_iter().for_each(|message| self.complain(block, message));
        if let Some(Seen::Question(question)) = self.seen.get_mut(block) {
            question.outcome = Some(outcome);
            for (choice, why) in question.predict.choices.iter_mut().zip(whys) {
                choice.why = why;
            }
        }
    }

    /// Shows the blocks that nothing stands before any more.
    fn show_more(&mut self, session: &mut Session) {
        while let Some(block) = self.blocks().get(self.seen.len()).cloned() {
            // What closes a part is said when its goals are reached; goals are all shown at once.
            let waits = match self.stop() {
                Stop::Moves(_) | Stop::Question(_) => true,
                Stop::Goals => !matches!(block, Block::Do(_) | Block::Note(_)),
                Stop::End => false,
            };
            if waits {
                break;
            }
            let seen = self.shown(block, session);
            self.seen.push(seen);
        }
        if self.goals().next().is_some() && self.goals_from.is_none() {
            self.goals_from = Some(present(session));
            self.wish(session);
            let goals: Vec<usize> = self.goals().map(|(block, _)| block).collect();
            for (block, _) in goals.into_iter().zip(session.granted()).filter(|(_, held)| *held) {
                self.complain(
                    block,
                    "it holds before anything is done, so there is nothing to reach".to_string(),
                );
            }
            self.look(session);
        }
    }

    fn shown(&mut self, block: Block, session: &Session) -> Seen {
        let mut wrong = Vec::new();
        let facts = session.facts();
        let seen = match block {
            Block::Prose(prose) => Seen::Plain(Block::Prose(prose.filled(facts, &mut wrong))),
            Block::Note(notes) => Seen::Plain(Block::Note(
                notes.iter().map(|prose| prose.filled(facts, &mut wrong)).collect(),
            )),
            Block::Compare(name) => Seen::Plain(Block::Compare(name)),
            Block::Scenario(_) => Seen::Moves(false),
            Block::Predict(mut predict) => {
                predict.ask = filled(&predict.ask, facts, &mut wrong);
                for choice in &mut predict.choices {
                    choice.says = filled(&choice.says, facts, &mut wrong);
                }
                Seen::Question(Question { predict, chosen: None, outcome: None })
            }
            Block::Do(mut task) => {
                task.goal = filled(&task.goal, facts, &mut wrong);
                for hint in &mut task.hints {
                    *hint = filled(hint, facts, &mut wrong);
                }
                Seen::Goal(Goal { task, is_reached: false, hints: 0, was_shown: false })
            }
        };
        let block = self.seen.len();
        wrong.into_iter().for_each(|message| self.complain(block, message));
        seen
    }

    /// The session looks for the goals after every event.
    fn wish(&self, session: &mut Session) {
        if session.granted().len() != self.goals().count() {
            let wish = |goal: &Goal| -> Wish {
                let check = goal.task.check.parse::<Condition>();
                Box::new(move |session| {
                    check.as_ref().is_ok_and(|check| check.holds(session.facts()) == Ok(true))
                })
            };
            session.wish(self.goals().map(|(_, goal)| wish(goal)).collect());
        }
    }

    /// Looks what was reached, after anything was done to the session.
    pub fn look(&mut self, session: &mut Session) {
        // Another session may have taken the place of the one that was asked.
        self.wish(session);
        let granted = session.granted();
        let goals = self.seen.iter_mut().filter_map(|seen| match seen {
            Seen::Goal(goal) => Some(goal),
            _ => None,
        });
        let mut is_new = false;
        for (goal, granted) in goals.zip(granted) {
            is_new |= granted && !goal.is_reached;
            goal.is_reached |= granted;
        }
        if is_new {
            self.show_more(session);
        }
    }

    /// One more hint for a goal.
    pub fn hint(&mut self, block: usize) {
        if let Some(Seen::Goal(goal)) = self.seen.get_mut(block) {
            goal.hints = (goal.hints + 1).min(goal.task.hints.len());
        }
    }

    /// Plays the author's way to a goal, from where the goals were set: on a line of its own, so that nothing is lost.
    pub fn show_solution(&mut self, block: usize, session: &mut Session) -> Result<(), Wrong> {
        if let Some(Place { line, step }) = self.goals_from.clone()
            && (present(session) != Place { line: line.clone(), step })
        {
            let back = Statement::Switch { name: Word::new(&line), at: Some(step) };
            session.perform(&back).map_err(|refusal| self.wrong_in(block, &refusal.message))?;
        }
        for at in 0..=block {
            self.play_solution(at, session)?;
        }
        if let Some(Seen::Goal(goal)) = self.seen.get_mut(block) {
            goal.was_shown = true;
        }
        Ok(())
    }

    /// Plays the author's way to the first goal that is open, from where the session stands.
    pub(super) fn solve(&mut self, session: &mut Session) -> Result<(), Wrong> {
        let Some(block) = self.goals().find(|(_, it)| !it.is_reached).map(|(block, _)| block)
        else {
            return Ok(());
        };
        let later = |player: &Player| {
            let goals = player.goals().filter(|(at, it)| *at > block && it.is_reached);
            goals.map(|(at, _)| at).next()
        };
        let before = later(self);
        self.play_solution(block, session)?;
        if let Some(early) = later(self).filter(|_| before.is_none()) {
            return Err(self.wrong_in(early, "it is reached before its own solution is played"));
        }
        match &self.seen[block] {
            Seen::Goal(goal) if !goal.is_reached => {
                let check = goal.task.check.clone();
                let said = said(&[&check], session);
                Err(self.wrong_in(block, &format!("its solution does not reach \"{check}\"{said}")))
            }
            _ => Ok(()),
        }
    }

    fn play_solution(&mut self, block: usize, session: &mut Session) -> Result<(), Wrong> {
        let Some(Seen::Goal(goal)) = self.seen.get(block) else { return Ok(()) };
        let solution = goal.task.solution.clone();
        let done = perform(session, &solution).map_err(|stuck| stuck.of(self.part, block));
        self.look(session);
        done
    }

    fn wrong_in(&self, block: usize, message: &str) -> Wrong {
        Wrong { part: self.part, block: Some(block), line: 0, message: message.to_string() }
    }

    fn complain(&mut self, block: usize, message: String) {
        let wrong = self.wrong_in(block, &message);
        self.wrong.push(wrong);
    }
}

/// Where a session stands.
fn present(session: &Session) -> Place {
    let line = session.branches().into_iter().find(|branch| branch.is_current);
    Place { line: line.map(|line| line.name).unwrap_or_default(), step: session.position() }
}
