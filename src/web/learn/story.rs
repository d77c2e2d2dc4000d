//! How a part of a lesson reads: its bar, its prose, questions and goals.

use super::lesson::Part;
use crate::lesson::course::{lessons, place};
use crate::lesson::player::{Goal, Outcome, Question, Seen, Stop};
use crate::lesson::prose::{Inline, Prose, Target, Text};
use crate::lesson::{Block, Part as Page};
use crate::web::chosen::View;
use crate::web::deed::Deed;
use crate::web::state::LabState;
use crate::web::widgets::icon::{self, icon};
use crate::web::widgets::top::{brand, tab};
use yew::prelude::*;

/// What to look at.
const EYE: &str = "M3 12s3.500-6 9-6 9 6 9 6-3.500 6-9 6-9-6-9-6zM12 9.500a2.500 2.500 0 1 0 .1 0z";
/// A hint.
const BULB: &str =
    "M9.500 17.500c0-2-3-3.500-3-7.300a5.500 5.500 0 1 1 11 0c0 3.800-3 5.300-3 7.300zM10 20.500h4";

impl Part {
    /// Where one is, how far one has come, and the ways out.
    pub(super) fn bar(&self, state: &LabState) -> Html {
        let count = self.lesson.parts.len();
        let place = place(&self.lesson.id);
        let all = lessons().count();
        let now = self.now.borrow();
        let segment = |(part, page): (usize, &Page)| {
            let class = match (part == self.at, now.progress.has(&self.lesson.id, part)) {
                (true, _) => "now",
                (false, true) => "done",
                (false, false) => "",
            };
            let done = if class == "done" { ", done" } else { "" };
            let name = format!("Part {}: {}{done}", part + 1, page.title);
            html! {
                <li>
                    <a {class} href={self.whence.address(part)} aria-label={name.clone()} title={name}
                        aria-current={(part == self.at).then_some("step")}></a>
                </li>
            }
        };
        html! {
            <header class="top">
                <div class="here">
                    <a class="brand" href="#/" aria-label="Quorarium, home">{ brand() }<span>{ "Quorarium" }</span></a>
                    <p class="crumb">
                        <a class="dim place" href="#/learn">
                            { match place {
                                Some(place) => format!("Lesson {} of {all}", place + 1),
                                None => "Lessons".to_string(),
                            } }
                        </a>
                        <b>{ &self.lesson.title }</b>
                    </p>
                </div>
                <ol class="prog" aria-label="Parts">{ for self.lesson.parts.iter().enumerate().map(segment) }</ol>
                <div class="ends">
                    <div class="seg views" role="group" aria-label="View">
                        { for View::ALL.iter().map(|view| tab(*view, state.chosen.view)) }
                    </div>
                    <span class="mid count">{ format!("Part {} of {count}", self.at + 1) }</span>
                    <button type="button" class="btn icon quiet" aria-label="Present (P)" title="Present (P)" data-do="present">{ icon(icon::SCREEN) }</button>
                    <button type="button" class="btn icon quiet" aria-label="Light or dark" title="Light or dark" data-do="theme">{ icon(icon::THEME) }</button>
                    <button type="button" class="btn icon quiet" aria-label="Keys (?)" title="Keys (?)" data-do="sheet keys">{ icon(icon::HELP) }</button>
                    if let Some(address) = self.whence.outside(self.at) {
                        <a class="btn" href={address}>{ "Open" }</a>
                    } else {
                        <button type="button" class="btn" data-do="guide lab">{ "Open in lab" }</button>
                    }
                </div>
            </header>
        }
    }

