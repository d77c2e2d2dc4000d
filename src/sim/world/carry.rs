//! Carrying out what nodes asked for, and checking the world after it.

use super::step::{kind, nodes_of};
use super::*;
use crate::protocol::inspect::{Inspect, Variable};
use crate::protocol::{Message, Stable};

impl<P: Protocol> World<P> {
    /// A node starts from its disk.
    pub(super) fn start(&mut self, node: NodeId) {
        let environment = Rc::clone(&self.environment);
        let mut effects = std::mem::take(&mut self.scratch.effects);
        let host = &mut self.hosts[node.index()];
        let (telling, last_write) = (self.scratch.telling, host.disk.last_write());
        let mut out = Outbox::new(
            &environment,
            telling,
            last_write,
            &mut effects,
            &mut self.scratch.citations,
        );
        host.process = Some(P::start(node, host.disk.durable.clone(), &mut out));
        self.mark_changed(node);
        self.carry_out(node, &mut effects);
        self.scratch.effects = effects;
        self.run_inputs();
        self.reopen_connections();
    }

    /// Hands all waiting inputs to their nodes, and what that causes within this step, until there is none.
    pub(super) fn run_inputs(&mut self) {
        while let Some((node, input)) = self.scratch.inputs.pop_front() {
            let environment = Rc::clone(&self.environment);
            let mut effects = std::mem::take(&mut self.scratch.effects);
            let host = &mut self.hosts[node.index()];
            let last_write = host.disk.last_write();
            if let Some(process) = &mut host.process {
                let telling = self.scratch.telling;
                let citations = &mut self.scratch.citations;
                let mut out =
                    Outbox::new(&environment, telling, last_write, &mut effects, citations);
                match input {
                    Input::Message { from, message } => process.on_message(from, message, &mut out),
                    Input::Timer(timer) => process.on_timer(timer, &mut out),
                    Input::Request(request) => process.on_request(request, &mut out),
                    Input::Synced(write) => process.on_synced(write, &mut out),
                    Input::Link(peer, state) => process.on_link(peer, state, &mut out),
                }
                self.mark_changed(node);
                self.carry_out(node, &mut effects);
            }
            self.scratch.effects = effects;
        }
    }

    fn mark_changed(&mut self, node: NodeId) {
        if !self.scratch.changed.contains(&node) {
            self.scratch.changed.push(node);
        }
    }

    fn carry_out(&mut self, node: NodeId, effects: &mut Vec<Effect<P>>) {
        // A message waits for every durable change of its step, also for one declared after it: writes come first.
        for effect in effects.iter_mut() {
            if let Effect::Sync { write, stable } = effect {
                let stable = std::mem::take(stable);
                self.hosts[node.index()].disk.write(*write, stable);
            }
        }
        self.begin_sync(node);
        for effect in effects.drain(..) {
            match effect {
                Effect::Sync { .. } => {}
                Effect::Send { to, message, when } => {
                    self.hold_or_send(node, Endpoint::Node(to), Body::Protocol(message), when);
                }
                Effect::SetTimer { timer, after } => self.set_timer(node, timer, &after),
                Effect::CancelTimer(timer) => {
                    self.hosts[node.index()].timers[timer_place::<P>(timer)] = None
                }
                Effect::Broadcast { origin } => self.observed.broadcast(node, origin),
                Effect::Apply { origin, command, answer, sessions, .. } => {
                    if !command.is_noop() {
                        self.observed.deliver(node, origin, &command);
                    }
                    let reply = self.hosts[node.index()].machine.apply(&command, sessions);
                    if let (true, Some(call), Some(reply)) = (answer, command.call(), reply) {
                        self.reply(node, call.client, call.sequence, reply);
                    }
                }
                Effect::Answer { client, sequence, reply } => {
                    self.reply(node, client, sequence, reply)
                }
                Effect::Close(peer) => {
                    self.break_connection(network::pair(node, peer));
                    self.links.notice(node, peer);
                    self.reopen_connections();
                }
            }
        }
    }

