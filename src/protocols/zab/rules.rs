//! The rules as data: servers and their disks, then the election, the three phases, failures, and clients.
//!
//! "Zab" is the paper of 2011, with the steps of its Algorithms 1 to 3: f.1.2 is a follower's second step of Phase 1.

use crate::protocol::rule::{Switch, rules, safety};

rules! {
    "zab";

    /// A restarted server looks for a leader and remembers what its disk holds.
    RESTART = "restart", "Zab §IV", Switch::Fixed,
        "A server starts without a leader, from acceptedEpoch (f.p), currentEpoch (f.a) and the history on its disk; it has delivered nothing yet.",
        ["on start:", "  read f.p, f.a, h", "  state := looking"];
    /// The promised epoch is on disk.
    PERSIST_ACCEPTED_EPOCH = "persist-accepted-epoch", "Zab, Phase 1, step f.1.2", safety(&["acceptedEpoch_not_persisted"], "One Leader an Epoch"),
        "f.p is on disk before a server acknowledges an epoch, so that a restarted server cannot promise the same epoch to another leader.",
        ["write f.p to disk", "before sending ACK-E"];
    /// What is acknowledged is on disk first.
    LOG_BEFORE_ACK = "log-before-ack", "Zab, Phase 3, step f.3.2", safety(&["ack_before_log"], "Initial History Complete"),
        "A server acknowledges a proposal only when its disk has it; the leader counts itself only then.",
        ["append ⟨v, z⟩ to h", "wait until the disk has it", "send ACK(z)"];

    /// A server without a leader votes for itself.
    START_ELECTION = "start-election", "ZooKeeper, FastLeaderElection", Switch::Fixed,
        "A server without a leader begins a new round, votes for itself with its epoch and last zxid, and tells all others.",
        ["lookForLeader:", "  round := round + 1", "  vote := (f.a, last zxid, me)", "  send Notification to all"];
    /// It repeats its vote.
    NOTIFY_AGAIN = "notify-again", "ZooKeeper, FastLeaderElection", Switch::Fixed,
        "A server that has not found a leader for a while sends its vote to all others again.",
        ["no notification for a while:", "  send Notification to all"];
    /// A later round is joined.
    LATER_ROUND = "later-round", "ZooKeeper, FastLeaderElection", Switch::Fixed,
        "A server that hears of a later round goes over to it, forgets the votes that it has, and votes for the better of the two candidates that it knows.",
        ["looking, on a vote of round r > round:", "  round := r; forget all votes", "  vote := better of (this vote, my first vote)", "  send Notification to all"];
    /// An earlier round is over.
    EARLIER_ROUND = "earlier-round", "ZooKeeper, FastLeaderElection", Switch::Fixed,
        "A vote of an earlier round does not count; its sender is told which round it is.",
        ["looking, on a vote of round r < round:", "  ignore it; answer with my vote"];
    /// The better vote is taken over.
    BETTER_VOTE = "better-vote", "ZooKeeper, FastLeaderElection", Switch::Fixed,
        "Of two votes the one with the later epoch is better, then the one with the later zxid, then the one for the greater server; a server takes the better one over and tells all others.",
        ["on a vote of my round:", "  if (epoch, zxid, server) > my vote:", "    vote := this vote", "    send Notification to all"];
    /// A vote is taken down.
    COUNT_VOTE = "count-vote", "ZooKeeper, FastLeaderElection", Switch::Fixed,
        "The last vote of each server is taken down; those that equal one's own count for it.",
        ["votes[from] := vote"];
    /// A quorum of equal votes, and a little patience.
    FINALIZE = "finalize", "ZooKeeper, FastLeaderElection", Switch::Fixed,
        "When a quorum has the same vote, a server waits a little for a better one, and then does as the vote says: it leads or follows.",
        ["if a quorum has my vote:", "  wait finalizeWait for a better one", "  leader = me: lead; otherwise follow"];
    /// A server that has a leader says so.
    ANSWER_LOOKING = "answer-looking", "ZooKeeper, FastLeaderElection", Switch::Fixed,
        "A server that follows or leads tells one that is looking whom.",
        ["not looking, on a Notification of a looking server:", "  send Notification(my vote, my state)"];
    /// An established leader is joined.
    JOIN_ESTABLISHED = "join-established", "ZooKeeper, FastLeaderElection", Switch::Fixed,
        "A server joins a leader whom a quorum follows already, if that leader itself says that it leads; better votes do not matter then.",
        ["if a quorum of servers that are not looking name one leader", "  and that one says that it leads:", "    follow it"];
    /// The oracle has spoken.
    ORACLE = "oracle", "Zab §IV", Switch::Fixed,
        "The paper leaves to an oracle who is to lead: whoever is named leaves what it does, and goes to discovery.",
        ["on oracle(leader):", "  leader = me: lead; otherwise follow it"];

    /// A follower says which epoch it promised last.
    SEND_CEPOCH = "send-cepoch", "Zab, Phase 1, step f.1.1", Switch::Fixed,
        "A follower sends to its prospective leader the last epoch that it has promised.",
        ["send CEPOCH(f.p) to the leader"];
    /// Who follows does not lead.
    NOT_LEADING = "not-leading", "ZooKeeper, Leader", Switch::Fixed,
        "A server that follows another one does not answer those who want to follow it; they give it up when init-limit is over.",
        ["following, on CEPOCH:", "  ignore it"];
    /// The leader takes an epoch down.
    COUNT_CEPOCH = "count-cepoch", "Zab, Phase 1, step l.1.1", Switch::Fixed,
        "The prospective leader takes down which epoch each follower promised last; it counts itself.",
        ["on CEPOCH(e) from f:", "  epochs[f] := e"];
    /// More than half.
    MAJORITY = "majority", "Zab §II", safety(&["minority_quorum"], "One Leader an Epoch"),
        "A quorum is more than half of all servers: two quorums always share a server.",
        ["|Q| > n/2"];
    /// A new epoch is chosen.
    NEW_EPOCH = "new-epoch", "Zab, Phase 1, step l.1.1", Switch::Fixed,
        "With the CEPOCH of a quorum the leader chooses an epoch later than all of them, promises it itself, and proposes it.",
        ["when epochs has a quorum:", "  e' := max(epochs) + 1; f.p := e'", "  send NEWEPOCH(e') to the followers in it"];
    /// A follower promises an epoch.
    PROMISE_EPOCH = "promise-epoch", "Zab, Phase 1, step f.1.2", Switch::Fixed,
        "A follower promises an epoch later than all that it has promised, and answers with its f.a and its history.",
        ["on NEWEPOCH(e') with e' > f.p:", "  f.p := e'", "  send ACK-E(f.a, h)"];
    /// An epoch is promised once.
    PROMISE_ONCE = "promise-once", "Zab, Phase 1, step f.1.2", safety(&["newepoch_ge"], "One Leader an Epoch"),
        "An epoch that was promised already is not promised again: the promise may have been to another leader. ZooKeeper answers with -1, and does not count that.",
        ["on NEWEPOCH(e') with e' = f.p:", "  send no ACK-E; ZooKeeper: ACKEPOCH(-1)"];
    /// An older epoch is refused.
    REFUSE_EPOCH = "refuse-epoch", "Zab, Phase 1, step f.1.2", Switch::Fixed,
        "A follower that has promised a later epoch does not go back to an earlier one; it looks for another leader.",
        ["on NEWEPOCH(e') with e' < f.p:", "  state := looking"];
    /// A promise is counted.
    COUNT_ACK_EPOCH = "count-ack-epoch", "Zab, Phase 1, step l.1.2", Switch::Fixed,
        "The leader takes down who has promised its epoch, and with which history; it counts itself.",
        ["on ACK-E(f.a, h) from f:", "  promised[f] := (f.a, h)"];
    /// The best history is taken over.
    ADOPT_HISTORY = "adopt-history", "Zab, Phase 1, step l.1.2", safety(&["leader_keeps_own_history"], "Initial History Complete"),
        "The leader begins its epoch with the most recent history among those of a quorum: it has every transaction that can have been committed.",
        ["when promised has a quorum:", "  I := h of the f with the greatest (f.a, last zxid)", "  h := I; f.a := e'"];
    /// The epoch decides before the zxid.
    EPOCH_BEFORE_ZXID = "epoch-before-zxid", "Zab, Phase 1, step l.1.2", safety(&["zxid_only"], "Primary Integrity"),
        "Of two histories the one whose server accepted the later leader is more recent, whatever its last zxid.",
        ["more recent:", "  f'.a < f.a", "  or f'.a = f.a and f'.zxid <= f.zxid"];
    /// ZooKeeper's leader does not take histories over.
    REFUSE_MORE_RECENT = "refuse-more-recent", "ZooKeeper, Leader.waitForEpochAck", Switch::Fixed,
        "ZooKeeper's leader keeps its own history, and refuses a follower that has a more recent one; without a quorum of others it gives up.",
        ["on ACKEPOCH(f.a, zxid) above my (f.a, zxid):", "  close the connection"];

    /// The leader sends the history to start from.
    SEND_NEW_LEADER = "send-new-leader", "Zab, Phase 2, step l.2.1", Switch::Fixed,
        "The leader sends the history with which its epoch begins to all who have promised the epoch.",
        ["send NEWLEADER(e', I) to all in promised"];
    /// What a follower lacks, and no more.
    SEND_DIFF = "send-diff", "ZooKeeper, LearnerHandler.syncFollower", Switch::Fixed,
        "A follower whose last transaction the leader has gets only what comes after it.",
        ["if the leader has the follower's last zxid:", "  send DIFF", "  send PROPOSAL and COMMIT of what comes after it"];
    /// What nobody committed is cut off.
    SEND_TRUNC = "send-trunc", "ZooKeeper, LearnerHandler.syncFollower", Switch::Fixed,
        "A follower that has transactions which the leader has not is told to drop them.",
        ["if the follower's last zxid is not in the leader's log:", "  send TRUNC(the last zxid before it)", "  then PROPOSAL and COMMIT of what comes after"];
    /// The whole state.
    SEND_SNAP = "send-snap", "ZooKeeper, LearnerHandler.syncFollower", Switch::Fixed,
        "A follower that is too far behind, or in an epoch in which the leader cannot find its place, gets the whole state.",
        ["otherwise:", "  send SNAP(state)"];
    /// A history is taken over.
    ACCEPT_NEW_LEADER = "accept-new-leader", "Zab, Phase 2, step f.2.1", Switch::Fixed,
        "A follower that has promised this very epoch takes the history over, and with it the leader; it acknowledges when its disk has both.",
        ["on NEWLEADER(e', I) with f.p = e':", "  atomically: h := I; f.a := e'", "  send ACK-LD(e')"];
    /// Another epoch was promised.
    ABANDON_NEW_LEADER = "abandon-new-leader", "Zab, Phase 2, step f.2.1", Switch::Fixed,
        "A follower that has promised another epoch meanwhile does not take the history over, and looks for a leader again.",
        ["on NEWLEADER(e', I) with f.p != e':", "  state := looking"];
    /// What the leader has not is dropped.
    DROP_UNKNOWN = "drop-unknown", "Zab, Phase 2, step f.2.1", safety(&["diff_without_trunc"], "Total Order"),
        "The history of the leader takes the place of the follower's: what the leader has not was never committed, and goes.",
        ["h := I", "ZooKeeper: TRUNC or SNAP before what follows"];
    /// The acknowledgement comes after the history is on disk.
    PERSIST_BEFORE_ACK_LEADER = "persist-before-ack-leader", "Zab, Phase 2, step f.2.1", safety(&["ack_newleader_before_persist"], "Initial History Complete"),
        "A follower acknowledges NEWLEADER only when its disk has the history: else a crash takes back what the leader counts on (ZOOKEEPER-3911, ZOOKEEPER-4646).",
        ["write h and f.a to disk", "before sending ACK-LD"];
    /// The history is on disk before the epoch is.
    HISTORY_BEFORE_EPOCH = "history-before-epoch", "Zab, Phase 2, step f.2.1", safety(&["currentEpoch_before_history"], "Initial History Complete"),
        "The history is on disk not later than f.a: a server with a late epoch and an old history would win against those who have more (ZOOKEEPER-4643).",
        ["write h and f.a in one, or h first", "never f.a before h"];
    /// A quorum establishes the leader.
    ACTIVATE = "activate", "Zab, Phase 2, step l.2.2", safety(&["activate_before_quorum"], "Agreement"),
        "Only when a quorum has acknowledged NEWLEADER the leader is established: it delivers the history, and tells the followers to.",
        ["when a quorum has sent ACK-LD:", "  deliver I; phase := broadcast", "  send COMMIT-LD to the followers in it"];
    /// An acknowledgement of NEWLEADER is counted.
    COUNT_ACK_LEADER = "count-ack-leader", "Zab, Phase 2, step l.2.2", Switch::Fixed,
        "The leader takes down who has its initial history on disk; it counts itself when its own disk is done.",
        ["on ACK-LD(e') from f:", "  acknowledged := acknowledged + {f}"];
    /// A follower delivers the history.
    DELIVER_HISTORY = "deliver-history", "Zab, Phase 2, step f.2.2", Switch::Fixed,
        "A follower that hears that the leader is established delivers, in order, what the leader has delivered, and serves clients.",
        ["on COMMIT-LD(e', z):", "  deliver h up to z; phase := broadcast"];
    /// The present state of commitment goes with it.
    COMMIT_PRESENT = "commit-present", "Zab, Phase 3, step l.3.4", Switch::Liveness { flags: &["commitld_old_zxid"] },
        "Whoever joins late is told how far the leader has committed by now, not how far its initial history went: else the next COMMIT finds a gap, and the follower waits for ever.",
        ["send COMMIT-LD(e', my last committed zxid)"];

    /// A client's write becomes a proposal.
    PROPOSE = "propose", "Zab, Phase 3, step l.3.1", Switch::Fixed,
        "The leader gives a write the next zxid of its epoch, and proposes it to its followers in that order.",
        ["leader in broadcast, on a write v:", "  z := (e', counter + 1)", "  append ⟨v, z⟩ to h; send PROPOSE(e', ⟨v, z⟩)"];
    /// Nothing new before the old is safe.
    PROPOSE_AFTER_ACTIVATION = "propose-after-activation", "Zab, Phase 3, step l.3.1", safety(&["propose_before_activation"], "Initial History Complete"),
        "A leader proposes nothing before a quorum has its initial history: who broadcasts first in an epoch has delivered all that went before.",
        ["not in broadcast, on a write:", "  turn the client away"];
    /// Everybody who was sent the history gets what follows.
    PROPOSE_TO_ALL_SENT = "propose-to-all-sent", "Zab, Phase 3, step l.3.1", safety(&["propose_to_ackld_only"], "Total Order"),
        "Proposals go to all who were sent NEWLEADER, also to those who have not acknowledged it yet; else these would miss what is proposed meanwhile.",
        ["send PROPOSE to all who were sent NEWLEADER"];
    /// A follower logs a proposal.
    ACCEPT_PROPOSAL = "accept-proposal", "Zab, Phase 3, step f.3.2", Switch::Fixed,
        "A follower appends a proposal of its leader to its history, and acknowledges it when its disk has it.",
        ["on PROPOSE(e', ⟨v, z⟩):", "  append ⟨v, z⟩ to h", "  send ACK(z)"];
    /// What was sent first arrives first.
    FIFO = "fifo", "Zab §II", safety(&["non_fifo"], "Total Order"),
        "Connections deliver in the order of sending, and break as a whole: so a follower's history has no gap.",
        ["messages from i to j arrive in the order in which i sent them"];
    /// An acknowledgement is counted.
    COUNT_ACK = "count-ack", "Zab, Phase 3, step l.3.2", Switch::Fixed,
        "The leader counts, transaction by transaction, the servers that have it on disk.",
        ["on ACK(z) from f:", "  acks[z] := acks[z] + {f}"];
    /// A quorum commits.
    COMMIT = "commit", "Zab, Phase 3, step l.3.2", Switch::Fixed,
        "A transaction that a quorum has on disk is committed, in the order of zxids, and the leader tells the followers.",
        ["when acks[z] is a quorum, and all before z are committed:", "  deliver ⟨v, z⟩; send COMMIT(z)"];
    /// A follower delivers in order.
    DELIVER = "deliver", "Zab, Phase 3, step f.3.3", Switch::Fixed,
        "A follower delivers a committed transaction once it has delivered all transactions of its history before it.",
        ["on COMMIT(z):", "  if all z' < z in h are delivered:", "    deliver ⟨v, z⟩"];
    /// A late follower is taken in.
    LATE_JOINER = "late-joiner", "Zab, Phase 3, step l.3.3", Switch::Fixed,
        "An established leader answers a CEPOCH at once with its epoch, and its history with all that it has proposed since.",
        ["in broadcast, on CEPOCH:", "  send NEWEPOCH(e')", "  send NEWLEADER(e', h)"];
    /// In-flight proposals are acknowledged separately.
    LOG_AFTER_UPTODATE = "log-after-uptodate", "ZooKeeper, Learner.syncWithLeader", Switch::Fixed,
        "What is proposed while a follower is brought up to date is logged when it is up to date, and acknowledged one by one: the ACK of NEWLEADER does not cover it.",
        ["on PROPOSAL before UPTODATE: keep it", "on UPTODATE:", "  append what was kept; send ACK for each"];

    /// The leader pings.
    PING = "ping", "Zab §IV-D", Switch::Fixed,
        "Leader and followers exchange heartbeats; who hears nothing for too long gives the other up.",
        ["leader, on heartbeat timer:", "  send PING to all followers", "follower: answer"];
    /// A follower gives its leader up.
    LOSE_LEADER = "lose-leader", "Zab §IV-D", Switch::Fixed,
        "A follower that hears nothing from its leader for too long, or whose connection breaks, looks for a leader again.",
        ["follower, on connection timer, or when the connection breaks:", "  state := looking"];
    /// A leader drops a silent follower.
    LOSE_FOLLOWER = "lose-follower", "Zab §IV-D", Switch::Fixed,
        "A leader gives up a follower that it has not heard from for too long, or whose connection breaks.",
        ["leader, on connection timer:", "  close the connections of silent followers"];
    /// A leader without a quorum gives up.
    LOSE_QUORUM = "lose-quorum", "Zab §IV-D", Switch::Fixed,
        "A leader that does not reach a quorum, or has lost it, gives up, and looks for a leader with the others.",
        ["leader, on connection timer:", "  if its synced followers and it are no quorum:", "    state := looking"];
    /// What counts is the log on disk.
    RELOAD = "reload", "ZooKeeper, ZOOKEEPER-2845", safety(&["retain_db"], "Total Order"),
        "A server that looks for a leader goes by the log on its disk, not by what it has delivered: the log may hold more.",
        ["on looking: reload the database from disk", "vote and ACK-E with the last zxid of the log"];
    /// The counter is full.
    COUNTER_FULL = "counter-full", "ZooKeeper, Leader.propose", Switch::Fixed,
        "When the counter of its epoch is used up, a leader gives up, so that a new epoch begins.",
        ["on a write, with counter at its limit:", "  state := looking"];

    /// Who does not lead says who does.
    REDIRECT = "redirect", "ZooKeeper, Programmer's Guide", Switch::Fixed,
        "A server that cannot carry a write out turns the client away and names the leader that it follows. (ZooKeeper's followers pass it on instead.)",
        ["not an established leader, on a write:", "  reply with the leader, if known"];
    /// Only servers that are up to date serve.
    SERVE_AFTER_ACTIVATION = "serve-after-activation", "ZooKeeper, Learner.syncWithLeader", safety(&["serve_before_activation"], "Initial History Complete"),
        "Nothing is delivered, and nobody served, before a quorum has the history: a client must not see what may still be lost.",
        ["before UPTODATE:", "  deliver nothing"];
    /// Reads are local.
    READ_LOCALLY = "read-locally", "ZooKeeper, Programmer's Guide", Switch::Fixed,
        "Any server that is up to date answers a read from its own state, which may lag behind that of others.",
        ["in broadcast, on a read:", "  answer from my state"];
    /// A client never sees an older state.
    REFUSE_BEHIND = "refuse-behind", "ZooKeeper, Programmer's Guide", safety(&["serve_behind"], "Single System Image"),
        "A server that has delivered less than the client has seen does not serve it: the client would go back in time.",
        ["on a client with lastSeen > last committed:", "  turn it away"];
    /// A sync before a read.
    SYNC = "sync", "ZooKeeper, Leader.processSync", Switch::Fixed,
        "Before a read a server can ask the leader for all that is committed by now. The leader answers without asking a quorum, so even then a deposed leader can serve an old state (ZOOKEEPER-1675).",
        ["with reads sync:", "  send SYNC to the leader", "  on its answer: answer the read"];
    /// A retried write is applied once.
    SESSIONS = "sessions", "Raft §8", safety(&["no_sessions"], "Single System Image"),
        "Clients number their commands, and a server that meets a number again gives the old answer and applies nothing. (ZooKeeper leaves this to the client.)",
        ["on delivering (client, number):", "  if number <= last number of client:", "    give the stored answer"];
}
