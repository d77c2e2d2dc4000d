//! The dock: transport on the common clock, what holds in all columns, the seed, and the script as a line of time.

use super::{Compare, Message, sheet, value_of};
use crate::compare::report::milliseconds;
use crate::compare::{Experiment, picture};
use crate::render::Frame;
use crate::web::chosen::View;
use crate::web::kept::kept;
use crate::web::picture::Picture;
use crate::web::widgets::dock::transport;
use crate::web::widgets::icon::{self, icon};
use crate::web::widgets::top::{brand, view_tab};
use std::rc::Rc;
use yew::prelude::*;

impl Compare {
    pub(super) fn top(&self, ctx: &Context<Self>) -> Html {
        let share = ctx.link().callback(|_: MouseEvent| Message::Share);
        html! {
            <header class="top">
                <div class="here">
                    <a class="brand" href="#/" aria-label="Quorarium, home">{ brand() }<span>{ "Quorarium" }</span></a>
                    <nav class="crumb" aria-label="Places"><a href="#/compare">{ "Compare" }</a></nav>
                </div>
                if self.experiment.is_some() {
                    <div class="seg" role="group" aria-label="View">
                        { self.tab(View::Stage, icon::STAGE, "Stages") }
                        { self.tab(View::Tables, icon::TABLES, "Numbers") }
                    </div>
                }
                <div class="ends">
                    <button type="button" class="btn icon quiet" aria-label="Light or dark" title="Light or dark" data-do="theme">
                        { icon(icon::THEME) }
                    </button>
                    if self.experiment.is_some() {
                        <button type="button" class="btn pri" aria-label="Share" onclick={share}>
                            { icon(icon::SHARE) }<span>{ "Share" }</span>
                        </button>
                    }
                </div>
            </header>
        }
    }

    fn tab(&self, view: View, data: &'static str, name: &'static str) -> Html {
        view_tab(view.name(), data, name, view == self.view)
    }

    /// What there is to say about the address, or what came of something.
    pub(super) fn said(&self) -> Html {
        html! {
            <>
                if self.is_waiting {
                    <p class="note" role="status">{ "Opening the comparison." }</p>
                }
                if self.experiment.is_some() && !self.problem.is_empty() {
                    <p class="note wrong" role="alert">{ &self.problem }</p>
                }
                if !self.done.is_empty() {
                    <p class="note" role="status">{ self.done }</p>
                }
            </>
        }
    }

    pub(super) fn dock(&self, ctx: &Context<Self>, experiment: &Experiment) -> Html {
        let edit = ctx.link().callback(|_: MouseEvent| Message::Edit(sheet::Edit::Open));
        html! {
            <div class="dock">
                <div class="transport">
                    { transport(self.is_playing) }
                    <p class="clock">
                        <b>{ milliseconds(self.at) }</b>
                        <span class="mid">{ experiment.caption(self.at).unwrap_or_default().to_string() }</span>
                    </p>
                    <div class="holds">
                        { holds(experiment) }
                        { seed(ctx, experiment) }
                        <button type="button" class="btn edits" onclick={edit}>{ icon(icon::PEN) }<span class="long">{ "Edit script" }</span></button>
                    </div>
                </div>
                { self.line(experiment) }
                <p class="sr" role="status">{ self.spoken(experiment) }</p>
            </div>
        }
    }

    /// What happens at this instant, for those who hear the page; while it plays, nothing is read out.
    fn spoken(&self, experiment: &Experiment) -> String {
        if self.frames.is_some() {
            return String::new();
        }
        let columns = experiment.runs.iter().zip(&self.columns);
        let said = columns.filter_map(|(run, column)| {
            Some(format!("{}: {}", run.title, column.happens_at(self.at)?))
        });
        format!("{}. {}", milliseconds(self.at), said.collect::<Vec<_>>().join(" "))
    }

    /// The script with its slider.
    fn line(&self, experiment: &Experiment) -> Html {
        let width = self.room.1;
        let deeds = picture::deeds(&experiment.moves);
        let last = deeds.iter().rev().find(|deed| deed.at <= self.at);
        let last = last.map_or(String::new(), |deed| format!(", after {}", deed.says));
        let told = |deed: &picture::Deed| format!("{}: {}", milliseconds(deed.at), deed.says);
        html! {
            <div class="script" ref={self.script.clone()}>
                { kept(Picture {
                    shapes: Rc::new(picture::script(experiment, self.at, width)),
                    frame: Frame { width, height: picture::SCRIPT_HEIGHT },
                    label: format!("Script. {}", deeds.iter().map(told).collect::<Vec<_>>().join("; ")),
                    role: "img",
                }) }
                <input
                    class="scrub"
                    type="range"
                    min="0"
                    max={experiment.end.0.to_string()}
                    step={STEP.to_string()}
                    value={self.at.0.to_string()}
                    aria-label="Clock"
                    aria-valuetext={format!("{}{last}", milliseconds(self.at))}
                    data-do="seek {}"
                />
            </div>
        }
    }
}

/// How far an arrow key moves the slider, in microseconds; a pointer moves it as finely as it can.
const STEP: u64 = 500;

/// In how many columns every invariant holds.
fn holds(experiment: &Experiment) -> Html {
    let runs = &experiment.runs;
    let broken: Vec<&str> =
        runs.iter().filter(|run| !run.is_safe()).map(|run| &*run.title).collect();
    let (class, sign, says, of) = match broken.is_empty() {
        true => ("i", icon::TICK, "All invariants hold,", format!("{0} of {0}", runs.len())),
        false => ("i bad", icon::CROSS, "An invariant broke:", broken.join("; ")),
    };
    html! { <p class="inv"><span {class}>{ icon(sign) }<span class="long">{ says }</span>{ of }</span></p> }
}

fn seed(ctx: &Context<Compare>, experiment: &Experiment) -> Html {
    let change = ctx.link().callback(|event: Event| Message::Seed(value_of(&event)));
    html! {
        <label class="seed">
            <span class="long">{ "Same seed" }</span>
            <input
                class="field mono"
                type="number"
                min="0"
                max={u32::MAX.to_string()}
                value={experiment.seed.to_string()}
                onchange={change}
            />
        </label>
    }
}
