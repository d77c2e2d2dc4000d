//! ZAB held against its paper and ZooKeeper's own tests, where a scenario cannot show it: tables of how a follower is brought
//! up to date, how votes are compared and counted, and what one server answers. Runs are under `tests/scenarios/zab`.
//!
//! Rows of ZooKeeper's tests that no run of this protocol reaches: a disk that fails (EpochWriteFailureTest), since disks here
//! are slow and never fail, so a disk that never finishes stands for it; and an empty log with a last zxid
//! (testInitialAcceptedCurrent), which ZooKeeper has after an upgrade.
#![cfg(not(target_arch = "wasm32"))]

mod alone;
#[path = "paper_zab/harness.rs"]
mod harness;

use harness::*;
use quorarium::protocol::Protocol;
use quorarium::protocol::cluster::NodeSet;
use quorarium::protocols::zab::catching_up::{AtHand, Plan, plan};
use quorarium::protocols::zab::history::Zxid;
use quorarium::protocols::zab::message::ZabMessage;
use quorarium::protocols::zab::rules::*;
use quorarium::protocols::zab::vote::{Notice, ServerState, Vote, agreeing};

fn planned(window: &[Zxid], disk: &[Zxid], last: Zxid, peer: Zxid) -> Plan {
    plan(&AtHand { last, window, disk }, peer)
}

/// LearnerHandlerTest: a window of committed transactions, the log on disk, and the follower's last zxid.
#[test]
fn zb10_a_follower_is_brought_up_to_date() {
    let window = plain([2, 3, 5]);
    let at = |peer| planned(&window, &[], z(0, 6), z(0, peer));
    assert_eq!(at(4), Plan::Trunc(z(0, 3), plain([5])), "4 is not there: back to 3");
    assert_eq!(at(2), Plan::Diff(plain([3, 5])));
    assert_eq!(at(1), Plan::Snap, "1 is before all that is known");
    assert_eq!(at(6), Plan::Diff(Vec::new()), "it has everything");
    assert_eq!(at(9), Plan::Trunc(z(0, 5), Vec::new()), "it has more");

    let (disk, window) = (plain([2, 3, 5, 6, 7, 8, 9]), plain([6, 7, 8]));
    let at = |peer| planned(&window, &disk, z(0, 9), z(0, peer));
    assert_eq!(at(4), Plan::Trunc(z(0, 3), plain(5..=8)));
    assert_eq!(at(3), Plan::Diff(plain(5..=8)));
    assert_eq!(at(1), Plan::Snap);

    // The log on disk ends before the transactions at hand begin.
    let (disk, window) = (plain([2, 3, 4]), plain([7, 8]));
    assert_eq!(planned(&window, &disk, z(0, 8), z(0, 3)), Plan::Snap);
}

#[test]
fn zb11_epochs_are_not_crossed() {
    let disk = [z(1, 1), z(2, 1), z(2, 2), z(4, 1)];
    assert_eq!(planned(&[], &disk, z(6, 0), z(3, 1)), Plan::Snap, "the leader knows no epoch 3");

    let (disk, window) = ([z(0, 1), z(1, 1), z(1, 2)], [z(1, 1), z(1, 2)]);
    let at = |peer| planned(&window, &disk, z(2, 0), peer);
    assert_eq!(at(z(0, 0)), Plan::Snap);
    assert_eq!(
        at(z(1, 0)),
        Plan::Diff(vec![z(1, 1), z(1, 2)]),
        "it has all of the epochs before 1"
    );
    assert_eq!(at(z(2, 0)), Plan::Diff(Vec::new()));
}

/// FLEPredicateTest: the epoch first, then the zxid, then the server.
#[test]
fn zb12_the_better_vote() {
    let vote = |leader: u8, zxid: u64, epoch: u64| Vote {
        epoch,
        zxid: z(0, zxid),
        leader: quorarium::protocol::cluster::NodeId(leader),
    };
    assert!(vote(0, 0, 1) > vote(1, 0, 0));
    assert!(vote(0, 1, 0) > vote(1, 0, 0));
    assert!(vote(1, 1, 0) > vote(0, 1, 0));
    assert!(vote(4, 0, 0) < vote(3, 0, 2));
}

