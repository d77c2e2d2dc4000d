//! Where an invariant looks, and what a disk may be given: what a run seldom shows.

use crate::harness::*;
use quorarium::protocol::cluster::{Cluster, NodeId};
use quorarium::protocol::safety::Witness;
use quorarium::protocol::{Given, Protocol, Stable};
use quorarium::protocols::multi_paxos::MultiPaxos;
use quorarium::protocols::multi_paxos::node::Persistent;
use std::collections::BTreeMap;

/// What everybody's disk holds, and one node that changed.
struct Seen {
    who: NodeId,
    node: Acting,
    disks: BTreeMap<NodeId, Persistent>,
}

impl Witness<MultiPaxos> for Seen {
    fn cluster(&self) -> &Cluster {
        self.node.cluster()
    }
    fn changed(&self) -> NodeId {
        self.who
    }
    fn node(&self, node: NodeId) -> Option<&MultiPaxos> {
        (node == self.who).then_some(self.node.node())
    }
    fn disk(&self, node: NodeId) -> &Persistent {
        &self.disks[&node]
    }
}

/// Three disks, changed one after the other; the last change is checked and the others only taken down.
fn broken(changes: &[(NodeId, &str, &[&str])]) -> Vec<&'static str> {
    let empty = || (0..3).map(|node| (NodeId(node), Persistent::default())).collect();
    let (mut ghost, mut disks): (_, BTreeMap<NodeId, Persistent>) = (Default::default(), empty());
    for who in disks.keys() {
        let seen = Seen { who: *who, node: start().go(), disks: disks.clone() };
        MultiPaxos::observe(&mut ghost, &seen);
    }
    let mut names = Vec::new();
    for (who, promised, log) in changes {
        disks.insert(*who, disk(promised, log));
        let node = start().from(disks[who].clone()).go();
        let seen = Seen { who: *who, node, disks: disks.clone() };
        let checked = MultiPaxos::invariants().iter().zip(MultiPaxos::checks());
        let broke = checked.filter(|(_, check)| check(&ghost, &seen).is_err());
        names = broke.map(|(invariant, _)| invariant.name).collect();
        MultiPaxos::observe(&mut ghost, &seen);
    }
    names
}

/// A value is chosen by votes alone, whether or not anybody knows it.
#[test]
fn a_majority_of_votes_chooses() {
    let first: [(_, _, &[_]); 3] = [(A, "1.A", &[]), (B, "1.A", &[]), (C, "1.A", &[])];
    let x: [(_, _, &[_]); 2] = [(A, "1.A", &["1.A:x"]), (B, "1.A", &["1.A:x"])];
    let with = |more: &[(NodeId, &'static str, &'static [&'static str])]| {
        broken(&[&first[..], &x[..], more].concat())
    };
    assert_eq!(with(&[]), Vec::<&str>::new());
    assert_eq!(with(&[(C, "1.A", &["1.A:y"])]), ["One Value a Ballot and Slot"]);
    let y: &[_] = &["2.C:y"];
    let prepared: [(_, _, &[_]); 2] = [(B, "2.C", &["1.A:x"]), (C, "2.C", &[])];
    assert_eq!(with(&[prepared[0], prepared[1], (C, "2.C", y)]), ["Highest Reported Value"]);
    assert_eq!(with(&[prepared[0], prepared[1], (C, "2.C", y), (B, "2.C", y)]), ["Agreement"]);
    assert_eq!(with(&[prepared[0], prepared[1], (C, "2.C", &["2.C:x"])]), Vec::<&str>::new());
}

/// P2c: a majority of promises must allow a value, by the highest vote below or by having none.
#[test]
fn a_value_needs_promises_that_allow_it() {
    let alone: &[(_, _, &[_])] = &[(A, "1.A", &["1.A:x"])];
    assert_eq!(broken(alone), ["Highest Reported Value"], "nobody else has promised 1.A");
    let free: &[(_, _, &[_])] = &[
        (A, "1.A", &[]),
        (B, "1.A", &[]),
        (A, "1.A", &["1.A:x"]),
        (B, "2.B", &[]),
        (C, "2.B", &[]),
    ];
    let then =
        |more: &[(NodeId, &'static str, &'static [&'static str])]| broken(&[free, more].concat());
    assert_eq!(
        then(&[(B, "2.B", &["2.B:y"])]),
        Vec::<&str>::new(),
        "B and C had voted for nothing"
    );
    let chosen: &[(_, _, &[_])] =
        &[(B, "2.B", &["2.B:y"]), (A, "3.C", &["1.A:x"]), (C, "3.C", &[])];
    let third = |vote: &'static [&'static str]| then(&[chosen, &[(C, "3.C", vote)]].concat());
    assert_eq!(third(&["3.C:x"]), Vec::<&str>::new(), "A and C: x is the highest of the two");
    assert_eq!(third(&["3.C:z"]), ["Highest Reported Value"]);
}

/// A promise that falls is seen, and so is a vote below it.
#[test]
fn a_promise_never_falls() {
    assert_eq!(broken(&[(A, "2.B", &[]), (A, "1.B", &[])]), ["Promise Monotonic"]);
    let first: &[(_, _, &[_])] = &[(A, "1.B", &[]), (B, "1.B", &[]), (A, "2.C", &[])];
    let late: &[(_, _, &[_])] = &[(A, "2.C", &["1.B:x"])];
    assert_eq!(broken(&[first, late].concat()), ["Promise Monotonic"]);
}

/// A disk is given what an acceptor could have written.
#[test]
fn a_disk_is_given_votes_and_a_promise() {
    let cluster = Cluster::of_size(3);
    let mut disk = Persistent::default();
    disk.give(&cluster, "log", Given::List(&["1.A:x=1", "-", "2.B:noop"])).unwrap();
    assert_eq!(disk.promised, Some(ballot(2, B)), "to accept is to promise");
    let mut wrong = |variable, value| disk.give(&cluster, variable, value).unwrap_err();
    assert_eq!(
        wrong("log", Given::List(&["1:x=1"])),
        "\"1\" is no ballot: write its round and a node, such as 1.A"
    );
    assert_eq!(
        wrong("log", Given::List(&["x=1"])),
        "\"x=1\" is no vote: write ballot:command, such as 2.B:x=1, or - for a gap"
    );
    assert_eq!(
        wrong("promised", Given::Word("0.A")),
        "\"0.A\" is no ballot: write its round and a node, such as 1.A"
    );
    assert_eq!(
        wrong("ballot", Given::Word("1.A")),
        "a Multi-Paxos node's disk has promised and log, not \"ballot\""
    );
    assert!(wrong("log", Given::Word("x")).starts_with("a log is written in brackets"));
    assert_eq!(wrong("promised", Given::List(&[])), "promised is one word, not a list");
}
