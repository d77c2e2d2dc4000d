//! The text of a command: what a client asks the replicated machine to do, as scenarios and logs write it.

use super::token::is_one_word;
use super::word::check_name;
use crate::protocol::command::Operation;
use std::fmt;
use std::str::FromStr;

/// A command as text: what a client may ask, or what only a log may hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CommandText {
    /// `key=value`, `get key`, `noop` or a bare word.
    Operation(Operation),
    /// `config(A,B,C)`: the members from here on.
    Config(Vec<String>),
}

impl fmt::Display for CommandText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CommandText::Operation(operation) => operation.fmt(f),
            CommandText::Config(names) => write!(f, "config({})", names.join(",")),
        }
    }
}

impl FromStr for CommandText {
    type Err = String;
    fn from_str(text: &str) -> Result<CommandText, String> {
        if let Some(names) = text.strip_prefix("config(").and_then(|rest| rest.strip_suffix(')')) {
            let names: Vec<String> = names.split(',').map(str::to_string).collect();
            names.iter().try_for_each(|name| check_name(name))?;
            return Ok(CommandText::Config(names));
        }
        if !is_one_word(text.strip_prefix("get ").unwrap_or(text)) {
            return Err(format!("\"{text}\" is not a command: {FORMS}"));
        }
        let operation =
            text.parse().map_err(|_| format!("\"{text}\" is not a command: {FORMS}"))?;
        Ok(CommandText::Operation(operation))
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
