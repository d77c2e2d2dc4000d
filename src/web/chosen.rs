//! What the reader chose to look at: no part of the history, and never in its way.

use crate::render::thing::Thing;

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
        /// The lines of the history.
        Branches = "branches",
        /// A link to this moment, and the history as a file.
        Share = "share",
        /// Labs, presets and events by their words.
        Search = "search",
        /// The keys.
        Keys = "keys",
    }
}

names! {
    /// What stands below the stage where there is no room for all of it.
    Pane {
        /// What happened and why.
        Why = "why",
        /// The logs.
        Logs = "logs",
        /// The selected node.
        Node = "node",
        /// The events.
        Events = "events",
    }
}

/// All choices.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// The way to look at the history.
    pub view: View,
    /// How far apart the steps stand in the space-time view.
    pub spacing: Spacing,
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
}

impl Chosen {
    /// What one sees at first.
    pub fn new() -> Chosen {
        Chosen {
            view: View::Stage,
            spacing: Spacing::Time,
            node: 0,
            thing: None,
            open: None,
            sheet: None,
            pane: Pane::Why,
        }
    }

    /// A thing is what one looks at.
    pub fn select(&mut self, thing: Thing) {
        if let Thing::Node(place) | Thing::Cell(place, _) = thing {
            self.node = place;
        }
        self.thing = Some(thing);
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
