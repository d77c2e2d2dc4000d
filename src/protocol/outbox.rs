//! What a step asks of the world: effects as values, gathered in an outbox.

use super::Protocol;
use super::cluster::{ClientId, Cluster, NodeId, NodeSet};
use super::command::{Command, Operation, Origin, Reply};
use super::rule::Rule;
use super::setting::{Choice, Settings};
use super::time::Micros;
use std::ops::RangeInclusive;

/// The number of a node's write to its disk; later writes have greater numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WriteId(pub u64);

/// When a message may leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Once every durable change that the sender has made so far is on its disk.
    AfterSync,
    /// At once, whatever the disk does.
    Now,
}

/// What a step asks of the world.
#[derive(Clone, Debug)]
pub enum Effect<P: Protocol> {
    /// A message leaves for another node.
    Send {
        /// The receiver.
        to: NodeId,
        /// The message.
        message: P::Message,
        /// Whether it waits for the disk.
        when: When,
    },
    /// The durable state changed, and this is what the disk is to hold.
    Sync {
        /// The number of the write, by which `on_synced` will name it.
        write: WriteId,
        /// The whole durable state.
        stable: P::Stable,
    },
    /// A timer is set, or set anew; the world draws the length, and a node never does.
    SetTimer {
        /// Which timer.
        timer: P::Timer,
        /// The lengths from which one is drawn.
        after: RangeInclusive<Micros>,
    },
    /// A timer is stopped.
    CancelTimer(P::Timer),
    /// A primary sends this command for the first time.
    Broadcast {
        /// The primary's epoch, and the command's place in it.
        origin: Origin,
    },
    /// The next entry is applied to this node's copy of the replicated machine.
    Apply {
        /// The entry's index in the log, from 1.
        index: u64,
        /// Which broadcast it goes back to.
        origin: Origin,
        /// The command.
        command: Command,
        /// Whether this node answers the client with what the machine says.
        answer: bool,
        /// Whether the machine recognises a retried call and does not carry it out again.
        sessions: bool,
    },
    /// A client's read is answered from this node's own copy of the replicated machine, past the log.
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
    /// This end of a connection gives it up (connections only).
    Close(NodeId),
}

/// Which sentence of the paper a step carried out, in this step's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The rule.
    pub rule: &'static Rule,
    /// What was done, and why; empty when nobody looks.
    pub because: Because,
}

/// What was done, as a sentence, and the values that made it so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Because {
    /// Actor, verb, object: "C grants its vote to B."
    pub says: String,
    /// The reason, with the numbers compared: "B's log (term 2, index 5) is at least as up to date as C's (2, 4)."
    pub why: String,
    /// The line of the rule's pseudocode that was carried out, from 0; none is the whole rule.
    pub line: Option<usize>,
    /// Whom it counted, if it decided by counting; few citations do, so the others stay small.
    pub counted: Option<Box<Counted>>,
}

/// Nodes that were counted, and found to be enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// What they decided, in two words: "elected A", "committed 5".
    pub decided: String,
    /// The nodes, with whoever counted if it counts itself.
    pub nodes: NodeSet,
    /// The rule that takes a node's answer down: the last answer for which the counting node cited it is the one that counts.
    pub through: &'static Rule,
}

impl Because {
    /// What was done, and why.
    pub fn new(says: impl Into<String>, why: impl Into<String>) -> Self {
        Because { says: says.into(), why: why.into(), line: None, counted: None }
    }

    /// The same, with the line of the rule's pseudocode that was carried out, from 0.
    pub fn line(self, line: usize) -> Self {
        Because { line: Some(line), ..self }
    }

    /// The same, with the nodes that were counted, each through the rule that takes its answer down.
    pub fn counting(self, decided: String, nodes: NodeSet, through: &'static Rule) -> Self {
        Because { counted: Some(Box::new(Counted { decided, nodes, through })), ..self }
    }
}

/// What all nodes of a cluster know before they start: who they are, the options, and the rules that are off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// The nodes.
    pub cluster: Cluster,
    /// The world's options and the protocol's.
    pub settings: Settings,
    /// The rules that are switched off.
    pub rules_off: Vec<&'static Rule>,
}

/// Where a step writes what it wants done.
pub struct Outbox<'a, P: Protocol> {
    environment: &'a Environment,
    telling: bool,
    last_write: WriteId,
    effects: &'a mut Vec<Effect<P>>,
    citations: &'a mut Vec<Citation>,
}

