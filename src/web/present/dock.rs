//! The buttons that are seen while the pointer moves.

use super::presenter::Now;
use crate::web::state::LabState;
use crate::web::widgets::icon::{self, icon};
use yew::prelude::*;

/// Two windows.
const NOTES: &str = "M4 4h11v11H4zM9 19h11V8";
/// What stands still.
const FREEZE: &str = "M12 3v18M4.500 7.500l15 9M19.500 7.500l-15 9";
/// A dark screen.
const BLACK: &str = "M4 5h16v11H4zM9 20h6M4 5l16 11M4 16 20 5";
/// The corners of a screen.
const FULL: &str = "M4.500 9V4.500H9M15 4.500h4.500V9M19.500 15v4.500H15M9 19.500H4.500V15";

/// Transport and the lecturer's own buttons.
pub fn dock(state: &LabState, now: &Now) -> Html {
    let button = |name: &'static str,
                  data: &'static str,
                  deed: &'static str,
                  is_on: Option<bool>| {
        html! {
            <button type="button" class={classes!("ib", is_on.unwrap_or_default().then_some("on"))} aria-label={name}
                title={name} aria-pressed={is_on.map(|is_on| is_on.to_string())} data-do={deed}>
                { icon(data) }
            </button>
        }
    };
    let (play, data) = match state.is_playing {
        true => ("Pause (Space)", icon::PAUSE),
        false => ("Play (Space)", icon::PLAY),
    };
    // A button that was pressed with the pointer does not keep the keys of the clicker.
    let keep = Callback::from(|event: MouseEvent| event.prevent_default());
    html! {
        <div class="controls" role="group" aria-label="Presentation" onmousedown={keep}>
            { button("Previous (←)", icon::BACK, "present previous", None) }
            { button(play, data, "play", None) }
            { button("Next (→)", icon::FORWARD, "present next", None) }
            if state.mark.is_some() {
                { button("Return to the stop (Backspace)", icon::RESET, "present return", None) }
            }
            <span class="rule" />
            { button(state.asks(), icon::CLIENT, "sheet request", None) }
            { button("Notes in a window (W)", NOTES, "present notes", None) }
            { button("Freeze the picture (Z)", FREEZE, "present freeze", Some(now.is_frozen)) }
            { button("Black screen (B)", BLACK, "present black", Some(now.is_black)) }
            { button("Full screen (F)", FULL, "present full", None) }
            { button("Light or dark", icon::THEME, "theme", None) }
            { button("Keys (?)", icon::HELP, "sheet keys", None) }
            { button("Leave presenter mode (Esc)", icon::CROSS, "present", None) }
        </div>
    }
}
