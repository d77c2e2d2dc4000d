//! Multi-Paxos: one instance of Paxos for each slot of a log, and one leader whose Phase 1 serves all of them.
//!
//! No single paper defines it, so this is the variant. Lamport, "Paxos Made Simple" (2001, here PMS), §3, gives the idea:
//! a leader runs Phase 1 once for infinitely many instances, finishes what others began, fills gaps with no-ops, and from
//! then on needs Phase 2 alone. Van Renesse and Altinbuken, "Paxos Made Moderately Complex" (2015, here PMMC), give the
//! details, as processes called replica, acceptor, leader, scout and commander. Here every node is all of them, as in
//! DSLabs (University of Washington), whose stable leader with heartbeats, and whose leader that stays passive once it is
//! preempted, are taken over.
//!
//! A value is chosen in a slot once a majority has accepted it under the same ballot. Two ideas make it safe: who answers
//! Phase 1 promises to accept nothing of lower ballots, for all slots at once; and who has been promised that by a
//! majority proposes in each slot the value of the highest ballot that one of them reports, under the new ballot.
//!
//! | in the papers | here |
//! |---|---|
//! | ballot number (PMMC), proposal number (PMS §2.5) | [`super::ballot::Ballot`] |
//! | acceptor: ballot_num, accepted | `promised` and `log` of [`node::Persistent`] |
//! | scout, Phase 1 (PMS §2.2 and §3) | [`election`], and the acceptor's half in [`acceptor`] |
//! | commander, Phase 2 (PMS §2.2) | [`replication`], and the acceptor's half in [`acceptor`] |
//! | leader: active, proposals, pmax | `Role` in [`node`], [`election`] |
//! | replica: decisions, slot_in, slot_out (PMMC) | `decided`, `nextSlot` and `executed`; [`learning`] |
//! | state machine, client table | [`crate::machine::key_value`] |
//! | PMS §2.2 (P1, P2b, P2c), PMMC's invariants | [`safety::INVARIANTS`] |
//!
//! What was decided where papers differ, each stated where it is made:
//!
//! - A node has one promise for all slots, and its acceptor answers itself without a message once its disk has the answer.
//! - A Prepare asks from the first slot that its sender has not executed; what it knows to be chosen further up is not
//!   proposed again (PMS §3).
//! - A Commit names a ballot and a slot and carries no value. Whoever has not accepted under that ballot does not decide;
//!   its next HeartbeatReply shows what it lacks, and the leader sends it Accept and Commit for those slots.
//! - A preempted leader is a follower until its election timer fires: it does not prepare again at once.
//! - `decided` is volatile. A restarted node learns it again, and a cluster that restarted as a whole proposes its log anew.
//! - With `stable-leader` off both phases run for every command, which is Basic Paxos slot by slot.
//!
//! Left out: garbage collection of slots, reconfiguration, a window on how far proposals may run ahead, leases and reads
//! without the log, and batching of commands into one slot. Since no slot is ever dropped, nothing can be dropped too early.

pub mod acceptor;
pub mod election;
pub mod inspect;
pub mod learning;
pub mod message;
pub mod node;
pub mod options;
pub mod replication;
pub mod rules;
pub mod safety;
pub mod slots;
pub mod stances;

pub use node::MultiPaxos;
