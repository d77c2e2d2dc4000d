//! What there is to choose from, and what is known of a session beside its state: each list as records of plain fields.

use super::{Answer, range};
use crate::protocol::rule::Switch;
use crate::protocols::HOUSES;
use crate::scenario::parse::ParseError;
use crate::scenarios::PRESETS;
use crate::session::Session;
use crate::sim::history::{NOBODY, Record};
use serde::Serialize;

/// A protocol.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Protocol {
    /// Its name in scenarios.
    pub name: &'static str,
    /// Its name in prose.
    pub title: &'static str,
    /// What it is, in a sentence.
    pub says: &'static str,
}

/// All protocols.
pub fn protocols() -> Vec<Protocol> {
    let houses = HOUSES.iter();
    houses.map(|it| Protocol { name: it.name, title: it.title, says: it.says }).collect()
}

/// A named scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its name, with that of its protocol before the `/`.
    pub name: String,
    /// Its protocol.
    pub protocol: &'static str,
    /// What happens in it, in a few words.
    pub title: String,
    /// What it shows, in a sentence or two.
    pub about: String,
    /// The whole scenario.
    pub text: &'static str,
}

/// All named scenarios.
pub fn scenarios() -> Vec<Named> {
    let named = PRESETS.iter().map(|preset| Named {
        name: format!("{}/{}", preset.protocol, preset.name),
        protocol: preset.protocol,
        title: preset.title(),
        about: preset.about(),
        text: preset.text,
    });
    named.collect()
}

/// A line of a scenario that failed when it was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1; none where it is not known.
    pub column: Option<u32>,
    /// What failed.
    pub message: String,
}

impl From<ParseError> for Problem {
    fn from(ParseError { line, column, message }: ParseError) -> Problem {
        Problem { line, column: Some(column).filter(|column| *column > 0), message }
    }
}

/// What the timeline knows of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// The step, from 1.
    pub step: u64,
    /// When it happened, in simulated microseconds.
    #[serde(rename = "time_us")]
    pub time_us: u64,
    /// What it was, by its name in `--json`.
    pub event: &'static str,
    /// The node that it happened to.
    pub node: Option<String>,
    /// The node that leads after it.
    pub leader: Option<String>,
    /// The term, ballot round or epoch of its node after it.
    pub epoch: u16,
    /// The step that it goes back to; none for a move and for what the set-up began.
    pub cause: Option<u32>,
    /// Whether a statement brought it about, and not the course of things.
    pub by_hand: bool,
    /// Whether a node became leader in it.
    pub elected: bool,
    /// Whether a command was committed in it that nobody had committed before.
    pub committed: bool,
    /// Whether it is a fault or a request that somebody brought about.
    pub act: bool,
    /// Whether it broke an invariant.
    pub broke: bool,
}

/// The events `from..=to` of the present line; nothing is step 0.
pub fn events(session: &Session, from: u64, to: u64) -> Answer<Vec<Event>> {
    let (from, to) = range(session, from, to)?;
    let names = session.facts().names();
    let event = |step: u64| session.record(step).map(|record| event(step, record, &names));
    Ok((from..=to).filter_map(event).collect())
}

fn event(step: u64, record: Record, names: &[String]) -> Event {
    let name = |node: u8| names.get(usize::from(node)).filter(|_| node != NOBODY).cloned();
    Event {
        step,
        time_us: record.time.0,
        event: record.kind.name(),
        node: name(record.node),
        leader: name(record.leader),
        epoch: record.epoch,
        cause: Some(record.cause).filter(|cause| *cause > 0),
        by_hand: record.by_hand,
        elected: record.elected,
        committed: record.committed,
        act: record.is_act(),
        broke: record.broke,
    }
}

/// A line of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Branch {
    /// Its name.
    pub name: String,
    /// The line that it left, and where; none of the first line.
    pub left: Option<Left>,
    /// Its last step.
    pub last_step: u64,
    /// Whether it is the present one.
    pub current: bool,
}

/// Where a line left another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Left {
    /// The name of the other.
    pub name: String,
    /// The step.
    pub step: u64,
}

/// All lines, the first one first.
pub fn branches(session: &Session) -> Vec<Branch> {
    let branches = session.branches().into_iter().map(|branch| Branch {
        name: branch.name,
        left: branch.left.map(|(name, step)| Left { name, step }),
        last_step: branch.last_step,
        current: branch.is_current,
    });
    branches.collect()
}

/// An invariant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Invariant {
    /// Its name in the paper.
    pub name: &'static str,
    /// Paper and section.
    pub section: &'static str,
    /// What it says.
    pub says: &'static str,
    /// How it broke; none while it holds.
    pub broken: Option<Broken>,
}

/// How an invariant broke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// The step in which it did.
    pub step: u64,
    /// What was seen.
    pub because: String,
}

/// All invariants of the protocol, with what broke up to the present step.
pub fn invariants(session: &Session) -> Vec<Invariant> {
    let invariants = session.invariants().into_iter().map(|line| Invariant {
        name: line.name,
        section: line.section,
        says: line.says,
        broken: line.broken.map(|(step, because)| Broken { step, because }),
    });
    invariants.collect()
}

/// A rule of a protocol.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Its id, as steps cite it.
    pub id: &'static str,
    /// Paper and section.
    pub section: &'static str,
    /// What the paper says, in our words.
    pub says: &'static str,
    /// The same as lines of pseudocode.
    pub pseudocode: &'static [&'static str],
    /// Whether it is on.
    pub on: bool,
    /// What goes with it when it is off: `safety`, `liveness`, or `none` where it cannot be switched off.
    pub protects: &'static str,
    /// The invariant or property that breaks without it.
    pub breaks: Option<&'static str>,
}

/// All rules of the protocol, in the paper's order.
pub fn rules(session: &Session) -> Vec<Rule> {
    let house = HOUSES.iter().find(|house| house.name == session.protocol());
    let writing = house.and_then(|house| house.writing());
    let rules = session.rules().into_iter().map(|(rule, on)| {
        let text = writing.and_then(|writing| writing.of(rule));
        let (protects, breaks) = match rule.switch {
            Switch::Fixed => ("none", None),
            Switch::Safety { breaks, .. } => ("safety", Some(breaks)),
            Switch::Liveness { .. } => ("liveness", None),
        };
        Rule {
            id: rule.id,
            section: rule.section,
            says: text.map_or("", |text| text.says),
            pseudocode: text.map_or(&[], |text| text.pseudocode),
            on,
            protects,
            breaks,
        }
    });
    rules.collect()
}

/// An option that `set` changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Its name in scenarios.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub says: &'static str,
    /// Its present value, as `set` takes it.
    pub value: String,
    /// Its value when nobody sets it.
    pub default: &'static str,
    /// The words that it takes; empty if it takes something else.
    pub words: &'static [&'static str],
}

/// All options, the network's first.
pub fn options(session: &Session) -> Vec<Choice> {
    let options = session.options().into_iter().map(|(choice, setting)| Choice {
        name: choice.name,
        says: choice.says,
        value: setting.to_string(),
        default: choice.default,
        words: choice.words(),
    });
    options.collect()
}
