//! From text to a scenario: line by line, and every bad line is reported where it is bad.

use super::forms;
use super::statement::{Line, Place, Scenario, Statement};
use super::token;
use super::word::Fault;
use std::fmt;

/// The most characters in a line: room for a disk's whole log, no room for nonsense.
pub const LINE_MAX: usize = 4_000;

/// The most lines in a scenario; a history of that many moves is not a story any more.
pub const LINES_MAX: usize = 100_000;

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The line, from 1.
    pub line: u32,
    /// The column, counted in characters from 1; 0 when it is not known.
    pub column: u32,
    /// What is wrong and, where it can be told, what was meant.
    pub message: String,
}

impl ParseError {
    /// A fault found later in a line that reads well, such as a node that does not exist.
    pub fn on_line(line: u32, fault: Fault) -> ParseError {
        ParseError { line, column: fault.column, message: fault.message }
    }

    /// Where and what, as a sentence to be read on the page. What a text quotes of itself may be long and unreadable.
    pub fn sentence(&self) -> String {
        const LETTERS: usize = 400;
        let ParseError { line, column, message } = self;
        let place = match column {
            0 | 1 => format!("Line {line}"),
            _ => format!("Line {line}, column {column}"),
        };
        let mut said = message.chars().filter(|it| !it.is_control());
        let begin: String = said.by_ref().take(LETTERS).collect();
        let end = match said.next() {
            Some(_) => "….",
            None if begin.ends_with('?') => "",
            None => ".",
        };
        format!("{place}: {begin}{end}")
    }

    /// The whole message, as editors understand it: `file:line:column: what is wrong`.
    pub fn at(&self, file: &str) -> String {
        format!("{file}:{self}")
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.line)?;
        if self.column > 0 {
            write!(f, "{}:", self.column)?;
        }
        write!(f, " {}", self.message)
    }
}

impl std::error::Error for ParseError {}

/// Reads a whole scenario. The errors are those of all bad lines, in order, and never none.
pub fn parse(text: &str) -> Result<Scenario, Vec<ParseError>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut scenario = Scenario::default();
    let mut order = Order::default();
    let mut errors = Vec::new();
    for (number, text) in (1..).zip(text.lines()) {
        if scenario.lines.len() + errors.len() == LINES_MAX {
            errors.push(ParseError {
                line: number,
                column: 1,
                message: format!("a scenario has at most {LINES_MAX} lines"),
            });
            break;
        }
        match line(number, text).and_then(|line| order.admit(&line, text).map(|()| line)) {
            Ok(line) => scenario.lines.push(line),
            Err(fault) => errors.push(ParseError::on_line(number, fault)),
        }
    }
    if errors.is_empty() { Ok(scenario) } else { Err(errors) }
}

/// Reads one statement, as the page and JavaScript send them; where it may stand is not checked.
pub fn parse_statement(text: &str) -> Result<Statement, Fault> {
    let line = line(1, text)?;
    line.statement.ok_or_else(|| Fault { column: 1, message: "a statement is missing".into() })
}

fn line(number: u32, text: &str) -> Result<Line, Fault> {
    if text.chars().nth(LINE_MAX).is_some() {
        let message = format!("a line has at most {LINE_MAX} characters");
        return Err(Fault { column: u32::try_from(LINE_MAX).unwrap_or(u32::MAX), message });
    }
    if text.contains(['\n', '\r']) {
        return Err(Fault { column: 1, message: "a statement is one line".into() });
    }
    if let Some(statement) = free_words(text)? {
        return Ok(Line { number, statement: Some(statement), comment: None });
    }
    let (tokens, comment) = token::split(text)?;
    let statement = if tokens.is_empty() { None } else { Some(forms::statement(&tokens)?) };
    Ok(Line { number, statement, comment })
}

/// `title` and `note`, which take the rest of their line as it is, a `#` included.
fn free_words(text: &str) -> Result<Option<Statement>, Fault> {
    let trimmed = text.trim();
    let (word, rest) = trimmed.split_once(char::is_whitespace).unwrap_or((trimmed, ""));
    let make = match word {
        "title" => Statement::Title,
        "note" => Statement::Note,
        _ => return Ok(None),
    };
    let rest = rest.trim();
    if rest.is_empty() {
        return Err(Fault { column: 1, message: format!("{word} needs its words behind it") });
    }
    Ok(Some(make(rest.to_string())))
}

/// What has been seen so far of what may come only once, or only before something else.
#[derive(Default)]
struct Order {
    cluster: Option<u32>,
    comparison: Option<u32>,
    watch: Option<u32>,
    first_move: Option<u32>,
}

impl Order {
    fn admit(&mut self, line: &Line, text: &str) -> Result<(), Fault> {
        let Some(statement) = &line.statement else { return Ok(()) };
        let indent = text.chars().take_while(|c| c.is_whitespace()).count();
        let column = u32::try_from(indent + 1).unwrap_or(0);
        let word = text.split_whitespace().next().unwrap_or_default();
        match statement.place() {
            Place::Anywhere => {}
            Place::Move | Place::Check => {
                self.first_move.get_or_insert(line.number);
            }
            Place::SetUp => {
                if let Some(earlier) = self.first_move {
                    let message = format!(
                        "{word} is set-up: it belongs before the first move, which is on line {earlier}"
                    );
                    return Err(Fault { column, message });
                }
            }
        }
        match self.conflict(line.number, statement) {
            Some(message) => Err(Fault { column, message }),
            None => Ok(()),
        }
    }

    /// Why a line cannot stand beside an earlier one; what it rules out for later ones is taken down.
    fn conflict(&mut self, line: u32, statement: &Statement) -> Option<String> {
        let first = |known: &mut Option<u32>| {
            let earlier = *known;
            known.get_or_insert(line);
            earlier
        };
        match (statement, self.cluster, self.comparison) {
            (Statement::Cluster(_), _, Some(earlier)) => Some(format!(
                "line {earlier} begins a comparison: each of its clusters has a compare line"
            )),
            (Statement::Cluster(_), ..) => first(&mut self.cluster).map(|earlier| {
                format!("a scenario has one cluster, and line {earlier} names it already")
            }),
            (
                Statement::Compare(_) | Statement::Watch(_) | Statement::In { .. },
                Some(earlier),
                _,
            ) => Some(format!(
                "this is for comparisons: write compare lines instead of the cluster on line {earlier}"
            )),
            (Statement::Compare(_) | Statement::In { .. }, ..) => {
                first(&mut self.comparison);
                None
            }
            (Statement::Watch(_), ..) => {
                first(&mut self.comparison);
                first(&mut self.watch).map(|earlier| {
                    format!("a comparison watches one command, and line {earlier} names it already")
                })
            }
            _ => None,
        }
    }
}
