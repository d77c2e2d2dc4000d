//! The place: a form at the left, the frame at its size beside it, and below it what is copied.

use super::form::form;
use super::snippets::{Tool, snippet};
use super::spec::{HEIGHTS, Spec};
use crate::web::browser::{self, Listener};
use crate::web::widgets::icon::{self, icon};
use crate::web::widgets::top::brand;
use js_sys::Reflect;
use js_sys::futures::JsFuture;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;
use yew::prelude::*;

/// How it looks.
pub const STYLE: &str = include_str!("../../../static/studio.css");

/// The place of an address.
pub fn page(name: &str, query: &str) -> Html {
    html! { <Studio name={name.to_string()} query={query.to_string()} /> }
}

#[wasm_bindgen(module = "/src/web/browser.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn copy(text: &str) -> Result<js_sys::Promise, JsValue>;
    #[wasm_bindgen(js_name = page)]
    fn page_address() -> String;
}

/// What an address names, and what it says of it.
#[derive(Clone, PartialEq, Properties)]
pub struct StudioProps {
    name: AttrValue,
    query: AttrValue,
}

/// What comes in from outside.
pub enum Message {
    /// Something else was chosen.
    Chosen(Box<Spec>),
    /// Another tool.
    Tool(Tool),
    /// Some text is to be copied.
    Copy(String),
    /// Whether it was.
    Copied(bool),
    /// The frame said something: the step that it shows and the last one, or its height.
    Step(u64, u64),
    /// How high what is in it is.
    Height(u32),
}

/// The component.
pub struct Studio {
    spec: Spec,
    problems: Vec<String>,
    tool: Tool,
    /// The step that the frame shows, and the last one.
    seen: Option<(u64, u64)>,
    height: u32,
    done: &'static str,
    frame: NodeRef,
    _listener: Option<Listener>,
}

impl Component for Studio {
    type Message = Message;
    type Properties = StudioProps;

    fn create(ctx: &Context<Self>) -> Self {
        let frame = NodeRef::default();
        let (link, of) = (ctx.link().clone(), frame.clone());
        let listener = browser::window().and_then(|window| {
            Listener::new(&window, "message", move |event| {
                if let Some(message) = heard(event, &of) {
                    link.send_message(message);
                }
            })
        });
        let (spec, problems) = Spec::parse(&ctx.props().name, &ctx.props().query);
        Studio {
            spec,
            problems,
            tool: Tool::Html,
            seen: None,
            height: HEIGHTS.0,
            done: "",
            frame,
            _listener: listener,
        }
    }

    fn changed(&mut self, ctx: &Context<Self>, _: &StudioProps) -> bool {
        let (spec, problems) = Spec::parse(&ctx.props().name, &ctx.props().query);
        let is_other = spec != self.spec || problems != self.problems;
        (self.spec, self.problems) = (spec, problems);
        is_other
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Chosen(spec) => {
                if spec.name != self.spec.name {
                    self.seen = None;
                }
                self.spec = *spec;
                self.done = "";
                self.problems.clear();
                browser::replace(&self.spec.address());
            }
            Message::Tool(tool) => (self.tool, self.done) = (tool, ""),
            Message::Copy(text) => {
                let promise = copy(&text).ok();
                ctx.link().send_future(async move {
                    Message::Copied(match promise {
                        Some(promise) => JsFuture::from(promise).await.is_ok(),
                        None => false,
                    })
                });
                return false;
            }
            Message::Copied(true) => self.done = "Copied.",
            Message::Copied(false) => {
                self.done =
                    "This browser does not let the page copy. Select the lines and copy them.";
            }
            Message::Step(step, last) => {
                return self.seen.replace((step, last)) != Some((step, last));
            }
            Message::Height(height) => {
                return std::mem::replace(&mut self.height, height) != height;
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link();
        let chosen = link.callback(|spec: Spec| Message::Chosen(Box::new(spec)));
        html! {
            <main class="studio">
                <header class="bar">
                    <a class="brand" href="#/" aria-label="Quorarium, home">{ brand() }<span>{ "Quorarium" }</span></a>
                    <h1>{ "Put a cluster into your page" }</h1>
                </header>
                { form(&self.spec, self.seen, &chosen) }
                <section class="preview" aria-label="Preview">
                    if !self.problems.is_empty() {
                        <p class="problem" role="alert">{ self.problems.join(" ") }</p>
                    }
                    <div class="scroll" tabindex="0" role="group" aria-label="The frame at its size">
                        { self.preview() }
                    </div>
                </section>
                { self.lines(link) }
            </main>
        }
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        let Some(frame) = self.frame.cast::<HtmlElement>() else { return };
        let height = self.spec.size.height.unwrap_or(self.height);
        for (name, length) in [("width", self.spec.size.width), ("height", height)] {
            let _ = frame.style().set_property(name, &format!("{length}px"));
        }
    }
}

impl Studio {
    /// The frame. It has another address than the page around it, since a page that stands in itself is refused.
    fn preview(&self) -> Html {
        let address = format!("{}?studio{}", page_address(), self.spec.frame());
        html! {
            <iframe ref={self.frame.clone()} src={address} title="The frame as your readers see it"></iframe>
        }
    }

    fn lines(&self, link: &yew::html::Scope<Self>) -> Html {
        let page = page_address();
        let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder).to_string() + "/";
        let made = snippet(self.tool, &self.spec, &page, &folder);
        let tab = |(tool, name): &(Tool, &'static str)| {
            let (tool, is_on) = (*tool, *tool == self.tool);
            html! {
                <button
                    type="button"
                    class={if is_on { "on" } else { "" }}
                    aria-pressed={is_on.to_string()}
                    onclick={link.callback(move |_| Message::Tool(tool))}
                >
                    { *name }
                </button>
            }
        };
        let block = |says: &str, lines: &str, name: &'static str| {
            let text = lines.to_string();
            html! {
                <div class="lines">
                    <p class="mid">{ says.to_string() }</p>
                    <pre class="mono" tabindex="0">{ lines.to_string() }</pre>
                    <button type="button" class="btn" aria-label={name} onclick={link.callback(move |_| Message::Copy(text.clone()))}>
                        { icon(icon::COPY) }<span>{ "Copy" }</span>
                    </button>
                </div>
            }
        };
        html! {
            <section class="snippets" aria-label="What to copy">
                <h2>{ "Copy it" }</h2>
                <div class="seg" role="group" aria-label="Tool">{ for Tool::ALL.iter().map(tab) }</div>
                { block(made.place, &made.lines, "Copy the lines") }
                if let Some((says, lines)) = &made.once { { block(says, lines, "Copy what is done once") } }
                <p class="done" role="status">{ self.done }</p>
            </section>
        }
    }
}

/// What the frame says, and nobody else.
fn heard(event: web_sys::Event, frame: &NodeRef) -> Option<Message> {
    let get = |of: &JsValue, name: &str| Reflect::get(of, &JsValue::from_str(name)).ok();
    let frame = frame.cast::<HtmlElement>()?;
    if get(&event, "source")? != get(&frame, "contentWindow")? {
        return None;
    }
    let data = get(&event, "data")?;
    let number = |name: &str| get(&data, name)?.as_f64().map(|number| number as u64);
    if get(&data, "ns")?.as_string()? != "quorarium" {
        return None;
    }
    match get(&data, "type")?.as_string()?.as_str() {
        "ready" | "step" => Some(Message::Step(number("step")?, number("last")?)),
        "resize" => {
            let height = number("height")?.clamp(100, 1_600);
            Some(Message::Height(u32::try_from(height).ok()?))
        }
        _ => None,
    }
}
