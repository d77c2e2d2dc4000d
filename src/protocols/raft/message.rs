//! The messages of Figure 2. On this bus a call and its answer are two messages, so an answer says what it answers.
//!
//! candidateId and leaderId are not fields here: each is the sender, which the network knows and shows.

use super::log::{Entry, Position};
use crate::protocol::Message;
use crate::protocol::inspect::{Inspect, Words};

/// A message between two servers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RaftMessage {
    /// "Vote for me."
    RequestVote {
        /// The candidate's term.
        term: u64,
        /// The end of the candidate's log: lastLogTerm and lastLogIndex.
        last: Position,
    },
    /// The answer to a RequestVote.
    RequestVoteReply {
        /// currentTerm of the voter.
        term: u64,
        /// Whether the candidate has the vote.
        granted: bool,
    },
    /// "Append these", or, empty, "I lead".
    AppendEntries {
        /// The leader's term.
        term: u64,
        /// Where the entry just before the new ones is: prevLogTerm and prevLogIndex.
        prev: Position,
        /// The new entries; none in a heartbeat.
        entries: Vec<Entry>,
        /// The leader's commitIndex.
        leader_commit: u64,
    },
    /// The answer to an AppendEntries.
    AppendEntriesReply {
        /// currentTerm of the follower.
        term: u64,
        /// What came of it.
        outcome: Outcome,
    },
}

/// What came of an AppendEntries.
///
/// Modification from paper: Figure 2's `success` alone does not say what it answers; here a success says how far the logs
/// match (as in raft.tla), and a refusal which prevLogIndex it refuses, with the hint of the end of §5.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// success: the follower's log matches up to here.
    Matches {
        /// The last index that the follower vouches for.
        match_index: u64,
    },
    /// No entry at prevLogIndex with prevLogTerm.
    Conflicts {
        /// The prevLogIndex that was refused.
        prev_log_index: u64,
        /// The last place at which the logs may agree, by the follower's log: conflictTerm and conflictIndex.
        hint: Position,
    },
}

impl RaftMessage {
    /// The sender's term.
    pub fn term(&self) -> u64 {
        match self {
            RaftMessage::RequestVote { term, .. }
            | RaftMessage::RequestVoteReply { term, .. }
            | RaftMessage::AppendEntries { term, .. }
            | RaftMessage::AppendEntriesReply { term, .. } => *term,
        }
    }
}

impl Message for RaftMessage {
    const KINDS: &'static [&'static str] =
        &["RequestVote", "RequestVoteReply", "AppendEntries", "AppendEntriesReply"];

    fn kind(&self) -> &'static str {
        match self {
            RaftMessage::RequestVote { .. } => "RequestVote",
            RaftMessage::RequestVoteReply { .. } => "RequestVoteReply",
            RaftMessage::AppendEntries { .. } => "AppendEntries",
            RaftMessage::AppendEntriesReply { .. } => "AppendEntriesReply",
        }
    }

    fn is_reply(&self) -> bool {
        matches!(
            self,
            RaftMessage::RequestVoteReply { .. } | RaftMessage::AppendEntriesReply { .. }
        )
    }

    fn epoch(&self) -> u64 {
        self.term()
    }

    fn inspect(&self, see: &mut dyn Inspect) {
        see.variable("term", &self.term());
        match self {
            RaftMessage::RequestVote { last, .. } => {
                see.variable("lastLogIndex", &last.index);
                see.variable("lastLogTerm", &last.term);
            }
            RaftMessage::RequestVoteReply { granted, .. } => see.variable("voteGranted", granted),
            RaftMessage::AppendEntries { prev, entries, leader_commit, .. } => {
                see.variable("prevLogIndex", &prev.index);
                see.variable("prevLogTerm", &prev.term);
                see.variable("entries", &Words { items: entries });
                see.variable("leaderCommit", leader_commit);
            }
            RaftMessage::AppendEntriesReply {
                outcome: Outcome::Matches { match_index }, ..
            } => {
                see.variable("success", &true);
                see.variable("matchIndex", match_index);
            }
            RaftMessage::AppendEntriesReply {
                outcome: Outcome::Conflicts { prev_log_index, hint },
                ..
            } => {
                see.variable("success", &false);
                see.variable("prevLogIndex", prev_log_index);
                see.variable("conflictTerm", &hint.term);
                see.variable("conflictIndex", &hint.index);
            }
        }
    }

    fn summary(&self) -> String {
        match self {
            RaftMessage::RequestVote { last, .. } => format!("last {last}"),
            RaftMessage::RequestVoteReply { granted: true, .. } => "granted".to_string(),
            RaftMessage::RequestVoteReply { granted: false, .. } => "refused".to_string(),
            RaftMessage::AppendEntries { entries, .. } => match entries.len() {
                0 => "heartbeat".to_string(),
                1 => "+1 entry".to_string(),
                n => format!("+{n} entries"),
            },
            RaftMessage::AppendEntriesReply {
                outcome: Outcome::Matches { match_index }, ..
            } => {
                format!("match {match_index}")
            }
            RaftMessage::AppendEntriesReply { outcome: Outcome::Conflicts { .. }, .. } => {
                "refused".to_string()
            }
        }
    }
}
