//! A history behind a wall: everything that a session asks of it, without its protocol's types.
//!
//! This is the only code of a session that is compiled once for each protocol, so it does nothing but hand things on.

use super::scene::{BranchLine, ClientScene, End, MessageScene, NodeScene, Scene, TimerScene};
use super::{InvariantLine, Refusal};
use crate::protocol::cluster::{Cluster, NodeId};
use crate::protocol::command::Reply;
use crate::protocol::rule::Rule;
use crate::protocol::setting::{Choice, Setting};
use crate::protocol::time::Micros;
use crate::protocol::value::Value;
use crate::protocol::{Message, Protocol, Timer};
use crate::sim::act::Act;
use crate::sim::client::Clients;
use crate::sim::event::{Event, MessageLabel};
use crate::sim::history::{History, Record};
use crate::sim::network::{Body, Endpoint, Links, Packet};
use crate::sim::observed::Observed;
use crate::sim::trace::TraceLine;
use crate::sim::world::look::{Shown, fields};
use crate::sim::world::{CLIENT_KINDS, World};

/// A history of any protocol.
pub trait Engine {
    /// The protocol's name in scenarios.
    fn name(&self) -> &'static str;
    /// The protocol's name in prose.
    fn title(&self) -> &'static str;
    /// The protocol's rules.
    fn rules(&self) -> &'static [&'static Rule];
    /// Those of them that are off.
    fn rules_off(&self) -> &[&'static Rule];
    /// The kinds of messages, the clients' last.
    fn kinds(&self) -> Vec<&'static str>;
    /// The protocol's timers.
    fn timers(&self) -> Vec<&'static str>;
    /// All options with their present values.
    fn options(&self) -> Vec<(&'static Choice, Setting)>;
    /// The invariants.
    fn invariants(&self) -> Vec<InvariantLine>;

    /// The nodes.
    fn cluster(&self) -> &Cluster;
    /// Whether a node runs.
    fn is_up(&self, node: NodeId) -> bool;
    /// The node that leads.
    fn leader(&self) -> Option<NodeId>;
    /// One variable of a node.
    fn variable(&self, node: NodeId, name: &str) -> Option<Value>;
    /// All variables of a node.
    fn variables(&self, node: NodeId) -> Vec<Shown>;
    /// What belongs to no node.
    fn global(&self, name: &str) -> Option<Value>;
    /// What an observer took down.
    fn observed(&self) -> &Observed;
    /// The clients.
    fn clients(&self) -> &Clients;
    /// Cuts and connections.
    fn links(&self) -> &Links;
    /// What is in flight, in order of number.
    fn in_flight(&self) -> Vec<MessageLabel>;
    /// What `settle` does next.
    fn next_to_settle(&self) -> Option<Act>;
    /// The present step as the page shows it.
    fn scene(&self) -> Scene;
    /// The present state in one number.
    fn fingerprint(&self) -> u64;

    /// The present instant.
    fn now(&self) -> Micros;
    /// The present step.
    fn position(&self) -> u64;
    /// The last step of the present line.
    fn last_step(&self) -> u64;
    /// When the next step happens: the recorded one, or else the next event.
    fn next_due(&self) -> Option<Micros>;
    /// Whether a move is possible now.
    fn check(&self, act: &Act) -> Result<(), String>;
    /// Does a move.
    fn act(&mut self, act: Act) -> Result<Option<Event>, String>;
    /// One step forward.
    fn step(&mut self) -> Option<Event>;
    /// Goes to a step of the present line.
    fn seek(&mut self, step: u64);
    /// Opens a branch and goes there.
    fn branch(&mut self, name: &str, at: u64) -> Result<(), String>;
    /// Goes to the end of another branch.
    fn switch(&mut self, name: &str) -> Result<(), String>;
    /// All branches.
    fn branches(&self) -> Vec<BranchLine>;
    /// Steps of the present line in words.
    fn tell(&self, from: u64, to: u64) -> Vec<TraceLine>;
    /// What the timeline knows of a step.
    fn record(&self, step: u64) -> Option<Record>;
    /// The moves that led to the present state, each with the number of steps that went before it.
    fn moves(&self) -> Vec<(u64, Act)>;
}

impl<P: Protocol> Engine for History<P> {
    fn name(&self) -> &'static str {
        P::NAME
    }
    fn title(&self) -> &'static str {
        P::TITLE
    }
    fn rules(&self) -> &'static [&'static Rule] {
        P::rules()
    }
    fn rules_off(&self) -> &[&'static Rule] {
        self.world().rules_off()
    }
    fn kinds(&self) -> Vec<&'static str> {
        P::Message::KINDS.iter().chain(CLIENT_KINDS).copied().collect()
    }
    fn timers(&self) -> Vec<&'static str> {
        P::Timer::ALL.iter().map(|timer| timer.name()).collect()
    }
    fn options(&self) -> Vec<(&'static Choice, Setting)> {
        let settings = self.world().settings().iter();
        settings.map(|(choice, setting)| (choice, setting.clone())).collect()
    }
    fn invariants(&self) -> Vec<InvariantLine> {
        let line = |invariant: &crate::protocol::safety::Invariant<P>| {
            let mut breaches = self.world().breaches().iter();
            let broken = breaches.find(|breach| breach.invariant == invariant.name);
            InvariantLine {
                name: invariant.name,
                section: invariant.section,
                says: invariant.says,
                broken: broken.map(|breach| (breach.step, breach.because.clone())),
            }
        };
        P::invariants().iter().map(line).collect()
    }
    fn cluster(&self) -> &Cluster {
        self.world().cluster()
    }
    fn is_up(&self, node: NodeId) -> bool {
        self.world().host(node).process.is_some()
    }
    fn leader(&self) -> Option<NodeId> {
        self.world().leader()
    }
    fn variable(&self, node: NodeId, name: &str) -> Option<Value> {
        self.world().variable(node, name)
    }
    fn variables(&self, node: NodeId) -> Vec<Shown> {
        self.world().variables(node)
    }
    fn global(&self, name: &str) -> Option<Value> {
        self.world().global(name)
    }
    fn observed(&self) -> &Observed {
        self.world().observed()
    }
    fn clients(&self) -> &Clients {
        self.world().clients()
    }
    fn links(&self) -> &Links {
        self.world().links()
    }
    fn in_flight(&self) -> Vec<MessageLabel> {
        self.world().labels().collect()
    }
    fn next_to_settle(&self) -> Option<Act> {
        self.world().next_to_settle()
    }
    fn scene(&self) -> Scene {
        scene(self.world())
    }
    fn fingerprint(&self) -> u64 {
        self.world().fingerprint()
    }
    fn now(&self) -> Micros {
        self.world().now()
    }
    fn position(&self) -> u64 {
        self.world().steps()
    }
    fn last_step(&self) -> u64 {
        History::last_step(self)
    }
    fn next_due(&self) -> Option<Micros> {
        match History::record(self, self.world().steps() + 1) {
            Some(record) if self.world().steps() < History::last_step(self) => Some(record.time),
            _ => self.world().next_due(),
        }
    }
    fn check(&self, act: &Act) -> Result<(), String> {
        self.world().check(act)
    }
    fn act(&mut self, act: Act) -> Result<Option<Event>, String> {
        History::act(self, act)
    }
    fn step(&mut self) -> Option<Event> {
        History::step(self)
    }
    fn seek(&mut self, step: u64) {
        History::seek(self, step);
    }
    fn branch(&mut self, name: &str, at: u64) -> Result<(), String> {
        History::branch(self, name, at)
    }
    fn switch(&mut self, name: &str) -> Result<(), String> {
        History::switch(self, name)
    }
    fn branches(&self) -> Vec<BranchLine> {
        let all = History::branches(self);
        let name = |place: usize| all.get(place).map(|branch| branch.name.clone());
        let line = |(place, branch): (usize, &crate::sim::history::Branch<P>)| BranchLine {
            name: branch.name.clone(),
            left: branch.parent.and_then(name).map(|parent| (parent, branch.start())),
            last_step: branch.last_step(),
            is_current: place == self.current(),
        };
        all.iter().enumerate().map(line).collect()
    }
    fn tell(&self, from: u64, to: u64) -> Vec<TraceLine> {
        History::tell(self, from, to)
    }
    fn record(&self, step: u64) -> Option<Record> {
        History::record(self, step).copied()
    }
    fn moves(&self) -> Vec<(u64, Act)> {
        let done = usize::try_from(self.world().moves()).unwrap_or(usize::MAX);
        self.acts().take(done).cloned().collect()
    }
}

