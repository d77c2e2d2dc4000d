//! From the words of a move to what they mean: messages in flight, link directions, clients and commands.

use super::Refusal;
use crate::protocol::Workload;
use crate::protocol::cluster::{ClientId, Cluster, NodeId};
use crate::protocol::command::Operation;
use crate::scenario::command::CommandText;
use crate::scenario::phrase::{End, Link, Selector};
use crate::scenario::statement::Statement;
use crate::scenario::word::{Word, unknown};
use crate::sim::event::MessageLabel;
use crate::sim::network::Endpoint;
use crate::sim::world::{CLIENT_KINDS, World};

/// The client that asks when a line names none.
pub const USUAL_CLIENT: ClientId = ClientId(1);

/// The one node with this name, or who there is.
pub fn node(cluster: &Cluster, word: &Word) -> Result<NodeId, Refusal> {
    cluster
        .node(&word.text)
        .ok_or_else(|| Refusal::text(word, unknown("node", &word.text, cluster.names())))
}

/// The numbers of the messages that a selector means, in order. None is an error unless it says `all`.
pub fn messages(world: &World, selector: &Selector) -> Result<Vec<u64>, Refusal> {
    let in_flight: Vec<MessageLabel> = world.labels().collect();
    let (link, kind, all) = match selector {
        Selector::All => return Ok(in_flight.iter().map(|label| label.number).collect()),
        Selector::Number(number) => return Ok(vec![*number]),
        Selector::Link { link, kind, all } => (link, kind.as_ref(), *all),
    };
    if let Some(kind) = kind {
        let kinds: Vec<&str> =
            world.kind().messages().iter().chain(CLIENT_KINDS).copied().collect();
        if !kinds.contains(&kind.text.as_str()) {
            return Err(Refusal::text(kind, unknown("message", &kind.text, &kinds)));
        }
    }
    let (from, to) = (end(world.cluster(), &link.from)?, end(world.cluster(), &link.to)?);
    let is = |wanted: Option<Endpoint>, actual: Endpoint| wanted.is_none_or(|end| end == actual);
    let matches = |label: &&MessageLabel| {
        let forth = is(from, label.from) && is(to, label.to);
        let back = link.both_ways && is(from, label.to) && is(to, label.from);
        (forth || back) && kind.is_none_or(|kind| kind.text == label.kind)
    };
    let mut numbers: Vec<u64> =
        in_flight.iter().filter(matches).map(|label| label.number).collect();
    if !all {
        numbers.truncate(1);
        if numbers.is_empty() {
            let there = listed(world, &in_flight);
            return Err(Refusal::impossible(format!(
                "no message {selector} is in flight; in flight: {there}"
            )));
        }
    }
    Ok(numbers)
}

/// How many messages a complaint lists.
const LISTED: usize = 8;

fn listed(world: &World, in_flight: &[MessageLabel]) -> String {
    let end = |endpoint: Endpoint| match endpoint {
        Endpoint::Node(node) => world.cluster().name(node).to_string(),
        Endpoint::Client(client) => client.to_string(),
    };
    let mut said: Vec<String> = in_flight
        .iter()
        .take(LISTED)
        .map(|label| {
            format!("#{} {}->{} {}", label.number, end(label.from), end(label.to), label.kind)
        })
        .collect();
    match in_flight.len() {
        0 => return "nothing".to_string(),
        many if many > LISTED => said.push(format!("and {} more", many - LISTED)),
        _ => {}
    }
    said.join(", ")
}

/// The value that a node is told to propose: one word that does not mean nothing.
pub fn proposed(value: &Word) -> Result<Operation, Refusal> {
    let text = &value.text;
    match text.is_empty() || text.contains(char::is_whitespace) || text == "none" {
        true => Err(Refusal::text(value, "a value is one word, and \"none\" is the lack of one")),
        false => Ok(Operation::Word(text.clone())),
    }
}

