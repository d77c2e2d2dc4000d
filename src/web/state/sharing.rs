//! Histories that come and go: links, files, presets; and the lines of one, named, deleted, compared and searched.
//!
//! What only the browser can do, such as packing and copying, is handed back as a [`Wish`].

mod opening;

use super::LabState;
use crate::scenario::statement::Statement;
use crate::scenario::word::Word;
use crate::scenarios::Preset;
use crate::session::scene::BranchLine;
use crate::sim::history::Comparison;
use crate::web::chosen::{Sheet, View};
use crate::web::link::{LINK_MAX, Link, Source};
pub use opening::Text;

/// The most steps of a line whose sentences are searched.
pub const SEARCHED_MAX: u64 = 2_000;

/// How many sentences are put together at once, so that the page stays answerable.
const SEARCHED_AT_ONCE: u64 = 250;

/// The most bytes of a text that is packed into a link; what is longer would not become short enough.
const PACKED_MAX: usize = 60_000;

/// For how long a deletion can be undone by its button.
pub const UNDO_MS: u32 = 8_000;

/// What is known beyond the history itself.
#[derive(Default)]
pub struct Sharing {
    /// What is said about what was opened.
    pub notice: String,
    /// Something is on its way: the page is quiet until it is here.
    pub is_waiting: bool,
    /// The whole history as text, when somebody asked for it.
    pub text: Option<String>,
    /// What came of the last thing that was asked for in a sheet.
    pub done: String,
    /// The address of the present moment, or why there is none; nothing while it is made.
    pub address: Option<Result<String, &'static str>>,
    /// How often something changed that an address tells: what was begun for an older one is not ended.
    pub changes: u64,
    /// The line that was deleted last, while its deletion can be undone.
    pub deleted: Option<String>,
    /// The line whose name is being changed, by its place.
    pub renamed: Option<usize>,
    /// Two lines side by side.
    pub compared: Option<Compared>,
    /// What is looked for.
    pub query: String,
    /// The sentences in which it is looked for.
    pub told: Told,
    /// The preset that the history began as.
    preset: Option<&'static Preset>,
    /// The line that the last address was about.
    line: Option<String>,
    /// What an address would tell, when it was last looked at.
    seen: Option<Moment>,
}

/// What an address tells of the present moment, short of the history itself.
type Moment = (usize, u64, u64, u64, View);

/// The sentences of a line, as far as they are put together.
#[derive(Default)]
pub struct Told {
    line: String,
    last_step: u64,
    /// Each step with what happened in it.
    pub lines: Vec<(u64, String)>,
    /// Whether these are all that are searched.
    pub is_whole: bool,
}

/// Two lines side by side.
pub struct Compared {
    /// The name of the one.
    pub one: String,
    /// The name of the other.
    pub other: String,
    /// What they have in common, or why they cannot be compared.
    pub found: Result<Comparison, String>,
    lasts: Vec<(String, u64)>,
}

/// What only the browser can do.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// Nothing.
    Nothing,
    /// To put a text where it can be pasted.
    Copy(String),
    /// To save a text as a file of this name.
    Save(String, String),
    /// To read the file that was chosen.
    Read,
    /// To forget after a while what could be undone.
    Forget,
    /// To go on with the search after a breath.
    GoOn,
}

impl Sharing {
    /// What is known of a history that was begun anew: its address is a new entry in the browser's history, so that the
    /// browser's Back leads to the one before.
    pub(super) fn anew(&self) -> Sharing {
        Sharing { changes: self.changes + 1, line: Some(String::new()), ..Sharing::default() }
    }

    /// Another sheet begins with a clean slate.
    pub(super) fn begin_sheet(&mut self) {
        self.done.clear();
        self.renamed = None;
        self.query.clear();
    }
}

