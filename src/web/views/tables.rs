//! The tables: the whole state in rows and columns, for reading closely and for those who hear the page.

use crate::render::hue;
use crate::session::InvariantLine;
use crate::session::scene::{ClientScene, End, MessageScene, NodeScene, Scene};
use crate::sim::world::look::Shown;
use crate::web::kept::Part;
use std::rc::Rc;
use yew::prelude::*;

/// At most so many entries of the logs are shown: the last ones.
const ENTRIES_MAX: u64 = 64;

/// The state of a step.
#[derive(Clone, PartialEq)]
pub struct Tables {
    /// The state.
    pub scene: Rc<Scene>,
    /// The invariants.
    pub invariants: Rc<Vec<InvariantLine>>,
}

impl Part for Tables {
    fn draw(&self) -> Html {
        let scene = &*self.scene;
        html! {
            <section class="viewbox tables" aria-label="Tables" tabindex="0">
                { variables(scene) }
                { logs(scene) }
                { messages(scene) }
                { clients(&scene.clients) }
                { invariants(&self.invariants) }
            </section>
        }
    }
}

/// A table with its caption and the heads of its columns.
fn table(class: &'static str, caption: String, heads: &[&str], rows: Html) -> Html {
    html! {
        <table {class}>
            <caption>{ caption }</caption>
            <thead>
                <tr>{ for heads.iter().map(|head| html! { <th scope="col">{ *head }</th> }) }</tr>
            </thead>
            { rows }
        </table>
    }
}

fn heads<'s>(first: &'s str, scene: &'s Scene) -> Vec<&'s str> {
    [first].into_iter().chain(scene.nodes.iter().map(|node| &*node.name)).collect()
}

fn variables(scene: &Scene) -> Html {
    let all = scene.nodes.first().map_or(&[][..], |node| &node.variables);
    let groups = all.chunk_by(|one, other| one.group == other.group);
    let columns = (scene.nodes.len() + 1).to_string();
    let rows = groups.map(|group| html! {
        <tbody>
            <tr>
                <th class="grp" scope="rowgroup" colspan={columns.clone()}>
                    { group.first().map_or("", |first| first.group) }
                </th>
            </tr>
            { for group.iter().map(|variable| row(variable, scene)) }
        </tbody>
    });
    let caption = format!("Variables after step {}", scene.step);
    table("vartable", caption, &heads("Variable", scene), rows.collect())
}

fn row(variable: &Shown, scene: &Scene) -> Html {
    let cell = |node: &NodeScene| {
        let found = node.variables.iter().find(|known| known.name == variable.name);
        let Some(found) = found else { return html! { <td /> } };
        let value = found.value.to_string();
        html! {
            <td>
                if scene.step > 0 && found.written_in == scene.step {
                    <mark class="chg">{ value }</mark>
                } else {
                    { value }
                }
            </td>
        }
    };
    html! {
        <tr>
            <th scope="row">{ variable.name }</th>
            { for scene.nodes.iter().map(cell) }
        </tr>
    }
}

fn logs(scene: &Scene) -> Html {
    let cells = |node: &NodeScene| node.portrait.as_ref().and_then(|portrait| portrait.log.last().cloned());
    let last = scene.nodes.iter().filter_map(cells).map(|cell| cell.index).max().unwrap_or(0);
    let first = (last + 1).saturating_sub(ENTRIES_MAX).max(1);
    let caption = match (last, first) {
        (0, _) => "Logs: all are empty".to_string(),
        (_, 1) => "Logs by index".to_string(),
        _ => format!("Logs by index, from {first}; the {} entries before are left out", first - 1),
    };
    let rows = (first..=last).map(|index| html! {
        <tr>
            <th scope="row">{ index }</th>
            { for scene.nodes.iter().map(|node| entry(node, index)) }
        </tr>
    });
    table("logtable", caption, &heads("Index", scene), html! { <tbody>{ for rows }</tbody> })
}

fn entry(node: &NodeScene, index: u64) -> Html {
    let log = node.portrait.as_ref().map_or(&[][..], |portrait| &portrait.log);
    let Some(cell) = log.iter().rfind(|cell| cell.index == index) else {
        return html! { <td class="none"><span class="sr">{ "no entry" }</span></td> };
    };
    let (class, words) =
        if cell.committed { ("ok", "committed") } else { ("hol", "not known committed") };
    html! {
        <td class={format!("{class} {}", hue(cell.epoch))}>
            <span class="sr">{ "term " }</span>
            <span class="ep">{ cell.epoch }</span>
            { &cell.label }
            <span class="sr">{ format!(", {words}") }</span>
        </td>
    }
}

fn messages(scene: &Scene) -> Html {
    let name = |end: &End| match end {
        End::Node(place) => scene.nodes.get(*place).map_or_else(String::new, |node| node.name.clone()),
        End::Client(name) => name.clone(),
    };
    let row = |message: &MessageScene| {
        let fields: Vec<String> =
            message.fields.iter().map(|(name, value)| format!("{name} {value}")).collect();
        let arrives = if scene.network_manual {
            "when told".to_string()
        } else {
            format!("at {}", message.due)
        };
        html! {
            <tr>
                <th scope="row">{ format!("#{}", message.number) }</th>
                <td>{ message.kind }</td>
                <td>{ name(&message.from) }</td>
                <td>{ name(&message.to) }</td>
                <td>{ fields.join(", ") }</td>
                <td>{ arrives }</td>
            </tr>
        }
    };
    let caption = match scene.messages.len() {
        0 => "Messages in flight: none".to_string(),
        count => format!("Messages in flight: {count}"),
    };
    let rows = html! { <tbody>{ for scene.messages.iter().map(row) }</tbody> };
    table("", caption, &["Number", "Kind", "From", "To", "Fields", "Arrives"], rows)
}

fn clients(clients: &[ClientScene]) -> Html {
    let row = |client: &ClientScene| html! {
        <tr>
            <th scope="row">{ &client.name }</th>
            <td>{ &client.command }</td>
            <td>{ client.heard.clone().unwrap_or_else(|| "nothing yet".to_string()) }</td>
        </tr>
    };
    let caption = if clients.is_empty() { "Clients: none has asked" } else { "Clients" };
    let rows = html! { <tbody>{ for clients.iter().map(row) }</tbody> };
    table("", caption.to_string(), &["Client", "Last command", "Heard"], rows)
}

fn invariants(lines: &[InvariantLine]) -> Html {
    let row = |line: &InvariantLine| {
        let (class, state) = match &line.broken {
            None => ("", "holds".to_string()),
            Some((step, seen)) => ("bad", format!("broke in step {step}: {seen}")),
        };
        html! {
            <tr>
                <th scope="row">{ line.name }</th>
                <td class="prose">{ line.says }</td>
                <td class="prose">{ line.section }</td>
                <td {class}>{ state }</td>
            </tr>
        }
    };
    let rows = html! { <tbody>{ for lines.iter().map(row) }</tbody> };
    table("", "Invariants".to_string(), &["Name", "What it says", "Section", "State"], rows)
}
