//! What a picture shows and a person can point at, by the key of its shape.

use std::fmt;
use std::str::FromStr;

/// One thing in a history. It prints as the key of its shape, so that a click on the shape names the thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A node, by its place in the cluster: `node-2`; its row of the logs, `log-2`, is the same thing.
    Node(usize),
    /// A message, by its number: `message-41`.
    Message(u64),
    /// The link of two nodes, by their places, the lower one first: `link-0-3`.
    Link(usize, usize),
    /// An entry of a log, by the node's place and the index: `cell-2-5`.
    Cell(usize, u64),
    /// A variable, by the places of its node and of itself among those of the node: `variable-2-7`.
    Variable(usize, usize),
    /// A client, by its place: `client-0`.
    Client(usize),
    /// A step of the present line: `step-50`.
    Step(u64),
    /// A line of the history, by its place among them: `branch-1`.
    Branch(usize),
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Thing::Node(place) => write!(f, "node-{place}"),
            Thing::Message(number) => write!(f, "message-{number}"),
            Thing::Link(from, to) => write!(f, "link-{from}-{to}"),
            Thing::Cell(place, index) => write!(f, "cell-{place}-{index}"),
            Thing::Variable(node, place) => write!(f, "variable-{node}-{place}"),
            Thing::Client(place) => write!(f, "client-{place}"),
            Thing::Step(step) => write!(f, "step-{step}"),
            Thing::Branch(place) => write!(f, "branch-{place}"),
        }
    }
}

impl FromStr for Thing {
    /// It is the key of no thing.
    type Err = ();

    fn from_str(key: &str) -> Result<Thing, ()> {
        let mut parts = key.split('-');
        let kind = parts.next().unwrap_or_default();
        let numbers: Vec<u64> = parts.map(str::parse).collect::<Result<_, _>>().map_err(|_| ())?;
        let place = |number: u64| usize::try_from(number).map_err(|_| ());
        Ok(match (kind, &numbers[..]) {
            ("node" | "log", [node]) => Thing::Node(place(*node)?),
            ("message", [number]) => Thing::Message(*number),
            ("link" | "cut", [from, to]) => Thing::Link(place(*from)?, place(*to)?),
            ("cell", [node, index]) => Thing::Cell(place(*node)?, *index),
            ("variable", [node, variable]) => Thing::Variable(place(*node)?, place(*variable)?),
            ("client", [client]) => Thing::Client(place(*client)?),
            ("step", [step]) => Thing::Step(*step),
            ("branch", [branch]) => Thing::Branch(place(*branch)?),
            _ => return Err(()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_found_by_what_they_print() {
        let things = [
            Thing::Node(2),
            Thing::Message(41),
            Thing::Link(0, 3),
            Thing::Cell(2, 5),
            Thing::Variable(2, 7),
            Thing::Client(0),
            Thing::Step(50),
            Thing::Branch(1),
        ];
        for thing in things {
            assert_eq!(thing.to_string().parse(), Ok(thing));
        }
        assert_eq!("log-2".parse(), Ok(Thing::Node(2)));
        for key in ["", "node", "node-x", "node-1-2", "head", "index-4", "link-0"] {
            assert_eq!(key.parse::<Thing>(), Err(()), "{key}");
        }
    }
}
