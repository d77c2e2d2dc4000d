//! The numbers of proposals: no two proposers share one, and any two can be compared.

use crate::protocol::cluster::{Cluster, NodeId};
use crate::protocol::digest::Digest;
use crate::protocol::inspect::Variable;
use crate::protocol::value::Value;

/// A ballot: ordered by round, then by the proposer's place in the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ballot {
    /// The round; compared first.
    pub round: u64,
    /// The proposer, so that no two have the same ballot.
    pub node: NodeId,
}

impl Ballot {
    /// The ballot as people write it: `1.P1`.
    pub fn shown(self, cluster: &Cluster) -> String {
        format!("{}.{}", self.round, cluster.name(self.node))
    }

    /// Reads `1.P1`, or says what is wrong. Rounds count from 1.
    pub fn parse(cluster: &Cluster, text: &str) -> Result<Ballot, String> {
        let ballot = text.split_once('.').and_then(|(round, name)| {
            let round = round.parse().ok().filter(|round| *round > 0)?;
            Some(Ballot { round, node: cluster.node(name)? })
        });
        ballot.ok_or_else(|| {
            let first = cluster.names().first().map_or("", String::as_str);
            format!("\"{text}\" is no ballot: write its round and a node, such as 1.{first}")
        })
    }
}

impl Variable for Ballot {
    fn value(&self, cluster: &Cluster) -> Value {
        Value::Word(self.shown(cluster))
    }
    fn digest(&self) -> u64 {
        Digest::of(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ballots_compare_by_round_and_then_by_place_and_print_as_they_are_read() {
        let cluster = Cluster::new(["P1", "P2"]);
        let read = |text| Ballot::parse(&cluster, text).unwrap();
        assert!(read("1.P1") < read("1.P2"));
        assert!(read("9.P2") < read("10.P1"));
        assert_eq!(read("10.P1").shown(&cluster), "10.P1");
        for wrong in ["", "1", "1.P3", "P1.1", ".P1", "-1.P1", "0.P1"] {
            assert!(Ballot::parse(&cluster, wrong).is_err(), "{wrong}");
        }
    }
}