    fn reply(&mut self, node: NodeId, client: ClientId, sequence: u64, reply: Reply) {
        self.hold_or_send(
            node,
            Endpoint::Client(client),
            Body::Reply { sequence, reply },
            When::AfterSync,
        );
    }

    fn hold_or_send(&mut self, node: NodeId, to: Endpoint, body: Body<P::Message>, when: When) {
        let disk = &self.hosts[node.index()].disk;
        if when == When::AfterSync && !disk.is_synced() {
            let after = disk.last_write();
            self.hosts[node.index()].held.push(Held { after, to, body });
        } else {
            self.leave(Endpoint::Node(node), to, body);
        }
    }

    /// Starts a sync of what was written, if none is under way; one that takes no time is complete at once.
    pub(super) fn begin_sync(&mut self, node: NodeId) {
        let order = self.scheduled + 1;
        let (due, step) = (self.now + self.options.disk, self.steps);
        if self.hosts[node.index()].disk.begin(due, order, step) {
            self.scheduled = order;
            if self.options.disk == Micros::ZERO {
                self.disk_completes(node);
            }
        }
    }

    /// The sync under way is complete: what waited for it leaves, and the node will hear.
    pub(super) fn disk_completes(&mut self, node: NodeId) {
        let host = &mut self.hosts[node.index()];
        let Some(write) = host.disk.complete() else { return };
        let held = std::mem::take(&mut host.held);
        let (ready, waiting): (Vec<_>, Vec<_>) =
            held.into_iter().partition(|held| held.after <= write);
        host.held = waiting;
        for held in ready {
            self.leave(Endpoint::Node(node), held.to, held.body);
        }
        self.scratch.inputs.push_back((node, Input::Synced(write)));
    }

    fn set_timer(
        &mut self,
        node: NodeId,
        timer: P::Timer,
        after: &std::ops::RangeInclusive<Micros>,
    ) {
        let drawn = self.streams.length(Source::Timer(u16::from(node.0)), after);
        self.scheduled += 1;
        let host = &mut self.hosts[node.index()];
        let length = at_rate(drawn, host.clock);
        let armed = Armed {
            due: self.now + length,
            length: drawn,
            order: self.scheduled,
            set_in: self.steps,
        };
        host.timers[timer_place::<P>(timer)] = Some(armed);
    }

    /// A client's command goes to a node: at once, or as a message.
    pub(super) fn send_request(
        &mut self,
        client: ClientId,
        sequence: u64,
        operation: crate::protocol::command::Operation,
        to: NodeId,
    ) {
        if let Some(length) = self.options.client_retry {
            self.scheduled += 1;
            self.clients.set_retry(client, Some((self.now + length, self.scheduled)));
        }
        if self.options.client_network {
            self.leave(
                Endpoint::Client(client),
                Endpoint::Node(to),
                Body::Request { sequence, operation },
            );
        } else if !self.hosts[to.index()].is_awake() {
            self.counts.lost += 1;
            self.remark(|cluster| format!("{} does not answer.", cluster.name(to)));
        } else {
            let request = Request { client, sequence, operation };
            self.scratch.inputs.push_back((to, Input::Request(request)));
            self.run_inputs();
        }
    }

