//! What the page does with links, files, lines and words, without a browser.
#![cfg(not(target_arch = "wasm32"))]

use quorarium::scenarios;
use quorarium::session::reading;
use quorarium::web::deed::Deed;
use quorarium::web::link::{Link, Source};
use quorarium::web::state::LabState;
use quorarium::web::state::sharing::{Text, Wish};

const SET_UP: &str = "cluster raft 5\nseed 7\n";

fn lab() -> LabState {
    let mut lab = LabState::open(SET_UP.to_string()).unwrap();
    lab.is_still = true;
    lab
}

fn does(lab: &mut LabState, deeds: &[&str]) {
    for deed in deeds {
        lab.apply(Deed::parse(deed).unwrap_or_else(|| panic!("{deed} is no deed")));
        assert_eq!(lab.refusal, "", "{deed}");
    }
}

fn open(lab: &mut LabState, text: &Text) {
    lab.open_text(text, &Link::default(), Vec::new());
}

fn names(lab: &LabState) -> Vec<String> {
    lab.shown.branches.iter().map(|branch| branch.name.clone()).collect()
}

fn preset(name: &str) -> Text {
    Text::Preset(scenarios::named("raft", name).unwrap())
}

/// A link of every preset at every tenth step leads another lab to the same state, and so does one of what was added.
#[test]
fn links_lead_to_the_same_moment() {
    for known in scenarios::of("raft") {
        let mut lab = lab();
        open(&mut lab, &preset(known.name));
        assert_eq!((&*lab.sharing.notice, lab.step()), ("", 0), "{}", known.name);
        for step in (0..=lab.shown.last_step).step_by(10) {
            does(&mut lab, &[&format!("seek {step}")]);
            let (link, text) = lab.link();
            assert_eq!((link.source.clone(), text), (Some(Source::Named(known.name.into())), None));
            let mut other = self::lab();
            other.open_text(&preset(known.name), &link, Vec::new());
            assert_eq!((&*other.sharing.notice, other.step()), ("", step));
            assert_eq!(other.shown.fingerprint, lab.shown.fingerprint);
        }
        let crash = format!("do crash {}", lab.shown.scene.nodes[0].name);
        does(&mut lab, &["seek 3", &crash, "view tables"]);
        let (link, text) = lab.link();
        let mut other = self::lab();
        other.open_text(&Text::Packed(text.expect("it is no preset any more")), &link, Vec::new());
        assert_eq!((&*other.sharing.notice, other.step(), names(&other)), ("", 4, names(&lab)));
        assert_eq!(other.shown.fingerprint, lab.shown.fingerprint);
        assert_eq!(other.chosen.view, lab.chosen.view);
    }
}

#[test]
fn a_fingerprint_that_differs_opens_from_the_start() {
    let mut lab = lab();
    let link = Link { step: Some(9), fingerprint: Some(1), ..Link::default() };
    lab.open_text(&preset("figure-8"), &link, Vec::new());
    let says = "This link was made by another version. The scenario opens from its start.";
    assert_eq!((&*lab.sharing.notice, lab.step()), (says, 0));
    assert!(lab.shown.last_step > 9, "it is there all the same");
}

#[test]
fn what_is_no_scenario_changes_nothing() {
    let mut lab = lab();
    does(&mut lab, &["step", "step"]);
    open(&mut lab, &Text::File("notes.txt".into(), "cluster raft 3\nHello\n".into()));
    assert!(
        lab.sharing.notice.starts_with("\"notes.txt\" was not opened: Line 2: unknown statement")
    );
    open(&mut lab, &Text::File("big.txt".into(), "#".repeat(1_000_001)));
    assert!(lab.sharing.notice.starts_with("\"big.txt\" is longer than 1000000 bytes"));
    assert_eq!((lab.step(), lab.shown.scene.nodes.len()), (2, 5));
    let missing = LabState::named(
        "raft",
        &Link { source: Some(Source::Named("x".into())), ..Link::default() },
        SET_UP,
    );
    assert!(
        missing.unwrap_err().starts_with("Raft has no scenario \"x\". There are: split-vote, ")
    );
}

