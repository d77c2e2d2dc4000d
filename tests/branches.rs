//! Branches as people meet them: their names, what can be done to them, what is said where one cannot; and reading a
//! whole scenario that does not hold.
#![cfg(not(target_arch = "wasm32"))]

use quorarium::scenario::parse::{parse, parse_statement};
use quorarium::scenarios;
use quorarium::session::{Session, reading};

fn open(text: &str) -> Session {
    let reading = reading::open(text).unwrap_or_else(|problem| panic!("{problem}"));
    assert_eq!(reading.problems, []);
    reading.session
}

fn does(session: &mut Session, text: &str) {
    let statement = parse_statement(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
    session.perform(&statement).unwrap_or_else(|refusal| panic!("{text}: {refusal:?}"));
}

fn names(session: &Session) -> Vec<String> {
    session.branches().into_iter().map(|line| line.name).collect()
}

fn three() -> Session {
    open("cluster register A B C\nnetwork manual\nrequest x=1 to A\ndeliver A->B\ncrash C\n")
}

#[test]
fn a_branch_is_called_what_was_done() {
    let long = format!("request x={} to A", "y".repeat(60));
    let said = [
        ("crash A", "what if: crash A"),
        ("crash A", "what if: crash A 2"),
        ("crash A", "what if: crash A 3"),
        ("drop #2", "what if: drop Write A→C"),
        ("deliver *->C Write", "what if: deliver Write A→C"),
        ("drop A->* all", "what if: drop A→* all"),
        ("delay #1 by 20ms", "what if: delay Write A→B by 20ms"),
        ("cut A->B", "what if: cut A→B"),
        ("set loss 5%", "what if: set loss 5%"),
        (&long, "what if: request x=yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…"),
    ];
    let mut session = three();
    for (deed, _) in said {
        does(&mut session, "switch main at 1");
        does(&mut session, deed);
    }
    let expected: Vec<&str> = ["main"].into_iter().chain(said.map(|(_, name)| name)).collect();
    assert_eq!(names(&session), expected);
}

#[test]
fn refusals_about_branches_say_why() {
    let mut session = three();
    does(&mut session, "branch b at 1");
    let other = session.fingerprint();
    let taken = "there is a branch \"main\" already";
    let one_line = "a branch's name is one line of 1 to 120 bytes";
    for (outcome, message) in [
        (session.rename("main", "x"), "main is the first line and cannot be renamed"),
        (session.rename("x", "y"), "there is no branch \"x\"; there are: main, b"),
        (session.rename("b", "main"), taken),
        (session.rename("b", ""), one_line),
        (session.rename("b", "two\nlines"), one_line),
        (session.delete_branch("main"), "main is the first line and cannot be deleted"),
        (session.delete_branch("x"), "there is no branch \"x\"; there are: main, b"),
        (session.undo_delete(), "nothing was deleted since the last move"),
        (session.compare("b", "x").map(drop), "there is no branch \"x\"; there are: main, b"),
        (
            session.perform(&parse_statement("switch main at 9").unwrap()),
            "\"main\" has 3 steps, so there is no step 9",
        ),
    ] {
        assert_eq!(outcome.map_err(|refusal| refusal.message), Err(message.to_string()));
    }
    assert_eq!((session.fingerprint(), names(&session)), (other, vec!["main".into(), "b".into()]));
    assert_eq!(session.rename("b", "b"), Ok(()));
    assert_eq!(session.rename("b", "B crashes"), Ok(()));
    assert_eq!(names(&session), ["main", "B crashes"]);
}

#[test]
fn a_deleted_line_leaves_one_at_its_split_and_can_come_back_until_the_next_move() {
    let mut session = three();
    does(&mut session, "branch b at 1");
    does(&mut session, "crash B");
    does(&mut session, "branch c at 2");
    does(&mut session, "crash C");
    session.delete_branch("b").unwrap();
    assert_eq!((names(&session), session.position()), (vec!["main".to_string()], 1));
    session.undo_delete().unwrap();
    assert_eq!((names(&session).len(), session.position()), (3, 3));
    assert!(session.branches()[2].is_current);
    session.delete_branch("c").unwrap();
    does(&mut session, "crash C");
    assert!(session.undo_delete().is_err());
}

#[test]
fn switching_can_stay_at_the_nearest_step() {
    let mut session = three();
    does(&mut session, "branch b at 1");
    does(&mut session, "switch main");
    let lines = session.branches();
    assert_eq!(lines[1].switch_near(3).to_string(), "switch \"b\" at 1");
    session.perform(&lines[1].switch_near(3)).unwrap();
    assert_eq!(session.position(), 1);
    session.perform(&lines[0].switch_near(2)).unwrap();
    assert_eq!((session.position(), session.last_step()), (2, 3));
}

#[test]
fn a_comparison_has_both_sentences() {
    let mut session = three();
    does(&mut session, "branch b at 1");
    does(&mut session, "deliver A->B");
    does(&mut session, "crash B");
    let found = session.compare("main", "b").unwrap();
    assert_eq!((found.split, &found.same[..]), (1, &[true, false][..]));
    let differs = found.differs.unwrap();
    assert_eq!(differs.step, 3);
    assert!(differs.one.says.starts_with('C') && differs.other.says.starts_with('B'));
    let same = session.compare("b", "b").unwrap();
    assert_eq!((same.split, same.same.len(), same.differs), (3, 0, None));
}

#[test]
fn captions_follow_the_step_and_survive_being_told() {
    let text = "title One\nnote at the start\ncluster register A B\nnetwork manual\n\
                request x=1 to A\nnote after the request\ndeliver A->B\ntitle Two\n";
    let mut session = open(text);
    let told = session.to_scenario().to_string();
    assert_eq!(told, session.to_whole_scenario().to_string());
    let mut again = open(&told);
    for session in [&mut session, &mut again] {
        assert_eq!(session.heading(), Some("Two"));
        session.seek(1);
        assert_eq!(
            (session.heading(), session.caption()),
            (Some("One"), Some("after the request"))
        );
        session.seek(0);
        assert_eq!(session.caption(), Some("at the start"));
    }
    does(&mut session, "note said in the past");
    assert_eq!((session.branches().len(), session.last_step()), (1, 2));
    assert_eq!(session.caption(), Some("said in the past"));
}

#[test]
fn what_fails_is_listed_and_the_rest_is_done() {
    let text = "cluster register A B\nset latency 1ms\nnever A.counter = 1\nrequest x=1 to A\n\
                expect A.counter = 7\n  crash D\nrun 5ms\nrestart A\nexpect B.state[x] = 1\n";
    let reading = reading::open(text).unwrap_or_else(|problem| panic!("{problem}"));
    let problems: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "4:1: never A.counter = 1: not so after step 1; A.counter is 1",
            "5:1: expected A.counter = 7; A.counter is 1",
            "6:9: unknown node \"D\": there are A, B",
            "8:1: A is running",
        ]
    );
    assert_eq!(
        reading.session.facts().global("time").map(|time| time.to_string()),
        Some("5ms".into())
    );
    for (text, problem) in [
        ("", "1: a scenario needs its cluster, such as `cluster raft 3`"),
        ("cluster raft 3\nHello there\n", "2:1: unknown statement \"Hello\""),
        ("cluster raft 3\nset los 1%\n", "2:5: unknown option \"los\", did you mean \"loss\"?"),
    ] {
        let Err(found) = reading::open(text) else { panic!("{text} was opened") };
        assert!(found.to_string().replace("1:1:", "1:").starts_with(problem), "{found}");
    }
}

/// What the page does with a preset that somebody went on with: keep it, open it again, and be at the same place.
#[test]
fn presets_are_kept_whole() {
    for preset in scenarios::PRESETS {
        let mut session = open(preset.text);
        session.seek(session.last_step() / 2);
        let told = session.to_whole_scenario();
        assert_eq!(parse(&told).map(|scenario| scenario.to_string()), Ok(told.clone()));
        let again = open(&told);
        assert_eq!(again.branches(), session.branches(), "{}", preset.name);
        assert_eq!(again.fingerprint(), session.fingerprint(), "{}", preset.name);
        assert_eq!(again.caption(), session.caption(), "{}", preset.name);
        assert_eq!(again.heading(), Some(&*preset.title()));
    }
}
