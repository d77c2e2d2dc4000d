//! Sessions: what is printed replays to the same state, and going back and forth changes nothing.
#![cfg(not(target_arch = "wasm32"))]

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use quorarium::protocols;
use quorarium::scenario::condition::Condition;
use quorarium::scenario::parse::{parse, parse_statement};
use quorarium::session::story::run_scenario;
use quorarium::session::{Refusal, RefusalKind, Session, opening};
use quorarium::sim::world::check_order;
use std::collections::BTreeMap;

fn open(text: &str) -> Session {
    let scenario = parse(text).unwrap_or_else(|errors| panic!("{errors:?}"));
    protocols::open(&scenario).unwrap_or_else(|error| panic!("{error:?}"))
}

fn perform(session: &mut Session, text: &str) -> Result<(), Refusal> {
    session.perform(&parse_statement(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}")))
}

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

/// Set-ups of every protocol that is here, so that a new one is tested as soon as it is added.
fn set_up() -> impl Strategy<Value = String> {
    let names: Vec<&str> = protocols::HOUSES.iter().map(|house| house.name).collect();
    let lines = select(vec![
        "set disk 2ms",
        "set loss 20%",
        "set duplicate 20%",
        "set order fifo",
        "set client-network on",
        "set client-retry 5ms",
        "set latency 0ms..3ms",
        "timers manual",
        "network manual",
        "set clock B 1.5",
    ]);
    (select(names), 2..5_u8, any::<u32>(), vec(lines, 0..4)).prop_map(
        |(name, size, seed, lines)| {
            let kind = protocols::house(name).unwrap().kind().unwrap();
            let is_possible = |line: &&str| match line.split(' ').collect::<Vec<_>>()[..] {
                ["set", option, value] => check_order(kind, &[], option, value).is_ok(),
                _ => true,
            };
            let lines: Vec<&str> = lines.into_iter().filter(is_possible).collect();
            let lines = with_names(kind.cluster(size).names(), &lines.join("\n"));
            format!("cluster {name} {size}\nseed {seed}\n{lines}\n")
        },
    )
}

/// What is told of A and B, told of this cluster: where nodes play parts, of one that plays the first and one of another.
fn with_names(names: &[String], text: &str) -> String {
    let first = &names[0];
    let other = names.iter().find(|name| name[..1] != first[..1]).unwrap_or(first);
    let word = |word: &str| match word {
        "A" => first.clone(),
        "B" => other.clone(),
        word => word.to_string(),
    };
    let mut told = String::new();
    for piece in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let end = piece.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        told += &(word(&piece[..end]) + &piece[end..]);
    }
    told
}

#[derive(Clone, Debug)]
enum Deed {
    Say(String),
    Step,
    Seek(u64),
}

fn deed() -> impl Strategy<Value = Deed> {
    let fixed = select(vec![
        "step 3",
        "run 3ms",
        "run 500ms",
        "deliver all",
        "settle",
        "deliver A->B",
        "deliver *->A",
        "drop B->A",
        "duplicate *->*",
        "delay *->B by 4ms",
        "drop A-B all",
        "timeout A",
        "timeout B",
        "heartbeat A",
        "sync A",
        "sync B",
        "crash A",
        "restart A",
        "crash B",
        "restart B",
        "wipe B",
        "pause A",
        "resume A",
        "pause B",
        "resume B",
        "cut A-B",
        "cut A->B",
        "heal",
        "heal A->B",
        "partition A | B",
        "isolate B",
        "request x=1",
        "request x=2 to A",
        "request get x as c2 to B",
        "request y=3 as c3 to B",
        "retry c1",
        "retry c2",
        "elect A with A B",
        "set election oracle",
        "propose A v",
        "propose A w n=4",
        "propose B v",
        "set loss 10%",
        "set latency 2ms",
        "set disk 1ms",
        "set disk 0ms",
        "set clock A 0.5",
        "timers manual",
        "timers auto",
        "network manual",
        "network auto",
        "switch main",
        "switch b1 at 5",
        "switch main at 9",
        "note what one sees here",
        "title a story",
    ]);
    prop_oneof![
        6 => fixed.prop_map(|text| Deed::Say(text.to_string())),
        2 => Just(Deed::Step),
        1 => (0..60_u64).prop_map(Deed::Seek),
        1 => (0..9_u8, 0..40_u64).prop_map(|(n, at)| Deed::Say(format!("branch \"b{n}\" at {at}"))),
    ]
}

