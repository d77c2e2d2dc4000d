//! What a frame shows, as its address says it: `#/embed/raft/figure-8?k=20&controls=step`.

use crate::web::link::{brief, decoded, few};

/// What stands in the frame, beside the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The logs, where there is room for them.
    Logs,
    /// What happened in the step, and why.
    Caption,
    /// The steps, to drag along.
    Timeline,
}

impl Panel {
    /// All of them, with their names in addresses.
    pub const ALL: [(Panel, &str); 3] =
        [(Panel::Logs, "logs"), (Panel::Caption, "caption"), (Panel::Timeline, "timeline")];
}

/// The buttons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Controls {
    /// All of them.
    #[default]
    Full,
    /// One step on, one step back.
    Step,
    /// None: the page around it steps.
    None,
}

impl Controls {
    /// All of them, with their names in addresses.
    pub const ALL: [(Controls, &str); 3] =
        [(Controls::Full, "full"), (Controls::Step, "step"), (Controls::None, "none")];
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the reader's system is.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them, with their names in addresses.
    pub const ALL: [(Theme, &str); 3] =
        [(Theme::Auto, "auto"), (Theme::Light, "light"), (Theme::Dark, "dark")];

    /// The one with this name.
    pub fn parse(name: &str) -> Option<Theme> {
        named(&Theme::ALL, name)
    }

    /// Whether it is dark, if the address says so.
    pub fn is_dark(self) -> Option<bool> {
        match self {
            Theme::Auto => None,
            Theme::Light => Some(false),
            Theme::Dark => Some(true),
        }
    }
}

/// What a frame is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A laboratory.
    Lab {
        /// The protocol's name; whether there is such a protocol is not asked here.
        protocol: String,
        /// What says which history and which moment, as the address of a lab has it.
        query: String,
    },
    /// A part of a lesson.
    Lesson {
        /// The lesson's name, and after a `/` the number of the part.
        lesson: String,
        /// What says which file it is in, if it is none of ours.
        query: String,
    },
}

/// Everything that an address says of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// What it is about.
    pub subject: Subject,
    /// What stands in it beside the stage.
    pub panels: Vec<Panel>,
    /// Its buttons.
    pub controls: Controls,
    /// Whether the reader may break things.
    pub has_faults: bool,
    /// Light or dark.
    pub theme: Theme,
    /// Whether it is as high as what is in it, and not as high as the frame.
    pub fits_content: bool,
}

impl Options {
    /// Reads what stands after `#/embed/`, and what stands after the `?`. What is wrong is listed in sentences, and shown in
    /// the frame; what is not known here is the affair of the lab or the lesson.
    pub fn parse(name: &str, query: &str) -> (Options, Vec<String>) {
        let mut problems = Vec::new();
        let mut options = Options {
            subject: Subject::Lab { protocol: String::new(), query: String::new() },
            panels: Panel::ALL.map(|(panel, _)| panel).to_vec(),
            controls: Controls::default(),
            has_faults: true,
            theme: Theme::default(),
            fits_content: false,
        };
        let mut rest: Vec<&str> = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, raw) = pair.split_once('=').unwrap_or((pair, ""));
            if !KEYS.contains(&key) {
                rest.push(pair);
                continue;
            }
            let value = decoded(raw).unwrap_or_default();
            let said = match seen.contains(&key) {
                true => Err("once".to_string()),
                false => options.take(key, &value),
            };
            seen.push(key);
            if let Err(should) = said {
                problems.push(format!("{key} is to be given {should}, not \"{}\".", brief(&value)));
            }
        }
        options.subject = subject(name, rest);
        (options, few(problems))
    }

    fn take(&mut self, key: &str, value: &str) -> Result<(), String> {
        match key {
            "theme" => self.theme = Theme::parse(value).ok_or_else(|| one_of(&Theme::ALL))?,
            "controls" => {
                let controls = named(&Controls::ALL, value);
                self.controls = controls.ok_or_else(|| one_of(&Controls::ALL))?;
            }
            "faults" => self.has_faults = named(&SWITCH, value).ok_or_else(|| one_of(&SWITCH))?,
            "fit" => self.fits_content = named(&FIT, value).ok_or_else(|| one_of(&FIT))?,
            _ if value == "none" => self.panels.clear(),
            _ => {
                let panels = value.split(',').map(|name| named(&Panel::ALL, name));
                let panels: Option<Vec<Panel>> = panels.collect();
                let list = || format!("none or a list of {}", names(&Panel::ALL, "and"));
                self.panels = panels.ok_or_else(list)?;
            }
        }
        Ok(())
    }

    /// Whether something stands in it beside the stage.
    pub fn has(&self, panel: Panel) -> bool {
        self.panels.contains(&panel)
    }

    /// Puts something beside the stage, or takes it away.
    pub fn put(&mut self, panel: Panel, is_there: bool) {
        let has = |known: Panel| if known == panel { is_there } else { self.has(known) };
        self.panels =
            Panel::ALL.map(|(known, _)| known).into_iter().filter(|it| has(*it)).collect();
    }

    /// The address of the moment in a lab; none for a lesson, and for a lab with nothing in it.
    pub fn moment(&self) -> Option<String> {
        match &self.subject {
            Subject::Lab { protocol, query } if !query.is_empty() => {
                Some(format!("#/lab/{protocol}?{query}"))
            }
            _ => None,
        }
    }

    /// Whether the history stands in the address itself.
    pub fn is_packed(&self) -> bool {
        matches!(&self.subject, Subject::Lab { query, .. } if query.split('&').any(|it| it.starts_with("s=")))
    }

    /// Another address of this frame, about something else: what stands after `#/embed/` and the query of its own.
    pub fn elsewhere(&self, name: &str, query: &str) -> String {
        let said: Vec<String> = [query.to_string(), self.own(query)].into();
        let said: Vec<String> = said.into_iter().filter(|it| !it.is_empty()).collect();
        format!("#/embed/{name}?{}", said.join("&"))
    }

    /// The parameters of a query that are the frame's own, as they were given.
    pub fn said(query: &str) -> String {
        let is_own = |pair: &&str| pair.split('=').next().is_some_and(|key| KEYS.contains(&key));
        query.split('&').filter(is_own).collect::<Vec<_>>().join("&")
    }

    /// The parameters that are the frame's own, but for those that a query gives.
    pub fn own(&self, query: &str) -> String {
        let own = [
            ("theme", name_of(&Theme::ALL, self.theme)),
            ("controls", name_of(&Controls::ALL, self.controls)),
            ("faults", name_of(&SWITCH, self.has_faults)),
            ("fit", name_of(&FIT, self.fits_content)),
        ];
        let listed: Vec<&str> = self.panels.iter().map(|it| name_of(&Panel::ALL, *it)).collect();
        let panels = if listed.is_empty() { "none".to_string() } else { listed.join(",") };
        let own = own.map(|(key, value)| (key, value.to_string())).into_iter();
        let is_said = |key: &str| query.split('&').any(|pair| pair.split('=').next() == Some(key));
        let own = own.chain([("panels", panels)]).filter(|(key, _)| !is_said(key));
        own.map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&")
    }
}

