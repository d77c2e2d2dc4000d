//! Figure 2, "Rules for Servers": leaders.

use crate::harness::*;
use crate::lab::lab;
use quorarium::protocol::time::Micros;
use quorarium::protocols::raft::node::RaftTimer;
use quorarium::protocols::raft::rules::*;

/// On election: AppendEntries to each server, empty unless the leader has something new (§5.2).
#[test]
fn a_new_leader_sends_heartbeats_at_once() {
    let (_, step) = start().of(5).set("no-op", "off").leader();
    for server in [B, C, D, E] {
        assert_eq!(step.only_to(server), append(1, (0, 0), &[], 0));
    }
    assert_eq!(
        step.sets(RaftTimer::Heartbeat),
        Some(Micros::from_millis(50)..=Micros::from_millis(50))
    );
}

/// In idle periods: heartbeats again and again, so that no election timeout ends (§5.2).
#[test]
fn a_leader_repeats_heartbeats() {
    let (mut server, _) = start().set("no-op", "off").leader();
    for _ in 0..3 {
        let step = server.fires(RaftTimer::Heartbeat);
        assert_eq!(step.only_to(B), append(1, (0, 0), &[], 0), "whether or not B answered");
        assert_eq!(step.only_to(C), append(1, (0, 0), &[], 0));
        assert!(step.cites(&HEARTBEAT) && step.sets(RaftTimer::Heartbeat).is_some());
    }
}

/// Heartbeats that carry no entries, as §5.2 has them: the answer brings what is missing, and the commit is bounded.
#[test]
fn an_empty_heartbeat_commits_nothing_beyond_what_matches() {
    let breaks = |off: &[_]| {
        let log = || disk(1, None, &[1]);
        let longer = disk(1, None, &[1, 1]);
        let mut lab = lab(3, vec![(A, log()), (B, log()), (C, longer)], off);
        lab.set("heartbeat-entries", "off");
        lab.elect(A, &[B]);
        lab.ask(1, put("x", "1"), A);
        for _ in 0..2 {
            lab.sends_heartbeats(A);
            lab.deliver(A, B);
            lab.deliver(B, A);
            lab.lose_all_but(A, B);
        }
        lab.deliver_all();
        assert_eq!((lab.see(A, "commitIndex"), lab.see(B, "log")), ("2".into(), lab.see(A, "log")));
        lab.sends_heartbeats(A);
        lab.deliver(A, C);
        if off.is_empty() {
            assert_eq!(lab.see(C, "commitIndex"), "1", "index 2 is another entry there");
            lab.deliver_all();
            assert_eq!(lab.see(C, "log"), lab.see(A, "log"), "the answer brought the entry");
        }
        lab.broken()
    };
    assert_eq!(breaks(&[]), [""; 0]);
    assert_eq!(breaks(&[&FOLLOWER_COMMIT]), ["State Machine Safety"]);
}

/// A client's command enters the leader's log, and the client is answered once it is applied (§5.3).
#[test]
fn a_command_is_answered_after_it_is_applied() {
    let (mut server, _) = start().set("no-op", "off").leader();
    let step = server.is_asked(1);
    assert_eq!((server.log(), step.answers()), (vec![1], vec![]));
    let step = server.hears(B, matches(1, 1));
    assert_eq!((step.applies(), step.answers()), (vec![1], vec![1]));

    let mut follower = start().go();
    follower.hears(B, append(1, (0, 0), &[1], 1));
    assert_eq!(follower.see("lastApplied"), "1");
    let step = follower.hears(B, append(1, (1, 1), &[1], 2));
    assert_eq!((step.applies(), step.answers()), (vec![2], vec![]), "only the leader answers");
    assert!(follower.is_asked(1).cites(&REDIRECT));
    assert_eq!(follower.log(), [1, 1], "a follower appends no client's command");
}

/// If the last index is at or above a follower's nextIndex, the leader sends what lies from there on (§5.3).
#[test]
fn a_leader_sends_entries_from_next_index() {
    let (mut server, _) = start().from(disk(1, None, &[1, 1])).leader();
    let step = server.hears(B, conflicts(2, 2, (0, 0)));
    assert_eq!(server.see("nextIndex"), "{B:1 C:3}");
    let sent = match step.only_to(B) {
        quorarium::protocols::raft::message::RaftMessage::AppendEntries {
            prev, entries, ..
        } => (prev.index, entries.iter().map(|entry| entry.term).collect::<Vec<_>>()),
        other => panic!("{other:?}"),
    };
    assert_eq!(sent, (0, vec![1, 1, 2]));
    let step = server.hears(B, matches(2, 2));
    assert!(step.cites(&SEND_MISSING), "it goes on as long as something is missing");
    assert!(server.hears(B, matches(2, 3)).sent_to(B).is_empty(), "and no longer");
}

/// On success: nextIndex and matchIndex move up; an older answer that comes late takes nothing back (§5.3).
#[test]
fn success_updates_next_index_and_match_index() {
    let (mut server, _) = start().from(disk(1, None, &[1, 1, 1])).set("no-op", "off").leader();
    let step = server.hears(B, matches(2, 3));
    assert!(step.cites(&UPDATE_MATCH));
    assert_eq!(
        (server.see("nextIndex"), server.see("matchIndex")),
        ("{B:4 C:4}".into(), "{B:3 C:0}".into())
    );
    server.hears(B, matches(2, 1));
    assert_eq!(
        (server.see("nextIndex"), server.see("matchIndex")),
        ("{B:4 C:4}".into(), "{B:3 C:0}".into())
    );
}

