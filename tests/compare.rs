//! Comparisons: one script on several protocols, what became of the watched command, and what each command cost.
#![cfg(not(target_arch = "wasm32"))]

use quorarium::compare::{COMPARISONS, Experiment, Run, named, report, with_seed};
use quorarium::protocol::time::Micros;
use quorarium::session::cost::Cost;

fn open(name: &str) -> Experiment {
    let text = named(name).unwrap_or_else(|| panic!("there is no {name}")).text;
    experiment(text)
}

fn experiment(text: &str) -> Experiment {
    Experiment::open(text).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"))
}

fn errors(text: &str) -> Vec<String> {
    let errors = Experiment::open(text).err().unwrap_or_default();
    errors.iter().map(ToString::to_string).collect()
}

fn run<'e>(experiment: &'e Experiment, title: &str) -> &'e Run {
    let found = experiment.runs.iter().find(|run| run.title == title);
    found.unwrap_or_else(|| panic!("there is no column {title}"))
}

fn cost<'r>(run: &'r Run, command: &str) -> &'r Cost {
    run.costs.iter().find(|cost| cost.command == command).expect(command)
}

/// The text of a comparison of these columns, in which a leader is asked one command, with nothing else in flight.
fn one_command(columns: &[&str], settings: &str) -> String {
    let columns: String = columns.iter().map(|column| format!("compare {column}\n")).collect();
    format!(
        "{columns}watch x=1\nset latency 4ms..8ms\n{settings}timeout A\nrun 95ms\nexpect leader = A\nrequest x=1\nrun 60ms\n"
    )
}

#[test]
fn every_comparison_runs_on_one_clock_and_finds_what_it_watches() {
    for known in COMPARISONS {
        let experiment = experiment(known.text);
        assert_eq!(known.asks(), (&*experiment.question, &*experiment.about), "{}", known.name);
        assert!(experiment.question.ends_with('?') && !experiment.about.is_empty());
        assert!(experiment.runs.len() >= 2 && !experiment.moves.is_empty());
        for run in &experiment.runs {
            assert_eq!(run.session.now(), experiment.end, "{}", run.title);
            assert!(run.is_safe(), "{}", run.title);
            let fate = run.fate.as_ref().expect("every comparison watches a command");
            let Some(safe) = &fate.safe else { continue };
            assert!(!safe.says.is_empty() && safe.section != "Simulation", "{}", run.title);
            assert!(fate.spread.is_some_and(|spread| spread <= safe.event.time));
        }
        let answers = experiment.runs.iter().filter_map(|run| run.fate.as_ref()?.safe.as_ref());
        assert!(answers.count() > 0, "{}: never safe", known.name);
        assert_eq!(named(known.name), Some(known));
    }
}

#[test]
fn a_half_finished_write_is_safe_with_a_later_entry_in_raft_and_by_a_new_ballot_in_multi_paxos() {
    let experiment = open("half-finished-write");
    let answer = |title| run(&experiment, title).fate.clone().expect("watched").safe.expect("safe");
    let raft = answer("Raft, no-op off");
    assert!(raft.section.contains("Raft §5.4.2"), "{}", raft.section);
    assert!(raft.says.contains("Index 3, of term 1, is committed with it."), "{}", raft.says);
    let paxos = answer("Multi-Paxos");
    assert!(paxos.section.contains("PMMC"), "{}", paxos.section);
    assert!(paxos.says.contains("z=3 is chosen in slot 3"), "{}", paxos.says);
    assert!(paxos.why.contains("under ballot 2.B"), "{}", paxos.why);
    assert!(paxos.event.time < raft.event.time);
    let asked = |run: &Run| cost(run, "w=4").asked_at;
    let runs = &experiment.runs;
    assert!(runs.iter().all(|run| asked(run) == asked(&runs[0])), "one clock");
    assert!(raft.event.time > asked(&runs[0]), "in Raft z=3 waits for w=4");
    assert!(paxos.event.time < asked(&runs[1]), "in Multi-Paxos it does not");
    assert_eq!(runs.iter().map(|run| cost(run, "z=3").heard).collect::<Vec<_>>(), [None; 3]);
}

