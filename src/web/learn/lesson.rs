//! A part of a lesson as the guide of a laboratory: it plays the part over the laboratory's session.

use super::pieces;
use crate::lesson::Lesson;
use crate::lesson::course::{lessons, place};
use crate::lesson::player::{Player, Seen, Stop};
use crate::lesson::progress::Progress;
use crate::lesson::prose::{Target, thing};
use crate::protocols::House;
use crate::render::Shape;
use crate::render::thing::Thing;
use crate::web::browser;
use crate::web::deed::Deed;
use crate::web::guide::{self, Guide, Lecture, Towards};
use crate::web::keys::Key;
use crate::web::lab::Room;
use crate::web::route::Home;
use crate::web::state::LabState;
use crate::web::whence::Whence;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use yew::prelude::*;

impl Whence {
    /// The address of a part, from 0.
    pub fn address(&self, part: usize) -> String {
        let (name, query) = self.says(part);
        pieces::address(&name, &query)
    }

    /// The address of a part outside of the frame that it stands in; none if it stands in none.
    pub fn outside(&self, part: usize) -> Option<String> {
        let (name, query) = self.says(part);
        guide::framing().map(|_| pieces::outside(&name, &query))
    }
}

/// A part of a lesson, being played.
pub struct Part {
    pub(super) lesson: Rc<Lesson>,
    pub(super) whence: Whence,
    pub(super) at: usize,
    house: &'static House,
    /// The history that waits to be opened.
    fresh: RefCell<Option<LabState>>,
    pub(super) now: RefCell<Now>,
}

/// Where the reader stands in it.
pub(super) struct Now {
    /// The player, which may be ahead of what is shown.
    player: Player,
    /// What is shown.
    pub drawn: Player,
    /// The things that are lit.
    lit: Vec<Thing>,
    /// What all else is dimmed for.
    focus: Vec<Thing>,
    /// What is explained, and below which block.
    pub opened: Option<(usize, Target)>,
    /// Why something could not be done.
    pub problem: String,
    /// The steps at which the reader went on.
    stops: Vec<u64>,
    /// What is new on the page since it was drawn last, as selectors: each is scrolled to.
    new: &'static [&'static str],
    /// What was done of all lessons.
    pub progress: Progress,
}

thread_local! {
    /// Where a part was left for a laboratory.
    static LEFT: RefCell<Option<(String, Player)>> = const { RefCell::new(None) };
}

impl Part {
    /// Enters a part, or goes on with it if one comes back from a laboratory.
    pub fn enter(
        lesson: Rc<Lesson>,
        whence: Whence,
        at: usize,
        house: &'static House,
    ) -> Result<Part, String> {
        let address = whence.address(at);
        let back = guide::take(&Towards::Lesson(address.clone()), house.name);
        let left = LEFT.with(RefCell::take).filter(|(of, _)| *of == address);
        let (player, state) = match (left, back) {
            (Some((_, player)), Some(mut state)) => {
                state.lesson = None;
                (player, state)
            }
            _ => {
                let (player, session) = Player::enter(lesson.clone(), at)
                    .map_err(|wrong| format!("This part cannot be opened: {}.", wrong.message))?;
                let set_up = session.set_up().to_string();
                (player, LabState::of(session, set_up))
            }
        };
        let now = Now {
            drawn: player.clone(),
            player,
            lit: Vec::new(),
            focus: Vec::new(),
            opened: None,
            problem: String::new(),
            stops: Vec::new(),
            new: &[],
            progress: pieces::progress(),
        };
        let (fresh, now) = (RefCell::new(Some(state)), RefCell::new(now));
        Ok(Part { lesson, whence, at, house, fresh, now })
    }

