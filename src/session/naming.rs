//! What a branch is called that a move in the past opened: the move itself, as people say it.

use super::select;
use crate::scenario::phrase::{End, Link, Selector};
use crate::scenario::statement::Statement;
use crate::scenario::word::Word;
use crate::sim::network::Endpoint;
use crate::sim::world::World;

/// How many letters of a statement a name takes over.
const LETTERS: usize = 48;

/// `what if: drop AppendEntries A→D`. A message is called by what it is: its number means nothing to a reader.
pub fn what_if(world: &World, statement: &Statement) -> String {
    let said = match statement {
        Statement::Message(verb, messages) => format!("{verb} {}", said(world, messages)),
        Statement::Delay { messages, by } => format!("delay {} by {by}", said(world, messages)),
        other => other.to_string(),
    };
    let said = said.replace("->", "→");
    let (short, rest) = match said.char_indices().nth(LETTERS) {
        Some((end, _)) => (&said[..end], "…"),
        None => (&*said, ""),
    };
    format!("what if: {short}{rest}")
}

fn said(world: &World, selector: &Selector) -> String {
    let is_one = !matches!(selector, Selector::All | Selector::Link { all: true, .. });
    let meant = select::messages(world, selector).ok().filter(|_| is_one);
    let number = meant.and_then(|numbers| numbers.first().copied());
    let Some(label) = world.labels().find(|label| Some(label.number) == number) else {
        return selector.to_string();
    };
    let end = |endpoint: Endpoint| {
        End::Node(Word::new(match endpoint {
            Endpoint::Node(node) => world.cluster().name(node).to_string(),
            Endpoint::Client(client) => client.to_string(),
        }))
    };
    let link = Link { from: end(label.from), to: end(label.to), both_ways: false };
    format!("{} {link}", label.kind)
}
