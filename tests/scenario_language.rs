//! The scenario language: every statement reads and prints, every bad line says what is wrong, and conditions mean what they say.
#![cfg(not(target_arch = "wasm32"))]

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use quorarium::protocol::command::Operation;
use quorarium::protocol::time::Micros;
use quorarium::protocol::value::Value;
use quorarium::scenario::command::CommandText;
use quorarium::scenario::condition::{Condition, Literal, Operator, Part, Path, Term};
use quorarium::scenario::evaluate::Facts;
use quorarium::scenario::parse::{parse, parse_statement};
use quorarium::scenario::phrase::*;
use quorarium::scenario::statement::{Line, Scenario, Statement};
use quorarium::scenario::word::{Mode, Switch, Word, check_name};

/// Every form of every statement, in canonical text.
const STATEMENTS: &[&str] = &[
    "cluster raft 5",
    "cluster raft A B C",
    "cluster paxos proposers=2 acceptors=5 learners=1",
    "compare raft 5",
    "compare raft A B C with no-op=off",
    "compare paxos proposers=2 acceptors=5 with nack=off latency=1ms..2ms",
    "watch z=3",
    "watch get x",
    "in zab elect A with A B C",
    "in raft given A currentTerm=2",
    "in raft expect leader = A",
    "seed 7",
    "seed 4294967295",
    "set latency 0.5ms..1.5ms",
    "set loss 0%",
    "set duplicate 0.5%",
    "set order random",
    "set disk 1ms",
    "set parallel-disk on",
    "set election-timeout 150ms..300ms",
    "set pre-vote on",
    "set batch 64",
    "set clock A 1.5",
    "set election oracle",
    "timers manual",
    "timers auto",
    "network manual",
    "network auto",
    "rule off raft.commit_old_term",
    "rule on raft.grant-vote",
    "given A currentTerm=3 votedFor=A log=[1:x=1 1:y=2 3:z=3]",
    "given B log=[1.A:x=1 - 2.B:y=2] config=[A B C]",
    "given C history=[1.1:x=1 1.2:y=2] log=[]",
    "given D log=[1:config(A,B,C) \"2:get x\" 2:noop]",
    "given A1 promised=2.P2 accepted=1.P1:value_X",
    "title A vote survives a crash # and #4 is not a comment",
    "note \"words\" for (people]",
    "step",
    "step 12",
    "run 100ms",
    "run until leader != none within 5s",
    "run until count(role = candidate) >= 2",
    "run until cited raft.grant-vote or cited raft.refuse-vote",
    "deliver A->B",
    "deliver A->B RequestVote",
    "deliver A->B RequestVote all",
    "deliver A->B all",
    "deliver all",
    "deliver *->B",
    "deliver #41",
    "drop A-B AppendEntries all",
    "duplicate *->* Promise",
    "delay A->B by 20ms",
    "delay #3 by 1.5ms",
    "delay all by 250us",
    "settle",
    "timeout A",
    "timeout A check-quorum",
    "heartbeat A",
    "sync A",
    "crash A",
    "restart A",
    "wipe A",
    "pause A",
    "resume A",
    "cut A-B",
    "cut A->B",
    "cut A-B C->D *-E",
    "heal A-B",
    "heal A-B C->D",
    "heal",
    "partition A B | C D E",
    "partition A",
    "isolate A",
    "request x=1",
    "request x=1 to B",
    "request x=1 as c2",
    "request get x as c2 to B",
    "request increment",
    "propose P1 value_X",
    "propose P1 value_X n=4",
    "retry c1",
    "elect A with A B C",
    "add F",
    "remove B",
    "reconfigure A B C",
    "transfer to C",
    "snapshot A",
    "branch \"what if\" at 41",
    "switch \"main\"",
    "switch \"main\" at 50",
    "expect safe",
    "always safe",
    "never any.role = candidate and all.commitIndex >= 3",
    "expect cited raft.refuse-voted",
    "expect not cited raft.refuse-voted",
    "expect majority.log contains 1:x=1",
    "expect violated = \"Election Safety\"",
    "expect holds(\"Primary Integrity\") or (safe or lost = 0) and not (safe and safe)",
    "expect A.log[3] = 1:config(A,B) and A.log.terms = [1 1 2] and leader.nextIndex[B] > 2",
    "expect sent.AppendEntries = 4 and A.state[/app/lock] = none",
    "expect A.accepted contains \"a \\\"b\\\" \\\\ # c\"",
];

#[test]
fn every_statement_reads_and_prints() {
    for text in STATEMENTS {
        let statement = parse_statement(text).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}"));
        assert_eq!(statement.to_string(), *text);
        assert_eq!(
            parse(text).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}")).to_string(),
            format!("{text}\n")
        );
    }
}

