//! The tables: the whole state in rows and columns, for reading closely and for those who hear the page.

use crate::protocol::inspect::{BallotCell, BallotRow, Vocabulary};
use crate::render::{ballots, capitalised, hue};
use crate::session::InvariantLine;
use crate::session::scene::{End, NodeScene, Scene};
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
    /// The state of the step before, if it is known.
    pub before: Option<Rc<Scene>>,
    /// The invariants.
    pub invariants: Rc<Vec<InvariantLine>>,
}

/// A table as a value: all of them are laid out in one place.
struct Table {
    class: &'static str,
    caption: String,
    heads: Vec<String>,
    rows: Vec<Row>,
}

/// A row; without cells it is a heading over those that follow.
struct Row {
    head: String,
    cells: Vec<Cell>,
}

/// A cell.
#[derive(Default)]
struct Cell {
    class: String,
    text: String,
    /// What its looks say, for those who do not see them.
    words: String,
    /// Whether the present step wrote it.
    is_new: bool,
}

fn plain(text: impl Into<String>) -> Cell {
    Cell { text: text.into(), ..Cell::default() }
}

impl Part for Tables {
    fn draw(&self) -> Html {
        let scene = &*self.scene;
        let tables = [
            variables(scene, self.before.as_deref()),
            if scene.proposers().is_empty() { logs(scene) } else { ballots(scene) },
            messages(scene),
            clients(scene),
            invariants(&self.invariants),
        ];
        html! {
            <section class="viewbox tables" aria-label="Tables" tabindex="0">
                { for tables.iter().map(lay_out) }
            </section>
        }
    }
}

fn lay_out(table: &Table) -> Html {
    let columns = table.heads.len().to_string();
    html! {
        <table class={table.class}>
            <caption>{ &table.caption }</caption>
            <thead>
                <tr>{ for table.heads.iter().map(|head| html! { <th scope="col">{ head }</th> }) }</tr>
            </thead>
            <tbody>
                { for table.rows.iter().map(|row| match row.cells.len() {
                    0 => html! {
                        <tr><th class="grp" colspan={columns.clone()} scope="colgroup">{ &row.head }</th></tr>
                    },
                    _ => html! {
                        <tr><th scope="row">{ &row.head }</th>{ for row.cells.iter().map(cell) }</tr>
                    },
                }) }
            </tbody>
        </table>
    }
}

fn cell(cell: &Cell) -> Html {
    html! {
        <td class={cell.class.clone()}>
            if cell.is_new {
                <mark class="chg">{ &cell.text }</mark>
            } else {
                { &cell.text }
            }
            if !cell.words.is_empty() {
                <span class="sr">{ format!(", {}", cell.words) }</span>
            }
        </td>
    }
}

fn heads(first: &str, scene: &Scene) -> Vec<String> {
    let mut heads = vec![first.to_string()];
    heads.extend(scene.nodes.iter().map(|node| node.name.clone()));
    heads
}

fn words(heads: &[&str]) -> Vec<String> {
    heads.iter().map(ToString::to_string).collect()
}

fn variables(scene: &Scene, before: Option<&Scene>) -> Table {
    let mut rows = Vec::new();
    let mut group = "";
    for (of_group, name) in names_of_variables(scene) {
        if of_group != group {
            group = of_group;
            rows.push(Row { head: group.to_string(), cells: Vec::new() });
        }
        let of = |node: &NodeScene| {
            let is_it = |known: &&Shown| (known.group, known.name) == (of_group, name);
            node.variables.iter().find(is_it).cloned()
        };
        let cell = |(place, node): (usize, &NodeScene)| {
            let Some(found) = of(node) else { return Cell::default() };
            let was = before.and_then(|before| of(before.nodes.get(place)?));
            let is_written = scene.step > 0 && found.written_in == scene.step;
            let is_new = is_written && was.is_none_or(|was| was.value != found.value);
            Cell { is_new, ..plain(found.value.to_string()) }
        };
        let cells = scene.nodes.iter().enumerate().map(cell).collect();
        rows.push(Row { head: name.to_string(), cells });
    }
    let caption = format!("Variables after step {}", scene.step);
    Table { class: "vartable", caption, heads: heads("Variable", scene), rows }
}

