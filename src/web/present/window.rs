//! The window of notes: what the lecturer reads, and the clicker's buttons once more.

use super::talk::{self, Told};
use crate::web::browser::{self, Listener};
use crate::web::errands;
use js_sys::futures::JsFuture;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;
use yew::prelude::*;

/// The place of its address.
pub fn notes() -> Html {
    html! { <Notes /> }
}

/// What comes in from outside.
enum Message {
    /// The presentation told something.
    Told(Told),
    /// A second has passed.
    Tick,
    /// The clock begins anew.
    Reset,
}

/// The component.
struct Notes {
    told: Told,
    since: f64,
    _listeners: [Option<Listener>; 2],
}

impl Component for Notes {
    type Message = Message;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link().clone();
        let window = browser::window();
        let heard = window.as_ref().and_then(|window| {
            Listener::new(window, "message", move |event| {
                let is_ours = talk::opener().is_some_and(|opener| talk::is_from(&event, &opener));
                if is_ours && let Some(told) = Told::of_js(&talk::get(&event, "data")) {
                    link.send_message(Message::Told(told));
                }
            })
        });
        let pressed = window.as_ref().and_then(|window| Listener::new(window, "keydown", pressed));
        talk::ask("hello");
        tick(ctx);
        Notes { told: Told::default(), since: js_sys::Date::now(), _listeners: [heard, pressed] }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Told(told) => self.told = told,
            Message::Tick => tick(ctx),
            Message::Reset => self.since = js_sys::Date::now(),
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let told = &self.told;
        let [title, place] =
            [0, 1].map(|at| told.all("title").get(at).cloned().unwrap_or_default());
        if talk::opener().is_none() || !told.all("over").is_empty() {
            return html! {
                <main class="lecturer">
                    <h1>{ "No presentation" }</h1>
                    <p>{ "These notes belong to a presentation. Press P in a lab or a lesson, and then W." }</p>
                </main>
            };
        }
        html! {
            <main class="lecturer">
                <header>
                    <div>
                        <h1>{ title }</h1>
                        <p class="mid">{ place }</p>
                    </div>
                    <p class="clock">
                        <b class="mono" aria-label="Time since the beginning">{ elapsed(self.since) }</b>
                        <button type="button" class="btn" onclick={ctx.link().callback(|_| Message::Reset)}>{ "Reset" }</button>
                    </p>
                </header>
                { self.buttons() }
                { self.now() }
                { list("Notes", told.all("notes"), "There are no notes for this.") }
                if !told.all("presets").is_empty() { { self.presets() } }
                if !told.all("events").is_empty() { { list("So far", told.all("events"), "") } }
            </main>
        }
    }
}

impl Notes {
    fn buttons(&self) -> Html {
        let told = &self.told;
        let button = |name: &'static str,
                      key: &'static str,
                      words: &'static str,
                      is_on: Option<bool>| {
            html! {
                <button type="button" class={classes!("btn", "lg", is_on.unwrap_or_default().then_some("pri"))}
                    aria-pressed={is_on.map(|is_on| is_on.to_string())} onclick={move |_| talk::ask(words)}>
                    { name }<kbd>{ key }</kbd>
                </button>
            }
        };
        html! {
            <div class="clicker" role="group" aria-label="Clicker">
                { button("Previous", "←", "previous", None) }
                { button("Next", "→", "next", None) }
                { button("Freeze", "Z", "freeze", Some(told.is("frozen"))) }
                { button("Black", "B", "black", Some(told.is("black"))) }
                if told.is("exploring") { { button("Return", "Backspace", "return", None) } }
            </div>
        }
    }

    fn now(&self) -> Html {
        let told = &self.told;
        html! {
            <section class="present" aria-labelledby="now">
                <h2 id="now">{ told.one("place") }</h2>
                <p class="says">{ told.one("says") }</p>
                <p class="mid">{ told.one("why") }</p>
                if let Some((ask, choices)) = told.all("question").split_first() {
                    <h3>{ "The audience is asked" }</h3>
                    <p class="says">{ ask }</p>
                    <ol>{ for choices.iter().map(|choice| html! { <li>{ choice }</li> }) }</ol>
                }
                <h3>{ "The next click" }</h3>
                <p>{ told.one("ahead") }</p>
            </section>
        }
    }

    fn presets(&self) -> Html {
        let preset = |(number, title): (usize, &String)| {
            html! {
                <li>
                    <button type="button" class="btn" onclick={move |_| talk::ask(&format!("preset {number}"))}>
                        <kbd>{ format!("Shift+{number}") }</kbd>{ title }
                    </button>
                </li>
            }
        };
        html! {
            <section aria-labelledby="presets">
                <h2 id="presets">{ "Accidents" }</h2>
                <ul class="ways">{ for (1..=9).zip(self.told.all("presets")).map(preset) }</ul>
            </section>
        }
    }
}

fn list(title: &'static str, lines: &[String], otherwise: &'static str) -> Html {
    let id = title.replace(' ', "-");
    html! {
        <section aria-labelledby={id.clone()}>
            <h2 {id}>{ title }</h2>
            { for lines.iter().map(|line| html! { <p>{ line }</p> }) }
            if lines.is_empty() { <p class="dim">{ otherwise }</p> }
        </section>
    }
}

/// The keys of the clicker, which are those of the presentation.
fn pressed(event: web_sys::Event) {
    let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
    let on_button = browser::window()
        .and_then(|window| window.document()?.active_element())
        .is_some_and(|element| element.tag_name() == "BUTTON");
    if key.ctrl_key() || key.meta_key() || key.alt_key() {
        return;
    }
    let digit = key.code().strip_prefix("Digit").map(str::to_string).filter(|_| key.shift_key());
    let name = key.key();
    let words = match (digit, &*name) {
        (Some(digit), _) if digit != "0" => format!("preset {digit}"),
        (_, "Enter" | " ") if on_button => return,
        (_, "ArrowRight" | "ArrowDown" | "PageDown" | "Enter" | " ") => "next".to_string(),
        (_, "ArrowLeft" | "ArrowUp" | "PageUp") => "previous".to_string(),
        (_, "Backspace") => "return".to_string(),
        (_, "b" | "B") => "black".to_string(),
        (_, "z" | "Z") => "freeze".to_string(),
        (_, choice @ ("1" | "2" | "3" | "4")) => {
            format!("choose {}", choice.parse::<usize>().unwrap_or(1) - 1)
        }
        _ => return,
    };
    event.prevent_default();
    talk::ask(&words);
}

fn tick(ctx: &Context<Notes>) {
    ctx.link().send_future(async {
        let _ = JsFuture::from(errands::sleep(1_000)).await;
        Message::Tick
    });
}

/// Minutes and seconds since an instant.
fn elapsed(since: f64) -> String {
    let seconds = ((js_sys::Date::now() - since) / 1_000.0).max(0.0) as u64;
    format!("{:02}:{:02}", seconds / 60, seconds % 60)
}
