//! Small things that the pages of lessons share: what is kept in the reader's browser, and going elsewhere.

use crate::lesson::progress::Progress;
use crate::web::browser;
use crate::web::guide;

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

/// The address of a part of a lesson, in the frame if there is one.
pub fn address(name: &str, query: &str) -> String {
    match guide::framing() {
        Some(own) if query.is_empty() => format!("#/embed/learn/{name}?{own}"),
        Some(own) => format!("#/embed/learn?{query}&{own}"),
        None => outside(name, query),
    }
}

/// The address of the same part outside of the frame.
pub fn outside(name: &str, query: &str) -> String {
    match query {
        "" => format!("#/learn/{name}"),
        _ => format!("#/learn?{query}"),
    }
}
