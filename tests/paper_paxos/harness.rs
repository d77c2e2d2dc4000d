//! One node of two proposers, three acceptors and a learner: what it is handed, and what it asks for in return.

use quorarium::protocol::cluster::{Cluster, NodeId};
use quorarium::protocol::command::{Command, Operation};
use quorarium::protocol::erased::Of;
use quorarium::protocol::inspect::{Inspect, Variable};
use quorarium::protocol::outbox::{Citation, Effect, Environment, Outbox, Proposal, When, WriteId};
use quorarium::protocol::rule::Rule;
use quorarium::protocol::setting::Settings;
use quorarium::protocol::time::Micros;
use quorarium::protocol::{Protocol, Stable};
use quorarium::protocols::ballot::Ballot;
use quorarium::protocols::paxos::Paxos;
use quorarium::protocols::paxos::acceptor::Acceptor;
use quorarium::protocols::paxos::message::{PaxosMessage, Vote};
use quorarium::protocols::paxos::node::Persistent;
use quorarium::sim::network;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

pub fn n(round: u64, node: NodeId) -> Ballot {
    Ballot { round, node }
}

pub fn vote_of(n: Ballot, value: &str) -> Vote {
    Vote { n, value: word(value) }
}

pub fn vote(round: u64, node: NodeId, value: &str) -> Vote {
    vote_of(n(round, node), value)
}

pub fn promise(n: Ballot, accepted: Option<Vote>) -> PaxosMessage {
    PaxosMessage::Promise { n, accepted }
}

fn word(value: &str) -> Command {
    Command::new(Operation::Word(value.to_string()), None)
}

/// How a node starts.
pub struct Start {
    me: NodeId,
    disk: Persistent,
    options: Vec<(&'static str, &'static str)>,
    rules_off: Vec<&'static Rule>,
}

fn start(me: u8, disk: Persistent) -> Start {
    Start { me: NodeId(me), disk, options: Vec::new(), rules_off: Vec::new() }
}

/// P1, with the highest number that its disk holds.
pub fn proposer(n: Option<Ballot>) -> Start {
    start(0, Persistent::Proposer { n })
}

/// A1, with what its disk holds.
pub fn acceptor(promised: Option<Ballot>, accepted: Option<Vote>) -> Start {
    start(2, Persistent::Acceptor(Acceptor { promised, accepted }))
}

/// L1.
pub fn learner() -> Start {
    start(5, Persistent::Learner)
}

impl Start {
    pub fn set(mut self, option: &'static str, value: &'static str) -> Self {
        self.options.push((option, value));
        self
    }

    /// Without these rules; all on if there are none.
    pub fn without(mut self, rules: &[&'static Rule]) -> Self {
        self.rules_off.extend(rules);
        self
    }

    pub fn go(self) -> Node {
        let choices = network::CHOICES.iter().chain(Paxos::choices()).copied();
        let mut settings = Settings::new(choices);
        for (option, value) in self.options {
            settings.set(option, value).unwrap();
        }
        let cluster = Of::<Paxos>::KIND.cluster(3);
        let environment = Environment { cluster, settings, rules_off: self.rules_off };
        let (mut effects, mut citations) = (Vec::new(), Vec::new());
        let mut out = Outbox::new(&environment, true, WriteId(0), &mut effects, &mut citations);
        let paxos = Paxos::start(self.me, self.disk, &mut out);
        Node { paxos, environment }
    }
}

/// A running node.
pub struct Node {
    paxos: Paxos,
    environment: Environment,
}

impl Node {
    pub fn hears(&mut self, from: NodeId, message: PaxosMessage) -> Step {
        self.step(|paxos, out| paxos.on_message(from, message, out))
    }

    pub fn is_told(&mut self, value: &str, round: Option<u64>) -> Step {
        let proposal = Proposal { value: word(value), round };
        self.step(|paxos, out| paxos.on_propose(proposal, out))
    }

    /// Its retry timer fires.
    pub fn fires(&mut self) -> Step {
        use quorarium::protocols::paxos::node::PaxosTimer;
        self.step(|paxos, out| paxos.on_timer(PaxosTimer::Retry, out))
    }

