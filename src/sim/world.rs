//! The world as one value: clone it, compare it, keep it; nothing of it lies anywhere else.

mod acts;
mod carry;
mod check;
mod connections;
mod drawn;
pub mod look;
pub mod motion;
mod settle;
mod step;

pub use connections::check_order;

use super::act::Act;
use super::client::Clients;
use super::disk::Disk;
use super::event::{Cause, Event, EventKind, MessageLabel};
use super::network::{self, Body, Endpoint, Links, NetworkOptions, Packet};
use super::observed::Observed;
use super::random::{Source, Streams};
use crate::machine::key_value::KeyValue;
use crate::protocol::cluster::{ClientId, Cluster, NodeId};
use crate::protocol::command::{Command, Operation, Reply};
use crate::protocol::erased::{Ghost, Input, Kind, Letter, Node, Of, Saved, Step, Wish};
use crate::protocol::outbox::{Citation, Environment, Proposal, Request, When, WriteId};
use crate::protocol::rule::Rule;
use crate::protocol::setting::Settings;
use crate::protocol::sorted::SortedMap;
use crate::protocol::time::Micros;
use crate::protocol::{LinkState, Protocol, Transport, Workload};
use std::collections::VecDeque;
use std::rc::Rc;

/// How a world begins.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The protocol.
    pub kind: &'static dyn Kind,
    /// The nodes.
    pub cluster: Cluster,
    /// The seed of all randomness.
    pub seed: u32,
    /// Options that differ from their defaults, as written.
    pub options: Vec<(String, String)>,
    /// Rules that are off from the start.
    pub rules_off: Vec<&'static Rule>,
    /// How fast nodes' timers run, in thousandths, where it is not 1000.
    pub clocks: SortedMap<NodeId, u32>,
    /// What nodes' disks hold; the others are empty.
    pub disks: SortedMap<NodeId, Saved>,
    /// Whether timers wait to be told.
    pub timers_manual: bool,
    /// Whether messages wait to be told.
    pub network_manual: bool,
}

impl Setup {
    /// A cluster of this protocol.
    pub fn of<P: Protocol>(cluster: Cluster) -> Self {
        Setup::new(Of::<P>::KIND, cluster)
    }

    /// A cluster with all options at their defaults, and seed 1.
    pub fn new(kind: &'static dyn Kind, cluster: Cluster) -> Self {
        Setup {
            kind,
            cluster,
            seed: 1,
            options: Vec::new(),
            rules_off: Vec::new(),
            clocks: SortedMap::new(),
            disks: SortedMap::new(),
            timers_manual: false,
            network_manual: false,
        }
    }
}

/// An invariant that no longer holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The invariant's name.
    pub invariant: &'static str,
    /// The step in which it broke.
    pub step: u64,
    /// What was seen.
    pub because: String,
}

/// A timer that is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Armed {
    /// When it fires.
    pub due: Micros,
    /// The length that was drawn.
    pub length: Micros,
    /// Its place among all that is scheduled.
    pub order: u64,
    /// The step that set it.
    pub set_in: u64,
}

/// Something that waits for its sender's disk.
#[derive(Clone, Debug)]
struct Held {
    after: WriteId,
    to: Endpoint,
    body: Body,
    /// The step in which it was made.
    made_in: u64,
}

/// A node's computer: the process, and what surrounds it.
#[derive(Clone, Debug)]
pub struct Host {
    /// The running node; none while it is crashed.
    pub process: Option<Box<dyn Node>>,
    /// Whether the process is stopped for a while.
    pub paused: bool,
    /// Its disk.
    pub disk: Disk,
    /// Its timers, by place.
    pub timers: Vec<Option<Armed>>,
    /// Its copy of the replicated machine.
    pub machine: KeyValue,
    /// How fast its timers run, in thousandths.
    pub clock: u32,
    held: Vec<Held>,
    /// Whether it led after the last event.
    led: bool,
    /// For each variable, in the order of inspection: its digest, and the step that last wrote it.
    variables: Vec<(u64, u64)>,
}

/// Counts of messages by kind, in the order of `Message::KINDS` and then `Request` and `Reply`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Counts {
    sent: Vec<u64>,
    delivered: Vec<u64>,
    lost: u64,
}