#[test]
fn other_spellings_print_canonically() {
    for (text, canonical) in [
        ("  step   1  ", "step"),
        ("deliver *->B\tall", "deliver *->B all"),
        ("request x=1 to B as c2", "request x=1 as c2 to B"),
        ("run 1000ms", "run 1s"),
        ("branch trial at 4", "branch \"trial\" at 4"),
        ("set loss \"5%\"", "set loss 5%"),
        ("expect ( ( A.up ) )", "expect A.up"),
        ("set clock A 1.50", "set clock A 1.5"),
    ] {
        assert_eq!(parse_statement(text).map(|s| s.to_string()), Ok(canonical.to_string()));
    }
}

#[test]
fn comments_and_blank_lines_survive() {
    let text = "# A story.\n\ncluster raft 3 # three\n#\ndeliver #41 #no space after it\n   # indented\nnote a # b\n";
    let printed = "# A story.\n\ncluster raft 3 # three\n#\ndeliver #41 #no space after it\n# indented\nnote a # b\n";
    let scenario = parse(text).unwrap();
    assert_eq!(scenario.to_string(), printed);
    assert_eq!(
        scenario.lines.iter().map(|line| line.number).collect::<Vec<_>>(),
        [1, 2, 3, 4, 5, 6, 7]
    );
    assert_eq!(
        scenario.cluster().map(|cluster| cluster.members.names()),
        Some(vec!["A".into(), "B".into(), "C".into()])
    );
    assert_eq!(parse(&text.replace('\n', "\r\n")), Ok(scenario.clone()));
    assert_eq!(parse(&format!("\u{feff}{text}")), Ok(scenario));
}

#[test]
fn every_bad_line_says_what_is_wrong_and_where() {
    let deep = format!("expect {}safe", "(".repeat(100));
    let cases: &[(&str, &str)] = &[
        ("crsh A", "1:1: unknown statement \"crsh\", did you mean \"crash\"?"),
        ("crash", "1:6: a node is missing: crash A"),
        ("crash A B", "1:9: unexpected \"B\": crash A"),
        ("crash none", "1:7: \"none\" has a meaning of its own and cannot be a name"),
        ("#4 nodes", "1:1: \"#4\" is a message's number: a comment needs a space after its #"),
        ("cluster raft 10", "1:14: a cluster has 1 to 9 nodes, not \"10\""),
        ("cluster raft 0", "1:14: a cluster has 1 to 9 nodes, not \"0\""),
        ("cluster raft A B C D E F G H I J", "1:32: a cluster has 1 to 9 nodes"),
        ("cluster raft A leader", "1:16: \"leader\" has a meaning of its own and cannot be a name"),
        ("cluster raft A A", "1:16: A is named twice"),
        (
            "cluster raft ninechars",
            "1:14: \"ninechars\" is not a name: letters and digits, at most 8",
        ),
        (
            "cluster raft 3\ncluster zab 3",
            "2:1: a scenario has one cluster, and line 1 names it already",
        ),
        (
            "compare raft 5\ncluster raft 3",
            "2:1: line 1 begins a comparison: each of its clusters has a compare line",
        ),
        (
            "cluster raft 3\ncompare raft 5",
            "2:1: this is for comparisons: write compare lines instead of the cluster on line 1",
        ),
        (
            "cluster raft 3\n watch z=3",
            "2:2: this is for comparisons: write compare lines instead of the cluster on line 1",
        ),
        (
            "watch z=3\nwatch x=1",
            "2:1: a comparison watches one command, and line 1 names it already",
        ),
        ("watch", "1:6: a command is missing: watch COMMAND"),
        (
            "cluster raft 3\nin raft settle",
            "2:1: this is for comparisons: write compare lines instead of the cluster on line 1",
        ),
        ("in", "1:3: a protocol is missing: in PROTOCOL STATEMENT"),
        ("in raft", "1:1: a statement is missing"),
        ("in raft frobnicate", "1:9: unknown statement \"frobnicate\""),
        (
            "in raft in zab settle",
            "1:4: `in` is for moves, settings and expectations of one protocol",
        ),
        (
            "compare raft 5 no-op=off",
            "1:16: unexpected \"no-op=off\": compare PROTOCOL 5 or compare PROTOCOL 5 with OPTION=VALUE",
        ),
        (
            "compare raft 5 with no-op",
            "1:21: \"no-op\" should set an option that is not set yet, as in OPTION=VALUE",
        ),
        (
            "compare raft 5 with",
            "1:20: OPTION=VALUE is missing: compare PROTOCOL 5 or compare PROTOCOL 5 with OPTION=VALUE",
        ),
        ("reconfigure A with", "1:15: unexpected \"with\": reconfigure A B C"),
        (
            "step\n  seed 3",
            "2:3: seed is set-up: it belongs before the first move, which is on line 1",
        ),
        ("seed 4294967296", "1:6: \"4294967296\" is too large"),
        (
            "timers manul",
            "1:8: found \"manul\" instead of \"auto\" or \"manual\": timers auto or timers manual",
        ),
        ("cut A->", "1:8: \"\" is not a name: letters and digits, at most 8"),
        ("cut AB", "1:5: \"AB\" is not a link: A->B is one direction, A-B both"),
        (
            "deliver #x2",
            "1:8: a link, such as A->B, is missing: deliver A->B KIND all, deliver #41 or deliver all",
        ),
        (
            "run 5",
            "1:5: \"5\" is not a duration: write a number with a unit, such as 250us, 1.5ms or 2s",
        ),
        ("partition A B | B", "1:17: B is named twice"),
        ("note", "1:1: note needs its words behind it"),
        ("expect A.x == 3", "1:12: unexpected \"==\" after the condition, did you mean \"=\"?"),
        (
            "expect leader=B and safe",
            "1:8: \"leader=B\" is one word: comparisons have spaces around them",
        ),
        ("expect 3", "1:8: 3 is neither true nor false: compare it with something"),
        ("expect (safe", "1:13: \")\" is missing: expect CONDITION"),
        ("expect cuont(safe) = 1", "1:8: unknown function \"cuont\", did you mean \"count\"?"),
        ("expect count(count(up) = 1) = 1", "1:14: a count inside a count has no meaning"),
        ("switch \"never closed", "1:8: this \" is never closed"),
        ("switch \"b\" at", "1:14: a step is missing: switch \"NAME\" or switch \"NAME\" at 41"),
        ("switch b at x", "1:13: \"x\" is not a step: a whole number from 0"),
        ("switch b on 4", "1:10: unexpected \"on\": switch \"NAME\" or switch \"NAME\" at 41"),
        (&deep, "1:73: conditions are nested at most 64 deep"),
    ];
    for (text, message) in cases {
        let errors = parse(text).expect_err(text);
        assert_eq!(errors[0].to_string(), *message, "{text}");
    }
    let errors = parse("crsh A\nsettle\nrun 5\n").unwrap_err();
    assert_eq!(errors.iter().map(|error| error.line).collect::<Vec<_>>(), [1, 3]);
    assert!(errors[0].at("a.scenario").starts_with("a.scenario:1:1: unknown statement"));
}