/// A success counts for what its message carried, not for what the leader has appended since (§5.3).
#[test]
fn success_counts_what_was_sent() {
    let after = |off: &[_]| {
        let (mut server, _) = start().set("no-op", "off").without(off).leader();
        server.is_asked(1);
        server.hears(B, matches(1, 0));
        (server.see("matchIndex"), server.see("commitIndex"))
    };
    assert_eq!(after(&[]), ("{B:0 C:0}".into(), "0".into()));
    assert_eq!(after(&[&MATCH_WHAT_WAS_SENT]), ("{B:1 C:0}".into(), "1".into()));

    // The checklist's four steps: elected, asked, the empty first message answered, another elected.
    let breaks = |off: &[_]| {
        let mut lab = lab(3, vec![], off);
        lab.times_out(A);
        lab.deliver(A, B);
        lab.deliver(B, A);
        lab.ask(1, put("x", "1"), A);
        lab.deliver(A, B);
        lab.deliver(B, A);
        lab.lose_all();
        lab.elect(B, &[C]);
        lab.broken().contains(&"Leader Completeness")
    };
    assert!(!breaks(&[]));
    assert!(breaks(&[&MATCH_WHAT_WAS_SENT]));
}

/// On a refusal for want of a match: nextIndex goes back, and the leader tries again (§5.3).
#[test]
fn failure_goes_back_and_retries() {
    let (mut server, _) = start().from(disk(2, None, &[1, 1, 2])).set("no-op", "off").leader();
    let step = server.hears(B, conflicts(3, 3, (1, 2)));
    assert!(step.cites(&BACK_UP));
    assert_eq!(step.only_to(B), append(3, (1, 2), &[2], 0));
    let step = server.hears(B, conflicts(3, 2, (1, 1)));
    assert_eq!(step.only_to(B), append(3, (1, 1), &[1, 2], 0));
    assert_eq!(server.see("nextIndex"), "{B:2 C:4}");
    let step = server.hears(B, conflicts(3, 1, (0, 0)));
    assert_eq!(step.only_to(B), append(3, (0, 0), &[1, 1, 2], 0));
}

/// A refusal that says nothing new, because its message was older, does not take nextIndex to or below matchIndex (§5.3).
#[test]
fn a_stale_failure_is_ignored() {
    let after = |off: &[_]| {
        let from = start().from(disk(2, None, &[1, 1, 2])).set("no-op", "off");
        let (mut server, _) = from.without(off).leader();
        server.hears(B, matches(3, 3));
        let step = server.hears(B, conflicts(3, 2, (0, 0)));
        (server.see("nextIndex"), step.sends_nothing())
    };
    assert_eq!(after(&[]), ("{B:4 C:4}".to_string(), true));
    assert_eq!(after(&[&IGNORE_STALE_REFUSAL]), ("{B:1 C:4}".to_string(), false));
}

/// A refusal for an older term changes no nextIndex: the leader is none any more (§5.1, §5.3).
#[test]
fn a_failure_of_a_later_term_deposes() {
    let (mut server, _) = start().from(disk(2, None, &[1])).leader();
    let step = server.hears(B, conflicts(7, 1, (0, 0)));
    assert_eq!((server.role(), server.term()), ("follower", 7));
    assert!(step.sends_nothing());
}

/// commitIndex moves to an index of the current term that a majority holds (§5.3).
#[test]
fn a_majority_of_match_indexes_commits() {
    let (mut server, _) = start().of(5).set("no-op", "off").leader();
    for sequence in 1..=3 {
        server.is_asked(sequence);
    }
    server.hears(B, matches(1, 3));
    assert_eq!(server.see("commitIndex"), "0", "two of five");
    let step = server.hears(C, matches(1, 2));
    assert_eq!((server.see("commitIndex"), step.applies()), ("2".into(), vec![1, 2]));
    assert!(step.cites(&COMMIT_MAJORITY));
    server.hears(D, matches(1, 1));
    assert_eq!(server.see("commitIndex"), "2");
    server.hears(E, matches(1, 3));
    assert_eq!(server.see("commitIndex"), "3");
}

/// An entry of an earlier term is not committed by counting, but with the first of the current term above it (§5.4.2).
#[test]
fn entries_of_earlier_terms_commit_only_with_one_of_the_current_term() {
    let commits = |off: &[_]| {
        let from = start().from(disk(2, None, &[1, 2])).set("no-op", "off");
        let (mut server, _) = from.without(off).leader();
        server.is_asked(1);
        server.hears(B, matches(3, 2));
        let before = server.see("commitIndex");
        let step = server.hears(B, matches(3, 3));
        (before, server.see("commitIndex"), step.applies())
    };
    assert_eq!(commits(&[]), ("0".into(), "3".into(), vec![1, 2, 3]));
    assert_eq!(commits(&[&COMMIT_CURRENT_TERM]), ("2".into(), "3".into(), vec![3]));
}

/// What the leader has committed reaches the followers with its next AppendEntries (§5.3).
#[test]
fn followers_learn_of_the_commit() {
    let mut lab = lab(3, vec![], &[]);
    lab.elect(A, &[B]);
    lab.ask(1, put("x", "1"), A);
    lab.sends_heartbeats(A);
    lab.deliver_all();
    lab.sends_heartbeats(A);
    lab.deliver_all();
    for node in [A, B, C] {
        assert_eq!(lab.see(node, "commitIndex"), "1");
        assert_eq!(lab.see(node, "state"), "{x:1}");
    }
    assert!(lab.broken().is_empty(), "{:?}", lab.broken());
}
