//! The rules as data, in the order of Figure 2: first all servers, then elections, replication, commitment, clients, disks.

use crate::protocol::rule::{Switch, rules, safety};

rules! {
    "raft";

    /// A larger term is adopted.
    LATER_TERM = "later-term", "Raft §5.1", Switch::Fixed,
        "A server that sees a larger term than its own, in any message, takes it over, forgets its vote and becomes a follower.",
        ["on any message with term T > currentTerm:", "  currentTerm := T; votedFor := null", "  become follower", "  then handle the message"];
    /// A reply of an older term is thrown away.
    DISCARD_OLD_REPLY = "discard-old-reply", "Raft §5.1", Switch::Fixed,
        "A reply that belongs to an older term says nothing about this one, and is thrown away.",
        ["on a reply with term < currentTerm:", "  ignore it"];
    /// A restarted server is a follower and remembers what its disk holds.
    RESTART = "restart", "Raft Figure 2", Switch::Fixed,
        "A server starts as a follower, with commitIndex and lastApplied 0, from the term, the vote and the log on its disk.",
        ["on start:", "  read currentTerm, votedFor, log", "  commitIndex := lastApplied := 0", "  become follower"];
    /// The term is on disk.
    PERSIST_TERM = "persist-term", "Raft Figure 2", safety(&["term_not_persisted"], "Election Safety"),
        "currentTerm is on disk before a server answers anybody in that term, so a restart cannot take it back.",
        ["write currentTerm to disk", "before sending anything in that term"];
    /// The vote is on disk.
    PERSIST_VOTE = "persist-vote", "Raft Figure 2", safety(&["vote_not_persisted"], "Election Safety"),
        "votedFor is on disk before the vote is given, so a restarted server cannot vote again in the same term.",
        ["write votedFor to disk", "before sending the vote"];
    /// What is answered is on disk first.
    SYNC_BEFORE_REPLY = "sync-before-reply", "Raft Figure 2", safety(&["ack_before_fsync"], "Leader Completeness"),
        "A server answers only when what it promises is on its disk; a candidate and a leader count themselves only then.",
        ["append entries to log", "wait until the disk has them", "reply; a leader: matchIndex[me] := last index on disk"];

    /// A follower hears nothing and stands for election.
    START_ELECTION = "start-election", "Raft §5.2", Switch::Fixed,
        "A server that hears no leader for an election timeout starts a new term, votes for itself and asks all others for their votes.",
        ["on election timeout:", "  currentTerm := currentTerm + 1", "  votedFor := me", "  reset election timer", "  send RequestVote to all others"];
    /// A vote is given.
    GRANT_VOTE = "grant-vote", "Raft §5.4.1", Switch::Fixed,
        "A server gives its vote if it has not given it to another one in this term and the candidate's log is at least as up to date as its own.",
        ["on RequestVote:", "  if votedFor is null or candidateId", "  and candidate's log is at least as up to date:", "    votedFor := candidateId; grant"];
    /// A vote is refused, whatever the reason.
    REFUSE_VOTE = "refuse-vote", "Raft §5.2", Switch::Fixed,
        "A vote that is not granted is refused, with the term of the server that refuses.",
        ["on RequestVote, otherwise:", "  reply voteGranted = false"];
    /// A vote request of an older term is refused.
    REFUSE_OLD_TERM_VOTE = "refuse-vote-old-term", "Raft §5.1", Switch::Fixed,
        "A candidate of an older term gets no vote; the answer tells it the newer term.",
        ["on RequestVote with term < currentTerm:", "  reply voteGranted = false"];
    /// One vote a term.
    REFUSE_VOTED = "refuse-voted", "Raft §5.2", safety(&["vote_twice"], "Election Safety"),
        "A server gives its vote to at most one candidate a term, first come, first served.",
        ["on RequestVote:", "  if votedFor is another candidate:", "    reply voteGranted = false"];
    /// The candidate's log must be up to date.
    REFUSE_LOG = "refuse-log", "Raft §5.4.1", safety(&["no_uptodate_check"], "Leader Completeness"),
        "A server refuses a candidate whose log is less up to date than its own, so that a leader has all committed entries.",
        ["on RequestVote:", "  if (lastLogTerm, lastLogIndex) < mine:", "    reply voteGranted = false"];
    /// The later last term decides before the length.
    TERM_BEFORE_LENGTH = "term-before-length", "Raft §5.4.1", safety(&["uptodate_by_length"], "Leader Completeness"),
        "If two logs end in different terms, the one with the later term is more up to date, however short it is.",
        ["at least as up to date:", "  lastLogTerm > my last term", "  or lastLogTerm = my last term", "     and lastLogIndex >= my last index"];
    /// Granting resets the timer; receiving does not.
    RESET_TIMER_ON_GRANT = "reset-timer-on-grant", "Raft §5.2", Switch::Liveness { flags: &["reset_timer_on_any_request"] },
        "A server starts its election timer anew when it grants a vote, not when it merely receives a request.",
        ["on granting a vote:", "  reset election timer"];
    /// A vote is counted.
    COUNT_VOTE = "count-vote", "Raft §5.2", Switch::Fixed,
        "A candidate counts the servers that voted for it in its term; a vote that arrives twice counts once.",
        ["on a granted vote:", "  votesGranted := votesGranted + {from}"];
    /// Only votes of this term count.
    VOTES_OF_THIS_TERM = "votes-of-this-term", "Raft §5.2", safety(&["count_stale_votes"], "Election Safety"),
        "A vote counts only in the term in which it was given.",
        ["on a vote with term < currentTerm:", "  ignore it"];
    /// More than half.
    MAJORITY = "majority", "Raft §5.2", safety(&["majority=n/2"], "Election Safety"),
        "More than half of all servers are needed: two such groups always share a server, which votes only once.",
        ["majority: at least floor(n/2) + 1 of n"];
    /// A majority elects.
    BECOME_LEADER = "become-leader", "Raft §5.2", Switch::Fixed,
        "A candidate that has the votes of a majority becomes leader, and tells all others at once.",
        ["when votesGranted is a majority:", "  become leader", "  nextIndex[all] := last index + 1", "  matchIndex[all] := 0", "  send AppendEntries to all others"];
    /// So many refusals that the election is lost.
    LOST_ELECTION = "lost-election", "etcd, on Raft §5.2", Switch::Fixed,
        "A candidate that so many servers have refused that it can no longer win is a follower again; the paper lets it wait out its timer.",
        ["on a refused vote:", "  if the rest is no majority:", "    become follower"];
    /// A new leader begins with an empty entry.
    NEW_LEADER_NOOP = "new-leader-noop", "Raft §8", Switch::Fixed,
        "A new leader appends an entry that does nothing in its own term: once that is committed, so is everything before it.",
        ["on becoming leader:", "  append noop to log"];
    /// A candidate meets the leader of its term.
    CANDIDATE_YIELDS = "candidate-yields", "Raft §5.2", Switch::Fixed,
        "A candidate that hears from a leader of its own term becomes its follower.",
        ["candidate, on AppendEntries with term = currentTerm:", "  become follower"];

    /// A client's command enters the leader's log.
    APPEND_COMMAND = "append-command", "Raft §5.3", Switch::Fixed,
        "The leader appends a client's command to its log and sends it to the others; it answers when it has applied it.",
        ["leader, on a command:", "  append it to log", "  send AppendEntries to the others"];
    /// The leader speaks regularly.
    HEARTBEAT = "heartbeat", "Raft §5.2", Switch::Fixed,
        "A leader sends AppendEntries again and again, with what a follower misses or empty, so that no follower loses patience.",
        ["leader, on heartbeat timer:", "  send AppendEntries to all others"];
    /// The leader goes on sending.
    SEND_MISSING = "send-missing", "Raft §5.3", Switch::Fixed,
        "As long as a follower misses entries, the leader sends from nextIndex on.",
        ["if last index >= nextIndex[f]:", "  send AppendEntries from nextIndex[f]"];
    /// An append of an older term is refused.
    REFUSE_OLD_TERM = "refuse-old-term", "Raft §5.1", safety(&["accept_stale_term_append"], "Leader Completeness"),
        "A server refuses AppendEntries of an older term: who sent it no longer leads, without knowing.",
        ["on AppendEntries with term < currentTerm:", "  reply success = false"];
    /// The entry before must match.
    CONSISTENCY_CHECK = "consistency-check", "Raft §5.3", safety(&["no_prev_check"], "Commit Within Log"),
        "A follower refuses new entries unless its log has the entry just before them, with the same index and term.",
        ["on AppendEntries:", "  if log[prevLogIndex].term != prevLogTerm:", "    reply success = false, with a hint"];
    /// Entries are appended.
    APPEND_ENTRIES = "append-entries", "Raft §5.3", Switch::Fixed,
        "A follower appends the entries that it does not have yet; those that it has already stay as they are.",
        ["append any new entries not already in the log", "reset election timer", "reply success = true"];
    /// Only a conflict truncates.
    TRUNCATE_CONFLICT = "truncate-conflict", "Raft §5.3", safety(&["truncate_always"], "Commit Within Log"),
        "Only where an entry conflicts with a new one, same index and another term, a follower deletes it and all that follow it.",
        ["if an entry conflicts with a new one:", "  delete it and all that follow it"];
    /// The reply vouches for what was sent.
    MATCH_WHAT_WAS_SENT = "match-what-was-sent", "Raft §5.3", safety(&["match=own_last_on_ack"], "Leader Completeness"),
        "An answer vouches for the follower's log up to the last entry of the message, and for nothing that was not sent.",
        ["matchIndex of the answer = prevLogIndex + number of entries"];
    /// A leader learns how far a follower matches.
    UPDATE_MATCH = "update-match", "Raft §5.3", Switch::Fixed,
        "The leader takes down how far the follower's log matches its own.",
        ["on success:", "  matchIndex[f] := max(matchIndex[f], what f vouches for)", "  nextIndex[f] := matchIndex[f] + 1"];
    /// A refused leader goes back.
    BACK_UP = "back-up", "Raft §5.3", Switch::Fixed,
        "After a refusal the leader goes back in its log to where the two may agree, by the follower's hint, and tries again.",
        ["on failure:", "  nextIndex[f] := last index with term <= hint, + 1", "  never at or below matchIndex[f]", "  send AppendEntries again"];
    /// A late refusal says nothing new.
    IGNORE_STALE_REFUSAL = "ignore-stale-refusal", "Raft §5.3", safety(&["trust_stale_refusal"], "Next Above Match"),
        "A refusal of something older than what the follower has vouched for since is ignored.",
        ["on failure for prevLogIndex < matchIndex[f]:", "  ignore it"];

    /// A majority commits.
    COMMIT_MAJORITY = "commit-majority", "Raft §5.3", Switch::Fixed,
        "An entry of the leader's term that is on a majority of servers is committed, and all entries before it with it.",
        ["leader: if N > commitIndex", "  and a majority of matchIndex >= N", "  and log[N].term = currentTerm:", "    commitIndex := N"];
    /// Only entries of the present term are counted.
    COMMIT_CURRENT_TERM = "commit-current-term", "Raft §5.4.2", safety(&["commit_old_term"], "Leader Completeness"),
        "An entry of an earlier term is never committed by counting copies, even if a majority has it: a later leader may still replace it.",
        ["  and log[N].term = currentTerm"];
    /// A follower follows the leader's commitIndex.
    FOLLOWER_COMMIT = "follower-commit", "Raft Figure 2", safety(&["commit_min_lastlog"], "State Machine Safety"),
        "A follower commits up to the leader's commitIndex, but no further than the last entry of this message.",
        ["if leaderCommit > commitIndex:", "  commitIndex := min(leaderCommit, index of last new entry)"];
    /// A follower commits nothing that it has not.
    COMMIT_WITHIN_LOG = "commit-within-log", "Raft Figure 2", safety(&["commit_unbounded"], "Commit Within Log"),
        "A follower commits no entry that it does not hold, whatever the leader's commitIndex says.",
        ["commitIndex := min(leaderCommit, …)"];
    /// commitIndex never falls.
    COMMIT_NEVER_FALLS = "commit-never-falls", "Raft Figure 2", safety(&["commit_may_fall"], "Commit Never Falls"),
        "A message that carries an older commitIndex takes nothing back.",
        ["if leaderCommit > commitIndex: …", "otherwise: nothing"];
    /// Committed entries are applied.
    APPLY = "apply", "Raft §5.3", Switch::Fixed,
        "A server applies committed entries in the order of the log, each index once.",
        ["while commitIndex > lastApplied:", "  lastApplied := lastApplied + 1", "  apply log[lastApplied]"];

    /// Who does not lead says who does.
    REDIRECT = "redirect", "Raft §8", Switch::Fixed,
        "A server that does not lead turns a client away and names the leader that it last heard from.",
        ["not leader, on a command:", "  reply with the leader, if known"];
    /// A retried command is applied once.
    SESSIONS = "sessions", "Raft §8", safety(&["no_sessions"], "Linearizability"),
        "Clients number their commands, and a server that meets a number again gives the old answer and applies nothing.",
        ["on applying (client, number):", "  if number <= last number of client:", "    give the stored answer"];
}
