//! Why: what led to the present step or to what is looked at, and the rules that were carried out.

use crate::protocol::outbox::Citation;
use crate::protocol::rule::{Rule, Writing};
use crate::protocols::{House, house};
use crate::render::thing::Thing;
use crate::session::why::{Reason, Why};
use crate::sim::trace::SIMULATION;
use crate::web::chosen::Panel;
use crate::web::kept::Part;
use crate::web::sources::{Excerpt, Sources};
use crate::web::state::LabState;
use crate::web::views::Views;
use std::rc::Rc;
use yew::prelude::*;

/// The answer to a question.
#[derive(Clone, PartialEq)]
pub struct Reasons {
    /// The answer; none if nothing has happened yet.
    pub why: Option<Rc<Why>>,
    /// Whether it is about an entry or a variable, not the present step.
    pub is_of_thing: bool,
    /// The panel, for whoever scrolls it back to its top.
    pub panel: NodeRef,
    /// The names of all nodes.
    pub names: Vec<String>,
    /// What is written of the rules, once it is here.
    pub writing: Option<Writing>,
    /// Whether the stage shows quorums; none if there is none to show.
    pub quorum: Option<bool>,
    /// The rule of which our source is shown, and the source; none while it is on its way.
    pub source: Option<(String, Option<Result<Excerpt, String>>)>,
}

/// The two-way switch above the panel.
pub fn switch(panel: Panel) -> Html {
    let choice = |this: Panel, name: &'static str| {
        let is_on = panel == this;
        html! {
            <button
                type="button"
                class={if is_on { "on" } else { "" }}
                aria-pressed={is_on.to_string()}
                data-do={format!("panel {}", this.name())}
            >
                { name }
            </button>
        }
    };
    html! {
        <div class="seg panels" role="group" aria-label="Panel">
            { choice(Panel::Node, "Node") }
            { choice(Panel::Why, "Why") }
        </div>
    }
}

impl Reasons {
    /// The reasons for what is looked at.
    pub fn of(state: &LabState, views: &Views, sources: &Sources) -> Reasons {
        let (explained, source) = (&state.explained, &state.chosen.source);
        let thing = state.chosen.thing;
        Reasons {
            why: explained.why.clone(),
            panel: views.reasons.clone(),
            is_of_thing: matches!(thing, Some(Thing::Cell(..) | Thing::Variable(..))),
            names: state.shown.scene.nodes.iter().map(|node| node.name.clone()).collect(),
            writing: house(state.session().protocol()).and_then(House::writing),
            quorum: (!explained.quorums.is_empty()).then_some(state.chosen.quorum),
            source: source.as_ref().map(|rule| (rule.clone(), sources.of(rule))),
        }
    }
}

impl Part for Reasons {
    fn draw(&self) -> Html {
        let answer = match &self.why {
            Some(why) => self.answer(why),
            None => {
                html! { <p class="mid">{ "Nothing has happened yet, so there is nothing to explain." }</p> }
            }
        };
        html! {
            <section class="inspector reasons" aria-label="Why" tabindex="0" ref={self.panel.clone()}>
                <h2 class="sr">{ "Why" }</h2>
                if self.is_of_thing || self.quorum.is_some() {
                    <div class="ways">
                        if self.is_of_thing {
                            <button type="button" class="btn" data-do="close">{ "This step instead" }</button>
                        }
                        if let Some(is_on) = self.quorum {
                            <button type="button" class="btn" aria-pressed={is_on.to_string()} data-do="quorum">
                                { if is_on { "Hide quorums" } else { "Show quorums" } }
                            </button>
                        }
                    </div>
                }
                { answer }
            </section>
        }
    }
}

impl Reasons {
    fn answer(&self, why: &Why) -> Html {
        let citations = why.line.as_ref().map_or(&[][..], |line| &line.event.citations);
        let section = why.line.as_ref().map_or(SIMULATION, |line| &line.section);
        let is_by_you = why.line.as_ref().is_some_and(|line| line.event.by_hand);
        html! {
            <>
                <p class="says">{ &why.says }</p>
                <p class="because">
                    if !why.why.is_empty() { { format!("{} ", why.why) } }
                    if !self.is_of_thing { <span class="cite">{ section }</span> }
                </p>
                if !citations.is_empty() { <h3>{ "What the paper says" }</h3> }
                { for citations.iter().map(|citation| self.rule(citation)) }
                <h3>{ "What led to it" }</h3>
                if why.reasons.is_empty() {
                    <p class="mid">{ if is_by_you { "You did." } else { "Nothing that is recorded." } }</p>
                }
                <ol>{ for why.reasons.iter().map(|reason| self.reason(reason)) }</ol>
                if why.earlier > 0 {
                    <p class="dim">{ format!("and {} earlier", why.earlier) }</p>
                }
            </>
        }
    }

    fn reason(&self, reason: &Reason) -> Html {
        let name = reason.node.and_then(|node| self.names.get(node));
        let above = if reason.is_above { "; see above" } else { "" };
        html! {
            <li class={format!("d{}", reason.depth)}>
                <button type="button" class="ev" data-do={format!("seek {}", reason.step)}>
                    <span class="no">{ reason.step }</span>
                    <span class="what">
                        { &reason.says }
                        <span class="why">
                            { name.map_or(String::new(), |name| format!("{name} ")) }
                            { &reason.how }{ above }
                            if reason.by_hand { <span class="you">{ "you" }</span> }
                        </span>
                    </span>
                </button>
            </li>
        }
    }

    fn rule(&self, citation: &Citation) -> Html {
        let rule: &Rule = citation.rule;
        let text = self.writing.and_then(|writing| writing.of(rule));
        let code = text.map_or(&[][..], |text| text.pseudocode);
        let shown = self.source.as_ref().filter(|(id, _)| id == rule.id);
        html! {
            <div class="rule">
                <p>{ text.map_or("", |text| text.says) }{ " " }<span class="cite">{ rule.section }</span></p>
                <pre>{ lines(code.iter().copied(), citation.because.line) }</pre>
                <button type="button" class="btn" aria-expanded={shown.is_some().to_string()} data-do={format!("source {}", rule.id)}>
                    { if shown.is_some() { "Hide our source" } else { "Show our source" } }
                </button>
                if let Some((_, source)) = shown { { excerpt(source.as_ref()) } }
            </div>
        }
    }
}

/// Lines of code, and which of them it is about.
fn lines<'a>(all: impl Iterator<Item = &'a str>, marked: Option<usize>) -> Html {
    let line = |(number, words): (usize, &str)| {
        let class = if marked == Some(number) { "line fired" } else { "line" };
        html! { <span {class}>{ words }{ "\n" }</span> }
    };
    all.enumerate().map(line).collect()
}

fn excerpt(source: Option<&Result<Excerpt, String>>) -> Html {
    match source {
        None => html! { <p class="mid" role="status">{ "Loading the source." }</p> },
        Some(Err(words)) => {
            html! { <p class="mid" role="status">{ format!("The source could not be loaded: {words}.") }</p> }
        }
        Some(Ok(source)) => html! {
            <>
                <p class="dim mono">{ &source.place }</p>
                <pre class="source" tabindex="0">{ lines(source.text.lines(), Some(source.cites)) }</pre>
            </>
        },
    }
}
