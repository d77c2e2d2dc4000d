//! The lessons: the list of them, and each as a page where its prose stands beside a live cluster. All of it is fetched
//! when it is first opened, and each lesson is a file of its own.

mod course;
mod lectured;
mod lesson;
mod pieces;
mod story;

pub use course::{path, way};

use super::browser;
use super::guide::{self, Led};
use super::lab::{Chrome, Lab};
use super::link::brief;
use super::route::no_house;
use super::whence::Whence;
use crate::lesson::{Block, Lesson, protocol_of};
use crate::protocols::{House, house};
use course::List;
use lesson::Part;
use std::rc::Rc;
use yew::prelude::*;

/// How all of it looks.
pub const STYLE: &str = concat!(
    include_str!("../../static/learn.css"),
    include_str!("../../static/start.css"),
    include_str!("../../static/course.css")
);

/// The place of an address.
pub fn page(name: &str, query: &str) -> Html {
    // In a frame the same stands behind another name.
    let name = name.strip_prefix("learn").map_or(name, |rest| rest.trim_start_matches('/'));
    let own = guide::framing().unwrap_or_default();
    let is_of_lesson = |pair: &&str| !own.split('&').any(|of_frame| of_frame == *pair);
    let query = query.split('&').filter(is_of_lesson).collect::<Vec<_>>().join("&");
    html! { <Learn name={name.to_string()} {query} /> }
}

/// What an address names, and what it says of it.
#[derive(Clone, PartialEq, Properties)]
pub struct LearnProps {
    name: AttrValue,
    query: AttrValue,
}

/// What comes in from outside.
pub enum Message {
    /// The file of a lesson came, or why it did not.
    Came(Whence, Result<Rc<Lesson>, String>),
    /// The code of a protocol came, or why it did not.
    Code(Result<(), String>),
    /// What did not come is asked for again.
    Again,
}

/// The component.
pub struct Learn {
    lesson: Option<(Whence, Rc<Lesson>)>,
    part: Option<Shown>,
    problem: String,
}

/// The part that is shown.
struct Shown {
    address: String,
    protocol: &'static str,
    led: Led,
}

impl Component for Learn {
    type Message = Message;
    type Properties = LearnProps;

    fn create(ctx: &Context<Self>) -> Self {
        let mut learn = Learn { lesson: None, part: None, problem: String::new() };
        learn.arrive(ctx);
        learn
    }

    fn changed(&mut self, ctx: &Context<Self>, _: &LearnProps) -> bool {
        self.arrive(ctx);
        true
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Came(whence, Ok(lesson)) => {
                self.lesson = Some((whence, lesson));
                self.arrive(ctx);
            }
            Message::Code(Ok(())) => self.arrive(ctx),
            Message::Came(_, Err(problem)) | Message::Code(Err(problem)) => {
                self.fail(problem);
            }
            Message::Again => self.arrive(ctx),
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        if !self.problem.is_empty() {
            return html! {
                <main class="shell">
                    <h1>{ "This lesson is not here" }</h1>
                    <p role="alert">{ &self.problem }</p>
                    <p>
                        <button type="button" class="btn" onclick={ctx.link().callback(|_| Message::Again)}>{ "Try again" }</button>
                    </p>
                    <p><a href="#/learn">{ "To all lessons" }</a></p>
                </main>
            };
        }
        if let Some(part) = &self.part {
            let chrome = Chrome::Guide(part.led.clone());
            return html! {
                <Lab key={part.address.clone()} protocol={part.protocol} {chrome} />
            };
        }
        if ctx.props().name.is_empty() && ctx.props().query.is_empty() {
            return html! { <List /> };
        }
        html! {
            <main class="shell" aria-busy="true"><p>{ "Opening the lesson." }</p></main>
        }
    }
}

impl Learn {
    /// This is shown in place of a lesson; where it stands in a frame, the page around it is told.
    fn fail(&mut self, problem: String) {
        browser::post("error", &[("message", problem.as_str().into())]);
        self.problem = problem;
    }

    /// Follows the address to what it names, as far as that is here; what is not is fetched.
    fn arrive(&mut self, ctx: &Context<Self>) {
        self.problem.clear();
        self.part = None;
        let LearnProps { name, query } = ctx.props();
        if name.is_empty() && query.is_empty() {
            return;
        }
        let (whence, part) = match Whence::parse(name, query) {
            Ok(named) => named,
            Err(problem) => return self.fail(problem),
        };
        let lesson = match &self.lesson {
            Some((known, lesson)) if *known == whence => lesson.clone(),
            _ => {
                ctx.link().send_future(async move {
                    let address = whence.file();
                    let came = match browser::file(&address).await {
                        Ok(bytes) => Lesson::from_bytes(&bytes).map_err(|it| it.to_string()),
                        Err(why) => {
                            Err(format!("{} could not be fetched: {why}.", brief(&address)))
                        }
                    };
                    Message::Came(whence, came.map(Rc::new))
                });
                return;
            }
        };
        if part >= lesson.parts.len() {
            return self.fail(format!(
                "\"{}\" has {} parts, and there is no part {}.",
                lesson.title,
                lesson.parts.len(),
                part.saturating_add(1)
            ));
        }
        match houses(&lesson, part) {
            Ok(house) if house.can_run() && house.writing().is_some() => {
                match Part::enter(lesson, whence, part, house) {
                    Ok(part) => {
                        let (address, protocol) = (part.address(), part.protocol());
                        let led = guide::around(Led(Rc::new(part)));
                        self.part = Some(Shown { address, protocol, led });
                    }
                    Err(problem) => self.fail(problem),
                }
            }
            Ok(house) => ctx.link().send_future(async move {
                let came = match house.fetch_to_run().await {
                    Ok(()) => house.fetch_writing().await,
                    missing => missing,
                };
                Message::Code(
                    came.map_err(|_| format!("The code of {} could not be fetched.", house.title)),
                )
            }),
            Err(problem) => self.fail(problem),
        }
    }
}

/// The protocol that runs in a part.
fn houses(lesson: &Lesson, part: usize) -> Result<&'static House, String> {
    let set_up = lesson.set_up_of(part).and_then(|at| lesson.parts.get(at)?.blocks.first());
    let name = match set_up {
        Some(Block::Scenario(text)) => protocol_of(text).unwrap_or_default(),
        _ => "",
    };
    house(name).ok_or_else(|| no_house(name).unwrap_or_default())
}
