//! Values as people read and write them: what the inspector shows, conditions compare and `--json` prints.

use super::sorted::SortedMap;
use super::time::Micros;
use std::fmt;

/// The value of a variable, free of any protocol's types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing: no vote, no leader, or a volatile variable of a crashed node.
    None,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// A length of time, or an instant.
    Duration(Micros),
    /// A word: a node, a role, a log entry, a command.
    Word(String),
    /// Values in order; the first has index 1.
    List(Vec<Value>),
    /// Values by name, such as `nextIndex` by node or `state` by key.
    Map(SortedMap<String, Value>),
}

impl Value {
    /// What a word of text stands for: `none`, `true`, a number, a duration, or itself.
    ///
    /// Variables and scenario literals both pass through here, so that a command's `1` and a typed `1` are equal.
    pub fn from_text(text: &str) -> Value {
        match text {
            "none" => Value::None,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => match text.parse::<i64>() {
                Ok(number) if number.to_string() == text => Value::Number(number),
                _ => match text.parse::<Micros>() {
                    Ok(duration) if duration.to_string() == text => Value::Duration(duration),
                    _ => Value::Word(text.to_string()),
                },
            },
        }
    }

    /// What kind of thing this is, for messages about comparisons that make no sense.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::None => "none",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::Duration(_) => "a duration",
            Value::Word(_) => "a word",
            Value::List(_) => "a list",
            Value::Map(_) => "a table",
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::None => f.write_str("none"),
            Value::Bool(truth) => write!(f, "{truth}"),
            Value::Number(number) => write!(f, "{number}"),
            Value::Duration(duration) => write!(f, "{duration}"),
            Value::Word(word) => f.write_str(word),
            Value::List(items) => {
                f.write_str("[")?;
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        f.write_str(" ")?;
                    }
                    write!(f, "{item}")?;
                }
                f.write_str("]")
            }
            Value::Map(entries) => {
                f.write_str("{")?;
                for (i, (name, value)) in entries.iter().enumerate() {
                    if i > 0 {
                        f.write_str(" ")?;
                    }
                    write!(f, "{name}:{value}")?;
                }
                f.write_str("}")
            }
        }
    }
}