/// The variable names of a protocol never change, so they are gathered once: those of every node, each once.
pub fn variable_names(engine: &dyn Engine) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for shown in engine.cluster().nodes().flat_map(|node| engine.variables(node)) {
        if names.iter().all(|name| name != shown.name) {
            names.push(shown.name.to_string());
        }
    }
    names
}

/// The one node with this name, or who there is.
pub fn node(cluster: &Cluster, word: &crate::scenario::word::Word) -> Result<NodeId, Refusal> {
    cluster.node(&word.text).ok_or_else(|| {
        let message = crate::scenario::word::unknown("node", &word.text, cluster.names());
        Refusal::text(word, message)
    })
}

fn scene<P: Protocol>(world: &World<P>) -> Scene {
    let clients = world.clients().iter().map(|(id, client)| ClientScene {
        name: id.to_string(),
        command: client.operation.to_string(),
        heard: client.heard.as_ref().map(heard),
    });
    Scene {
        step: world.steps(),
        now: world.now(),
        nodes: world.cluster().nodes().map(|node| node_scene(world, node)).collect(),
        messages: world.in_flight().iter().map(|packet| message_scene(world, packet)).collect(),
        cuts: world.links().cuts().map(|(from, to)| (from.index(), to.index())).collect(),
        clients: clients.collect(),
        network_manual: world.network_manual(),
        timers_manual: world.timers_manual(),
        broken: world.breaches().iter().map(|breach| breach.invariant).collect(),
    }
}