    /// The protocol's name in scenarios.
    pub fn protocol(&self) -> &'static str {
        self.house.name
    }

    /// Its address.
    pub fn address(&self) -> String {
        self.whence.address(self.at)
    }

    /// The address after this one: the next part, the next lesson, or the list.
    pub(super) fn next(&self) -> (String, String) {
        if let Some(part) = self.lesson.parts.get(self.at + 1) {
            return (self.whence.address(self.at + 1), part.title.clone());
        }
        let next = place(&self.lesson.id).and_then(|place| lessons().nth(place + 1));
        match next.filter(|_| matches!(self.whence, Whence::Ours(_))) {
            Some(next) => (Whence::Ours(next.id.to_string()).address(0), next.title.to_string()),
            None => ("#/learn".to_string(), "all lessons".to_string()),
        }
    }

    /// Makes the moves that wait, or takes the step that answers a question.
    fn go_on(&self, state: &mut LabState, now: &mut Now) {
        let from = state.session().position();
        // What is asked is asked of the end of the line.
        now.stops.push(from);
        now.problem = match now.player.go_on(state.session_mut()) {
            Ok(()) => String::new(),
            Err(wrong) => wrong.message,
        };
        state.retell(from);
    }

    /// Whether the reader's next step is the lesson's own.
    fn waits(&self, state: &LabState, now: &Now) -> bool {
        matches!(now.player.stop(), Stop::Moves(_) | Stop::Question(_))
            && state.mark.is_none()
            && !state.is_on_the_way()
            && state.session().position() == state.session().last_step()
    }

    fn words(&self, state: &mut LabState, words: &str) {
        let (word, rest) = words.split_once(' ').unwrap_or((words, ""));
        let number = rest.parse::<usize>().unwrap_or_default();
        let mut now = self.now.borrow_mut();
        let now = &mut *now;
        match word {
            "choose" => now.player.choose(number),
            "on" => self.go_on(state, now),
            "hint" => now.player.hint(number),
            "show" => {
                let from = state.session().position();
                let shown = now.player.show_solution(number, state.session_mut());
                now.problem = shown.err().map(|wrong| wrong.message).unwrap_or_default();
                let goals = now.player.goals_from().unwrap_or(from);
                state.retell(goals);
            }
            "look" => {
                let found = thing(rest, &state.session().scene());
                // A variable stands in no picture: its node does.
                now.lit = found.into_iter().map(of_picture).collect();
                // Entries of logs are marked as what is looked at.
                state.chosen.thing = found.filter(|it| matches!(it, Thing::Cell(..)));
            }
            "open" => {
                let (block, target) = rest.split_once(' ').unwrap_or((rest, ""));
                let target = Target::parse(target);
                let wanted = block.parse().ok().zip(target);
                now.opened = if now.opened == wanted { None } else { wanted };
                now.new = &[".story .opened"];
            }
            "lab" => {
                state.lesson =
                    Some(Home { address: self.address(), title: self.lesson.title.clone() });
                LEFT.with(|left| left.replace(Some((self.address(), now.player.clone()))));
                browser::visit(&format!("#/lab/{}", self.house.name));
            }
            "next" => browser::visit(&self.next().0),
            "back" => match now.stops.pop() {
                Some(step) => state.apply(Deed::Seek(step)),
                None if self.at > 0 => browser::visit(&self.whence.address(self.at - 1)),
                None => {}
            },
            "restart" => match Player::enter(self.lesson.clone(), self.at) {
                Ok((player, session)) => {
                    state.replace(session);
                    now.player = player;
                    now.stops.clear();
                    now.opened = None;
                    now.problem.clear();
                }
                Err(wrong) => now.problem = wrong.message,
            },
            _ => {}
        }
    }
}

impl Guide for Part {
    fn open(&self) -> Result<LabState, String> {
        self.fresh.take().ok_or_else(|| "This part was opened already. Open it again.".to_string())
    }

    fn class(&self) -> String {
        "app lab led".to_string()
    }

    /// The story beside the stage, and a smaller dock.
    fn lay_out(&self, state: &LabState, room: &Room) -> Html {
        html! {
            <>
                { self.bar(state) }
                { room.said() }
                { self.story(state, &room.act()) }
                { room.view(false) }
                { room.dock() }
            </>
        }
    }

