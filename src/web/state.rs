//! The one reducer: a session, what the reader chose, and what is shown of both.
//!
//! An [`Action`] changes the session; what is shown is read from it once a step, not once a frame,
//! and kept behind shared pointers, so that whoever shows it can tell at a glance that it is still the same.

use super::crash::{self, Notes};
use super::playback::{Pace, Progress, Speed};
use crate::protocol::sorted::SortedMap;
use crate::protocol::time::Micros;
use crate::scenario::parse::{parse, parse_statement};
use crate::scenario::statement::Statement;
use crate::scenario::word::Word;
use crate::session::scene::{BranchLine, NodeScene, Scene};
use crate::session::{InvariantLine, Session, lab};
use crate::sim::trace::TraceLine;
use std::rc::Rc;

/// The most steps in a frame, whatever the speed: the page stays answerable.
const STEPS_A_FRAME_MAX: usize = 64;

/// How many steps before and after the present one the list of events shows.
const TOLD_BEFORE: u64 = 60;
const TOLD_AFTER: u64 = 25;

/// Everything that can be asked for in a laboratory.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// One step forward.
    Step,
    /// One step back.
    Back,
    /// To a step.
    Seek(u64),
    /// To the last recorded step.
    End,
    /// Begins or stops playing.
    TogglePlay,
    /// A frame while playing, with the browser's time in milliseconds, and whether the reader wants less motion.
    Frame(f64, bool),
    /// How fast it plays.
    Speed(Speed),
    /// The node in the inspector, by place.
    Select(usize),
    /// Crashes a node, or restarts it if it is crashed.
    Press(usize),
    /// A client's request: the command, and the node by name, unless it is to be the leader.
    Request(String, Option<String>),
    /// To another branch, by name.
    Switch(String),
    /// From the start, with nothing recorded.
    Reset,
}

/// A laboratory.
pub struct LabState {
    set_up: String,
    session: Box<dyn Session>,
    open: Open,
    told: SortedMap<u64, Rc<TraceLine>>,
    pace: Pace,
    /// Whether it plays.
    pub is_playing: bool,
    /// The instant on the screen: at or after the present step, and before the next.
    pub clock: Micros,
    /// The node in the inspector.
    pub selected: usize,
    /// Why the last action was not carried out.
    pub refusal: String,
    /// What is read out: the sentence of the present step, when the reader took it.
    pub said: String,
    /// What is shown of the present step.
    pub shown: Shown,
}

/// How a session is opened from the text of its set-up.
type Open = fn(&str) -> Result<Box<dyn Session>, String>;

/// What is shown of a step; read anew when the step changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The state.
    pub scene: Rc<Scene>,
    /// The steps around it in words.
    pub lines: Rc<Vec<Rc<TraceLine>>>,
    /// The last recorded step.
    pub last_step: u64,
    /// The branches.
    pub branches: Rc<Vec<BranchLine>>,
    /// The invariants.
    pub invariants: Rc<Vec<InvariantLine>>,
    /// The number that stands for the state.
    pub fingerprint: u64,
}

/// Opens a session of any protocol from the lines of a scenario.
pub fn open_session(set_up: &str) -> Result<Box<dyn Session>, String> {
    let scenario = parse(set_up)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))?;
    let name = scenario.cluster().map_or("", |cluster| &cluster.protocol.text);
    let house = crate::protocols::house(name)
        .ok_or_else(|| format!("There is no protocol \"{name}\" here."))?;
    lab::open(house, &scenario)
        .map_err(|(line, refusal)| format!("Line {line}: {}", refusal.message))
}

impl LabState {
    /// A laboratory at step 0.
    pub fn open(set_up: String) -> Result<LabState, String> {
        LabState::open_with(set_up, open_session)
    }

    fn open_with(set_up: String, open: Open) -> Result<LabState, String> {
        crash::note_step(0);
        crash::note(Notes { scenario: set_up.clone(), action: String::new() });
        let session = open(&set_up)?;
        let mut told = SortedMap::new();
        let shown = read(&*session, &mut told);
        let clock = session.now();
        Ok(LabState {
            set_up,
            session,
            open,
            told,
            pace: Pace::new(),
            is_playing: false,
            clock,
            selected: 0,
            refusal: String::new(),
            said: String::new(),
            shown,
        })
    }

