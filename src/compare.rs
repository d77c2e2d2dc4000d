//! Comparisons: one script and one seed, run by several protocols, and looked at on one clock.
//!
//! A comparison is a scenario without a `cluster` line, run once for each column. Beyond the words of every scenario it has
//!
//! ```text
//! title When is z=3 safe?                               # the question
//! note A crashes after only B has stored z=3.           # what there is to see
//! compare raft 5 with no-op=off                         # a column: a cluster, and options of its own
//! compare multi-paxos 5
//! watch z=3                                             # the command whose entry is looked at
//! seed 7
//! timeout A
//! run 20ms
//! request z=3
//! ```
//!
//! What `set`, `rule`, `given` and the moves say holds for every column, so they can say only what every column understands;
//! what is for one protocol alone says so: `in zab elect A with A B C`.
//! All columns stand on one clock: time passes by `run 20ms`, and a move after which the clocks differ is refused.
//! A session here is at any step; which step belongs to an instant, [`Run::step_at`] says.

mod column;
mod named;
pub mod picture;
pub mod report;

pub use named::{COMPARISONS, Named, named};

use crate::protocol::time::Micros;
use crate::scenario::parse::{ParseError, parse};
use crate::scenario::statement::{Scenario, Statement};
use crate::scenario::word::Fault;
use crate::session::cost::Cost;
use crate::session::fate::Fate;
use crate::session::{Session, opening};
use crate::sim::history::Record;
use column::Column;

/// The most columns: what fits side by side.
pub const COLUMNS_MAX: usize = 3;

/// The most that each column may have carried out, in steps.
pub const STEPS_MAX: u64 = 10_000;

/// A script that was run by several protocols.
pub struct Experiment {
    /// What it asks: its `title`.
    pub question: String,
    /// What there is to see: the `note` before the first move.
    pub about: String,
    /// The seed of all columns.
    pub seed: u32,
    /// The command that is looked at, as text.
    pub watched: Option<String>,
    /// What is done to every column, in order.
    pub moves: Vec<Move>,
    /// What is said between the moves, and from when on it is true.
    pub captions: Vec<(Micros, String)>,
    /// The columns.
    pub runs: Vec<Run>,
    /// When the script ends.
    pub end: Micros,
}

/// A move of the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// When it is made.
    pub at: Micros,
    /// What it is.
    pub statement: Statement,
}

/// A column.
pub struct Run {
    /// What it is called: the protocol, and the options that it does not share.
    pub title: String,
    /// The whole run, at any step.
    pub session: Session,
    /// The same as an ordinary scenario.
    pub text: String,
    /// How many messages its nodes sent to each other.
    pub sent: u64,
    /// What its commands cost.
    pub costs: Vec<Cost>,
    /// What became of the command that is looked at.
    pub fate: Option<Fate>,
}

impl Run {
    /// The last step at or before an instant.
    pub fn step_at(&self, at: Micros) -> u64 {
        self.records().take_while(|record| record.time <= at).count() as u64
    }

    /// What the timeline knows of its steps, from the first.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.session.records().into_iter().flatten()
    }

    /// Whether no invariant broke in it.
    pub fn is_safe(&self) -> bool {
        self.session.invariants().iter().all(|invariant| invariant.broken.is_none())
    }
}

impl Experiment {
    /// Runs a comparison to its end. The errors are those of all bad lines, or of the first that cannot be carried out.
    pub fn open(text: &str) -> Result<Experiment, Vec<ParseError>> {
        let scenario = parse(text)?;
        let columns = column::columns(&scenario).map_err(|error| vec![error])?;
        let mut opened = Vec::new();
        for column in columns {
            opened.push(column.open().map_err(|error| vec![error])?);
        }
        let told = play(&scenario, &mut opened).map_err(|error| vec![error])?;
        let end = opened.first().map_or(Micros::ZERO, |(_, session)| session.now());
        let watched = scenario.statements().find_map(|(_, statement)| match statement {
            Statement::Watch(command) => Some(command.to_string()),
            _ => None,
        });
        let seed = scenario.statements().filter_map(|(_, statement)| match statement {
            Statement::Seed(seed) => Some(*seed),
            _ => None,
        });
        let runs = opened.into_iter().map(|(column, session)| Run {
            sent: session.sent(),
            costs: session.costs(),
            fate: watched.as_deref().map(|command| session.fate(command)),
            title: column.title(&session),
            text: column.scenario.to_string(),
            session,
        });
        let runs = runs.collect();
        Ok(Experiment {
            question: said(&scenario, true),
            about: said(&scenario, false),
            seed: seed.last().unwrap_or(1),
            watched,
            moves: told.moves,
            captions: told.captions,
            runs,
            end,
        })
    }

