//! The numbers: what each command cost in each column, as a table.

use crate::compare::report::{MEASURES, spread, verdict};
use crate::compare::{Experiment, Run};
use crate::session::cost::Cost;
use yew::prelude::*;

/// The whole table, with what is counted in a sentence below it.
pub fn numbers(experiment: &Experiment) -> Html {
    let runs = &experiment.runs;
    let commands = runs.iter().map(|run| run.costs.len()).max().unwrap_or_default();
    html! {
        <div class="numbers" tabindex="0" role="region" aria-label="Numbers">
            <table>
                <thead>
                    <tr>
                        <td />
                        { for runs.iter().map(|run| html! { <th scope="col">{ &run.title }</th> }) }
                    </tr>
                </thead>
                { for (0..commands).map(|place| command(runs, place)) }
                <tbody>
                    <tr class="head"><th scope="rowgroup" colspan={(runs.len() + 1).to_string()}>{ "The whole run" }</th></tr>
                    { row("messages between nodes", runs, |run| html! { { run.sent } }) }
                    if let Some(watched) = &experiment.watched {
                        { row(&format!("{watched} in a majority of logs"), runs, |run| html! { { spread(run) } }) }
                        { row(watched, runs, |run| html! { { verdict(run).unwrap_or_default() } }) }
                    }
                </tbody>
            </table>
            <p class="dim">
                { "Counted are messages between nodes that a command led to, by the causes of the steps, up to its answer; answers \
                   of slower nodes count too. What the answering node sends from then on is counted apart. Two messages to wait \
                   for, one behind the other, are a round trip. A command that travelled with others has no messages of its own." }
            </p>
        </div>
    }
}

fn command(runs: &[Run], place: usize) -> Html {
    let cost = |run: &Run| run.costs.get(place).cloned();
    let name = runs.iter().find_map(cost).map(|cost| cost.command).unwrap_or_default();
    html! {
        <tbody>
            <tr class="head">
                <th scope="rowgroup" class="mono" colspan={(runs.len() + 1).to_string()}>{ name }</th>
            </tr>
            { for MEASURES.iter().enumerate().map(|(at, (name, value))| {
                row(name, runs, |run| cost(run).map_or_else(Html::default, |cost| html! {
                    <>
                        { value(&cost) }
                        if at == 0 && cost.is_alone { { kinds(&cost) } }
                    </>
                }))
            }) }
        </tbody>
    }
}

fn row(name: &str, runs: &[Run], cell: impl Fn(&Run) -> Html) -> Html {
    html! {
        <tr>
            <th scope="row">{ name.to_string() }</th>
            { for runs.iter().map(|run| html! { <td>{ cell(run) }</td> }) }
        </tr>
    }
}

/// The messages by kind: `4 Accept, 4 Accepted`.
fn kinds(cost: &Cost) -> Html {
    let last = cost.messages.len().saturating_sub(1);
    let kind = |(place, (kind, count)): (usize, &(&'static str, usize))| {
        let comma = if place < last { ", " } else { "" };
        html! { <><span>{ format!("{count} {kind}") }</span>{ comma }</> }
    };
    html! { <span class="dim">{ " " }{ for cost.messages.iter().enumerate().map(kind) }</span> }
}
