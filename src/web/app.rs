//! The root: reads the address and shows the place that it names, once the code for it is there.

use super::browser::{self, Listener};
use super::embed::options::is_lesson;
use super::home::HERO;
use super::lab::{Chrome, Lab, Whole};
use super::later::{self, Brings, File};
use super::route::Route;
use crate::protocol::apart::{Coming, Missing, all};
use crate::protocols::{House, house};
use yew::prelude::*;

/// The whole page.
pub struct App {
    route: Route,
    /// What did not come.
    missing: Option<&'static str>,
    /// What draws places that are neither labs nor errors, as far as it is here.
    places: Vec<(File, Brings)>,
    _listener: Option<Listener>,
}

/// What comes in from outside.
pub enum Message {
    /// The address is another.
    Moved,
    /// The code of a place came, or did not; the title of the place.
    Came(&'static str, Result<Vec<(File, later::Came)>, Missing>),
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
        let app = App { route, missing: None, places: Vec::new(), _listener: listener };
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
                self.places.extend(came.into_iter().map(|(file, came)| (file, came.unpack())));
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
        if let Some(problem) = self.route.problem() {
            return lost(&problem);
        }
        let house = wanted(&self.route);
        let is_here = house.is_some_and(|house| house.kind().is_some()) && self.is_here();
        match &self.route {
            Route::Home => self.place(ctx, "", ""),
            Route::Lab { protocol, .. } if is_here => match self.brought(File::Whole) {
                Some(Brings::Whole(draw)) => {
                    let chrome = Chrome::Whole(Whole(*draw));
                    html! { <Lab key={protocol.clone()} protocol={protocol.clone()} {chrome} /> }
                }
                _ => Html::default(),
            },
            Route::Lab { .. } | Route::Unknown(_) => self.on_its_way(ctx, title(&self.route)),
            Route::Compare { script, query } => self.place(ctx, script, query),
            Route::Learn { lesson, query } => self.place(ctx, lesson, query),
            Route::Embed { name, query } | Route::Studio { name, query } => {
                self.place(ctx, name, query)
            }
            Route::Notes => self.place(ctx, "", ""),
        }
    }
}

impl App {
    /// What a file brought, if it is here.
    fn brought(&self, file: File) -> Option<&Brings> {
        self.places.iter().find(|(known, _)| *known == file).map(|(_, brings)| brings)
    }

    /// Whether all that draws the present place is here.
    fn is_here(&self) -> bool {
        files(&self.route).iter().all(|file| self.brought(*file).is_some())
    }

    /// A place with code of its own: the last of its files draws it, and those before prepare it.
    fn place(&self, ctx: &Context<App>, name: &str, query: &str) -> Html {
        if !self.is_here() {
            return self.on_its_way(ctx, title(&self.route));
        }
        let mut drawn = Html::default();
        for file in files(&self.route) {
            match self.brought(*file) {
                Some(Brings::Place(draw)) => drawn = draw(name, query),
                Some(Brings::Present(presents)) => drawn = (presents.notes)(),
                _ => {}
            }
        }
        drawn
    }

    /// Fetches the code that the place needs.
    fn need(&self, ctx: &Context<App>) {
        let route = self.route.clone();
        let lacks_house = wanted(&route).is_some_and(|house| house.kind().is_none());
        if lacks_house || !self.is_here() {
            ctx.link().send_future(async move {
                let came = fetch(&route).await;
                Message::Came(title(&route), came)
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

/// Fetches the code of a place: that of its protocol, and what draws it.
pub async fn fetch(route: &Route) -> Result<Vec<(File, later::Came)>, Missing> {
    let house = wanted(route).map(|house| -> Coming<Option<(File, later::Came)>> {
        Box::pin(async { house.fetch().await.map(|()| None) })
    });
    let files = files(route).iter().map(|file| -> Coming<Option<(File, later::Came)>> {
        Box::pin(async { Ok(Some((*file, file.fetch().await?))) })
    });
    let came = all(house.into_iter().chain(files).collect()).await?;
    Ok(came.into_iter().flatten().collect())
}

/// The files of a place, if it is no error.
fn files(route: &Route) -> &'static [File] {
    match route {
        Route::Home => &[File::Home],
        Route::Compare { .. } => &[File::Compare],
        Route::Learn { .. } => &[File::Learn],
        Route::Embed { name, .. } if is_lesson(name) => &[File::Embed, File::Learn],
        Route::Embed { .. } => &[File::Embed],
        Route::Studio { .. } => &[File::Studio],
        Route::Notes => &[File::Present],
        Route::Lab { .. } => &[File::Whole],
        Route::Unknown(_) => &[],
    }
}

/// What a place is called while its code is on its way.
fn title(route: &Route) -> &'static str {
    match route {
        Route::Home => "Quorarium",
        Route::Compare { .. } => "Compare",
        Route::Learn { .. } => "Lessons",
        Route::Embed { .. } | Route::Studio { .. } | Route::Notes => "Quorarium",
        Route::Lab { .. } | Route::Unknown(_) => wanted(route).map_or("", |house| house.title),
    }
}

/// The protocol that runs at a place: on the start page it is the one of the cluster there.
fn wanted(route: &Route) -> Option<&'static House> {
    match route {
        Route::Home => house(HERO),
        Route::Lab { protocol, .. } => house(protocol),
        Route::Embed { name, .. } => house(name.split('/').next().unwrap_or_default()),
        Route::Compare { .. }
        | Route::Learn { .. }
        | Route::Studio { .. }
        | Route::Notes
        | Route::Unknown(_) => None,
    }
}

/// One sentence about what is wrong, and the ways on.
pub fn lost(words: &str) -> Html {
    html! {
        <main class="shell">
            <h1>{ "Not here" }</h1>
            <p>{ words }</p>
            <p><a href="#/">{ "To the start page, with all labs" }</a></p>
        </main>
    }
}