/// Each answer with its own words: by synchronization, before anything new, and under its old zxid.
#[test]
fn a_half_finished_write_is_safe_by_synchronization_in_zab() {
    let experiment = open("half-finished-write");
    let zab = run(&experiment, "ZAB, election oracle");
    let safe = zab.fate.clone().expect("watched").safe.expect("safe");
    assert!(safe.section.contains("Zab, Phase 2, step l.2.2"), "{}", safe.section);
    assert!(safe.says.contains("B delivers 1.3"), "{}", safe.says);
    assert!(safe.event.time < cost(zab, "w=4").asked_at, "before anything new is asked");
}

/// MP3 and ZB8: Multi-Paxos delivers the second of two commands without the first, and ZAB neither.
#[test]
fn order_is_kept_in_zab_and_not_in_multi_paxos() {
    let experiment = open("order-kept");
    let safe = |title| run(&experiment, title).fate.as_ref().expect("watched").safe.is_some();
    assert!(safe("Multi-Paxos"), "write is delivered");
    assert!(!safe("ZAB, election oracle"), "write is dropped with mkdir");
    let committed = |title| {
        let facts = run(&experiment, title).session.facts();
        facts.global("committed").map(|value| value.to_string())
    };
    assert_eq!(committed("Multi-Paxos").as_deref(), Some("[list write done]"));
    assert_eq!(committed("ZAB, election oracle").as_deref(), Some("[list done]"));
}

/// Figure 8 (d2): Primary Integrity fails in Raft and holds in ZAB, and both keep to their own invariants.
#[test]
fn an_old_entry_arrives_late_in_raft_and_never_in_zab() {
    let experiment = open("old-entry");
    let raft = run(&experiment, "Raft, no-op off").fate.clone().expect("watched").safe;
    assert!(raft.expect("safe").says.contains("Index 1, of term 1, is committed with it"));
    let zab = run(&experiment, "ZAB, election oracle").fate.clone().expect("watched");
    assert!(zab.safe.is_none() && zab.holders.is_empty());
}

#[test]
fn the_leaders_are_the_same_by_the_same_moves_in_every_column() {
    let mut experiment = open("half-finished-write");
    for (at, leader) in [(200, "A"), (420, "B"), (600, "B")] {
        for run in &mut experiment.runs {
            let step = run.step_at(Micros::from_millis(at));
            run.session.seek(step);
            let scene = run.session.scene();
            let leads = |node: &&quorarium::session::scene::NodeScene| {
                node.portrait.as_ref().is_some_and(|portrait| portrait.leads)
            };
            let leading: Vec<&str> =
                scene.nodes.iter().filter(leads).map(|node| &*node.name).collect();
            assert_eq!(leading, [leader], "{} at {at} ms", run.title);
        }
    }
}

#[test]
fn with_a_stable_leader_of_five_a_command_costs_four_messages_and_four_answers() {
    for disk in ["", "set disk 2ms\n"] {
        let experiment = experiment(&one_command(&["raft 5", "multi-paxos 5"], disk));
        let (raft, paxos) = (&experiment.runs[0].costs[0], &experiment.runs[1].costs[0]);
        assert_eq!(raft.messages, [("AppendEntries", 4), ("AppendEntriesReply", 4)]);
        assert_eq!(raft.after, []);
        assert_eq!(paxos.messages, [("Accept", 4), ("Accepted", 4)]);
        assert_eq!(paxos.after, [("Commit", 4)]);
        for cost in [raft, paxos] {
            assert!(cost.is_alone);
            assert_eq!((cost.hops, &*cost.round_trips()), (2, "1"));
            assert_eq!(
                (cost.waited, cost.syncs),
                (2, 5),
                "the leader's and a follower's; all five"
            );
        }
    }
}

