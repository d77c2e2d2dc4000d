//! One line for each thing that happened: a sentence, its reason, and the section of the paper.

use super::event::{Event, EventKind};
use super::network::Endpoint;
use crate::protocol::cluster::Cluster;

/// A step in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceLine {
    /// The event.
    pub event: Event,
    /// What happened: one sentence a rule, in order.
    pub says: String,
    /// Why, with the numbers compared.
    pub why: String,
    /// Paper and section of the rules, or "Simulation" where no rule is cited.
    pub section: String,
}

/// What a step is marked with where no rule of a paper is carried out.
pub const SIMULATION: &str = "Simulation";

impl TraceLine {
    /// Words an event that was handled while somebody looked.
    pub fn new(event: Event, cluster: &Cluster) -> Self {
        let mut says: Vec<&str> = Vec::new();
        let mut why: Vec<&str> = Vec::new();
        let mut sections: Vec<&str> = Vec::new();
        let is_remark_first = event.citations.is_empty() || is_a_move(event.kind);
        if is_remark_first && !event.remark.is_empty() {
            says.push(&event.remark);
        }
        for citation in &event.citations {
            if !citation.because.says.is_empty() {
                says.push(&citation.because.says);
            }
            if !citation.because.why.is_empty() {
                why.push(&citation.because.why);
            }
            if !sections.contains(&citation.rule.section) {
                sections.push(citation.rule.section);
            }
        }
        // Rules that were kept without a word leave it to the simulation to say what happened.
        if says.is_empty() && !event.remark.is_empty() {
            says.push(&event.remark);
        } else if !is_remark_first && !event.remark.is_empty() {
            // That somebody fired a timer is the first reason; what else there is to say comes last.
            let is_fired = event.by_hand && event.kind == EventKind::Timer;
            let place = if is_fired { 0 } else { why.len() };
            why.insert(place, &event.remark);
        }
        let plain = plainly(&event, cluster);
        if says.is_empty() {
            says.push(&plain);
        }
        if sections.is_empty() {
            sections.push(SIMULATION);
        }
        let (says, why, section) = (says.join(" "), why.join(" "), sections.join(", "));
        TraceLine { event, says, why, section }
    }
}

/// The event alone, for steps about which neither a rule nor the simulation has anything to say.
fn plainly(event: &Event, cluster: &Cluster) -> String {
    let name = event.node.map_or("The cluster", |node| cluster.name(node));
    match (&event.message, event.timer) {
        (Some(message), _) => {
            let end = |endpoint: Endpoint| match endpoint {
                Endpoint::Node(node) => cluster.name(node).to_string(),
                Endpoint::Client(client) => client.to_string(),
            };
            format!(
                "{} has {}'s {} and does nothing with it.",
                end(message.to),
                end(message.from),
                message.kind
            )
        }
        (None, Some(timer)) => format!("{name}'s {timer} timer fires, and nothing is to be done."),
        (None, None) => format!("{name}: {}.", event.kind.name()),
    }
}

fn is_a_move(kind: EventKind) -> bool {
    !matches!(kind, EventKind::Deliver | EventKind::Timer | EventKind::Sync)
}