    /// Everything that is to be read.
    pub(super) fn story(&self, state: &LabState, act: &Callback<Deed>) -> Html {
        let now = self.now.borrow();
        let page = self.lesson.parts.get(self.at).map_or("", |page| &page.title);
        let (next, title) = self.next();
        let waits = now.drawn.stop();
        let goals: Vec<(usize, &Goal)> = now.drawn.goals().collect();
        let first_goal = goals.first().map(|(block, _)| *block);
        let block = |(at, seen): (usize, &Seen)| {
            let drawn = match seen {
                Seen::Plain(Block::Prose(prose)) => self.prose(at, prose, act),
                Seen::Plain(Block::Compare(name)) => compare(name),
                // Notes are for whoever teaches.
                Seen::Plain(_) | Seen::Moves(true) => return Html::default(),
                Seen::Moves(false) => go_on("Go on"),
                Seen::Question(question) => self.question(at, question, state.is_on_the_way(), act),
                Seen::Goal(_) if Some(at) == first_goal => self.goals(&goals, act),
                Seen::Goal(_) => return Html::default(),
            };
            html! { <>{ drawn }{ self.opened(at, &now.opened) }</> }
        };
        let is_past = state.session().position() < state.session().last_step();
        html! {
            <article class="story" aria-labelledby="part" tabindex="-1">
                <div class="words">
                <h1 id="part">{ page }</h1>
                { for now.drawn.seen().iter().enumerate().map(block) }
                if !now.problem.is_empty() {
                    <p class="astray" role="status">
                        { format!("{} Restart the part to play it as it was written.", sentence(&now.problem)) }
                    </p>
                }
                if is_past && matches!(waits, Stop::Moves(_) | Stop::Question(_)) && !state.is_on_the_way() {
                    <p class="dim">{ "You are in the past of this run. Its end is where the story goes on." }</p>
                }
                <span class="end" />
                </div>
                <nav class="turn" aria-label="Parts of the lesson">
                    if self.at > 0 {
                        <a class="btn quiet" href={self.whence.address(self.at - 1)}>
                            { chevron("m15 5-7 7 7 7") }
                            <span>{ self.lesson.parts.get(self.at - 1).map_or("", |page| &page.title) }</span>
                        </a>
                    }
                    <span class="grow" />
                    <button type="button" class="btn icon quiet" data-do="guide restart" aria-label="Restart part" title="Restart part (R)">
                        { icon(icon::RESET) }
                    </button>
                    <a class={classes!("btn", (waits == Stop::End).then_some("pri"))} href={next}>
                        <span>{ format!("Next: {title}") }</span>{ chevron("m9 5 7 7-7 7") }
                    </a>
                </nav>
            </article>
        }
    }

    fn prose(&self, at: usize, prose: &Prose, act: &Callback<Deed>) -> Html {
        match prose {
            Prose::Paragraph(text) => html! { <p>{ self.text(at, text, act) }</p> },
            Prose::Verbatim(lines) => html! { <pre class="mono">{ lines }</pre> },
            Prose::List(is_numbered, items) => {
                let item = |item: &Vec<Prose>| {
                    let inside = item.iter().map(|prose| match (prose, item.len()) {
                        (Prose::Paragraph(text), 1) => self.text(at, text, act),
                        _ => self.prose(at, prose, act),
                    });
                    html! { <li>{ for inside }</li> }
                };
                let items = items.iter().map(item);
                match is_numbered {
                    true => html! { <ol>{ for items }</ol> },
                    false => html! { <ul>{ for items }</ul> },
                }
            }
        }
    }

    fn text(&self, at: usize, text: &Text, act: &Callback<Deed>) -> Html {
        text.iter().map(|part| self.inline(at, part, act)).collect()
    }

