//! What an audience sees: the stage, the logs by term, one sentence with its reason, and a band of steps.

use super::dock::dock;
use super::fit::{fit, fit_choices};
use super::presenter::Now;
use super::said::{Said, said};
use crate::render::stage::Glance;
use crate::render::{Frame, ballots, terms};
use crate::session::scene::Scene;
use crate::web::guide::{Asked, Lecture};
use crate::web::kept::kept;
use crate::web::lab::Room;
use crate::web::picture::Picture;
use crate::web::state::LabState;
use crate::web::widgets::icon::{self, icon};
use std::fmt::Write;
use std::rc::Rc;
use yew::prelude::*;

/// The room of the logs, in pixels of their own; they are shown twice as large on a page of 1920 by 1080.
const LOGS_WIDTH: u32 = 275;

/// The room of the ballots, likewise, and how many of them are shown: as many as leave the stage its room.
const BALLOTS_WIDTH: u32 = 1_037;
const ROWS: (usize, usize) = (3, 4);

/// For how many steps the band has room at least.
const STEPS_LEAST: u64 = 60;

/// The most steps that are drawn one by one in the band.
const STEPS_DRAWN: u64 = 160;

/// All of it.
pub fn page(state: &LabState, room: &Room, lecture: Option<&Lecture>, now: &Now) -> Html {
    let scene = &state.shown.scene;
    let frame = Frame { width: LOGS_WIDTH, height: terms::height(scene) * 4 / 3 };
    let logs = terms::shapes(scene, frame);
    let has_table = logs.is_none() && state.stage().below.name == "Ballots";
    let class = match (&logs, has_table) {
        (Some(_), _) => "show",
        (None, true) => "show tabled",
        (None, false) => "show wide",
    };
    html! {
        <div {class}>
            <section class="stagebox" aria-label="Stage">{ room.picture() }</section>
            if let Some(shapes) = logs {
                <aside class="by-term" aria-labelledby="terms">
                    <h2 id="terms">{ terms::title(scene) }</h2>
                    { kept(Picture {
                        shapes: Rc::new(shapes),
                        frame,
                        label: (state.stage().below.describe)(scene),
                        role: "img",
                    }) }
                </aside>
            }
            if has_table { { table(state, scene) } }
            <footer class="words">
                { words(&said(state, lecture, now)) }
                <div class="count">
                    if let Some(mark) = &state.mark {
                        <p class="exploring">
                            <b>{ "Exploring" }</b>{ format!("Backspace returns to step {}", mark.step) }
                        </p>
                    }
                    <p>{ format!("Step {} of {}", state.step(), state.shown.last_step) }</p>
                    { invariants(state) }
                </div>
            </footer>
            { band(state.step(), state.shown.last_step) }
            { room.said() }
            <p class="refusal" aria-hidden="true">{ &state.refusal }</p>
        </div>
    }
}

/// The highest ballots.
fn table(state: &LabState, scene: &Scene) -> Html {
    let below = &state.stage().below;
    let rows = scene.ballots.len().clamp(ROWS.0, ROWS.1);
    let frame = Frame { width: BALLOTS_WIDTH, height: ballots::height_of(rows) };
    let glance = Glance { width: frame.width, selected: None, thing: None };
    let mut shown = scene.clone();
    shown.ballots.truncate(rows);
    shown.lower_ballots += scene.ballots.len() - shown.ballots.len();
    html! {
        <section class="under" aria-label={below.name}>
            { kept(Picture {
                shapes: Rc::new((below.shapes)(&shown, glance)),
                frame,
                label: (below.describe)(scene),
                role: "group",
            }) }
        </section>
    }
}

/// The picture, and what lies over it.
pub fn over(state: &LabState, now: &Now) -> Html {
    html! {
        <>
            { now.still.clone() }
            { dock(state, now) }
            if now.is_black {
                <div class="black" role="img" aria-label="The screen is black. The next click ends that." />
            }
        </>
    }
}

