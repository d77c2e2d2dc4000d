//! The node: its state, and its steps.

use super::message::{Stamp, Write};
use super::rules::*;
use super::safety::{self, Ghost};
use super::stances::STANCES;
use crate::machine::key_value::written_key;
use crate::protocol::cluster::{Cluster, NodeId};
use crate::protocol::command::{Command, Origin};
use crate::protocol::inspect::{Figure, Inspect, Portrait, Vocabulary};
use crate::protocol::outbox::{Because, Effect, Outbox, Request, WriteId};
use crate::protocol::rule::{Rule, Writing};
use crate::protocol::safety::{Check, Invariant, Witness};
use crate::protocol::setting::Choice;
use crate::protocol::sorted::SortedMap;
use crate::protocol::{Promise, Protocol, Standing, Timer, Transport};

/// A node of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    pub(super) me: NodeId,
    pub(super) stable: Kept,
    /// How many writes this life has applied: the register has no log to take an index from.
    applied: u64,
}

/// What a node keeps on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Kept {
    /// The greatest counter seen.
    pub counter: u64,
    /// For each key, the newest write.
    pub register: SortedMap<String, (Stamp, Command)>,
}

/// The register sets no timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoTimer {}

impl Timer for NoTimer {
    const ALL: &'static [Self] = &[];
    fn name(self) -> &'static str {
        match self {}
    }
}

impl Protocol for Register {
    const NAME: &'static str = "register";
    const TITLE: &'static str = "Register";
    const SAYS: &'static str =
        "Copies of one value without a quorum: the last write wins, and what is lost stays lost.";
    const VOCABULARY: Vocabulary = Vocabulary {
        epoch: "counter",
        letter: "#",
        sample: "3",
        place: "version",
        decided: "stored",
        log: "register",
    };
    const ROLES: &'static [(Figure, &'static str)] = &[(Figure::Circle, "node")];
    const WRITING: Writing = Writing { rules: TEXTS, stances: STANCES };
    const TRANSPORT: Transport = Transport::Datagram;
    const PROMISE: Promise = Promise::Nothing;
    type Message = Write;
    type Timer = NoTimer;
    type Stable = Kept;
    type Ghost = Ghost;

    fn start(me: NodeId, disk: Kept, out: &mut Outbox<Self>) -> Self {
        let mut node = Register { me, stable: disk, applied: 0 };
        for (_, (stamp, command)) in node.stable.register.clone() {
            node.apply(stamp, command, false, out);
        }
        node
    }

    fn on_request(&mut self, request: Request, out: &mut Outbox<Self>) {
        let command = request.command();
        let Some(key) = written_key(command.operation()).map(str::to_string) else {
            let (me, client) = (self.me, request.client);
            out.cite(&READ_LOCALLY, |cluster| {
                Because::new(
                    format!("{} answers {client} from its own register.", cluster.name(me)),
                    "",
                )
            });
            let newest = Stamp { counter: self.stable.counter, writer: self.me };
            return self.apply(newest, command, true, out);
        };
        self.stable.counter += 1;
        let stamp = Stamp { counter: self.stable.counter, writer: self.me };
        let me = self.me;
        out.cite(&WRITE_AT_ONCE, |cluster| {
            let name = cluster.name(me);
            Because::new(
                format!("{name} keeps {command} under stamp {}.", stamp.counter),
                "It asks no other node.",
            )
        });
        self.keep(key.clone(), stamp, command.clone(), true, out);
        out.cite(&TELL_THE_OTHERS, |cluster| {
            Because::new(
                format!("{} tells {}.", cluster.name(me), cluster.list(cluster.others(me))),
                "",
            )
        });
        for peer in out.cluster().others(me) {
            out.send(peer, Write { key: key.clone(), stamp, command: command.clone() });
        }
    }

    fn on_message(
        &mut self,
        from: NodeId,
        Write { key, stamp, command }: Write,
        out: &mut Outbox<Self>,
    ) {
        self.stable.counter = self.stable.counter.max(stamp.counter);
        let kept = self.stable.register.get(&key).map(|(kept, _)| *kept);
        let is_newer = kept.is_none_or(|kept| stamp > kept);
        let me = self.me;
        let compared = move |cluster: &Cluster| match kept {
            Some(kept) => {
                let of =
                    |stamp: Stamp| format!("({}, {})", stamp.counter, cluster.name(stamp.writer));
                format!("Its stamp {} against the kept one's {}.", of(stamp), of(kept))
            }
            None => format!("{} had no value for the key.", cluster.name(me)),
        };
        if is_newer || !out.rule(&NEWEST_WINS) {
            out.cite(&NEWEST_WINS, |cluster| {
                let says =
                    format!("{} keeps {command} from {}.", cluster.name(me), cluster.name(from));
                Because::new(says, compared(cluster))
            });
            self.keep(key, stamp, command, false, out);
        } else {
            out.cite(&IGNORE_OLDER, |cluster| {
                let says = format!(
                    "{} passes over {command} from {}.",
                    cluster.name(me),
                    cluster.name(from)
                );
                Because::new(says, compared(cluster))
            });
            out.sync(self.stable.clone());
        }
    }

    fn on_timer(&mut self, timer: NoTimer, _out: &mut Outbox<Self>) {
        match timer {}
    }

    fn on_synced(&mut self, _write: WriteId, _out: &mut Outbox<Self>) {}

    fn inspect(&self, _see: &mut dyn Inspect) {}

    fn stable(&self) -> &Kept {
        &self.stable
    }

    fn standing(&self) -> Standing {
        Standing { role: "replica", epoch: self.stable.counter, leads: false }
    }

    fn portrait(&self, cluster: &Cluster) -> Portrait {
        super::inspect::portrait(self, cluster)
    }

    fn rules() -> &'static [&'static Rule] {
        RULES
    }

    fn choices() -> &'static [&'static Choice] {
        &[]
    }

    fn invariants() -> &'static [Invariant] {
        safety::INVARIANTS
    }

    fn checks() -> &'static [Check<Self>] {
        safety::CHECKS
    }

    fn observe(ghost: &mut Ghost, witness: &dyn Witness<Self>) {
        safety::observe(ghost, witness);
    }
}

impl Register {
    fn keep(
        &mut self,
        key: String,
        stamp: Stamp,
        command: Command,
        answer: bool,
        out: &mut Outbox<Self>,
    ) {
        self.stable.register.insert(key, (stamp, command.clone()));
        out.sync(self.stable.clone());
        self.apply(stamp, command, answer, out);
    }

    fn apply(&mut self, stamp: Stamp, command: Command, answer: bool, out: &mut Outbox<Self>) {
        self.applied += 1;
        let origin = Origin { epoch: stamp.counter, counter: u64::from(stamp.writer.0) };
        out.effect(Effect::Apply { index: self.applied, origin, command, answer, sessions: false });
    }
}
