//! A session as a class.

use crate::values::{Given, answered, plain, step, step_or, still_step, text, thrown};
use quorarium::embed::{self, Answer, Still, lists};
use quorarium::session::reading::Reading;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// A history of one cluster: the steps that happened, the present one among them, and branches where somebody acted in
/// the past. It runs in the memory of the program; nothing happens by itself, and the same calls give the same history
/// everywhere.
///
/// Times are simulated microseconds. Steps are numbered from 1; at step 0 nothing has happened yet. Whatever a call
/// returns is a copy. After `free()` every call throws an `Error`.
#[wasm_bindgen]
pub struct Session {
    session: quorarium::session::Session,
    problems: Vec<lists::Problem>,
}

impl Session {
    fn of(reading: Answer<Reading>) -> Given<Session> {
        let Reading { session, problems, .. } = reading.map_err(thrown)?;
        Ok(Session { session, problems: problems.into_iter().map(lists::Problem::from).collect() })
    }
}

#[wasm_bindgen]
impl Session {
    /// Opens a scenario and carries it out to its end. Lines that fail on the way are in `problems`; at most 200,000
    /// steps are carried out. `cluster raft 5` alone is a scenario: a fresh cluster at step 0.
    ///
    /// @throws {QuorariumError} `text`, with `line` and `column`, where the text is no scenario or its set-up is wrong;
    /// `text` where it is no string or is longer than 1,000,000 bytes.
    pub fn open(
        #[wasm_bindgen(js_name = text, unchecked_param_type = "string")] scenario: &JsValue,
    ) -> Given<Session> {
        Session::of(embed::open(&text(scenario, "a scenario")?))
    }

    /// Opens one of `scenarios()` by its name, such as `raft/figure-8`, at its end.
    ///
    /// @throws {QuorariumError} `text` where there is no scenario of this name.
    pub fn named(
        #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
    ) -> Given<Session> {
        Session::of(embed::named(&text(name, "the name of a scenario")?))
    }

    /// What failed when the scenario was opened, in the order of its lines: impossible moves, and expectations that did
    /// not hold.
    #[wasm_bindgen(getter, unchecked_return_type = "Problem[]")]
    pub fn problems(&self) -> Given<JsValue> {
        plain(&self.problems)
    }

    /// The protocol's name in scenarios, such as `multi-paxos`.
    #[wasm_bindgen(getter)]
    pub fn protocol(&self) -> String {
        self.session.protocol().to_string()
    }

    /// The title of what is seen: the last `title` of the scenario up to here, or else the protocol's name in prose.
    #[wasm_bindgen(getter)]
    pub fn title(&self) -> String {
        self.session.heading().unwrap_or(self.session.title()).to_string()
    }

    /// The caption of what is seen: the last `note` of the scenario up to here, or `undefined`.
    #[wasm_bindgen(getter)]
    pub fn caption(&self) -> Option<String> {
        self.session.caption().map(str::to_string)
    }

    /// The present step.
    #[wasm_bindgen(getter)]
    pub fn position(&self) -> f64 {
        self.session.position() as f64
    }

    /// The last recorded step of the present line.
    #[wasm_bindgen(getter, js_name = lastStep)]
    pub fn last_step(&self) -> f64 {
        self.session.last_step() as f64
    }

    /// The present instant, in simulated microseconds.
    #[wasm_bindgen(getter)]
    pub fn now(&self) -> f64 {
        self.session.now().0 as f64
    }

    /// When the next step happens, in simulated microseconds; `undefined` if nothing is left to happen by itself.
    #[wasm_bindgen(getter, js_name = nextDue)]
    pub fn next_due(&self) -> Option<f64> {
        self.session.next_due().map(|due| due.0 as f64)
    }

    /// The fingerprint of the present state, 16 hexadecimal digits: two sessions with the same one are in the same state.
    #[wasm_bindgen(getter)]
    pub fn fingerprint(&self) -> String {
        format!("{:016x}", self.session.fingerprint())
    }

    /// One step forward, into the recorded future if there is one. The step, or `null` if nothing is left to happen by
    /// itself.
    ///
    /// Throws nothing.
    #[wasm_bindgen(unchecked_return_type = "Step | null")]
    pub fn step(&mut self) -> Given<JsValue> {
        plain(&embed::step(&mut self.session))
    }

    /// One step back. `false` at step 0, where there is none.
    ///
    /// Throws nothing.
    pub fn back(&mut self) -> bool {
        embed::back(&mut self.session)
    }

    /// Goes to a step of the present line, from 0 to `lastStep`.
    ///
    /// @throws {QuorariumError} `text` where the line has no such step.
    pub fn seek(
        &mut self,
        #[wasm_bindgen(js_name = step, unchecked_param_type = "number")] to: &JsValue,
    ) -> Given<()> {
        embed::seek(&mut self.session, step(to)?).map_err(thrown)
    }

