//! Cluster, network, disk, timers and rules: every option with its default and the way back to it.

use crate::protocol::cluster::Part;
use crate::protocol::rule::{Rule, Switch, Text};
use crate::protocol::setting::{Choice, Kind, Setting};
use crate::protocols::{House, house};
use crate::render::capitalised;
use crate::web::kept::kept;
use crate::web::state::LabState;
use crate::web::widgets::field::Field;
use yew::prelude::*;

/// The most nodes that a stage has room for.
const NODES_MAX: usize = 9;

/// All settings. Those of the cluster start the history anew; all others are moves, and can be undone by stepping back.
pub fn settings(state: &LabState) -> Html {
    let session = state.session();
    let writing = house(session.protocol()).and_then(House::writing);
    html! {
        <>
            <h3>{ "Cluster" }</h3>
            <p class="dim">{ "A change here starts the history anew." }</p>
            { cluster(state) }
            <h3>{ "Network, disk and timers" }</h3>
            <p class="dim">{ "A change takes effect at the present step." }</p>
            { manual("network", "Messages wait to be told", state.shown.scene.network_manual) }
            { manual("timers", "Timers wait to be told", state.shown.scene.timers_manual) }
            { for session.options().iter().map(|(choice, setting)| option(choice, setting)) }
            <h3>{ "Rules" }</h3>
            <p class="dim">{ "A rule that is off is not followed by any node. What breaks then is named." }</p>
            { for session.rules().iter().filter(|(rule, _)| rule.can_be_off()).map(|(it, on)| {
                rule(it, writing.and_then(|writing| writing.of(it)), *on)
            }) }
        </>
    }
}

fn cluster(state: &LabState) -> Html {
    let scene = &state.shown.scene;
    // A size counts the nodes of one part, where there are parts.
    let counts = |(part, _): &(Option<&'static Part>, usize)| part.is_none_or(|part| part.sized);
    let (part, count) = scene.parts().into_iter().find(counts).unwrap_or_default();
    let others = scene.nodes.len() - count;
    html! {
        <div class="pairs">
            <label>
                <span>{ capitalised(part.map_or("nodes", |part| part.plural)) }</span>
                <select class="field" data-do="set-up cluster {}">
                    { for (1..=NODES_MAX.saturating_sub(others)).map(|size| html! {
                        <option selected={size == count}>{ size }</option>
                    }) }
                </select>
            </label>
            <label>
                <span>{ "Seed" }</span>
                { kept(Field {
                    deed: Some("set-up seed {}".to_string()),
                    value: state.seed(),
                    is_code: true,
                    is_number: true,
                    ..Field::default()
                }) }
            </label>
        </div>
    }
}

fn manual(what: &'static str, says: &'static str, is_manual: bool) -> Html {
    let next = if is_manual { "auto" } else { "manual" };
    html! {
        <label class="row">
            <input type="checkbox" checked={is_manual} data-do={format!("do {what} {next}")} />
            <span>{ says }</span>
        </label>
    }
}

fn option(choice: &'static Choice, setting: &Setting) -> Html {
    let name = choice.name;
    let value = setting.to_string();
    let is_default = value == choice.default;
    let deed = format!("do set {name} {{}}");
    let control = match (choice.kind, setting) {
        (Kind::Switch, Setting::Switch(on)) => html! {
            <input id={name} type="checkbox" checked={*on} data-do={deed} />
        },
        (Kind::Word(words), _) => html! {
            <select id={name} class="field" data-do={deed}>
                { for words.iter().map(|word| html! {
                    <option selected={*word == value}>{ *word }</option>
                }) }
            </select>
        },
        _ => kept(Field {
            id: Some(name),
            deed: Some(deed),
            value: value.clone(),
            is_code: true,
            ..Field::default()
        }),
    };
    html! {
        <div class="option">
            <label for={name}><code>{ name }</code></label>
            { control }
            <p class="mid">{ choice.says }</p>
            if is_default {
                <span class="dim">{ "default" }</span>
            } else {
                <button type="button" class="btn" data-do={format!("do set {name} {}", choice.default)}>
                    { format!("Back to {}", choice.default) }
                </button>
            }
        </div>
    }
}

fn rule(rule: &'static Rule, text: Option<&Text>, is_on: bool) -> Html {
    let next = if is_on { "off" } else { "on" };
    let breaks = match rule.switch {
        Switch::Safety { breaks, .. } => format!("Off: {breaks} can break."),
        Switch::Liveness { .. } => "Off: nothing may ever be decided.".to_string(),
        Switch::Fixed => String::new(),
    };
    html! {
        <label class={if is_on { "row" } else { "row off" }}>
            <input type="checkbox" checked={is_on} data-do={format!("do rule {next} {}", rule.id)} />
            <span>
                { text.map_or("", |text| text.says) }{ " " }<span class="cite">{ rule.section }</span>
                <span class="dim">{ format!(" {breaks}") }</span>
            </span>
        </label>
    }
}
