//! What happened in one step.

use super::network::Endpoint;
use crate::protocol::cluster::NodeId;
use crate::protocol::outbox::Citation;
use crate::protocol::time::Micros;

/// The kinds of events, by their names in `--json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A message arrived.
    Deliver,
    /// A message was lost.
    Lose,
    /// A timer fired.
    Timer,
    /// A disk sync completed.
    Sync,
    /// A second copy of a message is in flight.
    Duplicate,
    /// A message arrives later.
    Delay,
    /// A node stopped.
    Crash,
    /// A node started from its disk.
    Restart,
    /// A node started from an empty disk.
    Wipe,
    /// A process stopped for a while.
    Pause,
    /// A paused process goes on.
    Resume,
    /// Links were cut.
    Cut,
    /// Links were healed.
    Heal,
    /// A client asked.
    Request,
    /// A client asked again.
    Retry,
    /// A node was told to propose a value.
    Propose,
    /// The oracle said who leads.
    Elect,
}

impl EventKind {
    /// Whether such an event, brought about by hand, changes the course of things. To hand a message over or to fire a timer
    /// is to choose what comes next among what would come anyway.
    pub fn meddles(self) -> bool {
        !matches!(self, EventKind::Deliver | EventKind::Timer | EventKind::Sync)
    }

    /// The kind's name in `--json`.
    pub fn name(self) -> &'static str {
        match self {
            EventKind::Deliver => "deliver",
            EventKind::Lose => "lose",
            EventKind::Timer => "timer",
            EventKind::Sync => "sync",
            EventKind::Duplicate => "duplicate",
            EventKind::Delay => "delay",
            EventKind::Crash => "crash",
            EventKind::Restart => "restart",
            EventKind::Wipe => "wipe",
            EventKind::Pause => "pause",
            EventKind::Resume => "resume",
            EventKind::Cut => "cut",
            EventKind::Heal => "heal",
            EventKind::Request => "request",
            EventKind::Propose => "propose",
            EventKind::Retry => "retry",
            EventKind::Elect => "elect",
        }
    }
}

/// What an event goes back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A person, or a line of a scenario.
    You,
    /// An earlier step: its node made the message, set the timer or wrote what the disk has now.
    Step(u64),
}

/// One event, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The step that it is, from 1.
    pub step: u64,
    /// When it happened.
    pub time: Micros,
    /// What it was.
    pub kind: EventKind,
    /// The node that it happened to, if any.
    pub node: Option<NodeId>,
    /// The message that it was about, if any.
    pub message: Option<MessageLabel>,
    /// The timer that fired, by name.
    pub timer: Option<&'static str>,
    /// What it goes back to, whoever chose its instant.
    pub cause: Cause,
    /// Whether a person did it: a move, or a message or timer that was told.
    pub by_hand: bool,
    /// The rules that it carried out.
    pub citations: Vec<Citation>,
    /// What the simulation has to say, where no rule is cited; empty when nobody looks.
    pub remark: String,
    /// The names of the invariants that it broke.
    pub broke: Vec<&'static str>,
    /// Whether a variable of its node has another value after it; timers do not count.
    pub changed: bool,
    /// Messages that left in it and were lost at once, at a cut link.
    pub stopped: Vec<MessageLabel>,
    /// Whether some node became a leader in it.
    pub elected: bool,
    /// Whether a command was committed in it that nobody had committed before.
    pub committed: bool,
}

/// A message, as an event names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageLabel {
    /// Its number.
    pub number: u64,
    /// Its name in the paper.
    pub kind: &'static str,
    /// Who sent it.
    pub from: Endpoint,
    /// Who was to have it.
    pub to: Endpoint,
    /// Whether it answers another message.
    pub is_reply: bool,
    /// The step in which it left.
    pub sent_in: u64,
}
