//! Why something happened: the exact causes in fixed scenarios, and what holds of causes in any history.
#![cfg(not(target_arch = "wasm32"))]

use quorarium::protocols;
use quorarium::scenario::parse::parse;
use quorarium::session::why::{About, Why};
use quorarium::session::{Session, opening};

fn replay(text: &str) -> Box<dyn Session> {
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

#[test]
fn look() {
    let session = replay(ELECTED);
    println!("{}", told(&session.why(About::Step(session.position())).unwrap()));
    for s in 1..=session.position() {
        println!("{}", told(&session.why(About::Step(s)).unwrap()));
    }
    let session = replay(&format!("{ELECTED}{COMMITTED}heartbeat A\ndeliver A->D\n"));
    for s in 1..=session.position() {
        println!("{}", told(&session.why(About::Step(s)).unwrap()));
    }
    for n in [0, 1, 3, 4] {
        println!("{:?}", session.why(About::Cell(n, 1)).map(|w| told(&w)));
    }
    for v in 0..14 {
        println!("{:?}", session.why(About::Variable(0, v)).map(|w| told(&w)));
    }
    println!("{:?}", session.quorums());
}
