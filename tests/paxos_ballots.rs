//! The ballot table of Basic Paxos against what the acceptors' disks hold and what is in flight, after every event.
#![cfg(not(target_arch = "wasm32"))]

use quorarium::protocol::inspect::{BallotRow, Progress};
use quorarium::protocol::value::Value;
use quorarium::session::Session;
use quorarium::session::scene::{BALLOTS, End, Scene};
use quorarium::session::story::end_of_scenario;

fn session(text: &str) -> Session {
    end_of_scenario(text, "ballots").unwrap_or_else(|outcome| panic!("{}", outcome.complaint))
}

fn variable(scene: &Scene, node: usize, name: &str) -> Option<String> {
    match &scene.nodes[node].variables.iter().find(|variable| variable.name == name)?.value {
        Value::None => None,
        value => Some(value.to_string()),
    }
}

/// A number such as `10.P2`, so that it can be compared.
fn number(text: &str) -> (u64, &str) {
    let (round, proposer) = text.split_once('.').expect("a number");
    (round.parse().expect("a round"), proposer)
}

fn travels(scene: &Scene, row: &BallotRow, acceptor: usize, kind: &str) -> bool {
    scene.messages.iter().any(|message| {
        let is_about =
            |(name, value): &(&str, Value)| *name == "n" && value.to_string() == row.number;
        let is_kind = message.kind == kind && message.to == End::Node(acceptor);
        is_kind && message.fields.iter().any(is_about)
    })
}

fn check(scene: &Scene) {
    for row in &scene.ballots {
        let accepted = row.cells.iter().filter(|cell| cell.accept == Some(Progress::Done)).count();
        assert_eq!(row.chosen, accepted > row.cells.len() / 2, "step {}: {row:?}", scene.step);
        for cell in &row.cells {
            for (progress, kind) in [(cell.promise, "Prepare"), (cell.accept, "Accept")] {
                let flies = travels(scene, row, cell.acceptor, kind);
                let is_open = !matches!(progress, None | Some(Progress::Lost | Progress::OnItsWay));
                assert!(
                    is_open || flies == (progress == Some(Progress::OnItsWay)),
                    "step {}, {kind} {}: {progress:?}",
                    scene.step,
                    row.number
                );
            }
        }
    }
    let lowest = scene.ballots.last().filter(|_| scene.lower_ballots > 0);
    for (place, node) in scene.nodes.iter().enumerate() {
        // What a running node works with is what its disk holds when that is synced; of a crashed one the disk is shown.
        if node.part.is_none_or(|part| part.name != "acceptor") || (node.up && !node.synced) {
            continue;
        }
        let cell = |number: &str| {
            let row = scene.ballots.iter().find(|row| row.number == number)?;
            Some((row, row.cells.iter().find(|cell| cell.acceptor == place)?))
        };
        let is_listed = |text: &str| lowest.is_none_or(|row| number(text) >= number(&row.number));
        let promised = variable(scene, place, "promised");
        if let Some(promised) = promised.as_deref().filter(|it| is_listed(it)) {
            let (_, cell) = cell(promised).expect("a row for what is promised");
            let is_known =
                cell.promise == Some(Progress::Done) || cell.accept == Some(Progress::Done);
            assert!(is_known, "step {}: {} has promised {promised}", scene.step, node.name);
        }
        if let Some(accepted) = variable(scene, place, "accepted") {
            let (n, value) = accepted.split_once(':').expect("a proposal");
            if is_listed(n) {
                let (row, cell) = cell(n).expect("a row for what is accepted");
                assert_eq!(row.value.as_deref(), Some(value), "step {}", scene.step);
                assert_eq!(cell.accept, Some(Progress::Done), "step {}", scene.step);
            }
        }
        for row in &scene.ballots {
            let bound = promised.as_deref().map(number);
            let cell = row.cells.iter().find(|cell| cell.acceptor == place).expect("a cell");
            let is_done = [cell.promise, cell.accept].contains(&Some(Progress::Done));
            let is_above = Some(number(&row.number)) > bound;
            assert!(!(is_done && is_above), "step {}: {} {row:?}", scene.step, node.name);
        }
    }
}

#[test]
fn the_table_agrees_with_disks_and_messages_after_every_event() {
    let mut rows = 0;
    for seed in 1..=40 {
        let acceptors = 3 + 2 * (seed % 2);
        let text = format!(
            "cluster paxos proposers=2 acceptors={acceptors} learners=1\nseed {seed}\nset loss 10%\n\
             set duplicate 20%\nset disk {}ms\nset backoff off\npropose P1 red\nrun {}ms\npropose P2 blue\n\
             run 4ms\ncrash A1\nrun 5ms\nrestart A1\ncut P1->A2\nrun 20ms\ncrash P2\nrun 5ms\nrestart P2\n\
             propose P2 green\nheal\ncrash A2\nrun 3ms\nrestart A2\nrun 60ms\n",
            seed % 4,
            seed % 3,
        );
        let mut session = session(&text);
        for step in 0..=session.last_step() {
            session.seek(step);
            let scene = session.scene();
            assert!(scene.ballots.len() <= BALLOTS);
            assert!(
                scene.ballots.windows(2).all(|two| number(&two[0].number) > number(&two[1].number))
            );
            check(&scene);
            rows += scene.ballots.len();
        }
    }
    assert!(rows > 1_000, "{rows} rows are too few to tell");
}

