//! A whole cluster, in which nothing happens that a test does not ask for.

use quorarium::protocol::cluster::{ClientId, Cluster, NodeId};
use quorarium::protocol::command::Operation;
use quorarium::protocol::rule::Rule;
use quorarium::protocols::raft::Raft;
use quorarium::protocols::raft::node::Persistent;
use quorarium::sim::act::Act;
use quorarium::sim::network::Endpoint;
use quorarium::sim::world::{Setup, World};

pub struct Lab {
    pub world: World<Raft>,
}

/// A cluster with manual timers and messages; a new leader appends no entry.
pub fn lab(size: u8, disks: Vec<(NodeId, Persistent)>, rules_off: &[&'static Rule]) -> Lab {
    let mut setup = Setup::new(Cluster::of_size(size));
    setup.options.push(("no-op".to_string(), "off".to_string()));
    setup.rules_off = rules_off.to_vec();
    setup.disks = disks.into_iter().collect();
    setup.timers_manual = true;
    setup.network_manual = true;
    Lab { world: World::new(&setup).unwrap() }
}

impl Lab {
    #[track_caller]
    pub fn act(&mut self, act: Act) {
        self.world.perform(&act, true).unwrap();
    }

    pub fn set(&mut self, option: &str, value: &str) {
        self.act(Act::Set { option: option.to_string(), value: value.to_string() });
    }

    pub fn times_out(&mut self, node: NodeId) {
        self.act(Act::Fire(node, 0));
    }

    pub fn sends_heartbeats(&mut self, node: NodeId) {
        self.act(Act::Fire(node, 1));
    }

    /// The first message in flight from one server to another arrives.
    #[track_caller]
    pub fn deliver(&mut self, from: NodeId, to: NodeId) {
        let number = self.first(from, to).expect("nothing is in flight");
        self.act(Act::Deliver(number));
    }

    pub fn first(&self, from: NodeId, to: NodeId) -> Option<u64> {
        let ends = (Endpoint::Node(from), Endpoint::Node(to));
        let found = self.world.in_flight().iter().find(|packet| (packet.from, packet.to) == ends);
        found.map(|packet| packet.number)
    }

    /// Loses all that is in flight.
    pub fn lose_all(&mut self) {
        while let Some(number) = self.world.in_flight().first().map(|packet| packet.number) {
            self.act(Act::Drop(number));
        }
    }

    /// Loses all that is in flight, but what one server sent to another.
    pub fn lose_all_but(&mut self, from: NodeId, to: NodeId) {
        let kept = (Endpoint::Node(from), Endpoint::Node(to));
        let lost = self.world.in_flight().iter().filter(|packet| (packet.from, packet.to) != kept);
        for number in lost.map(|packet| packet.number).collect::<Vec<_>>() {
            self.act(Act::Drop(number));
        }
    }

    /// Delivers until nothing is in flight.
    pub fn deliver_all(&mut self) {
        while let Some(number) = self.world.in_flight().first().map(|packet| packet.number) {
            self.act(Act::Deliver(number));
        }
    }

    /// A server stands for election, and these answer; its first AppendEntries are lost.
    pub fn elect(&mut self, node: NodeId, voters: &[NodeId]) {
        self.times_out(node);
        for voter in voters {
            self.deliver(node, *voter);
            self.deliver(*voter, node);
        }
        self.lose_all();
    }

    pub fn ask(&mut self, client: u16, operation: Operation, to: NodeId) {
        self.act(Act::Request { client: ClientId(client), operation, to });
    }

    pub fn see(&self, node: NodeId, name: &str) -> String {
        let variables = self.world.variables(node);
        let found = variables.iter().find(|shown| shown.name == name);
        found.unwrap_or_else(|| panic!("there is no variable {name}")).value.to_string()
    }

    /// The terms in what is on a server's disk.
    pub fn durable_log(&self, node: NodeId) -> Vec<u64> {
        self.world.host(node).disk.durable.log.iter().map(|entry| entry.term).collect()
    }

    pub fn broken(&self) -> Vec<&'static str> {
        self.world.breaches().iter().map(|breach| breach.invariant).collect()
    }
}