/// The headings and names of all variables that some node has: nodes that play other parts have others.
fn names_of_variables(scene: &Scene) -> Vec<(&'static str, &'static str)> {
    let mut names = Vec::new();
    for variable in scene.nodes.iter().flat_map(|node| &node.variables) {
        let name = (variable.group, variable.name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// In place of the logs where the story is one of ballots.
fn ballots(scene: &Scene) -> Table {
    let mut heads = words(&["Ballot", "Value"]);
    let cells = scene.ballots.first().map_or(&[][..], |row| &row.cells);
    let name = |cell: &BallotCell| scene.nodes.get(cell.acceptor).map(|node| node.name.clone());
    heads.extend(cells.iter().filter_map(name));
    let row = |row: &BallotRow| {
        let value = row.value.as_deref().unwrap_or("none yet");
        let value = if row.chosen { format!("{value}, chosen") } else { value.to_string() };
        let cells = row.cells.iter().map(|cell| plain(ballots::words(cell)));
        Row {
            head: row.number.clone(),
            cells: std::iter::once(plain(value)).chain(cells).collect(),
        }
    };
    let rows = scene.ballots.iter().map(row).collect();
    let caption = match (scene.ballots.len(), scene.lower_ballots) {
        (0, _) => "Ballots: none yet".to_string(),
        (_, 0) => "Ballots".to_string(),
        (shown, lower) => format!("Ballots: the {shown} highest; {lower} lower ones are left out"),
    };
    Table { class: "", caption, heads, rows }
}

fn logs(scene: &Scene) -> Table {
    let Vocabulary { epoch, place, decided, .. } = scene.vocabulary;
    let end = |node: &NodeScene| Some(node.portrait.as_ref()?.log.last()?.index);
    let last = scene.nodes.iter().filter_map(end).max().unwrap_or(0);
    let first = (last + 1).saturating_sub(ENTRIES_MAX).max(1);
    let caption = match (last, first) {
        (0, _) => "Logs: all are empty".to_string(),
        (_, 1) => format!("Logs: {epoch} and command of each entry"),
        _ => format!("Logs from {place} {first}; the {} entries before are left out", first - 1),
    };
    let row = |index: u64| Row {
        head: index.to_string(),
        cells: scene.nodes.iter().map(|node| entry(node, index, decided)).collect(),
    };
    let rows = (first..=last).map(row).collect();
    Table { class: "logtable", caption, heads: heads(&capitalised(place), scene), rows }
}

fn entry(node: &NodeScene, index: u64, decided: &str) -> Cell {
    let log = node.portrait.as_ref().map_or(&[][..], |portrait| &portrait.log);
    let Some(entry) = log.iter().rfind(|entry| entry.index == index) else {
        return Cell {
            class: "none".to_string(),
            words: "no entry".to_string(),
            ..Cell::default()
        };
    };
    let (class, not) = if entry.committed { ("ok", "") } else { ("hol", "not known ") };
    let words = format!("{not}{decided}");
    let class = format!("{class} {}", hue(entry.epoch));
    let text = format!("{} {}", entry.number, entry.label);
    Cell { class, text, words, is_new: false }
}

fn name<'s>(scene: &'s Scene, end: &'s End) -> &'s str {
    match end {
        End::Node(place) => scene.nodes.get(*place).map_or("", |node| &node.name),
        End::Client(name) => name,
    }
}

fn messages(scene: &Scene) -> Table {
    let mut rows = Vec::new();
    for message in &scene.messages {
        let mut fields = String::new();
        for (name, value) in &message.fields {
            let comma = if fields.is_empty() { "" } else { ", " };
            fields.push_str(&format!("{comma}{name} {value}"));
        }
        let arrives = match scene.network_manual {
            true => "when told".to_string(),
            false => format!("at {}", message.due),
        };
        let (from, to) = (name(scene, &message.from), name(scene, &message.to));
        let cells =
            vec![plain(message.kind), plain(from), plain(to), plain(fields), plain(arrives)];
        rows.push(Row { head: format!("#{}", message.number), cells });
    }
    let caption = match rows.len() {
        0 => "Messages in flight: none".to_string(),
        count => format!("Messages in flight: {count}"),
    };
    let heads = words(&["Number", "Kind", "From", "To", "Fields", "Arrives"]);
    Table { class: "", caption, heads, rows }
}

fn clients(scene: &Scene) -> Table {
    let mut rows = Vec::new();
    for client in &scene.clients {
        let heard = client.heard.as_deref().unwrap_or("nothing yet");
        let cells = vec![plain(&*client.command), plain(heard)];
        rows.push(Row { head: client.name.clone(), cells });
    }
    let caption = if rows.is_empty() { "Clients: none has asked" } else { "Clients" }.to_string();
    Table { class: "", caption, heads: words(&["Client", "Last command", "Heard"]), rows }
}

fn invariants(lines: &[InvariantLine]) -> Table {
    let mut rows = Vec::new();
    for line in lines {
        let (class, state) = match &line.broken {
            None => ("prose", "holds".to_string()),
            Some((step, seen)) => ("prose bad", format!("broke in step {step}: {seen}")),
        };
        let prose = |class: &str, text: &str| Cell { class: class.to_string(), ..plain(text) };
        let cells =
            vec![prose("prose", line.says), prose("prose", line.section), prose(class, &state)];
        rows.push(Row { head: line.name.to_string(), cells });
    }
    let heads = words(&["Name", "What it says", "Section", "State"]);
    Table { class: "", caption: "Invariants".to_string(), heads, rows }
}
