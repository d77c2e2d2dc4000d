//! The inspector: the variables of one node, by the paper's names and under its headings.

use crate::render::{capitalised, hue};
use crate::session::scene::{NodeScene, TimerScene};
use crate::sim::world::look::Shown;
use crate::web::state::Action;
use std::rc::Rc;
use yew::prelude::*;

/// A node to look at, among its peers.
#[derive(Clone, PartialEq, Properties)]
pub struct InspectorProps {
    /// All nodes, to choose from.
    pub names: Rc<Vec<String>>,
    /// The place of the one that is looked at.
    pub selected: usize,
    /// That node.
    pub node: NodeScene,
    /// The present step: what it wrote is marked.
    pub step: u64,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// One node's variables, its timers, and the button that crashes or restarts it.
#[component]
pub fn Inspector(props: &InspectorProps) -> Html {
    let node = &props.node;
    let (act, place) = (props.act.clone(), props.selected);
    let onclick = Callback::from(move |_| act.emit(Action::Press(place)));
    let verb = if node.up { "Crash" } else { "Restart" };
    html! {
        <section class="inspector" aria-label="Inspector">
            <div class="ph">
                <h2>{ format!("Node {}", node.name) }</h2>
                { state(node) }
                <span class="grow" />
                <button type="button" class="btn" {onclick}>
                    { format!("{verb} {}", node.name) }
                </button>
            </div>
            <div class="seg nodes" role="group" aria-label="Node to inspect">
                { for props.names.iter().enumerate().map(|(at, name)| choice(at, name, props)) }
            </div>
            <div class="vars" tabindex="0" role="region" aria-label={format!("Variables of {}", node.name)}>
                { for groups(&node.variables).into_iter().map(|group| variables(group, props.step)) }
                { timers(&node.timers) }
            </div>
        </section>
    }
}

fn state(node: &NodeScene) -> Html {
    match &node.portrait {
        Some(portrait) if node.up => html! {
            <>
                <span class={format!("pill tb {}", hue(portrait.epoch))}>{ portrait.epoch }</span>
                <span class="mid">{ capitalised(portrait.role) }</span>
            </>
        },
        _ => html! { <span class="mid">{ "Crashed" }</span> },
    }
}

fn choice(at: usize, name: &str, props: &InspectorProps) -> Html {
    let act = props.act.clone();
    let onclick = Callback::from(move |_| act.emit(Action::Select(at)));
    let is_on = at == props.selected;
    html! {
        <button
            type="button"
            class={if is_on { "on" } else { "" }}
            aria-pressed={is_on.to_string()}
            aria-label={format!("Node {name}")}
            {onclick}
        >
            { name }
        </button>
    }
}

/// The variables as the paper groups them; the names in a group come in its order.
fn groups(variables: &[Shown]) -> Vec<&[Shown]> {
    variables.chunk_by(|one, other| one.group == other.group).collect()
}

fn variables(group: &[Shown], step: u64) -> Html {
    let title = group.first().map_or("", |first| first.group);
    html! {
        <>
            <h3>{ title }</h3>
            <dl>{ for group.iter().map(|variable| row(variable, step)) }</dl>
        </>
    }
}

fn row(variable: &Shown, step: u64) -> Html {
    let is_new = step > 0 && variable.written_in == step;
    let value = variable.value.to_string();
    html! {
        <div>
            <dt>{ variable.name }</dt>
            <dd>
                if is_new {
                    <mark class="chg">{ value }</mark>
                } else {
                    { value }
                }
            </dd>
        </div>
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
