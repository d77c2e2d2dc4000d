//! The node as it is seen: the only place that words its state for the screen.

use super::node::{Kept, Register};
use crate::protocol::cluster::Cluster;
use crate::protocol::command::Command;
use crate::protocol::gather::sort_by_number;
use crate::protocol::inspect::{Figure, Inspect, LogCell, Portrait};
use crate::protocol::sorted::SortedMap;
use crate::protocol::{Given, Protocol, Stable};

impl Stable for Kept {
    fn inspect(&self, see: &mut dyn Inspect) {
        see.group("On every node, persistent");
        see.variable("counter", &self.counter);
        let pair =
            |(key, (_, command)): (&String, &(_, Command))| (key.clone(), command.to_string());
        let values: SortedMap<String, String> = self.register.iter().map(pair).collect();
        see.variable("register", &values);
    }

    fn give(&mut self, _cluster: &Cluster, variable: &str, value: Given) -> Result<(), String> {
        match (variable, value) {
            ("counter", Given::Word(word)) => {
                self.counter = word
                    .parse()
                    .map_err(|_| format!("\"{word}\" is no counter: write a whole number"))?;
                Ok(())
            }
            _ => Err(format!("a register's disk can be given its counter, not {variable}")),
        }
    }
}

/// The node as the stage draws it; its "log" is the writes that it keeps, by stamp.
pub fn portrait(node: &Register, _cluster: &Cluster) -> Portrait {
    let mut kept: Vec<_> = node.stable.register.values().collect();
    sort_by_number(&mut kept, |(stamp, _)| stamp.counter << 8 | u64::from(stamp.writer.0));
    let cell = |(place, (stamp, command)): (usize, &&(_, _))| {
        let (stamp, command): (&super::message::Stamp, &crate::protocol::command::Command) =
            (stamp, command);
        LogCell {
            index: place as u64 + 1,
            epoch: stamp.counter,
            number: stamp.counter.to_string(),
            label: command.to_string(),
            committed: true,
        }
    };
    Portrait {
        log: kept.iter().enumerate().map(cell).collect(),
        ..Portrait::new(node.standing(), Figure::Circle, Register::VOCABULARY.letter)
    }
}
