//! Raft, as Ongaro and Ousterhout give it in "In Search of an Understandable Consensus Algorithm (Extended Version)" (2014),
//! with section numbers of that paper; where Ongaro's dissertation (2014) or raft.tla decides a detail, the place says so.
//!
//! One server leads a term. It is elected by a majority, takes every command into its log, and copies its log to the
//! others. An entry is committed once a majority has it on disk, and then every server applies it. Two ideas make it safe:
//! a server votes once a term, so a term has one leader; and it votes only for logs at least as up to date as its own, so a
//! leader has every committed entry.
//!
//! | in the paper | here |
//! |---|---|
//! | currentTerm, votedFor, log\[\] | [`node::Persistent`] |
//! | commitIndex, lastApplied | fields of [`node::Raft`] |
//! | nextIndex\[\], matchIndex\[\] | `Progress` in [`node`] |
//! | RequestVote RPC, §5.2 and §5.4.1 | [`election`] |
//! | AppendEntries RPC, §5.3 | [`following`] |
//! | Rules for leaders, §5.3 and §5.4.2 | [`replication`] |
//! | Figure 3 | [`safety::INVARIANTS`] |
//!
//! Modifications from paper, each stated where it is made: an answer to AppendEntries says what it answers, since calls and
//! answers are separate messages here; a refusal carries the hint that §5.3 describes in words; a leader counts itself only
//! when its own disk has an entry (dissertation, §10.2.1), and a candidate itself when its disk has its vote; a candidate
//! that can no longer win is a follower at once, as in etcd, where the paper lets it wait for its timer; a heartbeat
//! carries what a follower misses, unless `heartbeat-entries` is off.
//!
//! Left out so far: membership changes (§6), log compaction (§7), PreVote, CheckQuorum, leadership transfer and reads
//! without the log (dissertation, §9.6, §6.2, §3.10, §6.4).

pub mod election;
pub mod following;
pub mod inspect;
pub mod log;
pub mod message;
pub mod node;
pub mod options;
pub mod replication;
pub mod rules;
pub mod safety;
pub mod stances;

pub use node::Raft;
