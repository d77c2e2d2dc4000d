//! PMS §2.2, Phase 2, learning (§2.3), and PMMC's commander and replica.

use crate::harness::*;
use quorarium::protocol::cluster::NodeId;
use quorarium::protocol::command::Reply;
use quorarium::protocols::multi_paxos::message::PaxosMessage;
use quorarium::protocols::multi_paxos::node::PaxosTimer;
use quorarium::protocols::multi_paxos::rules::*;

/// Phase 2 (b): no Prepare needs to have come before (the checklist's PX7); to accept is to promise.
#[test]
fn an_acceptor_accepts_what_it_was_never_prepared_for() {
    let mut node = start().go();
    let step = node.hears(B, accept(ballot(1, B), 3, "x=1"));
    assert!(step.writes().is_some() && step.waits_for_disk());
    assert_eq!(step.sent_to(B), [accepted(ballot(1, B), 3)]);
    assert_eq!((node.see("promised"), node.see("log")), ("1.B".into(), "[- - 1.B:x=1]".into()));
    assert_eq!(
        step.because(&ACCEPT),
        "A accepts x=1 in slot 3. The ballot is 1.B, and A had promised nothing."
    );
}

/// An Accept that comes twice changes nothing, and is answered again (PX8).
#[test]
fn a_repeated_accept_changes_nothing() {
    let mut node = start().go();
    let first = node.hears(B, accept(ballot(1, B), 1, "x=1"));
    let again = node.hears(B, accept(ballot(1, B), 1, "x=1"));
    assert_eq!(first.sent_to(B), again.sent_to(B));
    assert!(again.writes().is_none());
}

/// A promise binds in every slot, also in those that nobody spoke of.
#[test]
fn a_lower_ballot_is_refused_in_every_slot() {
    let handed = |off: &[_]| {
        let mut node = start().from(disk("2.C", &[])).without(off).go();
        node.hears(B, accept(ballot(1, B), 7, "x=1")).told(B)
    };
    assert_eq!(handed(&[]), ["Nack promised round 2"]);
    assert_eq!(handed(&[&REFUSE_ACCEPT]), ["Accepted slot 7"]);
}

/// PMMC, commander: an acceptor counts once, and only for what it accepted under this ballot.
#[test]
fn an_acceptance_counts_once_and_for_its_ballot() {
    let mut node = start().of(5).from(disk("1.A", &[])).go();
    node.fires(PaxosTimer::Election);
    let now = node.ballot();
    node.hears(B, promise(now, &[]));
    node.hears(C, promise(now, &[]));
    node.is_asked(1);
    node.hears(B, accepted(now, 1));
    node.hears(B, accepted(now, 1));
    let old = node.hears(C, accepted(ballot(1, A), 1));
    assert!(old.cites(&VOTES_OF_THIS_BALLOT) && !old.cites(&COUNT_ACCEPTED));
    assert_eq!(node.see("decided"), "[]");
    let step = node.hears(C, accepted(now, 1));
    assert_eq!(node.see("decided"), "[x=1]");
    assert_eq!(step.applications(), [(1, true)]);
    for peer in 1..5 {
        assert_eq!(step.told(NodeId(peer)), ["Commit slot 1"]);
    }
    assert_eq!(node.hears(NodeId(3), accepted(now, 1)).told(B), Vec::<String>::new());
}

/// PMS §3: commands go out one after the other without waiting.
#[test]
fn proposals_are_pipelined() {
    let (mut node, _) = start().leader(&[]);
    assert_eq!(node.is_asked(1).told(B), ["Accept 1: x=1"]);
    assert_eq!(node.is_asked(2).told(B), ["Accept 2: x=2"]);
    assert_eq!(node.see("nextSlot"), "3");
}

/// With parallel-disk an Accept leaves before the leader's own disk has it, which counts only afterwards.
#[test]
fn a_leader_counts_itself_when_its_disk_has_the_vote() {
    let leads = |parallel, off: &[_]| {
        let mut node = start().set("parallel-disk", parallel).without(off).slow_disk().go();
        node.fires(PaxosTimer::Election);
        node.synced();
        node.hears(B, promise(ballot(1, A), &[]));
        let waits = node.is_asked(1).waits_for_disk();
        node.hears(B, accepted(ballot(1, A), 1));
        let before = node.see("decided");
        node.synced();
        (waits, before, node.see("decided"))
    };
    assert_eq!(leads("off", &[]), (true, "[]".into(), "[x=1]".into()));
    assert_eq!(leads("on", &[]), (false, "[]".into(), "[x=1]".into()));
    assert_eq!(leads("off", &[&SYNC_BEFORE_REPLY]), (false, "[x=1]".into(), "[x=1]".into()));
}

