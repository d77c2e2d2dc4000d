//! What `--json` prints and JavaScript sees: one object a step, and one with the whole state.

use super::Session;
use super::scene::{End, MessageScene, NodeScene, Scene};
use super::story;
use crate::protocol::value::Value;
use crate::sim::network::Endpoint;
use crate::sim::trace::TraceLine;
use serde::Serialize;
use serde_json::{Map, Value as Json};

/// Runs a scenario and returns what `--json` prints, or what the command line complains of.
pub fn run_to_json(text: &str) -> Result<String, String> {
    let outcome = story::run_scenario(text, "scenario", true);
    if outcome.code == 0 { Ok(outcome.json()) } else { Err(outcome.complaint) }
}

/// A table by name, in the order in which it was filled.
pub type Table = Map<String, Json>;

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Its number, from 1.
    pub step: u64,
    /// When it happened, in simulated microseconds.
    pub time_us: u64,
    /// What it was: [`crate::sim::event::EventKind::name`].
    pub event: &'static str,
    /// Who sent the message that it is about.
    pub from: Option<String>,
    /// Who was to have that message; without one, the node that it happened to.
    pub to: Option<String>,
    /// The message's name in the paper, or the name of the timer that fired.
    pub kind: Option<&'static str>,
    /// The message's number.
    pub message: Option<u64>,
    /// The rules that it carried out, by id.
    pub cited: Vec<&'static str>,
    /// What happened, and why.
    pub text: String,
    /// What happened.
    pub says: String,
    /// Why, with the numbers compared; empty where there is nothing to say.
    pub why: String,
    /// Paper and section of the rules.
    pub section: String,
}

/// The whole state after a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct State {
    /// The step.
    pub step: u64,
    /// Simulated time, in microseconds.
    pub time_us: u64,
    /// By node, its variables by the paper's names, with the values that conditions know.
    pub nodes: Table,
    /// The nodes in order, in words that all protocols share.
    pub cluster: Vec<Node>,
    /// The messages in flight, in order of number.
    #[serde(rename = "inFlight")]
    pub in_flight: Vec<Message>,
    /// The directions that are cut.
    pub cuts: Vec<Direction>,
    /// The clients that have asked, in order.
    pub clients: Vec<Client>,
    /// Whether every invariant has held so far.
    pub safe: bool,
    /// The first invariant that broke.
    pub violated: Option<&'static str>,
}

/// A node. What it is and does is known while it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// The part that it plays, where nodes are not all alike.
    pub part: Option<&'static str>,
    /// Whether it runs.
    pub up: bool,
    /// Whether its process is stopped for a while.
    pub paused: bool,
    /// Its role, by its name in scenarios.
    pub role: Option<&'static str>,
    /// Its term, ballot round or epoch.
    pub epoch: Option<u64>,
    /// Whether it leads, in the sense of the scenario's `leader`.
    pub leads: bool,
    /// One line about what it is doing.
    pub doing: Option<String>,
    /// The last place of its log that it knows to be committed together with all places before it.
    pub committed: u64,
    /// Its log, in order.
    pub log: Vec<Entry>,
    /// The timers that are set.
    pub timers: Vec<Timer>,
}

/// An entry of a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its place, from 1.
    pub index: u64,
    /// The term, ballot round or epoch under which it was accepted.
    pub epoch: u64,
    /// The whole number of which that is a part, as people write it.
    pub number: String,
    /// The command.
    pub command: String,
    /// Whether the node itself knows it to be committed.
    pub committed: bool,
}

/// A timer that is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Timer {
    /// Its name in scenarios.
    pub name: &'static str,
    /// When it fires, in simulated microseconds.
    pub due_us: u64,
}

/// A message in flight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Its number.
    pub message: u64,
    /// Its name in the paper.
    pub kind: &'static str,
    /// Who sent it.
    pub from: Option<String>,
    /// Who is to have it.
    pub to: Option<String>,
    /// When it left, in simulated microseconds.
    pub sent_us: u64,
    /// When it arrives.
    pub due_us: u64,
    /// Its fields, by the paper's names.
    pub fields: Table,
}

/// One direction of a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Direction {
    /// The node at its beginning.
    pub from: String,
    /// The node at its end.
    pub to: String,
}

/// A client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Client {
    /// Its name.
    pub name: String,
    /// Its last command.
    pub command: String,
    /// The number of that command.
    pub sequence: u64,
    /// What it heard: `done`, a value, or nothing yet.
    pub heard: Option<String>,
}

