//! Raft held against its paper: one test a statement of Figure 2, in its order, and the tables of the checklist.
//!
//! Sections are those of "In Search of an Understandable Consensus Algorithm (Extended Version)". A server is started from
//! a disk and handed messages, or a whole world is acted on; nobody assigns a server's state. Where a rule can be switched
//! off, the test shows that its assertion turns without it.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../alone/mod.rs"]
mod alone;
mod harness;
mod lab;

mod figure2_1_state;
mod figure2_2_append_entries;
mod figure2_3_request_vote;
mod figure2_4_all_servers_and_followers;
mod figure2_5_candidates;
mod figure2_6_leaders;

mod disks;
mod invariants;
mod tables;
mod wording;
