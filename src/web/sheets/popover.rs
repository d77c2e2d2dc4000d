//! What can be done to a thing, beside it. Every button is a statement of the scenario language.

use crate::render::thing::Thing;
use crate::render::{hue, node};
use crate::scenario::setting::Rate;
use crate::session::scene::{ClientScene, End, MessageScene, NodeScene, Scene};
use crate::web::widgets::icon::{self, icon};
use yew::prelude::*;

/// A button: its icon, what it is called, its key if it has one, and what it does.
struct Act(&'static str, String, Option<&'static str>, String);

/// A title, what is to be known, and what can be done.
struct Menu {
    head: Html,
    facts: Html,
    acts: Vec<Act>,
    more: Html,
}

/// The popover of a thing; none if the thing is gone. Whoever mounts it puts it in its place.
pub fn popover(scene: &Scene, thing: Thing) -> Option<Html> {
    let menu = match thing {
        Thing::Node(place) => of_node(scene, scene.nodes.get(place)?),
        Thing::Message(number) => {
            of_message(scene, scene.messages.iter().find(|message| message.number == number)?)
        }
        Thing::Link(from, to) => {
            of_link(scene, (from, scene.nodes.get(from)?), (to, scene.nodes.get(to)?))
        }
        Thing::Client(place) => of_client(scene.clients.get(place)?),
        Thing::Cell(..) | Thing::Variable(..) | Thing::Step(_) | Thing::Branch(_) => return None,
    };
    Some(html! {
        <div class="pop" role="dialog" aria-label="What can be done">
            <div class="hd">
                { menu.head }
                <span class="grow" />
                <button type="button" class="btn icon quiet" aria-label="Close (Esc)" data-do="close">
                    { icon(icon::CROSS) }
                </button>
            </div>
            { menu.facts }
            <div class="acts">
                { for menu.acts.into_iter().map(|Act(data, name, key, deed)| html! {
                    <button type="button" class="act" data-do={deed}>
                        { icon(data) }<span>{ name }</span>
                        if let Some(key) = key { <kbd>{ key }</kbd> }
                    </button>
                }) }
            </div>
            { menu.more }
        </div>
    })
}

fn act(
    data: &'static str,
    name: impl Into<String>,
    key: Option<&'static str>,
    statement: String,
) -> Act {
    Act(data, name.into(), key, format!("do {statement}"))
}

fn of_node(scene: &Scene, node: &NodeScene) -> Menu {
    let name = &node.name;
    let place = scene.nodes.iter().position(|it| it.name == *name).unwrap_or_default();
    let mut acts = Vec::new();
    if node.up {
        acts.push(act(icon::POWER, "Crash", Some("K"), format!("crash {name}")));
    } else {
        acts.push(act(icon::POWER, "Restart", Some("K"), format!("restart {name}")));
    }
    acts.push(act(icon::WIPE, "Wipe its disk", None, format!("wipe {name}")));
    if scene.nodes.len() > 1 {
        let is_alone = (0..scene.nodes.len()).filter(|other| *other != place).all(|other| {
            scene.cuts.contains(&(place, other)) && scene.cuts.contains(&(other, place))
        });
        acts.push(match is_alone {
            true => act(icon::LINK, "Heal its links", Some("I"), format!("heal {name}-*")),
            false => act(icon::SCISSORS, "Cut its links", Some("I"), format!("isolate {name}")),
        });
    }
    if node.up {
        acts.push(match node.paused {
            true => act(icon::PLAY, "Resume", None, format!("resume {name}")),
            false => act(icon::PAUSE, "Pause", None, format!("pause {name}")),
        });
        for (at, timer) in node.timers.iter().enumerate() {
            let key = (at == 0).then_some("T");
            acts.push(act(
                icon::BOLT,
                format!("Fire {}", timer.name),
                key,
                format!("timeout {name} {}", timer.name),
            ));
        }
        if !node.synced {
            acts.push(act(icon::DISK, "Finish its sync", None, format!("sync {name}")));
        }
        if scene.may_ask(node) {
            let asks = scene.asks().to_string();
            acts.push(Act(icon::CLIENT, asks, Some("C"), format!("ask {place}")));
        }
    }
    let rate = Rate::of(node.clock).unwrap_or_default();
    Menu {
        head: html! {
            <>
                <b>{ format!("Node {name}") }</b>
                <span class="dim">{ node::role(node) }</span>
            </>
        },
        facts: Html::default(),
        acts,
        more: html! {
            <label class="rate">
                <span>{ "Clock speed" }</span><output class="mono">{ format!("{rate}×") }</output>
                <input type="range" min="0.1" max="3" step="0.1" value={rate.to_string()}
                    data-do={format!("do set clock {name} {{}}")} />
            </label>
        },
    }
}

