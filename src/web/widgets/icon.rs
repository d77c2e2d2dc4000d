//! Icons: outlines in a square of 24 units. They stand beside words, or in a button that has a name.

use yew::prelude::*;

/// Three dots: there is more.
pub const MORE: &str = "M5 12h.1M12 12h.1M19 12h.1";
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
/// To write.
pub const PEN: &str = "M4 20l1-5L16 4l4 4L9 19zM13.500 6.500l4 4";
/// From the start.
pub const RESET: &str = "M5 5v5h5M5.500 10a7.500 7.500 0 1 1-1 5";

/// A node stops or starts.
pub const POWER: &str = "M12 3v8M6.500 6.500a8 8 0 1 0 11 0";
/// An empty disk.
pub const WIPE: &str = "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13";
/// Links are whole.
pub const LINK: &str = "M9 12h6M10 7H8a5 5 0 0 0 0 10h2M14 7h2a5 5 0 0 1 0 10h-2";
/// Links are cut.
pub const SCISSORS: &str =
    "M8 8.500 20 17M8 15.500 20 7M6 4.500a2.500 2.500 0 1 0 .1 0zM6 14.500a2.500 2.500 0 1 0 .1 0z";
/// A timer fires.
pub const BOLT: &str = "M13 3 5 14h6l-1 7 8-11h-6z";
/// A disk.
pub const DISK: &str = "M5 5h11l3 3v11H5zM8 5v5h7V5M8 19v-5h8v5";
/// A client.
pub const CLIENT: &str = "M4 5h16v14H4zM8 10l3 2.500L8 15M13 15h4";
/// A message arrives.
pub const DELIVER: &str = "M12 4v11M7 10.500l5 5 5-5M5 20h14";
/// A time.
pub const CLOCK: &str = "M12 4a8 8 0 1 0 .1 0zM12 8v4.500l3 2";
/// Two of the same.
pub const COPY: &str = "M9 9h11v11H9zM15 9V4H4v11h5";

/// Options and rules.
pub const RULES: &str = "M12 3l8 3v6c0 5-3.500 8-8 9-4.500-1-8-4-8-9V6z";
/// What is written about it.
pub const BOOK: &str = "M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h11";
/// To look for something.
pub const SEARCH: &str = "M11 5a6 6 0 1 0 .1 0zM15.500 15.500 20 20";
/// Light and dark.
pub const THEME: &str = "M20 13.500A8 8 0 1 1 10.500 4 6.500 6.500 0 0 0 20 13.500z";
/// What the keys are.
pub const HELP: &str = "M9 9a3 3 0 1 1 4.500 2.600c-1 .6-1.500 1.200-1.500 2.400M12 18v.1";
/// A screen before an audience.
pub const SCREEN: &str = "M3 5h18v11H3zM12 16v4M8 20h8";
/// To hand on.
pub const SHARE: &str = "M12 15V4M8 7.500 12 4l4 3.500M5 12v8h14v-8";
/// The stage.
pub const STAGE: &str = "M12 7.500 7 16.500M12 7.500l5 9M8.500 18h7M12 3.500a2 2 0 1 0 .1 0zM6 16.500a2 2 0 1 0 .1 0zM18 16.500a2 2 0 1 0 .1 0z";
/// Lines of time.
pub const SPACE_TIME: &str = "M4 6h16M4 12h16M4 18h16M8 6l4 6M13 12l4 6";
/// Rows and columns.
pub const TABLES: &str = "M4 5h16v14H4zM4 10h16M10 10v9";

/// An icon from the commands of its pen, hidden from those who hear the page.
pub fn icon(data: &'static str) -> Html {
    let class = if matches!(data, BACK | FORWARD | PLAY) { "icon filled" } else { "icon" };
    html! {
        <svg {class} width="18" height="18" viewBox="0 0 24 24" aria-hidden="true">
            <path d={data} />
        </svg>
    }
}
