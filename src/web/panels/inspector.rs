//! The inspector: the variables of one node, by the paper's names and under its headings.

use crate::render::thing::Thing;
use crate::render::{capitalised, hue};
use crate::session::scene::{NodeScene, TimerScene};
use crate::sim::world::look::Shown;
use crate::web::kept::Part;
use crate::web::widgets::icon::{self, icon};
use yew::prelude::*;

/// A node to look at, among its peers.
#[derive(Clone, PartialEq)]
pub struct Inspector {
    /// All nodes, to choose from.
    pub names: Vec<String>,
    /// The place of the one that is looked at.
    pub selected: usize,
    /// That node.
    pub node: NodeScene,
    /// The same node one step before, if that is known.
    pub before: Option<NodeScene>,
    /// The present step: what it wrote is marked.
    pub step: u64,
}

impl Part for Inspector {
    fn draw(&self) -> Html {
        let node = &self.node;
        let verb = if node.up { "crash" } else { "restart" };
        html! {
            <section class="inspector" aria-label="Inspector">
                <div class="ph">
                    <h2>{ format!("Node {}", node.name) }</h2>
                    { state(node) }
                    <span class="grow" />
                    <button type="button" class="btn" data-do={format!("do {verb} {}", node.name)}>
                        { format!("{} {}", capitalised(verb), node.name) }
                    </button>
                    <button
                        type="button"
                        class="btn icon"
                        title={format!("All that can be done to {}", node.name)}
                        aria-label={format!("All that can be done to {}", node.name)}
                        data-do={format!("open {}", Thing::Node(self.selected))}
                    >
                        { icon(icon::MORE) }
                    </button>
                </div>
                <div class="seg nodes" role="group" aria-label="Node to inspect">
                    { for self.names.iter().enumerate().map(|(at, name)| choice(at, name, at == self.selected)) }
                </div>
                <div class="vars" tabindex="0" role="region" aria-label={format!("Variables of {}", node.name)}>
                    { self.variables() }
                    { timers(&node.timers) }
                </div>
            </section>
        }
    }
}

fn state(node: &NodeScene) -> Html {
    match &node.portrait {
        Some(portrait) if node.up => html! {
            <>
                if !portrait.badge.is_empty() {
                    <span class={format!("pill tb {}", hue(portrait.epoch))}>{ &portrait.badge }</span>
                }
                <span class="mid">{ capitalised(portrait.role) }</span>
            </>
        },
        _ => html! { <span class="mid">{ "Crashed" }</span> },
    }
}

fn choice(at: usize, name: &str, is_on: bool) -> Html {
    html! {
        <button
            type="button"
            class={if is_on { "on" } else { "" }}
            aria-pressed={is_on.to_string()}
            aria-label={format!("Node {name}")}
            data-do={format!("select node-{at}")}
        >
            { name }
        </button>
    }
}

/// The variables as the paper groups them; the names in a group come in its order.
fn groups(variables: &[Shown]) -> Vec<&[Shown]> {
    variables.chunk_by(|one, other| one.group == other.group).collect()
}

impl Inspector {
    fn variables(&self) -> Html {
        let mut number = 0;
        let mut row = |variable: &Shown| {
            let thing = Thing::Variable(self.selected, number);
            number += 1;
            self.row(variable, thing)
        };
        let group = |group: &[Shown]| {
            let title = group.first().map_or("", |first| first.group);
            html! {
                <>
                    <h3>{ title }</h3>
                    <dl>{ for group.iter().map(&mut row) }</dl>
                </>
            }
        };
        groups(&self.node.variables).into_iter().map(group).collect()
    }

    /// A variable, which asks why when it is pressed; what the present step changed stands beside what it was.
    fn row(&self, variable: &Shown, thing: Thing) -> Html {
        let value = variable.value.to_string();
        let mut before = self.before.iter().flat_map(|node| &node.variables);
        let was = before.find(|it| it.name == variable.name);
        // A crash and a restart write all variables, most of them as they were.
        let is_written = self.step > 0 && variable.written_in == self.step;
        let is_new = is_written && was.is_none_or(|was| was.value != variable.value);
        html! {
            <div data-do={format!("press {thing}")}>
                <dt><button type="button" title="Why?">{ variable.name }</button></dt>
                <dd>
                    if is_new {
                        if let Some(was) = was { <s class="was">{ was.value.to_string() }</s>{ " " } }
                        <mark class="chg">{ value }</mark>
                    } else {
                        { value }
                    }
                </dd>
            </div>
        }
    }
}

fn timers(timers: &[TimerScene]) -> Html {
    if timers.is_empty() {
        return Html::default();
    }
    let row = |timer: &TimerScene| {
        html! {
            <div>
                <dt>{ timer.name }</dt>
                <dd>{ format!("at {}, set to {}", timer.due, timer.length) }</dd>
            </div>
        }
    };
    html! {
        <>
            <h3>{ "Timers" }</h3>
            <dl>{ for timers.iter().map(row) }</dl>
        </>
    }
}
