//! What `--json` prints: one object a step, and a last one with the whole final state.

use super::Session;
use super::scene::{End, MessageScene};
use super::story;
use crate::protocol::value::Value;
use crate::sim::network::Endpoint;
use crate::sim::trace::TraceLine;
use serde_json::{Map, Value as Json, json};

/// Runs a scenario and returns what `--json` prints, or what the command line complains of.
pub fn run_to_json(text: &str) -> Result<String, String> {
    let outcome = story::run_scenario(text, "scenario", true);
    if outcome.code == 0 { Ok(outcome.json) } else { Err(outcome.complaint) }
}

/// One step as a line.
pub fn step_line(session: &Session, line: &TraceLine) -> String {
    let event = &line.event;
    let names = session.facts().names();
    let end = |endpoint: Endpoint| match endpoint {
        Endpoint::Node(node) => names.get(node.index()).cloned().unwrap_or_default(),
        Endpoint::Client(client) => client.to_string(),
    };
    let message = event.message.as_ref();
    let here = event.node.map(|node| end(Endpoint::Node(node)));
    let cited: Vec<&str> = event.citations.iter().map(|citation| citation.rule.id).collect();
    let text = match line.why.as_str() {
        "" => line.says.clone(),
        why => format!("{} {why}", line.says),
    };
    json!({
        "step": event.step,
        "time_us": event.time.0,
        "event": event.kind.name(),
        "from": message.map(|message| end(message.from)),
        "to": message.map(|message| end(message.to)).or(here),
        "kind": message.map(|message| message.kind).or(event.timer),
        "message": message.map(|message| message.number),
        "cited": cited,
        "text": text,
    })
    .to_string()
}

/// The state at the end as a line.
pub fn final_line(session: &Session) -> String {
    let scene = session.scene();
    let mut nodes = Map::new();
    for node in &scene.nodes {
        let variables = node.variables.iter();
        let variables = variables.map(|shown| (shown.name.to_string(), value(&shown.value)));
        nodes.insert(node.name.clone(), Json::Object(variables.collect()));
    }
    let end = |end: &End| match end {
        End::Node(place) => scene.nodes.get(*place).map(|node| node.name.clone()),
        End::Client(name) => Some(name.clone()),
    };
    let in_flight = |message: &MessageScene| {
        let fields = message.fields.iter().map(|(name, field)| (name.to_string(), value(field)));
        json!({
            "message": message.number,
            "kind": message.kind,
            "from": end(&message.from),
            "to": end(&message.to),
            "sent_us": message.sent.0,
            "due_us": message.due.0,
            "fields": Json::Object(fields.collect()),
        })
    };
    json!({
        "final": true,
        "time_us": scene.now.0,
        "nodes": nodes,
        "inFlight": scene.messages.iter().map(in_flight).collect::<Vec<Json>>(),
        "safe": scene.broken.is_empty(),
        "violated": scene.broken.first(),
    })
    .to_string()
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