impl LabState {
    /// Carries out an errand; its words are checked here.
    pub fn errand(&mut self, words: &str) -> Wish {
        let (word, rest) = words.split_once(' ').unwrap_or((words, ""));
        self.refusal.clear();
        self.sharing.done.clear();
        match word {
            "copy" => return self.copied(rest),
            "save" => return Wish::Save(self.file_name(), self.session.to_whole_scenario()),
            "text" => self.sharing.text = Some(self.session.to_whole_scenario()),
            "file" => return Wish::Read,
            "dismiss" => self.sharing.notice.clear(),
            "find" => {
                self.sharing.query = rest.to_string();
                return self.search_on();
            }
            "renaming" => self.sharing.renamed = rest.parse().ok(),
            "rename" => self.rename(rest),
            "delete" => return self.delete(rest),
            "undo" => {
                self.sharing.deleted = None;
                let undone = self.session.undo_delete();
                self.lines_changed(undone.err().map(|refusal| refusal.message));
            }
            "branch" => {
                let (name, at) = (Word::new(rest.trim()), self.step());
                self.glide = None;
                self.perform(&Statement::Branch { name, at });
                self.look();
            }
            "compare" => self.compare(rest),
            _ => {}
        }
        Wish::Nothing
    }

    fn copied(&self, what: &str) -> Wish {
        match (what, &self.sharing.address) {
            ("link", Some(Ok(address))) => Wish::Copy(address.clone()),
            ("line", _) => Wish::Copy(self.session.to_scenario()),
            ("whole", _) => Wish::Copy(self.session.to_whole_scenario()),
            ("block", _) => Wish::Copy(self.session.to_block()),
            ("solution", _) => Wish::Copy(self.session.to_solution()),
            _ => Wish::Nothing,
        }
    }

    fn file_name(&self) -> String {
        let protocol = self.session.protocol();
        let name = self.sharing.preset.map_or(protocol, |preset| preset.name);
        format!("{name}.scenario")
    }

    fn branch_name(&self, place: &str) -> String {
        let branch = place.parse().ok().and_then(|place: usize| self.shown.branches.get(place));
        branch.map(|branch| branch.name.clone()).unwrap_or_default()
    }

    fn rename(&mut self, words: &str) {
        let (place, new) = words.split_once(' ').unwrap_or((words, ""));
        let renamed = self.session.rename(&self.branch_name(place), new.trim());
        if renamed.is_ok() {
            self.sharing.renamed = None;
        }
        self.lines_changed(renamed.err().map(|refusal| refusal.message));
    }

    fn delete(&mut self, place: &str) -> Wish {
        let name = self.branch_name(place);
        let deleted = self.session.delete_branch(&name);
        let is_done = deleted.is_ok();
        if is_done {
            self.sharing.deleted = Some(name);
        }
        self.lines_changed(deleted.err().map(|refusal| refusal.message));
        if is_done { Wish::Forget } else { Wish::Nothing }
    }

    /// The present line may be another, or called otherwise.
    fn lines_changed(&mut self, refusal: Option<String>) {
        self.refusal = refusal.unwrap_or_default();
        self.is_playing = false;
        self.glide = None;
        self.sharing.told = Told::default();
        self.sharing.seen = None;
        self.told.forget_after(0);
        self.arrive();
    }

    fn compare(&mut self, words: &str) {
        let (one, other) = words.split_once(' ').unwrap_or((words, ""));
        let (one, other) = (self.branch_name(one), self.branch_name(other));
        let found = self.session.compare(&one, &other).map_err(|refusal| refusal.message);
        let lasts = lasts(&self.shown.branches);
        self.sharing.compared = Some(Compared { one, other, found, lasts });
    }

    /// The comparison, while the lines are as they were when it was made.
    pub fn compared(&self) -> Option<&Compared> {
        let is_fresh = |compared: &&Compared| compared.lasts == lasts(&self.shown.branches);
        self.sharing.compared.as_ref().filter(is_fresh)
    }

    /// Puts a few more sentences of the present line together, if somebody looks for something.
    pub fn search_on(&mut self) -> Wish {
        if self.sharing.query.is_empty() {
            return Wish::Nothing;
        }
        let present = self.shown.branches.iter().find(|branch| branch.is_current);
        let line = present.map(|branch| branch.name.clone()).unwrap_or_default();
        let last_step = self.session.last_step();
        let told = &mut self.sharing.told;
        if told.line != line || told.last_step > last_step {
            *told = Told { line, ..Told::default() };
        }
        told.last_step = last_step;
        let from = told.lines.last().map_or(1, |(step, _)| step + 1);
        let to = last_step.min(SEARCHED_MAX).min(from + SEARCHED_AT_ONCE - 1);
        if from <= to {
            let lines = self.session.tell(from, to).into_iter();
            told.lines.extend(lines.map(|line| (line.event.step, line.says)));
        }
        told.is_whole = to >= last_step.min(SEARCHED_MAX);
        if told.is_whole { Wish::Nothing } else { Wish::GoOn }
    }

