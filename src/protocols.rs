//! The only file that names all protocols.
//!
//! Of each the page knows a sentence; its code comes when its lab is opened, with the stage that draws it, in a file of
//! its own, and what its nodes do when they are on the screen, in another (feature `split`). Everywhere else all code is
//! here from the start.

pub mod ballot;
pub mod multi_paxos;
pub mod paxos;
pub mod quorum;
pub mod raft;
pub mod register;
pub mod zab;

use crate::protocol::Protocol;
use crate::protocol::apart::{Code, Coming, Missing, all, part};
#[cfg(feature = "split")]
use crate::protocol::erased::Conduct;
use crate::protocol::erased::{Kind, Of};
use crate::protocol::rule::Writing;
use crate::render::columns::COLUMNS;
use crate::render::ring::RING;
use crate::render::stage::{EMPTY, Stage};
use crate::render::star::STAR;
use crate::scenario::statement::{Scenario, Statement};
use crate::scenario::word::unknown;
use crate::session::{Opened, Refusal, Session};
use crate::sim::world::motion;

/// A protocol: what can be said of it at once, and its code when that is here.
pub struct House {
    /// Its name in scenarios and links.
    pub name: &'static str,
    /// Its name in prose.
    pub title: &'static str,
    /// What it is, in a sentence for people who do not know it.
    pub says: &'static str,
    /// Whether one of its nodes may lead the others.
    pub leads: bool,
    code: Code<Rooms>,
    writing: Code<Writing>,
}

/// A protocol's code.
#[derive(Clone, Copy)]
pub struct Rooms {
    /// The protocol as the simulation runs it.
    kind: &'static dyn Kind,
    /// How its clusters are drawn.
    stage: &'static Stage,
}

impl House {
    const fn of<P: Protocol>(code: Code<Rooms>, writing: Code<Writing>) -> House {
        let leads = P::ROLES.len() > 1;
        House { name: P::NAME, title: P::TITLE, says: P::SAYS, leads, code, writing }
    }

    /// The protocol, if its code is here.
    pub fn kind(&self) -> Option<&'static dyn Kind> {
        self.code.get().map(|rooms| rooms.kind)
    }

    /// Fetches its code, unless it is here. A fetch that failed can be tried again.
    pub fn fetch(&'static self) -> Coming<()> {
        self.code.fetch()
    }

    /// Whether it can run: its code is here, its conduct, and what makes worlds move.
    pub fn can_run(&self) -> bool {
        self.kind().is_some_and(|kind| kind.conduct().get().is_some()) && motion::is_here()
    }

    /// Fetches what is yet to come of its code and its conduct. A fetch that failed can be tried again.
    pub fn fetch_to_run(&'static self) -> Coming<()> {
        Box::pin(async move {
            self.fetch().await?;
            let conduct = self.kind().ok_or(Missing)?.conduct().fetch();
            all(vec![conduct, motion::fetch()]).await.map(drop)
        })
    }

    /// What is written of it, if that is here.
    pub fn writing(&self) -> Option<Writing> {
        self.writing.get()
    }

    /// Fetches what is written of it, unless it is here. A fetch that failed can be tried again.
    pub fn fetch_writing(&'static self) -> Coming<()> {
        self.writing.fetch()
    }
}

macro_rules! street {
    ($($module:ident $house:ident $stage:ident $conduct:ident $writing:ident;)*) => {
        /// Every protocol that a `cluster` line can name.
        pub static HOUSES: [House; [$(stringify!($module)),*].len()] =
            [$(House::of::<$module::$house>(
                part!($module Rooms = Rooms {
                    kind: {
                        static KIND: Of<$module::$house> = Of::with(
                            part!($conduct &'static dyn Conduct = Of::<$module::$house>::CONDUCT)
                        );
                        &KIND
                    },
                    stage: &$stage,
                }),
                part!($writing Writing = <$module::$house as Protocol>::WRITING),
            )),*];
    };
}

// Each protocol with its module, its type, its stage, and the files of what its nodes do and of what is written of it.
street! {
    raft Raft RING raft_conduct raft_writing;
    paxos Paxos COLUMNS paxos_conduct paxos_writing;
    multi_paxos MultiPaxos RING multi_paxos_conduct multi_paxos_writing;
    zab Zab STAR zab_conduct zab_writing;
    register Register RING register_conduct register_writing;
}

/// Every protocol whose code is here.
pub fn kinds() -> impl Iterator<Item = &'static dyn Kind> {
    HOUSES.iter().filter_map(House::kind)
}

/// The protocol with this name.
pub fn house(name: &str) -> Option<&'static House> {
    HOUSES.iter().find(|house| house.name == name)
}

/// How the clusters of the protocol with this name are drawn.
pub fn stage(name: &str) -> &'static Stage {
    house(name).and_then(|house| house.code.get()).map_or(&EMPTY, |rooms| rooms.stage)
}

/// Opens a session of the protocol that the scenario's `cluster` line names; an error carries its line.
pub fn open(scenario: &Scenario) -> Opened {
    let cluster = scenario.statements().find_map(|(line, statement)| match statement {
        Statement::Cluster(cluster) => Some((line, &cluster.protocol)),
        _ => None,
    });
    let Some((line, protocol)) = cluster else {
        if let Some(line) = scenario.comparison() {
            let message = "this is a comparison: quorarium compare runs it, and #/compare shows it";
            return Err((line, Refusal::whole(message)));
        }
        let names: Vec<&str> = HOUSES.iter().map(|house| house.name).collect();
        let message = format!(
            "a scenario needs its cluster, such as `cluster {} 3`",
            names.first().copied().unwrap_or("raft")
        );
        return Err((1, Refusal::whole(message)));
    };
    let Some(house) = house(&protocol.text) else {
        let names: Vec<&str> = HOUSES.iter().map(|house| house.name).collect();
        let message = unknown("protocol", &protocol.text, &names);
        return Err((line, Refusal::text(protocol, message)));
    };
    let Some(kind) = house.kind() else {
        let message = format!("the code of {} is not here yet", house.title);
        return Err((line, Refusal::text(protocol, message)));
    };
    Session::open(kind, scenario)
}