#[test]
fn without_a_stable_leader_every_command_takes_both_phases() {
    let columns = ["multi-paxos 5", "multi-paxos 5 with stable-leader=off"];
    for disk in ["", "set disk 2ms\n"] {
        let experiment = experiment(&one_command(&columns, disk));
        assert_eq!(experiment.runs[1].title, "Multi-Paxos, stable-leader off");
        let cost = &experiment.runs[1].costs[0];
        for kind in ["Prepare", "Promise", "Accept", "Accepted"] {
            assert!(cost.messages.contains(&(kind, 4)), "{:?}", cost.messages);
        }
        assert_eq!((cost.hops, &*cost.round_trips()), (4, "2"));
        assert_eq!((cost.waited, cost.syncs), (4, 10));
    }
}

#[test]
fn a_parallel_disk_takes_the_leaders_sync_off_the_chain() {
    let columns = ["raft 5", "raft 5 with parallel-disk=on"];
    let experiment = experiment(&one_command(&columns, "set disk 2ms\n"));
    let waited: Vec<usize> = experiment.runs.iter().map(|run| run.costs[0].waited).collect();
    assert_eq!(waited, [2, 1]);
    assert!(experiment.runs.iter().all(|run| run.costs[0].syncs == 5));
}

#[test]
fn a_client_on_the_network_adds_time_and_no_messages_between_nodes() {
    let columns = ["raft 5", "raft 5 with client-network=on"];
    let experiment = experiment(&one_command(&columns, ""));
    let [near, far] = [0, 1].map(|column| &experiment.runs[column].costs[0]);
    assert_eq!((&near.messages, near.hops, near.waited), (&far.messages, far.hops, far.waited));
    assert!(far.took() > near.took());
}

#[test]
fn a_cluster_of_one_waits_for_its_disk_and_for_nobody() {
    for disk in ["", "set disk 2ms\n"] {
        let experiment = experiment(&one_command(&["raft 1", "multi-paxos 1"], disk));
        for run in &experiment.runs {
            let cost = &run.costs[0];
            assert_eq!(
                (cost.sent(), cost.hops, cost.waited, cost.syncs),
                (0, 0, 1, 1),
                "{}",
                run.title
            );
        }
    }
}

#[test]
fn a_command_that_waits_for_another_is_not_said_to_have_messages_of_its_own() {
    let text = "compare raft 3\ncompare raft 3 with pipeline=on\nset latency 5ms\ntimeout A\nrun 70ms\nrequest x=1\nrun 1ms\nrequest y=2 as c2\nrun 40ms\n";
    let experiment = experiment(text);
    let [waits, goes] = [0, 1].map(|column| cost(&experiment.runs[column], "y=2"));
    assert!(!waits.is_alone && waits.took() > goes.took());
    assert_eq!((goes.is_alone, goes.sent()), (true, 4));
    assert!(report::text(&experiment).contains("with others"));
}

#[test]
fn what_is_never_safe_has_a_fate_too() {
    let text = "compare raft 3\ncompare multi-paxos 3\nwatch z=3\ntimeout A\nrun 20ms\ncut A-B A-C\nrequest z=3\nrun 10ms\n";
    for run in experiment(text).runs {
        let fate = run.fate.clone().expect("watched");
        assert_eq!(
            (fate.safe, fate.spread, &fate.holders[..]),
            (None, None, &["A".to_string()][..])
        );
        assert!(fate.moved.expect("it stands in a log").says.contains("z=3"));
        assert_eq!(report::verdict(&run).as_deref(), Some("not safe; in the logs of A"));
    }
    let crashed = experiment(&format!("{text}crash A\nrun 10ms\n"));
    assert_eq!(
        report::verdict(&crashed.runs[0]).as_deref(),
        Some("not safe, and in no log any more")
    );
}

#[test]
fn the_clock_goes_from_event_to_event_of_any_column() {
    let experiment = open("one-command");
    let (mut at, mut seen) = (Micros::ZERO, vec![Micros::ZERO]);
    while let Some(next) = experiment.next(at) {
        assert_eq!(experiment.previous(next), Some(at));
        at = next;
        seen.push(at);
    }
    assert_eq!((at, experiment.previous(Micros::ZERO)), (experiment.end, None));
    for run in &experiment.runs {
        assert!(run.records().all(|record| seen.contains(&record.time)), "{}", run.title);
        assert_eq!(run.step_at(experiment.end), run.session.last_step());
        for (step, record) in (1..).zip(run.records()) {
            assert!(run.step_at(record.time) >= step);
            let just_before = record.time.0.checked_sub(1).map(Micros);
            assert!(just_before.is_none_or(|before| run.step_at(before) < step));
        }
    }
}

