//! Conditions as types, how they are read and how they print. What they mean is said in `evaluate`.

use super::token::{Kind, Token, Words, in_quotes, is_part_of_a_name, split};
use super::word::{Fault, Word, did_you_mean, worded};
use crate::protocol::value::Value;
use std::fmt;
use std::str::FromStr;

/// Something that is true or false of a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// All of these; at least two.
    And(Vec<Condition>),
    /// Some of these; at least two.
    Or(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
    /// `cited raft.grant-vote`: the last move used this rule.
    Cited(Word),
    /// `leader.currentTerm > 1`
    Compare {
        /// The left side, which is what the comparison is about.
        left: Term,
        /// How the two are compared.
        operator: Operator,
        /// The right side.
        right: Term,
    },
    /// A term that is true or false by itself, such as `safe`.
    Truth(Term),
}

worded! {
    /// How two values are compared.
    Operator {
        /// The same.
        Equal = "=",
        /// Not the same.
        NotEqual = "!=",
        /// Less, or earlier.
        Less = "<",
        /// Not more.
        AtMost = "<=",
        /// More, or later.
        More = ">",
        /// Not less.
        AtLeast = ">=",
        /// Has this element, or this part of a text.
        Contains = "contains",
    }
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// `A.log[3]`, `leader`, and every bare name: what it is depends on who is asked.
    Path(Path),
    /// `count(role = leader)`
    Count(Box<Condition>),
    /// `holds("Primary Integrity")`
    Holds(String),
    /// A number, a duration, a word or a text.
    Literal(Literal),
    /// `[1:x=1 2:noop]`
    List(Vec<Literal>),
}

/// A value as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// The text, without quotation marks.
    pub text: String,
    /// In quotation marks it is a text whatever it looks like.
    pub quoted: bool,
}

impl Literal {
    /// The value that it stands for.
    pub fn value(&self) -> Value {
        if self.quoted { Value::Word(self.text.clone()) } else { Value::from_text(&self.text) }
    }
}

/// A name with dots and indexes: one to three parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The first; a node or a quantifier if another one follows.
    pub head: Part,
    /// The others.
    pub tail: Vec<Part>,
}

/// A name, perhaps with an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Letters, digits, `_` and `-`.
    pub name: String,
    /// What stands in brackets behind it.
    pub index: Option<String>,
}

/// The most parts of a path: `A.log.length`.
const PARTS_MAX: usize = 3;

impl Path {
    /// The path that this word is, unless it is some other word, such as `1:x=1`, `1.P1` or `none`.
    fn of(word: &str) -> Option<Path> {
        let mut parts = Vec::new();
        let mut rest = word;
        loop {
            let end = rest.find(|c: char| !is_part_of_a_name(c)).unwrap_or(rest.len());
            let (name, behind) = rest.split_at(end);
            let (index, behind) = match behind.strip_prefix('[') {
                Some(inside) => {
                    let (index, behind) = inside.split_once(']')?;
                    (Some(index.to_string()), behind)
                }
                None => (None, behind),
            };
            // A node may be called 1A, but what follows a dot, or stands alone, begins like a name.
            let begins_like_a_name = name.chars().next().is_some_and(char::is_alphabetic);
            let node = parts.is_empty()
                && behind.starts_with('.')
                && name.chars().any(char::is_alphabetic);
            if !(begins_like_a_name || node) || parts.len() == PARTS_MAX {
                return None;
            }
            parts.push(Part { name: name.to_string(), index });
            match behind.strip_prefix('.') {
                Some(next) => rest = next,
                None if behind.is_empty() => break,
                None => return None,
            }
        }
        let head = parts.remove(0);
        let constant = parts.is_empty()
            && head.index.is_none()
            && matches!(head.name.as_str(), "none" | "true" | "false");
        (!constant).then_some(Path { head, tail: parts })
    }

