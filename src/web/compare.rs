//! The comparisons: one script run by several protocols, on one clock. All of it is fetched when it is first opened.
//!
//! The address says which script, and in the words of every link ([`super::link`]) the text of one that was changed, the
//! way to look at it, and as its step the instant in microseconds.

mod clock;
mod columns;
mod dock;
mod list;
mod numbers;
mod opening;
mod sheet;

use super::browser::{self, Listener, listen};
use super::chosen::View;
use super::deed::Deed;
use super::frames::Frames;
use super::link::{Link, Source, brief};
use super::playback::{Pace, Passage};
use super::{errands, events, keys};
use crate::compare::{Experiment, named, with_seed};
use crate::protocol::time::Micros;
use crate::render::Frame;
use columns::Column;
use js_sys::futures::JsFuture;
use opening::{Came, Packed};
use sheet::Draft;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

/// What an address names, and what it says of it.
#[derive(Clone, PartialEq, Properties)]
pub struct CompareProps {
    script: AttrValue,
    query: AttrValue,
}

/// How all of it looks.
pub const STYLE: &str =
    concat!(include_str!("../../static/compare.css"), include_str!("../../static/cards.css"));

/// The place of an address.
pub fn page(script: &str, query: &str) -> Html {
    html! { <Compare script={script.to_string()} query={query.to_string()} /> }
}

/// What comes in from outside.
pub enum Message {
    /// Something was asked for.
    Do(Deed),
    /// What opening it waited for.
    Came(Came),
    /// The texts of the columns and of the whole were packed for links.
    Packed(Packed),
    /// The browser draws a frame, at this time in milliseconds.
    Frame(f64),
    /// The window, or what stands in it, has another size.
    Resized,
    /// Another seed was asked for.
    Seed(String),
    /// The text is to be changed, was changed, or is to be run.
    Edit(sheet::Edit),
    /// The address of this moment is to be copied.
    Share,
    /// What came of something.
    Done(&'static str),
    /// What did not come is asked for again.
    Again,
    /// The reader has rested since the change with this number.
    Rested(u32),
}

/// The component.
pub struct Compare {
    link: Link,
    /// The text of what is shown, or of what is to be.
    text: String,
    experiment: Option<Experiment>,
    columns: Vec<Column>,
    packed: Packed,
    at: Micros,
    view: View,
    pace: Pace,
    frames: Option<Frames>,
    is_playing: bool,
    /// A step on its way.
    passage: Option<Passage>,
    /// The room for a column's stage, and for the script.
    room: (Frame, u32),
    stage: NodeRef,
    script: NodeRef,
    /// For how many columns and which view the room was measured.
    measured: (usize, View),
    draft: Option<Draft>,
    /// Whether the sheet was open when the page was drawn last.
    was_open: bool,
    is_waiting: bool,
    /// What is wrong with the address, or could not be done.
    problem: String,
    /// What is wrong with an address whose comparison is yet to be opened.
    unread: Vec<String>,
    done: &'static str,
    changes: u32,
    _listeners: [Option<Listener>; 2],
}

impl Component for Compare {
    type Message = Message;
    type Properties = CompareProps;

    fn create(ctx: &Context<Self>) -> Self {
        let mut compare = Compare {
            link: Link::default(),
            text: String::new(),
            experiment: None,
            columns: Vec::new(),
            packed: Packed::default(),
            at: Micros::ZERO,
            view: View::Stage,
            pace: Pace::new(),
            frames: None,
            is_playing: false,
            passage: None,
            room: (Frame { width: 460, height: 230 }, 1_000),
            stage: NodeRef::default(),
            script: NodeRef::default(),
            measured: (0, View::Stage),
            draft: None,
            was_open: false,
            is_waiting: false,
            problem: String::new(),
            unread: Vec::new(),
            done: "",
            changes: 0,
            _listeners: [
                listen(ctx, "keydown", key),
                listen(ctx, "resize", |_| Some(Message::Resized)),
            ],
        };
        compare.arrive(ctx);
        compare
    }

