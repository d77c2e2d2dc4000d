//! The course: the path of its lessons on the start page, and the whole list with its terms and what was done of it.

use super::pieces;
use crate::lesson::course::{ABOUT, COURSE, CoursePart, Entry, TERMS, lessons};
use crate::lesson::progress::Progress;
use crate::web::browser;
use crate::web::widgets::icon::{self, icon};
use crate::web::widgets::top::brand;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The way into the course: the lesson to go on with.
pub fn way() -> Html {
    let progress = pieces::progress();
    let (address, says) = match present(&progress) {
        Some(entry) if progress == Progress::default() => {
            (address(entry, &progress), format!("Begin: {}", entry.title))
        }
        Some(entry) => (address(entry, &progress), format!("Continue: {}", entry.title)),
        None => ("#/learn".to_string(), "All lessons".to_string()),
    };
    html! { <a class="btn pri lg" href={address}>{ says }</a> }
}

/// The path of the course.
pub fn path() -> Html {
    let progress = pieces::progress();
    let present = present(&progress);
    let (all, done) = (lessons().count(), lessons().filter(|it| is_done(it, &progress)).count());
    let says = match done {
        0 => format!("{all} lessons, each a story that you steer."),
        _ => format!("{all} lessons, each a story that you steer. You have done {done}."),
    };
    html! {
        <section class="course" aria-labelledby="lessons">
            <h2 id="lessons">{ "Learn it in order" }</h2>
            <p class="mid">{ says }{ " " }<a class="web" href="#/learn">{ "What each is about" }</a></p>
            <div class="path">{ for COURSE.iter().map(|part| leg(part, &progress, present)) }</div>
        </section>
    }
}

fn leg(part: &CoursePart, progress: &Progress, present: Option<&Entry>) -> Html {
    let stop = |entry: &Entry| {
        let (class, sign, says) = sign(entry, progress, present);
        html! {
            <li {class}>
                <a href={address(entry, progress)}>
                    <span class="dot">{ sign }</span>
                    <span>{ entry.title }<span class="sr">{ says }</span></span>
                </a>
            </li>
        }
    };
    html! {
        <section class="leg" aria-label={part.title}>
            <h3>{ part.title }<span class="dim">{ part.says }</span></h3>
            <ol>{ for part.lessons.iter().map(stop) }</ol>
        </section>
    }
}

/// How a lesson stands on the path: its class, its sign, and the same in words.
fn sign(
    entry: &Entry,
    progress: &Progress,
    present: Option<&Entry>,
) -> (&'static str, Html, &'static str) {
    match (is_done(entry, progress), present == Some(entry)) {
        (true, _) => ("done", icon(icon::TICK), ", done"),
        (false, true) => ("now", Html::default(), ", next"),
        (false, false) => ("", Html::default(), ""),
    }
}

fn is_done(entry: &Entry, progress: &Progress) -> bool {
    progress.count(entry.id) >= usize::from(entry.parts)
}

/// The lesson to go on with: the first that is not done.
fn present(progress: &Progress) -> Option<&'static Entry> {
    lessons().find(|entry| !is_done(entry, progress))
}

/// The first part of a lesson that is not done.
fn address(entry: &Entry, progress: &Progress) -> String {
    let parts = usize::from(entry.parts);
    let part = (0..parts).find(|part| !progress.has(entry.id, *part)).unwrap_or_default();
    format!("#/learn/{}/{}", entry.id, part + 1)
}

/// The page of all lessons.
#[function_component]
pub fn List() -> Html {
    let progress = use_state(pieces::progress);
    let said = use_state(|| "");
    let take = {
        let (progress, said) = (progress.clone(), said.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let field =
                browser::find("#code").and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
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
    let present = present(&progress);
    let lesson = |(entry, about): (&Entry, &&'static str)| {
        let (class, dot, says) = sign(entry, &progress, present);
        let count = progress.count(entry.id).min(usize::from(entry.parts));
        html! {
            <li {class}>
                <span class="dot">{ dot }</span>
                <div>
                    <a class="name" href={address(entry, &progress)}>
                        { entry.title }<span class="sr">{ says }</span>
                    </a>
                    <p>{ *about }</p>
                    <p class="dim">
                        { format!("{} minutes, {count} of {} parts done", entry.minutes, entry.parts) }
                    </p>
                </div>
            </li>
        }
    };
    let mut abouts = ABOUT.iter();
    let part = |part: &CoursePart| {
        html! {
            <section aria-label={part.title}>
                <h2>{ part.title }<span class="dim">{ part.says }</span></h2>
                <ol class="lessons">{ for part.lessons.iter().zip(abouts.by_ref()).map(lesson) }</ol>
            </section>
        }
    };
    html! {
        <main class="home learnlist">
            <header class="bar">
                <a class="brand" href="#/" aria-label="Quorarium, home">
                    { brand() }<span>{ "Quorarium" }</span>
                </a>
                <nav aria-label="Places">
                    <a href="#/">{ "Labs" }</a><a href="#/compare">{ "Compare" }</a>
                </nav>
            </header>
            <div>
                <h1>{ "Lessons" }</h1>
                <p class="mid">
                    { "Read, predict, and then make it happen. Every lesson runs real nodes beside its text. Nothing is locked." }
                </p>
            </div>
            { for COURSE.iter().map(part) }
            <section aria-labelledby="terms">
                <h2 id="terms">{ "Terms" }</h2>
                <dl class="terms">
                    { for TERMS.iter().map(|(name, says)| html! {
                        <><dt>{ name.replace('-', " ") }</dt><dd>{ *says }</dd></>
                    }) }
                </dl>
            </section>
            <section aria-labelledby="progress">
                <h2 id="progress">{ "Your progress" }</h2>
                <p class="mid">{ "It is kept in this browser and sent nowhere. The code carries it to another one." }</p>
                <label class="coderow">
                    <span>{ "Code of what you have done" }</span>
                    <input class="field mono" readonly=true value={progress.to_string()} />
                </label>
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
