//! The events: what happened in every step, why, and the section of the paper.

use crate::protocol::cluster::NodeId;
use crate::sim::network::Endpoint;
use crate::sim::trace::TraceLine;
use crate::web::chosen::Only;
use crate::web::kept::{Part, kept_as};
use crate::web::state::shown::Line as Told;
use std::rc::Rc;
use yew::prelude::*;

/// How many of the past and of the future are listed at first: what a panel has room for, and a little more.
/// Each line that is listed costs time whenever the step changes.
const BEFORE: usize = 12;
const AFTER: usize = 6;

/// The steps around the present one.
#[derive(Clone, PartialEq)]
pub struct Events {
    /// The steps in words, in order; an unbroken part of the line.
    pub lines: Rc<Vec<Told>>,
    /// Whether heartbeats that change nothing are left out.
    pub hides_quiet: bool,
    /// Only what has to do with one node or one command.
    pub only: Option<Only>,
    /// What it can be narrowed down to: names of nodes, and commands.
    pub names: Vec<String>,
    /// How many more of the past than at first are listed.
    pub earlier: u64,
    /// The commands that clients have asked for.
    pub commands: Vec<String>,
    /// The present step.
    pub step: u64,
    /// The last recorded step.
    pub last_step: u64,
    /// The list, for whoever keeps the present step in sight.
    pub list: NodeRef,
}

impl Part for Events {
    fn draw(&self) -> Html {
        let step_of = |line: &Told| line.told.event.step;
        let shown: Vec<&Told> = self.lines.iter().filter(|line| self.shows(line)).collect();
        let present = shown.partition_point(|line| step_of(line) < self.step);
        let from = present.saturating_sub(BEFORE + self.earlier as usize);
        let to = (present + 1 + AFTER).min(shown.len());
        // What is not listed lies before the list or after it; what is left out within it is left out on purpose.
        let first = if from > 0 { shown.get(from) } else { None };
        let first = first.copied().or(self.lines.first()).map_or(1, step_of);
        let last = if to < shown.len() { to.checked_sub(1) } else { None };
        let last = last.map(|last| shown[last]).or(self.lines.last()).map_or(0, step_of);
        html! {
            <section class="events" aria-label="Events">
                <div class="ph">
                    <h2>{ "Events" }</h2>
                    <span class="dim">{ format!("{} recorded", self.last_step) }</span>
                    <span class="grow" />
                    { self.narrowing() }
                    <label class="row">
                        <input type="checkbox" checked={self.hides_quiet} data-do="heartbeats {}" />
                        <span>{ "Hide heartbeats" }</span>
                    </label>
                </div>
                <div class="evs" ref={self.list.clone()}>
                    if self.last_step == 0 {
                        <p class="empty">
                            { "Nothing has happened yet. Press " }<kbd>{ "." }</kbd>
                            { " to take the first step." }
                        </p>
                    }
                    if first > 1 {
                        <p class="empty row">
                            { format!("Steps 1 to {} come before.", first - 1) }
                            <button type="button" class="btn" data-do="earlier">{ "Show more" }</button>
                        </p>
                    }
                    <ol>
                        { for shown[from..to].iter().map(|line| {
                            let step = step_of(line);
                            let time = Time::of(step, self.step);
                            kept_as(step, Line { line: line.told.clone(), time })
                        }) }
                    </ol>
                    if last < self.last_step {
                        <p class="empty">
                            { format!("Steps {} to {} follow.", last + 1, self.last_step) }
                        </p>
                    }
                </div>
            </section>
        }
    }
}

impl Events {
    /// The present step is always shown.
    fn shows(&self, line: &Told) -> bool {
        let event = &line.told.event;
        let is_about = match &self.only {
            None => true,
            Some(Only::Node(place)) => {
                let is_it = |node: NodeId| node.index() == *place;
                let ends = event.message.as_ref().map(|message| [message.from, message.to]);
                let mut ends = ends.into_iter().flatten().filter_map(Endpoint::node);
                event.node.is_some_and(is_it) || ends.any(is_it)
            }
            Some(Only::Command(command)) => {
                line.told.says.contains(command) || line.told.why.contains(command)
            }
        };
        event.step == self.step || (is_about && !(self.hides_quiet && line.is_quiet))
    }

    fn narrowing(&self) -> Html {
        let nodes = (0..).zip(&self.names).map(|(place, name)| (Only::Node(place), name.as_str()));
        let commands = self.commands.iter();
        let commands = commands.map(|command| (Only::Command(command.clone()), command.as_str()));
        html! {
            <label>
                <span class="sr">{ "Only events about" }</span>
                <select class="field" data-do="only {}">
                    <option value="all" selected={self.only.is_none()}>{ "All" }</option>
                    { for nodes.chain(commands).map(|(only, name)| html! {
                        <option value={only.to_string()} selected={self.only.as_ref() == Some(&only)}>{ name }</option>
                    }) }
                </select>
            </label>
        }
    }
}

/// Where a step lies, seen from the present one.
#[derive(Clone, Copy, PartialEq)]
enum Time {
    Past,
    Now,
    Future,
}

impl Time {
    fn of(step: u64, present: u64) -> Time {
        match step.cmp(&present) {
            std::cmp::Ordering::Less => Time::Past,
            std::cmp::Ordering::Equal => Time::Now,
            std::cmp::Ordering::Greater => Time::Future,
        }
    }
}

#[derive(Clone, PartialEq)]
struct Line {
    line: Rc<TraceLine>,
    time: Time,
}

impl Part for Line {
    fn draw(&self) -> Html {
        let line = &self.line;
        let step = line.event.step;
        let (class, current) = match self.time {
            Time::Past => ("ev", None),
            Time::Now => ("ev now", Some("step")),
            Time::Future => ("ev fut", None),
        };
        html! {
            <li>
                <button type="button" {class} aria-current={current} data-do={format!("seek {step}")}>
                    <span class="no">{ step }</span>
                    <span class="what">
                        { &line.says }
                        if self.time != Time::Future {
                            <span class="why">
                                if !line.why.is_empty() { { format!("{} ", line.why) } }
                                <span class="cite">{ &line.section }</span>
                            </span>
                        }
                    </span>
                </button>
            </li>
        }
    }
}
