//! The events: what happened in every step, why, and the section of the paper.

use crate::sim::trace::TraceLine;
use crate::web::state::Action;
use std::rc::Rc;
use yew::prelude::*;

/// The steps around the present one.
#[derive(Clone, PartialEq, Properties)]
pub struct EventsProps {
    /// The steps in words, in order; an unbroken part of the line.
    pub lines: Rc<Vec<Rc<TraceLine>>>,
    /// The present step.
    pub step: u64,
    /// The last recorded step.
    pub last_step: u64,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// The list; it scrolls by itself so that the present step stays in sight.
#[component]
pub fn Events(props: &EventsProps) -> Html {
    let list = use_node_ref();
    let scrolled = list.clone();
    use_effect_with((props.step, props.lines.len()), move |_| keep_in_sight(&scrolled));
    let first = props.lines.first().map_or(1, |line| line.event.step);
    let last = props.lines.last().map_or(0, |line| line.event.step);
    html! {
        <section class="events" aria-label="Events">
            <div class="ph">
                <h2>{ "Events" }</h2>
                <span class="dim">{ format!("{} recorded", props.last_step) }</span>
            </div>
            <div class="evs" ref={list}>
                if props.last_step == 0 {
                    <p class="empty">
                        { "Nothing has happened yet. Press " }<kbd>{ "." }</kbd>
                        { " to take the first step." }
                    </p>
                }
                if first > 1 {
                    <p class="empty">{ format!("Steps 1 to {} come before.", first - 1) }</p>
                }
                <ol>
                    { for props.lines.iter().map(|line| html! {
                        <Line
                            key={line.event.step}
                            line={line.clone()}
                            time={Time::of(line.event.step, props.step)}
                            act={props.act.clone()}
                        />
                    }) }
                </ol>
                if last < props.last_step {
                    <p class="empty">
                        { format!("Steps {} to {} follow.", last + 1, props.last_step) }
                    </p>
                }
            </div>
        </section>
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

#[derive(Clone, PartialEq, Properties)]
struct LineProps {
    line: Rc<TraceLine>,
    time: Time,
    act: Callback<Action>,
}

#[component]
fn Line(props: &LineProps) -> Html {
    let line = &props.line;
    let step = line.event.step;
    let act = props.act.clone();
    let onclick = Callback::from(move |_| act.emit(Action::Seek(step)));
    let (class, current) = match props.time {
        Time::Past => ("ev", None),
        Time::Now => ("ev now", Some("step")),
        Time::Future => ("ev fut", None),
    };
    html! {
        <li>
            <button type="button" {class} aria-current={current} {onclick}>
                <span class="no">{ step }</span>
                <span class="what">
                    { &line.says }
                    if props.time != Time::Future {
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

/// Scrolls the list alone, never the page.
fn keep_in_sight(list: &NodeRef) {
    let Some(list) = list.cast::<web_sys::HtmlElement>() else { return };
    let Ok(Some(present)) = list.query_selector(".now") else { return };
    let (list_at, present_at) =
        (list.get_bounding_client_rect(), present.get_bounding_client_rect());
    let above = list_at.top() - present_at.top();
    let below = present_at.bottom() - list_at.bottom();
    let by = if above > 0.0 { -above } else { below.max(0.0) };
    if by != 0.0 {
        list.set_scroll_top(list.scroll_top() + by.round() as i32);
    }
}
