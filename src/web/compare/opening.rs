//! From an address to a comparison: its text, the code of the protocols that it names, and the packed texts of its links.

use super::sheet::Draft;
use super::{Compare, Message};
use crate::compare::{COMPARISONS, Experiment, named};
use crate::protocol::apart::Missing;
use crate::protocol::time::Micros;
use crate::protocols::{House, house};
use crate::scenario::parse::{ParseError, parse};
use crate::scenario::statement::Statement;
use crate::web::chosen::View;
use crate::web::link::{Link, Source, TEXT_MAX, brief, few};
use crate::web::route::Route;
use crate::web::{browser, errands};
use js_sys::futures::JsFuture;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::JsValue;
use yew::prelude::*;

/// What opening waits for.
pub enum Came {
    /// The text of a link; none if it is damaged or too long.
    Text(Option<String>),
    /// The code of the protocols that a text names came, or did not.
    Code(String, Result<(), Missing>),
}

/// Texts as links carry them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Packed {
    /// The whole comparison.
    pub whole: Option<Vec<u8>>,
    /// Each column as an ordinary scenario.
    pub columns: Vec<Option<Vec<u8>>>,
}

impl Compare {
    /// Follows the address to what it names.
    pub(super) fn arrive(&mut self, ctx: &Context<Self>) {
        let script = &*ctx.props().script;
        let (link, problems) = Link::of_comparison(&ctx.props().query);
        (self.problem, self.unread) = (String::new(), problems);
        self.view = link.view.unwrap_or(View::Stage);
        (self.experiment, self.draft, self.passage) = (None, None, None);
        (self.is_playing, self.frames) = (false, None);
        self.columns.clear();
        let source = link.source.clone();
        self.link = link;
        match (source, named(script)) {
            (Some(Source::Packed(bytes)), _) => {
                self.is_waiting = true;
                let unpacked = after(errands::unpack(&bytes, TEXT_MAX));
                ctx.link().send_future(async move {
                    let text = unpacked.await.and_then(|text| text.as_string());
                    Message::Came(Came::Text(text))
                });
            }
            (_, Some(named)) => self.run(ctx, named.text.to_string()),
            (_, None) if script.is_empty() => self.problem = self.unread.join(" "),
            (_, None) => {
                let names: Vec<&str> = COMPARISONS.iter().map(|known| known.name).collect();
                self.problem = format!(
                    "There is no comparison \"{}\". There are: {}.",
                    brief(script),
                    names.join(", ")
                );
            }
        }
    }

    pub(super) fn came(&mut self, ctx: &Context<Self>, came: Came) {
        self.is_waiting = false;
        match came {
            Came::Text(Some(text)) => self.run(ctx, text),
            Came::Text(None) => {
                self.problem =
                    "The text of this link is damaged, incomplete or too long.".to_string();
            }
            Came::Code(text, Ok(())) => self.open(ctx, text),
            Came::Code(_, Err(Missing)) => {
                self.problem = "The code of a protocol could not be fetched.".to_string();
            }
        }
    }

    /// Runs a text, once the code of its protocols is here.
    pub(super) fn run(&mut self, ctx: &Context<Self>, text: String) {
        let apart = apart(&text);
        if apart.is_empty() {
            return self.open(ctx, text);
        }
        self.is_waiting = true;
        ctx.link().send_future(async move {
            for house in apart {
                if let Err(missing) = house.fetch_to_run().await {
                    return Message::Came(Came::Code(text, Err(missing)));
                }
            }
            Message::Came(Came::Code(text, Ok(())))
        });
    }

    fn open(&mut self, ctx: &Context<Self>, text: String) {
        match Experiment::open(&text) {
            Ok(experiment) => {
                // One that is opened for the first time shows its answer; a changed one stays where one was.
                let asked = self.link.step.take().map(Micros);
                let end = experiment.end;
                if asked.is_some_and(|asked| asked > end) {
                    self.unread.push(format!("This comparison ends at {end}."));
                }
                let present = self.experiment.is_some().then_some(self.at);
                self.at = asked.or(present).unwrap_or(experiment.end).min(experiment.end);
                let texts: Vec<String> =
                    experiment.runs.iter().map(|run| run.text.clone()).collect();
                self.pack(ctx, text.clone(), texts);
                (self.text, self.experiment) = (text, Some(experiment));
                self.problem = std::mem::take(&mut self.unread).join(" ");
                self.draft = None;
                self.rest(ctx);
                self.draw();
            }
            Err(errors) if self.draft.is_none() && self.experiment.is_some() => {
                let seed = sentences(&errors).join(" ");
                self.problem = format!("The script cannot be carried out with this seed. {seed}");
            }
            Err(errors) => {
                self.draft = Some(Draft::of(text, sentences(&errors)));
            }
        }
    }

    /// Makes what links to this comparison carry.
    fn pack(&self, ctx: &Context<Self>, whole: String, columns: Vec<String>) {
        ctx.link().send_future(async move {
            let mut packed = Packed { whole: bytes(&whole).await, columns: Vec::new() };
            for column in columns {
                packed.columns.push(bytes(&column).await);
            }
            Message::Packed(packed)
        });
    }

    /// The address follows, unless the reader is on the way to somewhere else.
    pub(super) fn follow(&self, ctx: &Context<Self>) {
        let here = Route::parse(&browser::fragment());
        if !matches!(here, Route::Compare { script, .. } if *script == *ctx.props().script) {
            return;
        }
        // A browser may refuse too many in a short time: the next one will do.
        let _ = errands::go(&self.fragment(ctx), false);
    }

    /// Where the keyboard goes when the sheet has opened or closed.
    pub(super) fn lead_focus(&mut self) {
        let is_open = self.draft.is_some();
        if std::mem::replace(&mut self.was_open, is_open) != is_open {
            browser::focus(if is_open { ".script-text textarea" } else { ".edits" });
        }
    }
}

/// Errors as sentences, each with its line; the first of them, for a text can be wrong in every line.
pub fn sentences(errors: &[ParseError]) -> Vec<String> {
    few(errors.iter().map(ParseError::sentence).collect())
}

/// The protocols of a text of whose code something is yet to be fetched.
fn apart(text: &str) -> Vec<&'static House> {
    let scenario = parse(text).unwrap_or_default();
    let houses = scenario.statements().filter_map(|(_, statement)| match statement {
        Statement::Compare(column) => house(&column.cluster.protocol.text),
        _ => None,
    });
    houses.filter(|house| !house.can_run()).collect()
}

async fn bytes(text: &str) -> Option<Vec<u8>> {
    let packed = after(errands::pack(text)).await?;
    Some(Uint8Array::from(packed).to_vec())
}

/// When a promise has come: what it gave, or nothing.
async fn after(promise: Result<Promise, JsValue>) -> Option<JsValue> {
    JsFuture::from(promise.ok()?).await.ok()
}