    /// Its name if it is nothing but a name.
    pub fn bare_name(&self) -> Option<&str> {
        (self.tail.is_empty() && self.head.index.is_none()).then_some(&self.head.name)
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inside = |part: &Condition, bracketed: bool| {
            if bracketed { format!("({part})") } else { part.to_string() }
        };
        let loose = |part: &Condition| matches!(part, Condition::And(_) | Condition::Or(_));
        match self {
            Condition::And(parts) => {
                let parts: Vec<String> =
                    parts.iter().map(|part| inside(part, loose(part))).collect();
                f.write_str(&parts.join(" and "))
            }
            Condition::Or(parts) => {
                let parts = parts.iter().map(|part| inside(part, matches!(part, Condition::Or(_))));
                f.write_str(&parts.collect::<Vec<_>>().join(" or "))
            }
            Condition::Not(part) => write!(f, "not {}", inside(part, loose(part))),
            Condition::Cited(rule) => write!(f, "cited {rule}"),
            Condition::Compare { left, operator, right } => write!(f, "{left} {operator} {right}"),
            Condition::Truth(term) => write!(f, "{term}"),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Term::Path(path) => write!(f, "{path}"),
            Term::Count(condition) => write!(f, "count({condition})"),
            Term::Holds(property) => write!(f, "holds({})", in_quotes(property)),
            Term::Literal(literal) => write!(f, "{literal}"),
            Term::List(items) => {
                let items: Vec<String> = items.iter().map(Literal::to_string).collect();
                write!(f, "[{}]", items.join(" "))
            }
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.quoted { f.write_str(&in_quotes(&self.text)) } else { f.write_str(&self.text) }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.head)?;
        self.tail.iter().try_for_each(|part| write!(f, ".{part}"))
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.index {
            Some(index) => write!(f, "{}[{index}]", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// A condition alone, as lessons and the page ask them.
impl FromStr for Condition {
    type Err = Fault;
    fn from_str(text: &str) -> Result<Condition, Fault> {
        let (tokens, _) = split(text)?;
        let mut words = Words::new(&tokens, "CONDITION, such as leader = A");
        let condition = Condition::read(&mut words)?;
        end_of_condition(&words)?;
        Ok(condition)
    }
}

/// A term alone, as prose asks for a value.
impl FromStr for Term {
    type Err = Fault;
    fn from_str(text: &str) -> Result<Term, Fault> {
        let (tokens, _) = split(text)?;
        let mut words = Words::new(&tokens, "VALUE, such as leader.currentTerm");
        let term = Reader { words: &mut words, depth: 0, in_count: false }.term()?;
        words.finish()?;
        Ok(term)
    }
}

/// How deep conditions may be nested; nobody reads deeper, and reading one uses the stack.
pub const DEPTH_MAX: usize = 64;

impl Condition {
    /// Reads as much of a condition as there is.
    pub(super) fn read(words: &mut Words) -> Result<Condition, Fault> {
        Reader { words, depth: 0, in_count: false }.either()
    }
}

/// Complains of what follows a condition; most often it is a comparison that does not exist.
pub(super) fn end_of_condition(words: &Words) -> Result<(), Fault> {
    let Some(extra) = words.peek() else { return Ok(()) };
    let text = &extra.word.text;
    let known = Operator::ALL.iter().map(|operator| operator.word()).chain(["and", "or"]);
    let meant =
        if text == "==" { ", did you mean \"=\"?".to_string() } else { did_you_mean(text, known) };
    Err(extra.word.fault(format!("unexpected \"{text}\" after the condition{meant}")))
}

struct Reader<'r, 'a> {
    words: &'r mut Words<'a>,
    depth: usize,
    in_count: bool,
}

impl<'a> Reader<'_, 'a> {
    /// `COND or COND`: the loosest, so it is read first.
    fn either(&mut self) -> Result<Condition, Fault> {
        self.several("or", Condition::Or, |reader| {
            reader.several("and", Condition::And, Self::single)
        })
    }

    fn several(
        &mut self,
        between: &str,
        join: fn(Vec<Condition>) -> Condition,
        read: fn(&mut Self) -> Result<Condition, Fault>,
    ) -> Result<Condition, Fault> {
        let first = read(self)?;
        let mut parts = Vec::new();
        while self.words.take(between) {
            parts.push(read(self)?);
        }
        if parts.is_empty() {
            return Ok(first);
        }
        parts.insert(0, first);
        Ok(join(parts))
    }

    /// Whatever binds tighter than `and`.
    fn single(&mut self) -> Result<Condition, Fault> {
        if self.words.take("not") {
            return Ok(Condition::Not(Box::new(self.deeper(Self::single)?)));
        }
        if self.words.take("(") {
            let inside = self.deeper(Self::either)?;
            self.words.expect(")")?;
            return Ok(inside);
        }
        if self.words.take("cited") {
            return Ok(Condition::Cited(self.words.word("a rule, such as raft.grant-vote")?));
        }
        self.comparison()
    }

    fn deeper(
        &mut self,
        read: fn(&mut Self) -> Result<Condition, Fault>,
    ) -> Result<Condition, Fault> {
        if self.depth == DEPTH_MAX {
            let message = format!("conditions are nested at most {DEPTH_MAX} deep");
            return Err(Fault { message, ..self.words.wanted("") });
        }
        self.depth += 1;
        let inside = read(self)?;
        self.depth -= 1;
        Ok(inside)
    }

    fn comparison(&mut self) -> Result<Condition, Fault> {
        let first = self.words.peek();
        let left = self.term()?;
        let operator = self.words.peek().filter(|token| token.kind == Kind::Bare);
        let operator = operator.and_then(|token| Operator::of(&token.word.text));
        let Some(operator) = operator else {
            return match (truth_of(&left), first) {
                (Err(message), Some(first)) => Err(first.word.fault(message)),
                _ => Ok(Condition::Truth(left)),
            };
        };
        self.words.next();
        let right = self.term()?;
        Ok(Condition::Compare { left, operator, right })
    }

    fn term(&mut self) -> Result<Term, Fault> {
        if self.words.take("[") {
            let mut items = Vec::new();
            while !self.words.take("]") {
                items.push(literal(self.value("an element or \"]\"")?));
            }
            return Ok(Term::List(items));
        }
        let token = self.value("a value")?;
        if token.kind == Kind::Quoted
            || !self.words.peek().is_some_and(|next| next.glued && next.is("("))
        {
            return Ok(match Path::of(&token.word.text) {
                Some(path) if token.kind == Kind::Bare => Term::Path(path),
                _ => Term::Literal(literal(token)),
            });
        }
        self.words.next();
        let term = match token.word.text.as_str() {
            "count" if self.in_count => {
                return Err(token.word.fault("a count inside a count has no meaning"));
            }
            "count" => {
                self.in_count = true;
                let counted = self.deeper(Self::either)?;
                self.in_count = false;
                Term::Count(Box::new(counted))
            }
            "holds" => Term::Holds(self.words.value("a property in quotation marks")?.text),
            other => {
                let meant = did_you_mean(other, ["count", "holds"]);
                return Err(token.word.fault(format!("unknown function \"{other}\"{meant}")));
            }
        };
        self.words.expect(")")?;
        Ok(term)
    }

    /// The next word or text that can be a value.
    fn value(&mut self, what: &str) -> Result<&'a Token, Fault> {
        let joins =
            |token: &Token| ["and", "or", "not", "within"].iter().any(|word| token.is(word));
        match self.words.peek() {
            Some(token) if token.kind != Kind::Bracket && !joins(token) => {
                self.words.next();
                Ok(token)
            }
            _ => Err(self.words.wanted(what)),
        }
    }
}

fn literal(token: &Token) -> Literal {
    Literal { text: token.word.text.clone(), quoted: token.kind == Kind::Quoted }
}

/// Whether a term can be true or false by itself, as far as can be told without a cluster.
fn truth_of(term: &Term) -> Result<(), String> {
    match term {
        Term::Path(_) | Term::Holds(_) => Ok(()),
        Term::Literal(Literal { text, quoted: false }) if text == "true" || text == "false" => {
            Ok(())
        }
        Term::Literal(Literal { text, quoted: false }) if text.contains(['=', '<', '>']) => {
            Err(format!("\"{text}\" is one word: comparisons have spaces around them"))
        }
        _ => Err(format!("{term} is neither true nor false: compare it with something")),
    }
}
