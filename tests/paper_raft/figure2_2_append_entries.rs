//! Figure 2, "AppendEntries RPC": its arguments and results, and the receiver's rules 1 to 5.

use crate::harness::*;
use quorarium::protocols::raft::node::RaftTimer;
use quorarium::protocols::raft::rules::*;

/// The leader sends its term, where the entry before the new ones is, the new entries and its commitIndex (Figure 2).
#[test]
fn arguments() {
    let (mut server, _) = start().from(disk(1, None, &[1])).set("no-op", "off").leader();
    server.hears(B, matches(2, 1));
    let step = server.is_asked(1);
    let RaftMessageParts { term, prev, terms, commit } = parts(&step.only_to(B));
    assert_eq!((term, prev, terms, commit), (2, (1, 1), vec![2], 0));
    let heartbeat = parts(&server.fires(RaftTimer::Heartbeat).only_to(C));
    assert_eq!((heartbeat.prev, heartbeat.terms), ((1, 1), vec![2]), "with what C misses");
    server.hears(B, matches(2, 2));
    let heartbeat = parts(&server.fires(RaftTimer::Heartbeat).only_to(B));
    assert_eq!((heartbeat.prev, heartbeat.terms, heartbeat.commit), ((2, 2), vec![], 2));
}

/// The answer has the follower's term, and success only if its log has the entry before the new ones (Figure 2).
#[test]
fn results() {
    let mut server = start().from(disk(1, None, &[1])).go();
    assert_eq!(server.hears(B, append(3, (1, 1), &[3], 0)).only_to(B), matches(3, 2));
    assert_eq!(server.hears(B, append(3, (3, 4), &[], 0)).only_to(B), conflicts(3, 4, (3, 2)));
}

/// Rule 1: refuse a term older than currentTerm, and say the newer one (§5.1).
#[test]
fn receiver_1_refuses_an_older_term() {
    let handed = |off: &[_]| {
        let mut server = start().from(disk(2, None, &[1])).without(off).go();
        let step = server.hears(B, append(1, (1, 1), &[1], 1));
        (server.log(), step.only_to(B), step.sets(RaftTimer::Election).is_some())
    };
    assert_eq!(handed(&[]), (vec![1], conflicts(2, 1, (1, 1)), false));
    assert_eq!(handed(&[&REFUSE_OLD_TERM]), (vec![1, 1], matches(2, 2), false));
}

/// Rule 2: refuse if the log has no entry at prevLogIndex with prevLogTerm (§5.3).
#[test]
fn receiver_2_refuses_without_the_entry_before() {
    for (log, prev) in [(vec![1], (1, 2)), (vec![1, 1], (2, 2)), (vec![], (1, 1))] {
        let handed = |off: &[_]| {
            let mut server = start().from(disk(2, None, &log)).without(off).go();
            let step = server.hears(B, append(2, prev, &[2], 0));
            assert!(step.cites(&CONSISTENCY_CHECK) == off.is_empty());
            (server.log() == log, step.only_to(B) == matches(2, prev.1 + 1))
        };
        assert_eq!(handed(&[]), (true, false), "{log:?} {prev:?}");
        assert_eq!(handed(&[&CONSISTENCY_CHECK]), (false, true), "{log:?} {prev:?}");
    }
    let mut server = start().go();
    assert_eq!(
        server.hears(B, append(1, (0, 0), &[1], 0)).only_to(B),
        matches(1, 1),
        "index 0 always matches"
    );
}

/// Rule 3: where an entry conflicts with a new one, same index and another term, it goes, and all after it (§5.3).
#[test]
fn receiver_3_deletes_a_conflicting_entry_and_all_that_follow() {
    let mut server = start().from(disk(2, None, &[1, 1, 2, 2])).go();
    let step = server.hears(B, append(3, (1, 1), &[1, 3], 0));
    assert_eq!(server.log(), [1, 1, 3]);
    assert!(step.cites(&TRUNCATE_CONFLICT));
    assert_eq!(step.writes(), Some(disk(3, None, &[1, 1, 3])));
}

/// Rule 3, the other way round: without a conflict nothing goes, so a late message takes nothing back (§5.3).
#[test]
fn receiver_3_deletes_nothing_without_a_conflict() {
    let handed = |off: &[_]| {
        let mut server = start().from(disk(1, None, &[1, 1, 1])).without(off).go();
        let step = server.hears(B, append(1, (0, 0), &[1], 0));
        assert_eq!(step.only_to(B), matches(1, 1), "it vouches for what was sent");
        let late_heartbeat = server.hears(B, append(1, (1, 1), &[], 0));
        assert_eq!(late_heartbeat.only_to(B), matches(1, 1));
        (server.log(), step.cites(&TRUNCATE_CONFLICT))
    };
    assert_eq!(handed(&[]), (vec![1, 1, 1], false));
    assert_eq!(handed(&[&TRUNCATE_CONFLICT]), (vec![1], true));
}

/// Rule 4: append what the log does not have yet (§5.3).
#[test]
fn receiver_4_appends_only_new_entries() {
    let mut server = start().from(disk(1, None, &[1, 1])).go();
    let step = server.hears(B, append(1, (1, 1), &[1, 1], 0));
    assert_eq!((server.log(), step.only_to(B)), (vec![1, 1, 1], matches(1, 3)));
    assert!(step.cites(&APPEND_ENTRIES));
    let step = server.hears(B, append(1, (1, 1), &[1, 1], 0));
    assert_eq!((server.log(), step.only_to(B)), (vec![1, 1, 1], matches(1, 3)));
    assert_eq!(step.writes(), None, "a message that came twice changes nothing");
}

/// Rule 5: commitIndex follows leaderCommit, but not beyond the last new entry (§5.3).
#[test]
fn receiver_5_commits_up_to_the_last_new_entry() {
    let commit = |message, off: &[_]| {
        let mut server = start().from(disk(2, None, &[1, 1, 1])).without(off).go();
        server.hears(B, message);
        server.see("commitIndex")
    };
    assert_eq!(commit(append(2, (1, 3), &[2], 2), &[]), "2", "leaderCommit is the smaller");
    // Index 3 may be another entry at the leader: this message says nothing about it.
    assert_eq!(commit(append(2, (1, 1), &[1], 3), &[]), "2", "the last new entry is the smaller");
    assert_eq!(commit(append(2, (1, 1), &[1], 3), &[&FOLLOWER_COMMIT]), "3");
    assert_eq!(commit(append(2, (1, 2), &[], 9), &[]), "2", "also in a heartbeat");
    assert_eq!(commit(append(2, (1, 2), &[], 9), &[&COMMIT_WITHIN_LOG]), "9");
}

struct RaftMessageParts {
    term: u64,
    prev: (u64, u64),
    terms: Vec<u64>,
    commit: u64,
}

fn parts(message: &quorarium::protocols::raft::message::RaftMessage) -> RaftMessageParts {
    use quorarium::protocols::raft::message::RaftMessage::AppendEntries;
    let AppendEntries { term, prev, entries, leader_commit } = message else {
        panic!("{message:?} is no AppendEntries")
    };
    let terms = entries.iter().map(|entry| entry.term).collect();
    RaftMessageParts { term: *term, prev: (prev.term, prev.index), terms, commit: *leader_commit }
}
