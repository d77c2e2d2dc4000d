//! The course: the path of its lessons on the start page, and the whole list with its terms and what was done of it.

use super::pieces;
use crate::lesson::course::{Course, CoursePart, Entry};
use crate::lesson::progress::Progress;
use crate::web::widgets::icon::{self, icon};
use crate::web::widgets::top::brand;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The path.
pub struct Path {
    course: Option<Rc<Course>>,
    progress: Progress,
}

/// It has none.
#[derive(Clone, PartialEq, Properties)]
pub struct PathProps {}

impl Component for Path {
    type Message = Option<Rc<Course>>;
    type Properties = PathProps;

    fn create(ctx: &Context<Self>) -> Self {
        ctx.link().send_future(async { super::fetch_course().await.ok() });
        Path { course: None, progress: pieces::progress() }
    }

    fn update(&mut self, _: &Context<Self>, course: Self::Message) -> bool {
        self.course = course;
        true
    }

    fn view(&self, _: &Context<Self>) -> Html {
        let empty = Course::default();
        let course = self.course.as_deref().unwrap_or(&empty);
        let present = present(course, &self.progress);
        let all = course.lessons().count();
        let done = course.lessons().filter(|entry| is_done(entry, &self.progress)).count();
        let says = match (all, done) {
            (0, _) => "A course in parts, each a story that you steer.".to_string(),
            (_, 0) => format!("{all} lessons, each a story that you steer."),
            (_, _) => format!("{all} lessons, each a story that you steer. You have done {done}."),
        };
        html! {
            <section class="course" aria-labelledby="lessons">
                <h2 id="lessons">{ "Learn it in order" }</h2>
                <p class="mid">
                    { says }{ " " }
                    if let Some(entry) = present {
                        <a class="btn pri" href={address(entry, &self.progress)}>
                            { format!("{} {}", if done == 0 { "Begin:" } else { "Continue:" }, entry.title) }
                        </a>
                    }
                    <a class="btn" href="#/learn">{ "All lessons" }</a>
                </p>
                <div class="path">
                    { for course.parts.iter().map(|part| self.part(part, present)) }
                </div>
            </section>
        }
    }
}

impl Path {
    fn part(&self, part: &CoursePart, present: Option<&Entry>) -> Html {
        let stop = |entry: &Entry| {
            let (class, sign, says) = sign(entry, &self.progress, present);
            html! {
                <li {class}>
                    <a href={address(entry, &self.progress)}>
                        <span class="dot">{ sign }</span>
                        <span>{ &entry.title }<span class="sr">{ says }</span></span>
                    </a>
                </li>
            }
        };
        html! {
            <section class="leg" aria-label={part.title.clone()}>
                <h3>{ &part.title }<span class="dim">{ &part.says }</span></h3>
                <ol>{ for part.lessons.iter().map(stop) }</ol>
            </section>
        }
    }
}

/// How a lesson stands on the path: its class, its sign, and the same in words.
fn sign(
    entry: &Entry,
    progress: &Progress,
    present: Option<&Entry>,
) -> (&'static str, Html, &'static str) {
    match (is_done(entry, progress), present.is_some_and(|known| known.id == entry.id)) {
        (true, _) => ("done", icon(icon::TICK), ", done"),
        (false, true) => ("now", Html::default(), ", next"),
        (false, false) => ("", Html::default(), ""),
    }
}

fn is_done(entry: &Entry, progress: &Progress) -> bool {
    progress.count(&entry.id) >= usize::from(entry.parts)
}

/// The lesson to go on with: the first that is not done.
fn present<'c>(course: &'c Course, progress: &Progress) -> Option<&'c Entry> {
    course.lessons().find(|entry| !is_done(entry, progress))
}

/// The first part of a lesson that is not done.
fn address(entry: &Entry, progress: &Progress) -> String {
    let parts = usize::from(entry.parts);
    let part = (0..parts).find(|part| !progress.has(&entry.id, *part)).unwrap_or_default();
    format!("#/learn/{}/{}", entry.id, part + 1)
}

/// The page of all lessons.
pub fn list(course: &Rc<Course>) -> Html {
    html! { <List course={course.clone()} /> }
}

#[derive(Clone, PartialEq, Properties)]
struct ListProps {
    course: Rc<Course>,
}

/// What is typed into the field for a code, and what came of it.
#[function_component]
fn List(props: &ListProps) -> Html {
    let progress = use_state(pieces::progress);
    let said = use_state(|| "");
    let take = {
        let (progress, said) = (progress.clone(), said.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let field = crate::web::browser::find("#code")
                .and_then(|it| wasm_bindgen::JsCast::dyn_into::<HtmlInputElement>(it).ok());
            let code = field.map(|field| field.value()).unwrap_or_default();
            match code.parse::<Progress>() {
                Ok(other) => {
                    pieces::keep(&other);
                    progress.set(pieces::progress());
                    said.set("It is counted here now.");
                }
                Err(problem) => said.set(problem),
            }
        })
    };
    let course = &props.course;
    let present = present(course, &progress);
    let lesson = |entry: &Entry| {
        let (class, dot, says) = sign(entry, &progress, present);
        let count = progress.count(&entry.id).min(usize::from(entry.parts));
        html! {
            <li {class}>
                <span class="dot">{ dot }</span>
                <div>
                    <a class="name" href={address(entry, &progress)}>{ &entry.title }<span class="sr">{ says }</span></a>
                    <p>{ &entry.about }</p>
                    <p class="dim">{ format!("{} minutes, {count} of {} parts done", entry.minutes, entry.parts) }</p>
                </div>
            </li>
        }
    };
    html! {
        <main class="home learnlist">
            <header class="bar">
                <a class="brand" href="#/" aria-label="Quorarium, home">{ brand() }<span>{ "Quorarium" }</span></a>
                <nav aria-label="Places"><a href="#/">{ "Home" }</a><a href="#/compare">{ "Compare" }</a></nav>
            </header>
            <h1>{ "Lessons" }</h1>
            <p class="mid">{ "Read, predict, and then make it happen. Every lesson runs real nodes beside its text, and nothing is locked." }</p>
            { for course.parts.iter().map(|part| html! {
                <section aria-label={part.title.clone()}>
                    <h2>{ &part.title }<span class="dim">{ &part.says }</span></h2>
                    <ol class="lessons">{ for part.lessons.iter().map(lesson) }</ol>
                </section>
            }) }
            <section aria-labelledby="terms">
                <h2 id="terms">{ "Terms" }</h2>
                <dl class="terms">
                    { for course.terms.iter().map(|term| html! {
                        <><dt id={format!("term-{}", term.name)}>{ term.name.replace('-', " ") }</dt><dd>{ &term.says }</dd></>
                    }) }
                </dl>
            </section>
            <section aria-labelledby="progress">
                <h2 id="progress">{ "Your progress" }</h2>
                <p class="mid">{ "It is kept in this browser and sent nowhere. The code carries it to another one." }</p>
                <label class="coderow"><span>{ "Code of what you have done" }</span>
                    <input class="field mono" readonly=true value={progress.to_string()} /></label>
                <form class="coderow" onsubmit={take}>
                    <label for="code">{ "A code from another browser" }</label>
                    <input id="code" class="field mono" placeholder="1~quorums.1.2" />
                    <button type="submit" class="btn">{ "Count it here too" }</button>
                    <span role="status" class="mid">{ *said }</span>
                </form>
            </section>
        </main>
    }
}
