//! What one step looks like, without any protocol's types: everything that a picture or a table needs.

use crate::protocol::Workload;
use crate::protocol::cluster::{NodeId, Part};
use crate::protocol::command::Reply;
use crate::protocol::inspect::{BallotRow, Figure, Portrait, Vocabulary};
use crate::protocol::time::Micros;
use crate::protocol::value::Value;
use crate::scenario::statement::Statement;
use crate::scenario::word::Word;
use crate::sim::network::{Body, Endpoint, Packet};
use crate::sim::world::look::{Shown, fields};
use crate::sim::world::{CLIENT_KINDS, World};
use std::rc::Rc;

/// The state after one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    /// What the protocol's paper calls the things that every protocol has.
    pub vocabulary: Vocabulary,
    /// Whether a message can arrive twice: not on a connection.
    pub doubles: bool,
    /// The roles of its nodes, with the shapes that stand for them.
    pub roles: &'static [(Figure, &'static str)],
    /// Where its work comes from.
    pub workload: Workload,
    /// The step.
    pub step: u64,
    /// Simulated time.
    pub now: Micros,
    /// The nodes, in the order of the cluster.
    pub nodes: Vec<NodeScene>,
    /// The messages in flight, in order of number.
    pub messages: Vec<MessageScene>,
    /// Cut directions, by places of nodes.
    pub cuts: Vec<(usize, usize)>,
    /// The clients that have asked, in order.
    pub clients: Vec<ClientScene>,
    /// Whether messages wait to be told.
    pub network_manual: bool,
    /// Whether timers wait to be told.
    pub timers_manual: bool,
    /// The highest ballots, where the protocol's story is one of ballots.
    pub ballots: Vec<BallotRow>,
    /// How many ballots there are below those.
    pub lower_ballots: usize,
    /// Names of the invariants that broke, in order.
    pub broken: Vec<&'static str>,
}

impl Scene {
    /// Whether a node is told to propose a value: only of such nodes something is asked where there are any.
    fn proposes(&self, node: &NodeScene) -> bool {
        matches!(self.workload, Workload::Proposals(part) if node.part == Some(part))
    }

    /// The places of the nodes that are told to propose a value; none where clients send commands.
    pub fn proposers(&self) -> Vec<usize> {
        let nodes = self.nodes.iter().enumerate();
        nodes.filter(|(_, node)| self.proposes(node)).map(|(place, _)| place).collect()
    }

    /// How many nodes play each part, in their order; where all nodes are alike, how many there are.
    pub fn parts(&self) -> Vec<(Option<&'static Part>, usize)> {
        let mut parts: Vec<(Option<&'static Part>, usize)> = Vec::new();
        for node in &self.nodes {
            match parts.last_mut().filter(|(part, _)| *part == node.part) {
                Some((_, count)) => *count += 1,
                None => parts.push((node.part, 1)),
            }
        }
        parts
    }

    /// What can be asked of this cluster, as the button that asks it says.
    pub fn asks(&self) -> &'static str {
        match self.workload {
            Workload::Requests => "Client request",
            Workload::Proposals(_) => "Propose a value",
        }
    }

    /// Whether it can be asked of this node.
    pub fn may_ask(&self, node: &NodeScene) -> bool {
        self.workload == Workload::Requests || self.proposes(node)
    }
}

/// How many ballots a scene has: the highest ones.
pub const BALLOTS: usize = 6;

/// A node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeScene {
    /// Its name.
    pub name: String,
    /// The part that it plays, where nodes are not all alike.
    pub part: Option<&'static Part>,
    /// Whether it runs.
    pub up: bool,
    /// Whether its process is stopped for a while.
    pub paused: bool,
    /// Whether its disk has all that it wrote.
    pub synced: bool,
    /// How fast its clock goes, in thousandths of the true time.
    pub clock: u32,
    /// Role, term and log; none while it is crashed.
    pub portrait: Option<Rc<Portrait>>,
    /// While it is crashed: what its disk holds, as it would be seen if the node started again.
    pub left: Option<Rc<Portrait>>,
    /// Its variables, by the paper's names.
    pub variables: Vec<Shown>,
    /// The timers that are set.
    pub timers: Vec<TimerScene>,
}

/// A timer that is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimerScene {
    /// Its name in scenarios.
    pub name: &'static str,
    /// When it fires.
    pub due: Micros,
    /// The length that was drawn.
    pub length: Micros,
}

/// A message in flight. Its place on the stage is computed from `sent`, `due` and the clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageScene {
    /// Its number.
    pub number: u64,
    /// Its name in the paper.
    pub kind: &'static str,
    /// The sender: a node by place, or a client by name.
    pub from: End,
    /// The receiver.
    pub to: End,
    /// Whether it answers another message.
    pub is_reply: bool,
    /// The term, ballot round or epoch that it carries; 0 for a client's.
    pub epoch: u64,
    /// The field or two that matter most.
    pub summary: String,
    /// All its fields, by the paper's names.
    pub fields: Vec<(&'static str, Value)>,
    /// When it left.
    pub sent: Micros,
    /// When it arrives.
    pub due: Micros,
}

