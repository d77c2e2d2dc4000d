//! What deeds do.

use super::*;
use crate::web::chosen::{Sheet, View};

fn lab() -> LabState {
    LabState::open("cluster raft 5\nseed 7\n".to_string()).expect("a set-up")
}

fn done(deeds: &[&str]) -> LabState {
    let mut lab = lab();
    lab.is_still = true;
    for deed in deeds {
        lab.apply(Deed::parse(deed).unwrap_or_else(|| panic!("{deed} is no deed")));
    }
    lab
}

#[test]
fn steps_go_forward_and_back() {
    assert_eq!(done(&["by 8", "back"]).step(), 0, "nothing is recorded beyond the start");
    let lab = done(&["step", "step", "step", "back", "by -10", "end", "back"]);
    assert_eq!((lab.step(), lab.shown.last_step), (2, 3));
}

#[test]
fn the_first_press_looks_and_the_second_asks_what_to_do() {
    let lab = done(&["press node-2"]);
    assert_eq!(
        (lab.chosen.node, lab.chosen.thing, lab.chosen.open),
        (2, Some(Thing::Node(2)), None)
    );
    assert_eq!(done(&["press node-2", "press node-2"]).chosen.open, Some(Thing::Node(2)));
    let closed = done(&["press node-2", "press node-2", "close"]).chosen;
    assert_eq!((closed.thing, closed.open), (Some(Thing::Node(2)), None));
    assert_eq!(done(&["press node-2", "close"]).chosen.thing, None);
}

#[test]
fn a_pressed_link_is_cut_and_healed() {
    assert_eq!(done(&["press link-0-3"]).shown.scene.cuts, [(0, 3), (3, 0)]);
    assert!(done(&["press link-0-3", "press cut-0-3"]).shown.scene.cuts.is_empty());
}

#[test]
fn what_is_impossible_is_refused_and_nothing_changes() {
    for deed in ["do restart A", "do crash Z", "do x = = 1", "do drop #999"] {
        let lab = done(&["step", deed]);
        assert!(!lab.refusal.is_empty(), "{deed}");
        assert_eq!((lab.step(), lab.shown.last_step), (1, 1), "{deed}");
    }
}

#[test]
fn acting_in_the_past_keeps_the_old_future() {
    let lab = done(&["step", "step", "step", "step", "back", "back", "do crash A"]);
    assert_eq!((lab.step(), lab.shown.branches.len()), (3, 2));
}

#[test]
fn what_is_asked_about_is_explained() {
    let explained = |deeds: &[&str]| {
        let mut lab = done(deeds);
        lab.explain();
        lab.explained
    };
    assert_eq!(explained(&["step"]).why, None, "nobody asks");
    let says = |deeds: &[&str]| explained(deeds).why.expect("an answer").says.clone();
    assert!(says(&["step", "panel why"]).ends_with("votes for itself."));
    assert_eq!(says(&["press variable-0-1"]), "A's role is follower.");
    assert_eq!(explained(&["panel why"]).why, None, "nothing has happened");
    let elected = ["by 1", "do run until leader", "panel why"];
    assert_eq!(explained(&elected).quorums.len(), 1);
    assert!(done(&["quorum"]).chosen.quorum && !done(&["quorum", "quorum"]).chosen.quorum);
}

#[test]
fn one_sheet_is_open_at_a_time() {
    assert_eq!(done(&["sheet share", "sheet keys"]).chosen.sheet, Some(Sheet::Keys));
    assert_eq!(done(&["sheet share", "sheet share"]).chosen.sheet, None);
    assert_eq!(done(&["view tables"]).chosen.view, View::Tables);
}

#[test]
fn what_is_put_away_can_be_brought_back() {
    let mut lab = done(&["step", "step", "step", "do crash A", "back"]);
    let (state, branches) = (lab.shown.fingerprint, lab.shown.branches.clone());
    for begins_anew in ["reset", "set-up cluster 3"] {
        lab.apply(Deed::parse(begins_anew).expect("a deed"));
        assert_eq!((lab.step(), lab.shown.last_step), (0, 0), "{begins_anew}");
        assert!(lab.sharing.notice.contains("4 steps"), "{}", lab.sharing.notice);
        lab.apply(Deed::BringBack);
        assert_eq!((lab.step(), lab.shown.last_step), (3, 4), "{begins_anew}");
        assert_eq!((lab.shown.fingerprint, &lab.shown.branches), (state, &branches));
        assert!(!lab.has_put_away(), "nothing was recorded in between");
    }
}

#[test]
fn moves_of_one_instant_are_played_one_by_one() {
    let figure = crate::scenarios::named("raft", "figure-8").expect("a preset").text;
    let Ok(reading) = crate::session::reading::open_within(figure, None) else { panic!() };
    let mut lab = LabState::of(reading.session, figure.to_string());
    lab.apply(Deed::Seek(0));
    lab.apply(Deed::TogglePlay);
    let mut seen = vec![0];
    for frame in 0..300 {
        lab.frame(f64::from(frame) * 16.7);
        if seen.last() != Some(&lab.step()) {
            seen.push(lab.step());
        }
    }
    assert!(seen.len() > 5 && seen.windows(2).all(|pair| pair[1] == pair[0] + 1), "{seen:?}");
    assert!(seen.len() < 20, "{} steps in five seconds", seen.len());
}

#[test]
fn messages_on_their_way_set_the_pace() {
    let mut lab = lab();
    lab.apply(Deed::TogglePlay);
    for frame in 0..600 {
        lab.frame(f64::from(frame) * 16.7);
    }
    let simulated = lab.clock.0 / 1_000;
    assert!((800..=850).contains(&simulated), "{simulated} ms in ten seconds");
}

#[test]
fn before_an_audience_what_is_done_happens_on_a_line_of_its_own() {
    let mut lab = done(&["by 8", "do run until leader", "step", "step", "back", "present"]);
    let (step, last, before) = (lab.step(), lab.shown.last_step, lab.shown.fingerprint);
    for lines in [2, 3] {
        lab.apply(Deed::parse("do crash A").expect("a deed"));
        assert_eq!((lab.shown.branches.len(), lab.step()), (lines, step + 1));
        let mark = lab.mark.clone().expect("a place to come back to");
        lab.apply(mark.switch());
        assert_eq!((lab.step(), lab.shown.last_step, lab.shown.fingerprint), (step, last, before));
        assert_eq!(lab.mark, None);
    }
    let names: Vec<&str> = lab.shown.branches.iter().map(|line| &*line.name).collect();
    assert_eq!(names[1..], ["aside", "aside 2"]);
}

#[test]
fn before_an_audience_what_is_impossible_or_changes_nothing_begins_no_line() {
    for deed in ["do restart A", "do crash Z", "do run 5ms", "step"] {
        let lab = done(&["do run until leader", "present", deed]);
        assert_eq!((lab.shown.branches.len(), &lab.mark), (1, &None), "{deed}");
    }
}

#[test]
fn a_line_of_its_own_begins_at_the_end_too() {
    let lab = done(&["do run until leader", "present", "do crash A", "step"]);
    let mark = lab.mark.clone().expect("a place to come back to");
    let main = &lab.shown.branches[0];
    assert_eq!((main.last_step, &*main.name), (mark.step, &*mark.line), "nothing was added to it");
}
