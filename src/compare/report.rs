//! A comparison as a table: for each command a row, for each column what it cost there.

use super::{Experiment, Run};
use crate::protocol::time::Micros;
use crate::session::cost::Cost;
use std::fmt::Write;

/// Whole milliseconds, as texts write them.
pub fn milliseconds(at: Micros) -> String {
    format!("{} ms", (at.0 + 500) / 1_000)
}

/// Names as a sentence lists them: `A, B and C`.
pub fn listed(names: &[String]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        few => few.join(", "),
    }
}

/// What became of the watched command in a run, in a few words: `safe at 668ms`.
pub fn verdict(run: &Run) -> Option<String> {
    let fate = run.fate.as_ref()?;
    Some(match &fate.safe {
        Some(line) => format!("safe at {}", milliseconds(line.event.time)),
        None if fate.moved.is_none() => "in no log".to_string(),
        None if fate.holders.is_empty() => "not safe, and in no log any more".to_string(),
        None => format!("not safe; in the logs of {}", listed(&fate.holders)),
    })
}

/// When more than half of the nodes first had the watched command in their logs.
pub fn spread(run: &Run) -> String {
    let spread = run.fate.as_ref().and_then(|fate| fate.spread);
    spread.map_or("never".to_string(), milliseconds)
}

/// What is measured of a command: a word for it, and how it is read off.
pub type Measure = (&'static str, fn(&Cost) -> String);

/// All that is measured of a command.
pub const MEASURES: &[Measure] = &[
    ("messages until the answer", |cost| own(cost, cost.sent())),
    ("round trips to wait for", |cost| answered(cost, &cost.round_trips())),
    ("syncs to wait for", |cost| answered(cost, &cost.waited.to_string())),
    ("syncs in all", |cost| own(cost, cost.syncs)),
    ("messages after the answer", |cost| own(cost, cost.sent_after())),
    ("time to the answer", |cost| {
        let tenths = |took: Micros| Micros((took.0 + 50) / 100 * 100);
        cost.took().map_or("no answer".to_string(), |took| tenths(took).to_string())
    }),
];

/// What can be counted only of a command that travelled alone.
fn own(cost: &Cost, count: usize) -> String {
    if cost.is_alone { count.to_string() } else { "with others".to_string() }
}

fn answered(cost: &Cost, value: &str) -> String {
    cost.heard.map_or("no answer", |_| value).to_string()
}

/// The whole comparison as text, as `quorarium compare` prints it.
pub fn text(experiment: &Experiment) -> String {
    let mut text = format!("{}\n", experiment.question);
    if !experiment.about.is_empty() {
        let _ = writeln!(text, "{}", experiment.about);
    }
    let _ = writeln!(text, "Seed {}, {} long.\n", experiment.seed, milliseconds(experiment.end));
    for run in &experiment.runs {
        answer(experiment, run, &mut text);
    }
    let rows = rows(experiment);
    let widths: Vec<usize> = (0..=experiment.runs.len())
        .map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0))
        .collect();
    for row in rows {
        let cells = row.iter().zip(&widths);
        let line: String = cells.map(|(cell, width)| format!("{cell:<width$}  ")).collect();
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

fn answer(experiment: &Experiment, run: &Run, text: &mut String) {
    let (Some(fate), Some(command)) = (&run.fate, &experiment.watched) else { return };
    let _ = writeln!(text, "{}: {command} is {}.", run.title, verdict(run).unwrap_or_default());
    let _ = writeln!(text, "  In a majority of logs: {}.", spread(run));
    if let Some(line) = fate.safe.as_ref().or(fate.moved.as_ref()) {
        let _ = writeln!(
            text,
            "  Step {}: {} {} ({})\n",
            line.event.step, line.says, line.why, line.section
        );
    }
}

fn rows(experiment: &Experiment) -> Vec<Vec<String>> {
    let runs = &experiment.runs;
    let row = |first: &str, cell: &dyn Fn(&Run) -> String| {
        std::iter::once(first.to_string()).chain(runs.iter().map(cell)).collect::<Vec<_>>()
    };
    let mut rows = vec![row("", &|run| run.title.clone())];
    let commands = runs.iter().map(|run| run.costs.len()).max().unwrap_or(0);
    for place in 0..commands {
        let cost = |run: &Run| run.costs.get(place).cloned();
        let command = runs.iter().find_map(|run| Some(run.costs.get(place)?.command.clone()));
        rows.push(row(&command.unwrap_or_default(), &|_| String::new()));
        for (name, value) in MEASURES {
            rows.push(row(&format!("  {name}"), &|run| {
                cost(run).map_or(String::new(), |it| value(&it))
            }));
        }
    }
    rows.push(row("all messages", &|run| run.sent.to_string()));
    rows
}
