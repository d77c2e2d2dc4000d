//! ZAB, the atomic broadcast of ZooKeeper: Junqueira, Reed and Serafini, "Zab: High-performance broadcast for primary-backup
//! systems" (DSN 2011), with the steps of its Algorithms 1 to 3; where `mode zookeeper` is set, the messages and the order
//! of events of ZooKeeper 3.9.
//!
//! One server is the primary of an epoch. Before it broadcasts anything it goes through two phases: in *discovery* a quorum
//! promises it a new epoch, later than all that they have promised, and it finds the most recent of their histories; in
//! *synchronization* a quorum takes that history over. Only then, in *broadcast*, it numbers the writes of clients as
//! transactions and commits each one that a quorum has on disk, in order. So a primary has delivered all that earlier
//! primaries committed before it says anything itself, and nothing that it says is delivered without what it said before:
//! this is what ZooKeeper's primary needs, which sends changes of state and not commands.
//!
//! | in the paper | in ZooKeeper | here |
//! |---|---|---|
//! | f.p, f.a, h | acceptedEpoch, currentEpoch, log | [`node::Persistent`] |
//! | zxid ⟨e, c⟩ | 64 bits, 32 for each | [`history::Zxid`] |
//! | leader oracle | FastLeaderElection | [`election`], [`vote`] |
//! | Phase 1, discovery | FOLLOWERINFO, LEADERINFO, ACKEPOCH | [`discovery`] |
//! | Phase 2, synchronization | DIFF, TRUNC or SNAP, NEWLEADER, UPTODATE | [`synchronization`], [`catching_up`], [`taking_over`] |
//! | Phase 3, broadcast | PROPOSAL, ACK, COMMIT | [`broadcast`] |
//! | heartbeats | PING, initLimit, syncLimit | [`serving`] |
//! | properties of §III | | [`safety::INVARIANTS`] |
//!
//! Modifications from paper, each stated where it is made. The paper has one set Q; model checking found faults where it is
//! used for three things, so there are three: who sent CEPOCH, who sent ACK-E, and who acknowledged NEWLEADER. Proposals go
//! to all who were sent NEWLEADER; since the history
//! and all that follows it go out in one order, no proposal comes twice. COMMIT-LD says how far the leader
//! has committed by now. An ACK-LD counts for all that its NEWLEADER brought. A server that has promised the epoch to a
//! leader and lost its connection gets NEWLEADER at once when it comes back. A CEPOCH that arrives before its receiver knows
//! that it leads waits there. In mode zookeeper a leader that cuts a follower back below a proposal which is not committed
//! no longer counts that follower for it.
//!
//! Left out: observers, groups and weights of servers, reconfiguration, snapshots and purging of logs, the database of
//! ZooKeeper with its sessions, watches and ephemeral nodes, and forwarding of writes by followers, which turn clients away
//! instead. A server has delivered only what it knows to be committed, where ZooKeeper applies its whole log when it starts.
//! Against the public TLA+ specification of Zab: that one lets a follower accept NEWEPOCH of an epoch equal to its own
//! (this is strict), counts crashes and epochs within small bounds (there are none here), and leaves time out (here timers
//! end phases). Its published counts of states are therefore not reproduced here yet.

pub mod broadcast;
pub mod catching_up;
pub mod discovery;
pub mod election;
pub mod history;
pub mod inspect;
pub mod message;
pub mod node;
pub mod options;
pub mod rules;
pub mod safety;
pub mod serving;
pub mod stances;
pub mod state;
pub mod synchronization;
pub mod taking_over;
pub mod vote;

pub use node::Zab;