/// FLEOutOfElectionTest: of servers that are not looking, zxids and rounds do not matter.
#[test]
fn zb13_votes_that_agree() {
    let zxids = [z(1, 1), z(1, 2), z(2, 1), z(2, 1)];
    let notices = |rounds: [u64; 4], state: ServerState| -> Vec<Option<Notice>> {
        let one = |(zxid, round)| Some(notice(3, zxid, 2, round, state));
        zxids.into_iter().zip(rounds).map(one).collect()
    };
    let following = notices([1, 1, 2, 2], ServerState::Following);
    let leading = notice(3, z(1, 1), 2, 1, ServerState::Leading);
    assert_eq!(agreeing(&following, &leading).len(), 4);
    let same = [z(2, 1); 4].into_iter().zip([1, 2, 3, 3]);
    let looking: Vec<_> =
        same.map(|(zxid, round)| Some(notice(3, zxid, 2, round, ServerState::Looking))).collect();
    let of_round_2 = notice(3, z(2, 1), 2, 2, ServerState::Looking);
    assert_eq!(agreeing(&looking, &of_round_2).len(), 1, "a round is no quorum of another");
    assert_eq!(agreeing(&[None, None], &of_round_2), NodeSet::EMPTY);
}

/// EpochWriteFailureTest: what is not on disk is not promised.
#[test]
fn zb16_without_its_disk_a_server_promises_nothing() {
    let mut follower = server(disk(0, 0, &[])).slow_disk().go();
    follower.step(|server, out| server.on_elect(A, out));
    let step = follower.hears(A, new_epoch(1));
    assert!(step.waits_for_disk(), "ACKEPOCH waits: after a crash both epochs are 0 still");
    assert_eq!(follower.disk().current_epoch, 0);

    let mut leader = server(disk(0, 0, &[])).slow_disk().go();
    leader.step(|server, out| server.on_elect(B, out));
    let asks = ZabMessage::FollowerInfo {
        accepted_epoch: 0,
        of: quorarium::protocols::zab::message::Text::Paper,
    };
    assert!(leader.hears(A, asks).waits_for_disk(), "so does NEWEPOCH");
    assert_eq!(leader.see("ackEpochs"), "[]", "and the leader does not count itself");
    leader.synced();
    assert_eq!(leader.see("ackEpochs"), "[B]");
}

/// Step f.1.2: what a follower does with NEWEPOCH, by its f.p; in ZooKeeper an equal epoch is answered with -1.
#[test]
fn f_1_2_an_epoch_is_promised_once() {
    for (mode, accepted, asked, promised, current) in [
        ("paper", 2, 3, "3", Some(Some(1))),
        ("paper", 3, 3, "3", None),
        ("paper", 4, 3, "4", None),
        ("zookeeper", 2, 3, "3", Some(Some(1))),
        ("zookeeper", 3, 3, "3", Some(None)),
        ("zookeeper", 4, 3, "4", None),
    ] {
        let start = server(disk(accepted, 1, &[(1, 1)])).set("mode", mode);
        let mut follower = start.go();
        follower.step(|server, out| server.on_elect(A, out));
        let step = follower.hears(A, new_epoch(asked));
        let answers: Vec<_> = step
            .sent_to(A)
            .into_iter()
            .filter_map(|message| match message {
                ZabMessage::AckEpoch { current_epoch, last, .. } => {
                    assert_eq!(last, z(1, 1));
                    Some(current_epoch)
                }
                _ => None,
            })
            .collect();
        assert_eq!(answers.first().copied(), current, "{mode} {accepted} {asked}");
        assert_eq!(follower.see("acceptedEpoch"), promised, "{mode} {accepted} {asked}");
        let gives_up = accepted > asked;
        assert_eq!(follower.role() == "looking", gives_up, "{mode} {accepted} {asked}");
    }
}

