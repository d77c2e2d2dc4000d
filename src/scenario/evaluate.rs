//! What a condition means: asked of anything that can tell the facts about a cluster, it is true, false or senseless.

use super::condition::{Condition, Literal, Part, Path, Term};
use super::values;
use super::word::{did_you_mean, worded};
use crate::protocol::time::Micros;
use crate::protocol::value::Value;

/// What a condition can ask about a cluster; nodes are counted from 0 in the order of `names`.
pub trait Facts {
    /// The nodes' names, in the order of the cluster.
    fn names(&self) -> Vec<String>;
    /// Whether this node runs.
    fn is_up(&self, node: usize) -> bool;
    /// The node that is up and leads; in the highest term if there are several.
    fn leader(&self) -> Option<usize>;
    /// A node's variable: nothing if such a node has no such variable, and `Value::None` for what a crash took.
    fn variable(&self, node: usize, name: &str) -> Option<Value>;
    /// Every variable that some node has, for messages about those that none has.
    fn variable_names(&self) -> Vec<String>;
    /// The index of the first element of this list; more than 1 once a log has been compacted.
    fn first_index(&self, _node: usize, _name: &str) -> u64 {
        1
    }
    /// What belongs to no node, `leader` apart. `sent` and `delivered` are tables of every kind of message, zeros included.
    fn global(&self, name: &str) -> Option<Value>;
    /// Every global, for messages about unknown ones.
    fn global_names(&self) -> Vec<String>;
    /// Whether this property of the history has held so far; an error if there is no such property.
    fn holds(&self, property: &str) -> Result<bool, String>;
    /// Whether the rule was used by the last move; an error if there is no such rule.
    fn cited(&self, rule: &str) -> Result<bool, String>;
}

impl Condition {
    /// Whether it is true. Every part is asked, so that a mistake in one is found whatever the others are.
    pub fn holds(&self, facts: &dyn Facts) -> Result<bool, String> {
        Asker { facts, names: facts.names(), counted: None }.holds(self)
    }

    /// The actual values behind it, such as `leader is A; B.votedFor is none`, for the message of a failed expectation.
    pub fn explain(&self, facts: &dyn Facts) -> String {
        let asker = Asker { facts, names: facts.names(), counted: None };
        let mut said = Vec::new();
        asker.explain(self, &mut said);
        said.join("; ")
    }
}

impl Term {
    /// Its present value; an error if it has none, or several.
    pub fn value(&self, facts: &dyn Facts) -> Result<Value, String> {
        match (Asker { facts, names: facts.names(), counted: None }).read(self, None)? {
            Reading::One(value) => Ok(value),
            Reading::Typed(literal) => Ok(literal.value()),
            Reading::Several(quantifier, _) => Err(format!(
                "{self} has a value for each node: name one in the place of {}",
                quantifier.word()
            )),
        }
    }
}

worded! {
    /// Which of several nodes must make a comparison true.
    Quantifier {
        /// Some node that is up.
        Any = "any",
        /// Every node that is up.
        All = "all",
        /// More than half of all nodes that have the variable, crashed ones included.
        Majority = "majority",
    }
}

/// One side of a comparison as it is now.
enum Reading {
    /// One value.
    One(Value),
    /// A value as it was typed, which may bend to what it is compared with.
    Typed(Literal),
    /// The values of all nodes that have the variable.
    Several(Quantifier, Vec<NodeValue>),
}

struct NodeValue {
    node: usize,
    value: Value,
}

struct Asker<'f> {
    facts: &'f dyn Facts,
    names: Vec<String>,
    /// Inside `count(…)`, the node whose turn it is: bare variables are its own.
    counted: Option<usize>,
}

