//! Why something happened: the exact causes in fixed scenarios, and what holds of causes in any history.
#![cfg(not(target_arch = "wasm32"))]

use proptest::prelude::*;
use proptest::sample::select;
use quorarium::protocol::Transport;
use quorarium::protocols;
use quorarium::scenario::parse::parse;
use quorarium::session::why::{About, Quorum, Why};
use quorarium::session::{Session, opening};

fn replay(text: &str) -> Session {
    let scenario = parse(text).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"));
    let mut session = protocols::open(&scenario).unwrap_or_else(|error| panic!("{error:?}"));
    for (line, statement) in opening::moves(&scenario) {
        session
            .perform(statement)
            .unwrap_or_else(|refusal| panic!("line {line}: {refusal:?}\n{text}"));
    }
    session
}

/// The reasons as text: a line each, indented by how far they are.
fn told(why: &Why) -> String {
    let mut text = format!("{} | {}\n", why.says, why.why);
    for reason in &why.reasons {
        let by = if reason.by_hand { " (you)" } else { "" };
        let above = if reason.is_above { " (above)" } else { "" };
        let indent = "  ".repeat(reason.depth + 1);
        text += &format!("{indent}{}{by} {} < {}{above}\n", reason.step, reason.says, reason.how);
    }
    if why.earlier > 0 {
        text += &format!("  and {} earlier\n", why.earlier);
    }
    text
}

const ELECTED: &str = "cluster raft 5
timers manual
network manual
set no-op off
timeout A
deliver A->B RequestVote
deliver A->D RequestVote
deliver B->A RequestVoteReply
deliver D->A RequestVoteReply
settle
";

const COMMITTED: &str = "request x=1 to A
deliver A->D AppendEntries
deliver A->E AppendEntries
deliver D->A AppendEntriesReply
deliver E->A AppendEntriesReply
";

fn of_step(text: &str) -> String {
    let session = replay(text);
    told(&session.why(About::Step(session.position())).expect("a step"))
}

#[test]
fn a_commit_goes_back_to_the_request_through_the_answers_counted() {
    assert_eq!(
        of_step(&format!("{ELECTED}{COMMITTED}")),
        "A notes that E's log matches up to index 1. A commits index 1. A applies index 1. | E vouches for index 1; A's log ends at 1. 3 of 5 servers hold it, and it is of term 1. Its commitIndex is 1. c1 hears that command 1 is done.
  19 (you) D appends one entry from A. < sent the AppendEntriesReply that arrived in step 21
    18 (you) c1 sends x=1 to A. A appends x=1 at index 1. < sent the AppendEntries
  20 (you) E appends one entry from A. < sent the AppendEntriesReply
    18 (you) c1 sends x=1 to A. A appends x=1 at index 1. < sent the AppendEntries (above)
"
    );
}

#[test]
fn a_commit_names_the_request_also_where_the_entry_went_out_late() {
    // The followers still owe an answer to the heartbeat, so that the entry waits for it.
    let mut session = replay(&format!("{ELECTED}heartbeat A\nrequest x=1 to A\nsettle\n"));
    let is_commit = |step: &u64| session.record(*step).is_some_and(|record| record.committed);
    let commit = (1..=session.last_step()).find(is_commit).expect("a commit");
    session.seek(commit);
    let why = told(&session.why(About::Step(commit)).expect("a step"));
    assert!(why.contains("A commits index 1."), "{why}");
    let request = "\n  19 (you) c1 sends x=1 to A. A appends x=1 at index 1. < made entry 1\n";
    assert!(why.contains(request), "{why}");
}

#[test]
fn a_slow_disk_is_no_cause_of_its_own() {
    let slow = COMMITTED
        .replace("to A\n", "to A\nsync A\n")
        .replace("deliver D->A", "sync D\ndeliver D->A")
        .replace("deliver E->A", "sync E\ndeliver E->A");
    let why = of_step(&format!("{ELECTED}set disk 5ms\n{slow}"));
    let steps: Vec<&str> =
        why.lines().skip(1).map(|line| line.trim().split(' ').next().unwrap()).collect();
    assert_eq!(steps, ["20", "18", "21", "18"], "{why}");
}

#[test]
fn an_election_goes_back_to_the_votes_counted() {
    assert_eq!(
        of_step(ELECTED.trim_end_matches("settle\n")),
        "A counts D's vote for term 1. A becomes leader of term 1. | It has 3 of 3 needed. A, B and D voted for it: 3 of 5.
  2 (you) B moves to term 1. B grants its vote to A. < sent the RequestVoteReply that arrived in step 4
    1 (you) A becomes a candidate for term 1 and votes for itself. < sent the RequestVote
      0 The cluster starts. < set the election timer
  3 (you) D moves to term 1. D grants its vote to A. < sent the RequestVoteReply
    1 (you) A becomes a candidate for term 1 and votes for itself. < sent the RequestVote (above)
"
    );
}

#[test]
fn a_refusal_goes_back_to_the_candidate() {
    let why = of_step(&format!("{ELECTED}timeout B\ntimeout C\ndeliver B->C RequestVote\n"));
    assert_eq!(
        why,
        "C refuses B. | In term 2 C has voted for itself.
  18 (you) B becomes a candidate for term 2 and votes for itself. < sent the RequestVote
    8 (you) B hears from leader A. < set the election timer
      5 (you) A counts D's vote for term 1. A becomes leader of term 1. < sent the AppendEntries
        2 (you) B moves to term 1. B grants its vote to A. < sent the RequestVoteReply that arrived in step 4
          1 (you) A becomes a candidate for term 1 and votes for itself. < sent the RequestVote
            0 The cluster starts. < set the election timer
        3 (you) D moves to term 1. D grants its vote to A. < sent the RequestVoteReply
          1 (you) A becomes a candidate for term 1 and votes for itself. < sent the RequestVote (above)
"
    );
}

