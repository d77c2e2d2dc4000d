//! The place of a frame: reads its address, fetches what it names, and puts the frame around it.

use super::frame::Frame;
use super::options::{Options, Subject, is_lesson};
use super::post;
use crate::protocol::cluster::Cluster;
use crate::protocol::erased::Kind;
use crate::protocols::{House, house};
use crate::scenarios::cluster_of;
use crate::session::Session;
use crate::sim::world::Setup;
use crate::web::app::lost;
use crate::web::browser;
use crate::web::guide::{self, Led};
use crate::web::kept::{Part, kept_as};
use crate::web::lab::{Chrome, Lab};
use crate::web::route::no_house;
use crate::web::state::LabState;
use std::rc::Rc;
use yew::prelude::*;

/// How it looks.
pub const STYLE: &str = include_str!("../../../static/embed.css");

/// The seed of a cluster that no scenario describes.
const SEED: u32 = 7;

/// How many nodes such a cluster has.
const SIZE: u8 = 5;

/// A lab in a frame. For a lesson, which has its own code, all is prepared, and nothing drawn.
pub fn page(name: &str, query: &str) -> Html {
    if !is_lesson(name) {
        let (name, query) = (name.to_string(), query.to_string());
        return kept_as(format!("{name}?{query}"), Embed { name, query });
    }
    let (options, _) = Options::parse(name, query);
    begin(&options);
    // The address says it again for every part.
    let around = |led| {
        let fragment = browser::fragment();
        let (path, query) = fragment.split_once('?').unwrap_or((&fragment, ""));
        let (options, problems) = Options::parse(path.trim_start_matches("#/embed/"), query);
        Led(Rc::new(Frame::around(options, problems, Some(led))))
    };
    guide::frame(around, Options::said(query));
    Html::default()
}

fn begin(options: &Options) {
    browser::set_theme(options.theme.is_dark());
}

/// A laboratory in its frame: what its address names, and what it says of it. It is drawn once, and lives by itself then.
#[derive(PartialEq)]
struct Embed {
    name: String,
    query: String,
}

impl Part for Embed {
    fn draw(&self) -> Html {
        let (options, problems) = Options::parse(&self.name, &self.query);
        begin(&options);
        let Subject::Lab { protocol, query } = &options.subject else { return Html::default() };
        let protocol = protocol.clone();
        let name = query.split('&').find_map(|pair| pair.strip_prefix("scenario="));
        let line = cluster_of(&protocol, name.unwrap_or_default());
        let fresh = match house(&protocol).and_then(House::kind) {
            Some(kind) => at_rest(kind, line),
            None => Err(no_house(&protocol).unwrap_or_default()),
        };
        match fresh {
            Ok(state) => {
                let frame = Frame::new(options, problems, state);
                let chrome = Chrome::Guide(Led(Rc::new(frame)));
                html! { <Lab {protocol} {chrome} /> }
            }
            Err(problem) => {
                post::give_up(problem.clone());
                lost(&problem)
            }
        }
    }
}

/// The cluster of a scenario, by what stands after `cluster`, before anything has happened: it can be drawn before the code
/// is here that reads the rest.
fn at_rest(kind: &'static dyn Kind, line: &str) -> Result<LabState, String> {
    let members: Vec<&str> = line.split_whitespace().skip(1).collect();
    let cluster = match members[..] {
        [count] if count.parse::<u8>().is_ok() => {
            kind.cluster(count.parse().unwrap_or(SIZE).clamp(1, 9))
        }
        [] => kind.cluster(SIZE),
        _ if kind.parts().is_empty() && members.len() < 10 => Cluster::new(members.iter().copied()),
        _ => kind.cluster(SIZE),
    };
    let set_up = format!("cluster {} {SIZE}\nseed {SEED}\n", kind.name());
    let mut setup = Setup::new(kind, cluster);
    setup.seed = SEED;
    Ok(LabState::of(Session::new(setup, set_up.clone())?, set_up))
}