#[test]
fn settings_rules_and_expectations_may_stand_between_moves() {
    assert!(parse("cluster raft 3\nstep\nset loss 5%\nrule off raft.x\ntimers manual\nnetwork auto\nnote n\nexpect safe").is_ok());
    assert!(parse("compare raft 5\nrequest x=1\nsettle").is_ok(), "a comparison has no cluster");
}

#[test]
fn words_remember_their_column_and_forget_it_when_compared() {
    let Ok(Statement::Given { node, values }) =
        parse_statement("given A  log=[1:x=1 2:y=2] votedFor=B")
    else {
        panic!()
    };
    assert_eq!((node.column, values[0].0.column), (7, 10));
    let GivenValue::List(entries) = &values[0].1 else { panic!() };
    assert_eq!(entries.iter().map(|entry| entry.column).collect::<Vec<_>>(), [15, 21]);
    let GivenValue::Word(vote) = &values[1].1 else { panic!() };
    assert_eq!(vote.column, 37);
    assert_eq!(*vote, Word::new("B"));
}

// Conditions.

/// Raft with A leading, B up and behind, C crashed; P, which is no Raft node, has a phase and little else.
struct Fake;

fn list(text: &str) -> Value {
    Value::List(text.split_whitespace().map(Value::from_text).collect())
}

impl Facts for Fake {
    fn names(&self) -> Vec<String> {
        ["A", "B", "C", "P"].map(String::from).to_vec()
    }
    fn is_up(&self, node: usize) -> bool {
        node != 2
    }
    fn leader(&self) -> Option<usize> {
        Some(0)
    }
    fn variable(&self, node: usize, name: &str) -> Option<Value> {
        let of = |values: [&str; 3]| values.get(node).map(|text| Value::from_text(text));
        match (name, node) {
            ("up", _) => Some(Value::Bool(self.is_up(node))),
            ("role", 0..=2) => of(["leader", "candidate", "none"]),
            ("currentTerm", 0..=2) => of(["3", "3", "2"]),
            ("commitIndex", 0..=2) => of(["3", "2", "none"]),
            ("lastApplied", 0..=2) => of(["3", "1", "none"]),
            ("votedFor", 0..=2) => of(["A", "none", "A"]),
            ("electionTimeout", 0..=2) => of(["200ms", "1s", "none"]),
            ("ballot", 0..=2) => of(["10.A", "9.B", "10.C"]),
            ("log", 0..=1) => [list("1:x=1 1:y=2 3:noop"), list("1:x=1 1:y=2")].get(node).cloned(),
            ("log", 2) => Some(list("1:x=1 - 2:z=3")),
            ("history", 0) => Some(list("1.5:e=5 1.6:f=6")),
            ("nextIndex", 0) => {
                Some(Value::Map([("B".to_string(), Value::Number(3))].into_iter().collect()))
            }
            ("nextIndex", 1..=2) => Some(Value::None),
            ("phase", 3) => Some(Value::Word("prepare".into())),
            _ => None,
        }
    }
    fn variable_names(&self) -> Vec<String> {
        let names = "up role currentTerm commitIndex lastApplied votedFor electionTimeout ballot log history nextIndex phase";
        names.split(' ').map(String::from).collect()
    }
    fn first_index(&self, _: usize, name: &str) -> u64 {
        if name == "history" { 5 } else { 1 }
    }
    fn global(&self, name: &str) -> Option<Value> {
        match name {
            "safe" => Some(Value::Bool(true)),
            "violated" => Some(Value::Word("Election Safety".into())),
            "time" => Some(Value::Duration(Micros(1_500_000))),
            "committed" => Some(list("x=1 y=2")),
            "chosen" => Some(Value::Word("candidate".into())),
            "sent" => {
                Some(Value::Map([("Prepare".to_string(), Value::Number(4))].into_iter().collect()))
            }
            _ => None,
        }
    }
    fn global_names(&self) -> Vec<String> {
        ["safe", "violated", "time", "committed", "chosen", "sent"].map(String::from).to_vec()
    }
    fn holds(&self, property: &str) -> Result<bool, String> {
        if property == "Agreement" {
            Ok(true)
        } else {
            Err(format!("unknown property \"{property}\""))
        }
    }
    fn cited(&self, rule: &str) -> Result<bool, String> {
        Ok(rule == "raft.grant-vote")
    }
}