    /// The protocol's name in prose.
    pub fn title(&self) -> &'static str {
        self.session.title()
    }

    /// How fast it plays.
    pub fn speed(&self) -> Speed {
        self.pace.speed
    }

    /// The present step.
    pub fn step(&self) -> u64 {
        self.shown.scene.step
    }

    /// The node in the inspector.
    pub fn selected_node(&self) -> Option<&NodeScene> {
        self.shown.scene.nodes.get(self.selected)
    }

    /// Does what was asked for; what is shown follows.
    pub fn apply(&mut self, action: Action) {
        if crash::has_panicked() {
            return;
        }
        crash::note_step(self.session.position() + 1);
        match action {
            Action::Frame(at, is_still) => return self.frame(at, is_still),
            Action::Speed(speed) => return self.pace.speed = speed,
            Action::Select(place) => return self.selected = place,
            _ => self.refusal.clear(),
        }
        match action {
            Action::TogglePlay => {
                self.is_playing = !self.is_playing;
                self.pace.start();
                return;
            }
            Action::Step => self.step_by_hand(),
            Action::Back => self.seek(self.session.position().saturating_sub(1)),
            Action::Seek(step) => self.seek(step),
            Action::End => self.seek(self.session.last_step()),
            Action::Press(place) => self.press(place),
            Action::Request(command, to) => {
                let to = to.map(|node| format!(" to {node}")).unwrap_or_default();
                self.say(&format!("request {}{to}", command.trim()));
            }
            Action::Switch(name) => {
                self.is_playing = false;
                self.perform(&Statement::Switch(Word::new(name)));
                self.told.clear();
            }
            Action::Reset => return self.reset(),
            Action::Frame(..) | Action::Speed(_) | Action::Select(_) => {}
        }
        self.look();
        self.said = self.sentence();
    }

    fn step_by_hand(&mut self) {
        self.is_playing = false;
        if !self.session.step() {
            self.refusal = "Nothing is left to happen by itself.".to_string();
        }
        self.clock = self.session.now();
    }

    fn seek(&mut self, step: u64) {
        self.is_playing = false;
        self.session.seek(step);
        self.clock = self.session.now();
    }

    fn press(&mut self, place: usize) {
        let Some(node) = self.shown.scene.nodes.get(place) else { return };
        let verb = if node.up { "crash" } else { "restart" };
        let text = format!("{verb} {}", node.name);
        self.selected = place;
        self.say(&text);
    }

    /// Carries out a statement given as text.
    fn say(&mut self, text: &str) {
        match parse_statement(text) {
            Ok(statement) => self.perform(&statement),
            Err(fault) => self.refusal = fault.message,
        }
    }

    fn perform(&mut self, statement: &Statement) {
        let scenario = self.session.to_scenario();
        crash::note(Notes { scenario, action: statement.to_string() });
        let position = self.session.position();
        // What is seen is what is acted on: between two steps the clock moves on first. In the past it would
        // open a branch of its own, so there the action happens in the instant of the step.
        let waited = self.clock.saturating_sub(self.session.now());
        if position == self.session.last_step() && waited > Micros::ZERO {
            let _ = self.session.perform(&Statement::Run(waited));
        }
        match self.session.perform(statement) {
            Ok(()) => {
                self.told.retain(|step, _| *step <= position);
                self.clock = self.session.now();
            }
            Err(refusal) => self.refusal = refusal.message,
        }
        let scenario = self.session.to_scenario();
        crash::note(Notes { scenario, action: String::new() });
    }

    fn reset(&mut self) {
        match LabState::open_with(self.set_up.clone(), self.open) {
            Ok(mut fresh) => {
                fresh.pace.speed = self.pace.speed;
                fresh.selected = self.selected;
                fresh.said = "Back at the start.".to_string();
                *self = fresh;
            }
            Err(message) => self.refusal = message,
        }
    }

    fn frame(&mut self, at: f64, is_still: bool) {
        if !self.is_playing {
            return;
        }
        let (before, broken) = (self.session.position(), self.shown.scene.broken.len());
        match self.pace.frame(at, is_still) {
            Progress::Time(passed) => self.run(passed),
            Progress::Step => {
                self.is_playing = self.session.step();
                self.clock = self.session.now();
            }
            Progress::Nothing => return,
        }
        if self.session.position() != before {
            self.look();
            self.narrate(before);
        }
        if self.shown.scene.broken.len() > broken {
            self.is_playing = false;
            self.said = self.sentence();
        }
    }

    /// Lets simulated time pass, and everything in it happen.
    fn run(&mut self, passed: Micros) {
        let until = self.clock + passed;
        for _ in 0..STEPS_A_FRAME_MAX {
            let Some(next) = self.next_event() else {
                self.is_playing = false;
                self.clock = self.session.now();
                return;
            };
            if next > until {
                self.clock = until;
                return;
            }
            crash::note_step(self.session.position() + 1);
            self.is_playing = self.session.step();
        }
        self.clock = self.session.now();
    }

    /// When the next step is, recorded or not.
    fn next_event(&self) -> Option<Micros> {
        let recorded = self.session.record(self.session.position() + 1);
        recorded.map(|record| record.time).or_else(|| self.session.next_due())
    }

    /// While it plays only elections, commits and what a person did are read out.
    fn narrate(&mut self, before: u64) {
        for line in self.shown.lines.iter().rev() {
            let event = &line.event;
            let is_told = event.step > before && event.step <= self.step();
            if is_told && (event.elected || event.committed || event.by_hand) {
                self.said = line.says.clone();
                return;
            }
        }
    }

    fn look(&mut self) {
        self.shown = read(&*self.session, &mut self.told);
    }

    fn sentence(&self) -> String {
        let step = self.step();
        match self.shown.lines.iter().find(|line| line.event.step == step) {
            Some(line) => format!("Step {step}. {} {}", line.says, line.section),
            None => "At the start.".to_string(),
        }
    }
}

fn read(session: &dyn Session, told: &mut SortedMap<u64, Rc<TraceLine>>) -> Shown {
    let (position, last_step) = (session.position(), session.last_step());
    let from = position.saturating_sub(TOLD_BEFORE).max(1);
    let to = position.saturating_add(TOLD_AFTER).min(last_step);
    told.retain(|step, _| (from..=to).contains(step));
    let is_missing = |step: &u64| !told.contains_key(step);
    if let (Some(first), Some(last)) = ((from..=to).find(is_missing), (from..=to).rfind(is_missing))
    {
        for line in session.tell(first, last) {
            told.get_or_insert_with(line.event.step, || Rc::new(line));
        }
    }
    Shown {
        scene: Rc::new(session.scene()),
        lines: Rc::new(told.values().cloned().collect()),
        last_step,
        branches: Rc::new(session.branches()),
        invariants: Rc::new(session.invariants()),
        fingerprint: session.fingerprint(),
    }
}