    /// A message leaves: it gets its number, and is in flight or lost at a cut link.
    fn leave(&mut self, from: Endpoint, to: Endpoint, body: Body<P::Message>) {
        if let (Endpoint::Client(client), Body::Reply { sequence, reply }, false) =
            (to, &body, self.options.client_network)
        {
            let (sequence, reply) = (*sequence, reply.clone());
            self.hear(client, sequence, &reply);
            return;
        }
        self.count(&body, true);
        self.messages += 1;
        let number = self.messages;
        if self.is_barred(from, to) {
            self.counts.lost += 1;
            let name = kind(&body);
            let (from, to) = (self.endpoint_name(from), self.endpoint_name(to));
            self.remark(|_| format!("The {name} from {from} to {to} is lost: the link is cut."));
            return;
        }
        let ends = (from.number(), to.number());
        let latency = self.streams.length(Source::Latency(ends.0, ends.1), &self.options.latency);
        let doomed = !self.network_manual
            && self.streams.happens(Source::Loss(ends.0, ends.1), self.options.loss);
        let sent_in = self.steps;
        let packet = Packet {
            number,
            from,
            to,
            body,
            sent: self.now,
            due: self.now + latency,
            order: 0,
            sent_in,
            doomed,
        };
        let doubled = !self.network_manual
            && self.streams.happens(Source::Duplicate(ends.0, ends.1), self.options.duplicate);
        let copy = doubled.then(|| packet.clone());
        self.schedule(packet);
        if let Some(copy) = copy {
            self.duplicate(copy);
        }
    }

    /// A second copy of a message is in flight, with a number and a delay of its own.
    pub(super) fn duplicate(&mut self, packet: Packet<P::Message>) {
        self.messages += 1;
        let ends = (packet.from.number(), packet.to.number());
        let latency = self.streams.length(Source::Duplicate(ends.0, ends.1), &self.options.latency);
        let (number, sent, due) = (self.messages, self.now, self.now + latency);
        self.count(&packet.body, true);
        self.schedule(Packet { number, sent, due, doomed: false, sent_in: self.steps, ..packet });
    }

    /// A packet takes its place among all that is scheduled; in first-in first-out order it does not overtake.
    fn schedule(&mut self, mut packet: Packet<P::Message>) {
        self.scheduled += 1;
        packet.order = self.scheduled;
        if self.options.fifo {
            let ahead = self
                .in_flight
                .iter()
                .filter(|other| (other.from, other.to) == (packet.from, packet.to));
            let last = ahead.map(|other| other.due).max();
            packet.due = last.map_or(packet.due, |last| packet.due.max(last));
        }
        self.in_flight.push(packet);
    }

    fn is_barred(&self, from: Endpoint, to: Endpoint) -> bool {
        match (from, to) {
            (Endpoint::Node(from), Endpoint::Node(to)) => {
                self.links.is_cut(from, to)
                    || (self.breaks_connections() && self.links.is_broken(from, to))
            }
            _ => false,
        }
    }

    pub(super) fn breaks_connections(&self) -> bool {
        P::TRANSPORT == Transport::Connection
    }

    /// A connection breaks as a whole: nothing in flight on it arrives, in either direction.
    pub(super) fn break_connection(&mut self, pair: (NodeId, NodeId)) {
        self.links.break_connection(pair.0, pair.1);
        self.lose_where(|packet| packet.is_between(pair));
    }

    /// Loses what is in flight and matches.
    pub(super) fn lose_where(&mut self, lost: impl Fn(&Packet<P::Message>) -> bool) {
        let before = self.in_flight.len();
        self.in_flight.retain(|packet| !lost(packet));
        self.counts.lost += (before - self.in_flight.len()) as u64;
    }

    /// Opens the connections that can be opened, and tells both ends.
    pub(super) fn reopen_connections(&mut self) {
        if !self.breaks_connections() {
            return;
        }
        let hosts = &self.hosts;
        for (a, b) in self.links.reopen(|node| hosts[node.index()].process.is_some()) {
            self.scratch.inputs.push_back((a, Input::Link(b, LinkState::Up)));
            self.scratch.inputs.push_back((b, Input::Link(a, LinkState::Up)));
        }
        self.run_inputs();
    }