/// The same cluster without a leader, and nobody up.
struct Nobody;

impl Facts for Nobody {
    fn names(&self) -> Vec<String> {
        Fake.names()
    }
    fn is_up(&self, _: usize) -> bool {
        false
    }
    fn leader(&self) -> Option<usize> {
        None
    }
    fn variable(&self, node: usize, name: &str) -> Option<Value> {
        Fake.variable(node, name)
    }
    fn variable_names(&self) -> Vec<String> {
        Fake.variable_names()
    }
    fn global(&self, name: &str) -> Option<Value> {
        Fake.global(name)
    }
    fn global_names(&self) -> Vec<String> {
        Fake.global_names()
    }
    fn holds(&self, property: &str) -> Result<bool, String> {
        Fake.holds(property)
    }
    fn cited(&self, _: &str) -> Result<bool, String> {
        Ok(false)
    }
}

fn ask(facts: &dyn Facts, text: &str) -> Result<bool, String> {
    text.parse::<Condition>().map_err(|wrong| wrong.message)?.holds(facts)
}

#[test]
fn true_conditions_are_true() {
    for text in [
        // A value compared with a value.
        "A.currentTerm = 3",
        "A.currentTerm = 003",
        "A.currentTerm != 4",
        "A.currentTerm > 2 and A.currentTerm >= 3 and A.currentTerm < 4 and A.currentTerm <= 3",
        "A.currentTerm = B.currentTerm",
        "3 = A.currentTerm",
        "A.electionTimeout = 0.2s and B.electionTimeout = 1000ms and B.electionTimeout > A.electionTimeout",
        "time >= 1500ms",
        "violated = \"Election Safety\"",
        "violated contains Safety",
        // The leader.
        "leader = A",
        "A = leader",
        "leader != none",
        "leader.currentTerm > 1",
        "A.votedFor = leader",
        "A.role = leader",
        "leader.role = leader",
        "count(role = leader) = 1",
        "count(votedFor = leader) = 1",
        // To the right, a role is a word although `candidate` could be anything; `chosen` is the global.
        "B.role = candidate",
        "B.role = chosen or chosen = candidate",
        // Some node that is up; every node that is up.
        "any.role = candidate",
        "not any.currentTerm = 2",
        "all.currentTerm = 3",
        "all.commitIndex >= 2",
        "not all.commitIndex >= 3",
        "any.commitIndex > B.commitIndex",
        "A.commitIndex >= all.commitIndex",
        // More than half of all nodes that have the variable; a crashed one does not count as true.
        "majority.log contains 1:x=1",
        "majority.currentTerm = 3",
        "not majority.currentTerm = 2",
        "not majority.votedFor = A",
        // They range over the nodes that have the variable.
        "all.phase = prepare",
        "majority.phase = prepare",
        "count(phase = prepare) = 1",
        "count(not phase = prepare) = 0",
        "count(currentTerm = 3) = 2",
        "count(up) = 3",
        // Inside a count, bare variables belong to the node counted.
        "count(commitIndex = lastApplied) = 1",
        "count(role = candidate and currentTerm = B.currentTerm) = 1",
        "count(commitIndex < leader.commitIndex) = 1",
        "count(log[3] = 3:noop) = 1",
        "count(log.length >= 2) = 2",
        // A crashed node's durable variables can be read, its volatile ones are none.
        "C.currentTerm = 2",
        "C.commitIndex = none",
        "not C.up",
        // None is compared with anything, and with <, > or contains it is false.
        "B.votedFor = none and A.votedFor != none and none = none",
        "not C.commitIndex < 5 and not C.commitIndex > 5 and not C.commitIndex >= 0 and not C.commitIndex <= 9",
        "not B.votedFor contains A",
        "not C.commitIndex",
        // Lists, element by element, by index, by length and by term.
        "A.log = [1:x=1 1:y=2 3:noop]",
        "A.log != B.log",
        "A.log[1] = B.log[1] and A.log[3] = 3:noop and A.log[4] = none and A.log[0] = none",
        "A.log.length = 3 and committed.length = 2",
        "A.log.terms = [1 1 3]",
        "C.log.terms = [1 none 2]",
        "A.history[5] = 1.5:e=5 and A.history.length = 6 and A.history[1] = none",
        "committed contains y=2 and not committed contains y",
        "committed = [x=1 y=2]",
        // Tables.
        "leader.nextIndex[B] = 3 and A.nextIndex[C] = none and B.nextIndex[A] = none",
        "sent.Prepare = 4",
        // Numbers of ballots compare by round, then by the proposer's place.
        "A.ballot > B.ballot and A.ballot < C.ballot and A.ballot > 9.C and A.ballot <= 10.A",
        // Truth values, rules, properties.
        "safe",
        "safe = true",
        "true and not false",
        "A.up",
        "all.up",
        "cited raft.grant-vote and not cited raft.refuse-vote",
        "holds(\"Agreement\")",
        // not binds tightest, then and, then or.
        "not false and true",
        "true or false and false",
        "not (true and false)",
        "not not true",
    ] {
        assert_eq!(ask(&Fake, text), Ok(true), "{text}");
    }
    for text in [
        "leader = none",
        "leader.currentTerm = none",
        "not leader.currentTerm > 0",
        "not leader",
        "not any.currentTerm > 0",
        "all.currentTerm > 100",
        "not majority.currentTerm >= 0",
        "count(currentTerm >= 0) = 0",
    ] {
        assert_eq!(ask(&Nobody, text), Ok(true), "{text}");
    }
}

