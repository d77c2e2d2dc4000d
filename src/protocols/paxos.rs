//! Basic Paxos, as Lamport gives it in "Paxos Made Simple" (2001), with section numbers of that paper (PMS); where his
//! specifications Paxos.tla and Voting.tla decide a detail, the place says so.
//!
//! Several proposers each have a value, and one value is to be chosen. A proposer takes a number that nobody else has and
//! asks the acceptors to promise to accept nothing under a smaller one (phase 1). With a majority of promises it asks them
//! to accept a value (phase 2). A value is chosen when a majority of acceptors has accepted it under one number. One idea
//! makes it safe: with its promise an acceptor reports what it has accepted, and a proposer that hears of values takes the
//! one with the highest number instead of its own. Any two majorities share an acceptor, so nobody passes a chosen value by.
//!
//! Chosen is a fact about the acceptors: it can be so while nobody knows. Learners find out by counting.
//!
//! | in the paper | here |
//! |---|---|
//! | proposal number n, §2.2 and §2.5 | [`crate::protocols::ballot::Ballot`] |
//! | proposal (n, v) | [`message::Vote`] |
//! | what is in stable storage, §2.5 | [`node::Persistent`] |
//! | phase 1(a), phase 2(a), abandoning, §2.2 | [`proposer`] |
//! | phase 1(b), phase 2(b), §2.2 | [`acceptor`] |
//! | learning a chosen value, §2.3 | [`learner`] |
//! | the requirements of §2.1, P2b, P2c | [`safety::INVARIANTS`] |
//!
//! Choices that the paper leaves open, each stated where it is made: prepare and accept requests go to all acceptors, and
//! an acceptor tells its proposer and every learner what it has accepted; a refusal is answered, unless `nack` is off, and
//! a proposer that hears one abandons its proposal; it tries again after a while, which is random and grows with each
//! failure unless `backoff` is off. Accepting raises the promise, as in Paxos.tla: no prepare request need come first, and
//! the last proposal that an acceptor has accepted is the highest-numbered one, which is what it must report. A prepare
//! request that arrives again is promised again, unless its proposal has been accepted since.
//!
//! Paxos is safe whatever happens, and it decides only if proposers do not get into each other's way for ever (§2.4).
//! Without `backoff` two of them can: that is the form in which the impossibility of Fischer, Lynch and Paterson shows
//! here. It is a theorem about all protocols, and a run that does not end proves nothing of it.
//!
//! Left out: a distinguished proposer and a distinguished learner (§2.4, §2.3), which need an election; clients; the
//! message that tells a decision, since learners count for themselves; a process that plays several parts at once (§2.1).

pub mod acceptor;
pub mod inspect;
pub mod learner;
pub mod message;
pub mod node;
pub mod options;
mod phase;
pub mod proposer;
pub mod rules;
pub mod safety;
pub mod stances;

pub use node::Paxos;
