//! A column: a small stage, the logs with the watched entry outlined, who led when, and the answer.

use super::Compare;
use crate::compare::report::{listed, milliseconds};
use crate::compare::{Experiment, Run, picture};
use crate::protocol::time::Micros;
use crate::protocols;
use crate::render::stage::{self, Glance, Look};
use crate::render::{Frame, Shape, capitalised, hue};
use crate::session::scene::{NodeScene, Scene};
use crate::sim::trace::TraceLine;
use crate::web::kept::kept;
use crate::web::link::{Link, Source};
use crate::web::picture::Picture;
use std::rc::Rc;
use yew::prelude::*;

/// What is drawn of a run at an instant.
pub struct Column {
    stage: Picture,
    logs: Picture,
    band: Picture,
    epoch: u64,
    word: &'static str,
    decided: &'static str,
    sent: u64,
    step: u64,
    /// The names of those whose logs have the watched command.
    holders: Vec<String>,
    /// Whether those are more than half.
    is_with_most: bool,
    is_safe: bool,
    /// What happens in its present step, unless the clock runs.
    happens: Option<TraceLine>,
}

impl Column {
    /// What happens in its present step, if that is of this very instant.
    pub fn happens_at(&self, at: Micros) -> Option<&str> {
        let line = self.happens.as_ref().filter(|line| line.event.time == at);
        line.map(|line| line.says.as_str())
    }

    /// Draws a run, whose session stands at the instant.
    pub fn new(
        experiment: &Experiment,
        run: &Run,
        (at, is_running): (Micros, bool),
        frame: Frame,
    ) -> Column {
        let (session, scene) = (&run.session, run.session.scene());
        let looks = protocols::stage(session.protocol());
        let look = Look { frame, clock: at.max(scene.now), selected: None };
        let mut shapes = looks.shapes(&scene, look);
        picture::still(&mut shapes);
        let glance = Glance { width: frame.width, selected: None, thing: None };
        let mut logs = (looks.below.shapes)(&scene, glance);
        let watched = experiment.watched.as_deref().unwrap_or_default();
        let outline = picture::outline(&scene, watched, &logs);
        logs.extend(outline);
        picture::still(&mut logs);
        let names: Vec<String> = scene.nodes.iter().map(|node| node.name.clone()).collect();
        let band = picture::band(experiment, run, &names, at, frame.width);
        let holders = holders(&scene, watched);
        let safe = run.fate.as_ref().and_then(|fate| fate.safe.as_ref());
        let height = |height| Frame { width: frame.width, height };
        Column {
            stage: still(shapes, frame, stage_words(&scene, session.title())),
            logs: still(logs, height((looks.below.height)(&scene)), (looks.below.describe)(&scene)),
            band: still(band, height(picture::BAND_HEIGHT), band_words(experiment, run, &names)),
            epoch: epoch(&scene),
            word: scene.vocabulary.epoch,
            decided: scene.vocabulary.decided,
            sent: session.sent(),
            step: scene.step,
            is_with_most: 2 * holders.len() > names.len(),
            holders,
            happens: session.tell(scene.step, scene.step).pop().filter(|_| !is_running),
            is_safe: safe.is_some_and(|line| line.event.step <= scene.step),
        }
    }
}

fn still(shapes: Vec<Shape>, frame: Frame, label: String) -> Picture {
    Picture { shapes: Rc::new(shapes), frame, label, role: "img" }
}

/// The number of the leader; without one, the highest that a node has.
fn epoch(scene: &Scene) -> u64 {
    let portraits = || scene.nodes.iter().filter_map(|node| node.portrait.as_ref());
    let leading =
        portraits().filter(|portrait| portrait.leads).map(|portrait| portrait.epoch).max();
    leading.or(portraits().map(|portrait| portrait.epoch).max()).unwrap_or_default()
}

fn holders(scene: &Scene, command: &str) -> Vec<String> {
    let has = |node: &&NodeScene| {
        let log = node.portrait.as_ref().map_or(&[][..], |portrait| &portrait.log);
        log.iter().any(|cell| cell.label == command)
    };
    scene.nodes.iter().filter(has).map(|node| node.name.clone()).collect()
}