fn of_message(scene: &Scene, message: &MessageScene) -> Menu {
    let number = message.number;
    let name = |end: &End| match end {
        End::Node(place) => scene.nodes.get(*place).map_or(String::new(), |node| node.name.clone()),
        End::Client(client) => client.clone(),
    };
    let due = message.due.saturating_sub(scene.now);
    let acts = [
        act(icon::DELIVER, "Deliver", Some("D"), format!("deliver #{number}")),
        act(icon::CROSS, "Drop", Some("X"), format!("drop #{number}")),
        act(icon::CLOCK, "Delay 20 ms", Some("L"), format!("delay #{number} by 20ms")),
        act(icon::COPY, "Duplicate", Some("U"), format!("duplicate #{number}")),
    ];
    Menu {
        head: html! {
            <>
                <span class={format!("pill tb {}", hue(message.epoch))}>{ format!("#{number}") }</span>
                <b>{ message.kind }</b>
                <span class="dim">{ format!("{} → {}", name(&message.from), name(&message.to)) }</span>
            </>
        },
        facts: html! {
            <dl class="flds">
                { for message.fields.iter().map(|(name, value)| html! {
                    <div><dt>{ *name }</dt><dd>{ value.to_string() }</dd></div>
                }) }
                <div>
                    <dt>{ "arrives" }</dt>
                    <dd>{ if scene.network_manual { "when told".to_string() } else { format!("in {due}") } }</dd>
                </div>
            </dl>
        },
        acts: acts.into_iter().take(if scene.doubles { 4 } else { 3 }).collect(),
        more: Html::default(),
    }
}

fn of_link(scene: &Scene, (from, a): (usize, &NodeScene), (to, b): (usize, &NodeScene)) -> Menu {
    let (a, b) = (&a.name, &b.name);
    let way = |start: usize, end: usize, text: String| match scene.cuts.contains(&(start, end)) {
        true => act(
            icon::LINK,
            format!("Heal {text}"),
            None,
            format!("heal {}", text.replace(" → ", "->")),
        ),
        false => act(
            icon::SCISSORS,
            format!("Cut {text}"),
            None,
            format!("cut {}", text.replace(" → ", "->")),
        ),
    };
    let is_cut = scene.cuts.contains(&(from, to)) || scene.cuts.contains(&(to, from));
    Menu {
        head: html! { <b>{ format!("Link {a} – {b}") }</b> },
        facts: Html::default(),
        acts: vec![
            match is_cut {
                true => act(icon::LINK, "Heal both ways", None, format!("heal {a}-{b}")),
                false => act(icon::SCISSORS, "Cut both ways", None, format!("cut {a}-{b}")),
            },
            way(from, to, format!("{a} → {b}")),
            way(to, from, format!("{b} → {a}")),
        ],
        more: Html::default(),
    }
}

fn of_client(client: &ClientScene) -> Menu {
    let heard = client.heard.as_deref().unwrap_or("waits for an answer");
    Menu {
        head: html! { <><b>{ format!("Client {}", client.name) }</b><span class="dim">{ &client.command }</span></> },
        facts: html! { <dl class="flds"><div><dt>{ "heard" }</dt><dd>{ heard }</dd></div></dl> },
        acts: vec![act(icon::RESET, "Ask again", None, format!("retry {}", client.name))],
        more: Html::default(),
    }
}