    fn inline(&self, at: usize, part: &Inline, act: &Callback<Deed>) -> Html {
        let inside = |text: &Text| self.text(at, text, act);
        match part {
            Inline::Words(words) => html! { words },
            Inline::Value(value) => html! { <span class="value">{ value }</span> },
            Inline::Strong(text) => html! { <b>{ inside(text) }</b> },
            Inline::Emphasis(text) => html! { <em>{ inside(text) }</em> },
            Inline::Code(text) => html! { <code class="mono">{ inside(text) }</code> },
            Inline::Link(text, Target::Look(name)) => {
                let look = |name: &str| {
                    let deed = Deed::Guide(format!("look {name}"));
                    let act = act.clone();
                    move || act.emit(deed.clone())
                };
                let (on, off) = (look(name), look(""));
                let (on_too, off_too) = (on.clone(), off.clone());
                html! {
                    <button type="button" class="look" data-do={format!("guide look {name}")}
                        onmouseenter={move |_| on()} onmouseleave={move |_| off()}
                        onfocus={move |_| on_too()} onblur={move |_| off_too()}>
                        { inside(text) }
                    </button>
                }
            }
            Inline::Link(text, target @ (Target::Rule(_) | Target::Term(_))) => {
                let (class, kind, name) = match target {
                    Target::Rule(id) => ("cite", "rule", id),
                    Target::Term(name)
                    | Target::Look(name)
                    | Target::Lesson(name)
                    | Target::Web(name) => ("term", "term", name),
                };
                let is_open = self.now.try_borrow().is_ok_and(|now| {
                    now.opened
                        .as_ref()
                        .is_some_and(|(block, known)| *block == at && known == target)
                });
                html! {
                    <button type="button" {class} aria-expanded={is_open.to_string()}
                        data-do={format!("guide open {at} {kind}:{name}")}>{ inside(text) }</button>
                }
            }
            Inline::Link(text, Target::Lesson(id)) => {
                html! { <a class="web" href={format!("#/learn/{id}")}>{ inside(text) }</a> }
            }
            Inline::Link(text, Target::Web(address)) if address.starts_with("https://") => {
                html! { <a class="web" href={address.clone()} rel="noopener" target="_blank">{ inside(text) }</a> }
            }
            Inline::Link(text, Target::Web(_)) => inside(text),
        }
    }

    /// What was asked about in a block: a rule, or a term.
    fn opened(&self, at: usize, opened: &Option<(usize, Target)>) -> Html {
        let Some((_, target)) = opened.as_ref().filter(|(block, _)| *block == at) else {
            return Html::default();
        };
        let (title, says, lines): (String, &str, &[&str]) = match target {
            Target::Rule(id) => {
                let house = crate::protocols::HOUSES.iter().find(|house| {
                    id.split_once('.').is_some_and(|(protocol, _)| protocol == house.name)
                });
                let text = house
                    .and_then(|house| house.writing())
                    .and_then(|writing| writing.rules.iter().find(|text| text.rule == id));
                match text {
                    Some(text) => (id.clone(), text.says, text.pseudocode),
                    None => {
                        (id.clone(), "It is a rule of another protocol: its lab tells it.", &[])
                    }
                }
            }
            Target::Term(name) => {
                (name.replace('-', " "), self.lesson.term(name).unwrap_or_default(), &[])
            }
            _ => return Html::default(),
        };
        html! {
            <aside class="opened" role="note">
                <b>{ title }</b>
                <p>{ says }</p>
                if !lines.is_empty() { <pre class="mono">{ lines.join("\n") }</pre> }
            </aside>
        }
    }

    fn question(
        &self,
        at: usize,
        question: &Question,
        is_moving: bool,
        act: &Callback<Deed>,
    ) -> Html {
        let name = format!("answer-{at}");
        let is_open = question.outcome.is_none();
        let choice = |(place, choice): (usize, &crate::lesson::Choice)| {
            let is_chosen = question.chosen == Some(place);
            let is_right = question.outcome == Some(Outcome::Right(place));
            let class = match (is_open, is_chosen, is_right) {
                (true, true, _) => "opt on",
                (false, _, true) => "opt right",
                (false, true, false) => "opt on other",
                _ => "opt",
            };
            html! {
                <li>
                    <label {class}>
                        if is_right {
                            <span class="sign">{ icon(icon::TICK) }</span>
                        } else {
                            <input type="radio" name={name.clone()} checked={is_chosen} disabled={!is_open || is_moving}
                                data-do={format!("guide choose {place}")} />
                        }
                        <span>
                            if is_right { <span class="sr">{ "Right: " }</span> }
                            { self.text(at, &choice.says, act) }
                        </span>
                        if is_open { <kbd>{ place + 1 }</kbd> }
                    </label>
                    if !is_open && (is_right || is_chosen) {
                        <p class="answer">{ self.text(at, &choice.why, act) }</p>
                    }
                </li>
            }
        };
        html! {
            <section class="ask" aria-labelledby={format!("ask-{at}")}>
                <h2 id={format!("ask-{at}")}>{ self.text(at, &question.predict.ask, act) }</h2>
                <ol>{ for question.predict.choices.iter().enumerate().map(choice) }</ol>
                if is_open {
                    <div class="go">
                        <button type="button" class="btn pri lg" data-do="guide on" disabled={is_moving}>
                            { icon(icon::FORWARD) }{ "Step and see" }<kbd>{ "." }</kbd>
                        </button>
                        <span class="dim">{ "You can change your answer until you step." }</span>
                    </div>
                } else if question.outcome == Some(Outcome::Astray) {
                    <p class="astray">
                        { "None of these came true: the run is another one since you changed it. Restart the part to see the answer." }
                    </p>
                }
            </section>
        }
    }