impl<'a, P: Protocol> Outbox<'a, P> {
    /// An outbox that adds to these lists; `telling` is whether somebody will read the reasons.
    pub fn new(
        environment: &'a Environment,
        telling: bool,
        last_write: WriteId,
        effects: &'a mut Vec<Effect<P>>,
        citations: &'a mut Vec<Citation>,
    ) -> Self {
        Outbox { environment, telling, last_write, effects, citations }
    }

    /// The nodes of the cluster.
    pub fn cluster(&self) -> &'a Cluster {
        &self.environment.cluster
    }

    /// The present options.
    pub fn settings(&self) -> &'a Settings {
        &self.environment.settings
    }

    /// Whether an option that is a switch is on.
    pub fn switch(&self, choice: &'static Choice) -> bool {
        self.environment.settings.switch(choice)
    }

    /// Whether a rule is on: a reader sees at this very line what the rule protects.
    pub fn rule(&self, rule: &'static Rule) -> bool {
        !self.environment.rules_off.iter().any(|off| std::ptr::eq(*off, rule))
    }

    /// Says which rule this step carries out. The reason is worded only when somebody looks.
    pub fn cite(&mut self, rule: &'static Rule, because: impl FnOnce(&Cluster) -> Because) {
        let because = self.telling.then(|| because(&self.environment.cluster));
        note(self.citations, rule, because);
    }

    /// Sends a message, once all durable changes so far are on disk.
    pub fn send(&mut self, to: NodeId, message: P::Message) {
        self.send_when(to, message, When::AfterSync);
    }

    /// Sends a message at once or after the disk.
    pub fn send_when(&mut self, to: NodeId, message: P::Message, when: When) {
        self.effects.push(Effect::Send { to, message, when });
    }

    /// Writes the durable state to disk, and returns the write's number.
    pub fn sync(&mut self, stable: P::Stable) -> WriteId {
        self.last_write.0 += 1;
        self.effects.push(Effect::Sync { write: self.last_write, stable });
        self.last_write
    }

    /// Sets a timer to a length drawn from this range.
    pub fn set_timer(&mut self, timer: P::Timer, after: RangeInclusive<Micros>) {
        self.effects.push(Effect::SetTimer { timer, after });
    }

    /// Stops a timer.
    pub fn cancel_timer(&mut self, timer: P::Timer) {
        self.effects.push(Effect::CancelTimer(timer));
    }

    /// Tells the observers that a primary sends a command for the first time.
    pub fn broadcast(&mut self, origin: Origin) {
        self.effects.push(Effect::Broadcast { origin });
    }

    /// Applies an entry, or does any other thing for which there is no shorter word.
    pub fn effect(&mut self, effect: Effect<P>) {
        self.effects.push(effect);
    }

    /// Answers a client's read from this node's own copy of the replicated machine, without going through the log.
    pub fn read(&mut self, client: ClientId, sequence: u64, operation: Operation) {
        self.effects.push(Effect::Read { client, sequence, operation });
    }

    /// Answers a client without asking the machine.
    pub fn answer(&mut self, client: ClientId, sequence: u64, reply: Reply) {
        self.effects.push(Effect::Answer { client, sequence, reply });
    }

    /// Gives up this end of a connection.
    pub fn close(&mut self, peer: NodeId) {
        self.effects.push(Effect::Close(peer));
    }
}

/// Takes down a citation: one copy of this for all the lines that cite.
#[inline(never)]
fn note(citations: &mut Vec<Citation>, rule: &'static Rule, because: Option<Because>) {
    citations.push(Citation { rule, because: because.unwrap_or_default() });
}

/// What a node is told to propose.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Proposal {
    /// The value.
    pub value: Command,
    /// The round of its number, if it is not for the node to choose.
    pub round: Option<u64>,
}

/// What a client asks of a node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Request {
    /// The client.
    pub client: ClientId,
    /// The client's number of the command.
    pub sequence: u64,
    /// The command.
    pub operation: Operation,
    /// How many commands had been applied by whoever last answered this client, as far as it heard: a server that has
    /// applied fewer would show it the past.
    pub seen: u64,
}

impl Request {
    /// The command as it goes into a log.
    pub fn command(&self) -> Command {
        let call = super::command::Call { client: self.client, sequence: self.sequence };
        Command::new(self.operation.clone(), Some(call))
    }
}