#[test]
fn another_seed_is_another_run_of_the_same_script() {
    let text = named("half-finished-write").expect("it is there").text;
    let (one, other) = (experiment(text), experiment(&with_seed(text, 8).expect("a seed")));
    assert_eq!((one.seed, other.seed), (7, 8));
    assert_eq!(one.moves, other.moves);
    let safe =
        |it: &Experiment| it.runs[0].fate.clone().map(|fate| fate.safe.map(|it| it.event.time));
    assert_ne!(safe(&one), safe(&other));
    let without = "compare raft 3\ncompare raft 3\n\nrun 10ms\n";
    assert_eq!(experiment(&with_seed(without, 3).expect("a seed")).seed, 3);
}

#[test]
fn a_column_is_an_ordinary_scenario_that_runs_to_the_same_state() {
    for known in COMPARISONS {
        for run in experiment(known.text).runs {
            let end = quorarium::session::story::end_of_scenario(&run.text, known.name);
            let end = end.unwrap_or_else(|outcome| panic!("{}\n{}", outcome.complaint, run.text));
            assert_eq!(end.fingerprint(), run.session.fingerprint(), "{}", run.text);
        }
    }
}

#[test]
fn a_bad_line_says_what_is_wrong_and_where() {
    let two = "compare raft 3\ncompare multi-paxos 3\n";
    let hasty = "compare raft 3 with election-timeout=20ms..90ms\ncompare raft 3\n";
    let cases = [
        (
            format!("{hasty}run until leader != none\n"),
            "3:1: after this Raft, election-timeout 20ms..90ms stands at ",
        ),
        ("crsh A\n".to_string(), "1:1: unknown statement \"crsh\", did you mean \"crash\"?"),
        (
            "seed 7\n".to_string(),
            "1:1: a comparison has two compare lines or more, such as `compare raft 5`",
        ),
        (
            "\ncompare raft 3\n".to_string(),
            "2:1: a comparison has two compare lines or more, such as `compare raft 5`",
        ),
        (format!("{two}{two}"), "4:1: a comparison has at most 3 columns"),
        (format!("{two}set no-op off\n"), "3:5: multi-paxos: unknown option \"no-op\""),
        (
            "compare raft 3 with no-op=maybe\ncompare raft 3\n".to_string(),
            "1:27: raft: \"no-op\" is on or off, not \"maybe\"",
        ),
        (format!("{two}crash D\n"), "3:7: Raft: unknown node \"D\": there are A, B, C"),
        (
            format!("{two}request x=1\n"),
            "3:1: Raft: no node leads, so say whom the client asks: request … to A",
        ),
        (
            format!("{two}branch \"b\" at 0\n"),
            "3:1: a comparison has one line of history in each column, and no branches",
        ),
        (format!("{two}expect leader = A\n"), "3:1: Raft: expected leader = A; leader is none"),
    ];
    for (text, message) in cases {
        let errors = errors(&text);
        assert!(errors.len() == 1 && errors[0].starts_with(message), "{text}{errors:?}");
    }
}

#[test]
fn the_table_tells_what_each_command_cost_in_each_column() {
    let table = report::text(&open("one-command"));
    assert!(table.starts_with("What does a command cost?\n"), "{table}");
    let rows: Vec<Vec<&str>> = table
        .lines()
        .map(|line| line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect())
        .collect();
    let has = |row: &[&str]| assert!(rows.iter().any(|known| known == row), "{row:?}\n{table}");
    has(&["Raft", "Multi-Paxos", "Multi-Paxos, stable-leader off"]);
    has(&["x=1"]);
    has(&["messages until the answer", "8", "8", "24"]);
    has(&["round trips to wait for", "1", "1", "2"]);
    has(&["syncs in all", "5", "5", "10"]);
    has(&["messages after the answer", "0", "4", "4"]);
}
