//! Errands: what is done about links, files, branches and search. Their code is fetched when there is the first one.
//!
//! One function crosses to it: it takes the state and an errand, and gives back the errand that follows when the browser
//! has done its part. What it does to the state is in [`super::state::sharing`], and its wishes are granted here.

use super::browser::set_theme;
use super::link::{Link, Source, TEXT_MAX};
use super::route::Route;
use super::state::LabState;
use super::state::sharing::{TOO_LONG, Text, UNDO_MS, Wish};
use crate::protocol::apart::Missing;
use crate::protocols::{House, house};
use js_sys::Promise;
use js_sys::futures::JsFuture;
use std::pin::Pin;
use wasm_bindgen::prelude::*;

/// What is to be done now.
pub enum Errand {
    /// The words of a button.
    Words(String),
    /// The address is another: what stands after its `#`, and the set-up of a lab without a history.
    Visit(String, String),
    /// A file was dropped on the page.
    Dropped(JsValue),
    /// Something changed that an address tells.
    Moved,
    /// Nothing changed since, if this is still the number of the last change.
    Settled(u64),
    /// A link was packed for the change with this number, or it cannot be.
    Packed(u64, Result<Link, &'static str>),
    /// The text of a link has come.
    Unpacked(Link, Vec<String>, Result<String, &'static str>),
    /// A file has come: its name and its text, unless it is too long.
    Read(String, Option<String>),
    /// A deletion cannot be undone by its button any more.
    Forget(String),
    /// What came of something.
    Done(&'static str),
    /// More is looked through.
    GoOn,
    /// The code of a protocol did not come; its name in prose.
    Failed(&'static str),
    /// Nothing follows.
    Nothing,
}

/// The errand that follows.
pub type Next = Pin<Box<dyn Future<Output = Errand>>>;

/// Carries out an errand.
pub type Run = fn(&mut LabState, Errand) -> Option<Next>;

/// The code and what waits for it.
#[derive(Default)]
pub struct Errands {
    run: Option<Run>,
    is_coming: bool,
    waiting: Vec<Errand>,
}

impl Errands {
    /// Begins an errand: what follows it, or the fetch of the code.
    pub fn begin(&mut self, state: &mut LabState, errand: Errand) -> Option<Step> {
        match self.run {
            Some(run) => run(state, errand).map(Step::Next),
            None => {
                self.waiting.push(errand);
                (!std::mem::replace(&mut self.is_coming, true)).then(|| Step::Fetch(fetch()))
            }
        }
    }

    /// The code came, or did not; what waited for it.
    pub fn came(&mut self, fetched: Result<Run, Missing>) -> Vec<Errand> {
        self.is_coming = false;
        self.run = fetched.ok();
        std::mem::take(&mut self.waiting)
    }

    /// Whether their code is on its way.
    pub fn are_coming(&self) -> bool {
        self.is_coming
    }

    /// Whether errands can be carried out.
    pub fn are_here(&self) -> bool {
        self.run.is_some()
    }
}

/// What is waited for.
pub enum Step {
    /// The next errand.
    Next(Next),
    /// The code.
    Fetch(Pin<Box<dyn Future<Output = Result<Run, Missing>>>>),
}

fn fetch() -> Pin<Box<dyn Future<Output = Result<Run, Missing>>>> {
    #[cfg(feature = "split")]
    #[wasm_split_helpers::wasm_split(errands, fallible)]
    fn errands() -> Result<Run, Missing> {
        Ok(run)
    }
    #[cfg(not(feature = "split"))]
    async fn errands() -> Result<Run, Missing> {
        Ok(run)
    }
    Box::pin(errands())
}

#[wasm_bindgen(module = "/src/web/browser.js")]
extern "C" {
    pub(super) fn sleep(ms: u32) -> Promise;
    #[wasm_bindgen(catch)]
    pub(super) fn pack(text: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch)]
    pub(super) fn unpack(bytes: &[u8], most: usize) -> Result<Promise, JsValue>;
    fn read(dropped: &JsValue, most: usize) -> Promise;
    fn save(name: &str, text: &str);
    #[wasm_bindgen(catch)]
    pub(super) fn copy(text: &str) -> Result<Promise, JsValue>;
    pub(super) fn page() -> String;
    #[wasm_bindgen(catch)]
    pub(super) fn go(fragment: &str, is_new: bool) -> Result<(), JsValue>;
}

/// How long the reader rests before the address follows.
pub(super) const REST_MS: u32 = 500;

/// When a promise has come: what it gave, or nothing.
fn after(
    promise: Result<Promise, JsValue>,
    then: impl FnOnce(Option<JsValue>) -> Errand + 'static,
) -> Option<Next> {
    // The future of a promise costs code wherever it is waited for, so it is waited for here alone.
    after_any(promise.ok(), Box::new(then))
}

fn after_any(
    promise: Option<Promise>,
    then: Box<dyn FnOnce(Option<JsValue>) -> Errand>,
) -> Option<Next> {
    Some(Box::pin(async move {
        then(match promise {
            Some(promise) => JsFuture::from(promise).await.ok(),
            None => None,
        })
    }))
}

fn run(state: &mut LabState, errand: Errand) -> Option<Next> {
    match errand {
        Errand::Words(words) => {
            let wish = state.errand(&words);
            grant(state, wish)
        }
        Errand::Visit(fragment, set_up) => visit(state, &fragment, &set_up),
        Errand::Dropped(event) => file(&event),
        // What is looked for is looked for on the line that is shown now.
        Errand::Moved if state.search_on() == Wish::GoOn => after(Ok(sleep(0)), |_| Errand::Moved),
        Errand::Moved if state.wants_address() => settle(state, state.sharing.changes),
        Errand::Moved => {
            let changes = state.sharing.changes;
            after(Ok(sleep(REST_MS)), move |_| Errand::Settled(changes))
        }
        Errand::Settled(changes) => settle(state, changes),
        Errand::Packed(changes, made) => {
            if changes == state.sharing.changes {
                address(state, made);
            }
            None
        }
        Errand::Unpacked(link, problems, text) => {
            if let Some(house) = text.as_deref().ok().and_then(apart) {
                return fetched(house, Errand::Unpacked(link, problems, text));
            }
            match text {
                Ok(text) => state.open_text(&Text::Packed(text), &link, problems),
                Err(problem) => {
                    state.not_opened(format!("{problem} The lab opens from its start."))
                }
            }
            None
        }
        Errand::Read(name, text) => {
            if let Some(house) = text.as_deref().and_then(apart) {
                return fetched(house, Errand::Read(name, text));
            }
            match text {
                Some(text) => {
                    state.open_text(&Text::File(name, text), &Link::default(), Vec::new());
                }
                None => state.not_opened(format!(
                    "\"{name}\" is longer than {TEXT_MAX} bytes, the most that is opened here."
                )),
            }
            None
        }
        Errand::Forget(name) => {
            if state.sharing.deleted.as_ref() == Some(&name) {
                state.sharing.deleted = None;
            }
            None
        }
        Errand::Done(says) => {
            state.sharing.done = says.to_string();
            None
        }
        Errand::GoOn => {
            let wish = state.search_on();
            grant(state, wish)
        }
        Errand::Failed(title) => {
            state.not_opened(format!("The code of {title} could not be fetched. Try again."));
            None
        }
        Errand::Nothing => None,
    }
}

/// The protocol of a scenario, if code of it is yet to be fetched.
fn apart(text: &str) -> Option<&'static House> {
    let words = text.lines().find_map(|line| line.trim().strip_prefix("cluster "))?;
    house(words.split_whitespace().next()?).filter(|house| !house.can_run())
}

/// The same errand when the code has come.
fn fetched(house: &'static House, then: Errand) -> Option<Next> {
    Some(Box::pin(async move {
        match house.fetch_to_run().await {
            Ok(()) => then,
            Err(Missing) => Errand::Failed(house.title),
        }
    }))
}

fn grant(state: &mut LabState, wish: Wish) -> Option<Next> {
    match wish {
        Wish::Nothing => None,
        Wish::Copy(text) => after(copy(&text), |copied| match copied {
            Some(_) => Errand::Done("Copied."),
            None => Errand::Done(
                "This browser does not let the page copy. Save the history to a file instead.",
            ),
        }),
        Wish::Save(name, text) => {
            save(&name, &text);
            None
        }
        Wish::Read => file(&JsValue::NULL),
        Wish::Forget => {
            let name = state.sharing.deleted.clone().unwrap_or_default();
            after(Ok(sleep(UNDO_MS)), |_| Errand::Forget(name))
        }
        Wish::GoOn => after(Ok(sleep(0)), |_| Errand::GoOn),
    }
}

/// Follows an address to what it asks for.
fn visit(state: &mut LabState, fragment: &str, set_up: &str) -> Option<Next> {
    let Route::Lab { protocol, query } = Route::parse(fragment) else { return None };
    if !set_up.starts_with(&format!("cluster {protocol} ")) {
        return None;
    }
    // A history cannot be told before what the nodes do is here.
    if let Some(house) = house(&protocol).filter(|house| !house.can_run()) {
        state.sharing.is_waiting = true;
        return fetched(house, Errand::Visit(fragment.to_string(), set_up.to_string()));
    }
    let (link, mut problems) = Link::parse(&query);
    if link.is_dark.is_some() {
        set_theme(link.is_dark);
    }
    state.sharing.changes += 1;
    // The address may have followed the step of before in the meantime.
    if !state.is_framed {
        let _ = go(fragment, false);
    }
    if let Some(Source::Packed(bytes)) = &link.source {
        state.sharing.is_waiting = true;
        let promise = unpack(bytes, TEXT_MAX);
        return after(promise, move |text| {
            let text = match text {
                None => Err("This link is damaged or incomplete."),
                Some(text) => {
                    text.as_string().ok_or("The scenario of this link is too long to be opened.")
                }
            };
            Errand::Unpacked(link, problems, text)
        });
    }
    let is_lost = link.source.is_none() && !problems.is_empty();
    let link = if is_lost { Link { view: link.view, ..Link::default() } } else { link };
    if is_lost {
        problems.push("The lab opens from its start.".to_string());
    }
    match LabState::named(&protocol, &link, set_up) {
        Ok(text) => state.open_text(&text, &link, problems),
        Err(problem) => state.not_opened(problem),
    }
    None
}

fn file(dropped: &JsValue) -> Option<Next> {
    after(Ok(read(dropped, TEXT_MAX)), |found| {
        let pair = found.map(|found| js_sys::Array::from(&found));
        match pair.and_then(|pair| Some((pair.get(0).as_string()?, pair.get(1).as_string()))) {
            Some((name, text)) => Errand::Read(name, text),
            None => Errand::Nothing,
        }
    })
}

/// Makes the address of the present moment.
fn settle(state: &mut LabState, changes: u64) -> Option<Next> {
    let is_late = changes != state.sharing.changes || state.sharing.address.is_some();
    if is_late || state.is_playing || state.sharing.is_waiting {
        return None;
    }
    let (link, text) = state.link();
    let Some(text) = text else {
        address(state, Ok(link));
        return None;
    };
    if !LabState::may_be_packed(&text) {
        address(state, Err(TOO_LONG));
        return None;
    }
    after(pack(&text), move |packed| {
        let bytes = packed.map(|packed| js_sys::Uint8Array::from(packed).to_vec());
        let made = bytes.map(|bytes| Link { source: Some(Source::Packed(bytes)), ..link });
        Errand::Packed(
            changes,
            made.ok_or("This browser cannot make links. Save the history to a file instead."),
        )
    })
}

fn address(state: &mut LabState, made: Result<Link, &'static str>) {
    if let Some((is_new, fragment)) = state.addressed(&page(), made)
        && !state.is_framed
    {
        // A browser may refuse too many in a short time: the next one will do.
        let _ = go(&fragment, is_new);
    }
}
