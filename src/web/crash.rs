//! What happens when the simulation panics: the last good step stays on the screen, with a report to copy.
//!
//! A panic can come in the middle of anything, with the session and half of Yew borrowed. So nothing here asks
//! either of them: what a report needs is noted down beforehand, and the banner is put into the document by hand.

#[cfg(target_arch = "wasm32")]
pub mod banner;

use std::cell::{Cell, RefCell};

/// What a report tells beside the panic itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// The scenario that replays the history up to the reader's last action.
    pub scenario: String,
    /// The action that was being carried out, if it is not yet in the scenario.
    pub action: String,
}

thread_local! {
    static NOTES: RefCell<Notes> = RefCell::default();
    static STEP: Cell<u64> = const { Cell::new(0) };
    static HAS_PANICKED: Cell<bool> = const { Cell::new(false) };
}

/// Notes down what was done so far, and what is about to be.
pub fn note(notes: Notes) {
    NOTES.with(|kept| {
        if let Ok(mut kept) = kept.try_borrow_mut() {
            *kept = notes;
        }
    });
}

/// Notes down which step is about to be computed.
pub fn note_step(step: u64) {
    STEP.with(|kept| kept.set(step));
}

/// Whether the program has panicked; what it holds must not be used any more.
pub fn has_panicked() -> bool {
    HAS_PANICKED.with(Cell::get)
}

/// Whether this is the first panic: from now on nothing that the program holds may be used.
pub fn first_panic() -> bool {
    !HAS_PANICKED.with(|flag| flag.replace(true))
}

/// What a reader can send us about a panic, and the step that could not be computed.
pub fn report_now(message: &str) -> (String, u64) {
    let notes = NOTES.with(|kept| kept.try_borrow().map(|kept| kept.clone()));
    let step = STEP.with(Cell::get);
    (report(&notes.unwrap_or_default(), step, message), step)
}

/// The text that a reader can send us.
pub fn report(notes: &Notes, step: u64, message: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let action = match notes.action.as_str() {
        "" => String::new(),
        action => format!("# then: {action}\n"),
    };
    let (lines, scenario) = (message.replace('\n', "\n# "), notes.scenario.trim_end());
    format!(
        "# quorarium {version}: step {step} could not be computed\n# {lines}\n\n{scenario}\n\
         {action}# then on to step {step}\n"
    )
}
