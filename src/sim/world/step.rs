//! What happens next, and handling it.

use super::*;

/// The next thing that is due, in order of (time, number).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    Message(usize),
    Timer(NodeId, usize),
    Sync(NodeId),
    Retry(ClientId),
}

impl World {
    /// When the next event happens by itself; none when nothing is left to happen.
    pub fn next_due(&self) -> Option<Micros> {
        self.next().map(|((due, _), _)| due.max(self.now))
    }

    pub(super) fn advance_now(&mut self, telling: bool) -> Option<Event> {
        let ((at, _), due) = self.next()?;
        self.now = self.now.max(at);
        self.scratch.telling = telling;
        Some(match due {
            Due::Message(place) => self.arrive(place, false),
            Due::Timer(node, timer) => self.fire(node, timer, false),
            Due::Sync(node) => self.complete_sync(node, false),
            Due::Retry(client) => self.retry(client, None),
        })
    }

    pub(super) fn next(&self) -> Option<((Micros, u64), Due)> {
        let mut first: Option<((Micros, u64), Due)> = None;
        let mut consider = |key: (Micros, u64), due: Due| {
            if first.as_ref().is_none_or(|(least, _)| key < *least) {
                first = Some((key, due));
            }
        };
        if !self.network_manual {
            for (place, packet) in self.in_flight.iter().enumerate() {
                if !self.waits_at_the_door(packet) {
                    consider((packet.due, packet.order), Due::Message(place));
                }
            }
        }
        for (index, host) in self.hosts.iter().enumerate() {
            let node = NodeId(index as u8);
            if !host.is_awake() {
                continue;
            }
            if let Some(sync) = &host.disk.syncing {
                consider((sync.due, sync.order), Due::Sync(node));
            }
            if !self.timers_manual {
                for (timer, armed) in host.timers.iter().enumerate() {
                    if let Some(armed) = armed {
                        consider((armed.due, armed.order), Due::Timer(node, timer));
                    }
                }
            }
        }
        if !self.timers_manual && self.options.client_retry.is_some() {
            for (id, client) in self.clients.iter() {
                if let Some(key) = client.retry {
                    consider(key, Due::Retry(id));
                }
            }
        }
        first
    }

    /// A paused process handles nothing: its messages wait.
    pub(super) fn waits_at_the_door(&self, packet: &Packet) -> bool {
        packet.to.node().is_some_and(|node| self.hosts[node.index()].paused)
    }

    /// A message reaches the end of its way: it is handed over, or lost there.
    pub(super) fn arrive(&mut self, place: usize, by_hand: bool) -> Event {
        let packet = self.in_flight.remove(place);
        let label = label(&packet);
        let receiver = packet.to.node();
        let down = receiver.is_some_and(|node| self.hosts[node.index()].process.is_none());
        let cause = Cause::Step(packet.sent_in);
        if down || (packet.doomed && !by_hand) {
            let mut event = self.begin(EventKind::Lose, receiver, cause, by_hand);
            self.counts.lost += 1;
            let to = self.endpoint_name(packet.to);
            let why =
                if down { format!("{to} is down.") } else { "The network lost it.".to_string() };
            self.remark(|_| format!("The {} to {to} is lost. {why}", label.kind));
            if self.breaks_connections()
                && let Some(pair) = nodes_of(&packet)
            {
                self.break_connection(pair);
            }
            event.message = Some(label);
            return self.finish(event);
        }
        let mut event = self.begin(EventKind::Deliver, receiver, cause, by_hand);
        event.message = Some(label);
        self.hand_over(packet);
        self.finish(event)
    }

    /// The receiver handles a message.
    fn hand_over(&mut self, packet: Packet) {
        self.count(&packet.body, false);
        match (packet.to, packet.from, packet.body) {
            (Endpoint::Node(node), Endpoint::Node(from), Body::Protocol(letter)) => {
                if let Some(conduct) = self.kind.conduct().get() {
                    conduct.overhear(&mut self.ghost, node, &letter);
                }
                self.scratch.inputs.push_back((node, Input::Message { from, letter }));
            }
            (
                Endpoint::Node(node),
                Endpoint::Client(client),
                Body::Request { sequence, operation, seen },
            ) => {
                let request = Request { client, sequence, operation, seen };
                self.scratch.inputs.push_back((node, Input::Request(request)));
            }
            (Endpoint::Client(client), _, Body::Reply { sequence, reply, seen }) => {
                self.hear(client, sequence, &reply, seen)
            }
            _ => unreachable!("a client was sent what only a node handles, or the other way round"),
        }
        self.run_inputs();
    }

    /// A client hears something of a node that has applied so many commands.
    pub(super) fn hear(&mut self, client: ClientId, sequence: u64, reply: &Reply, applied: u64) {
        let step = self.steps;
        self.clients.hear(client, sequence, reply, applied, step);
        self.remark(|cluster| match reply {
            Reply::Done => format!("{client} hears that command {sequence} is done."),
            Reply::Value(Some(value)) => format!("{client} hears that the value is {value}."),
            Reply::Value(None) => format!("{client} hears that there is no value."),
            Reply::NotLeader(Some(leader)) => {
                format!("{client} hears that {} leads.", cluster.name(*leader))
            }
            Reply::NotLeader(None) => {
                format!("{client} hears that the node does not lead and knows of no leader.")
            }
        });
    }

