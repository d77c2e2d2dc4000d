//! The one reducer: a session, what the reader chose, and what is shown of both.
//!
//! A [`Deed`] changes the session; what is shown is read from it once a step, not once a frame,
//! and kept behind shared pointers, so that whoever shows it can tell at a glance that it is still the same.

pub mod act;
mod anew;
pub mod explained;
pub mod glide;
pub mod play;
mod press;
pub mod sharing;
pub mod shown;
pub mod words;

use super::chosen::{Chosen, Sheet, Spacing};
use super::crash::{self, Notes};
use super::deed::Deed;
use super::playback::{Pace, Speed};
use super::route::Home;
use crate::protocol::erased::Kind;
use crate::protocol::time::Micros;
use crate::protocols::stage;
use crate::render::stage::Stage;
use crate::render::thing::Thing;
use crate::session::Session;
use crate::session::scene::{NodeScene, Scene};
use crate::sim::world::Setup;
use explained::Explained;
use glide::Glide;
use sharing::Sharing;
use shown::{Shown, Told};
use std::rc::Rc;
use words::{Mark, Words};

/// How many nodes a new laboratory has.
const SIZE: u8 = 5;

/// How many steps further back the events go each time.
const EARLIER: u64 = 40;

/// A laboratory.
pub struct LabState {
    set_up: String,
    session: Session,
    told: Told,
    pace: Pace,
    glide: Option<Glide>,
    /// What was done already and is being shown step by step: its last step.
    passage: Option<u64>,
    words: Option<Words>,
    /// What was asked for before the code for it was there.
    unmet: Vec<Deed>,
    /// The history that another one has taken the place of, and its set-up.
    put_away: Option<Box<(Session, String)>>,
    /// Whether the page stands in another one: its address stays what it was.
    pub is_framed: bool,
    /// Where one comes back to after exploring.
    pub mark: Option<Mark>,
    /// Whether the reader wants less motion: every step is a cut.
    pub is_still: bool,
    /// Whether it plays.
    pub is_playing: bool,
    /// The instant on the screen: at or after the present step, and before the next.
    pub clock: Micros,
    /// What the reader looks at.
    pub chosen: Chosen,
    /// The lesson that the history comes from, when it is handed on to a laboratory.
    pub lesson: Option<Home>,
    /// Why the last deed was not done.
    pub refusal: String,
    /// What is read out: the sentence of the present step, when the reader took it.
    pub said: String,
    /// What is shown of the present step.
    pub shown: Shown,
    /// What led to it, while somebody asks.
    pub explained: Explained,
    /// Links, files, branches and search.
    pub sharing: Sharing,
}

/// The set-up lines of a new laboratory.
pub fn fresh_text(protocol: &str, seed: u32, options: &[(&str, &str)]) -> String {
    let mut text = format!("cluster {protocol} {SIZE}\nseed {seed}\n");
    for (name, value) in options {
        text = format!("{text}set {name} {value}\n");
    }
    text
}

impl LabState {
    /// A laboratory at step 0 of a cluster with this seed and these options.
    pub fn fresh(
        house: &'static dyn Kind,
        seed: u32,
        options: &[(&str, &str)],
    ) -> Result<LabState, String> {
        let mut setup = Setup::new(house, house.cluster(SIZE));
        setup.seed = seed;
        setup.options =
            options.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let text = fresh_text(house.name(), seed, options);
        Ok(LabState::of(Session::new(setup, text.clone())?, text))
    }

    /// A laboratory that shows this session, which was opened with these lines.
    pub fn of(session: Session, set_up: String) -> LabState {
        crash::note_step(session.position());
        crash::note(Notes { scenario: set_up.clone(), action: String::new() });
        let mut told = Told::default();
        let shown = told.read(&session, false, 0);
        let clock = session.now();
        LabState {
            set_up,
            session,
            told,
            pace: Pace::new(),
            glide: None,
            passage: None,
            words: if cfg!(feature = "split") { None } else { Some(words::words) },
            unmet: Vec::new(),
            put_away: None,
            is_framed: false,
            mark: None,
            is_still: false,
            is_playing: false,
            clock,
            chosen: Chosen::new(),
            lesson: None,
            refusal: String::new(),
            said: String::new(),
            shown,
            explained: Explained::default(),
            sharing: Sharing::default(),
        }
    }