/// The rows of a scenario's end, each as its number and the two requests of each acceptor.
fn table(text: &str) -> Vec<String> {
    let sign = |progress: Option<Progress>| match progress {
        None => '.',
        Some(Progress::OnItsWay) => '>',
        Some(Progress::Lost) => '-',
        Some(Progress::Late) => 'l',
        Some(Progress::Writing) => 'w',
        Some(Progress::Done) => 'y',
        Some(Progress::Refused) => 'x',
    };
    let scene = session(text).scene();
    check(&scene);
    let row = |row: &BallotRow| {
        let cells =
            row.cells.iter().map(|cell| format!(" {}{}", sign(cell.promise), sign(cell.accept)));
        let value = row.value.as_deref().unwrap_or("?");
        format!("{} {value}{}", row.number, cells.collect::<String>())
    };
    scene.ballots.iter().map(row).collect()
}

const BY_HAND: &str =
    "cluster paxos proposers=2 acceptors=3 learners=1\ntimers manual\nnetwork manual\n";

#[test]
fn every_progress_of_a_request_is_told() {
    let text = |moves: &str| table(&format!("{BY_HAND}{moves}"));
    assert_eq!(text(""), Vec::<String>::new());
    assert_eq!(text("propose P1 red"), ["1.P1 ? >. >. >."]);
    let sent =
        "propose P1 red\ndeliver P1->A1 Prepare\ndrop P1->A2 Prepare\ndeliver P1->A3 Prepare\n";
    assert_eq!(text(sent), ["1.P1 ? y. -. y."]);
    let asked = format!("{sent}deliver *->P1 Promise all\n");
    assert_eq!(text(&asked), ["1.P1 red y> -> y>"]);
    // An acceptance needs no promise.
    let accepted = format!("{asked}deliver P1->A2 Accept\n");
    assert_eq!(text(&accepted), ["1.P1 red y> -y y>"]);
    let overtaken =
        format!("{accepted}propose P2 blue n=2\ndeliver P2->A1 Prepare\ndeliver P1->A1 Accept\n");
    assert_eq!(text(&overtaken), ["2.P2 ? y. >. >.", "1.P1 red yx -y y>"]);
    let cut = format!("{accepted}cut P2->A1\npropose P2 blue n=2\n");
    assert_eq!(text(&cut), ["2.P2 ? -. >. >.", "1.P1 red y> -y y>"]);
}

#[test]
fn a_request_that_comes_again_or_late_changes_no_answer() {
    let text = |moves: &str| table(&format!("{BY_HAND}propose P1 red\n{moves}"));
    let twice = "duplicate P1->A1 Prepare\ndeliver P1->A1 Prepare\n";
    assert_eq!(text(twice), ["1.P1 ? y. >. >."]);
    let overtaken =
        format!("{twice}propose P2 blue n=2\ndeliver P2->A1 Prepare\ndeliver P1->A1 Prepare\n");
    assert_eq!(text(&overtaken), ["2.P2 ? y. >. >.", "1.P1 ? y. >. >."]);
    let late = "deliver P1->A1 Prepare\ndeliver P1->A3 Prepare\ndeliver *->P1 Promise all\n\
                deliver P1->A2 Accept\ndeliver P1->A2 Prepare\n";
    assert_eq!(text(late), ["1.P1 red y> ly y>"]);
}

#[test]
fn what_the_disk_does_not_hold_is_not_done() {
    let text = |moves: &str| table(&format!("{BY_HAND}set disk 5ms\n{moves}"));
    // The number is not on P1's disk yet: nothing has left.
    assert_eq!(text("propose P1 red"), ["1.P1 ? .. .. .."]);
    let written = "propose P1 red\nrun 5ms\ndeliver P1->A1 Prepare\n";
    assert_eq!(text(written), ["1.P1 ? w. >. >."]);
    assert_eq!(text(&format!("{written}run 5ms")), ["1.P1 ? y. >. >."]);
    assert_eq!(text(&format!("{written}crash A1")), ["1.P1 ? -. >. >."]);
}

#[test]
fn a_disk_that_was_given_tells_only_what_it_holds() {
    let given = "given A1 accepted=2.P2:blue promised=4.P1\ngiven A2 accepted=2.P2:blue\n";
    let rows = table(&format!("{BY_HAND}{given}"));
    assert_eq!(rows, ["4.P1 ? y. .. ..", "2.P2 blue .y .y .."]);
}
