//! Views whose code is fetched when they are first shown, so that the page is awake before it is there.
//!
//! To make a component such a view, write one line beside it, `later!(Lab: LabProps in lab);`, and put
//! `later::show::<Lab>(LabProps { … })` where `<Lab … />` stood. Nothing else may name the component, or its code stays in
//! the first load. Views with the same word after `in` come in one file, and what several files need comes in another.
//! While a file is on its way an empty place stands there; if it does not come, a sentence and a button that tries again.
//!
//! What crosses is one function. All of a component's code hangs on the `html!` that names it, and [`later!`] puts that
//! `html!` on the file's side. Properties are made on the page's side and stay there, with what they are made of.
//! A closure given to the browser by hand (`Closure::new`) stays too, as does all that it calls; callbacks of Yew go along.
//! Without the feature `split`, when no splitter runs after the compiler, the same lines call the function directly.

use std::any::Any;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use yew::prelude::{Component, Html, Properties, html};

/// Draws a view from its properties; a component of its own, so that this is only a way in.
pub type Draw = fn(&dyn Any) -> Html;

/// The file with a view's code did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for Missing {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Missing {
        Missing
    }
}

/// What fetches the code of a view; it is done at once when the code is there.
pub type Fetch = Pin<Box<dyn Future<Output = Result<Draw, Missing>>>>;

/// A component whose code is fetched when it is first shown. [`later!`] implements it.
pub trait Later {
    /// What the component is given.
    type Given: 'static;
    /// Tells views apart that stand in the same place one after the other.
    const NAME: &'static str;
    /// Fetches the code; a fetch that failed can be tried again.
    fn fetch() -> Fetch;
}

/// Makes a component one whose code is fetched when it is first shown: `later!(Component: Properties in file);`.
macro_rules! later {
    ($view:ident : $given:ident in $file:ident) => {
        impl $crate::web::later::Later for $view {
            type Given = $given;
            const NAME: &'static str = stringify!($view);

            fn fetch() -> $crate::web::later::Fetch {
                #[cfg(feature = "split")]
                #[wasm_split_helpers::wasm_split($file, fallible)]
                fn way_in() -> Result<$crate::web::later::Draw, $crate::web::later::Missing> {
                    Ok($crate::web::later::draw::<$view, $given>)
                }
                #[cfg(not(feature = "split"))]
                async fn way_in() -> Result<$crate::web::later::Draw, $crate::web::later::Missing> {
                    Ok($crate::web::later::draw::<$view, $given>)
                }
                Box::pin(way_in())
            }
        }
    };
}
pub(crate) use later;

/// Draws a component. Only what [`later!`] writes may name this: where it is named, the component's code is.
pub fn draw<V, P>(given: &dyn Any) -> Html
where
    V: yew::BaseComponent<Properties = P>,
    P: Properties + Clone + 'static,
{
    // `show` has put in what is taken out here, so there always is something to draw.
    given.downcast_ref::<P>().map_or_else(Html::default, |given| {
        html! { <V ..given.clone() /> }
    })
}

/// Shows a view, and fetches its code first if it is not there.
pub fn show<V: Later>(given: V::Given) -> Html {
    let (fetch, given): (fn() -> Fetch, Rc<dyn Any>) = (V::fetch, Rc::new(given));
    html! { <Place key={V::NAME} {fetch} {given} /> }
}

/// The place of a view. One component for all of them: each kind of component weighs some kilobytes.
struct Place {
    state: State,
}

enum State {
    Coming,
    Here(Draw),
    Missing,
}

#[derive(Clone, Properties)]
struct PlaceProps {
    fetch: fn() -> Fetch,
    given: Rc<dyn Any>,
}

/// Whether a view must be drawn anew is for itself to say: it can compare what it is given.
impl PartialEq for PlaceProps {
    fn eq(&self, other: &PlaceProps) -> bool {
        Rc::ptr_eq(&self.given, &other.given)
    }
}

enum Message {
    Came(Result<Draw, Missing>),
    TryAgain,
}

impl Component for Place {
    type Message = Message;
    type Properties = PlaceProps;

    fn create(ctx: &yew::Context<Self>) -> Place {
        Place { state: begin(ctx) }
    }

    fn update(&mut self, ctx: &yew::Context<Self>, message: Message) -> bool {
        self.state = match message {
            Message::Came(Ok(draw)) => State::Here(draw),
            Message::Came(Err(Missing)) => State::Missing,
            Message::TryAgain => begin(ctx),
        };
        true
    }

    fn view(&self, ctx: &yew::Context<Self>) -> Html {
        match self.state {
            State::Here(draw) => draw(&*ctx.props().given),
            State::Coming => html! { <div class="later" aria-busy="true" /> },
            State::Missing => {
                let onclick = ctx.link().callback(|_| Message::TryAgain);
                html! {
                    <div class="later" role="alert">
                        <p>{ "This part of the page could not be fetched." }</p>
                        <p>{ "If trying again does not help, reload the page." }</p>
                        <button type="button" class="btn" {onclick}>{ "Try again" }</button>
                    </div>
                }
            }
        }
    }
}

/// Asks for the code. A view whose code is there is drawn in the same breath, without an empty place before.
fn begin(ctx: &yew::Context<Place>) -> State {
    let mut fetch = (ctx.props().fetch)();
    match fetch.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(draw)) => State::Here(draw),
        Poll::Ready(Err(Missing)) => State::Missing,
        Poll::Pending => {
            ctx.link().send_future(async move { Message::Came(fetch.await) });
            State::Coming
        }
    }
}