fn words(said: &Said) -> Html {
    let letters = |text: &str| text.chars().count();
    match said {
        Said::Words(says, why, cite) => {
            let size = fit(letters(says), letters(why) + letters(cite));
            html! {
                <div class={format!("said fit-{size}")}>
                    <h1 class="big">{ says }</h1>
                    <p class="why">{ why }{ " " }<span class="cite">{ cite }</span></p>
                </div>
            }
        }
        Said::Answer(says, number, answer, why) => {
            let size = fit(letters(says), letters(answer) + letters(why) + 8);
            html! {
                <div class={format!("said fit-{size}")}>
                    <h1 class="big">{ says }</h1>
                    <p class="why right">
                        <span class="sign">{ icon(icon::TICK) }</span><span class="sr">{ "Right: " }</span>
                        <b>{ format!("{number}. {}:", answer.trim_end_matches('.')) }</b>{ " " }{ *why }
                    </p>
                </div>
            }
        }
        Said::Question(asked) => question(asked),
    }
}

fn question(asked: &Asked) -> Html {
    let letters = |text: &str| text.chars().count();
    let choices: Vec<usize> = asked.choices.iter().map(|(says, _)| letters(says)).collect();
    let size = fit_choices(letters(&asked.ask), &choices);
    let choice = |(place, (says, _)): (usize, &(String, String))| {
        let is_chosen = asked.chosen == Some(place);
        html! {
            <li class={is_chosen.then_some("on")}>
                <span class="number">{ place + 1 }</span>
                <span>{ says }if is_chosen { <span class="sr">{ " (picked)" }</span> }</span>
            </li>
        }
    };
    html! {
        <div class={format!("said asks fit-{size}")}>
            <h1 class="big">{ &asked.ask }</h1>
            <ol>{ for asked.choices.iter().enumerate().map(choice) }</ol>
        </div>
    }
}

/// How many invariants hold, or which is broken.
fn invariants(state: &LabState) -> Html {
    let lines = &state.shown.invariants;
    let is_broken = |step: &u64| *step <= state.step();
    let broken: Vec<&str> = lines
        .iter()
        .filter(|line| line.broken.as_ref().is_some_and(|(step, _)| is_broken(step)))
        .map(|line| line.name)
        .collect();
    match broken.is_empty() {
        true => html! {
            <p class="hold">{ icon(icon::TICK) }{ match lines.len() {
                1 => "1 invariant holds".to_string(),
                count => format!("{count} invariants hold"),
            } }</p>
        },
        false => html! {
            <p class="hold bad">{ icon(icon::CROSS) }{ format!("{} broken", broken.join(", ")) }</p>
        },
    }
}

/// A mark a step, the present one longer; where there are many, they run together.
fn band(step: u64, last: u64) -> Html {
    let whole = last.max(STEPS_LEAST);
    let gap = if whole <= STEPS_DRAWN { "h.86" } else { "h1" };
    let marks = |from: u64, to: u64, high: &str| {
        let mut data = String::new();
        for at in from..to {
            let _ = write!(data, "M{at} 20v-{high}{gap}v{high}z");
        }
        data
    };
    let run = |from: u64, to: u64| match whole <= STEPS_DRAWN {
        true => marks(from, to, "8"),
        false => format!("M{from} 20v-8H{to}v8z"),
    };
    html! {
        <svg class="band" viewBox={format!("0 0 {whole} 20")} preserveAspectRatio="none" aria-hidden="true">
            <path class="past" d={run(0, step.saturating_sub(1))} />
            <path d={run(step, last)} />
            if step > 0 {
                <path class="now" d={match whole <= STEPS_DRAWN {
                    true => marks(step - 1, step, "16"),
                    // As wide as a mark among so many that one sees.
                    false => { let wide = whole.div_ceil(STEPS_DRAWN); format!("M{} 20v-16h{wide}v16z", (step - 1).min(whole - wide)) }
                }} />
            }
        </svg>
    }
}