fn node_scene<P: Protocol>(world: &World<P>, node: NodeId) -> NodeScene {
    let host = world.host(node);
    let timers = P::Timer::ALL.iter().zip(&host.timers).filter_map(|(timer, armed)| {
        let armed = armed.as_ref()?;
        Some(TimerScene { name: timer.name(), due: armed.due, length: armed.length })
    });
    NodeScene {
        name: world.cluster().name(node).to_string(),
        up: host.process.is_some(),
        paused: host.paused,
        synced: host.disk.is_synced(),
        portrait: world.portrait(node),
        variables: world.variables(node),
        timers: timers.collect(),
    }
}

fn message_scene<P: Protocol>(world: &World<P>, packet: &Packet<P::Message>) -> MessageScene {
    let end = |endpoint: Endpoint| match endpoint {
        Endpoint::Node(node) => End::Node(node.index()),
        Endpoint::Client(client) => End::Client(client.to_string()),
    };
    let number = |sequence: u64| Value::Number(i64::try_from(sequence).unwrap_or(i64::MAX));
    let word = |name: &'static str, text: &str| (name, Value::from_text(text));
    let (kind, is_reply, epoch, summary, fields) = match &packet.body {
        Body::Protocol(message) => (
            message.kind(),
            message.is_reply(),
            message.epoch(),
            message.summary(),
            fields(message, world.cluster()),
        ),
        Body::Request { sequence, operation } => {
            let command = operation.to_string();
            let fields = vec![word("command", &command), ("sequence", number(*sequence))];
            (CLIENT_KINDS[0], false, 0, command, fields)
        }
        Body::Reply { sequence, reply } => {
            let says = match reply {
                Reply::NotLeader(Some(leader)) => {
                    format!("{} leads", world.cluster().name(*leader))
                }
                Reply::NotLeader(None) => "no leader known".to_string(),
                outcome => heard(outcome),
            };
            let fields = vec![word("reply", &says), ("sequence", number(*sequence))];
            (CLIENT_KINDS[1], true, 0, says, fields)
        }
    };
    let (from, to) = (end(packet.from), end(packet.to));
    let (number, sent, due) = (packet.number, packet.sent, packet.due);
    MessageScene { number, kind, from, to, is_reply, epoch, summary, fields, sent, due }
}

/// What a client heard, as a word.
fn heard(reply: &Reply) -> String {
    match reply {
        Reply::Done => "done".to_string(),
        Reply::Value(Some(value)) => value.clone(),
        Reply::Value(None) | Reply::NotLeader(_) => "none".to_string(),
    }
}