#[test]
fn what_would_never_end_is_cut() {
    for line in ["step 4000000000", "run 900000s", "run until time = 1ms within 900000s"] {
        let text = format!("cluster raft 3\nset loss 0%\nstep 10\n{line}\ncrash A\n");
        let reading = reading::open_within(&text, Some(2_000)).unwrap_or_else(|it| panic!("{it}"));
        assert!(reading.is_cut, "{line}");
        assert_eq!(reading.problems.len(), 1);
        assert!(
            reading.problems[0].to_string().starts_with("4:1: this scenario goes on for longer")
        );
        assert!((1_900..=2_000).contains(&reading.session.last_step()), "{line}");
    }
    let many: String = (0..500).map(|number| format!("branch b{number} at 1\n")).collect();
    let text = format!("cluster raft 3\nstep 2\n{many}");
    let reading = reading::open_within(&text, Some(2_000)).unwrap_or_else(|it| panic!("{it}"));
    assert!(reading.is_cut && reading.session.branches().len() < 30);
}

#[test]
fn lines_are_named_deleted_brought_back_and_compared() {
    let mut lab = lab();
    open(&mut lab, &preset("figure-8"));
    assert_eq!(lab.errand("rename 1 The \"other\" one"), Wish::Nothing);
    assert_eq!(names(&lab), ["main", "The \"other\" one"]);
    lab.errand("rename 0 first");
    assert_eq!(lab.refusal, "main is the first line and cannot be renamed");
    lab.errand("compare 0 1");
    let found = lab.compared().unwrap().found.clone().unwrap();
    assert_eq!((found.split, found.differs.unwrap().step), (57, 58));
    does(&mut lab, &["do switch \"The \\\"other\\\" one\" at 60"]);
    assert_eq!(lab.errand("delete 1"), Wish::Forget);
    assert_eq!((lab.step(), names(&lab).len()), (57, 1));
    assert!(lab.compared().is_none(), "it is about lines that are gone");
    lab.errand("undo");
    assert_eq!((lab.step(), names(&lab).len(), &lab.sharing.deleted), (60, 2, &None));
    lab.errand("branch here");
    assert_eq!(names(&lab).last().map(String::as_str), Some("here"));
    assert_eq!(lab.errand("delete 0"), Wish::Nothing);
    for nonsense in
        ["", "rename", "delete x", "compare 9 9", "undo", "copy", "copy link", "find", "xyz"]
    {
        lab.errand(nonsense);
    }
    assert_eq!(names(&lab).len(), 3);
}

#[test]
fn a_long_line_is_searched_in_pieces() {
    let mut lab = lab();
    open(&mut lab, &Text::File("long".into(), format!("{SET_UP}step 2500\n")));
    assert_eq!(lab.errand("find vote"), Wish::GoOn);
    let mut pieces = 1;
    while lab.search_on() == Wish::GoOn {
        pieces += 1;
    }
    let told = &lab.sharing.told;
    assert!((5..10).contains(&pieces) && told.is_whole);
    assert_eq!((told.lines.len(), told.lines[1999].0), (2_000, 2_000));
    does(&mut lab, &["seek 100", "do crash A"]);
    lab.search_on();
    assert!(lab.sharing.told.lines.len() < 2_000, "another line is another search");
}

#[test]
fn an_address_is_asked_for_when_something_changed() {
    let mut lab = lab();
    assert!(lab.has_moved() && !lab.has_moved());
    for deed in ["step", "back", "view tables", "do crash A"] {
        does(&mut lab, &[deed]);
        assert!(lab.has_moved() && !lab.has_moved(), "{deed}");
    }
    let fragment = |lab: &mut LabState, link: Link| lab.addressed("https://example.org/", Ok(link));
    let (link, _) = lab.link();
    let (is_new, first) = fragment(&mut lab, link.clone()).unwrap();
    assert!(!is_new && first.starts_with("#/lab/raft?k=1&b="), "{first}");
    does(&mut lab, &["do switch main"]);
    let (there, _) = lab.link();
    assert!(fragment(&mut lab, there).unwrap().0, "another line is another entry");
    let source = Some(Source::Packed(vec![7; 8_000]));
    assert_eq!(fragment(&mut lab, Link { source, ..link }), None);
    assert!(matches!(lab.sharing.address, Some(Err(_))));
    does(&mut lab, &["reset"]);
    assert!(lab.has_moved());
    let (there, _) = lab.link();
    assert!(fragment(&mut lab, there).unwrap().0, "the history before is one press of Back away");
    does(&mut lab, &["play"]);
    assert!(!lab.has_moved(), "not while it plays");
}
