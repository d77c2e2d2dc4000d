//! Steps and the messages between them, as the space-time view draws them: without any protocol's types.

use super::scene::{self, End};
use crate::protocol::cluster::{ClientId, NodeId};
use crate::protocol::inspect::{Figure, Vocabulary};
use crate::protocol::time::Micros;
use crate::sim::client::Client;
use crate::sim::event::{Event, EventKind, MessageLabel};
use crate::sim::history::History;
use crate::sim::network::{Body, CLIENT_NETWORK};
use crate::sim::trace::TraceLine;
use crate::sim::world::{CLIENT_KINDS, World};

/// A part of a line: what each node was before it, its steps, and the messages that touch it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weave {
    /// What the number of a leader is called: `term`.
    pub epoch: &'static str,
    /// The nodes' names.
    pub names: Vec<String>,
    /// What each node was before the first step.
    pub before: Vec<Guise>,
    /// The steps, in order and without a gap.
    pub steps: Vec<Knot>,
    /// The messages that were in flight at some time in it, in order of number; first what clients said and heard at once.
    pub flights: Vec<Flight>,
}

/// What a node is at some instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guise {
    /// The role's name; `crashed` for a node that does not run.
    pub role: &'static str,
    /// The role's shape; none for a node that does not run.
    pub figure: Option<Figure>,
    /// The term, ballot or epoch.
    pub epoch: u64,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knot {
    /// Its number.
    pub step: u64,
    /// When it happened.
    pub time: Micros,
    /// What it was.
    pub kind: EventKind,
    /// The node that it happened to, by place; of a link, one of its ends.
    pub node: usize,
    /// What the node is after it.
    pub guise: Guise,
    /// Whether a person did it.
    pub by_hand: bool,
    /// Whether a command was committed in it that nobody had committed before.
    pub committed: bool,
    /// A few words where it matters: a client's command, a new role, a commit, what a person did.
    pub label: String,
    /// What happened, in a sentence.
    pub says: String,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flight {
    /// Its number; 0 where a client and a node speak without the network between them.
    pub number: u64,
    /// Its name in the paper.
    pub kind: &'static str,
    /// The field or two that matter most; empty if it was lost before anybody could look at it.
    pub summary: String,
    /// The sender.
    pub from: End,
    /// The receiver.
    pub to: End,
    /// The step in which it left.
    pub sent_in: u64,
    /// Whether it answers another message.
    pub is_reply: bool,
    /// The term, ballot or epoch that its sender was in.
    pub epoch: u64,
    /// What became of it.
    pub end: FlightEnd,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlightEnd {
    /// It is under way.
    Open,
    /// It arrived in this step.
    Arrived(u64),
    /// It was lost in this step.
    Lost(u64),
}

/// The steps `from..=to` of the present line.
pub fn weave(history: &History, from: u64, to: u64) -> Weave {
    let mut weaver = Weaver::default();
    history.visit(from, to, &mut |world, event| match event {
        None => weaver.begin(world),
        Some(event) => weaver.step(world, event),
    });
    if weaver.weave.names.is_empty() {
        weaver.begin(history.world());
    }
    weaver.weave
}

#[derive(Default)]
struct Weaver {
    weave: Weave,
    cuts: Vec<(NodeId, NodeId)>,
    /// The highest number of a message seen so far.
    known: u64,
}

impl Weaver {
    fn begin(&mut self, world: &World) {
        self.weave.epoch = world.kind().vocabulary().epoch;
        self.weave.names = world.cluster().names().to_vec();
        self.weave.before = world.cluster().nodes().map(|node| guise(world, node, None)).collect();
        self.cuts = world.links().cuts().collect();
        self.open_flights(world);
    }

    /// Takes down what is in flight and not known yet.
    fn open_flights(&mut self, world: &World) {
        let known = self.known;
        let new = world.in_flight().iter().zip(world.labels());
        for (packet, label) in new.filter(|(packet, _)| packet.number > known) {
            let epoch = match &packet.body {
                Body::Protocol(letter) => letter.epoch(),
                _ => 0,
            };
            self.known = self.known.max(label.number);
            let summary = scene::summary(world, &packet.body);
            self.weave.flights.push(Flight { summary, ..flight(&label, epoch, FlightEnd::Open) });
        }
    }

    /// Takes down what clients said and heard in a step without the network between them and the nodes.
    fn speak(&mut self, world: &World, event: &Event) {
        let travels = world.settings().switch(&CLIENT_NETWORK);
        let Some(node) = event.node.filter(|_| !travels) else { return };
        let spoken = |client: ClientId, is_reply: bool, summary: String| {
            let mut ends = [End::Client(client.to_string()), End::Node(node.index())];
            if is_reply {
                ends.reverse();
            }
            let [from, to] = ends;
            let (sent_in, end) = (event.step, FlightEnd::Arrived(event.step));
            let kind = CLIENT_KINDS[usize::from(is_reply)];
            Flight { number: 0, kind, summary, from, to, sent_in, is_reply, epoch: 0, end }
        };
        let asks = matches!(event.kind, EventKind::Request | EventKind::Retry);
        let asked = world.clients().iter().filter(|(_, it)| asks && it.sent_in == event.step);
        let asked = asked.map(|(id, client)| spoken(id, false, client.operation.to_string()));
        let heard = world.clients().heard_in(event.step).into_iter();
        let heard = heard.map(|(id, reply)| spoken(id, true, scene::heard(reply)));
        let place = self.weave.flights.partition_point(|flight| flight.number == 0);
        self.weave.flights.splice(place..place, asked.chain(heard));
    }

    fn step(&mut self, world: &World, event: Event) {
        let cuts: Vec<_> = world.links().cuts().collect();
        let changed = cuts.iter().find(|cut| !self.cuts.contains(cut));
        let changed = changed.or_else(|| self.cuts.iter().find(|cut| !cuts.contains(cut)));
        let node = event.node.or(changed.map(|(_, to)| *to)).unwrap_or(NodeId(0));
        self.cuts = cuts;
        let before = self.guise_of(node.index());
        let after = guise(world, node, before);
        self.close_flights(world, &event);
        self.speak(world, &event);
        self.open_flights(world);
        for label in &event.stopped {
            let lost = FlightEnd::Lost(event.step);
            self.known = self.known.max(label.number);
            let flights = &mut self.weave.flights;
            let place = flights.partition_point(|known| known.number < label.number);
            flights.insert(place, flight(label, after.epoch, lost));
        }
        let label = label(world, &event, node, before, after);
        let (step, time, kind) = (event.step, event.time, event.kind);
        let (by_hand, committed) = (event.by_hand, event.committed);
        let says = TraceLine::new(event, world.cluster()).says;
        let node = node.index();
        let guise = after;
        self.weave.steps.push(Knot {
            step,
            time,
            kind,
            node,
            guise,
            by_hand,
            committed,
            label,
            says,
        });
    }

    fn guise_of(&self, node: usize) -> Option<Guise> {
        let last = self.weave.steps.iter().rfind(|knot| knot.node == node);
        last.map(|knot| knot.guise).or(self.weave.before.get(node).copied())
    }

    /// What is no longer in flight arrived, or was lost.
    fn close_flights(&mut self, world: &World, event: &Event) {
        let in_flight = world.in_flight();
        for flight in &mut self.weave.flights {
            let is_gone = || in_flight.iter().all(|packet| packet.number != flight.number);
            if flight.end == FlightEnd::Open && is_gone() {
                let is_meant = event.message.as_ref().is_some_and(|it| it.number == flight.number);
                flight.end = if is_meant && event.kind == EventKind::Deliver {
                    FlightEnd::Arrived(event.step)
                } else {
                    FlightEnd::Lost(event.step)
                };
            }
        }
    }
}

fn flight(label: &MessageLabel, epoch: u64, end: FlightEnd) -> Flight {
    let MessageLabel { number, kind, from, to, is_reply, sent_in } = *label;
    let (from, to) = (scene::end(from), scene::end(to));
    Flight { number, kind, summary: String::new(), from, to, sent_in, is_reply, epoch, end }
}

/// What a node is; its shape is asked for only when its role is another than before.
fn guise(world: &World, node: NodeId, before: Option<Guise>) -> Guise {
    let Some(standing) = world.standing(node) else {
        return Guise { role: "crashed", figure: None, epoch: 0 };
    };
    let figure = match before.filter(|before| before.role == standing.role) {
        Some(before) => before.figure,
        None => world.portrait(node).map(|portrait| portrait.figure),
    };
    Guise { role: standing.role, figure, epoch: standing.epoch }
}

fn label(
    world: &World,
    event: &Event,
    node: NodeId,
    before: Option<Guise>,
    after: Guise,
) -> String {
    let asked = |(_, client): &(_, &Client)| client.sent_in == event.step;
    match event.kind {
        EventKind::Request | EventKind::Retry => {
            let client = world.clients().iter().find(asked);
            return client.map_or_else(String::new, |(id, it)| format!("{id}: {}", it.operation));
        }
        EventKind::Cut
        | EventKind::Heal
        | EventKind::Crash
        | EventKind::Restart
        | EventKind::Wipe
        | EventKind::Elect => {
            let first = event.remark.split(". ").next().unwrap_or_default();
            return first.trim_end_matches('.').to_string();
        }
        _ => {}
    }
    if event.committed {
        let log = world.portrait(node).map(|portrait| portrait.log).unwrap_or_default();
        let last = log.iter().rfind(|cell| cell.committed);
        let Vocabulary { place, decided, .. } = world.kind().vocabulary();
        return last.map_or_else(String::new, |cell| format!("{place} {} {decided}", cell.index));
    }
    let is_new = before.is_none_or(|before| before.role != after.role);
    match after.figure {
        Some(figure) if is_new && figure != Figure::Circle => {
            format!("{}, {}{}", after.role, world.kind().vocabulary().letter, after.epoch)
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols;
    use crate::scenario::parse::{parse, parse_statement};
    use crate::session::Session;

    fn session() -> Session {
        let scenario = parse("cluster raft 5\nseed 7\n").expect("a set-up");
        let mut session = protocols::open(&scenario).expect("a session");
        for line in ["step 30", "cut A-B", "step 30", "crash C", "step 40"] {
            session.perform(&parse_statement(line).expect(line)).expect(line);
        }
        session
    }

    #[test]
    fn a_part_of_a_line_agrees_with_its_records() {
        let session = session();
        let records = session.records().concat();
        let weave = session.weave(20, 90);
        assert_eq!(weave.steps.len(), 71);
        for knot in &weave.steps {
            let record = records[knot.step as usize - 1];
            assert_eq!(
                (knot.time, knot.kind, knot.by_hand),
                (record.time, record.kind, record.by_hand)
            );
            assert!(
                record.node == crate::sim::history::NOBODY || usize::from(record.node) == knot.node
            );
            assert!(!knot.says.is_empty());
        }
    }

    #[test]
    fn messages_begin_and_end_where_the_steps_say() {
        let session = session();
        let records = session.records().concat();
        let weave = session.weave(20, 90);
        for flight in weave.flights.iter().filter(|flight| flight.sent_in > 0) {
            let sender = records[flight.sent_in as usize - 1];
            assert_eq!(End::Node(usize::from(sender.node)), flight.from, "{flight:?}");
            assert!(!flight.summary.is_empty() || matches!(flight.end, FlightEnd::Lost(_)));
            if let FlightEnd::Arrived(step) = flight.end {
                let arrived = records[step as usize - 1];
                assert_eq!(
                    (End::Node(usize::from(arrived.node)), u64::from(arrived.cause)),
                    (flight.to.clone(), flight.sent_in)
                );
            }
        }
        let lost = |flight: &&Flight| matches!(flight.end, FlightEnd::Lost(_));
        assert!(weave.flights.iter().filter(lost).count() > 0, "messages over the cut link");
        let numbers: Vec<u64> = weave.flights.iter().map(|flight| flight.number).collect();
        assert!(numbers.is_sorted_by(|one, other| one < other));
    }

    #[test]
    fn clients_speak_at_once_or_over_the_network() {
        let told = |set: &str| {
            let text = format!("cluster raft 3\nseed 7\n{set}");
            let mut session = protocols::open(&parse(&text).expect("a set-up")).expect("a session");
            for line in ["run until leader != none", "request x=1 as c2", "run 100ms"] {
                session.perform(&parse_statement(line).expect(line)).expect(line);
            }
            let flights = session.weave(1, session.last_step()).flights;
            let is_client = |end: &End| *end == End::Client("c2".to_string());
            let flights = flights.into_iter();
            flights.filter(|it| is_client(&it.from) || is_client(&it.to)).collect::<Vec<_>>()
        };
        for (set, at_once) in [("", true), ("set client-network on\n", false)] {
            let spoken = told(set);
            let words = spoken.iter().map(|it| (it.kind, &*it.summary, it.is_reply));
            let expected = [("Request", "x=1", false), ("Reply", "done", true)];
            assert_eq!(words.collect::<Vec<_>>(), expected);
            for flight in &spoken {
                assert_eq!(flight.end == FlightEnd::Arrived(flight.sent_in), at_once);
                assert_eq!(flight.number == 0, at_once);
            }
        }
    }

    #[test]
    fn nothing_recorded_is_an_empty_part() {
        let scenario = parse("cluster raft 3\nseed 7\n").expect("a set-up");
        let weave = protocols::open(&scenario).expect("a session").weave(1, 10);
        assert_eq!((weave.names.len(), weave.before.len(), weave.steps.len()), (3, 3, 0));
    }
}
