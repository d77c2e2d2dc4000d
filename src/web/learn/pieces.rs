//! Small things that the pages of lessons share: what is kept in the reader's browser, and going elsewhere.

use crate::lesson::progress::Progress;
use crate::web::browser;

/// The name under which the browser keeps what was done.
const KEPT: &str = "quorarium-progress";

/// What was done of all lessons, as far as this browser knows.
pub fn progress() -> Progress {
    browser::kept(KEPT).parse().unwrap_or_default()
}

/// Keeps it.
pub fn keep(progress: &Progress) {
    // Another tab may have gone on meanwhile.
    let mut all = self::progress();
    all.merge(progress);
    browser::keep(KEPT, &all.to_string());
}

/// Opens an address of the page.
pub fn go(address: &str) {
    if let Some(window) = browser::window() {
        let _ = window.location().set_hash(address);
    }
}
