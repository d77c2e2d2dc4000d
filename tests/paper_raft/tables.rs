//! Tables that other implementations hold themselves to (etcd's raft_test.go, by the checklist's numbers), row by row.
//!
//! A server is started from a disk and handed messages. Left out, since no run of the protocol reaches it:
//!
//! - RF11, match indexes 2, 1, 1 and 2, 1, 1, 2 over a log of terms 1, 2 in term 1: a log has no entry of a term that its
//!   server has not reached. The same match indexes over a log of terms 1, 1 stand in.
//! - RF12, a leader of term 2 with an entry of term 2 at index 1, to a follower with one of term 2 at index 2: both are of
//!   term 2, so one leader made both, and a leader overwrites nothing. The same from a leader of term 3 stands in.

use crate::harness::*;
use quorarium::protocol::cluster::NodeId;
use quorarium::protocols::raft::rules::*;

/// RF2, who has voted for whom (TestFollowerVote): B asks or C, in the term of the vote.
#[test]
fn rf2_votes_by_earlier_vote() {
    let rows = [(None, B, true), (None, C, true), (Some(B), B, true), (Some(C), C, true)]
        .into_iter()
        .chain([(Some(B), C, false), (Some(C), B, false)]);
    for (voted_for, asks, granted) in rows {
        let mut server = start().from(disk(1, voted_for, &[])).go();
        let reply = server.hears(asks, request_vote(1, (0, 0))).only_to(asks);
        assert_eq!(reply, vote(1, granted), "voted for {voted_for:?}, {asks:?} asks");
        let mut careless = start().from(disk(1, voted_for, &[])).without(&[&REFUSE_VOTED]).go();
        assert_eq!(careless.hears(asks, request_vote(1, (0, 0))).only_to(asks), vote(1, true));
    }
}

/// RF2, whose log is more up to date (TestVoter): the voter's log, the candidate's last (term, index).
#[test]
fn rf2_votes_by_log() {
    let rows: [(&[u64], (u64, u64), bool); 8] = [
        (&[1], (1, 1), true),
        (&[1], (1, 2), true),
        (&[1, 1], (1, 1), false),
        (&[1], (2, 1), true),
        (&[1], (2, 2), true),
        (&[1, 1], (2, 1), true),
        (&[2], (1, 1), false),
        (&[2], (1, 2), false),
    ];
    for (log, last, granted) in rows {
        let asks = |off: &[_]| {
            let mut server = start().from(disk(2, None, log)).without(off).go();
            server.hears(B, request_vote(3, last)).only_to(B)
        };
        assert_eq!(asks(&[]), vote(3, granted), "{log:?} {last:?}");
        assert_eq!(asks(&[&REFUSE_LOG]), vote(3, true), "{log:?} {last:?}");
    }
}