/// Does deeds, impossible ones included: those must change nothing.
fn play(session: &mut Session, deeds: &[Deed]) {
    for deed in deeds {
        match deed {
            Deed::Step => {
                session.step();
            }
            Deed::Seek(step) => session.seek(*step),
            Deed::Say(text) => {
                let before = (session.fingerprint(), session.position());
                let text = &with_names(&session.facts().names(), text);
                if let Err(refusal) = perform(session, text) {
                    assert_ne!(refusal.kind, RefusalKind::Expectation, "{text}");
                    let several = ["step", "run", "settle", "all"].iter().any(|w| text.contains(w));
                    if !several {
                        assert_eq!((session.fingerprint(), session.position()), before, "{text}");
                    }
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn what_is_printed_replays_to_the_same_state(set_up in set_up(), deeds in vec(deed(), 0..60)) {
        let mut session = open(&set_up);
        play(&mut session, &deeds);
        let printed = session.to_scenario();
        let again = replay(&printed);
        prop_assert_eq!(again.fingerprint(), session.fingerprint(), "{}", printed);
        prop_assert_eq!(again.position(), session.position(), "{}", printed);
        prop_assert_eq!(again.scene(), session.scene(), "{}", printed);
        prop_assert_eq!(again.to_scenario(), printed);
    }

    /// All branches with their ends, and where one stands: told, read and done again.
    #[test]
    fn the_whole_history_is_told_and_done_again(
        set_up in set_up(),
        deeds in vec(deed(), 0..50),
        deletes in any::<bool>(),
    ) {
        let mut session = open(&set_up);
        play(&mut session, &deeds);
        if deletes && let Some(line) = session.branches().get(1) {
            session.delete_branch(&line.name).unwrap();
        }
        let printed = session.to_whole_scenario().to_string();
        let mut again = replay(&printed);
        prop_assert_eq!(again.branches(), session.branches(), "{}", printed);
        prop_assert_eq!(again.position(), session.position(), "{}", printed);
        prop_assert_eq!(again.fingerprint(), session.fingerprint(), "{}", printed);
        prop_assert_eq!(again.caption(), session.caption(), "{}", printed);
        prop_assert_eq!(again.heading(), session.heading(), "{}", printed);
        prop_assert_eq!(again.to_whole_scenario().to_string(), &printed[..]);
        for line in session.branches() {
            let switch = format!("switch \"{}\"", line.name);
            perform(&mut session, &switch).unwrap();
            perform(&mut again, &switch).unwrap();
            prop_assert_eq!(again.fingerprint(), session.fingerprint(), "{}\n{}", line.name, printed);
        }
    }

    /// What is deleted and put back is as if nothing had been done; meanwhile nothing else changes.
    #[test]
    fn a_deletion_can_be_undone(
        set_up in set_up(),
        deeds in vec(deed(), 0..50),
        which in any::<prop::sample::Index>(),
    ) {
        let mut session = open(&set_up);
        play(&mut session, &deeds);
        let before = session.branches();
        let whole = session.to_whole_scenario().to_string();
        let seen = (session.position(), session.fingerprint());
        let line = which.get(&before);
        if line.left.is_none() {
            prop_assert!(session.delete_branch(&line.name).is_err());
            return Ok(());
        }
        session.delete_branch(&line.name).unwrap();
        let left = session.branches();
        prop_assert!(left.iter().all(|kept| kept.name != line.name));
        prop_assert!(left.iter().any(|kept| kept.is_current));
        for kept in &left {
            let old = before.iter().find(|old| old.name == kept.name).unwrap();
            prop_assert_eq!((&kept.left, kept.last_step), (&old.left, old.last_step));
        }
        if left.iter().any(|kept| before.iter().any(|old| old.is_current && old.name == kept.name)) {
            prop_assert_eq!((session.position(), session.fingerprint()), seen);
        }
        session.undo_delete().unwrap();
        prop_assert_eq!(session.branches(), before);
        prop_assert_eq!((session.position(), session.fingerprint()), seen);
        prop_assert_eq!(session.to_whole_scenario().to_string(), whole);
        prop_assert!(session.undo_delete().is_err());
    }

    /// A comparison says of every step what going there and looking says.
    #[test]
    fn two_branches_are_compared_step_by_step(
        set_up in set_up(),
        deeds in vec(deed(), 0..60),
        one in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
    ) {
        let mut session = open(&set_up);
        play(&mut session, &deeds);
        let lines = session.branches();
        let (one, other) = (one.get(&lines), other.get(&lines));
        let last = one.last_step.min(other.last_step);
        // Messages that never settle make a long story, and wording all of it is slow.
        if last > 1_000 {
            return Ok(());
        }
        let found = session.compare(&one.name, &other.name).unwrap();
        prop_assert_eq!(found.split + found.same.len() as u64, last);
        let mut walk = |name: &str| {
            perform(&mut session, &format!("switch \"{name}\" at 0")).unwrap();
            let told = session.tell(1, last);
            let mut states = Vec::new();
            while session.position() < last {
                assert!(session.step(), "{name} ends at step {}", session.position());
                states.push(session.fingerprint());
            }
            (told, states)
        };
        let ((ones, states), (others, other_states)) = (walk(&one.name), walk(&other.name));
        let common = ones.iter().zip(&others).take(found.split as usize);
        prop_assert!(common.clone().all(|(one, other)| one == other));
        // At a line's end the settings made there are in force, and they are no part of its last step.
        let inner = states.iter().zip(&other_states).skip(found.split as usize);
        for (same, (one, other)) in found.same.iter().zip(inner).rev().skip(1) {
            prop_assert_eq!(*same, one == other);
        }
        match &found.differs {
            None => prop_assert!(found.same.iter().all(|same| *same)),
            Some(differs) => {
                let place = (differs.step - found.split - 1) as usize;
                prop_assert!(found.same[..place].iter().all(|same| *same));
                prop_assert_eq!(&differs.one, &ones[differs.step as usize - 1]);
                prop_assert_eq!(&differs.other, &others[differs.step as usize - 1]);
                prop_assert!(!found.same[place] || differs.one.says != differs.other.says
                    || differs.one.why != differs.other.why);
            }
        }
    }

    #[test]
    fn seeking_back_and_forth_finds_the_same_states(
        set_up in set_up(),
        deeds in vec(deed(), 0..60),
        places in vec(0..600_u64, 1..30),
    ) {
        let mut session = open(&set_up);
        play(&mut session, &deeds);
        session.seek(u64::MAX);
        let last = session.last_step();
        let end = session.fingerprint();
        session.seek(0);
        let mut first_pass = BTreeMap::from([(0, session.fingerprint())]);
        while session.position() < last {
            prop_assert!(session.step());
            first_pass.insert(session.position(), session.fingerprint());
        }
        prop_assert_eq!(session.fingerprint(), end);
        for place in places {
            let place = place % (last + 1);
            session.seek(place);
            prop_assert_eq!(session.position(), place);
            prop_assert_eq!(session.fingerprint(), first_pass[&place]);
        }
    }
}

fn outcome(text: &str) -> (u8, String) {
    let outcome = run_scenario(text, "f", false);
    (outcome.code, outcome.complaint)
}

/// Line by line: what a wrong text or an impossible move gets.
#[test]
fn refusals_say_where_and_what() {
    let three = |rest: &str| format!("cluster register A B C\nnetwork manual\n{rest}\n");
    for (text, code, complaint) in [
        ("seed 1\n".to_string(), 2, "f:1:1: a scenario needs its cluster"),
        (
            "cluster regster 3\n".to_string(),
            2,
            "f:1:9: unknown protocol \"regster\", did you mean \"register\"?",
        ),
        ("cluster register servers=3\n".to_string(), 2, "f:1:18: Register has no separate roles"),
        (three("set latncy 1ms"), 2, "f:3:5: unknown option \"latncy\", did you mean \"latency\"?"),
        (three("set loss 5"), 2, "f:3:10: \"loss\" is a share"),
        (
            three("rule off register.newest-win"),
            2,
            "f:3:10: unknown rule \"register.newest-win\", did you mean \"register.newest-wins\"?",
        ),
        (
            three("rule off register.read-locally"),
            2,
            "f:3:10: register.read-locally cannot be switched off",
        ),
        (three("given D counter=3"), 2, "f:3:7: unknown node \"D\": there are A, B, C"),
        (three("given A conter=3"), 2, "f:3:9: a register's disk"),
        (three("set clock D 2"), 2, "f:3:11: unknown node \"D\""),
        (three("crash D"), 2, "f:3:7: unknown node \"D\": there are A, B, C"),
        (three("restart A"), 1, "f:3: A is running"),
        (three("crash A\ncrash A"), 1, "f:4: A is down"),
        (
            three("deliver A->B Wrte"),
            2,
            "f:3:14: unknown message \"Wrte\", did you mean \"Write\"?",
        ),
        (three("deliver A->B"), 1, "f:3: no message A->B is in flight; in flight: nothing"),
        (
            three("request x=1 to A\ndeliver B->*"),
            1,
            "f:4: no message B->* is in flight; in flight: #1 A->B Write, #2 A->C Write",
        ),
        (three("deliver #4"), 1, "f:3: no message #4 is in flight"),
        (three("deliver A->B all\ndrop all"), 0, ""),
        (three("heal A-B"), 1, "f:3: A-B is not cut"),
        (three("heal"), 1, "f:3: none of these links is cut"),
        (three("cut A-A"), 1, "f:3: A-A joins no two nodes"),
        (three("partition A B C"), 1, "f:3: there is no link between these groups to cut"),
        (three("request x=1"), 1, "f:3: no node leads, so say whom the client asks"),
        (three("request x=1 as me to A"), 2, "f:3:16: \"me\" is not a client"),
        (three("request config(A,B) to A"), 2, "f:3:1: no client asks for a configuration"),
        (three("retry c1"), 1, "f:3: c1 has sent no command yet"),
        (three("step"), 1, "f:3: nothing is left to happen by itself"),
        (three("timeout A"), 2, "f:3:9: Register sets no timers"),
        (three("sync A"), 1, "f:3: A's disk has no sync in progress"),
        (three("add D"), 2, "f:3:1: add is Raft's change of membership, which is not here yet"),
        (
            three("propose A x"),
            2,
            "f:3:1: propose is for protocols with proposers, and Register has none",
        ),
        (
            three("run until A.state[x] = 1 within 5ms"),
            1,
            "f:3: run until A.state[x] = 1: nothing is left to happen by itself; A.state[x] is none",
        ),
        (three("expect A.counter = 1"), 1, "f:3: expected A.counter = 1; A.counter is 0"),
        (
            three("expect A.conter = 1"),
            2,
            "f:3:1: unknown variable \"conter\", did you mean \"counter\"?",
        ),
        (three("expect cited register.write"), 2, "f:3:1: unknown rule"),
        (
            three("expect holds(\"Agrement\")"),
            2,
            "f:3:1: unknown property \"Agrement\", did you mean \"Agreement\"?",
        ),
        (
            three("always A.up\ncrash B\ncrash A"),
            1,
            "f:5: always A.up: not so after step 2; A.up is false",
        ),
        (three("never A.up"), 1, "f:3: never A.up: not so after step 0; A.up is true"),
        (three("branch \"x\" at 9"), 1, "f:3: this line has 0 steps"),
        (three("switch \"x\""), 1, "f:3: there is no branch \"x\"; there are: main"),
        (three("crsh A"), 2, "f:3:1: unknown statement \"crsh\", did you mean \"crash\"?"),
    ] {
        let (actual_code, actual) = outcome(&text);
        assert!(
            actual_code == code && actual.starts_with(complaint),
            "{text}\n  {actual_code} {actual}"
        );
        assert_eq!(actual.is_empty(), complaint.is_empty(), "{actual}");
    }
}

/// `cited` is about the whole last move in an expectation, and about the event just handled in watchers and `run until`.
#[test]
fn cited_means_the_move_or_the_event() {
    let mut session = open("cluster register A B\nset latency 1ms\n");
    let does = |session: &mut Session, text: &str| perform(session, text).map_err(|r| r.message);
    assert_eq!(does(&mut session, "expect not cited register.write-at-once"), Ok(()));
    does(&mut session, "request x=1 to A").unwrap();
    does(&mut session, "note nothing moves here").unwrap();
    does(&mut session, "set loss 0%").unwrap();
    does(&mut session, "expect cited register.write-at-once and not cited register.newest-wins")
        .unwrap();
    assert!(does(&mut session, "restart A").is_err());
    does(&mut session, "expect cited register.write-at-once").unwrap();
    does(&mut session, "never cited register.write-at-once").unwrap();
    does(&mut session, "request x=2 to A").unwrap_err();
    does(&mut session, "run until cited register.newest-wins").unwrap();
    does(&mut session, "expect A.counter = 2 and inFlight = 1").unwrap();
    does(&mut session, "run 5ms").unwrap();
    does(&mut session, "expect cited register.newest-wins and time = 6ms").unwrap();
    does(&mut session, "expect cited register.last_arrival_wins").unwrap();
}

#[test]
fn a_broken_invariant_fails_only_while_every_rule_is_on() {
    let text = "cluster register A B\nnetwork manual\nrequest x=1 to A\nrequest x=2 to A\ndeliver #2\ndeliver #1\n";
    assert_eq!(outcome(text).0, 0);
    let without = text.replace("network", "rule off register.newest-wins\nnetwork");
    assert_eq!(outcome(&without), (0, String::new()));
    assert_eq!(outcome(&(without + "expect safe\n")).0, 1);
}

/// A setting made at step 0 is no set-up, and must not become one when it is printed.
#[test]
fn a_setting_at_step_0_stays_a_move() {
    let mut session = open("cluster register 2\nset clock A 2\n");
    perform(&mut session, "set latency 4ms").unwrap();
    let printed = session.to_scenario();
    assert_eq!(printed, "cluster register 2\nset clock A 2\nexpect time = 0ms\nset latency 4ms\n");
    assert_eq!(replay(&printed).to_scenario(), printed);
}

#[test]
fn a_partition_is_printed_as_one_cut() {
    let mut session = open("cluster register A B C\n");
    perform(&mut session, "cut B->C").unwrap();
    perform(&mut session, "partition A | B C").unwrap();
    perform(&mut session, "heal").unwrap();
    let printed = session.to_scenario();
    assert!(printed.ends_with("cut B->C\ncut A-B A-C\nheal A-B A-C B->C\n"), "{printed}");
}

/// One variable alone is the same as that variable among all.
#[test]
fn one_variable_is_looked_up_as_all_are_shown() {
    let mut session = open("cluster register A B\n");
    perform(&mut session, "request x=1 to A").unwrap();
    perform(&mut session, "crash B").unwrap();
    for (place, node) in session.scene().nodes.iter().enumerate() {
        for shown in &node.variables {
            assert_eq!(session.facts().variable(place, shown.name).as_ref(), Some(&shown.value));
        }
        assert_eq!(session.facts().variable(place, "nothing"), None);
    }
    let holds = |text: &str| text.parse::<Condition>().unwrap().holds(session.facts());
    assert_eq!(
        holds("A.state[x] = 1 and B.state[x] = none and holds(\"Linearizability\")"),
        Ok(true)
    );
}

/// At a step where a setting was made and a branch opened, going back shows the step, on either line.
#[test]
fn a_branch_behind_a_setting_begins_at_the_same_step() {
    let mut session = open("cluster register A B\nset latency 1ms\nnetwork manual\n");
    perform(&mut session, "request x=1 to A").unwrap();
    let after_request = session.fingerprint();
    perform(&mut session, "set loss 5%").unwrap();
    perform(&mut session, "branch \"b\" at 1").unwrap();
    perform(&mut session, "deliver A->B").unwrap();
    for name in ["main", "b"] {
        perform(&mut session, &format!("switch {name}")).unwrap();
        session.seek(0);
        assert!(session.step());
        let stepped = session.fingerprint();
        session.seek(0);
        session.seek(1);
        assert_eq!(session.fingerprint(), stepped, "{name}");
        assert_eq!(stepped == after_request, name == "b", "at main's end the setting is in force");
    }
}

#[test]
fn a_history_can_be_copied_into_a_lesson() {
    let text = "cluster raft 3\nseed 3\nrun until leader != none\ncrash A\nstep 2\n";
    let session = replay(text);
    let block = session.to_block();
    let inside = block.strip_prefix("```scenario\n").and_then(|it| it.strip_suffix("```\n"));
    assert_eq!(inside, Some(&*session.to_scenario()));
    let solution = session.to_solution();
    let moves =
        solution.strip_prefix("solution = \"\"\"\n").and_then(|it| it.strip_suffix("\"\"\"\n"));
    let again = replay(&format!(
        "cluster raft 3\nseed 3\n{}",
        moves.expect("the moves in quotation marks")
    ));
    assert_eq!(again.fingerprint(), session.fingerprint());
    assert!(!solution.contains("cluster"), "{solution}");
}
