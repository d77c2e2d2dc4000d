//! The text of a command: what a client asks the replicated machine to do, as scenarios and logs write it.

use super::token::is_one_word;
use super::word::check_name;
use std::fmt;
use std::str::FromStr;

/// A command as text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CommandText {
    /// `key=value`
    Put {
        /// What is written to; it holds no `=`.
        key: String,
        /// What is written.
        value: String,
    },
    /// `get key`
    Get {
        /// What is read.
        key: String,
    },
    /// A bare word, such as a Basic Paxos value.
    Word(String),
    /// `noop`, which a new leader may put into the log.
    Noop,
    /// `config(A,B,C)`: the members from here on.
    Config(Vec<String>),
}

impl fmt::Display for CommandText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CommandText::Put { key, value } => write!(f, "{key}={value}"),
            CommandText::Get { key } => write!(f, "get {key}"),
            CommandText::Word(word) => f.write_str(word),
            CommandText::Noop => f.write_str("noop"),
            CommandText::Config(names) => write!(f, "config({})", names.join(",")),
        }
    }
}

impl FromStr for CommandText {
    type Err = String;
    fn from_str(text: &str) -> Result<CommandText, String> {
        if text == "noop" {
            return Ok(CommandText::Noop);
        }
        if let Some(key) = text.strip_prefix("get ") {
            return match is_one_word(key) {
                true => Ok(CommandText::Get { key: key.to_string() }),
                false => Err(format!("\"{key}\" is not a key: one word")),
            };
        }
        if !is_one_word(text) || text == "get" {
            return Err(format!("\"{text}\" is not a command: {FORMS}"));
        }
        if let Some(names) = text.strip_prefix("config(").and_then(|rest| rest.strip_suffix(')')) {
            let names: Vec<String> = names.split(',').map(str::to_string).collect();
            names.iter().try_for_each(|name| check_name(name))?;
            return Ok(CommandText::Config(names));
        }
        match text.split_once('=') {
            Some((key, value)) if key.is_empty() || value.is_empty() => {
                Err(format!("\"{text}\" lacks its key or its value: {FORMS}"))
            }
            Some((key, value)) => {
                Ok(CommandText::Put { key: key.to_string(), value: value.to_string() })
            }
            None => Ok(CommandText::Word(text.to_string())),
        }
    }
}

/// How a command may be written, for messages.
const FORMS: &str = "key=value, get key, a word, noop or config(A,B,C)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_read_and_print() {
        for text in
            ["x=1", "get x", "value_X", "noop", "config(A,B,C)", "x=a=b", "/app/lock=A", "#1"]
        {
            assert_eq!(text.parse::<CommandText>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "get",
            "get ",
            "get a b",
            "=1",
            "x=",
            "a b",
            "config()",
            "config(A,leader)",
            "#x",
            "(",
            "a\"b",
        ] {
            assert!(text.parse::<CommandText>().is_err(), "{text}");
        }
    }
}
