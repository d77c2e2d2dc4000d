//! What the small logs must look like, whatever the cluster.

use super::*;
use crate::render::checks::{check_inside, check_keys};
use crate::scenarios::{PRESETS, named};
use crate::session::reading;

/// The last moment of a named scenario.
fn end_of(protocol: &str, name: &str) -> Scene {
    let text = named(protocol, name).expect("a scenario").text;
    reading::open(text).expect("it can be read").session.scene()
}

const FRAMES: [Frame; 4] = [
    Frame { width: 270, height: 180 },
    Frame { width: 240, height: 168 },
    Frame { width: 400, height: 260 },
    Frame { width: 90, height: 150 },
];

/// The classes and texts of a row's cells, by key.
fn cells(row: &Shape) -> Vec<(String, String, String)> {
    let Form::Group { parts } = &row.form else { return Vec::new() };
    let cells = parts.iter().filter(|part| part.class.starts_with("cell"));
    let said = |part: &Shape| match &part.form {
        Form::Group { parts } => parts.iter().find_map(|part| match &part.form {
            Form::Text { text, .. } => Some(text.clone()),
            _ => None,
        }),
        _ => None,
    };
    cells.map(|it| (it.key.clone(), it.class.clone(), said(it).unwrap_or_default())).collect()
}

#[test]
fn every_cell_is_inside_and_every_key_stands_for_one_shape() {
    for preset in PRESETS {
        let scene = end_of(preset.protocol, preset.name);
        for frame in FRAMES {
            let Some(all) = shapes(&scene, frame) else { continue };
            let frame = Frame { height: frame.height.max(height(&scene)), ..frame };
            check_keys(&all);
            check_inside(&all, frame, preset.name);
        }
    }
}

#[test]
fn logs_are_there_where_the_stage_does_not_show_them() {
    for preset in PRESETS {
        let scene = end_of(preset.protocol, preset.name);
        let is_there = matches!(preset.protocol, "raft" | "multi-paxos");
        assert_eq!(shapes(&scene, FRAMES[0]).is_some(), is_there, "{}", preset.name);
    }
}

#[test]
fn a_cell_says_its_term_and_whether_its_node_knows_it_to_stay() {
    let scene = end_of("raft", "figure-8");
    assert_eq!(title(&scene), "Logs, by term");
    let all = shapes(&scene, FRAMES[0]).expect("logs");
    for (place, node) in scene.nodes.iter().enumerate() {
        let portrait = kept(node).expect("a portrait");
        let drawn = cells(&all[place + 1]);
        assert!(drawn.len() >= portrait.log.len());
        for (cell, (_, class, text)) in portrait.log.iter().zip(&drawn) {
            let sure = if cell.committed { "ok" } else { "hol" };
            assert_eq!(
                (&*cell.number, format!("cell {sure} {}", hue(cell.epoch))),
                (&**text, class.clone())
            );
        }
        assert!(drawn[portrait.log.len()..].iter().all(|(_, class, _)| class == "cell none"));
    }
}

#[test]
fn the_last_entries_are_in_sight_when_there_are_too_many() {
    let scene = end_of("raft", "figure-8");
    let last = |scene: &Scene| {
        scene.nodes.iter().filter_map(kept).flat_map(|it| it.log.last()).map(|it| it.index).max()
    };
    let all = shapes(&scene, FRAMES[3]).expect("logs");
    let indexes: Vec<String> = cells(&all[1]).into_iter().map(|(key, _, _)| key).collect();
    assert_eq!(indexes.last(), Some(&format!("entry{}", last(&scene).expect("entries"))));
    assert!(!indexes.contains(&"entry1".to_string()), "{indexes:?}");
}

#[test]
fn a_longer_number_takes_a_wider_cell() {
    let (raft, paxos) = (end_of("raft", "figure-8"), end_of("multi-paxos", "gaps"));
    let columns = |scene: &Scene| cells(&shapes(scene, FRAMES[2]).expect("logs")[1]).len();
    assert!(columns(&paxos) < columns(&raft));
}
