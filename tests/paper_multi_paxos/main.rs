//! Multi-Paxos held against its papers where a scenario cannot look: single steps of one node, and what leaves with them.
//!
//! PMS is "Paxos Made Simple", PMMC "Paxos Made Moderately Complex". A node is started from a disk and handed messages;
//! nobody assigns its state. Stories of a whole cluster are in `tests/scenarios/multi_paxos`.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../alone/mod.rs"]
mod alone;
mod harness;

mod phase_1;
mod phase_2;
mod safety;
