//! What Figure 2 leaves to the reader about disks that take their time (Ongaro's dissertation, §10.2.1; checklist RF29).

use crate::harness::*;
use crate::lab::lab;
use quorarium::protocols::raft::node::RaftTimer;
use quorarium::protocols::raft::rules::*;
use quorarium::sim::act::Act;

/// With parallel-disk the leader sends while its own disk still writes, and commits once a majority of others has the entry.
#[test]
fn a_leader_may_commit_before_its_own_disk_has_the_entry() {
    let leads = |parallel| {
        let mut server =
            start().set("no-op", "off").set("parallel-disk", parallel).slow_disk().go();
        server.fires(RaftTimer::Election);
        server.synced();
        server.hears(B, vote(1, true));
        server
    };
    assert!(leads("off").is_asked(1).waits_for_disk());
    let mut server = leads("on");
    server.hears(B, matches(1, 0));
    server.hears(C, matches(1, 0));
    let step = server.is_asked(1);
    assert!(!step.waits_for_disk());
    assert_eq!(step.sent_to(B).len(), 1);
    server.hears(B, matches(1, 1));
    assert_eq!(server.see("commitIndex"), "0", "the leader's own disk does not have it");
    assert_eq!(server.hears(C, matches(1, 1)).applies(), [1]);
    assert!(server.synced().applies().is_empty(), "its own disk comes third");
}

/// A leader counts itself when its own disk has the entry, and not before; its disk may be the one that decides.
#[test]
fn a_leader_counts_itself_when_its_disk_has_the_entry() {
    let commits = |off: &[_]| {
        let from = start().set("no-op", "off").set("parallel-disk", "on").without(off);
        let mut server = from.slow_disk().go();
        server.fires(RaftTimer::Election);
        server.synced();
        server.hears(B, vote(1, true));
        server.is_asked(1);
        server.hears(B, matches(1, 1));
        let before = server.see("commitIndex");
        server.synced();
        (before, server.see("commitIndex"))
    };
    assert_eq!(commits(&[]), ("0".into(), "1".into()));
    assert_eq!(commits(&[&SYNC_BEFORE_REPLY]), ("1".into(), "1".into()));
}

/// Without the rule a leader counts all of its log from its election on, and waits with nothing for its disk.
#[test]
fn a_leader_without_the_rule_sends_before_its_disk_has_the_entry() {
    let (mut server, _) = start().set("no-op", "off").without(&[&SYNC_BEFORE_REPLY]).leader();
    server.hears(B, matches(1, 0));
    assert!(!server.is_asked(1).waits_for_disk());
    let breaks = |off: &[_]| {
        let mut lab = lab(3, vec![], off);
        lab.elect(A, &[B]);
        lab.set("disk", "10ms");
        lab.ask(1, put("x", "1"), A);
        lab.sends_heartbeats(A);
        if lab.first(A, B).is_none() {
            return false;
        }
        lab.deliver(A, B);
        lab.act(Act::Sync(B));
        lab.deliver(B, A);
        lab.act(Act::Crash(A));
        lab.act(Act::Restart(A));
        lab.set("disk", "0ms");
        lab.lose_all();
        lab.elect(A, &[C]);
        lab.broken().contains(&"Leader Completeness")
    };
    assert!(!breaks(&[]), "the entry waits for A's disk");
    assert!(breaks(&[&SYNC_BEFORE_REPLY]), "the checklist's five steps");
}

/// RF29, with five servers: B writes an entry of term 1, and one of term 2 takes its place before the disk is done.
///
/// The end of the first write says nothing of the second entry, though it is at the same index.
#[test]
fn rf29_the_end_of_an_overwritten_write_does_not_vouch_for_what_took_its_place() {
    let mut lab = lab(5, vec![], &[]);
    lab.elect(A, &[B, C]);
    lab.times_out(D);
    lab.lose_all();
    lab.elect(D, &[C, E]);
    lab.set("disk", "10ms");
    lab.ask(1, put("x", "1"), A);
    lab.sends_heartbeats(A);
    lab.act(Act::Sync(A));
    lab.ask(2, put("x", "2"), D);
    lab.sends_heartbeats(D);
    lab.act(Act::Sync(D));

    lab.deliver(A, B);
    assert_eq!((lab.see(B, "log"), lab.see(B, "disk")), ("[1:x=1]".into(), "syncing".into()));
    lab.deliver(D, B);
    assert_eq!((lab.see(B, "log"), lab.see(B, "disk")), ("[2:x=2]".into(), "syncing".into()));
    assert_eq!(lab.durable_log(B), [0u64; 0]);

    lab.act(Act::Sync(B));
    assert_eq!(lab.durable_log(B), [1], "the first write is done");
    assert_eq!(lab.first(B, D), None, "and D hears nothing of it");
    lab.act(Act::Sync(B));
    assert_eq!(lab.durable_log(B), [2]);
    lab.deliver(B, D);
    assert_eq!(lab.see(D, "matchIndex"), "{A:0 B:1 C:0 E:0}");
    assert!(lab.broken().is_empty(), "{:?}", lab.broken());
}

/// The same crash that takes the second write leaves the first: D has not counted B, so nothing is lost.
#[test]
fn rf29_a_crash_between_the_two_writes_loses_no_promise() {
    let breaks = |off: &[_]| {
        let mut lab = lab(3, vec![(B, disk(1, None, &[1]))], off);
        lab.times_out(A);
        lab.lose_all();
        lab.elect(A, &[C]);
        lab.set("disk", "10ms");
        lab.ask(1, put("x", "2"), A);
        lab.sends_heartbeats(A);
        lab.act(Act::Sync(A));
        lab.deliver(A, B);
        lab.act(Act::Crash(B));
        assert_eq!(lab.durable_log(B), [1], "the disk still has the entry of term 1");
        if lab.first(B, A).is_some() {
            lab.deliver(B, A);
        }
        assert_eq!(lab.see(A, "commitIndex") == "1", !off.is_empty());
        lab.broken().contains(&"Match Is Durable")
    };
    assert!(!breaks(&[]));
    assert!(breaks(&[&SYNC_BEFORE_REPLY]));
}
