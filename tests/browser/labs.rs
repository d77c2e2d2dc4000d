//! The laboratories, in each of which the same is asked: a protocol is a row, and the row says what differs.

use quorarium::protocols::HOUSES;
use thirtyfour::prelude::*;

use crate::fault::{self, Fault};
use crate::harness::Browser;
use crate::page::Page;

pub const LEADER: &str = "document.querySelector('.stage .node.leader')";

/// The lab of a protocol.
pub struct Lab {
    pub name: &'static str,
    /// Makes something happen, for fifteen steps and more; nothing where timers do.
    pub begin: &'static [&'static str],
    /// What playing leads to.
    pub goal: &'static str,
    /// Whether something is decided by counting.
    pub counts: bool,
    /// Whether entries stand below the stage, each of which can be pressed.
    pub logs: bool,
    /// What gives the nodes their roles.
    pub ready: &'static [&'static str],
    /// Two things that are asked of its nodes, one after the other.
    pub asks: [&'static str; 2],
    /// The sheet in which somebody asks.
    pub form: Form,
    /// Whom faults happen to: the first node of this role, and how many links are drawn to it.
    pub role: &'static str,
    pub links: usize,
    /// How it is told that this node wants to lead.
    pub stands: &'static str,
    /// The key of a link and its ends, the lower place first.
    pub link: (&'static str, [&'static str; 2]),
    /// What can happen to its nodes and shows in its own way.
    pub faults: &'static [Fault],
    /// What can happen to its messages.
    pub messages: &'static [Fault],
    /// What an election, a commit or a deed is told with: one of these words.
    pub notable: &'static [&'static str],
    /// The scenario among those for tests in which a rule is off and something breaks.
    pub mutant: &'static str,
    /// A scenario that people can open; none where there is none.
    pub preset: Option<Preset>,
}

/// The sheet in which something is asked of a node.
pub struct Form {
    /// The field for what is asked.
    pub asked: &'static str,
    /// The field for the node, and what it holds when the second node is asked.
    pub node: (&'static str, &'static str),
    /// How it is told that the second node was asked.
    pub says: &'static str,
}

/// A scenario that people can open: its name, how its title begins, and a part of what is said at its start.
pub struct Preset {
    pub name: &'static str,
    pub title: &'static str,
    pub remark: &'static str,
}

impl Preset {
    /// Holds on the page where it is open.
    pub fn is_open(&self) -> String {
        let heading = "document.querySelector('.crumb .heading')";
        format!("{heading}?.textContent.startsWith('{}')", self.title)
    }
}

/// Whoever leads is asked, and the others follow.
const LED: Lab = Lab {
    name: "",
    begin: &[],
    goal: LEADER,
    counts: true,
    logs: true,
    ready: &["do run until leader"],
    asks: ["request x=1", "request x=2"],
    form: Form { asked: "command", node: ("to", " to B"), says: "c1 sends x=1 to B" },
    role: "follower",
    links: 4,
    stands: "",
    link: ("link-3-4", ["D", "E"]),
    faults: fault::OF_FOLLOWERS,
    messages: fault::OF_MESSAGES,
    notable: &[],
    mutant: "",
    preset: None,
};