    /// Carries out one statement of the scenario language, such as `crash A`, `cut A-B`, `request x=1`, `run 2s`,
    /// `expect leader = A` or `switch main`. Acting in the past opens a branch, and the old future stays.
    ///
    /// @throws {QuorariumError} `text`, with `column`, where the statement cannot be read or names something that does not
    /// exist; `move` where it is impossible now, where `run until` ran out of time, or where it goes on for more than
    /// 200,000 steps; `expectation` where an `expect`, `always` or `never` does not hold. The session is then as it was, but
    /// for `run`, `step`, `settle` and `… all`, of which the events before the refusal have happened.
    pub fn perform(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] statement: &JsValue,
    ) -> Given<()> {
        embed::perform(&mut self.session, &text(statement, "a statement")?).map_err(thrown)
    }

    /// The state at the present step: nodes, messages in flight, cuts, clients. It is what `quorarium run --json` prints
    /// last.
    ///
    /// Throws nothing.
    #[wasm_bindgen(unchecked_return_type = "State")]
    pub fn state(&self) -> Given<JsValue> {
        plain(&embed::state(&self.session))
    }

    /// The steps `from` to `to` of the present line, both included, in words: what happened, why, and by which rule of
    /// which paper. They are made by replay; ask for few at a time.
    ///
    /// @throws {QuorariumError} `text` where `from` comes after `to`, or the line has no step `to`.
    #[wasm_bindgen(unchecked_return_type = "Step[]")]
    pub fn tell(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] from: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] to: &JsValue,
    ) -> Given<JsValue> {
        answered(embed::tell(&self.session, step(from)?, step(to)?))
    }

    /// The steps `from` to `to` of the present line, both included, without words, as a timeline marks them. Without
    /// arguments, all of them.
    ///
    /// @throws {QuorariumError} `text` where `from` comes after `to`, or the line has no step `to`.
    #[wasm_bindgen(unchecked_return_type = "TimelineEvent[]")]
    pub fn events(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] from: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] to: &JsValue,
    ) -> Given<JsValue> {
        let (from, to) = (step_or(from, 0)?, step_or(to, self.session.last_step())?);
        answered(lists::events(&self.session, from, to))
    }

    /// All lines of the history, the first one first.
    ///
    /// Throws nothing.
    #[wasm_bindgen(unchecked_return_type = "Branch[]")]
    pub fn branches(&self) -> Given<JsValue> {
        plain(&lists::branches(&self.session))
    }

    /// The invariants of the protocol, and which of them broke up to the present step.
    ///
    /// Throws nothing.
    #[wasm_bindgen(unchecked_return_type = "Invariant[]")]
    pub fn invariants(&self) -> Given<JsValue> {
        plain(&lists::invariants(&self.session))
    }

    /// The rules of the protocol in its paper's order, and which of them are on.
    ///
    /// Throws nothing.
    #[wasm_bindgen(unchecked_return_type = "Rule[]")]
    pub fn rules(&self) -> Given<JsValue> {
        plain(&lists::rules(&self.session))
    }

    /// The options of the network and the protocol, with their present values.
    ///
    /// Throws nothing.
    #[wasm_bindgen(unchecked_return_type = "Choice[]")]
    pub fn options(&self) -> Given<JsValue> {
        plain(&lists::options(&self.session))
    }

    /// Whether a condition of the scenario language holds now, such as `leader = A` or `count(role = leader) <= 1`.
    ///
    /// @throws {QuorariumError} `text` where it cannot be read, with `column`, or asks for something that does not exist.
    #[wasm_bindgen(unchecked_return_type = "Check")]
    pub fn check(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] condition: &JsValue,
    ) -> Given<JsValue> {
        answered(embed::check(&self.session, &text(condition, "a condition")?))
    }

    /// The way to the present state, as a scenario that replays to the same fingerprint. Steps after it are left out.
    ///
    /// Throws nothing.
    pub fn scenario(&self) -> String {
        self.session.to_scenario()
    }

    /// Everything as a scenario: all branches to their ends, and then the present branch and step.
    ///
    /// Throws nothing.
    #[wasm_bindgen(js_name = wholeScenario)]
    pub fn whole_scenario(&self) -> String {
        self.session.to_whole_scenario()
    }

    /// A picture of a step with its words, as SVG that brings its own style sheet. Without a step, of the present one.
    ///
    /// @throws {QuorariumError} `text` where the line has no such step.
    pub fn svg(
        &mut self,
        #[wasm_bindgen(unchecked_optional_param_type = "StillOptions")] options: JsValue,
    ) -> Given<String> {
        self.still(Still::Svg, options)
    }

    /// The same as plain text: nodes with their logs, messages in flight, cuts, and what happened.
    ///
    /// @throws {QuorariumError} `text` where the line has no such step.
    pub fn text(
        &mut self,
        #[wasm_bindgen(unchecked_optional_param_type = "StillOptions")] options: JsValue,
    ) -> Given<String> {
        self.still(Still::Text, options)
    }
}

impl Session {
    fn still(&mut self, form: Still, options: JsValue) -> Given<String> {
        embed::still(&mut self.session, form, still_step(options)?).map_err(thrown)
    }
}
