//! Every rule has its lines of source, which the page shows beside what the paper says.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../xtask/src/excerpts.rs"]
mod excerpts;

use quorarium::protocols::kinds;
use std::path::Path;

#[test]
fn every_rule_of_every_protocol_has_source_lines() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = excerpts::protocols(root).unwrap();
    for house in kinds() {
        let module = house.name().replace('-', "_");
        assert!(folders.contains(&module), "{module} has no folder");
        let found = excerpts::of_protocol(root, &module).unwrap();
        for rule in house.rules() {
            let excerpt = found.get(rule.id).unwrap_or_else(|| panic!("{} has no source", rule.id));
            let lines: Vec<&str> = excerpt.text.lines().collect();
            assert!((2..=60).contains(&lines.len()), "{}: {excerpt:?}", rule.id);
            let file = std::fs::read_to_string(root.join(&excerpt.file)).unwrap();
            let there = file.lines().nth(excerpt.first - 1).unwrap();
            assert_eq!(there.trim(), lines[0].trim(), "{}", rule.id);
        }
        assert_eq!(found.len(), house.rules().len(), "{}", house.name());
    }
}
