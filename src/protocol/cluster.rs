//! Who is in the cluster, by number and by name.

use std::fmt;

/// A node, by its place in the `cluster` line, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u8);

impl NodeId {
    /// The node's place as an index into lists by node.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A client, by number: `c1` is number 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(pub u16);

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c{}", self.0)
    }
}

/// A part that some nodes play, in a protocol whose nodes are not all alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Part {
    /// What one such node is called, which is its role too: `acceptor`.
    pub name: &'static str,
    /// What a `cluster` line calls them: `acceptors`.
    pub plural: &'static str,
    /// The letter that their names begin with: `A1`, `A2`.
    pub letter: char,
    /// How many there are when nobody says.
    pub usual: u8,
    /// The fewest that there may be.
    pub least: u8,
    /// Whether a size alone means so many of these, and the usual number of all others.
    pub sized: bool,
}

/// The names of all nodes, in order, and who plays which part.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cluster {
    names: Vec<String>,
    /// The parts with their numbers of nodes, in the order of the nodes; none where all nodes are alike.
    parts: Vec<(&'static Part, u8)>,
}

impl Cluster {
    /// A cluster of the nodes with these names.
    pub fn new(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Cluster { names: names.into_iter().map(Into::into).collect(), parts: Vec::new() }
    }

    /// `A B C …`: the names that a cluster of `size` nodes has when nobody chooses others.
    pub fn of_size(size: u8) -> Self {
        Cluster::new((0..size).map(|i| char::from(b'A' + i % 26).to_string()))
    }

    /// So many nodes of each part, called `P1 P2 A1 A2 A3 …` by the parts' letters.
    pub fn of_parts(parts: Vec<(&'static Part, u8)>) -> Self {
        let names = |(part, count): &(&Part, u8)| {
            let letter = part.letter;
            (1..=*count).map(move |number| format!("{letter}{number}"))
        };
        Cluster { names: parts.iter().flat_map(names).collect(), parts }
    }

    /// What a `cluster` line says of its members: `5`, `X Y Z`, or `proposers=2 acceptors=5 learners=1`.
    pub fn members(&self) -> String {
        if !self.parts.is_empty() {
            let count = |(part, count): &(&Part, u8)| format!("{}={count}", part.plural);
            return self.parts.iter().map(count).collect::<Vec<_>>().join(" ");
        }
        match Cluster::of_size(self.names.len() as u8) == *self {
            true => self.names.len().to_string(),
            false => self.names.join(" "),
        }
    }

    /// The part that a node plays; none where all nodes are alike.
    pub fn part(&self, node: NodeId) -> Option<&'static Part> {
        let mut end = 0;
        let is_in = |(_, count): &&(&Part, u8)| {
            end += count;
            node.0 < end
        };
        self.parts.iter().find(is_in).map(|(part, _)| *part)
    }

    /// The nodes that play a part, in order.
    pub fn playing(&self, part: &'static Part) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        let before = self.parts.iter().take_while(|(other, _)| *other != part);
        let first: u8 = before.map(|(_, count)| count).sum();
        let count = self.parts.iter().find(|(other, _)| *other == part).map_or(0, |(_, n)| *n);
        (first..first + count).map(NodeId)
    }

    /// The number of nodes.
    pub fn size(&self) -> usize {
        self.names.len()
    }

    /// All nodes, in order.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = NodeId> + Clone + use<> {
        (0..self.names.len() as u8).map(NodeId)
    }

    /// All nodes but one, in order.
    pub fn others(&self, me: NodeId) -> impl Iterator<Item = NodeId> + use<> {
        self.nodes().filter(move |node| *node != me)
    }

    /// A node's name.
    pub fn name(&self, node: NodeId) -> &str {
        &self.names[node.index()]
    }

    /// All names, in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The node with this name.
    pub fn node(&self, name: &str) -> Option<NodeId> {
        self.names.iter().position(|n| n == name).map(|i| NodeId(i as u8))
    }

    /// Several names as a sentence has them: `B`, `B and C`, `B, C and D`.
    pub fn list(&self, nodes: impl IntoIterator<Item = NodeId>) -> String {
        let names: Vec<&str> = nodes.into_iter().map(|node| self.name(node)).collect();
        match names.as_slice() {
            [] => "nobody".to_string(),
            [one] => (*one).to_string(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }
}

/// A set of nodes, in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct NodeSet(u32);

impl NodeSet {
    /// The set with nobody in it.
    pub const EMPTY: NodeSet = NodeSet(0);

    /// Adds a node; false if it was there already.
    pub fn insert(&mut self, node: NodeId) -> bool {
        let before = self.0;
        self.0 |= 1 << node.0;
        self.0 != before
    }

    /// Takes a node out; false if it was not there.
    pub fn remove(&mut self, node: NodeId) -> bool {
        let before = self.0;
        self.0 &= !(1 << node.0);
        self.0 != before
    }

    /// Whether a node is in it.
    pub fn contains(self, node: NodeId) -> bool {
        self.0 & (1 << node.0) != 0
    }

    /// How many nodes are in it.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether nobody is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its nodes, in order.
    pub fn iter(self) -> impl Iterator<Item = NodeId> {
        (0..32).map(NodeId).filter(move |node| self.contains(*node))
    }
}

impl FromIterator<NodeId> for NodeSet {
    fn from_iter<I: IntoIterator<Item = NodeId>>(nodes: I) -> Self {
        let mut set = NodeSet::EMPTY;
        for node in nodes {
            set.insert(node);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALLERS: Part =
        Part { name: "caller", plural: "callers", letter: 'C', usual: 2, least: 1, sized: false };
    const JUDGES: Part =
        Part { name: "judge", plural: "judges", letter: 'J', usual: 3, least: 0, sized: true };

    #[test]
    fn parts_name_and_number_their_nodes_in_order() {
        let cluster = Cluster::of_parts(vec![(&CALLERS, 1), (&JUDGES, 2)]);
        assert_eq!(cluster.names(), ["C1", "J1", "J2"]);
        assert_eq!(cluster.part(NodeId(0)), Some(&CALLERS));
        assert_eq!(cluster.part(NodeId(2)), Some(&JUDGES));
        assert_eq!(cluster.part(NodeId(3)), None);
        assert_eq!(cluster.playing(&JUDGES).collect::<Vec<_>>(), [NodeId(1), NodeId(2)]);
        let alone = Cluster::of_parts(vec![(&CALLERS, 1), (&JUDGES, 0)]);
        assert_eq!(alone.playing(&JUDGES).count(), 0);
        assert_eq!(Cluster::of_size(2).playing(&CALLERS).count(), 0);
        assert_eq!(Cluster::of_size(2).part(NodeId(0)), None);
    }

    #[test]
    fn a_cluster_line_says_who_is_in_it() {
        assert_eq!(Cluster::of_size(3).members(), "3");
        assert_eq!(Cluster::new(["A", "B"]).members(), "2");
        assert_eq!(Cluster::new(["X", "Y"]).members(), "X Y");
        let cluster = Cluster::of_parts(vec![(&CALLERS, 1), (&JUDGES, 2)]);
        assert_eq!(cluster.members(), "callers=1 judges=2");
    }
}