/// One end of a message's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// A node, by its place in the cluster.
    Node(usize),
    /// A client, by name.
    Client(String),
}

/// A client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientScene {
    /// Its name.
    pub name: String,
    /// The number of its last command.
    pub sequence: u64,
    /// Its last command, as text.
    pub command: String,
    /// What it heard: `done`, a value, or nothing yet.
    pub heard: Option<String>,
}

/// A line of the history, as the timeline lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BranchLine {
    /// Its name.
    pub name: String,
    /// The name of the line that it left, and the step at which it did.
    pub left: Option<(String, u64)>,
    /// Its last step.
    pub last_step: u64,
    /// Whether it is the present one.
    pub is_current: bool,
}

impl BranchLine {
    /// What goes to this line and stays at a step, or at the nearest that the line has.
    pub fn switch_near(&self, step: u64) -> Statement {
        Statement::Switch { name: Word::new(&self.name), at: Some(step.min(self.last_step)) }
    }
}

/// A world as the page shows it.
pub fn scene(world: &World) -> Scene {
    let clients = world.clients().iter().map(|(id, client)| ClientScene {
        name: id.to_string(),
        sequence: client.sequence,
        command: client.operation.to_string(),
        heard: client.heard.as_ref().map(heard),
    });
    let (ballots, lower_ballots) = world.ballots(BALLOTS);
    Scene {
        vocabulary: world.kind().vocabulary(),
        doubles: !world.is_stream(),
        roles: world.kind().roles(),
        workload: world.kind().workload(),
        step: world.steps(),
        now: world.now(),
        nodes: world.cluster().nodes().map(|node| node_scene(world, node)).collect(),
        messages: world.in_flight().iter().map(|packet| message_scene(world, packet)).collect(),
        cuts: world.links().cuts().map(|(from, to)| (from.index(), to.index())).collect(),
        clients: clients.collect(),
        network_manual: world.network_manual(),
        timers_manual: world.timers_manual(),
        ballots,
        lower_ballots,
        broken: world.breaches().iter().map(|breach| breach.invariant).collect(),
    }
}

fn node_scene(world: &World, node: NodeId) -> NodeScene {
    let host = world.host(node);
    let timers = host.timers.iter().enumerate().filter_map(|(place, armed)| {
        let (name, armed) = (world.kind().timer(place).name, armed.as_ref()?);
        Some(TimerScene { name, due: armed.due, length: armed.length })
    });
    NodeScene {
        name: world.cluster().name(node).to_string(),
        part: world.cluster().part(node),
        up: host.process.is_some(),
        paused: host.paused,
        synced: host.disk.is_synced(),
        clock: host.clock,
        portrait: world.portrait(node).map(Rc::new),
        left: world.left_behind(node).map(Rc::new),
        variables: world.variables(node),
        timers: timers.collect(),
    }
}

fn message_scene(world: &World, packet: &Packet) -> MessageScene {
    let number = |sequence: u64| Value::Number(i64::try_from(sequence).unwrap_or(i64::MAX));
    let word = |name: &'static str, text: &str| (name, Value::from_text(text));
    let summary = summary(world, &packet.body);
    let (kind, is_reply, epoch, fields) = match &packet.body {
        Body::Protocol(letter) => {
            (letter.kind(), letter.is_reply(), letter.epoch(), fields(letter, world.cluster()))
        }
        Body::Request { sequence, .. } => {
            let fields = vec![word("command", &summary), ("sequence", number(*sequence))];
            (CLIENT_KINDS[0], false, 0, fields)
        }
        Body::Reply { sequence, .. } => {
            let fields = vec![word("reply", &summary), ("sequence", number(*sequence))];
            (CLIENT_KINDS[1], true, 0, fields)
        }
    };
    let (from, to) = (end(packet.from), end(packet.to));
    let (number, sent, due) = (packet.number, packet.sent, packet.due);
    MessageScene { number, kind, from, to, is_reply, epoch, summary, fields, sent, due }
}

/// The field or two of a message that matter most.
pub(super) fn summary(world: &World, body: &Body) -> String {
    match body {
        Body::Protocol(letter) => letter.summary(),
        Body::Request { operation, .. } => operation.to_string(),
        Body::Reply { reply: Reply::NotLeader(Some(leader)), .. } => {
            format!("{} leads", world.cluster().name(*leader))
        }
        Body::Reply { reply: Reply::NotLeader(None), .. } => "no leader known".to_string(),
        Body::Reply { reply, .. } => heard(reply),
    }
}

/// One end of a message's way.
pub(super) fn end(endpoint: Endpoint) -> End {
    match endpoint {
        Endpoint::Node(node) => End::Node(node.index()),
        Endpoint::Client(client) => End::Client(client.to_string()),
    }
}

/// What a client heard, as a word.
pub(super) fn heard(reply: &Reply) -> String {
    match reply {
        Reply::Done => "done".to_string(),
        Reply::Value(Some(value)) => value.clone(),
        Reply::Value(None) | Reply::NotLeader(_) => "none".to_string(),
    }
}
