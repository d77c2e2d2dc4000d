//! The root: reads the address and shows the place that it names, once the code for it is there.

use super::browser::{self, Listener};
use super::home::{HERO, home};
use super::lab::Lab;
use super::route::Route;
use crate::protocols::{HOUSES, House, Missing, house};
use yew::prelude::*;

/// The whole page.
pub struct App {
    route: Route,
    /// The protocol whose code did not come.
    missing: Option<&'static str>,
    _listener: Option<Listener>,
}

/// What comes in from outside.
pub enum Message {
    /// The address is another.
    Moved,
    /// The code of a protocol came, or did not.
    Came(&'static str, Result<(), Missing>),
    /// What did not come is asked for again.
    Again,
}

impl Component for App {
    type Message = Message;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let moved = ctx.link().callback(|_: web_sys::Event| Message::Moved);
        let listener = browser::window().and_then(|window| {
            Listener::new(&window, "hashchange", move |event| moved.emit(event))
        });
        let route = Route::parse(&browser::fragment());
        need(ctx, &route);
        App { route, missing: None, _listener: listener }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Moved => {
                let route = Route::parse(&browser::fragment());
                if route == self.route {
                    return false;
                }
                self.route = route;
                need(ctx, &self.route);
            }
            Message::Came(name, came) => self.missing = came.err().map(|Missing| name),
            Message::Again => {
                self.missing = None;
                need(ctx, &self.route);
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let house = wanted(&self.route);
        let is_here = house.is_some_and(|house| house.kind().is_some());
        match &self.route {
            Route::Home => home(is_here),
            Route::Lab { protocol, .. } if is_here => {
                html! { <Lab key={protocol.clone()} protocol={protocol.clone()} /> }
            }
            Route::Lab { protocol, .. } => match house {
                Some(house) if self.missing == Some(house.name) => {
                    not_come(house, ctx.link().callback(|_: MouseEvent| Message::Again))
                }
                Some(house) => html! {
                    <main class="shell" aria-busy="true"><p>{ format!("Opening the {} lab.", house.title) }</p></main>
                },
                None => lost(&format!("There is no protocol \"{protocol}\" here.")),
            },
            Route::Unknown(path) => lost(&format!("There is nothing at \"{path}\".")),
        }
    }
}

/// The protocol that runs at a place: on the start page it is the one of the cluster there.
fn wanted(route: &Route) -> Option<&'static House> {
    match route {
        Route::Home => house(HERO),
        Route::Lab { protocol, .. } => house(protocol),
        Route::Unknown(_) => None,
    }
}

/// Fetches the code that a place needs.
fn need(ctx: &Context<App>, route: &Route) {
    if let Some(house) = wanted(route).filter(|house| house.kind().is_none()) {
        ctx.link().send_future(async { Message::Came(house.name, house.fetch().await) });
    }
}

fn not_come(house: &House, again: Callback<MouseEvent>) -> Html {
    html! {
        <main class="shell">
            <h1>{ format!("The {} lab did not come", house.title) }</h1>
            <p role="alert">{ "Its code could not be fetched. If trying again does not help, reload the page." }</p>
            <button type="button" class="btn" onclick={again}>{ "Try again" }</button>
        </main>
    }
}

/// One sentence about what is wrong, and the ways on.
pub fn lost(words: &str) -> Html {
    html! {
        <main class="shell">
            <h1>{ "Not here" }</h1>
            <p>{ words }</p>
            { ways() }
        </main>
    }
}

fn ways() -> Html {
    let way = |house: &House| {
        html! { <li><a href={format!("#/lab/{}", house.name)}>{ house.title }</a></li> }
    };
    html! {
        <nav aria-label="Labs">
            <p>{ "Open a lab:" }</p>
            <ul>{ for HOUSES.iter().map(way) }</ul>
        </nav>
    }
}