    pub(super) fn count(&mut self, body: &Body<P::Message>, sent: bool) {
        let kinds = P::Message::KINDS;
        let place = match body {
            Body::Protocol(message) => kinds.iter().position(|known| *known == message.kind()),
            Body::Request { .. } => Some(kinds.len()),
            Body::Reply { .. } => Some(kinds.len() + 1),
        };
        let counts = if sent { &mut self.counts.sent } else { &mut self.counts.delivered };
        if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
            *count += 1;
        }
    }

    /// Adds what the simulation itself has to say about this step; worded only when somebody looks.
    pub(super) fn remark(&mut self, words: impl FnOnce(&Cluster) -> String) {
        if self.scratch.telling {
            self.scratch.remarks.push(words(&self.environment.cluster));
        }
    }

    /// After every event: invariants, ghosts, last writers. Says whether a node became leader.
    pub(super) fn settle_step(&mut self) -> bool {
        let mut elected = false;
        let mut changed = std::mem::take(&mut self.scratch.changed);
        for node in changed.drain(..) {
            self.check_invariants(node);
            let mut ghost = std::mem::take(&mut self.ghost);
            P::observe(&mut ghost, &Seen { world: self, changed: node });
            self.ghost = ghost;
            self.note_writers(node);
            let host = &mut self.hosts[node.index()];
            let leads = host.process.as_ref().is_some_and(|process| process.standing().leads);
            elected |= leads && !host.led;
            host.led = leads;
        }
        self.scratch.changed = changed;
        elected
    }

    fn check_invariants(&mut self, changed: NodeId) {
        for invariant in P::invariants() {
            let verdict = (invariant.check)(&self.ghost, &Seen { world: self, changed });
            if let Err(because) = verdict
                && !self.breaches.iter().any(|breach| breach.invariant == invariant.name)
            {
                self.breaches.push(Breach { invariant: invariant.name, step: self.steps, because });
            }
        }
    }

    /// Compares every variable's digest with the last one, so that each knows the step that last wrote it.
    fn note_writers(&mut self, node: NodeId) {
        let host = &mut self.hosts[node.index()];
        let mut variables = std::mem::take(&mut host.variables);
        let mut writers = Writers { variables: &mut variables, place: 0, step: self.steps };
        match &host.process {
            Some(process) => {
                process.stable().inspect(&mut writers);
                process.inspect(&mut writers);
            }
            None => host.disk.durable.inspect(&mut writers),
        }
        host.variables = variables;
    }
}

/// A length on a clock that runs this many thousandths as fast.
pub(super) fn at_rate(length: Micros, thousandths: u32) -> Micros {
    if thousandths == 1000 {
        length
    } else {
        Micros(length.0.saturating_mul(1000) / u64::from(thousandths.max(1)))
    }
}

pub(super) fn timer_place<P: Protocol>(timer: P::Timer) -> usize {
    P::Timer::ALL.iter().position(|known| *known == timer).unwrap_or_default()
}

/// What invariants may look at.
struct Seen<'a, P: Protocol> {
    world: &'a World<P>,
    changed: NodeId,
}

impl<P: Protocol> Witness<P> for Seen<'_, P> {
    fn cluster(&self) -> &Cluster {
        &self.world.environment.cluster
    }
    fn changed(&self) -> NodeId {
        self.changed
    }
    fn node(&self, node: NodeId) -> Option<&P> {
        self.world.hosts[node.index()].process.as_ref()
    }
    fn disk(&self, node: NodeId) -> &P::Stable {
        &self.world.hosts[node.index()].disk.durable
    }
}

struct Writers<'a> {
    variables: &'a mut Vec<(u64, u64)>,
    place: usize,
    step: u64,
}

impl Inspect for Writers<'_> {
    fn group(&mut self, _title: &'static str) {}
    fn variable(&mut self, _name: &'static str, value: &dyn Variable) {
        let digest = value.digest();
        match self.variables.get_mut(self.place) {
            Some((before, _)) if *before == digest => {}
            Some(slot) => *slot = (digest, self.step),
            None => self.variables.push((digest, self.step)),
        }
        self.place += 1;
    }
}

/// The node pairs of what is in flight, for cuts.
pub(super) fn passes<M>(packet: &Packet<M>, cut: &[(NodeId, NodeId)]) -> bool {
    nodes_of(packet).is_some_and(|ends| cut.contains(&ends))
}