    fn step(&mut self, act: impl FnOnce(&mut Paxos, &mut Outbox<Paxos>)) -> Step {
        let (mut effects, mut citations) = (Vec::new(), Vec::new());
        let mut out =
            Outbox::new(&self.environment, true, WriteId(0), &mut effects, &mut citations);
        act(&mut self.paxos, &mut out);
        Step { effects, citations }
    }

    /// A variable by its name in the paper, as the inspector words it.
    pub fn see(&self, name: &str) -> String {
        let mut seen = Seen { cluster: &self.environment.cluster, values: BTreeMap::new() };
        self.paxos.stable().inspect(&mut seen);
        self.paxos.inspect(&mut seen);
        seen.values.get(name).unwrap_or_else(|| panic!("there is no variable {name}")).clone()
    }
}

struct Seen<'a> {
    cluster: &'a Cluster,
    values: BTreeMap<&'static str, String>,
}

impl Inspect for Seen<'_> {
    fn group(&mut self, _title: &'static str) {}
    fn variable(&mut self, name: &'static str, value: &dyn Variable) {
        self.values.insert(name, value.value(self.cluster).to_string());
    }
}

/// What a node did with one thing that it was handed.
pub struct Step {
    effects: Vec<Effect<Paxos>>,
    citations: Vec<Citation>,
}

impl Step {
    /// What it sends to one node, in order.
    pub fn sent_to(&self, node: NodeId) -> Vec<PaxosMessage> {
        self.sends().filter(|(to, ..)| *to == node).map(|(_, message, _)| message.clone()).collect()
    }

    /// The one message that it sends to a node.
    #[track_caller]
    pub fn only_to(&self, node: NodeId) -> PaxosMessage {
        let sent = self.sent_to(node);
        assert_eq!(sent.len(), 1, "to {node:?}: {sent:?}");
        sent[0].clone()
    }

    /// The number that it asks all acceptors to promise.
    #[track_caller]
    pub fn number(&self) -> Ballot {
        let asked = [2, 3, 4].map(|acceptor| self.only_to(NodeId(acceptor)));
        assert!(asked.iter().all(|message| *message == asked[0]), "{asked:?}");
        assert!(matches!(asked[0], PaxosMessage::Prepare { .. }), "{asked:?}");
        asked[0].n()
    }

    pub fn sends_nothing(&self) -> bool {
        self.sends().next().is_none()
    }

    /// Whether all that it sends waits for its disk.
    pub fn waits_for_disk(&self) -> bool {
        self.sends().all(|(_, _, when)| when == When::AfterSync)
    }

    fn sends(&self) -> impl Iterator<Item = (NodeId, &PaxosMessage, When)> {
        self.effects.iter().filter_map(|effect| match effect {
            Effect::Send { to, message, when } => Some((*to, message, *when)),
            _ => None,
        })
    }

    /// What it writes last to its disk.
    pub fn writes(&self) -> Option<Persistent> {
        self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Sync { stable, .. } => Some(stable.clone()),
            _ => None,
        })
    }

    /// The lengths from which its retry timer is drawn, if it is set.
    pub fn waits(&self) -> Option<RangeInclusive<Micros>> {
        self.effects.iter().rev().find_map(|effect| match effect {
            Effect::SetTimer { after, .. } => Some(after.clone()),
            _ => None,
        })
    }

    /// Whether it stops its retry timer.
    pub fn stops(&self) -> bool {
        self.effects.iter().any(|effect| matches!(effect, Effect::CancelTimer(_)))
    }

    pub fn cites(&self, rule: &'static Rule) -> bool {
        self.citations.iter().any(|citation| std::ptr::eq(citation.rule, rule))
    }

    /// What was said and why, with this rule.
    #[track_caller]
    pub fn because(&self, rule: &'static Rule) -> String {
        let found = self.citations.iter().find(|citation| std::ptr::eq(citation.rule, rule));
        let because = &found.unwrap_or_else(|| panic!("{} is not cited", rule.id)).because;
        format!("{} {}", because.says, because.why).trim().to_string()
    }
}