/// A cluster at one instant.
#[derive(Clone, Debug)]
pub struct World {
    kind: &'static dyn Kind,
    environment: Rc<Environment>,
    options: NetworkOptions,
    timers_manual: bool,
    network_manual: bool,
    now: Micros,
    steps: u64,
    /// How many moves have been made, events or not.
    moves: u64,
    /// How many things have been scheduled: ties in time go by this number.
    scheduled: u64,
    /// How many messages have left.
    messages: u64,
    hosts: Vec<Host>,
    in_flight: Vec<Packet>,
    links: Links,
    clients: Clients,
    streams: Streams,
    ghost: Ghost,
    /// Whether the ghost has seen how the nodes started.
    is_watched: bool,
    observed: Observed,
    counts: Counts,
    breaches: Vec<Breach>,
    scratch: Scratch,
}

/// What one step gathers; empty between steps.
#[derive(Debug, Default)]
struct Scratch {
    telling: bool,
    citations: Vec<Citation>,
    remarks: Vec<String>,
    wishes: Vec<Wish>,
    inputs: VecDeque<(NodeId, Input)>,
    changed: Vec<NodeId>,
    committed_before: usize,
    /// Messages lost while leaving; gathered only while somebody looks.
    stopped: Vec<MessageLabel>,
}

/// It is empty between steps, so a copy starts empty.
impl Clone for Scratch {
    fn clone(&self) -> Self {
        Scratch::default()
    }
}

impl World {
    /// The state after set-up: every node has started from its disk.
    pub fn new(setup: &Setup) -> Result<Self, String> {
        let kind = setup.kind;
        let mut settings = Settings::new(network::CHOICES.iter().chain(kind.choices()).copied());
        if kind.transport() == Transport::Connection {
            settings.set(network::ORDER.name, "fifo")?;
        }
        for (option, value) in &setup.options {
            check_order(kind, &setup.rules_off, option, value)?;
            settings.set(option, value)?;
        }
        let options = NetworkOptions::new(&settings);
        let kinds = kind.messages().len() + CLIENT_KINDS.len();
        let empty = |node| kind.empty_disk(node, &setup.cluster);
        let disk = |node: &NodeId| setup.disks.get(node).cloned().unwrap_or_else(|| empty(*node));
        let hosts = setup.cluster.nodes().map(|node| Host::new(kind, disk(&node))).collect();
        let cluster = setup.cluster.clone();
        let mut world = World {
            kind,
            environment: Rc::new(Environment {
                cluster,
                settings,
                rules_off: setup.rules_off.clone(),
            }),
            options,
            timers_manual: setup.timers_manual,
            network_manual: setup.network_manual,
            now: Micros::ZERO,
            steps: 0,
            moves: 0,
            scheduled: 0,
            messages: 0,
            hosts,
            in_flight: Vec::new(),
            links: Links::default(),
            clients: Clients::default(),
            streams: Streams::new(setup.seed),
            ghost: kind.empty_ghost(),
            is_watched: false,
            observed: Observed::default(),
            counts: Counts { sent: vec![0; kinds], delivered: vec![0; kinds], lost: 0 },
            breaches: Vec::new(),
            scratch: Scratch::default(),
        };
        for (node, rate) in setup.clocks.iter() {
            world.hosts[node.index()].clock = *rate;
        }
        for node in setup.cluster.nodes() {
            world.start(node);
        }
        world.settle_step();
        world.watch();
        // What the nodes cited when they started belongs to no step.
        world.scratch = Scratch::default();
        Ok(world)
    }
}

impl Host {
    fn new(kind: &dyn Kind, disk: Saved) -> Self {
        Host {
            process: None,
            paused: false,
            disk: Disk::new(disk),
            timers: vec![None; kind.timer_count()],
            machine: KeyValue::default(),
            clock: 1000,
            held: Vec::new(),
            led: false,
            variables: Vec::new(),
        }
    }

    /// Whether it runs and is not paused.
    fn is_awake(&self) -> bool {
        self.process.is_some() && !self.paused
    }
}

/// The kinds of messages that clients and nodes exchange, with `set client-network on`.
pub const CLIENT_KINDS: &[&str] = &["Request", "Reply"];
