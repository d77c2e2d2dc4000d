//! One node alone: started from a disk and handed messages, and what it asks for in return. Nobody assigns its state.
//!
//! Each test file adds what its protocol is handed, and uses the part of this that it needs.
#![allow(dead_code)]

use quorarium::protocol::cluster::{Cluster, NodeId};
use quorarium::protocol::inspect::{Inspect, Variable};
use quorarium::protocol::outbox::{Citation, Effect, Environment, Outbox, Request, When, WriteId};
use quorarium::protocol::rule::Rule;
use quorarium::protocol::setting::Settings;
use quorarium::protocol::time::Micros;
use quorarium::protocol::{Protocol, Stable};
use quorarium::sim::network;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// How a node starts: with all rules on and a disk that is done at once, unless something else is said.
pub struct Start<P: Protocol> {
    pub me: NodeId,
    pub cluster: Cluster,
    pub disk: P::Stable,
    options: Vec<(&'static str, &'static str)>,
    rules_off: Vec<&'static Rule>,
    disk_is_slow: bool,
}

impl<P: Protocol> Start<P> {
    pub fn new(me: NodeId, cluster: Cluster, disk: P::Stable) -> Self {
        let (options, rules_off) = (Vec::new(), Vec::new());
        Start { me, cluster, disk, options, rules_off, disk_is_slow: false }
    }

    /// In a cluster of so many nodes.
    pub fn of(mut self, size: u8) -> Self {
        self.cluster = Cluster::of_size(size);
        self
    }

    pub fn from(mut self, disk: P::Stable) -> Self {
        self.disk = disk;
        self
    }

    pub fn set(mut self, option: &'static str, value: &'static str) -> Self {
        self.options.push((option, value));
        self
    }

    /// Without these rules; all on if there are none.
    pub fn without(mut self, rules: &[&'static Rule]) -> Self {
        self.rules_off.extend(rules);
        self
    }

    /// Writes are done only when `Alone::synced` says so.
    pub fn slow_disk(mut self) -> Self {
        self.disk_is_slow = true;
        self
    }

    /// Starts it, and gives what it does first.
    pub fn first(self) -> (Alone<P>, Step<P>) {
        let choices = network::CHOICES.iter().chain(P::choices()).copied();
        let mut settings = Settings::new(choices);
        for (option, value) in self.options {
            settings.set(option, value).unwrap();
        }
        let environment =
            Environment { cluster: self.cluster, settings, rules_off: self.rules_off };
        let (mut effects, mut citations) = (Vec::new(), Vec::new());
        let mut out = Outbox::new(&environment, true, WriteId(0), &mut effects, &mut citations);
        let node = P::start(self.me, self.disk, &mut out);
        let disk_is_slow = self.disk_is_slow;
        let alone = Alone { node, environment, last_write: WriteId(0), disk_is_slow };
        (alone, Step { effects, citations })
    }

    pub fn go(self) -> Alone<P> {
        self.first().0
    }
}

/// A running node.
pub struct Alone<P: Protocol> {
    node: P,
    environment: Environment,
    last_write: WriteId,
    disk_is_slow: bool,
}

impl<P: Protocol> Alone<P> {
    pub fn hears(&mut self, from: NodeId, message: P::Message) -> Step<P> {
        self.step(|node, out| node.on_message(from, message, out))
    }

    pub fn fires(&mut self, timer: P::Timer) -> Step<P> {
        self.step(|node, out| node.on_timer(timer, out))
    }

    pub fn is_sent(&mut self, request: Request) -> Step<P> {
        self.step(|node, out| node.on_request(request, out))
    }

    /// The disk has all that was written so far.
    pub fn synced(&mut self) -> Step<P> {
        self.synced_up_to(self.last_write)
    }

    /// The disk has this write and all before it.
    pub fn synced_up_to(&mut self, write: WriteId) -> Step<P> {
        self.step(|node, out| node.on_synced(write, out))
    }