    /// A timer fires.
    pub(super) fn fire(&mut self, node: NodeId, timer: usize, by_hand: bool) -> Event {
        let armed = self.hosts[node.index()].timers[timer].take();
        let cause = armed.map_or(Cause::You, |armed| Cause::Step(armed.set_in));
        let mut event = self.begin(EventKind::Timer, Some(node), cause, by_hand);
        let name = self.kind.timer(timer).name;
        event.timer = Some(name);
        if by_hand {
            self.remark(|cluster| match armed {
                Some(armed) => {
                    let due = armed.due;
                    format!(
                        "You fired {}'s {name} timer, which was due at {due}.",
                        cluster.name(node)
                    )
                }
                None => format!("You fired {}'s {name} timer.", cluster.name(node)),
            });
        }
        self.scratch.inputs.push_back((node, Input::Timer(timer)));
        self.run_inputs();
        self.finish(event)
    }

    /// The disk has what it was given: held messages leave, and the node hears of it.
    pub(super) fn complete_sync(&mut self, node: NodeId, by_hand: bool) -> Event {
        let syncing = self.hosts[node.index()].disk.syncing.as_ref();
        let cause = Cause::Step(syncing.map_or(0, |sync| sync.written_in));
        let event = self.begin(EventKind::Sync, Some(node), cause, by_hand);
        self.remark(|cluster| format!("{}'s disk has all that it was given.", cluster.name(node)));
        self.disk_completes(node);
        self.begin_sync(node);
        self.run_inputs();
        self.finish(event)
    }

    /// A client sends its last command again; to where it was told, unless somebody says otherwise.
    pub(super) fn retry(&mut self, client: ClientId, to: Option<NodeId>) -> Event {
        let known = self.clients.get(client).map(|state| (state.target, state.sent_in));
        let (target, sent_in) = known.unwrap_or((NodeId(0), 0));
        let target = match to {
            Some(node) => node,
            // What it was told was of no use: it asks the next node in turn.
            None if self.hosts[target.index()].process.is_none() => {
                NodeId(((target.index() + 1) % self.hosts.len()) as u8)
            }
            None => target,
        };
        let cause = Cause::Step(sent_in);
        let event = self.begin(EventKind::Retry, Some(target), cause, to.is_some());
        let step = self.steps;
        let again = self
            .clients
            .ask_again(client, target, step)
            .map(|state| (state.sequence, state.operation.clone()));
        if let Some((sequence, operation)) = again {
            self.remark(|cluster| {
                format!("{client} sends {operation} again, to {}.", cluster.name(target))
            });
            self.send_request(client, sequence, operation, target);
        }
        self.finish(event)
    }

    /// Opens an event. Every event is a step.
    pub(super) fn begin(
        &mut self,
        kind: EventKind,
        node: Option<NodeId>,
        cause: Cause,
        by_hand: bool,
    ) -> Event {
        self.watch();
        self.steps += 1;
        self.scratch.committed_before = self.observed.committed_len();
        Event {
            step: self.steps,
            time: self.now,
            kind,
            node,
            message: None,
            timer: None,
            cause,
            by_hand,
            citations: Vec::new(),
            remark: String::new(),
            broke: Vec::new(),
            changed: false,
            stopped: Vec::new(),
            elected: false,
            committed: false,
        }
    }

    /// Closes an event: invariants are checked, ghosts brought up to date, and what was gathered goes into it.
    pub(super) fn finish(&mut self, mut event: Event) -> Event {
        event.elected = self.settle_step();
        event.changed = event.node.is_some_and(|node| {
            let variables = &self.hosts[node.index()].variables;
            variables.iter().any(|(_, written_in)| *written_in == event.step)
        });
        event.committed = self.observed.committed_len() > self.scratch.committed_before;
        event.citations = std::mem::take(&mut self.scratch.citations);
        event.stopped = std::mem::take(&mut self.scratch.stopped);
        event.remark = self.scratch.remarks.join(" ");
        self.scratch.remarks.clear();
        let broken_now = self.breaches.iter().filter(|breach| breach.step == event.step);
        event.broke = broken_now.map(|breach| breach.invariant).collect();
        event
    }
}

pub(super) fn label(packet: &Packet) -> MessageLabel {
    MessageLabel {
        number: packet.number,
        kind: kind(&packet.body),
        from: packet.from,
        to: packet.to,
        is_reply: is_reply(&packet.body),
        sent_in: packet.sent_in,
    }
}

pub(super) fn is_reply(body: &Body) -> bool {
    match body {
        Body::Protocol(letter) => letter.is_reply(),
        Body::Request { .. } => false,
        Body::Reply { .. } => true,
    }
}

pub(super) fn kind(body: &Body) -> &'static str {
    match body {
        Body::Protocol(letter) => letter.kind(),
        Body::Request { .. } => CLIENT_KINDS[0],
        Body::Reply { .. } => CLIENT_KINDS[1],
    }
}

pub(super) fn nodes_of(packet: &Packet) -> Option<(NodeId, NodeId)> {
    Some((packet.from.node()?, packet.to.node()?))
}