#[test]
fn senseless_conditions_say_why() {
    for (text, message) in [
        ("A.comitIndex = 3", "unknown variable \"comitIndex\", did you mean \"commitIndex\"?"),
        ("any.comitIndex = 3", "unknown variable \"comitIndex\", did you mean \"commitIndex\"?"),
        ("comitIndex = 3", "unknown variable \"comitIndex\", did you mean \"commitIndex\"?"),
        (
            "count(comitIndex = 3) = 0",
            "unknown variable \"comitIndex\", did you mean \"commitIndex\"?",
        ),
        ("saef", "unknown variable \"saef\", did you mean \"safe\"?"),
        ("true or saef", "unknown variable \"saef\", did you mean \"safe\"?"),
        (
            "commitIndex = 3",
            "\"commitIndex\" belongs to a node: write any.commitIndex, or a node's name before the dot",
        ),
        ("Z.role = leader", "unknown node \"Z\""),
        ("laeder.role = leader", "unknown node \"laeder\", did you mean \"leader\"?"),
        ("P.log = []", "P has no variable \"log\""),
        (
            "A.currentTerm = B",
            "A.currentTerm = B: 3 is a number and B is a word: they cannot be compared",
        ),
        ("A.role = 3", "A.role = 3: leader is a word and 3 is a number: they cannot be compared"),
        ("time > 3", "time > 3: 1.5s is a duration and 3 is a number: they cannot be compared"),
        ("A.role < B.role", "A.role < B.role: leader and candidate have no order"),
        (
            "A.currentTerm contains 3",
            "A.currentTerm contains 3: a number contains nothing: contains wants a list or a text",
        ),
        (
            "A.log contains [1:x=1]",
            "A.log contains [1:x=1]: contains asks for one element, not for a list",
        ),
        ("A.currentTerm", "A.currentTerm is a number, neither true nor false"),
        ("sent.Prepar = 1", "sent.Prepar has no \"Prepar\", did you mean \"Prepare\"?"),
        ("A.role.length = 1", "role is a word and has no \"length\""),
        ("A.role[1] = x", "role[1]: a word has no elements"),
        ("A.log[x] = x", "log[x]: \"x\" is not an index: a number from 1"),
        ("holds(\"Peace\")", "unknown property \"Peace\""),
    ] {
        assert_eq!(ask(&Fake, text), Err(message.to_string()), "{text}");
    }
}

#[test]
fn a_failed_condition_shows_the_actual_values() {
    let explain = |text: &str| text.parse::<Condition>().unwrap().explain(&Fake);
    assert_eq!(explain("leader = B"), "leader is A");
    assert_eq!(
        explain("all.commitIndex >= 3"),
        "A.commitIndex is 3; B.commitIndex is 2; C.commitIndex is none (down)"
    );
    assert_eq!(explain("count(role = leader) = 2"), "count(role = leader) is 1");
    assert_eq!(explain("not safe or cited raft.x"), "safe is true; cited raft.x is false");
    assert_eq!(explain("A.role = follower"), "A.role is leader");
    assert_eq!(
        explain("A.log[1] = B.log[2] and A.log[1] = x"),
        "A.log[1] is 1:x=1; B.log[2] is 1:y=2"
    );
}

// Whatever can be said is printed and read back.

fn name() -> impl Strategy<Value = Word> {
    "[A-Z][A-Za-z0-9]{0,3}"
        .prop_filter("reserved", |name| check_name(name).is_ok())
        .prop_map(Word::new)
}

