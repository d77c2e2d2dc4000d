//! Handing inputs to nodes, and carrying out what they ask for.

use super::step::{is_reply, kind};
use super::*;

impl World {
    /// A node starts from its disk.
    pub(super) fn start(&mut self, node: NodeId) {
        let environment = Rc::clone(&self.environment);
        let host = &mut self.hosts[node.index()];
        let mut step = Step {
            environment: &environment,
            telling: self.scratch.telling,
            last_write: host.disk.last_write(),
            wishes: &mut self.scratch.wishes,
            citations: &mut self.scratch.citations,
        };
        host.process = Some(self.kind.start(node, &host.disk.durable, &mut step));
        self.mark_changed(node);
        self.carry_out(node);
        self.run_inputs();
    }

    /// Hands all waiting inputs to their nodes, and what that causes within this step, until there is none. Connections open
    /// when all else is done: what a node says before it has heard that one is open is not said on it.
    pub(super) fn run_inputs(&mut self) {
        while let Some((node, input)) = self.next_input() {
            let environment = Rc::clone(&self.environment);
            let host = &mut self.hosts[node.index()];
            if let (Some(process), Some(conduct)) = (&mut host.process, self.kind.conduct().get()) {
                let mut step = Step {
                    environment: &environment,
                    telling: self.scratch.telling,
                    last_write: host.disk.last_write(),
                    wishes: &mut self.scratch.wishes,
                    citations: &mut self.scratch.citations,
                };
                conduct.handle(&mut **process, input, &mut step);
                self.mark_changed(node);
                self.carry_out(node);
            }
        }
    }

    fn next_input(&mut self) -> Option<(NodeId, Input)> {
        if self.scratch.inputs.is_empty() {
            self.reopen_connections();
        }
        self.scratch.inputs.pop_front()
    }

    fn mark_changed(&mut self, node: NodeId) {
        if !self.scratch.changed.contains(&node) {
            self.scratch.changed.push(node);
        }
    }

    fn carry_out(&mut self, node: NodeId) {
        let mut wishes = std::mem::take(&mut self.scratch.wishes);
        // A message waits for every durable change of its step, also for one declared after it: writes come first.
        for wish in &wishes {
            if let Wish::Sync { write, saved } = wish {
                self.hosts[node.index()].disk.write(*write, saved.clone(), self.steps);
            }
        }
        self.begin_sync(node);
        for wish in wishes.drain(..) {
            match wish {
                Wish::Sync { .. } => {}
                Wish::Send { to, letter, when } => {
                    self.hold_or_send(node, Endpoint::Node(to), Body::Protocol(letter), when);
                }
                Wish::SetTimer { timer, after } => self.set_timer(node, timer, &after),
                Wish::CancelTimer(timer) => self.hosts[node.index()].timers[timer] = None,
                Wish::Broadcast { origin } => self.observed.broadcast(node, origin),
                Wish::Apply { origin, command, answer, sessions } => {
                    if !command.is_noop() {
                        self.observed.deliver(node, origin, &command);
                    }
                    let reply = self.hosts[node.index()].machine.apply(&command, sessions);
                    if let (true, Some(call), Some(reply)) = (answer, command.call(), reply) {
                        self.reply(node, call.client, call.sequence, reply);
                    }
                }
                Wish::Read { client, sequence, operation } => {
                    if let Some(reply) = self.hosts[node.index()].machine.read(&operation) {
                        self.reply(node, client, sequence, reply);
                    }
                }
                Wish::Answer { client, sequence, reply } => {
                    self.reply(node, client, sequence, reply)
                }
                Wish::Close(peer) => {
                    self.break_connection(network::pair(node, peer));
                    self.links.notice(node, peer);
                    if self.is_reached(peer, node) {
                        self.learns_of_the_end(peer, node);
                    }
                }
            }
        }
        self.scratch.wishes = wishes;
    }

    fn reply(&mut self, node: NodeId, client: ClientId, sequence: u64, reply: Reply) {
        let seen = self.observed.position(node);
        let body = Body::Reply { sequence, reply, seen };
        self.hold_or_send(node, Endpoint::Client(client), body, When::AfterSync);
    }

    fn hold_or_send(&mut self, node: NodeId, to: Endpoint, body: Body, when: When) {
        let made_in = self.steps;
        let disk = &self.hosts[node.index()].disk;
        if when == When::AfterSync && !disk.is_synced() {
            let after = disk.last_write();
            self.hosts[node.index()].held.push(Held { after, to, body, made_in });
        } else {
            self.leave(Endpoint::Node(node), to, body, made_in);
        }
    }

    /// Starts a sync of what was written, if none is under way; one that takes no time is complete at once.
    pub(super) fn begin_sync(&mut self, node: NodeId) {
        let order = self.scheduled + 1;
        let due = self.now + self.options.disk;
        if self.hosts[node.index()].disk.begin(due, order) {
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
            self.leave(Endpoint::Node(node), held.to, held.body, held.made_in);
        }
        self.scratch.inputs.push_back((node, Input::Synced(write)));
    }

