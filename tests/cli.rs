//! The command line `run` and `render`: exit codes and what they print.
#![cfg(not(target_arch = "wasm32"))]

use std::path::Path;
use std::process::Command;

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    quorarium("run", arguments)
}

fn render(arguments: &[&str]) -> (Option<i32>, String, String) {
    quorarium("render", arguments)
}

fn quorarium(command: &str, arguments: &[&str]) -> (Option<i32>, String, String) {
    let program = env!("CARGO_BIN_EXE_quorarium");
    let output = Command::new(program).arg(command).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn file(name: &str, text: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn the_exit_code_is_the_highest_of_all_files() {
    let good = file("good.scenario", "cluster register 2\nexpect safe\n");
    let unmet = file("unmet.scenario", "cluster register 2\nexpect A.counter = 1\n");
    let wrong = file("wrong.scenario", "cluster register 2\ncrsh A\n");
    assert_eq!(run(&[&good]).0, Some(0));
    let (code, _, complaint) = run(&[&unmet, &good]);
    assert_eq!(code, Some(1));
    assert_eq!(complaint, format!("{unmet}:2: expected A.counter = 1; A.counter is 0\n"));
    let (code, _, complaint) = run(&[&unmet, &wrong]);
    assert_eq!(code, Some(2));
    assert!(complaint.contains(&format!("{wrong}:2:1: unknown statement")), "{complaint}");
    assert_eq!(run(&["no such file"]).0, Some(2));
    assert_eq!(run(&[]).0, Some(2));
}

#[test]
fn json_is_one_object_a_step_and_a_last_one() {
    let text = "cluster register A B\nnetwork manual\nrequest x=1 to A\nbranch \"b\" at 0\nrequest y=2 to B\nsettle\n";
    let (code, printed, _) = run(&["--json", &file("json.scenario", text)]);
    assert_eq!(code, Some(0));
    let lines: Vec<serde_json::Value> =
        printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let keys = [
        "step", "time_us", "event", "from", "to", "kind", "message", "cited", "text", "says",
        "why", "section",
    ];
    let steps: Vec<u64> = lines.iter().filter_map(|line| line["step"].as_u64()).collect();
    // The last one is the state after the last step.
    assert_eq!(steps, [1, 1, 2, 2]);
    for line in &lines[..3] {
        assert_eq!(line.as_object().unwrap().keys().collect::<Vec<_>>(), keys);
    }
    assert_eq!(lines[2]["from"], "B");
    assert_eq!(lines[2]["cited"], serde_json::json!(["register.newest-wins"]));
    assert_eq!(lines[3]["final"], true);
    assert_eq!(lines[3]["nodes"]["A"]["state"], serde_json::json!({ "y": 2 }));
    assert_eq!((&lines[3]["safe"], &lines[3]["violated"]), (&true.into(), &().into()));
}

#[test]
fn a_still_is_a_picture_with_its_own_style_sheet() {
    let (code, svg, complaint) = render(&["scenarios/raft/figure-7.scenario"]);
    assert_eq!((code, &complaint[..]), (Some(0), ""));
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    assert_eq!(svg.matches("<svg").count(), 1);
    assert!(svg.contains("Figure 7: six ways in which a log can differ"));
    // One rule of each part of each style sheet that a still embeds.
    for rule in ["--paper:", ".t8{", ".node .body{", ".cell.ok", ".bdg rect{", ".axis{"] {
        assert!(svg.contains(rule), "{rule} is missing");
    }
    assert!(!svg.contains("data-theme") && !svg.contains(".panel{"));
}

#[test]
fn a_still_has_the_colours_and_the_width_that_were_asked_for() {
    let figure = "scenarios/raft/figure-7.scenario";
    let (_, auto, _) = render(&[figure, "--theme", "auto", "--width", "750"]);
    assert!(auto.contains("@media screen and (prefers-color-scheme:dark){:root{"));
    assert!(auto.contains(" width=\"750\""));
    let (_, dark, _) = render(&[figure, "--theme", "dark"]);
    assert!(dark.contains("--stage: #0E121A") && !dark.contains("@media"));
    assert_eq!(render(&[figure, "--width", "20"]).0, Some(2));
}

#[test]
fn a_sequence_diagram_has_a_first_step_and_other_forms_have_none() {
    let figure = "scenarios/raft/figure-8.scenario";
    let mermaid = ["--format", "mermaid", "--at", "9"];
    let (code, printed, _) = render(&[&[figure][..], &mermaid, &["--from", "6"]].concat());
    assert_eq!(code, Some(0));
    assert!(printed.starts_with("sequenceDiagram\n"), "{printed}");
    assert!(printed.contains("S2-->>S1: RequestVoteReply granted"), "{printed}");
    assert!(!printed.contains("S1->>S2: RequestVote "), "{printed}");
    let (code, _, complaint) = render(&[&[figure][..], &mermaid, &["--from", "10"]].concat());
    assert_eq!((code, &*complaint), (Some(2), &*format!("{figure}: --from 10 is after step 9\n")));
    let (code, _, complaint) = render(&[figure, "--from", "3"]);
    assert_eq!(code, Some(2));
    assert_eq!(complaint, "only --format mermaid has a first step, --from\n");
}

#[test]
fn a_still_in_text_tells_the_nodes_the_messages_and_the_step() {
    let text = "title Two writes\ncluster register A B\nnetwork manual\nrequest x=1 to A\nrequest y=2 to A\n";
    let file = file("still.scenario", text);
    let (code, printed, _) = render(&[&file, "--format", "text", "--at", "1"]);
    assert_eq!(code, Some(0));
    assert!(printed.starts_with("Two writes\nStep 1 of 2, at 0ms\n\nA  "), "{printed}");
    assert!(printed.contains("\nIn flight:\n  #1 A->B Write "), "{printed}");
    assert!(!printed.contains("#2 "), "{printed}");
    assert!(printed.contains("x=1"), "{printed}");
    let (code, _, complaint) = render(&[&file, "--at", "3"]);
    assert_eq!(code, Some(2));
    assert_eq!(complaint, format!("{file}: there is no step 3: the last is step 2\n"));
}

#[test]
fn a_scenario_that_fails_has_no_still() {
    let unmet = file("no-still.scenario", "cluster register 2\nexpect A.counter = 1\n");
    let (code, printed, complaint) = render(&[&unmet]);
    assert_eq!((code, &printed[..]), (Some(1), ""));
    assert_eq!(complaint, format!("{unmet}:2: expected A.counter = 1; A.counter is 0\n"));
    assert_eq!(render(&["no such file"]).0, Some(2));
    assert_eq!(render(&[&unmet, "--format", "pdf"]).0, Some(2));
}

#[test]
fn a_comparison_prints_when_its_command_is_safe_and_what_commands_cost() {
    let (code, printed, complaint) =
        quorarium("compare", &["scenarios/compare/half-finished-write.scenario"]);
    assert_eq!((code, &complaint[..]), (Some(0), ""));
    assert!(printed.starts_with("When is z=3 safe?\n"), "{printed}");
    assert!(printed.contains("Multi-Paxos: z=3 is safe at "), "{printed}");
    let wrong = file("wrong-comparison.scenario", "compare raft 3\ncompare raft 3\ncrash D\n");
    let (code, printed, complaint) = quorarium("compare", &[&wrong]);
    assert_eq!((code, &printed[..]), (Some(2), ""));
    assert_eq!(complaint, format!("{wrong}:3:7: Raft: unknown node \"D\": there are A, B, C\n"));
    let (code, _, complaint) = run(&["scenarios/compare/one-command.scenario"]);
    assert_eq!(code, Some(2));
    assert!(complaint.contains("this is a comparison"), "{complaint}");
}

#[test]
fn a_swarm_says_what_was_the_same_in_every_run_and_refuses_what_there_is_not() {
    let short = ["raft", "--seeds", "2", "--events", "50"];
    let swarm = |set: &[&str]| quorarium("swarm", &[&short[..], set].concat());
    let (code, printed, complaint) = swarm(&["--set", "heartbeat-entries=off", "--set", "loss=5%"]);
    assert_eq!((code, &complaint[..]), (Some(0), ""));
    assert!(printed.starts_with("raft, heartbeat-entries off, loss 5%: 2 seeds, "), "{printed}");
    let (code, printed, complaint) = swarm(&["--set", "colour=red"]);
    assert_eq!((code, &printed[..]), (Some(2), ""));
    assert_eq!(complaint, "there is no option \"colour\"\n");
    let (code, _, complaint) = swarm(&["--set", "loss"]);
    assert_eq!(code, Some(2));
    assert!(complaint.contains("write an option and its value, such as loss=5%"), "{complaint}");
}