fn plain() -> impl Strategy<Value = Word> {
    "[a-zA-Z][a-zA-Z0-9._-]{0,8}"
        .prop_filter("has a meaning", |word| {
            !["all", "by", "clock", "as", "to", "until"].contains(&word.as_str())
        })
        .prop_map(Word::new)
}

/// A word for a place where quotation marks are allowed: anything at all.
fn value() -> impl Strategy<Value = Word> {
    prop_oneof![
        plain(),
        "[a-z0-9:=.#|*%()\\[\\]/-]{1,10}".prop_map(Word::new),
        "(config|x=config|1:config)\\([A-C,)]{0,4}".prop_map(Word::new),
        "\\PC{0,12}".prop_map(Word::new)
    ]
}

fn micros() -> impl Strategy<Value = Micros> {
    (0..=10_000_000_u64).prop_map(Micros)
}

fn names() -> impl Strategy<Value = Vec<Word>> {
    vec(name(), 1..=9).prop_map(|mut names| {
        names.sort();
        names.dedup();
        names
    })
}

fn link() -> impl Strategy<Value = Link> {
    let end = || prop_oneof![Just(End::Any), name().prop_map(End::Node)];
    (end(), end(), any::<bool>()).prop_map(|(from, to, both_ways)| Link { from, to, both_ways })
}

fn selector() -> impl Strategy<Value = Selector> {
    prop_oneof![
        Just(Selector::All),
        (1..u64::MAX).prop_map(Selector::Number),
        (link(), of(plain()), any::<bool>()).prop_map(|(link, kind, all)| Selector::Link {
            link,
            kind,
            all
        }),
    ]
}

fn command() -> impl Strategy<Value = CommandText> {
    let operation = prop_oneof![
        ("[a-z/]{1,6}", "[a-z0-9=:]{1,6}").prop_map(|(key, value)| Operation::Put { key, value }),
        "[a-z/]{1,6}".prop_map(|key| Operation::Get { key }),
        "w[a-z]{1,6}".prop_map(Operation::Word),
        Just(Operation::Noop),
    ];
    let names = names().prop_map(|names| names.into_iter().map(|name| name.text).collect());
    prop_oneof![
        4 => operation.prop_map(CommandText::Operation),
        1 => names.prop_map(CommandText::Config),
    ]
}

fn path() -> impl Strategy<Value = Path> {
    let part = || {
        ("[a-zA-Z][a-zA-Z0-9_-]{0,6}", of("[a-zA-Z0-9./#_-]{1,5}"))
            .prop_map(|(name, index)| Part { name, index })
    };
    let meant = ["and", "or", "not", "within", "cited", "none", "true", "false"];
    let path = (part(), vec(part(), 0..=2)).prop_map(|(head, tail)| Path { head, tail });
    path.prop_filter("has a meaning", move |path| !meant.contains(&path.head.name.as_str()))
}

fn literal() -> impl Strategy<Value = Literal> {
    let bare = prop_oneof![
        "-?[0-9]{1,5}(ms)?",
        "[0-9](\\.[A-Z0-9])?:[a-z]=[a-z0-9]",
        Just("none".to_string()),
        "1:config\\(A,B\\)"
    ];
    prop_oneof![
        bare.prop_map(|text| Literal { text, quoted: false }),
        "\\PC{0,8}".prop_map(|text| Literal { text, quoted: true }),
    ]
}

fn term(counted: Option<BoxedStrategy<Condition>>) -> BoxedStrategy<Term> {
    let simple = prop_oneof![
        path().prop_map(Term::Path),
        literal().prop_map(Term::Literal),
        vec(literal(), 0..4).prop_map(Term::List),
        "\\PC{0,8}".prop_map(Term::Holds),
    ];
    match counted {
        Some(counted) => {
            prop_oneof![simple, counted.prop_map(|counted| Term::Count(Box::new(counted)))].boxed()
        }
        None => simple.boxed(),
    }
}

fn condition_of(term: BoxedStrategy<Term>) -> BoxedStrategy<Condition> {
    let comparison = (term.clone(), select(Operator::ALL), term)
        .prop_map(|(left, operator, right)| Condition::Compare { left, operator, right });
    let truth = prop_oneof![path().prop_map(Term::Path), "\\PC{0,8}".prop_map(Term::Holds)];
    let leaf = prop_oneof![
        comparison,
        truth.prop_map(Condition::Truth),
        plain().prop_map(Condition::Cited)
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 2..=3).prop_map(Condition::And),
            vec(inner.clone(), 2..=3).prop_map(Condition::Or),
            inner.prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    })
    .boxed()
}

fn condition() -> BoxedStrategy<Condition> {
    condition_of(term(Some(condition_of(term(None)))))
}

fn set_up() -> impl Strategy<Value = Statement> {
    let given = prop_oneof![
        value().prop_map(GivenValue::Word),
        vec(value(), 0..4).prop_map(GivenValue::List)
    ];
    let values = vec((plain(), given), 1..4).prop_map(|mut values| {
        values.sort_by(|(left, _), (right, _)| left.cmp(right));
        values.dedup_by(|(left, _), (right, _)| left == right);
        values
    });
    prop_oneof![
        any::<u32>().prop_map(Statement::Seed),
        (name(), values).prop_map(|(node, values)| Statement::Given { node, values }),
    ]
}