    fn goals(&self, goals: &[(usize, &Goal)], act: &Callback<Deed>) -> Html {
        let goal = |(at, goal): &(usize, &Goal)| {
            let at = *at;
            let class = if goal.is_reached { "done" } else { "" };
            let left = goal.task.hints.len() - goal.hints;
            html! {
                <li {class}>
                    <div class="task">
                        <span class="gk">if goal.is_reached { { icon(icon::TICK) } }</span>
                        <span>
                            { self.text(at, &goal.task.goal, act) }
                            <span class="sr">{ if goal.is_reached { " (reached)" } else { " (open)" } }</span>
                        </span>
                    </div>
                    { for goal.task.hints.iter().take(if goal.is_reached { 0 } else { goal.hints }).enumerate().map(|(place, hint)| html! {
                        <div class="hint">
                            <b>{ icon(BULB) }{ format!("Hint {} of {}", place + 1, goal.task.hints.len()) }</b>
                            <p>{ self.text(at, hint, act) }</p>
                        </div>
                    }) }
                    if !goal.is_reached {
                        <div class="help">
                            if left > 0 {
                                <button type="button" class="btn quiet" data-do={format!("guide hint {at}")}>
                                    { icon(BULB) }{ if goal.hints == 0 { "Hint" } else { "Next hint" } }<kbd>{ "H" }</kbd>
                                </button>
                            }
                            <button type="button" class="btn quiet" data-do={format!("guide show {at}")}>
                                { icon(EYE) }{ "Show me" }
                            </button>
                        </div>
                    } else if goal.was_shown {
                        <p class="dim">{ "You have been shown a solution. Step back through it, or restart the part and do it yourself." }</p>
                    }
                </li>
            }
        };
        html! {
            <section class="goals" aria-labelledby="goals">
                <h2 id="goals">{ if goals.len() == 1 { "Your goal" } else { "Goals" } }</h2>
                <ul>{ for goals.iter().map(goal) }</ul>
            </section>
        }
    }
}

/// A button that makes the moves that wait.
fn go_on(says: &'static str) -> Html {
    html! {
        <p class="go">
            <button type="button" class="btn pri lg" data-do="guide on">{ icon(icon::FORWARD) }{ says }<kbd>{ "." }</kbd></button>
        </p>
    }
}

/// One script run by several protocols, and the way to it.
fn compare(name: &str) -> Html {
    let asks = crate::compare::named(name).map(|known| known.asks());
    let (question, about) = asks.unwrap_or(("A comparison", ""));
    html! {
        <aside class="opened beside">
            <b>{ question }</b>
            <p>{ about }</p>
            <p><a class="btn" href={format!("#/compare/{name}")}>{ "Open the comparison" }</a></p>
        </aside>
    }
}

fn chevron(data: &'static str) -> Html {
    icon(data)
}

/// Words that begin with a capital and end with a full stop.
fn sentence(words: &str) -> String {
    let words = crate::render::capitalised(words);
    if words.ends_with(['.', '?']) { words } else { format!("{words}.") }
}