/// A told step of this session.
pub fn step(session: &Session, line: &TraceLine) -> Step {
    let event = &line.event;
    let names = session.facts().names();
    let end = |endpoint: Endpoint| match endpoint {
        Endpoint::Node(node) => names.get(node.index()).cloned().unwrap_or_default(),
        Endpoint::Client(client) => client.to_string(),
    };
    let message = event.message.as_ref();
    let here = event.node.map(|node| end(Endpoint::Node(node)));
    Step {
        step: event.step,
        time_us: event.time.0,
        event: event.kind.name(),
        from: message.map(|message| end(message.from)),
        to: message.map(|message| end(message.to)).or(here),
        kind: message.map(|message| message.kind).or(event.timer),
        message: message.map(|message| message.number),
        cited: event.citations.iter().map(|citation| citation.rule.id).collect(),
        text: match line.why.as_str() {
            "" => line.says.clone(),
            why => format!("{} {why}", line.says),
        },
        says: line.says.clone(),
        why: line.why.clone(),
        section: line.section.clone(),
    }
}

/// The state at the session's present step.
pub fn state(session: &Session) -> State {
    let scene = session.scene();
    let mut nodes = Map::new();
    for node in &scene.nodes {
        let variables = node.variables.iter();
        let variables = variables.map(|shown| (shown.name.to_string(), value(&shown.value)));
        nodes.insert(node.name.clone(), Json::Object(variables.collect()));
    }
    let name = |place: usize| scene.nodes.get(place).map(|node| node.name.clone());
    let cuts = scene.cuts.iter().filter_map(|(from, to)| {
        let (from, to) = (name(*from)?, name(*to)?);
        Some(Direction { from, to })
    });
    let clients = scene.clients.iter().map(|client| Client {
        name: client.name.clone(),
        command: client.command.clone(),
        sequence: client.sequence,
        heard: client.heard.clone(),
    });
    State {
        step: scene.step,
        time_us: scene.now.0,
        nodes,
        cluster: scene.nodes.iter().map(node).collect(),
        in_flight: scene.messages.iter().map(|message| in_flight(&scene, message)).collect(),
        cuts: cuts.collect(),
        clients: clients.collect(),
        safe: scene.broken.is_empty(),
        violated: scene.broken.first().copied(),
    }
}

fn node(node: &NodeScene) -> Node {
    let portrait = node.portrait.as_deref();
    let log = portrait.map_or(&[][..], |portrait| &portrait.log);
    let entries = log.iter().map(|cell| Entry {
        index: cell.index,
        epoch: cell.epoch,
        number: cell.number.clone(),
        command: cell.label.clone(),
        committed: cell.committed,
    });
    let timers = node.timers.iter();
    Node {
        name: node.name.clone(),
        part: node.part.map(|part| part.name),
        up: node.up,
        paused: node.paused,
        role: portrait.map(|portrait| portrait.role),
        epoch: portrait.map(|portrait| portrait.epoch),
        leads: portrait.is_some_and(|portrait| portrait.leads),
        doing: portrait.map(|portrait| portrait.doing.clone()),
        committed: portrait.map_or(0, |portrait| portrait.committed()),
        log: entries.collect(),
        timers: timers.map(|timer| Timer { name: timer.name, due_us: timer.due.0 }).collect(),
    }
}

fn in_flight(scene: &Scene, message: &MessageScene) -> Message {
    let end = |end: &End| match end {
        End::Node(place) => scene.nodes.get(*place).map(|node| node.name.clone()),
        End::Client(name) => Some(name.clone()),
    };
    let fields = message.fields.iter().map(|(name, field)| (name.to_string(), value(field)));
    Message {
        message: message.number,
        kind: message.kind,
        from: end(&message.from),
        to: end(&message.to),
        sent_us: message.sent.0,
        due_us: message.due.0,
        fields: fields.collect(),
    }
}

/// A value as conditions know it; lengths of time and words are texts.
fn value(value: &Value) -> Json {
    match value {
        Value::None => Json::Null,
        Value::Bool(truth) => Json::Bool(*truth),
        Value::Number(number) => Json::from(*number),
        Value::Duration(_) | Value::Word(_) => Json::String(value.to_string()),
        Value::List(items) => items.iter().map(self::value).collect(),
        Value::Map(entries) => Json::Object(
            entries.iter().map(|(name, entry)| (name.clone(), self::value(entry))).collect(),
        ),
    }
}
