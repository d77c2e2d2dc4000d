//! The only file that names all protocols.

pub mod ballot;
pub mod multi_paxos;
pub mod quorum;
pub mod raft;
pub mod register;

use crate::protocol::erased::{Kind, Of};
use crate::scenario::statement::{Scenario, Statement};
use crate::scenario::word::unknown;
use crate::session::{Opened, Refusal, Session};

/// Every protocol that a `cluster` line can name.
pub static HOUSES: &[&dyn Kind] =
    &[Of::<raft::Raft>::KIND, Of::<multi_paxos::MultiPaxos>::KIND, Of::<register::Register>::KIND];

/// The protocol with this name.
pub fn house(name: &str) -> Option<&'static dyn Kind> {
    HOUSES.iter().copied().find(|house| house.name() == name)
}

/// Opens a session of the protocol that the scenario's `cluster` line names; an error carries its line.
pub fn open(scenario: &Scenario) -> Opened {
    let cluster = scenario.statements().find_map(|(line, statement)| match statement {
        Statement::Cluster(cluster) => Some((line, &cluster.protocol)),
        _ => None,
    });
    let Some((line, protocol)) = cluster else {
        let names: Vec<&str> = HOUSES.iter().map(|house| house.name()).collect();
        let message = format!(
            "a scenario needs its cluster, such as `cluster {} 3`",
            names.first().copied().unwrap_or("raft")
        );
        return Err((1, Refusal::whole(message)));
    };
    let Some(house) = house(&protocol.text) else {
        let names: Vec<&str> = HOUSES.iter().map(|house| house.name()).collect();
        let message = unknown("protocol", &protocol.text, &names);
        return Err((line, Refusal::text(protocol, message)));
    };
    Session::open(house, scenario)
}