/// A Commit decides what was accepted under its ballot, whatever was promised since, and nothing else.
#[test]
fn a_commit_names_a_ballot() {
    let told = |vote: &[&str], ballot, off: &[_]| {
        let mut node = start().from(disk("9.C", vote)).without(off).go();
        node.hears(B, PaxosMessage::Commit { ballot, slot: 1 });
        node.see("decided")
    };
    assert_eq!(told(&["1.B:x=1"], ballot(1, B), &[]), "[x=1]");
    assert_eq!(told(&["1.B:x=1"], ballot(2, B), &[]), "[]");
    assert_eq!(told(&["1.B:x=1"], ballot(2, B), &[&COMMIT_SAME_BALLOT]), "[x=1]");
    assert_eq!(told(&[], ballot(1, B), &[&COMMIT_SAME_BALLOT]), "[]");
}

/// A follower executes in order and answers nobody; a leader answers for what it took under its own ballot.
#[test]
fn who_answers_a_client() {
    let mut follower = start().from(disk("1.B", &["1.B:x=1", "1.B:x=2"])).go();
    let commit = |slot| PaxosMessage::Commit { ballot: ballot(1, B), slot };
    assert_eq!(follower.hears(B, commit(2)).applications(), []);
    assert_eq!(follower.hears(B, commit(1)).applications(), [(1, false), (2, false)]);
    let (mut leader, _) = start().leader(&["1.B:x=1"]);
    leader.is_asked(2);
    let now = leader.ballot();
    assert_eq!(leader.hears(B, accepted(now, 1)).applications(), [(1, false)]);
    assert_eq!(leader.hears(B, accepted(now, 2)).applications(), [(2, true)]);
}

/// What a node lacks is sent again: with its value where it has not accepted it under this ballot, batch by batch.
#[test]
fn a_node_that_lags_behind_gets_what_it_lacks() {
    let from = start().set("batch", "2");
    let (mut node, _) = from.leader(&["1.B:x=1", "1.B:x=2", "1.B:x=3"]);
    let now = node.ballot();
    for slot in 1..=3 {
        node.hears(B, accepted(now, slot));
    }
    let reply = |executed| PaxosMessage::HeartbeatReply { ballot: now, executed };
    assert!(node.hears(C, reply(0)).sent_to(C).is_empty(), "it may be on its way");
    node.fires(PaxosTimer::Heartbeat);
    assert_eq!(
        node.hears(C, reply(0)).told(C),
        ["Accept 1: x=1", "Commit slot 1", "Accept 2: x=2", "Commit slot 2"]
    );
    node.hears(C, accepted(now, 3));
    assert_eq!(node.hears(C, reply(2)).told(C), ["Commit slot 3"]);
    assert!(node.hears(C, reply(3)).sent_to(C).is_empty());
}

/// What it learnt under another leader it sends on under its own ballot.
#[test]
fn a_leader_sends_on_what_others_decided() {
    let mut node = start().from(disk("1.B", &["1.B:x=1"])).go();
    node.hears(B, PaxosMessage::Commit { ballot: ballot(1, B), slot: 1 });
    node.fires(PaxosTimer::Election);
    let now = node.ballot();
    let step = node.hears(B, promise(now, &[]));
    assert_eq!(step.told(C), ["Heartbeat leads"], "what is decided is not proposed again");
    let lags = PaxosMessage::HeartbeatReply { ballot: now, executed: 0 };
    assert_eq!(node.hears(C, lags).told(C), ["Accept 1: x=1", "Commit slot 1"]);
}

/// Without a stable leader commands wait for a ballot of their own, and for those before them.
#[test]
fn without_a_stable_leader_commands_take_turns() {
    let (mut node, _) = start().set("stable-leader", "off").leader(&[]);
    assert_eq!(node.is_asked(1).told(B), ["Prepare slots from 1"]);
    assert_eq!(node.is_asked(2).told(B), Vec::<String>::new());
    let step = node.hears(B, promise(ballot(2, A), &[]));
    assert_eq!(step.told(B), ["Accept 1: x=1", "Heartbeat leads"]);
    let step = node.hears(B, accepted(ballot(2, A), 1));
    assert_eq!(step.told(B), ["Commit slot 1", "Prepare slots from 2"]);
    let nack = PaxosMessage::Nack { ballot: ballot(3, A), promised: ballot(3, B) };
    assert_eq!(node.hears(B, nack).replies(), [Reply::NotLeader(None)], "x=2 was not proposed");
}
