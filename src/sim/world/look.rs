//! Looking at a world from outside: variables by name, globals, and the fingerprint.

use super::*;
use crate::protocol::Standing;
use crate::protocol::digest::Digest;
use crate::protocol::inspect::{Inspect, Variable};
use crate::protocol::value::Value;
use std::hash::{Hash, Hasher};

/// A variable of a node, as the inspector shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The heading of the paper under which it stands.
    pub group: &'static str,
    /// Its name in the paper.
    pub name: &'static str,
    /// Its value.
    pub value: Value,
    /// The step that last wrote it; 0 is the set-up.
    pub written_in: u64,
}

/// What surrounds every node, the timers' variables apart.
const SURROUNDINGS: &[&str] = &["up", "role", "disk", "state"];

/// The heading of what surrounds every node, whatever its protocol.
const ANY_PROTOCOL: &str = "On every node";

impl World {
    /// The protocol.
    pub fn kind(&self) -> &'static dyn Kind {
        self.kind
    }

    /// The nodes.
    pub fn cluster(&self) -> &Cluster {
        &self.environment.cluster
    }

    /// All options with their present values.
    pub fn settings(&self) -> &Settings {
        &self.environment.settings
    }

    /// The rules that are off.
    pub fn rules_off(&self) -> &[&'static Rule] {
        &self.environment.rules_off
    }

    /// The present instant.
    pub fn now(&self) -> Micros {
        self.now
    }

    /// The number of events so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The number of moves so far, events or not.
    pub fn moves(&self) -> u64 {
        self.moves
    }

    /// Whether timers wait to be told.
    pub fn timers_manual(&self) -> bool {
        self.timers_manual
    }

    /// Whether messages wait to be told.
    pub fn network_manual(&self) -> bool {
        self.network_manual
    }

    /// A node's computer.
    pub fn host(&self, node: NodeId) -> &Host {
        &self.hosts[node.index()]
    }

    /// What is in flight, in order of number.
    pub fn in_flight(&self) -> &[Packet] {
        &self.in_flight
    }

    /// Cuts and connections.
    pub fn links(&self) -> &Links {
        &self.links
    }

    /// The clients.
    pub fn clients(&self) -> &Clients {
        &self.clients
    }

    /// The invariants that broke, in order.
    pub fn breaches(&self) -> &[Breach] {
        &self.breaches
    }

    /// What an observer took down.
    pub fn observed(&self) -> &Observed {
        &self.observed
    }

    /// The node that is up and leads, in the highest epoch if there are several.
    pub fn leader(&self) -> Option<NodeId> {
        let leads = |node: &NodeId| {
            self.standing(*node).filter(|standing| standing.leads).map(|s| (s.epoch, *node))
        };
        self.cluster()
            .nodes()
            .filter_map(|node| leads(&node))
            .max_by_key(|(epoch, _)| *epoch)
            .map(|(_, node)| node)
    }

    /// A running node's standing.
    pub fn standing(&self, node: NodeId) -> Option<Standing> {
        self.host(node).process.as_ref().map(|process| process.standing())
    }

    /// An endpoint's name: a node's, or `c1`.
    pub fn endpoint_name(&self, endpoint: Endpoint) -> String {
        match endpoint {
            Endpoint::Node(node) => self.cluster().name(node).to_string(),
            Endpoint::Client(client) => client.to_string(),
        }
    }

    /// All variables of a node, in the order of the inspector. What a crash took is `none`.
    pub fn variables(&self, node: NodeId) -> Vec<Shown> {
        let host = self.host(node);
        let mut shown = self.surroundings(node);
        let mut viewer =
            Viewer { cluster: self.cluster(), group: "", shown: Vec::new(), alive: true };
        match &host.process {
            Some(process) => {
                process.inspect_stable(&mut viewer);
                process.inspect(&mut viewer);
            }
            None => {
                host.disk.durable.inspect(&mut viewer);
                viewer.alive = false;
                self.stand_in(node).inspect(&mut viewer);
            }
        }
        for (place, variable) in viewer.shown.iter_mut().enumerate() {
            variable.written_in = host.variables.get(place).map_or(0, |(_, step)| *step);
        }
        shown.extend(viewer.shown);
        shown
    }

    /// One variable of a node, for conditions: none of the others is worded. `None` if the node has no such variable.
    pub fn variable(&self, node: NodeId, name: &str) -> Option<Value> {
        let host = self.host(node);
        if let Some(value) = self.surrounding(node, name) {
            return Some(value);
        }
        let mut finder = Finder { cluster: self.cluster(), name, alive: true, found: None };
        match &host.process {
            Some(process) => {
                process.inspect_stable(&mut finder);
                process.inspect(&mut finder);
            }
            None => {
                host.disk.durable.inspect(&mut finder);
                if finder.found.is_none() {
                    finder.alive = false;
                    self.stand_in(node).inspect(&mut finder);
                }
            }
        }
        finder.found
    }

    /// What is in flight, in order of number, as events name it.
    pub fn labels(&self) -> impl Iterator<Item = MessageLabel> {
        self.in_flight.iter().map(super::step::label)
    }

    /// What `settle` does next: the lowest-numbered message arrives, or, where none can, the oldest sync completes.
    pub fn next_to_settle(&self) -> Option<Act> {
        let deliverable = self.in_flight.iter().filter(|packet| !self.waits_at_the_door(packet));
        if let Some(number) = deliverable.map(|packet| packet.number).min() {
            return Some(Act::Deliver(number));
        }
        let pending = self.cluster().nodes().filter_map(|node| {
            let host = self.host(node);
            let sync = host.disk.syncing.as_ref().filter(|_| host.is_awake())?;
            Some((sync.order, node))
        });
        pending.min().map(|(_, node)| Act::Sync(node))
    }

    /// A node that has just started, for the names of volatile variables where nobody runs.
    fn stand_in(&self, node: NodeId) -> Box<dyn Node> {
        self.started(node, &self.kind.empty_disk(node, self.cluster()))
    }

    /// A node that has just started with this disk; nothing comes of what it wishes for.
    pub(super) fn started(&self, node: NodeId, disk: &Saved) -> Box<dyn Node> {
        let mut step = Step {
            environment: &self.environment,
            telling: false,
            last_write: WriteId(0),
            wishes: &mut Vec::new(),
            citations: &mut Vec::new(),
        };
        self.kind.start(node, disk, &mut step)
    }

    fn surroundings(&self, node: NodeId) -> Vec<Shown> {
        let timers = self.host(node).timers.iter().enumerate();
        let timers = timers.filter_map(|(place, armed)| {
            Some((self.kind.timer(place).variable?, armed.map_or(0, |armed| armed.set_in)))
        });
        let names = SURROUNDINGS.iter().map(|name| (*name, 0)).chain(timers);
        let shown = names.filter_map(|(name, written_in)| {
            let value = self.surrounding(node, name)?;
            Some(Shown { group: ANY_PROTOCOL, name, value, written_in })
        });
        shown.collect()
    }

    /// One variable of those that surround every node.
    fn surrounding(&self, node: NodeId, name: &str) -> Option<Value> {
        let host = self.host(node);
        let up = host.process.is_some();
        Some(match name {
            "up" => Value::Bool(up),
            "role" => self
                .standing(node)
                .map_or(Value::None, |standing| Value::Word(standing.role.to_string())),
            "disk" => {
                let disk = if host.disk.is_synced() { "synced" } else { "syncing" };
                Value::Word(disk.to_string())
            }
            "state" if up => host.machine.map().value(self.cluster()),
            "state" => Value::None,
            _ => {
                let mut timers = host.timers.iter().enumerate();
                let is_named = |place| self.kind.timer(place).variable == Some(name);
                let (_, armed) = timers.find(|(place, _)| is_named(*place))?;
                armed.map_or(Value::None, |armed| Value::Duration(armed.length))
            }
        })
    }

    /// What belongs to no node.
    pub fn global(&self, name: &str) -> Option<Value> {
        let number = |count: usize| Value::Number(count as i64);
        Some(match name {
            "leader" => self.leader().map_or(Value::None, |node| node.value(self.cluster())),
            "chosen" => self.kind.chosen(&self.ghost)?,
            "committed" => Value::List(
                self.observed
                    .committed()
                    .map(|command| Value::from_text(&command.to_string()))
                    .collect(),
            ),
            "safe" => Value::Bool(self.breaches.is_empty()),
            "violated" => {
                self.breaches.first().map_or(Value::None, |b| Value::Word(b.invariant.to_string()))
            }
            "broken" => Value::List(
                self.breaches
                    .iter()
                    .map(|breach| Value::Word(breach.invariant.to_string()))
                    .collect(),
            ),
            "time" => Value::Duration(self.now),
            "inFlight" => number(self.in_flight.len()),
            "lost" => Value::Number(self.counts.lost as i64),
            "sent" => self.by_kind(&self.counts.sent),
            "delivered" => self.by_kind(&self.counts.delivered),
            _ => return None,
        })
    }

    fn by_kind(&self, counts: &[u64]) -> Value {
        let kinds = self.kind.messages().iter().chain(CLIENT_KINDS);
        let pair = |(kind, count): (&&str, &u64)| (kind.to_string(), Value::Number(*count as i64));
        Value::Map(kinds.zip(counts).map(pair).collect())
    }

    /// A number that two worlds share only if all that can be seen of them is the same.
    ///
    /// It is put together from the digests of variables that every step keeps up to date, not from the nodes themselves.
    pub fn fingerprint(&self) -> u64 {
        let mut digest = Digest::new();
        (
            self.now,
            self.steps,
            self.scheduled,
            self.messages,
            self.timers_manual,
            self.network_manual,
        )
            .hash(&mut digest);
        for host in &self.hosts {
            (host.process.is_some(), host.paused, host.clock, &host.machine).hash(&mut digest);
            host.disk.durable.feed(&mut digest);
            (host.disk.synced, host.disk.last_write()).hash(&mut digest);
            host.disk
                .syncing
                .as_ref()
                .map(|sync| (sync.write, sync.due, sync.order))
                .hash(&mut digest);
            for armed in &host.timers {
                armed.map(|armed| (armed.due, armed.order)).hash(&mut digest);
            }
            host.variables.hash(&mut digest);
        }
        for packet in &self.in_flight {
            (packet.number, packet.due, packet.order, packet.doomed).hash(&mut digest);
            packet.body.feed(&mut digest);
        }
        self.links.hash(&mut digest);
        for client in self.clients.iter() {
            client.hash(&mut digest);
        }
        for (choice, setting) in self.settings().iter() {
            (choice.name, setting).hash(&mut digest);
        }
        // In whatever order they were switched off.
        let rules_off = self.rules_off().iter().map(|rule| Digest::of(rule.id));
        rules_off.fold(0, u64::wrapping_add).hash(&mut digest);
        (self.streams.digest(), self.observed.committed_len(), self.breaches.len())
            .hash(&mut digest);
        digest.finish()
    }
}

