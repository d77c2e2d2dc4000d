//! The statements of a scenario as types, and how each prints. What a statement does is said where it is done.

use super::command::CommandText;
use super::condition::Condition;
use super::phrase::{
    CheckVerb, Cluster, Column, GivenValue, Link, MessageVerb, NodeVerb, Selector, optional, spaced,
};
use super::setting::Rate;
use super::token::in_quotes;
use super::word::{Mode, Switch, Word};
use crate::protocol::time::Micros;
use std::fmt;

/// A whole scenario, line by line; printing keeps its comments and blank lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scenario {
    /// Every line, blank ones included.
    pub lines: Vec<Line>,
}

impl Scenario {
    /// The statements in order, each with the number of its line.
    pub fn statements(&self) -> impl Iterator<Item = (u32, &Statement)> {
        self.lines.iter().filter_map(|line| Some((line.number, line.statement.as_ref()?)))
    }

    /// The first line that makes it a comparison; none if it is an ordinary scenario.
    pub fn comparison(&self) -> Option<u32> {
        self.statements().find_map(|(line, statement)| match statement {
            Statement::Compare(_) | Statement::Watch(_) | Statement::In { .. } => Some(line),
            _ => None,
        })
    }

    /// The cluster it runs on; a comparison names none.
    pub fn cluster(&self) -> Option<&Cluster> {
        self.statements().find_map(|(_, statement)| match statement {
            Statement::Cluster(cluster) => Some(cluster),
            _ => None,
        })
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// A line: a statement, a comment, both or neither. Where it stood does not matter to equality.
#[derive(Clone, Debug, Eq)]
pub struct Line {
    /// Its number in the text, from 1.
    pub number: u32,
    /// What it says.
    pub statement: Option<Statement>,
    /// What follows the `#`, with its leading space; no digit comes first.
    pub comment: Option<String>,
}

impl PartialEq for Line {
    fn eq(&self, other: &Line) -> bool {
        self.statement == other.statement && self.comment == other.comment
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.statement, &self.comment) {
            (None, None) => Ok(()),
            (None, Some(comment)) => write!(f, "#{comment}"),
            (Some(statement), None) => write!(f, "{statement}"),
            (Some(statement), Some(comment)) => write!(f, "{statement} #{comment}"),
        }
    }
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// `cluster raft 5`: protocol and members.
    Cluster(Cluster),
    /// `compare multi-paxos 5 with stable-leader=off`: in place of the cluster, one column of a comparison.
    Compare(Column),
    /// `watch z=3`: the command that a comparison looks at.
    Watch(CommandText),
    /// `in zab elect A with A B C`: a statement for the columns of one protocol in a comparison.
    In {
        /// The protocol.
        protocol: Word,
        /// What is for it alone.
        statement: Box<Statement>,
    },
    /// `seed 7`
    Seed(u32),
    /// `set loss 5%`: an option of the world or of the protocol; its owner reads the value.
    Set {
        /// The option's name.
        option: Word,
        /// Its new value, as written.
        value: Word,
    },
    /// `set clock A 1.5`: how fast a node's timers run.
    SetClock {
        /// Whose.
        node: Word,
        /// Against simulated time.
        rate: Rate,
    },
    /// `timers manual`
    Timers(Mode),
    /// `network manual`
    Network(Mode),
    /// `rule off raft.commit-own-term`
    Rule(Switch, Word),
    /// `given A currentTerm=3 log=[1:x=1]`: the disk that a node starts from.
    Given {
        /// Whose disk.
        node: Word,
        /// Durable variables and their values, none named twice.
        values: Vec<(Word, GivenValue)>,
    },
    /// `title …`
    Title(String),
    /// `note …`
    Note(String),
    /// `step` is `step 1`; never 0.
    Step(u32),
    /// `run 100ms`
    Run(Micros),
    /// `run until leader != none within 5s`
    RunUntil {
        /// What to wait for.
        condition: Condition,
        /// How long at most, if the line says so.
        within: Option<Micros>,
    },
    /// `deliver`, `drop` and `duplicate` with a selector.
    Message(MessageVerb, Selector),
    /// `delay A->B by 20ms`
    Delay {
        /// Which messages.
        messages: Selector,
        /// How much later they arrive.
        by: Micros,
    },
    /// `settle`
    Settle,
    /// `timeout A election`; without a timer, the protocol's main one.
    Timeout {
        /// Whose timer.
        node: Word,
        /// Which.
        timer: Option<Word>,
    },
    /// `crash A` and every other statement that is a verb and one node.
    Node(NodeVerb, Word),
    /// `cut A-B C->D`: one event, however many links; at least one.
    Cut(Vec<Link>),
    /// `heal A->B C-D`: one event; without a link, all of them.
    Heal(Vec<Link>),
    /// `partition A B | C D E`; nodes not named form one further group.
    Partition(Vec<Vec<Word>>),
    /// `request x=1 as c2 to B`
    Request {
        /// What the client asks for.
        command: CommandText,
        /// Who asks, unless it is the usual client.
        client: Option<Word>,
        /// Who is asked, unless it is the present leader.
        to: Option<Word>,
    },
    /// `propose P1 value_X n=4`
    Propose {
        /// The proposer.
        proposer: Word,
        /// Its own value.
        value: Word,
        /// The round of its number, if the line fixes it.
        round: Option<u64>,
    },
    /// `retry c1`
    Retry(Word),
    /// `elect A with A B C`
    Elect {
        /// Whom the oracle names.
        leader: Word,
        /// Who hears it.
        followers: Vec<Word>,
    },
    /// `reconfigure A B C`
    Reconfigure(Vec<Word>),
    /// `transfer to C`
    Transfer(Word),
    /// `branch "name" at 41`
    Branch {
        /// What the new line of history is called.
        name: Word,
        /// The step of the present one where it begins.
        at: u64,
    },
    /// `switch "name" at 41`
    Switch {
        /// The line of history to go to; it may be the present one.
        name: Word,
        /// The step to go to, if it is not the line's end.
        at: Option<u64>,
    },
    /// `expect`, `always` and `never` with a condition.
    Check(CheckVerb, Condition),
}

/// Where in a scenario a statement may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Only before the first move.
    SetUp,
    /// Among set-up and moves alike: settings, rules, titles and notes.
    Anywhere,
    /// After the set-up, which it ends.
    Move,
    /// As a move, though it changes nothing.
    Check,
}

