//! A history from somewhere else takes the place of the present one, or says in a sentence why it does not.

use super::{LabState, Sharing, Told as Searched};
use crate::protocols::house;
use crate::scenario::parse::{ParseError, parse};
use crate::scenarios::{self, Preset};
use crate::session::{opening, reading};
use crate::web::chosen::Chosen;
use crate::web::crash::{self, Notes};
use crate::web::link::{Link, Source, TEXT_MAX, brief};

/// Where a text came from, which says where one stands in it when it is open.
#[derive(Clone, Debug, PartialEq)]
pub enum Text {
    /// A preset: it is looked at from its start.
    Preset(&'static Preset),
    /// A link: as its address says, otherwise as the text does.
    Packed(String),
    /// A lab without a history: its set-up.
    SetUp(String),
    /// A file, with its name.
    File(String, String),
}

impl Text {
    fn words(&self) -> &str {
        match self {
            Text::Preset(preset) => preset.text,
            Text::Packed(text) | Text::SetUp(text) | Text::File(_, text) => text,
        }
    }
}

/// What a link is to be told when it leads nowhere.
const FROM_THE_START: &str = "The scenario opens from its start.";

impl LabState {
    /// What a link asks for that is no packed text; a sentence if it asks for nothing that there is.
    pub fn named(protocol: &str, link: &Link, set_up: &str) -> Result<Text, String> {
        match &link.source {
            Some(Source::Named(name)) => {
                scenarios::named(protocol, name).map(Text::Preset).ok_or_else(|| {
                    let title = house(protocol).map_or(protocol, |house| house.title);
                    let all: Vec<_> = scenarios::of(protocol).map(|preset| preset.name).collect();
                    let there = match all.is_empty() {
                        true => "It has none.".to_string(),
                        false => format!("There are: {}.", all.join(", ")),
                    };
                    format!("{title} has no scenario \"{}\". {there}", brief(name))
                })
            }
            _ => {
                let steps = link.step.filter(|step| *step > 0 && link.source.is_none());
                let steps = steps.map(|step| format!("step {step}\n")).unwrap_or_default();
                Ok(Text::SetUp(format!("{set_up}{steps}")))
            }
        }
    }

    /// Opens a text at the place that a link says. What is wrong is noticed; a text that cannot be opened changes nothing.
    pub fn open_text(&mut self, text: &Text, link: &Link, mut problems: Vec<String>) {
        self.sharing.is_waiting = false;
        self.sharing.changes += 1;
        let words = text.words();
        if words.len() > TEXT_MAX {
            return self.not_opened(too_long(text));
        }
        crash::note_step(0);
        crash::note(Notes { scenario: words.to_string(), action: "opening it".to_string() });
        let opened = reading::open_within(words, Some(reading::STEPS_MAX));
        crash::note(Notes { scenario: self.session.to_scenario(), action: String::new() });
        let reading = match opened {
            Ok(reading) => reading,
            Err(problem) => {
                let what = match text {
                    Text::File(name, _) => format!("\"{}\" was not opened: ", brief(name)),
                    _ => "The scenario of this link cannot be opened: ".to_string(),
                };
                return self.not_opened(format!("{what}{}", problem.sentence()));
            }
        };
        self.session = reading.session;
        self.set_up = set_up(words);
        self.told = super::super::Told::default();
        (self.glide, self.mark, self.is_playing) = (None, None, false);
        self.refusal.clear();
        let present = Chosen {
            open: None,
            thing: None,
            sheet: None,
            node: 0,
            only: None,
            source: None,
            view: link.view.unwrap_or(self.chosen.view),
            presents: link.is_presented || self.chosen.presents,
            ..self.chosen.clone()
        };
        self.chosen = present;
        let changes = self.sharing.changes;
        self.sharing = Sharing { changes, told: Searched::default(), ..Sharing::default() };
        if let Text::Preset(preset) = text {
            self.sharing.preset = Some(preset);
        }
        let found = &reading.problems;
        let told = if reading.is_cut { found.last() } else { found.first() };
        problems.extend(told.map(ParseError::sentence));
        match found.len() {
            0 | 1 => {}
            2 => problems.push("Another line failed too.".to_string()),
            many => problems.push(format!("{} other lines failed too.", many - 1)),
        }
        if let Err(problem) = self.go_to(text, link) {
            problems.insert(0, problem);
        }
        self.sharing.notice = problems.join(" ");
        self.arrive();
        let present = self.shown.branches.iter().find(|branch| branch.is_current);
        self.sharing.line = match text {
            // A file has no address yet: it gets an entry of its own in the browser's history.
            Text::File(..) => Some(String::new()),
            _ => present.map(|branch| branch.name.clone()),
        };
        self.sharing.seen = (!matches!(text, Text::File(..))).then(|| self.moment());
        crash::note(Notes { scenario: self.session.to_scenario(), action: String::new() });
    }

    /// Goes where a link says. If it is not there, or not the same there, one stands at the start.
    fn go_to(&mut self, text: &Text, link: &Link) -> Result<(), String> {
        let branches = self.session.branches();
        let line = match &link.branch {
            Some(name) => branches.iter().find(|branch| branch.name == *name),
            None => branches.iter().find(|branch| branch.is_current),
        };
        let wanted = match (link.step, text) {
            (None, Text::Preset(_)) => Some(0),
            (None, _) => link.branch.as_ref().and(line).map(|line| line.last_step),
            (step, _) => step,
        };
        let found = match (line, wanted) {
            (None, _) => Err(format!(
                "There is no branch \"{}\" here.",
                brief(link.branch.as_deref().unwrap_or_default())
            )),
            (Some(line), Some(step)) if step > line.last_step => {
                Err(format!("There is no step {step} here, but {}.", line.last_step))
            }
            (Some(line), Some(step)) => {
                let went = self.session.perform(&line.switch_near(step));
                went.map_err(|refusal| refusal.message)
            }
            (Some(_), None) => Ok(()),
        };
        let is_same = link.fingerprint.is_none_or(|known| known == self.session.fingerprint());
        let problem = match found {
            _ if !is_same => "This link was made by another version.".to_string(),
            Err(problem) => problem,
            Ok(()) => return Ok(()),
        };
        if let Some(first) = branches.first() {
            let _ = self.session.perform(&first.switch_near(0));
        }
        Err(format!("{problem} {FROM_THE_START}"))
    }

    /// A link could not be followed at all: the lab stays as it is, and says so.
    pub fn not_opened(&mut self, problem: String) {
        self.chosen.sheet = None;
        self.sharing.is_waiting = false;
        self.sharing.notice = problem;
    }
}

fn too_long(text: &Text) -> String {
    let what = match text {
        Text::File(name, _) => format!("\"{}\"", brief(name)),
        _ => "The scenario of this link".to_string(),
    };
    format!("{what} is longer than {TEXT_MAX} bytes, the most that is opened here.")
}

/// The lines before the first move.
fn set_up(text: &str) -> String {
    let first = parse(text)
        .ok()
        .and_then(|scenario| opening::moves(&scenario).next().map(|(line, _)| line));
    let count =
        first.and_then(|line| usize::try_from(line).ok()).map_or(usize::MAX, |line| line - 1);
    text.lines().take(count).map(|line| format!("{line}\n")).collect()
}