    /// The next instant at which something happens in a column; none at the end.
    pub fn next(&self, at: Micros) -> Option<Micros> {
        let later = self.instants().filter(|instant| *instant > at);
        later.min().or((self.end > at).then_some(self.end))
    }

    /// The last instant before this one at which something happened in a column; none at the start.
    pub fn previous(&self, at: Micros) -> Option<Micros> {
        let earlier = self.instants().filter(|instant| *instant < at);
        earlier.max().or((at > Micros::ZERO).then_some(Micros::ZERO))
    }

    fn instants(&self) -> impl Iterator<Item = Micros> {
        self.runs.iter().flat_map(Run::records).map(|record| record.time)
    }

    /// What is said of an instant: the last `note` between the moves up to it.
    pub fn caption(&self, at: Micros) -> Option<&str> {
        let said = self.captions.iter().rev().find(|(from, _)| *from <= at);
        said.map(|(_, text)| text.as_str())
    }
}

/// The same comparison with another seed.
pub fn with_seed(text: &str, seed: u32) -> Result<String, Vec<ParseError>> {
    let mut scenario = parse(text)?;
    let is_seed = |statement: &Option<Statement>| matches!(statement, Some(Statement::Seed(_)));
    match scenario.lines.iter_mut().rev().find(|line| is_seed(&line.statement)) {
        Some(line) => line.statement = Some(Statement::Seed(seed)),
        None => {
            let line = column::line(1, Statement::Seed(seed));
            scenario.lines.insert(column::end_of_set_up(&scenario), line);
        }
    }
    Ok(scenario.to_string())
}

/// The first title, or the first note, of the set-up.
fn said(scenario: &Scenario, is_title: bool) -> String {
    let set_up = &scenario.lines[..column::end_of_set_up(scenario)];
    let said = set_up.iter().find_map(|line| match &line.statement {
        Some(Statement::Title(text)) if is_title => Some(text.clone()),
        Some(Statement::Note(text)) if !is_title => Some(text.clone()),
        _ => None,
    });
    said.unwrap_or_default()
}

/// What was done to all columns, and when.
#[derive(Default)]
struct Told {
    moves: Vec<Move>,
    captions: Vec<(Micros, String)>,
}

/// Carries the script out on every column.
fn play(scenario: &Scenario, opened: &mut [(Column, Session)]) -> Result<Told, ParseError> {
    let mut told = Told::default();
    for (line, statement) in opening::moves(scenario) {
        if matches!(statement, Statement::Branch { .. } | Statement::Switch { .. }) {
            return Err(at(
                line,
                "a comparison has one line of history in each column, and no branches",
            ));
        }
        let Some(now) = opened.first().map(|(_, session)| session.now()) else { break };
        let mut is_heard = false;
        for (column, session) in &mut *opened {
            let Some(statement) = column.hears(statement) else { continue };
            is_heard = true;
            let done = session.perform(statement);
            done.map_err(|refusal| column.complaint(session, line, refusal))?;
        }
        if let (false, Statement::In { protocol, .. }) = (is_heard, statement) {
            return Err(at(line, format!("no column runs {protocol}")));
        }
        check_clocks(line, opened)?;
        match statement {
            Statement::Note(text) => told.captions.push((now, text.clone())),
            Statement::Title(_) | Statement::Check(..) => {}
            Statement::Run(_) | Statement::RunUntil { .. } => {}
            Statement::Step(_) | Statement::Settle | Statement::In { .. } => {}
            _ => told.moves.push(Move { at: now, statement: statement.clone() }),
        }
    }
    Ok(told)
}

/// All columns stand at one instant.
fn check_clocks(line: u32, opened: &[(Column, Session)]) -> Result<(), ParseError> {
    let Some(((first, one), others)) = opened.split_first() else { return Ok(()) };
    let Some((other, session)) = others.iter().find(|(_, session)| session.now() != one.now())
    else {
        return Ok(());
    };
    let (first, other) = (first.title(one), other.title(session));
    let message = format!(
        "after this {first} stands at {} and {other} at {}: the columns share one clock, so let time pass by `run 20ms`",
        one.now(),
        session.now()
    );
    Err(at(line, message))
}

fn at(line: u32, message: impl Into<String>) -> ParseError {
    ParseError::on_line(line, Fault { column: 1, message: message.into() })
}
