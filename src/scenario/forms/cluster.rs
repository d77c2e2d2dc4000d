//! Who runs a scenario, as `cluster` and `compare` name it.

use crate::scenario::phrase::{Cluster, Column, Members, NODES_MAX};
use crate::scenario::setting;
use crate::scenario::token::Words;
use crate::scenario::word::{Fault, Word};

/// A protocol and its nodes.
pub(super) fn cluster(words: &mut Words) -> Result<Cluster, Fault> {
    let protocol = words.word("a protocol")?;
    let first = words.peek().ok_or_else(|| words.wanted("the number of nodes, or their names,"))?;
    let members = if first.word.text.contains('=') {
        Members::Roles(roles(words)?)
    } else if first.word.text.parse::<i64>().is_ok() {
        let size = words.word("a number of nodes")?;
        Members::Size(nodes_within(&size, &size.text, 1)?)
    } else {
        let names = words.nodes()?;
        if let Some(extra) = names.get(usize::from(NODES_MAX)) {
            return Err(extra.fault(format!("a cluster has 1 to {NODES_MAX} nodes")));
        }
        Members::Names(names)
    };
    Ok(Cluster { protocol, members })
}

fn roles(words: &mut Words) -> Result<Vec<(Word, u8)>, Fault> {
    let mut roles: Vec<(Word, u8)> = Vec::new();
    while words.list_goes_on() {
        let word = words.word("ROLE=NUMBER")?;
        let (name, size) = word.text.split_once('=').unwrap_or((&word.text, ""));
        let role = Word { text: name.to_string(), column: word.column };
        if name.is_empty() || roles.iter().any(|(earlier, _)| *earlier == role) {
            return Err(word.fault(format!(
                "\"{word}\" should name a role that is not named yet, as in ROLE=NUMBER"
            )));
        }
        let size = nodes_within(&word, size, 0)?;
        roles.push((role, size));
    }
    Ok(roles)
}

fn nodes_within(at: &Word, text: &str, least: u8) -> Result<u8, Fault> {
    let size = setting::count(&Word::new(text), u64::from(least)..=u64::from(NODES_MAX));
    let size = size.ok().and_then(|size| u8::try_from(size).ok());
    size.ok_or_else(|| {
        at.fault(format!("a cluster has {least} to {NODES_MAX} nodes, not \"{text}\""))
    })
}

/// A protocol, its nodes, and the options that only this column of a comparison has.
pub(super) fn column(words: &mut Words) -> Result<Column, Fault> {
    let cluster = cluster(words)?;
    let mut options: Vec<(Word, Word)> = Vec::new();
    if words.take("with") {
        while options.is_empty() || !words.is_empty() {
            options.push(option(&words.word("OPTION=VALUE")?, &options)?);
        }
    }
    Ok(Column { cluster, options })
}

fn option(word: &Word, earlier: &[(Word, Word)]) -> Result<(Word, Word), Fault> {
    let is_new = |(name, value): &(Word, Word)| {
        let is_whole = !name.text.is_empty() && !value.text.is_empty();
        is_whole && earlier.iter().all(|(known, _)| known != name)
    };
    word.halves().filter(is_new).ok_or_else(|| {
        word.fault(format!(
            "\"{word}\" should set an option that is not set yet, as in OPTION=VALUE"
        ))
    })
}