    fn set_timer(&mut self, node: NodeId, timer: usize, after: &std::ops::RangeInclusive<Micros>) {
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
        host.timers[timer] = Some(armed);
    }

    /// A client's command goes to a node: at once, or as a message.
    pub(super) fn send_request(
        &mut self,
        client: ClientId,
        sequence: u64,
        operation: Operation,
        to: NodeId,
    ) {
        if let Some(length) = self.options.client_retry {
            self.scheduled += 1;
            self.clients.set_retry(client, Some((self.now + length, self.scheduled)));
        }
        let seen = self.clients.seen(client);
        if self.options.client_network {
            let body = Body::Request { sequence, operation, seen };
            self.leave(Endpoint::Client(client), Endpoint::Node(to), body, self.steps);
        } else if !self.hosts[to.index()].is_awake() {
            self.counts.lost += 1;
            self.remark(|cluster| format!("{} does not answer.", cluster.name(to)));
        } else {
            let request = Request { client, sequence, operation, seen };
            self.scratch.inputs.push_back((to, Input::Request(request)));
            self.run_inputs();
        }
    }

    /// A message leaves: it gets its number, and is in flight or lost at a cut link or on a broken connection.
    fn leave(&mut self, from: Endpoint, to: Endpoint, body: Body, sent_in: u64) {
        if let (Endpoint::Client(client), Body::Reply { sequence, reply, seen }, false) =
            (to, &body, self.options.client_network)
        {
            return self.hear(client, *sequence, reply, *seen);
        }
        self.count(&body, true);
        self.messages += 1;
        let number = self.messages;
        if let Some((sender, receiver)) = from.node().zip(to.node())
            && self.is_barred(sender, receiver)
        {
            self.counts.lost += 1;
            let is_cut = self.links.is_cut(sender, receiver);
            self.reset(sender, receiver);
            let (name, is_reply) = (kind(&body), is_reply(&body));
            if self.scratch.telling {
                let sent_in = self.steps;
                let label = MessageLabel { number, kind: name, from, to, is_reply, sent_in };
                self.scratch.stopped.push(label);
            }
            let (from, to) = (self.endpoint_name(from), self.endpoint_name(to));
            let why = match is_cut {
                true => "the link is cut",
                false => "the connection is broken",
            };
            self.remark(|_| format!("The {name} from {from} to {to} is lost: {why}."));
            return;
        }
        let ends = (from.number(), to.number());
        let latency = self.streams.length(Source::Latency(ends.0, ends.1), &self.options.latency);
        let doomed = !self.network_manual
            && self.streams.happens(Source::Loss(ends.0, ends.1), self.options.loss);
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
            && !self.is_stream()
            && self.streams.happens(Source::Duplicate(ends.0, ends.1), self.options.duplicate);
        let copy = doubled.then(|| packet.clone());
        self.schedule(packet);
        if let Some(copy) = copy {
            self.duplicate(copy);
        }
    }

    /// A second copy of a message is in flight, with a number and a delay of its own.
    pub(super) fn duplicate(&mut self, packet: Packet) {
        self.messages += 1;
        let ends = (packet.from.number(), packet.to.number());
        let latency = self.streams.length(Source::Duplicate(ends.0, ends.1), &self.options.latency);
        let (number, sent, due) = (self.messages, self.now, self.now + latency);
        self.count(&packet.body, true);
        self.schedule(Packet { number, sent, due, doomed: false, ..packet });
    }

    /// A packet takes its place among all that is scheduled; in first-in first-out order it does not overtake.
    fn schedule(&mut self, mut packet: Packet) {
        self.scheduled += 1;
        packet.order = self.scheduled;
        if self.is_fifo() {
            let ahead = self
                .in_flight
                .iter()
                .filter(|other| (other.from, other.to) == (packet.from, packet.to));
            let last = ahead.map(|other| other.due).max();
            packet.due = last.map_or(packet.due, |last| packet.due.max(last));
        }
        self.in_flight.push(packet);
    }

    pub(super) fn count(&mut self, body: &Body, sent: bool) {
        let kinds = self.kind.messages();
        let place = match body {
            Body::Protocol(letter) => kinds.iter().position(|known| *known == letter.kind()),
            Body::Request { .. } => Some(kinds.len()),
            Body::Reply { .. } => Some(kinds.len() + 1),
        };
        let counts = if sent { &mut self.counts.sent } else { &mut self.counts.delivered };
        if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
            *count += 1;
        }
    }

    /// How many messages nodes have sent to each other, lost ones included.
    pub fn sent(&self) -> u64 {
        self.counts.sent.iter().take(self.kind.messages().len()).sum()
    }

    /// Adds what the simulation itself has to say about this step; worded only when somebody looks.
    pub(super) fn remark(&mut self, words: impl FnOnce(&Cluster) -> String) {
        if self.scratch.telling {
            self.scratch.remarks.push(words(&self.environment.cluster));
        }
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
