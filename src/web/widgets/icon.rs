//! Icons: outlines in a square of 24 units. They stand beside words, or in a button that has a name.

use yew::prelude::*;

/// To the first step.
pub const FIRST: &str = "M18 6l-6 6 6 6M11 6l-6 6 6 6";
/// To the last step.
pub const LAST: &str = "M6 6l6 6-6 6M13 6l6 6-6 6";
/// One step back.
pub const BACK: &str = "M7 5v14M18 6v12l-8-6z";
/// One step forward.
pub const FORWARD: &str = "M17 5v14M6 6v12l8-6z";
/// Play.
pub const PLAY: &str = "M8 5v14l11-7z";
/// Pause.
pub const PAUSE: &str = "M8 5v14M16 5v14";
/// It holds.
pub const TICK: &str = "M5 12.5l4.5 4.5L19 7.500";
/// It is broken.
pub const CROSS: &str = "M6 6l12 12M18 6L6 18";
/// From the start.
pub const RESET: &str = "M5 5v5h5M5.500 10a7.500 7.500 0 1 1-1 5";

/// An icon from the commands of its pen, hidden from those who hear the page.
pub fn icon(data: &'static str) -> Html {
    let class = if matches!(data, BACK | FORWARD | PLAY) { "icon filled" } else { "icon" };
    html! {
        <svg {class} width="18" height="18" viewBox="0 0 24 24" aria-hidden="true">
            <path d={data} />
        </svg>
    }
}
