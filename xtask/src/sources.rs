//! Which files the page is made of, and when the youngest of them was written.
//!
//! The browser tests include this file too, to tell whether `dist/` is older than what it was built from.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// Files and folders of the workspace that a change of the page can come from.
const SOURCES: [&str; 8] = [
    "src",
    "static",
    "scenarios",
    "lessons",
    "xtask/src",
    "index.html",
    "Cargo.toml",
    "Cargo.lock",
];

/// Stands at the end of a page built for debugging: nobody should be given such a page, nor should a test look at it.
pub const DEBUG_MARK: &str = "<!-- built for debugging -->\n";

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

/// Whether `dist/` holds the page as people load it, and nothing that it was built from is younger.
pub fn is_built(root: &Path) -> bool {
    let page = root.join("dist/index.html");
    let built = fs::metadata(&page).and_then(|page| page.modified()).ok();
    let is_whole = fs::read_to_string(&page).is_ok_and(|page| !page.contains(DEBUG_MARK));
    is_whole && built >= stamp(root).0
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
