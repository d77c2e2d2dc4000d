//! The root: reads the address and shows the place that it names, once the code for it is there.

use super::browser::{self, Listener};
use super::home::{HERO, home};
use super::lab::Lab;
use super::later::{self, Brings, File};
use super::route::Route;
use crate::protocols::{HOUSES, House, Missing, house};
use yew::prelude::*;

/// The whole page.
pub struct App {
    route: Route,
    /// What did not come.
    missing: Option<&'static str>,
    /// What draws the comparisons, once it is here.
    compare: Option<Brings>,
    _listener: Option<Listener>,
}

/// What comes in from outside.
pub enum Message {
    /// The address is another.
    Moved,
    /// The code of a place came, or did not; the title of the place.
    Came(&'static str, Result<Option<later::Came>, Missing>),
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
        let app = App { route, missing: None, compare: None, _listener: listener };
        app.need(ctx);
        app
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Moved => {
                let route = Route::parse(&browser::fragment());
                if route == self.route {
                    return false;
                }
                self.route = route;
                self.need(ctx);
            }
            Message::Came(_, Ok(came)) => {
                self.compare = came.map(later::Came::unpack).or(self.compare);
            }
            Message::Came(title, Err(Missing)) => self.missing = Some(title),
            Message::Again => {
                self.missing = None;
                self.need(ctx);
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
                Some(house) => self.on_its_way(ctx, house.title),
                None => lost(&format!("There is no protocol \"{protocol}\" here.")),
            },
            Route::Compare { script, query } => match self.compare {
                Some(Brings::Place(draw)) => draw(script, query),
                _ => self.on_its_way(ctx, COMPARE),
            },
            Route::Unknown(path) => lost(&format!("There is nothing at \"{path}\".")),
        }
    }
}

/// What the place of the comparisons is called.
const COMPARE: &str = "Compare";

impl App {
    /// Fetches the code that the place needs.
    fn need(&self, ctx: &Context<App>) {
        let wanted = wanted(&self.route).filter(|house| house.kind().is_none());
        let is_compare = matches!(self.route, Route::Compare { .. }) && self.compare.is_none();
        if wanted.is_some() || is_compare {
            // One future for both: each kind of them costs code of its own.
            ctx.link().send_future(async move {
                match wanted {
                    Some(house) => Message::Came(house.title, house.fetch().await.map(|()| None)),
                    None => Message::Came(COMPARE, File::Compare.fetch().await.map(Some)),
                }
            });
        }
    }

    /// A place whose code is not here.
    fn on_its_way(&self, ctx: &Context<App>, title: &'static str) -> Html {
        if self.missing != Some(title) {
            return html! {
                <main class="shell" aria-busy="true"><p>{ format!("Opening {title}.") }</p></main>
            };
        }
        html! {
            <main class="shell">
                <h1>{ format!("{title} did not come") }</h1>
                <p role="alert">{ "Its code could not be fetched. If trying again does not help, reload the page." }</p>
                <button type="button" class="btn" onclick={ctx.link().callback(|_| Message::Again)}>{ "Try again" }</button>
            </main>
        }
    }
}

/// The protocol that runs at a place: on the start page it is the one of the cluster there.
fn wanted(route: &Route) -> Option<&'static House> {
    match route {
        Route::Home => house(HERO),
        Route::Lab { protocol, .. } => house(protocol),
        Route::Compare { .. } | Route::Unknown(_) => None,
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