impl Asker<'_> {
    fn holds(&self, condition: &Condition) -> Result<bool, String> {
        match condition {
            Condition::And(parts) => {
                parts.iter().try_fold(true, |so_far, part| Ok(self.holds(part)? && so_far))
            }
            Condition::Or(parts) => {
                parts.iter().try_fold(false, |so_far, part| Ok(self.holds(part)? || so_far))
            }
            Condition::Not(part) => Ok(!self.holds(part)?),
            Condition::Cited(rule) => self.facts.cited(&rule.text),
            Condition::Truth(term) => {
                self.decide(&self.read(term, None)?, &mut |value| match value {
                    Value::Bool(truth) => Ok(*truth),
                    Value::None => Ok(false),
                    other => Err(format!("{term} is {}, neither true nor false", other.kind())),
                })
            }
            Condition::Compare { left, operator, right } => {
                let (from, with) = (self.read(left, None)?, self.read(right, Some(left))?);
                self.decide(&from, &mut |l| {
                    self.decide(&with, &mut |r| {
                        let l = bend(&from, l, r);
                        let r = bend(&with, r, &l);
                        values::compare(&self.names, &l, *operator, &r)
                            .map_err(|wrong| format!("{condition}: {wrong}"))
                    })
                })
            }
        }
    }

    /// Asks a question of a side: once, or of each node and then of the quantifier.
    fn decide(
        &self,
        reading: &Reading,
        ask: &mut dyn FnMut(&Value) -> Result<bool, String>,
    ) -> Result<bool, String> {
        let (quantifier, values) = match reading {
            Reading::One(value) => return ask(value),
            Reading::Typed(literal) => return ask(&literal.value()),
            Reading::Several(quantifier, values) => (quantifier, values),
        };
        let (mut up, mut agree) = (0, 0);
        for NodeValue { node, value } in values {
            if self.facts.is_up(*node) {
                up += 1;
                agree += usize::from(ask(value)?);
            }
        }
        Ok(match quantifier {
            Quantifier::Any => agree > 0,
            Quantifier::All => agree == up,
            Quantifier::Majority => agree * 2 > values.len(),
        })
    }

    /// The present value of a term. The right side of a comparison is read with its left one in view.
    fn read(&self, term: &Term, left: Option<&Term>) -> Result<Reading, String> {
        match term {
            Term::Path(path) => self.path(path, left),
            Term::Count(condition) => {
                let counted = self.count(condition)?;
                Ok(Reading::One(Value::Number(i64::try_from(counted).unwrap_or(i64::MAX))))
            }
            Term::Holds(property) => Ok(Reading::One(Value::Bool(self.facts.holds(property)?))),
            Term::Literal(literal) => Ok(Reading::Typed(literal.clone())),
            Term::List(items) => {
                Ok(Reading::One(Value::List(items.iter().map(Literal::value).collect())))
            }
        }
    }

    /// How many nodes that are up, and have every bare variable of the condition, make it true.
    fn count(&self, condition: &Condition) -> Result<usize, String> {
        let mut own = Vec::new();
        bare_names(condition, &mut own);
        let variables = self.facts.variable_names();
        own.retain(|name| variables.iter().any(|variable| variable == name));
        let mut counted = 0;
        for node in 0..self.names.len() {
            let has_all = own.iter().all(|name| self.facts.variable(node, name).is_some());
            if self.facts.is_up(node) && has_all {
                counted += usize::from(self.counting(node).holds(condition)?);
            }
        }
        Ok(counted)
    }

    fn counting(&self, node: usize) -> Asker<'_> {
        Asker { facts: self.facts, names: self.names.clone(), counted: Some(node) }
    }

    /// What a path stands for: somebody's variable, a global, or, to the right of a comparison, a word.
    fn path(&self, path: &Path, left: Option<&Term>) -> Result<Reading, String> {
        let head = path.head.name.as_str();
        let bare = path.bare_name();
        if let (Some(word), Some(Term::Path(left))) = (bare, left)
            && is_role(left)
        {
            return Ok(Reading::One(Value::Word(word.to_string())));
        }
        if let [variable, rest @ ..] = path.tail.as_slice()
            && path.head.index.is_none()
        {
            if let Some(quantifier) = Quantifier::of(head) {
                return self.several(quantifier, variable, rest);
            }
            if head == "leader" {
                return match self.facts.leader() {
                    Some(leader) => self.variable(leader, variable, rest).map(Reading::One),
                    None => self.check_name(&variable.name).map(|()| Reading::One(Value::None)),
                };
            }
            if let Some(node) = self.names.iter().position(|name| name == head) {
                return self.variable(node, variable, rest).map(Reading::One);
            }
        }
        if let Some(node) = self.counted
            && self.facts.variable_names().iter().any(|name| name == head)
        {
            return self.variable(node, &path.head, &path.tail).map(Reading::One);
        }
        if let Some(value) = self.global(head) {
            return values::part_of(path, value, 1, path.head.index.as_deref(), &path.tail)
                .map(Reading::One);
        }
        match bare {
            Some(word) if left.is_some() || self.names.iter().any(|name| name == word) => {
                Ok(Reading::One(Value::Word(word.to_string())))
            }
            _ => Err(self.unknown(path)),
        }
    }

    fn global(&self, name: &str) -> Option<Value> {
        if name == "leader" {
            let leader = self.facts.leader().and_then(|leader| self.names.get(leader));
            return Some(leader.map_or(Value::None, |name| Value::Word(name.clone())));
        }
        self.facts.global(name)
    }

    fn several(
        &self,
        quantifier: Quantifier,
        variable: &Part,
        rest: &[Part],
    ) -> Result<Reading, String> {
        let mut values = Vec::new();
        for node in 0..self.names.len() {
            if self.facts.variable(node, &variable.name).is_some() {
                values.push(NodeValue { node, value: self.variable(node, variable, rest)? });
            }
        }
        if values.is_empty() {
            self.check_name(&variable.name)?;
        }
        Ok(Reading::Several(quantifier, values))
    }

    fn variable(&self, node: usize, variable: &Part, rest: &[Part]) -> Result<Value, String> {
        let name = &variable.name;
        let Some(value) = self.facts.variable(node, name) else {
            self.check_name(name)?;
            let node = self.names.get(node).map_or("this node", String::as_str);
            return Err(format!("{node} has no variable \"{name}\""));
        };
        let first = self.facts.first_index(node, name);
        values::part_of(variable, value, first, variable.index.as_deref(), rest)
    }

    fn check_name(&self, name: &str) -> Result<(), String> {
        let names = self.facts.variable_names();
        if names.iter().any(|known| known == name) {
            return Ok(());
        }
        Err(format!("unknown variable \"{name}\"{}", did_you_mean(name, names)))
    }

    fn unknown(&self, path: &Path) -> String {
        let head = &path.head.name;
        if !path.tail.is_empty() && path.head.index.is_none() {
            let who = ["any", "all", "majority", "leader", "sent", "delivered"].map(String::from);
            let meant = did_you_mean(head, self.names.iter().chain(&who));
            return format!("unknown node \"{head}\"{meant}");
        }
        let variables = self.facts.variable_names();
        if variables.contains(head) {
            return format!(
                "\"{head}\" belongs to a node: write any.{head}, or a node's name before the dot"
            );
        }
        let mut known = self.facts.global_names();
        known.push("leader".into());
        known.extend(variables);
        format!("unknown variable \"{head}\"{}", did_you_mean(head, known))
    }

    fn explain(&self, condition: &Condition, said: &mut Vec<String>) {
        match condition {
            Condition::And(parts) | Condition::Or(parts) => {
                parts.iter().for_each(|part| self.explain(part, said))
            }
            Condition::Not(part) => self.explain(part, said),
            Condition::Cited(rule) => {
                let cited = self.facts.cited(&rule.text);
                say(
                    said,
                    cited.map_or_else(|wrong| wrong, |cited| format!("cited {rule} is {cited}")),
                );
            }
            Condition::Truth(term) => self.explain_term(term, None, said),
            Condition::Compare { left, right, .. } => {
                self.explain_term(left, None, said);
                self.explain_term(right, Some(left), said);
            }
        }
    }

    fn explain_term(&self, term: &Term, left: Option<&Term>, said: &mut Vec<String>) {
        match self.read(term, left) {
            Err(wrong) => say(said, wrong),
            Ok(Reading::Typed(_)) => {}
            Ok(Reading::One(_)) if matches!(term, Term::List(_)) => {}
            Ok(Reading::One(value)) => {
                let (term, value) = (term.to_string(), value.to_string());
                // A word stands for itself.
                if term != value {
                    say(said, format!("{term} is {value}"));
                }
            }
            Ok(Reading::Several(quantifier, values)) => {
                for NodeValue { node, value } in values {
                    let name = self.names.get(node).map_or("", String::as_str);
                    let variable = term.to_string().replacen(quantifier.word(), name, 1);
                    let down = if self.facts.is_up(node) { "" } else { " (down)" };
                    say(said, format!("{variable} is {value}{down}"));
                }
            }
        }
    }
}

