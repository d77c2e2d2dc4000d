//! A running node without its types: what it is handed, and what it asks of the world.

use super::values::{Letter, Saved, own};
use crate::protocol::cluster::{ClientId, Cluster, NodeId};
use crate::protocol::command::{Command, Operation, Origin, Reply};
use crate::protocol::inspect::{Inspect, Portrait};
use crate::protocol::outbox::{
    Citation, Effect, Environment, Outbox, Proposal, Request, When, WriteId,
};
use crate::protocol::time::Micros;
use crate::protocol::{LinkState, Protocol, Stable, Standing, Timer};
use std::any::Any;
use std::fmt;
use std::ops::RangeInclusive;

/// What a node can be handed.
#[derive(Debug)]
pub enum Input {
    /// A message arrives.
    Message {
        /// The sender.
        from: NodeId,
        /// The message.
        letter: Letter,
    },
    /// The timer at this place fires.
    Timer(usize),
    /// A client asks.
    Request(Request),
    /// The node is told to propose a value.
    Propose(Proposal),
    /// The oracle says who leads.
    Elect(NodeId),
    /// The disk holds this write and all before it.
    Synced(WriteId),
    /// A connection opened or broke.
    Link(NodeId, LinkState),
}

/// What a node asks of the world: an [`Effect`] without its types.
#[derive(Debug)]
pub enum Wish {
    /// A message leaves for another node.
    Send {
        /// The receiver.
        to: NodeId,
        /// The message.
        letter: Letter,
        /// Whether it waits for the disk.
        when: When,
    },
    /// The disk is to hold this.
    Sync {
        /// The number of the write.
        write: WriteId,
        /// The whole durable state.
        saved: Saved,
    },
    /// The timer at this place is set, or set anew.
    SetTimer {
        /// Its place among all timers.
        timer: usize,
        /// The lengths from which one is drawn.
        after: RangeInclusive<Micros>,
    },
    /// The timer at this place is stopped.
    CancelTimer(usize),
    /// A primary sends a command for the first time.
    Broadcast {
        /// The primary's epoch, and the command's place in it.
        origin: Origin,
    },
    /// An entry is applied to this node's copy of the replicated machine.
    Apply {
        /// Which broadcast it goes back to.
        origin: Origin,
        /// The command.
        command: Command,
        /// Whether this node answers the client with what the machine says.
        answer: bool,
        /// Whether the machine recognises a retried call and does not carry it out again.
        sessions: bool,
    },
    /// A client's read is answered from this node's own copy of the machine, past the log.
    Read {
        /// The client.
        client: ClientId,
        /// The client's number of the command.
        sequence: u64,
        /// What it reads.
        operation: Operation,
    },
    /// A client hears something that the machine did not say.
    Answer {
        /// The client.
        client: ClientId,
        /// The client's number of the command.
        sequence: u64,
        /// What it hears.
        reply: Reply,
    },
    /// This end of a connection gives it up.
    Close(NodeId),
}

/// What surrounds a node in one step, and the lists that the step adds to.
pub struct Step<'a> {
    /// What all nodes know.
    pub environment: &'a Environment,
    /// Whether somebody will read the reasons.
    pub telling: bool,
    /// The last write that the node has asked for.
    pub last_write: WriteId,
    /// What the node asks for.
    pub wishes: &'a mut Vec<Wish>,
    /// Which rules it cites.
    pub citations: &'a mut Vec<Citation>,
}

/// A running node of any protocol; the items are those of [`Protocol`].
pub trait Node: Any {
    /// A node in the same state.
    fn copy(&self) -> Box<dyn Node>;
    /// Shows the durable variables as the node works with them.
    fn inspect_stable(&self, see: &mut dyn Inspect);
    /// Shows the volatile variables.
    fn inspect(&self, see: &mut dyn Inspect);
    /// The role, the epoch and whether it leads.
    fn standing(&self) -> Standing;
    /// The node as the stage draws it.
    fn portrait(&self, cluster: &Cluster) -> Portrait;
}

