//! The start page: a live cluster that can be broken at once, and the ways on.

use super::lab::{Chrome, Lab, Life};
use super::learn::{path, way};
use super::state::LabState;
use super::widgets::icon::{self, icon};
use super::widgets::top::brand;
use crate::protocols::{HOUSES, House, house};
use yew::prelude::*;

/// The protocol of the cluster on the start page.
pub const HERO: &str = "raft";

/// What differs in the cluster of the start page: messages that can be followed with the eye.
const OPTIONS: &[(&str, &str)] = &[("latency", "8ms..14ms"), ("heartbeat", "60ms")];

/// How it looks, beyond what index.html shows of it.
pub const STYLE: &str = concat!(
    include_str!("../../static/start.css"),
    include_str!("../../static/cards.css"),
    include_str!("../../static/course.css")
);

/// The whole page; the cluster comes with the code of its protocol.
pub fn page(_: &str, _: &str) -> Html {
    let is_here = house(HERO).is_some_and(|house| house.kind().is_some());
    html! {
        <main class="home">
            <header class="bar">
                <a class="brand" href="#/" aria-label="Quorarium, home">{ brand() }<span>{ "Quorarium" }</span></a>
                <nav aria-label="Places">
                    <a href="#/learn">{ "Lessons" }</a>
                    { for HOUSES.iter().map(|house| html! {
                        <a href={format!("#/lab/{}", house.name)}>{ house.title }</a>
                    }) }
                    <a href="#/compare">{ "Compare" }</a>
                </nav>
            </header>
            <div class="hero">
                <div class="words">
                    <h1>{ "Watch five machines make up one mind." }</h1>
                    <p>
                        { "Real nodes of a consensus protocol, running in this page. Cut a link, crash the leader, lose \
                           one message. Then step back and try again. Every step says why it happened and which rule of \
                           the paper it follows." }
                    </p>
                    <p class="ways">
                        { way() }
                        <a class="btn lg" href="#/lab/raft">{ "Open the Raft lab" }</a>
                    </p>
                </div>
                if is_here {
                    <Lab protocol={HERO} options={OPTIONS} chrome={Chrome::Hero(Life(LabState::ask_now_and_then))} />
                } else {
                    <section class="lab hero-lab" aria-busy="true" />
                }
            </div>
            { path() }
            <section aria-labelledby="labs">
                <h2 id="labs">{ "Open a lab and break things" }</h2>
                <p class="mid">
                    { "Any moment of a history can be shared as a link, or " }
                    <a class="web" href="#/studio">{ "put into a page of your own" }</a>{ "." }
                </p>
                <ul class="cards">
                    { for HOUSES.iter().map(lab) }
                    { card("#/compare".to_string(), COLUMNS, "Compare", "One script and one seed, run by several protocols on one clock.") }
                </ul>
            </section>
            <section aria-labelledby="accidents">
                <h2 id="accidents">{ "Or begin with an accident" }</h2>
                <p class="mid">{ "Each is a recorded history that you can step through, and change." }</p>
                <ul class="cards">
                    { accident("isolated-leader", "The leader that nobody hears", "A cut-off leader goes on accepting commands that it can never commit.") }
                    { accident("figure-7", "Six logs that disagree", "What a new leader of term 8 may find, and how it makes the logs agree: Figure 7.") }
                    { accident("figure-8", "A majority is not enough", "An entry on a majority that is lost all the same: Figure 8.") }
                    { accident("one-way-cut", "One can speak and not hear", "A link that is cut in one direction only.") }
                </ul>
            </section>
        </main>
    }
}

/// Two columns side by side.
const COLUMNS: &str = "M9 11h15v32H9zM30 11h15v32H30zM9 19h15M30 27h15";

fn lab(house: &House) -> Html {
    let picture = match house.leads {
        false => "M6 20h14M34 20h14M13 13v14M41 13v14M20 20h14",
        true => "M27 12 11 24M27 12l16 12M16 40l11-28 11 28M11 24l5 16M43 24l-5 16",
    };
    card(format!("#/lab/{}", house.name), picture, house.title, house.says)
}

fn card(address: String, picture: &'static str, title: &'static str, says: &'static str) -> Html {
    html! {
        <li>
            <a class="card" href={address}>
                <svg class="icon" width="54" height="54" viewBox="0 0 54 54" aria-hidden="true"><path d={picture} /></svg>
                <b>{ title }</b>
                <span class="dim">{ says }</span>
            </a>
        </li>
    }
}

fn accident(name: &'static str, title: &'static str, says: &'static str) -> Html {
    html! {
        <li>
            <a class="card" href={format!("#/lab/raft?scenario={name}")}>
                { icon(icon::BOLT) }
                <b>{ title }</b>
                <span class="dim">{ says }</span>
            </a>
        </li>
    }
}
