//! Where the sources on Raft differ, and what is done here.

use crate::protocol::stance::Stance;

/// The points, in the order in which they are shown.
pub const STANCES: &[Stance] = &[
    Stance {
        asks: "Does a new leader append an entry of its own?",
        says: "Yes, unless no-op is off: so it soon knows what is committed. Figure 2 has no such entry, and Figure 8 is shown without it.",
        section: "Raft §8; dissertation §6.4",
    },
    Stance {
        asks: "How far may a follower move its commitIndex?",
        says: "To the lower of leaderCommit and the index of the last new entry, as Figure 2 has it. raft.tla takes the leader's figure and lets it fall; some code takes the follower's last log index.",
        section: "Raft, Figure 2",
    },
    Stance {
        asks: "Does a leader count itself before its own disk has the entry?",
        says: "No. Its own matchIndex is what its disk holds. It may commit before that, if a majority of others has the entry.",
        section: "dissertation §10.2.1",
    },
    Stance {
        asks: "What does a candidate do that can no longer win?",
        says: "It becomes a follower at once, in the same term, as etcd does. The paper lets it wait for its timer.",
        section: "etcd; Raft §5.2",
    },
    Stance {
        asks: "What does a heartbeat carry?",
        says: "What the follower misses. With heartbeat-entries off it is empty, as in the paper, and the answer to it brings the entries.",
        section: "Raft §5.2",
    },
    Stance {
        asks: "How does a leader find where a log agrees with its own?",
        says: "A refusal names the conflicting term and its first index, which the paper describes in words and calls optional. Calls and answers are separate messages here, so an answer also says how far the logs match.",
        section: "Raft §5.3",
    },
    Stance {
        asks: "Are there PreVote, CheckQuorum, membership changes and snapshots?",
        says: "Not yet. A server that was cut off comes back with a higher term and deposes a leader that did nothing wrong.",
        section: "dissertation §4, §5, §6.2, §9.6",
    },
    Stance {
        asks: "Will it always decide?",
        says: "It is always safe, and no protocol that is can promise to decide in a network without bounds on time. Timeouts drawn at random make a split vote unlikely to happen again and again.",
        section: "Fischer, Lynch and Paterson 1985; Raft §5.2",
    },
];