    fn changed(&mut self, ctx: &Context<Self>, _: &CompareProps) -> bool {
        self.arrive(ctx);
        true
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Do(deed) => self.apply(ctx, deed),
            Message::Came(came) => self.came(ctx, came),
            Message::Packed(packed) => self.packed = packed,
            Message::Frame(at) => self.frame(ctx, at),
            Message::Resized => {
                let room = self.measure();
                if room == self.room {
                    return false;
                }
                self.room = room;
            }
            Message::Seed(seed) => self.reseed(ctx, &seed),
            Message::Edit(edit) => self.edit(ctx, edit),
            Message::Share => self.share(ctx),
            Message::Done(says) => self.done = says,
            Message::Again => self.arrive(ctx),
            Message::Rested(changes) => {
                if changes == self.changes && self.frames.is_none() {
                    self.follow(ctx);
                }
                return false;
            }
        }
        self.draw();
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let press =
            ctx.link().batch_callback(|event: MouseEvent| events::pressed(&event).map(Message::Do));
        let change =
            ctx.link().batch_callback(|event: InputEvent| events::changed(&event).map(Message::Do));
        html! {
            <main class="compare" onclick={press} oninput={change} aria-busy={self.is_waiting.to_string()}>
                { self.top(ctx) }
                { self.said() }
                if let Some(experiment) = &self.experiment {
                    <div class="question">
                        <h1>{ &experiment.question }</h1>
                        <p>{ &experiment.about }</p>
                    </div>
                    if self.view == View::Tables {
                        { numbers::numbers(experiment) }
                    } else {
                        <div class="cols">
                            { for self.columns.iter().enumerate().map(|(place, column)| {
                                self.column(experiment, place, column)
                            }) }
                        </div>
                    }
                    { self.dock(ctx, experiment) }
                } else if !self.is_waiting && self.draft.is_none() {
                    { list::list(&self.problem, ctx.link().callback(|_| Message::Again)) }
                }
                { self.sheet(ctx) }
            </main>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, is_first: bool) {
        let room = (self.columns.len(), self.view);
        if is_first || std::mem::replace(&mut self.measured, room) != room {
            ctx.link().send_message(Message::Resized);
        }
        self.lead_focus();
    }
}

impl Compare {
    /// Everything that is drawn of this instant.
    fn draw(&mut self) {
        let Some(experiment) = &mut self.experiment else { return };
        for run in &mut experiment.runs {
            let step = run.step_at(self.at);
            run.session.seek(step);
        }
        let now = (self.at, self.is_playing);
        let draw = |run| Column::new(experiment, run, now, self.room.0);
        self.columns = experiment.runs.iter().map(draw).collect();
    }

    fn apply(&mut self, ctx: &Context<Self>, deed: Deed) {
        self.done = "";
        match deed {
            Deed::Theme => browser::toggle_theme(),
            Deed::Close => self.edit(ctx, sheet::Edit::Close),
            Deed::View(view) if view != View::SpaceTime => self.view = view,
            Deed::NextView => {
                self.view = if self.view == View::Stage { View::Tables } else { View::Stage };
            }
            Deed::Faster(by) => self.pace.speed = self.pace.speed.further(by),
            Deed::TogglePlay => self.toggle_play(),
            moved => self.move_by(&moved),
        }
        self.run_frames(ctx);
        self.rest(ctx);
    }

    fn reseed(&mut self, ctx: &Context<Self>, seed: &str) {
        let Ok(number) = seed.trim().parse() else {
            self.problem = format!(
                "\"{}\" is not a seed: a whole number from 0 to {}.",
                brief(seed),
                u32::MAX
            );
            return;
        };
        match with_seed(&self.text, number) {
            Ok(text) => self.run(ctx, text),
            Err(errors) => self.problem = opening::sentences(&errors).join(" "),
        }
    }

    /// The room for a column's stage and for the script, as the style sheet gives it.
    fn measure(&self) -> (Frame, u32) {
        let pixels = |length: f64| length.clamp(1.0, 8_000.0) as u32;
        let bounds = |node: &NodeRef| Some(node.cast::<Element>()?.get_bounding_client_rect());
        let frame = bounds(&self.stage).map_or(self.room.0, |it| Frame {
            width: pixels(it.width()),
            height: pixels(it.height()),
        });
        (frame, bounds(&self.script).map_or(self.room.1, |it| pixels(it.width())))
    }
}

impl Compare {
    /// The link to this moment: what stands after the `#`.
    fn fragment(&self, ctx: &Context<Self>) -> String {
        let script = &ctx.props().script;
        let is_named = named(script).is_some_and(|known| known.text == self.text);
        let own = self.packed.whole.clone().filter(|_| !is_named);
        let link = Link {
            source: own.map(Source::Packed),
            step: Some(self.at.0),
            view: Some(self.view),
            ..Link::default()
        };
        format!("#/compare/{script}?{}", link.print())
    }

    /// The address follows when the reader rests.
    fn rest(&mut self, ctx: &Context<Self>) {
        self.changes += 1;
        let changes = self.changes;
        ctx.link().send_future(async move {
            let _ = JsFuture::from(errands::sleep(errands::REST_MS)).await;
            Message::Rested(changes)
        });
    }

    fn share(&mut self, ctx: &Context<Self>) {
        let fragment = self.fragment(ctx);
        let address = format!("{}{fragment}", errands::page());
        let _ = errands::go(&fragment, false);
        ctx.link().send_future(async move {
            let copied = match errands::copy(&address) {
                Ok(copied) => JsFuture::from(copied).await.is_ok(),
                Err(_) => false,
            };
            Message::Done(if copied {
                "The link to this moment is copied."
            } else {
                "The address of this page is the link to this moment: copy it there."
            })
        });
    }
}

fn key(event: &web_sys::Event) -> Option<Message> {
    let deed = keys::deed(events::key(event)?.as_key())?;
    let is_ours = matches!(
        deed,
        Deed::By(_)
            | Deed::Seek(_)
            | Deed::End
            | Deed::TogglePlay
            | Deed::NextView
            | Deed::Faster(_)
            | Deed::Close
    );
    is_ours.then(|| {
        event.prevent_default();
        Message::Do(deed)
    })
}

/// What a field holds now.
fn value_of(event: &Event) -> String {
    let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    field.map(|field| field.value()).unwrap_or_default()
}