impl Statement {
    /// Where it may stand.
    pub fn place(&self) -> Place {
        match self {
            Statement::Cluster(_) | Statement::Compare(_) | Statement::Watch(_) => Place::SetUp,
            Statement::In { statement, .. } => statement.place(),
            Statement::Seed(_) | Statement::Given { .. } => Place::SetUp,
            Statement::Set { .. } | Statement::SetClock { .. } | Statement::Rule(..) => {
                Place::Anywhere
            }
            Statement::Timers(_) | Statement::Network(_) => Place::Anywhere,
            Statement::Title(_) | Statement::Note(_) => Place::Anywhere,
            Statement::Check(..) => Place::Check,
            _ => Place::Move,
        }
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Statement::Cluster(cluster) => write!(f, "cluster {cluster}"),
            Statement::Compare(column) => write!(f, "compare {column}"),
            Statement::Watch(command) => write!(f, "watch {command}"),
            Statement::In { protocol, statement } => write!(f, "in {protocol} {statement}"),
            Statement::Seed(seed) => write!(f, "seed {seed}"),
            Statement::Set { option, value } => write!(f, "set {option} {}", value.shown()),
            Statement::SetClock { node, rate } => write!(f, "set clock {node} {rate}"),
            Statement::Timers(mode) => write!(f, "timers {mode}"),
            Statement::Network(mode) => write!(f, "network {mode}"),
            Statement::Rule(switch, rule) => write!(f, "rule {switch} {rule}"),
            Statement::Given { node, values } => {
                write!(f, "given {node}")?;
                values.iter().try_for_each(|(name, value)| write!(f, " {name}={value}"))
            }
            Statement::Title(text) => write!(f, "title {text}"),
            Statement::Note(text) => write!(f, "note {text}"),
            Statement::Step(1) => f.write_str("step"),
            Statement::Step(count) => write!(f, "step {count}"),
            Statement::Run(time) => write!(f, "run {time}"),
            Statement::RunUntil { condition, within } => {
                write!(f, "run until {condition}{}", optional(" within ", within.as_ref()))
            }
            Statement::Message(verb, messages) => write!(f, "{verb} {messages}"),
            Statement::Delay { messages, by } => write!(f, "delay {messages} by {by}"),
            Statement::Settle => f.write_str("settle"),
            Statement::Timeout { node, timer } => {
                write!(f, "timeout {node}{}", optional(" ", timer.as_ref()))
            }
            Statement::Node(verb, node) => write!(f, "{verb} {node}"),
            Statement::Cut(links) => write!(f, "cut {}", spaced(links)),
            Statement::Heal(links) if links.is_empty() => f.write_str("heal"),
            Statement::Heal(links) => write!(f, "heal {}", spaced(links)),
            Statement::Partition(groups) => {
                let groups: Vec<String> = groups.iter().map(|group| spaced(group)).collect();
                write!(f, "partition {}", groups.join(" | "))
            }
            Statement::Request { command, client, to } => {
                let (client, to) =
                    (optional(" as ", client.as_ref()), optional(" to ", to.as_ref()));
                write!(f, "request {command}{client}{to}")
            }
            Statement::Propose { proposer, value, round } => {
                write!(f, "propose {proposer} {}{}", value.shown(), optional(" n=", round.as_ref()))
            }
            Statement::Retry(client) => write!(f, "retry {client}"),
            Statement::Elect { leader, followers } => {
                write!(f, "elect {leader} with {}", spaced(followers))
            }
            Statement::Reconfigure(nodes) => write!(f, "reconfigure {}", spaced(nodes)),
            Statement::Transfer(node) => write!(f, "transfer to {node}"),
            Statement::Branch { name, at } => write!(f, "branch {} at {at}", in_quotes(&name.text)),
            Statement::Switch { name, at } => {
                write!(f, "switch {}{}", in_quotes(&name.text), optional(" at ", at.as_ref()))
            }
            Statement::Check(verb, condition) => write!(f, "{verb} {condition}"),
        }
    }
}