    /// Whether something changed that an address tells. It is asked after everything that was done.
    pub fn has_moved(&mut self) -> bool {
        if self.is_playing || self.sharing.is_waiting {
            return false;
        }
        let moment = Some(self.moment());
        let is_other = std::mem::replace(&mut self.sharing.seen, moment) != moment;
        if is_other {
            self.sharing.changes += 1;
            self.sharing.address = None;
        }
        is_other
    }

    fn moment(&self) -> Moment {
        let shown = &self.shown;
        let line = shown.branches.iter().position(|branch| branch.is_current);
        let view = self.chosen.view;
        (line.unwrap_or_default(), self.step(), shown.last_step, shown.fingerprint, view)
    }

    /// The link to the present moment, and the text that is to be packed into it if it names no preset.
    pub fn link(&self) -> (Link, Option<String>) {
        let branches = &self.shown.branches;
        let present = branches.iter().find(|branch| branch.is_current);
        let link = Link {
            step: Some(self.step()),
            branch: present.filter(|_| branches.len() > 1).map(|branch| branch.name.clone()),
            view: Some(self.chosen.view).filter(|view| *view != View::Stage),
            fingerprint: Some(self.shown.fingerprint),
            is_presented: self.chosen.presents,
            ..Link::default()
        };
        let text = self.session.to_whole_scenario();
        match self.sharing.preset.filter(|preset| self.is_still(preset, &text)) {
            Some(preset) => {
                let source = Some(Source::Named(preset.name.to_string()));
                (Link { source, ..link }, None)
            }
            None => (link, Some(text)),
        }
    }

    /// Whether nothing was added to a preset: opened anew, and gone to the same step, it is told with the same words.
    fn is_still(&self, preset: &Preset, text: &str) -> bool {
        let Ok(mut fresh) = crate::session::reading::open(preset.text) else { return false };
        let branches = fresh.session.branches();
        let present = self.shown.branches.iter().position(|branch| branch.is_current);
        let line = present.and_then(|place| branches.get(place));
        let went = line.map(|line| fresh.session.perform(&line.switch_near(self.step())));
        went == Some(Ok(())) && fresh.session.to_whole_scenario() == text
    }

    /// Whether a text is worth packing.
    pub fn may_be_packed(text: &str) -> bool {
        text.len() <= PACKED_MAX
    }

    /// The address of the present moment was made, or could not be. Where it goes: whether a new entry of the browser's
    /// history begins with it, and the part after the `#`.
    pub fn addressed(
        &mut self,
        page: &str,
        made: Result<Link, &'static str>,
    ) -> Option<(bool, String)> {
        let fragment =
            made.map(|link| format!("#/lab/{}?{}", self.session.protocol(), link.print()));
        let fragment = fragment.and_then(|it| match page.len() + it.len() > LINK_MAX {
            true => Err(TOO_LONG),
            false => Ok(it),
        });
        self.sharing.address = Some(fragment.clone().map(|fragment| format!("{page}{fragment}")));
        let present = self.shown.branches.iter().find(|branch| branch.is_current);
        let line = present.map(|branch| branch.name.clone());
        let is_new = self.sharing.line.is_some() && self.sharing.line != line;
        let fragment = fragment.ok()?;
        self.sharing.line = line;
        Some((is_new, fragment))
    }

    /// Whether an address is asked for at once, and not only when the reader has come to rest.
    pub fn wants_address(&self) -> bool {
        matches!(self.chosen.sheet, Some(Sheet::Share | Sheet::Presets))
            && self.sharing.address.is_none()
    }
}

/// Why a history has no link.
pub const TOO_LONG: &str = "This history is too long for a link. Save it to a file instead.";

fn lasts(branches: &[BranchLine]) -> Vec<(String, u64)> {
    branches.iter().map(|branch| (branch.name.clone(), branch.last_step)).collect()
}