#[test]
fn an_entry_goes_back_to_who_made_it_and_says_whether_its_node_knows_it_committed() {
    let moves = format!("{ELECTED}{COMMITTED}heartbeat A\ndeliver A->D\n");
    let cell = |moves: &str, node| {
        let session = replay(moves);
        told(&session.why(About::Cell(node, 1)).expect("an entry"))
    };
    assert_eq!(
        cell(&moves, 4),
        "E has x=1 of term 1 at index 1. | E has not heard that it is committed.
  20 (you) E appends one entry from A. < put it into its log
    18 (you) c1 sends x=1 to A. A appends x=1 at index 1. < sent the AppendEntries
  18 (you) c1 sends x=1 to A. A appends x=1 at index 1. < made it (above)
"
    );
    let known = cell(&moves, 3);
    assert!(known.contains("| D knows that it is committed."), "{known}");
    assert!(
        known.contains("  24 (you) D hears from leader A. D commits up to index 1."),
        "{known}"
    );
    // What a disk kept was put there before the crash.
    let restarted = cell(&format!("{moves}crash E\nrestart E\n"), 4);
    assert!(restarted.contains("  20 (you) E appends one entry from A. < put it"), "{restarted}");
    assert_eq!(replay(&moves).why(About::Cell(1, 1)), None, "B has no entry");
    assert_eq!(replay(&moves).why(About::Cell(9, 1)), None, "there is no such node");
}

#[test]
fn a_variable_goes_back_to_its_last_writer() {
    let session = replay(&format!("{ELECTED}{COMMITTED}"));
    let variables = &session.scene().nodes[0].variables;
    let writer = |name: &str| {
        let place = variables.iter().position(|shown| shown.name == name).expect(name);
        let why = session.why(About::Variable(0, place)).expect(name);
        (why.says, why.reasons[0].step)
    };
    assert_eq!(writer("commitIndex"), ("A's commitIndex is 1.".to_string(), 22));
    assert_eq!(writer("role"), ("A's role is leader.".to_string(), 5));
    assert_eq!(writer("up"), ("A's up is true.".to_string(), 0));
}

#[test]
fn quorums_are_those_of_the_present_leader_and_the_last_commit() {
    let quorums = |text: &str| {
        let session = replay(text);
        let line = |it: Quorum| format!("{} in {}: {:?}", it.decided, it.step, it.nodes);
        session.quorums().into_iter().map(line).collect::<Vec<_>>()
    };
    assert!(quorums("cluster raft 3\n").is_empty());
    assert_eq!(quorums(ELECTED), ["elected A in 5: [0, 1, 3]"]);
    let both = ["elected A in 5: [0, 1, 3]", "committed 1 in 22: [0, 3, 4]"];
    assert_eq!(quorums(&format!("{ELECTED}{COMMITTED}")), both);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn causes_come_earlier_and_come_to_an_end(
        protocol in 0..protocols::HOUSES.len(),
        seed in any::<u32>(),
        lines in select(vec!["", "set disk 2ms", "set loss 20%", "set duplicate 20%", "set client-network on"]),
        length in 1_u64..900,
    ) {
        let name = protocols::HOUSES[protocol].name;
        let kind = protocols::HOUSES[protocol].kind().expect("a protocol");
        let is_doubled = lines == "set duplicate 20%";
        let lines = if is_doubled && kind.transport() == Transport::Connection { "" } else { lines };
        let mut text = format!("cluster {name} 3\nseed {seed}\n{lines}\n");
        for part in 0..3 {
            text += &format!("step {}\nrequest x={part} to A\ncrash B\nstep 20\nrestart B\n", length / 3 + 1);
        }
        let mut session = session_of(&text);
        let last = session.last_step();
        for step in [1, last / 2, last] {
            session.seek(step);
            let shown = session.scene().nodes;
            let cells = (0..3).flat_map(|node| (1..4).map(move |index| About::Cell(node, index)));
            let variables =
                (0..3).flat_map(|node| (0..shown[0].variables.len()).map(move |at| About::Variable(node, at)));
            for about in [About::Step(step)].into_iter().chain(cells).chain(variables) {
                let Some(why) = session.why(about) else { continue };
                check_order(&why, step)?;
            }
        }
    }
}

/// Whoever asks a register that has nothing left to do is refused, and that is no fault here.
fn session_of(text: &str) -> Session {
    let scenario = parse(text).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"));
    let mut session = protocols::open(&scenario).unwrap_or_else(|error| panic!("{error:?}"));
    for (_, statement) in opening::moves(&scenario) {
        let _ = session.perform(statement);
    }
    session
}

fn check_order(why: &Why, present: u64) -> Result<(), TestCaseError> {
    prop_assert!(why.reasons.len() <= 24);
    let mut open: Vec<u64> = Vec::new();
    for reason in &why.reasons {
        prop_assert!(reason.depth <= open.len());
        open.truncate(reason.depth);
        let later = open.last().copied().unwrap_or(present + 1);
        prop_assert!(reason.step < later, "{}", told(why));
        open.push(reason.step);
    }
    Ok(())
}