/// Who runs it: an ordinary scenario's cluster, or what a comparison has instead.
fn runners() -> impl Strategy<Value = Vec<Statement>> {
    let options = vec(("[a-z-]{1,8}".prop_map(Word::new), plain()), 0..3).prop_map(|options| {
        let mut options: Vec<(Word, Word)> = options;
        options.sort_by(|(left, _), (right, _)| left.cmp(right));
        options.dedup_by(|(left, _), (right, _)| left == right);
        options
    });
    let column = (cluster(), options)
        .prop_map(|(cluster, options)| Statement::Compare(Column { cluster, options }));
    let watch = of(command().prop_map(Statement::Watch));
    let comparison = (watch, vec(column, 0..4))
        .prop_map(|(watch, columns)| watch.into_iter().chain(columns).collect());
    prop_oneof![
        of(cluster()).prop_map(|it| it.map(Statement::Cluster).into_iter().collect()),
        comparison
    ]
}

fn cluster() -> impl Strategy<Value = Cluster> {
    let roles = (0_u8..=9, 0_u8..=9)
        .prop_map(|(a, b)| vec![(Word::new("proposers"), a), (Word::new("acceptors"), b)]);
    let members = prop_oneof![
        (1_u8..=9).prop_map(Members::Size),
        names().prop_map(Members::Names),
        roles.prop_map(Members::Roles)
    ];
    (plain(), members).prop_map(|(protocol, members)| Cluster { protocol, members })
}

/// Titles and notes take their line as it is.
fn is_free(statement: &Statement) -> bool {
    matches!(statement, Statement::Title(_) | Statement::Note(_))
}

fn free_text() -> impl Strategy<Value = String> {
    "[^\\s\\pC](\\PC{0,20}[^\\s\\pC])?"
}

fn settings() -> impl Strategy<Value = Statement> {
    let rate = (1..=1_000_000_u32)
        .prop_map(|rate| format!("{}.{:03}", rate / 1_000, rate % 1_000).parse().unwrap());
    prop_oneof![
        (plain(), value()).prop_map(|(option, value)| Statement::Set { option, value }),
        (name(), rate).prop_map(|(node, rate)| Statement::SetClock { node, rate }),
        select(Mode::ALL).prop_map(Statement::Timers),
        select(Mode::ALL).prop_map(Statement::Network),
        (select(Switch::ALL), plain()).prop_map(|(switch, rule)| Statement::Rule(switch, rule)),
        free_text().prop_map(Statement::Title),
        free_text().prop_map(Statement::Note),
    ]
}

fn groups() -> impl Strategy<Value = Vec<Vec<Word>>> {
    (names(), any::<Index>()).prop_map(|(names, at)| {
        let (left, right) = names.split_at(at.index(names.len()));
        [left, right].into_iter().filter(|group| !group.is_empty()).map(<[Word]>::to_vec).collect()
    })
}

fn moves() -> impl Strategy<Value = Statement> {
    let branch = || "\\PC{1,8}".prop_map(Word::new);
    let acts = prop_oneof![
        (1..=u32::MAX).prop_map(Statement::Step),
        micros().prop_map(Statement::Run),
        (condition(), of(micros()))
            .prop_map(|(condition, within)| Statement::RunUntil { condition, within }),
        (select(MessageVerb::ALL), selector())
            .prop_map(|(verb, messages)| Statement::Message(verb, messages)),
        (selector(), micros()).prop_map(|(messages, by)| Statement::Delay { messages, by }),
        Just(Statement::Settle),
        (name(), of(plain())).prop_map(|(node, timer)| Statement::Timeout { node, timer }),
        (select(NodeVerb::ALL), name()).prop_map(|(verb, node)| Statement::Node(verb, node)),
        vec(link(), 1..4).prop_map(Statement::Cut),
        vec(link(), 0..3).prop_map(Statement::Heal),
    ];
    let words =
        prop_oneof![
            groups().prop_map(Statement::Partition),
            (command(), of(plain()), of(name()))
                .prop_map(|(command, client, to)| Statement::Request { command, client, to }),
            (name(), value(), of(any::<u64>()))
                .prop_map(|(proposer, value, round)| Statement::Propose { proposer, value, round }),
            plain().prop_map(Statement::Retry),
            (name(), names())
                .prop_map(|(leader, followers)| Statement::Elect { leader, followers }),
            names().prop_map(Statement::Reconfigure),
            name().prop_map(Statement::Transfer),
            (branch(), any::<u64>()).prop_map(|(name, at)| Statement::Branch { name, at }),
            (branch(), of(any::<u64>())).prop_map(|(name, at)| Statement::Switch { name, at }),
            (select(CheckVerb::ALL), condition())
                .prop_map(|(verb, condition)| Statement::Check(verb, condition)),
        ];
    prop_oneof![acts, words, settings()]
}