/// Step l.1.2: the history of the follower with the greatest (f.a, last zxid), the leader's own among equals.
#[test]
fn l_1_2_the_most_recent_history() {
    type Own<'a> = (u64, &'a [(u64, u64)]);
    let rows: [(Own, Own, &str); 5] = [
        ((1, &[(1, 1), (1, 2)]), (2, &[(1, 1)]), "[1.1:t11]"),
        ((2, &[(1, 1)]), (1, &[(1, 1), (1, 2)]), "[1.1:t11]"),
        ((1, &[(1, 1)]), (1, &[(1, 1), (1, 2)]), "[1.1:t11 1.2:t12]"),
        ((1, &[(1, 1), (1, 2)]), (1, &[(1, 1)]), "[1.1:t11 1.2:t12]"),
        ((1, &[]), (0, &[]), "[]"),
    ];
    for ((own_epoch, own), (their_epoch, theirs), expected) in rows {
        let mut leader = server(disk(2, own_epoch, own)).go();
        leader.step(|server, out| server.on_elect(B, out));
        let of = quorarium::protocols::zab::message::Text::Paper;
        leader.hears(A, ZabMessage::FollowerInfo { accepted_epoch: 2, of });
        let promise = ZabMessage::AckEpoch {
            current_epoch: Some(their_epoch),
            last: history(theirs).last(),
            history: Some(history(theirs)),
            epoch: 3,
        };
        let step = leader.hears(A, promise);
        assert!(step.cites(&ADOPT_HISTORY), "{expected}");
        assert_eq!(leader.see("history"), expected);
        assert_eq!(leader.see("currentEpoch"), "3");
    }
}

/// Step f.2.1: NEWLEADER of another epoch than f.p is abandoned; else history and epoch reach the disk in one write.
#[test]
fn f_2_1_history_and_epoch_in_one_write() {
    for (epoch, role) in [(2, "looking"), (3, "following"), (4, "looking")] {
        let mut follower = server(disk(3, 1, &[(1, 1)])).slow_disk().go();
        follower.step(|server, out| server.on_elect(A, out));
        let history = Some(history(&[(1, 1), (2, 1)]));
        let step = follower.hears(A, ZabMessage::NewLeader { epoch, history });
        assert_eq!(follower.role(), role, "{epoch}");
        if role == "following" {
            assert_eq!(step.only_to(A), ZabMessage::AckLeader { epoch });
            assert!(step.waits_for_disk());
            let written = step.writes().expect("a write");
            assert_eq!((written.current_epoch, written.history.last()), (3, z(2, 1)));
        } else {
            assert_eq!(follower.disk().history.last(), z(1, 1), "{epoch}");
        }
    }
}

/// ZooKeeper writes twice, the history first: in between f.a is the old one.
#[test]
fn zookeeper_writes_the_history_before_the_epoch() {
    let mut follower = server(disk(3, 1, &[(1, 1)])).set("mode", "zookeeper").slow_disk().go();
    follower.step(|server, out| server.on_elect(A, out));
    follower.hears(A, ZabMessage::Diff { zxid: z(1, 2) });
    let of = quorarium::protocols::zab::message::Text::ZooKeeper;
    let transaction = history(&[(1, 1), (1, 2)]).get(2).expect("the second").clone();
    follower.hears(A, ZabMessage::Propose { transaction, of });
    follower.hears(A, ZabMessage::Commit { zxid: z(1, 2) });
    let step = follower.hears(A, ZabMessage::NewLeader { epoch: 3, history: None });
    let written = step.writes().expect("a write");
    assert_eq!((written.current_epoch, written.history.last()), (1, z(1, 2)));
    assert!(step.sends_nothing(), "nothing is acknowledged yet");
    let step = follower.synced();
    assert_eq!(step.writes().expect("a second write").current_epoch, 3);
    assert_eq!(step.only_to(A), ZabMessage::Ack { zxid: z(3, 0) });
    assert!(step.waits_for_disk());
}