/// The parameters that are the frame's own.
const KEYS: [&str; 5] = ["theme", "controls", "faults", "fit", "panels"];

const SWITCH: [(bool, &str); 2] = [(true, "on"), (false, "off")];
const FIT: [(bool, &str); 2] = [(false, "frame"), (true, "content")];

/// Whether a name is that of a lesson.
pub fn is_lesson(name: &str) -> bool {
    name.split('/').next() == Some(LESSONS)
}

fn subject(name: &str, rest: Vec<&str>) -> Subject {
    let (first, more) = name.split_once('/').unwrap_or((name, ""));
    if is_lesson(name) {
        return Subject::Lesson { lesson: more.to_string(), query: rest.join("&") };
    }
    let scenario = if more.is_empty() { String::new() } else { format!("scenario={more}") };
    let said = [scenario.as_str()].into_iter().chain(rest).filter(|pair| !pair.is_empty());
    let query = said.collect::<Vec<_>>().join("&");
    Subject::Lab { protocol: first.to_string(), query }
}

/// What the address of a lesson begins with.
pub const LESSONS: &str = "learn";

fn named<T: Copy>(all: &[(T, &str)], name: &str) -> Option<T> {
    all.iter().find(|(_, known)| *known == name).map(|(it, _)| *it)
}

fn name_of<T: Copy + PartialEq>(all: &[(T, &'static str)], it: T) -> &'static str {
    all.iter().find(|(known, _)| *known == it).map_or("", |(_, name)| name)
}

fn one_of<T>(all: &[(T, &str)]) -> String {
    format!("as {}", names(all, "or"))
}

fn names<T>(all: &[(T, &str)], last: &str) -> String {
    let names: Vec<&str> = all.iter().map(|(_, name)| *name).collect();
    match names.split_last() {
        Some((end, first)) if !first.is_empty() => format!("{} {last} {end}", first.join(", ")),
        _ => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lab(protocol: &str, query: &str) -> Subject {
        Subject::Lab { protocol: protocol.to_string(), query: query.to_string() }
    }

    #[test]
    fn an_address_says_what_is_shown() {
        let (options, problems) = Options::parse(
            "raft/figure-8",
            "k=20&controls=step&faults=off&theme=dark&fit=content&panels=caption,logs",
        );
        assert_eq!(problems, [""; 0]);
        assert_eq!(options.subject, lab("raft", "scenario=figure-8&k=20"));
        assert_eq!(options.moment().as_deref(), Some("#/lab/raft?scenario=figure-8&k=20"));
        assert_eq!((options.controls, options.theme), (Controls::Step, Theme::Dark));
        assert_eq!((options.has_faults, options.fits_content), (false, true));
        assert_eq!(options.panels, [Panel::Caption, Panel::Logs]);
        let (plain, problems) = Options::parse("zab", "");
        assert_eq!((plain.subject.clone(), problems.len()), (lab("zab", ""), 0));
        assert_eq!(plain.moment(), None);
        let (none, _) = Options::parse("zab", "panels=none");
        assert!(none.panels.is_empty());
        let (lesson, _) = Options::parse("learn/raft-roles/2", "controls=none");
        let about = Subject::Lesson { lesson: "raft-roles/2".to_string(), query: String::new() };
        assert_eq!(lesson.subject, about);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (query, problem) in [
            ("theme=red", "theme is to be given as auto, light or dark, not \"red\"."),
            ("controls=", "controls is to be given as full, step or none, not \"\"."),
            ("faults=1", "faults is to be given as on or off, not \"1\"."),
            ("fit=all", "fit is to be given as frame or content, not \"all\"."),
            (
                "panels=logs,x",
                "panels is to be given none or a list of logs, caption and timeline, not \"logs,x\".",
            ),
            ("fit=frame&fit=frame", "fit is to be given once, not \"frame\"."),
        ] {
            assert_eq!(Options::parse("raft", query).1, [problem], "{query}");
        }
    }

    #[test]
    fn what_is_said_elsewhere_is_read_again() {
        for query in ["", "theme=dark&panels=none", "controls=none&faults=off&panels=timeline"] {
            let (options, _) = Options::parse("raft/pause", query);
            let address = options.elsewhere("raft/pause", "");
            let (_, said) = address.split_once('?').unwrap();
            assert_eq!(Options::parse("raft/pause", said), (options, Vec::new()));
        }
    }
}
