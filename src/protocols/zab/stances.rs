//! Where the paper is ambiguous or ZooKeeper differs from it, and what is done here.

use crate::protocol::stance::Stance;

/// The points, in the order in which they are shown.
pub const STANCES: &[Stance] = &[
    Stance {
        asks: "Is this the paper's Zab or ZooKeeper's?",
        says: "Both. Mode paper has the three phases of the paper of 2011; mode zookeeper the messages of ZooKeeper 3.9, from FOLLOWERINFO to UPTODATE. The election is ZooKeeper's, or an oracle, as the paper assumes.",
        section: "Zab §IV; ZooKeeper 3.9",
    },
    Stance {
        asks: "Does a leader take the best history over, or refuse to lead those who have more?",
        says: "In mode paper it takes over the most recent history of its quorum. In mode zookeeper it keeps its own and refuses a follower that has more; the election makes that rare.",
        section: "Zab, Phase 1, step l.1.2; Leader.waitForEpochAck",
    },
    Stance {
        asks: "May a follower promise the same epoch twice?",
        says: "No: it promises only an epoch later than f.p, as the paper says. ZooKeeper answers an equal one with -1, which asks to be synchronized and does not count as a promise. The public TLA+ specification accepts an equal one.",
        section: "Zab, Phase 1, step f.1.2",
    },
    Stance {
        asks: "Who is in Q?",
        says: "The paper uses one set Q for three things. Here there are three: who sent CEPOCH, who sent ACK-E, and who acknowledged NEWLEADER. Model checking found faults where one set served for all.",
        section: "Zab, Algorithms 1 to 3; zookeeper-tla-spec, issues",
    },
    Stance {
        asks: "Who gets a proposal, and who its COMMIT?",
        says: "A proposal goes to everybody who was sent NEWLEADER, so that nobody misses one; a COMMIT to those who acknowledged it, in ZooKeeper to all who were sent it. A late follower's COMMIT-LD says how far the leader has committed by then.",
        section: "Zab, Phase 3, steps l.3.1 to l.3.4",
    },
    Stance {
        asks: "Does the ACK of NEWLEADER cover proposals that are under way?",
        says: "In mode paper, yes: the history that NEWLEADER brought holds them. In mode zookeeper, no: they are logged after UPTODATE and acknowledged one by one.",
        section: "Zab, Phase 3, step l.3.4; Learner.syncWithLeader",
    },
    Stance {
        asks: "In which order are the history and the epoch written?",
        says: "At once in mode paper, where the step is atomic. In mode zookeeper the transactions first, then currentEpoch, then the ACK; the other orders lose transactions (ZOOKEEPER-3911, 4643, 4646).",
        section: "Zab, Phase 2, step f.2.1",
    },
    Stance {
        asks: "What is Local Primary Order here?",
        says: "For all transactions a and b of one primary, a before b: who delivers b has delivered a before. The public TLA+ specification states it with \"there are a and b\", which one transaction alone fulfils.",
        section: "Zab §III-B",
    },
    Stance {
        asks: "Are reads linearizable?",
        says: "No. A server answers from its own state, which may lag; a client never goes back, since a server that is behind what the client has seen turns it away. With reads sync the server asks the leader first, and even that is no quorum: a deposed leader may answer.",
        section: "ZooKeeper, Programmer's Guide; ZOOKEEPER-1675",
    },
    Stance {
        asks: "Does a follower forward writes?",
        says: "No. It turns the client away and names the leader, as in the other protocols here. ZooKeeper's followers forward writes, and its clients do not know who leads.",
        section: "ZooKeeper, Programmer's Guide",
    },
    Stance {
        asks: "What differs from Raft?",
        says: "A leader may hold less than a majority needs and catch up in discovery; nothing is proposed before a quorum has adopted the epoch with its history; and no server delivers what an older primary broadcast after a newer one has begun (Primary Integrity). Raft, Figure 8 (d2), does that, and is not wrong by its own properties.",
        section: "Zab §III-B; Raft §5.4.2",
    },
    Stance {
        asks: "Will it always decide?",
        says: "It is always safe, and no protocol that is can promise to decide in a network without bounds on time. Elections end when messages arrive in time for finalize-wait and init-limit.",
        section: "Fischer, Lynch and Paterson 1985",
    },
];