impl dyn Node {
    /// The node itself, for those who know its type.
    pub fn process_as<P: Protocol>(&self) -> &P {
        let running: &dyn Any = self;
        let running: Option<&Running<P>> = running.downcast_ref();
        &own(running).process
    }
}

impl Clone for Box<dyn Node> {
    fn clone(&self) -> Self {
        (**self).copy()
    }
}

impl fmt::Debug for dyn Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.standing().fmt(f)
    }
}

/// A node with its types.
struct Running<P: Protocol> {
    process: P,
    /// Empty between steps; it is kept so that no step has to ask for memory.
    effects: Vec<Effect<P>>,
}

/// A node starts from its disk.
pub(super) fn start<P: Protocol>(me: NodeId, disk: P::Stable, step: &mut Step) -> Box<dyn Node> {
    let mut effects = Vec::new();
    let process = P::start(me, disk, &mut outbox(&mut effects, step));
    let mut running = Running { process, effects };
    running.hand_on(step);
    Box::new(running)
}

fn outbox<'a, P: Protocol>(effects: &'a mut Vec<Effect<P>>, step: &'a mut Step) -> Outbox<'a, P> {
    Outbox::new(step.environment, step.telling, step.last_write, effects, step.citations)
}

impl<P: Protocol> Running<P> {
    /// What the step asked for goes to the world.
    fn hand_on(&mut self, step: &mut Step) {
        step.wishes.extend(self.effects.drain(..).map(wish));
    }
}

/// A node handles one input.
pub(super) fn handle<P: Protocol>(node: &mut dyn Node, input: Input, step: &mut Step) {
    let node: &mut dyn Any = node;
    let running: &mut Running<P> = own(node.downcast_mut());
    let (process, mut out) = (&mut running.process, outbox(&mut running.effects, step));
    match input {
        Input::Message { from, letter } => process.on_message(from, letter.open(), &mut out),
        Input::Timer(place) => process.on_timer(P::Timer::ALL[place], &mut out),
        Input::Request(request) => process.on_request(request, &mut out),
        Input::Propose(proposal) => process.on_propose(proposal, &mut out),
        Input::Elect(leader) => process.on_elect(leader, &mut out),
        Input::Synced(write) => process.on_synced(write, &mut out),
        Input::Link(peer, state) => process.on_link(peer, state, &mut out),
    }
    running.hand_on(step);
}

impl<P: Protocol> Node for Running<P> {
    fn copy(&self) -> Box<dyn Node> {
        Box::new(Running { process: self.process.clone(), effects: Vec::new() })
    }
    fn inspect_stable(&self, see: &mut dyn Inspect) {
        self.process.stable().inspect(see);
    }
    fn inspect(&self, see: &mut dyn Inspect) {
        self.process.inspect(see);
    }
    fn standing(&self) -> Standing {
        self.process.standing()
    }
    fn portrait(&self, cluster: &Cluster) -> Portrait {
        self.process.portrait(cluster)
    }
}

fn wish<P: Protocol>(effect: Effect<P>) -> Wish {
    match effect {
        Effect::Send { to, message, when } => Wish::Send { to, letter: Letter::new(message), when },
        Effect::Sync { write, stable } => Wish::Sync { write, saved: Saved::new(stable) },
        Effect::SetTimer { timer, after } => Wish::SetTimer { timer: place::<P>(timer), after },
        Effect::CancelTimer(timer) => Wish::CancelTimer(place::<P>(timer)),
        Effect::Broadcast { origin } => Wish::Broadcast { origin },
        Effect::Apply { origin, command, answer, sessions, .. } => {
            Wish::Apply { origin, command, answer, sessions }
        }
        Effect::Read { client, sequence, operation } => Wish::Read { client, sequence, operation },
        Effect::Answer { client, sequence, reply } => Wish::Answer { client, sequence, reply },
        Effect::Close(peer) => Wish::Close(peer),
    }
}

fn place<P: Protocol>(timer: P::Timer) -> usize {
    P::Timer::ALL.iter().position(|known| *known == timer).unwrap_or_default()
}
