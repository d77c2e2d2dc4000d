//! The events: what happened in every step, why, and the section of the paper.

use crate::sim::trace::TraceLine;
use crate::web::kept::{Part, kept_as};
use std::rc::Rc;
use yew::prelude::*;

/// The steps around the present one.
#[derive(Clone, PartialEq)]
pub struct Events {
    /// The steps in words, in order; an unbroken part of the line.
    pub lines: Rc<Vec<Rc<TraceLine>>>,
    /// The present step.
    pub step: u64,
    /// The last recorded step.
    pub last_step: u64,
    /// The list, for whoever keeps the present step in sight.
    pub list: NodeRef,
}

impl Part for Events {
    fn draw(&self) -> Html {
        let first = self.lines.first().map_or(1, |line| line.event.step);
        let last = self.lines.last().map_or(0, |line| line.event.step);
        html! {
            <section class="events" aria-label="Events">
                <div class="ph">
                    <h2>{ "Events" }</h2>
                    <span class="dim">{ format!("{} recorded", self.last_step) }</span>
                </div>
                <div class="evs" ref={self.list.clone()}>
                    if self.last_step == 0 {
                        <p class="empty">
                            { "Nothing has happened yet. Press " }<kbd>{ "." }</kbd>
                            { " to take the first step." }
                        </p>
                    }
                    if first > 1 {
                        <p class="empty">{ format!("Steps 1 to {} come before.", first - 1) }</p>
                    }
                    <ol>
                        { for self.lines.iter().map(|line| {
                            let time = Time::of(line.event.step, self.step);
                            kept_as(line.event.step, Line { line: line.clone(), time })
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