fn line(statement: Option<Statement>, comment: Option<String>) -> Line {
    let takes_all = matches!(statement, Some(Statement::Title(_) | Statement::Note(_)));
    Line { number: 0, statement, comment: comment.filter(|_| !takes_all) }
}

fn scenario() -> impl Strategy<Value = Scenario> {
    let comment = || of("( \\PC{0,10}[^\\s\\pC])?");
    let set_up = vec((of(prop_oneof![set_up(), settings()]), comment()), 0..4);
    let moves = vec((of(moves()), comment()), 0..8);
    let for_one = (any::<bool>(), plain());
    (runners(), for_one, set_up, moves).prop_map(
        |(runners, (is_for_one, protocol), set_up, moves)| {
            let is_comparison = !runners.iter().any(|it| matches!(it, Statement::Cluster(_)));
            let lines =
                set_up.into_iter().chain(moves).map(|(statement, comment)| match statement {
                    Some(statement) if is_for_one && is_comparison && !is_free(&statement) => {
                        let (protocol, statement) = (protocol.clone(), Box::new(statement));
                        (Some(Statement::In { protocol, statement }), comment)
                    }
                    _ => (statement, comment),
                });
            let lines = lines.map(|(statement, comment)| line(statement, comment));
            let runners = runners.into_iter().map(|runner| line(Some(runner), None));
            Scenario { lines: runners.chain(lines).collect() }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, max_shrink_iters: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_is_read_back(scenario in scenario()) {
        let text = scenario.to_string();
        let read = parse(&text);
        prop_assert!(read.is_ok(), "{text}\n{read:?}");
        let read = read.unwrap();
        prop_assert_eq!(&read, &scenario, "{}", text);
        prop_assert_eq!(read.to_string(), text);
    }
}

/// Letters that mean something somewhere.
const LETTERS: &[char] = &[
    '#', '"', '(', ')', '[', ']', '=', '.', '-', '>', ' ', '\t', '\n', '\r', '|', '*', '\\', ',',
    ':', '1', 'a', 'ä',
];

/// Reads a text, and whatever can be made of it must print stably and be answerable.
fn survives(text: &str) {
    let Ok(scenario) = parse(text) else { return };
    let printed = scenario.to_string();
    assert_eq!(parse(&printed).as_ref(), Ok(&scenario), "{text}\n{printed}");
    for (_, statement) in scenario.statements() {
        if let Statement::Check(_, condition) | Statement::RunUntil { condition, .. } = statement {
            let _ = condition.holds(&Fake);
            condition.explain(&Nobody);
        }
    }
}

/// Enough chance for a fuzzer, and the same on every machine (SplitMix64, Steele et al. 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as usize % bound
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

#[test]
fn no_bytes_make_it_panic() {
    let mut dice = Dice(1);
    for _ in 0..50_000 {
        let bytes: Vec<u8> = (0..dice.below(60)).map(|_| dice.below(256) as u8).collect();
        survives(&String::from_utf8_lossy(&bytes));
        let letters: String = (0..dice.below(40)).map(|_| dice.pick(LETTERS)).collect();
        survives(&format!("expect {letters}"));
    }
}

#[test]
fn no_mutation_makes_it_panic() {
    let mut dice = Dice(2);
    for _ in 0..50_000 {
        let lines = [dice.pick(STATEMENTS), dice.pick(STATEMENTS)];
        let mut text: Vec<char> = lines[..=dice.below(2)].join("\n").chars().collect();
        for _ in 0..=dice.below(4) {
            let (at, letter) = (dice.below(text.len().max(1)), dice.pick(LETTERS));
            match dice.below(8) {
                0 => text.truncate(at),
                1 | 2 if at < text.len() => drop(text.remove(at)),
                3 | 4 if at < text.len() => text[at] = letter,
                _ => text.insert(at, letter),
            }
        }
        survives(&text.into_iter().collect::<String>());
    }
}

#[test]
fn nothing_deep_or_long_makes_it_panic() {
    for part in [
        "(",
        "not ",
        "count(",
        "[",
        "a[",
        "\"",
        "holds(",
        "safe and ",
        "a.",
        "config(",
        "#",
        "-",
        "(not ",
    ] {
        for length in [60, 70, 1_000, 100_000] {
            survives(&format!("expect {}safe", part.repeat(length)));
            survives(&part.repeat(length));
        }
    }
    survives(&"\n".repeat(100_001));
    assert!(parse(&"\n".repeat(100_001)).is_err());
    assert_eq!(ask(&Fake, &format!("{}safe{}", "(".repeat(64), ")".repeat(64))), Ok(true));
    assert!(
        parse(&format!("note {}", "x".repeat(4_000))).unwrap_err()[0]
            .message
            .contains("at most 4000")
    );
    for number in ["99999999999999999999999", "-1", "18446744073709551616", "0"] {
        for form in [
            "step N",
            "seed N",
            "deliver #N",
            "propose P1 v n=N",
            "branch \"b\" at N",
            "run Ns",
            "expect A.log[N] = N",
        ] {
            survives(&form.replace('N', number));
        }
    }
}