/// RF11, what commits (TestCommit): the followers' match indexes, the disk that the leader starts from, its commitIndex.
///
/// The leader is elected in the term after its disk's; with a no-op it appends an entry of that term.
#[test]
fn rf11_commit() {
    struct Row(&'static [u64], &'static [u64], &'static str, u64, &'static str, &'static str);
    let rows = [
        // match of the others, log on disk, no-op, commands, commitIndex, and what it is without §5.4.2
        Row(&[], &[], "on", 0, "1", "1"),
        Row(&[], &[1], "off", 0, "0", "1"),
        Row(&[], &[1], "on", 0, "2", "2"),
        Row(&[1, 1], &[], "on", 1, "1", "1"),
        Row(&[1, 1], &[1, 1], "off", 0, "0", "1"),
        Row(&[1, 2], &[1], "on", 0, "2", "2"),
        Row(&[1, 2], &[1, 1], "off", 0, "0", "2"),
        Row(&[1, 1, 1], &[], "on", 1, "1", "1"),
        Row(&[1, 1, 1], &[1, 1], "off", 0, "0", "1"),
        Row(&[1, 1, 2], &[], "on", 1, "1", "1"),
        Row(&[1, 1, 2], &[1, 1], "off", 0, "0", "1"),
        Row(&[1, 2, 2], &[1], "on", 0, "2", "2"),
        Row(&[1, 2, 2], &[1, 1], "off", 0, "0", "2"),
    ];
    for Row(others, log, no_op, commands, expected, careless) in rows {
        let size = others.len() as u8 + 1;
        let term = log.last().copied().unwrap_or(0);
        let commit = |off: &[_]| {
            let from = start().of(size).from(disk(term, None, log)).set("no-op", no_op);
            let (mut server, _) = from.without(off).leader();
            for sequence in 1..=commands {
                server.is_asked(sequence);
            }
            for (follower, index) in (1..).map(NodeId).zip(others) {
                server.hears(follower, matches(server.term(), *index));
            }
            server.see("commitIndex")
        };
        assert_eq!(commit(&[]), expected, "{others:?} {log:?}");
        assert_eq!(commit(&[&COMMIT_CURRENT_TERM]), careless, "{others:?} {log:?}");
    }
}

/// RF12, handling AppendEntries (TestHandleMsgApp): a follower with a log of terms 1, 2.
#[test]
fn rf12_append_entries() {
    let handed = |message| {
        let mut server = start().from(disk(2, None, &[1, 2])).go();
        let reply = server.hears(B, message).only_to(B);
        (reply, server.log(), server.see("commitIndex"))
    };
    let is = |reply, log: &[u64], commit: &str| (reply, log.to_vec(), commit.to_string());
    assert_eq!(handed(append(2, (1, 1), &[2], 4)), is(matches(2, 2), &[1, 2], "2"));
    assert_eq!(handed(append(2, (1, 1), &[], 3)), is(matches(2, 1), &[1, 2], "1"));
    assert_eq!(handed(append(2, (2, 3), &[], 3)), is(conflicts(2, 3, (2, 2)), &[1, 2], "0"));
    assert_eq!(handed(append(3, (3, 2), &[], 3)), is(conflicts(3, 2, (2, 2)), &[1, 2], "0"));
    assert_eq!(handed(append(2, (1, 1), &[2, 2], 3)), is(matches(2, 3), &[1, 2, 2], "3"));
    assert_eq!(handed(append(2, (2, 2), &[], 3)), is(matches(2, 2), &[1, 2], "2"));
    assert_eq!(handed(append(3, (0, 0), &[3], 1)), is(matches(3, 1), &[3], "1"), "stands in");
}

/// RF14, fast rejection (TestFastLogRejection): leader's log, follower's log, the hint, and where the leader tries next.
#[test]
fn rf14_rejection_hints() {
    struct Row(&'static [u64], &'static [u64], (u64, u64), (u64, u64));
    let rows = [
        Row(&[1, 2, 2, 4, 4, 4, 4], &[1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3], (3, 7), (2, 3)),
        Row(&[1, 1, 1, 1], &[1, 2, 2, 4], (1, 1), (1, 1)),
    ];
    for Row(leaders, followers, hint, next_prev) in rows {
        let last = leaders[leaders.len() - 1];
        let term = last.max(followers[followers.len() - 1]);
        let (mut leader, first) =
            start().from(disk(term, None, leaders)).set("no-op", "off").leader();
        let probe = first.only_to(B);
        assert_eq!(probe, append(term + 1, (last, leaders.len() as u64), &[], 0));
        let mut follower = start().from(disk(term, None, followers)).go();
        let refusal = follower.hears(B, probe).only_to(B);
        assert_eq!(refusal, conflicts(term + 1, leaders.len() as u64, hint), "{leaders:?}");
        let retry = leader.hears(B, refusal).only_to(B);
        let missing = &leaders[next_prev.1 as usize..];
        assert_eq!(retry, append(term + 1, next_prev, missing, 0), "{leaders:?}");
        let success = follower.hears(B, retry).only_to(B);
        assert_eq!(success, matches(term + 1, leaders.len() as u64), "one retry is enough");
        assert_eq!(follower.log(), leaders);
    }
}
