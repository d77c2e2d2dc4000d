//! Small things that the pages of lessons share: what is kept in the reader's browser, and going elsewhere.

use crate::lesson::progress::Progress;
use crate::web::browser;
use crate::web::embed::options::Options;
use std::cell::RefCell;

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

thread_local! {
    /// What the frame shows that the lessons stand in, if they stand in one.
    static FRAME: RefCell<Option<Options>> = const { RefCell::new(None) };
}

/// From now on the lessons stand in a frame.
pub fn frame(options: Options) {
    FRAME.with(|frame| frame.replace(Some(options)));
}

/// The address of a part of a lesson, in the frame if there is one.
pub fn address(name: &str, query: &str) -> String {
    FRAME.with_borrow(|frame| match frame {
        Some(options) => options.elsewhere(&format!("learn/{name}"), query),
        None if query.is_empty() => format!("#/learn/{name}"),
        None => format!("#/learn?{query}"),
    })
}

/// The address of the same part outside of the frame; none if there is no frame.
pub fn outside(name: &str, query: &str) -> Option<String> {
    let is_framed = FRAME.with_borrow(Option::is_some);
    is_framed.then(|| match query {
        "" => format!("#/learn/{name}"),
        _ => format!("#/learn?{query}"),
    })
}