/// Whether the protocol's work comes in this way, or what to write instead.
pub fn check_workload(world: &World, statement: &Statement) -> Result<(), Refusal> {
    let (kind, cluster) = (world.kind(), world.cluster());
    let title = kind.title();
    match (statement, kind.workload()) {
        (Statement::Propose { .. }, Workload::Requests) => Err(Refusal::whole(format!(
            "propose is for protocols with proposers, and {title} has none: write `request x=1`"
        ))),
        (Statement::Request { .. } | Statement::Retry(_), Workload::Proposals(part)) => {
            let proposer = cluster.playing(part).next().map_or("P1", |node| cluster.name(node));
            Err(Refusal::whole(format!(
                "{title} has no clients that send commands: write `propose {proposer} value_X`"
            )))
        }
        _ => Ok(()),
    }
}

/// One end of a selector: nothing for `*`, a node, or a client where no node has that name.
fn end(cluster: &Cluster, end: &End) -> Result<Option<Endpoint>, Refusal> {
    match end {
        End::Any => Ok(None),
        End::Node(word) => match (cluster.node(&word.text), client_of(&word.text)) {
            (None, Some(client)) => Ok(Some(Endpoint::Client(client))),
            _ => node(cluster, word).map(|node| Some(Endpoint::Node(node))),
        },
    }
}

/// The directions that links mean, each once; `*` is every other node.
pub fn directions(cluster: &Cluster, links: &[Link]) -> Result<Vec<(NodeId, NodeId)>, Refusal> {
    let mut directions = Vec::new();
    for link in links {
        for direction in of_link(cluster, link)? {
            if !directions.contains(&direction) {
                directions.push(direction);
            }
        }
    }
    Ok(directions)
}

/// The directions that one link means.
pub fn of_link(cluster: &Cluster, link: &Link) -> Result<Vec<(NodeId, NodeId)>, Refusal> {
    let nodes = |end: &End| match end {
        End::Any => Ok(cluster.nodes().collect()),
        End::Node(word) => node(cluster, word).map(|node| vec![node]),
    };
    let (from, to): (Vec<NodeId>, Vec<NodeId>) = (nodes(&link.from)?, nodes(&link.to)?);
    let mut directions = Vec::new();
    for a in &from {
        for b in to.iter().filter(|b| *b != a) {
            directions.push((*a, *b));
            if link.both_ways {
                directions.push((*b, *a));
            }
        }
    }
    if directions.is_empty() {
        return Err(Refusal::impossible(format!("{link} joins no two nodes")));
    }
    Ok(directions)
}

/// The directions between groups; nodes not named form one further group.
pub fn between(cluster: &Cluster, groups: &[Vec<Word>]) -> Result<Vec<(NodeId, NodeId)>, Refusal> {
    let mut group_of = vec![groups.len(); cluster.size()];
    for (place, group) in groups.iter().enumerate() {
        for word in group {
            group_of[node(cluster, word)?.index()] = place;
        }
    }
    let pairs = cluster.nodes().flat_map(|a| cluster.others(a).map(move |b| (a, b)));
    Ok(pairs.filter(|(a, b)| group_of[a.index()] != group_of[b.index()]).collect())
}

/// The client that a word names.
pub fn client(word: &Word) -> Result<ClientId, Refusal> {
    client_of(&word.text).ok_or_else(|| {
        Refusal::text(word, format!("\"{word}\" is not a client: clients are c1, c2 and so on"))
    })
}

fn client_of(text: &str) -> Option<ClientId> {
    let number: u16 = text.strip_prefix('c')?.parse().ok()?;
    (number > 0 && format!("c{number}") == text).then_some(ClientId(number))
}

/// What a client asks for.
pub fn operation(command: &CommandText) -> Result<Operation, Refusal> {
    match command {
        CommandText::Operation(operation) => Ok(operation.clone()),
        CommandText::Config(_) => {
            Err(Refusal::whole("no client asks for a configuration: use reconfigure"))
        }
    }
}