pub const LABS: [Lab; 5] = [
    Lab {
        name: "raft",
        stands: "{F} becomes a candidate",
        notable: &["becomes leader", "commits"],
        mutant: "majority",
        preset: Some(Preset { name: "figure-8", title: "Figure 8", remark: "must not commit" }),
        ..LED
    },
    Lab {
        name: "multi-paxos",
        stands: "{F} starts ballot 2.{F}",
        notable: &["leads ballot", "is chosen"],
        mutant: "accept_ignores_promise",
        preset: Some(Preset { name: "gaps", title: "Gaps", remark: "slot after slot" }),
        ..LED
    },
    Lab {
        name: "zab",
        role: "following",
        // Servers are linked to their leader alone.
        links: 1,
        link: ("link-0-4", ["A", "E"]),
        stands: "{F} gives",
        faults: fault::OF_ZAB,
        messages: fault::OF_CONNECTIONS,
        notable: &["established leader", "commits"],
        mutant: "newepoch_ge",
        preset: Some(Preset {
            name: "late-read",
            title: "A follower answers",
            remark: "every server answers reads",
        }),
        ..LED
    },
    Lab {
        name: "paxos",
        begin: &["do propose P1 red"],
        goal: "/chosen/.test(document.querySelector('.evs').textContent)",
        // Below the stage stand ballots: a table to read.
        logs: false,
        ready: &[],
        asks: ["propose P1 red", "propose P2 blue"],
        form: Form {
            asked: "value",
            node: ("proposer", "P2"),
            says: "P2 is told to propose value_X",
        },
        role: "acceptor",
        links: 3,
        link: ("link-0-2", ["P1", "A1"]),
        faults: fault::OF_PAXOS,
        notable: &["is told to propose", "is chosen"],
        mutant: "accept_ignores_promise",
        preset: Some(Preset { name: "duel", title: "Duelling", remark: "overtakes" }),
        ..LED
    },
    Lab {
        name: "register",
        begin: &[
            "do request x=1 to A",
            "do request y=1 to B",
            "do request z=1 to C",
            "do request x=2 to D",
        ],
        goal: "!document.querySelector('.stage .cap')",
        counts: false,
        ready: &[],
        asks: ["request x=1 to A", "request x=2 to B"],
        role: "replica",
        faults: fault::OF_REPLICAS,
        notable: &["c1 sends", "keeps"],
        mutant: "last_arrival_wins",
        ..LED
    },
];

impl Lab {
    /// Opens it, and lets something begin.
    pub async fn open(&self, page: &Page) -> WebDriverResult<()> {
        page.lab_of(self.name, &self.begin.join("\n")).await
    }

    /// Opens it with everything in it: roles, something that is kept, something on its way and a cut link.
    pub async fn open_full(&self, page: &Page) -> WebDriverResult<()> {
        page.lab_of(self.name, &self.full().join("\n")).await?;
        page.until("a cut", "document.querySelector('.stage .hand')").await?;
        page.until("a message", "document.querySelector('.stage .cap')").await
    }

    /// Goes back to its beginning, and gives the nodes their roles.
    pub async fn begin_again(&self, page: &Page) -> WebDriverResult<()> {
        page.deed("reset").await?;
        for deed in self.ready {
            page.change(deed).await?;
        }
        Ok(())
    }

    /// What leads there.
    pub fn full(&self) -> Vec<String> {
        let ([first, second], [from, to]) = (self.asks, self.link.1);
        let ready = self.ready.iter().map(|deed| (*deed).to_owned());
        let more = [first, "run 30ms", second].map(|statement| format!("do {statement}"));
        ready.chain(more).chain([format!("do cut {from}-{to}")]).collect()
    }

    /// The first lines of a scenario in which something begins.
    pub fn beginning(&self, size: u32) -> String {
        let begin = self.begin.iter().map(|deed| format!("{}\n", deed.trim_start_matches("do ")));
        format!("cluster {} {size}\nseed 7\n{}", self.name, begin.collect::<String>())
    }

    /// What leads to roles and messages on their way.
    pub fn on_its_way(&self) -> String {
        format!("{}\ndo {}", self.ready.join("\n"), self.asks[0]).trim_start().to_owned()
    }

    /// Those in which a node comes to lead by itself, and goes on.
    pub fn with_leaders() -> impl Iterator<Item = &'static Lab> {
        LABS.iter().filter(|lab| lab.goal == LEADER)
    }
}

/// Asks the same in every lab.
pub fn in_every_lab(test: impl AsyncFn(&Page, &Lab) -> WebDriverResult<()>) {
    in_labs(LABS.iter(), test);
}

/// Asks the same in these, in one browser, each in a time of its own. The last name printed is that of the lab that failed.
pub fn in_labs<'l>(
    labs: impl Iterator<Item = &'l Lab>,
    test: impl AsyncFn(&Page, &Lab) -> WebDriverResult<()>,
) {
    let Some(browser) = Browser::open() else { return };
    for lab in labs {
        println!("{}", lab.name);
        browser.run(async |page| {
            page.viewport(1440, 900).await?;
            test(page, lab).await?;
            page.assert_no_console_errors().await
        });
    }
}

#[test]
fn every_protocol_is_asked() {
    let named: Vec<&str> = LABS.iter().map(|lab| lab.name).collect();
    for house in &HOUSES {
        assert!(named.contains(&house.name), "nobody opens the lab of {}", house.title);
    }
}
