//! Which files the page is made of, and when the youngest of them was written.
//!
//! The browser tests include this file too, to tell whether `dist/` is older than what it was built from.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// Files and folders of the workspace that a change of the page can come from.
const SOURCES: [&str; 7] =
    ["src", "static", "scenarios", "lessons", "index.html", "Cargo.toml", "Cargo.lock"];

/// The time of the youngest source and how many there are: it changes whenever one is written, added or removed.
pub type Stamp = (Option<SystemTime>, usize);

/// Reads the times of all sources under `root`.
pub fn stamp(root: &Path) -> Stamp {
    let mut stamp = (None, 0);
    for source in SOURCES {
        visit(&root.join(source), &mut stamp);
    }
    stamp
}

/// A file that vanishes while we look counts as absent: the next look sees what came of it.
fn visit(path: &Path, stamp: &mut Stamp) {
    let Ok(metadata) = fs::metadata(path) else { return };
    stamp.0 = stamp.0.max(metadata.modified().ok());
    stamp.1 += 1;
    if metadata.is_dir() {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            visit(&entry.path(), stamp);
        }
    }
}