    pub fn step(&mut self, act: impl FnOnce(&mut P, &mut Outbox<P>)) -> Step<P> {
        let (mut effects, mut citations) = (Vec::new(), Vec::new());
        let before = self.last_write;
        let mut out = Outbox::new(&self.environment, true, before, &mut effects, &mut citations);
        act(&mut self.node, &mut out);
        let written = effects.iter().filter_map(|effect| match effect {
            Effect::Sync { write, .. } => Some(*write),
            _ => None,
        });
        self.last_write = written.max().unwrap_or(before);
        let mut step = Step { effects, citations };
        if self.last_write > before && !self.disk_is_slow {
            let after = self.synced();
            step.effects.extend(after.effects);
            step.citations.extend(after.citations);
        }
        step
    }

    /// A variable by its name in the paper, as the inspector words it.
    pub fn see(&self, name: &str) -> String {
        let mut seen = Seen { cluster: &self.environment.cluster, values: BTreeMap::new() };
        self.node.stable().inspect(&mut seen);
        self.node.inspect(&mut seen);
        seen.values.get(name).unwrap_or_else(|| panic!("there is no variable {name}")).clone()
    }

    pub fn role(&self) -> &'static str {
        self.node.standing().role
    }

    /// What a crash would leave if its disk had everything.
    pub fn disk(&self) -> P::Stable {
        self.node.stable().clone()
    }

    pub fn node(&self) -> &P {
        &self.node
    }

    pub fn cluster(&self) -> &Cluster {
        &self.environment.cluster
    }

    pub fn last_write(&self) -> WriteId {
        self.last_write
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
pub struct Step<P: Protocol> {
    pub effects: Vec<Effect<P>>,
    citations: Vec<Citation>,
}

impl<P: Protocol> Step<P> {
    /// What it sends to one node, in order.
    pub fn sent_to(&self, node: NodeId) -> Vec<P::Message> {
        self.sends().filter(|(to, ..)| *to == node).map(|(_, message, _)| message.clone()).collect()
    }

    /// The one message that it sends to a node.
    #[track_caller]
    pub fn only_to(&self, node: NodeId) -> P::Message {
        let sent = self.sent_to(node);
        assert_eq!(sent.len(), 1, "to {node:?}: {sent:?}");
        sent[0].clone()
    }

    pub fn sends_nothing(&self) -> bool {
        self.sends().next().is_none()
    }

    /// Whether all that it sends waits for its disk.
    pub fn waits_for_disk(&self) -> bool {
        self.sends().all(|(_, _, when)| when == When::AfterSync)
    }

    fn sends(&self) -> impl Iterator<Item = (NodeId, &P::Message, When)> {
        self.effects.iter().filter_map(|effect| match effect {
            Effect::Send { to, message, when } => Some((*to, message, *when)),
            _ => None,
        })
    }

    /// What it writes last to its disk.
    pub fn writes(&self) -> Option<P::Stable> {
        self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Sync { stable, .. } => Some(stable.clone()),
            _ => None,
        })
    }

    /// The indexes that it applies, in order, and whether it answers their clients.
    pub fn applications(&self) -> Vec<(u64, bool)> {
        let applied = self.effects.iter().filter_map(|effect| match effect {
            Effect::Apply { index, answer, .. } => Some((*index, *answer)),
            _ => None,
        });
        applied.collect()
    }

    /// The indexes that it applies, in order.
    pub fn applies(&self) -> Vec<u64> {
        self.applications().into_iter().map(|(index, _)| index).collect()
    }

    /// The lengths from which a timer is drawn, if it is set.
    pub fn sets(&self, which: P::Timer) -> Option<RangeInclusive<Micros>> {
        self.effects.iter().rev().find_map(|effect| match effect {
            Effect::SetTimer { timer, after } if *timer == which => Some(after.clone()),
            _ => None,
        })
    }

    pub fn stops(&self, which: P::Timer) -> bool {
        let stopped =
            |effect: &Effect<P>| matches!(effect, Effect::CancelTimer(timer) if *timer == which);
        self.effects.iter().any(stopped)
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
