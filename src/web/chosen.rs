//! What the reader chose to look at: no part of the history, and never in its way.

use crate::render::thing::Thing;
use std::fmt;
use std::str::FromStr;

macro_rules! names {
    ($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])* $variant:ident = $name:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $type { $($(#[$variant_doc])* $variant,)* }

        impl $type {
            /// All of them, in the order in which they are shown.
            pub const ALL: &[$type] = &[$($type::$variant),*];

            /// Its name in deeds and links.
            pub fn name(self) -> &'static str {
                match self { $($type::$variant => $name,)* }
            }

            /// The one after it, and after the last the first.
            pub fn next(self) -> $type {
                let place = $type::ALL.iter().position(|known| *known == self).unwrap_or_default();
                $type::ALL[(place + 1) % $type::ALL.len()]
            }

            /// The one with this name.
            pub fn parse(name: &str) -> Option<$type> {
                $type::ALL.iter().copied().find(|known| known.name() == name)
            }
        }
    };
}

names! {
    /// The ways to look at a history.
    View {
        /// The nodes and what is between them.
        Stage = "stage",
        /// A line a node, from the past to the future.
        SpaceTime = "space-time",
        /// Everything in rows and columns.
        Tables = "tables",
    }
}

names! {
    /// How far apart the steps stand in the space-time view.
    Spacing {
        /// As far as their instants, with long silences cut short.
        Time = "time",
        /// Evenly.
        Steps = "steps",
    }
}

names! {
    /// What opens over the page when asked for, one at a time.
    Sheet {
        /// What a client asks.
        Request = "request",
        /// Accidents to look at.
        Presets = "presets",
        /// Cluster, network, disk, timers and rules.
        Settings = "settings",
        /// What the protocol is, and where its sources differ.
        About = "about",
        /// The lines of the history.
        Branches = "branches",
        /// A link to this moment, and the history as a file.
        Share = "share",
        /// Labs, presets and events by their words.
        Search = "search",
        /// What must never break.
        Invariants = "invariants",
        /// The keys.
        Keys = "keys",
    }
}

names! {
    /// What stands below the stage where there is no room for all of it.
    Pane {
        /// What happened and why.
        Why = "why",
        /// What the stage has below it: the logs, or what the protocol has in place of them.
        Below = "below",
        /// The selected node.
        Node = "node",
        /// The events.
        Events = "events",
    }
}

/// What the list of events is narrowed down to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Only {
    /// What happens to the node at this place, and its messages.
    Node(usize),
    /// What is said about a command.
    Command(String),
}

impl fmt::Display for Only {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Only::Node(place) => write!(f, "{}", Thing::Node(*place)),
            Only::Command(command) => write!(f, "command {command}"),
        }
    }
}

impl FromStr for Only {
    /// It names neither a node nor a command.
    type Err = ();

    fn from_str(text: &str) -> Result<Only, ()> {
        match text.strip_prefix("command ") {
            Some(command) => Ok(Only::Command(command.to_string())),
            None => match text.parse()? {
                Thing::Node(place) => Ok(Only::Node(place)),
                _ => Err(()),
            },
        }
    }
}

names! {
    /// What stands beside the stage, above the events.
    Panel {
        /// The selected node.
        Node = "node",
        /// What led to the present step, or to what is looked at.
        Why = "why",
    }
}

/// All choices.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// The way to look at the history.
    pub view: View,
    /// How far apart the steps stand in the space-time view, if the reader said so.
    pub spacing: Option<Spacing>,
    /// The node in the inspector.
    pub node: usize,
    /// What is looked at, beside the step.
    pub thing: Option<Thing>,
    /// The thing of which the popover tells what can be done to it.
    pub open: Option<Thing>,
    /// The sheet that is open.
    pub sheet: Option<Sheet>,
    /// What stands below the stage on a small screen.
    pub pane: Pane,
    /// The node that the client's request is for, if it is not the leader.
    pub asked: Option<usize>,
    /// Whether heartbeats that change nothing are left out of the events.
    pub hides_quiet: bool,
    /// What the events are narrowed down to.
    pub only: Option<Only>,
    /// How many more steps of the past than at first the events tell.
    pub earlier: u64,
    /// Whether single keys act.
    pub has_keys: bool,
    /// What stands beside the stage.
    pub panel: Panel,
    /// Whether the stage shows who elected and who committed.
    pub quorum: bool,
    /// The rule of which our source is shown, by its id.
    pub source: Option<String>,
    /// Whether it is shown to an audience.
    pub presents: bool,
}

impl Chosen {
    /// What one sees at first.
    pub fn new() -> Chosen {
        Chosen {
            view: View::Stage,
            spacing: None,
            node: 0,
            thing: None,
            open: None,
            sheet: None,
            pane: Pane::Below,
            asked: None,
            hides_quiet: false,
            only: None,
            earlier: 0,
            has_keys: true,
            panel: Panel::Node,
            quorum: false,
            source: None,
            presents: false,
        }
    }

    /// A thing is what one looks at.
    pub fn select(&mut self, thing: Thing) {
        if let Thing::Node(place) | Thing::Cell(place, _) | Thing::Variable(place, _) = thing {
            self.node = place;
        }
        match thing {
            Thing::Node(_) => self.show(Panel::Node),
            Thing::Cell(..) | Thing::Variable(..) => {
                self.show(Panel::Why);
                self.pane = Pane::Why;
            }
            _ => {}
        }
        self.thing = Some(thing);
    }

    /// What stands beside the stage; on a small screen it stands below, if one of the two does.
    pub fn show(&mut self, panel: Panel) {
        self.panel = panel;
        if matches!(self.pane, Pane::Node | Pane::Why) {
            self.pane = if panel == Panel::Why { Pane::Why } else { Pane::Node };
        }
    }

    /// What stands below the stage on a small screen.
    pub fn lay(&mut self, pane: Pane) {
        self.pane = pane;
        match pane {
            Pane::Why => self.panel = Panel::Why,
            Pane::Node => self.panel = Panel::Node,
            Pane::Below | Pane::Events => {}
        }
    }

    /// What stands below the stage, or below another view: what the stage has there is a part of it.
    pub fn below(&self) -> Pane {
        match (self.view, self.pane) {
            (View::SpaceTime | View::Tables, Pane::Below) => Pane::Events,
            (_, pane) => pane,
        }
    }

    /// Whether something stands over the page.
    pub fn is_open(&self) -> bool {
        self.open.is_some() || self.sheet.is_some()
    }

    /// Closes what is open, or lets go of what is selected.
    pub fn close(&mut self) {
        if self.open.take().is_none() && self.sheet.take().is_none() {
            self.thing = None;
        }
    }
}

impl Default for Chosen {
    fn default() -> Chosen {
        Chosen::new()
    }
}
