//! What a part of a lesson shows, and what may be wrong with it.

use super::super::{Block, Do, Predict};

/// Something in a lesson that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The part, from 0.
    pub part: usize,
    /// The block, from 0; none is the part as a whole.
    pub block: Option<usize>,
    /// The line in the block's statements, from 1; 0 is not one of them.
    pub line: u32,
    /// What is wrong.
    pub message: String,
}

/// A block as it is shown, with its values filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// A block that asks nothing.
    Plain(Block),
    /// Moves that the reader sets off; whether they have been made.
    Moves(bool),
    /// A question.
    Question(Question),
    /// A goal.
    Goal(Goal),
}

/// A question and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What was asked.
    pub predict: Predict,
    /// The choice of the reader.
    pub chosen: Option<usize>,
    /// What came of it.
    pub outcome: Option<Outcome>,
}

/// What came of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// This choice is right.
    Right(usize),
    /// None of them came true, or several did: the reader had changed the run.
    Astray,
}

/// A goal and how near it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// What is to be done.
    pub task: Do,
    /// Whether it was reached, in whatever line of the history.
    pub is_reached: bool,
    /// How many hints are shown.
    pub hints: usize,
    /// Whether the solution was played.
    pub was_shown: bool,
}

/// What the reader's next press does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It makes the moves of this block.
    Moves(usize),
    /// It answers the question in this block.
    Question(usize),
    /// Goals are open; the part can be left all the same.
    Goals,
    /// There is nothing left in the part.
    End,
}