fn stage_words(scene: &Scene, protocol: &str) -> String {
    let role = |node: &NodeScene| {
        let role = node.portrait.as_ref().map_or("crashed", |portrait| portrait.role);
        format!("{} {role}", node.name)
    };
    let roles: Vec<String> = scene.nodes.iter().map(role).collect();
    let messages = scene.messages.len();
    format!("{}: {}; {messages} in flight", stage::title(scene, protocol), roles.join(", "))
}

fn band_words(experiment: &Experiment, run: &Run, names: &[String]) -> String {
    let reigns = picture::reigns(run, experiment.end).into_iter().map(|reign| {
        let who = reign.leader.and_then(|leader| names.get(leader));
        let who = who.map_or("nobody leads".to_string(), |name| format!("{name} leads"));
        format!("from {} {who}", milliseconds(reign.from))
    });
    format!("Leaders: {}", reigns.collect::<Vec<_>>().join(", "))
}

impl Compare {
    /// A column as it stands on the page.
    pub(super) fn column(&self, experiment: &Experiment, place: usize, column: &Column) -> Html {
        let Some(run) = experiment.runs.get(place) else { return Html::default() };
        let first = if place == 0 { self.stage.clone() } else { NodeRef::default() };
        let number = format!("{} {}", capitalised(column.word), column.epoch);
        html! {
            <section class="col" aria-label={run.title.clone()} key={place}>
                <header>
                    <h2>{ self.way(run, place, column.step) }</h2>
                    if column.epoch > 0 {
                        <span class={format!("pill tb {}", hue(column.epoch))}>{ number }</span>
                    }
                    <span class="dim">{ format!("{} messages", column.sent) }</span>
                </header>
                <div class="small stage" ref={first}>{ kept(column.stage.clone()) }</div>
                <div class="logs">{ kept(column.logs.clone()) }</div>
                <div class="leaders">{ kept(column.band.clone()) }</div>
                { answer(experiment, run, column) }
            </section>
        }
    }

    /// The way to the column's lab, at the same moment.
    fn way(&self, run: &Run, place: usize, step: u64) -> Html {
        let (protocol, options) = run.title.split_once(", ").unwrap_or((&run.title, ""));
        let title = html! { <>{ protocol.to_string() } if !options.is_empty() { { " " }<span>{ options.to_string() }</span> }</> };
        match self.packed.columns.get(place) {
            Some(Some(bytes)) => {
                let source = Some(Source::Packed(bytes.clone()));
                let link = Link { source, step: Some(step), ..Link::default() };
                let address = format!("#/lab/{}?{}", run.session.protocol(), link.print());
                html! { <a href={address} title="Open this run in its lab">{ title }</a> }
            }
            _ => title,
        }
    }
}

/// What became of the watched command by this instant, and how.
fn answer(experiment: &Experiment, run: &Run, column: &Column) -> Html {
    let (Some(command), Some(fate)) = (&experiment.watched, &run.fate) else {
        return Html::default();
    };
    let is_over = column.step == run.session.last_step();
    let line = match &fate.safe {
        Some(line) if column.is_safe => Some(line),
        None if is_over => fate.moved.as_ref(),
        _ => None,
    };
    let says = match &fate.safe {
        Some(line) if column.is_safe => {
            format!("{command} is safe at {}.", milliseconds(line.event.time))
        }
        _ => match &column.holders[..] {
            [] => format!("{command} is in no log."),
            holders => {
                let (logs, who) =
                    (if holders.len() == 1 { "log" } else { "logs" }, listed(holders));
                let most = if column.is_with_most { ", a majority, and still" } else { ", and" };
                format!("{command} is in the {logs} of {who}{most} not known {}.", column.decided)
            }
        },
    };
    html! {
        <div class="answer">
            <p><b>{ says }</b></p>
            if let Some(line) = line {
                <p>
                    { &line.says }{ " " }<span class="mid">{ &line.why }</span>{ " " }
                    <span class="cite">{ &line.section }</span>
                </p>
            }
            { happens(column) }
        </div>
    }
}

fn happens(column: &Column) -> Html {
    match &column.happens {
        Some(line) => {
            html! { <p class="happens">{ format!("Step {}: {}", line.event.step, line.says) }</p> }
        }
        None => Html::default(),
    }
}