struct Viewer<'a> {
    cluster: &'a Cluster,
    group: &'static str,
    shown: Vec<Shown>,
    alive: bool,
}

impl Inspect for Viewer<'_> {
    fn group(&mut self, title: &'static str) {
        self.group = title;
    }
    fn variable(&mut self, name: &'static str, value: &dyn Variable) {
        let value = if self.alive { value.value(self.cluster) } else { Value::None };
        self.shown.push(Shown { group: self.group, name, value, written_in: 0 });
    }
}

/// Looks for one variable and words no other.
struct Finder<'a> {
    cluster: &'a Cluster,
    name: &'a str,
    alive: bool,
    found: Option<Value>,
}

impl Inspect for Finder<'_> {
    fn group(&mut self, _title: &'static str) {}
    fn variable(&mut self, name: &'static str, value: &dyn Variable) {
        if name == self.name && self.found.is_none() {
            self.found = Some(if self.alive { value.value(self.cluster) } else { Value::None });
        }
    }
}

/// The fields of a message, by the paper's names.
pub fn fields(letter: &Letter, cluster: &Cluster) -> Vec<(&'static str, Value)> {
    let mut viewer = Viewer { cluster, group: "", shown: Vec::new(), alive: true };
    letter.inspect(&mut viewer);
    viewer.shown.into_iter().map(|shown| (shown.name, shown.value)).collect()
}

/// The names of all globals that conditions know.
pub const GLOBALS: &[&str] = &[
    "leader",
    "chosen",
    "committed",
    "safe",
    "violated",
    "broken",
    "time",
    "inFlight",
    "lost",
    "sent",
    "delivered",
];