    /// The same, to be acted on by whoever leads through it; [`LabState::retell`] shows what came of it.
    pub fn session_mut(&mut self) -> &mut Session {
        &mut self.session
    }

    /// What is asked of the history beyond what is shown.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// What the nodes are asked with: what a button says.
    pub fn asks(&self) -> &'static str {
        self.shown.scene.asks()
    }

    /// How its cluster is drawn.
    pub fn stage(&self) -> &'static Stage {
        stage(self.session.protocol())
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

    /// How far apart the steps stand in the space-time view. Where every message waits to be told, all of them may be of
    /// one instant.
    pub fn spacing(&self) -> Spacing {
        let usual = if self.shown.scene.network_manual { Spacing::Steps } else { Spacing::Time };
        self.chosen.spacing.unwrap_or(usual)
    }

    /// The node in the inspector.
    pub fn selected_node(&self) -> Option<&NodeScene> {
        self.shown.scene.nodes.get(self.chosen.node)
    }

    /// What the stage shows, and for which instant: on the way from one step to the next it is still the one before.
    pub fn on_stage(&self) -> (&Rc<Scene>, Micros) {
        match &self.glide {
            Some(glide) => (&glide.scene, glide.clock),
            None => (&self.shown.scene, self.clock),
        }
    }

    /// Does what was asked for; what is shown follows.
    pub fn apply(&mut self, deed: Deed) {
        if crash::has_panicked() {
            return;
        }
        crash::note_step(self.session.position() + 1);
        self.refusal.clear();
        if let Some(last) = self.passage.take() {
            // A step on the way goes to the end of it at once.
            self.seek(last);
            if deed == Deed::By(1) {
                return;
            }
        }
        match deed {
            Deed::By(1) | Deed::TogglePlay if !self.session.can_run() => self.unmet.push(deed),
            Deed::By(1) => self.step_by_hand(),
            Deed::By(steps) => self.seek(self.session.position().saturating_add_signed(steps)),
            Deed::Seek(step) => self.seek(step),
            Deed::End => self.seek(self.session.last_step()),
            Deed::TogglePlay => self.toggle_play(),
            Deed::Speed(speed) => self.pace.speed = speed,
            Deed::Faster(by) => self.pace.speed = self.pace.speed.further(by),
            Deed::Select(thing) => self.chosen.select(thing),
            Deed::Press(thing) => self.press(thing),
            Deed::Open(thing) => self.open_popover(thing),
            Deed::OpenSelected => {
                self.open_popover(self.chosen.thing.unwrap_or(Thing::Node(self.chosen.node)));
            }
            Deed::Move(by) => self.move_on_stage(by),
            Deed::Row(by) => self.move_down(by),
            Deed::OfNode(by) => self.seek_near(by, |lab, record| lab.is_of_node(record)),
            Deed::Notable(by) => {
                self.seek_near(by, |_, it| it.elected || it.committed || it.is_act())
            }
            Deed::Letter(letter) => self.letter(letter),
            Deed::Ask(place) => {
                self.chosen.open = None;
                self.chosen.asked = Some(place);
                self.chosen.sheet = Some(Sheet::Request);
            }
            Deed::Close => self.chosen.close(),
            Deed::View(view) => self.chosen.view = view,
            Deed::NextView => self.chosen.view = self.chosen.view.next(),
            Deed::NextBranch => self.next_branch(),
            Deed::Spacing(spacing) => self.chosen.spacing = Some(spacing),
            Deed::Sheet(sheet) => {
                self.chosen.asked = None;
                self.chosen.open = None;
                self.chosen.sheet = (self.chosen.sheet != Some(sheet)).then_some(sheet);
                self.sharing.begin_sheet();
                // A link is to one moment.
                self.is_playing &= !matches!(sheet, Sheet::Share | Sheet::Presets);
            }
            Deed::Pane(pane) => self.chosen.lay(pane),
            Deed::HideQuiet(hides) => self.chosen.hides_quiet = hides,
            Deed::Only(only) => self.chosen.only = only,
            Deed::Earlier => {
                self.chosen.earlier += EARLIER;
                self.look();
            }
            Deed::Panel(panel) => self.chosen.show(panel),
            Deed::Quorum => self.chosen.quorum = !self.chosen.quorum,
            Deed::Source(rule) => {
                let is_shown = self.chosen.source.as_ref() == Some(&rule);
                self.chosen.source = (!is_shown).then_some(rule);
            }
            Deed::Do(_) | Deed::SetUp(_) | Deed::Reset | Deed::BringBack => self.speak(deed),
            Deed::Keys(are_on) => self.chosen.has_keys = are_on,
            Deed::Present(words) => self.chosen.presents ^= words.is_empty(),
            // These are the page's, not the history's.
            Deed::Theme | Deed::Fetch | Deed::Errand(_) | Deed::Text(_) | Deed::Guide(_) => {}
            Deed::ToLesson => {}
        }
    }

    /// Carries out a statement given as text, as soon as the code for it is there.
    fn say(&mut self, text: &str) {
        self.speak(Deed::Do(text.to_string()));
    }

    fn speak(&mut self, deed: Deed) {
        match self.words.filter(|_| self.session.can_run()) {
            Some(words) => words(self, deed),
            None => self.unmet.push(deed),
        }
    }

    /// Whether something was asked for that waits for the language.
    pub fn waits_for_words(&self) -> bool {
        let is_said = |deed: &Deed| !matches!(deed, Deed::By(_) | Deed::TogglePlay);
        self.words.is_none() && self.unmet.iter().any(is_said)
    }

    /// The language has come.
    pub fn learn(&mut self, words: Words) {
        self.words = Some(words);
        self.go_on();
    }

    /// Whether something was asked for that is not done yet.
    pub fn waits(&self) -> bool {
        self.sharing.is_waiting || !self.unmet.is_empty()
    }

    /// Code has come: what waits for it is done.
    pub fn go_on(&mut self) {
        std::mem::take(&mut self.unmet).into_iter().for_each(|deed| self.apply(deed));
    }

    /// The seed that the cluster began with.
    pub fn seed(&self) -> String {
        let line = self.set_up.lines().find_map(|line| line.strip_prefix("seed "));
        line.unwrap_or("1").to_string()
    }

    /// Whether there is a history to bring back.
    pub fn has_put_away(&self) -> bool {
        self.put_away.is_some()
    }

    fn look(&mut self) {
        self.shown = self.told.read(&self.session, self.is_playing, self.chosen.earlier);
    }

    /// What is read out when there is time for it: why something was not done, or what happened.
    pub fn spoken(&self) -> &str {
        if self.refusal.is_empty() { &self.said } else { &self.refusal }
    }

    /// What is read out at once: the invariants that are broken at the present step.
    pub fn alarm(&self) -> String {
        let broken = self.shown.invariants.iter().filter_map(|line| {
            let (step, seen) = line.broken.as_ref()?;
            (*step <= self.step()).then(|| format!("{} broke in step {step}: {seen}.", line.name))
        });
        broken.collect::<Vec<_>>().join(" ")
    }

    fn sentence(&self) -> String {
        match self.shown.line() {
            Some(line) => format!("Step {}. {} {}", self.step(), line.says, line.section),
            None => "At the start.".to_string(),
        }
    }
}

#[cfg(test)]
mod tests;