    fn key(&self, key: &Key) -> Option<Deed> {
        let now = self.now.borrow();
        let guide = |words: String| Some(Deed::Guide(words));
        let goal = now.player.goals().find(|(_, goal)| !goal.is_reached).map(|(block, _)| block);
        match key.name {
            "1" | "2" | "3" | "4" => match now.player.seen().last() {
                Some(Seen::Question(question)) if question.outcome.is_none() => {
                    guide(format!("choose {}", key.name.parse::<usize>().ok()? - 1))
                }
                _ => None,
            },
            "n" | "N" => guide("next".to_string()),
            "h" | "H" => goal.and_then(|block| guide(format!("hint {block}"))),
            "r" | "R" => guide("restart".to_string()),
            "PageDown" => match now.player.stop() {
                Stop::Moves(_) | Stop::Question(_) => guide("on".to_string()),
                Stop::Goals | Stop::End => guide("next".to_string()),
            },
            "PageUp" => guide("back".to_string()),
            _ => None,
        }
    }

    fn apply(&self, state: &mut LabState, deed: Deed) -> Option<Deed> {
        match deed {
            Deed::Guide(words) => {
                self.words(state, &words);
                None
            }
            Deed::By(1) | Deed::TogglePlay if self.waits(state, &self.now.borrow()) => {
                self.words(state, "on");
                None
            }
            // From the start of the part, not of the cluster.
            Deed::Reset => {
                self.words(state, "restart");
                None
            }
            other => Some(other),
        }
    }

    fn look(&self, state: &mut LabState) {
        let mut now = self.now.borrow_mut();
        let now = &mut *now;
        if state.is_on_the_way() {
            return;
        }
        now.player.look(state.session_mut());
        now.focus = now.player.focus(state.session());
        if now.drawn.seen() != now.player.seen() {
            if now.drawn.stop() != now.player.stop() {
                // All of it if there is room, and if not, the beginning.
                now.new = &[".story .end", ".story section:last-of-type"];
            }
            now.drawn = now.player.clone();
        }
        if now.drawn.is_done() && now.progress.add(&self.lesson.id, self.at) {
            pieces::keep(&now.progress);
            let part = JsValue::from(u32::try_from(self.at + 1).unwrap_or_default());
            browser::post("checkpoint", &[("lesson", (&*self.lesson.id).into()), ("part", part)]);
        }
    }

    fn drawn(&self) {
        let new = std::mem::take(&mut self.now.borrow_mut().new);
        new.iter().for_each(|selector| browser::show(selector));
    }

    fn is_presentable(&self) -> bool {
        true
    }

    fn lecture(&self) -> Option<Lecture> {
        Some(self.lectured(&self.now.borrow().player))
    }

    fn light(&self, _: &LabState, shapes: &mut [Shape]) {
        let now = self.now.borrow();
        if now.lit.is_empty() && now.focus.is_empty() {
            return;
        }
        for shape in shapes {
            let Some(shown) = shown_by(&shape.key) else { continue };
            if now.lit.contains(&shown) {
                shape.class.push_str(" lit");
            } else if !now.focus.is_empty() && !now.focus.contains(&shown) {
                shape.class.push_str(" dimmed");
            }
        }
    }
}

/// The thing in whose place a picture shows a thing.
fn of_picture(thing: Thing) -> Thing {
    match thing {
        Thing::Variable(node, _) | Thing::Cell(node, _) => Thing::Node(node),
        other => other,
    }
}

/// The thing that a shape belongs to: names, timers and badges are their node's, a trail is its message's.
fn shown_by(key: &str) -> Option<Thing> {
    if let Ok(thing) = key.parse() {
        return Some(thing);
    }
    let (kind, number) = key.split_once('-')?;
    let number = number.parse().ok()?;
    match kind {
        "trail" => Some(Thing::Message(number)),
        "badge" | "timer" | "caption" | "card" => usize::try_from(number).ok().map(Thing::Node),
        _ => None,
    }
}