fn say(said: &mut Vec<String>, words: String) {
    if !said.contains(&words) {
        said.push(words);
    }
}

fn is_role(path: &Path) -> bool {
    path.tail.last().unwrap_or(&path.head).name == "role"
}

/// The first names of all paths in a condition, which may be variables of the node being counted.
fn bare_names<'c>(condition: &'c Condition, names: &mut Vec<&'c str>) {
    let mut of_term = |term: &'c Term, left: Option<&Term>| {
        let is_word = matches!(left, Some(Term::Path(left)) if is_role(left));
        if let Term::Path(path) = term
            && !(is_word && path.bare_name().is_some())
        {
            names.push(&path.head.name);
        }
    };
    match condition {
        Condition::And(parts) | Condition::Or(parts) => {
            parts.iter().for_each(|part| bare_names(part, names))
        }
        Condition::Not(part) => bare_names(part, names),
        Condition::Cited(_) => {}
        Condition::Truth(term) => of_term(term, None),
        Condition::Compare { left, right, .. } => {
            of_term(left, None);
            of_term(right, Some(left));
        }
    }
}

/// A value as typed, read as the kind of thing that it is compared with: `007` and `1000ms` need not be written shortest.
fn bend(reading: &Reading, value: &Value, other: &Value) -> Value {
    let bent = match (reading, other) {
        (Reading::Typed(Literal { text, quoted: false }), Value::Number(_)) => {
            text.parse().ok().map(Value::Number)
        }
        (Reading::Typed(Literal { text, quoted: false }), Value::Duration(_)) => {
            text.parse::<Micros>().ok().map(Value::Duration)
        }
        _ => None,
    };
    bent.unwrap_or_else(|| value.clone())
}
