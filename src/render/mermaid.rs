//! A sequence diagram in Mermaid's words: what was said between nodes and clients, and what came of it.
//!
//! An arrow stands where its message arrived or was lost, so that the lines are in the order of the steps.

use super::still::heading;
use crate::session::Session;
use crate::session::scene::End;
use crate::session::weave::{Flight, FlightEnd, Knot, Weave};
use crate::sim::event::EventKind;
use std::fmt::Write;

/// Words of Mermaid's own that a node's name could be; such a node goes by another name.
const RESERVED: &[&str] = &[
    "activate",
    "actor",
    "alt",
    "and",
    "as",
    "autonumber",
    "box",
    "break",
    "create",
    "critical",
    "else",
    "end",
    "left",
    "link",
    "links",
    "loop",
    "note",
    "off",
    "opt",
    "option",
    "over",
    "par",
    "rect",
    "right",
    "title",
];

/// The steps from this one to the present: an arrow a message, a note where a node took another role, where a command was
/// committed, and where a person meddled. What is in flight at present comes last.
pub fn sequence(session: &Session, from: u64) -> String {
    let to = session.position();
    let weave = session.weave(from, to);
    let mut clients: Vec<&str> = Vec::new();
    for end in weave.flights.iter().flat_map(|flight| [&flight.from, &flight.to]) {
        if let End::Client(name) = end
            && !clients.contains(&&**name)
        {
            clients.push(name);
        }
    }
    clients.sort_unstable();
    let mut diagram = Diagram { weave: &weave, text: "sequenceDiagram\n".to_string() };
    diagram.line("accTitle: ", heading(session));
    clients.iter().for_each(|name| diagram.participant("actor", name));
    weave.names.iter().for_each(|name| diagram.participant("participant", name));
    for knot in &weave.steps {
        diagram.step(knot);
    }
    for flight in weave.flights.iter().filter(|flight| flight.end == FlightEnd::Open) {
        diagram.arrow(flight, ")", ", in flight");
    }
    diagram.text
}

/// A diagram in the making.
struct Diagram<'a> {
    weave: &'a Weave,
    text: String,
}

impl Diagram<'_> {
    fn line(&mut self, start: &str, words: &str) {
        let _ = writeln!(self.text, "    {start}{}", escaped(words));
    }

    fn participant(&mut self, kind: &str, name: &str) {
        let known = known_as(name);
        let alias = if known == name { String::new() } else { format!(" as {name}") };
        let _ = writeln!(self.text, "    {kind} {known}{alias}");
    }

    fn name(&self, end: &End) -> String {
        match end {
            End::Node(place) => {
                self.weave.names.get(*place).map_or_else(String::new, |it| known_as(it))
            }
            End::Client(name) => known_as(name),
        }
    }

    /// What arrived or was lost in a step, and what came of it.
    fn step(&mut self, knot: &Knot) {
        let (weave, step) = (self.weave, knot.step);
        let ended = |end: FlightEnd| weave.flights.iter().filter(move |flight| flight.end == end);
        // What a client hears at once comes of the step.
        let (answers, asks): (Vec<_>, Vec<_>) = ended(FlightEnd::Arrived(step))
            .partition(|flight| flight.number == 0 && flight.is_reply);
        asks.into_iter().for_each(|flight| self.arrow(flight, ">>", ""));
        ended(FlightEnd::Lost(step)).for_each(|flight| self.arrow(flight, "x", ""));
        if let Some(words) = note(knot) {
            let node = self.name(&End::Node(knot.node));
            self.line(&format!("Note over {node}: "), words);
        }
        answers.into_iter().for_each(|flight| self.arrow(flight, ">>", ""));
    }

    fn arrow(&mut self, flight: &Flight, head: &str, after: &str) {
        let line = if flight.is_reply { "--" } else { "-" };
        let (from, to) = (self.name(&flight.from), self.name(&flight.to));
        let words = format!("{} {}", flight.kind, flight.summary);
        self.line(&format!("{from}{line}{head}{to}: "), &format!("{}{after}", words.trim_end()));
    }
}

/// The words of a note, where a step needs more than its arrows.
fn note(knot: &Knot) -> Option<&str> {
    let is_said = matches!(
        knot.kind,
        EventKind::Request | EventKind::Retry | EventKind::Lose | EventKind::Delay
    );
    match &*knot.label {
        _ if is_said => None,
        "" if knot.kind.meddles() => knot.says.trim_end_matches('.').split(". ").next(),
        "" => None,
        label => Some(label),
    }
}

/// The name by which a diagram knows a node or a client.
fn known_as(name: &str) -> String {
    let is_reserved = RESERVED.contains(&&*name.to_ascii_lowercase());
    if is_reserved { format!("{name}_") } else { name.to_string() }
}

/// Words in which Mermaid finds nothing of its own. `;` would end the line, `#` begin the code of a letter, and what looks
/// like an element of a page would be taken for one.
fn escaped(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for letter in words.trim().chars() {
        match letter {
            '#' | ';' | '<' | '>' | '&' | '%' => {
                let _ = write!(text, "#{};", u32::from(letter));
            }
            _ if letter.is_control() => text.push(' '),
            _ => text.push(letter),
        }
    }
    text
}
