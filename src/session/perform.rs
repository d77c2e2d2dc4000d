//! Statements carried out: each one as the moves and steps that `scenario.md` says it is.

use super::Session;
use super::course::values;
use super::select::node;
use super::{Refusal, naming, opening, select};
use crate::protocol::cluster::NodeId;
use crate::scenario::condition::Condition;
use crate::scenario::phrase::{CheckVerb, MessageVerb, NodeVerb, Selector};
use crate::scenario::statement::{Place, Statement};
use crate::scenario::word::{Mode, Switch, Word, unknown};
use crate::sim::act::Act;
use crate::sim::event::Event;

/// How many steps it counts for to open a line or to go to one: a world is copied, and steps are done once more.
const MOVE_TO_A_LINE: u64 = 100;

impl Session {
    /// Carries out one statement.
    pub(super) fn carry_out(&mut self, statement: &Statement) -> Result<(), Refusal> {
        self.spend(match statement {
            Statement::Branch { .. } | Statement::Switch { .. } => MOVE_TO_A_LINE,
            _ => 1,
        })?;
        self.what_if.clear();
        if self.known.history.is_in_the_past() {
            self.what_if = naming::what_if(self.world(), statement);
        }
        match statement {
            Statement::Title(text) | Statement::Note(text) => {
                self.known.history.remark(matches!(statement, Statement::Title(_)), text);
                Ok(())
            }
            Statement::Check(verb, condition) => self.check(*verb, condition),
            _ if statement.place() == Place::SetUp => {
                let first = statement.to_string();
                let word = first.split(' ').next().unwrap_or_default();
                Err(Refusal::whole(format!("{word} is set-up: it belongs before the first move")))
            }
            _ if statement.place() == Place::Anywhere => self.settle_setting(statement),
            _ => {
                let before = std::mem::take(&mut self.known.cited);
                (self.used, self.handled) = (Vec::new(), 0);
                let outcome = self.make_move(statement);
                let used = std::mem::take(&mut self.used);
                let nothing_happened = outcome.is_err() && self.handled == 0;
                self.known.cited = if nothing_happened { before } else { used };
                outcome
            }
        }
    }

    /// Settings, which are no events.
    fn settle_setting(&mut self, statement: &Statement) -> Result<(), Refusal> {
        let world = self.world();
        let acts = match statement {
            Statement::Set { option, value } => {
                opening::check_option(world.settings().iter().map(|(choice, _)| choice), option)?;
                let act = Act::Set { option: option.text.clone(), value: value.text.clone() };
                world.check(&act).map_err(|message| Refusal::text(value, message))?;
                vec![act]
            }
            Statement::SetClock { node: whose, rate } => {
                vec![Act::Clock(node(world.cluster(), whose)?, rate.get())]
            }
            Statement::Rule(switch, word) => {
                let rules = opening::switchable(world.kind().rules(), *switch, word)?;
                rules.into_iter().map(|rule| Act::Rule(rule, *switch == Switch::On)).collect()
            }
            Statement::Timers(mode) => vec![Act::TimersManual(*mode == Mode::Manual)],
            Statement::Network(mode) => vec![Act::NetworkManual(*mode == Mode::Manual)],
            _ => Vec::new(),
        };
        acts.into_iter().try_for_each(|act| self.act(act))
    }

    fn make_move(&mut self, statement: &Statement) -> Result<(), Refusal> {
        select::check_workload(self.world(), statement)?;
        match statement {
            Statement::Step(count) => self.steps(*count),
            Statement::Run(length) => self.run(*length),
            Statement::RunUntil { condition, within } => self.run_until(condition, *within),
            Statement::Message(verb, selector) => self.messages(selector, |number| match verb {
                MessageVerb::Deliver => Act::Deliver(number),
                MessageVerb::Drop => Act::Drop(number),
                MessageVerb::Duplicate => Act::Duplicate(number),
            }),
            Statement::Delay { messages, by } => {
                self.messages(messages, |number| Act::Delay(number, *by))
            }
            Statement::Settle => self.settle(),
            Statement::Timeout { node, timer } => self.timeout(node, timer.as_ref()),
            Statement::Node(verb, word) => self.node_move(*verb, word),
            Statement::Cut(links) => {
                let directions = select::directions(self.world().cluster(), links)?;
                self.cut(directions)
            }
            Statement::Heal(links) => {
                let mut directions: Vec<_> = self.world().links().cuts().collect();
                if !links.is_empty() {
                    let cluster = self.world().cluster();
                    for link in links {
                        let meant = select::of_link(cluster, link)?;
                        if !meant.iter().any(|direction| directions.contains(direction)) {
                            return Err(Refusal::impossible(format!("{link} is not cut")));
                        }
                    }
                    directions = select::directions(cluster, links)?;
                }
                self.act(Act::Heal(directions))
            }
            Statement::Partition(groups) => {
                let directions = select::between(self.world().cluster(), groups)?;
                self.cut(directions)
            }
            Statement::Request { command, client, to } => {
                let client = client.as_ref().map_or(Ok(select::USUAL_CLIENT), select::client)?;
                let operation = select::operation(command)?;
                let to = self.asked(to.as_ref())?;
                self.act(Act::Request { client, operation, to })
            }
            Statement::Retry(client) => self.retry(client),
            Statement::Propose { proposer, value, round } => {
                let proposer = node(self.world().cluster(), proposer)?;
                self.act(Act::Propose { proposer, value: select::proposed(value)?, round: *round })
            }
            Statement::Elect { leader, followers } => {
                let named = |word: &Word| node(self.world().cluster(), word);
                let followers = followers.iter().map(named).collect::<Result<_, _>>()?;
                self.act(Act::Elect { leader: named(leader)?, followers })
            }
            Statement::Branch { name, at } => {
                self.known.history.branch(&name.text, *at).map_err(Refusal::impossible)
            }
            Statement::Switch { name, at } => {
                self.known.history.switch(&name.text, *at).map_err(Refusal::impossible)
            }
            other => Err(elsewhere(other)),
        }
    }

    fn node_move(&mut self, verb: NodeVerb, word: &Word) -> Result<(), Refusal> {
        let node = node(self.world().cluster(), word);
        self.act(match verb {
            NodeVerb::Crash => Act::Crash(node?),
            NodeVerb::Restart => Act::Restart(node?),
            NodeVerb::Wipe => Act::Wipe(node?),
            NodeVerb::Pause => Act::Pause(node?),
            NodeVerb::Resume => Act::Resume(node?),
            NodeVerb::Sync => Act::Sync(node?),
            NodeVerb::Heartbeat => return self.timeout(word, Some(&Word::new("heartbeat"))),
            NodeVerb::Isolate => {
                let node = node?;
                let others = self.world().cluster().others(node);
                return self.cut(others.flat_map(|peer| [(node, peer), (peer, node)]).collect());
            }
            NodeVerb::Add | NodeVerb::Remove | NodeVerb::Snapshot => {
                return Err(elsewhere(&Statement::Node(verb, word.clone())));
            }
        })
    }

    /// Does a move; what it is not possible to do leaves the session as it was.
    pub(super) fn act(&mut self, act: Act) -> Result<(), Refusal> {
        match self.known.history.act_as(act, &self.what_if).map_err(Refusal::impossible)? {
            Some(event) => self.took_place(&event),
            None => Ok(()),
        }
    }

    /// The next event, or the next recorded step.
    pub(super) fn advance(&mut self) -> Result<bool, Refusal> {
        match self.known.history.step() {
            Some(event) => self.took_place(&event).map(|()| true),
            None => Ok(false),
        }
    }

    /// After every event: what it cited is what `cited` means now, and the watchers look.
    fn took_place(&mut self, event: &Event) -> Result<(), Refusal> {
        self.handled += 1;
        self.spend(1 + self.watchers.len() as u64)?;
        self.known.cited.clear();
        for rule in event.citations.iter().map(|citation| citation.rule) {
            for list in [&mut self.known.cited, &mut self.used] {
                if !list.iter().any(|known| std::ptr::eq(*known, rule)) {
                    list.push(rule);
                }
            }
        }
        self.grant();
        self.watch()
    }

    /// Takes something off what may still be carried out.
    fn spend(&mut self, cost: u64) -> Result<(), Refusal> {
        let Some(left) = self.left else { return Ok(()) };
        self.left = Some(left.saturating_sub(cost));
        match left > cost {
            false => Err(Refusal::impossible(
                "this scenario goes on for longer than can be opened here; it stands as far as it came",
            )),
            true => Ok(()),
        }
    }

    /// What is watched is asked of the present state. A watcher that speaks up does so once.
    fn watch(&mut self) -> Result<(), Refusal> {
        for place in 0..self.watchers.len() {
            let (verb, condition) = &self.watchers[place];
            let wanted = *verb == CheckVerb::Always;
            let refusal = match condition.holds(&self.known) {
                Ok(holds) if holds == wanted => continue,
                Ok(_) => {
                    let (step, actual) = (self.position_now(), condition.explain(&self.known));
                    Refusal::unmet(format!(
                        "{verb} {condition}: not so after step {step}{}",
                        values(&actual)
                    ))
                }
                Err(message) => Refusal::whole(message),
            };
            self.watchers.remove(place);
            let Some(overheard) = &mut self.overheard else { return Err(refusal) };
            overheard.push(refusal);
            return self.watch();
        }
        Ok(())
    }

    fn position_now(&self) -> u64 {
        self.world().steps()
    }

    fn check(&mut self, verb: CheckVerb, condition: &Condition) -> Result<(), Refusal> {
        if verb == CheckVerb::Expect {
            let holds = condition.holds(&self.known).map_err(Refusal::whole)?;
            let actual = || values(&condition.explain(&self.known));
            return match holds {
                true => Ok(()),
                false => Err(Refusal::unmet(format!("expected {condition}{}", actual()))),
            };
        }
        // To a watcher `cited` means the event just handled, and there has been none since it began to watch.
        let cited = std::mem::take(&mut self.known.cited);
        self.watchers.push((verb, condition.clone()));
        let outcome = self.watch();
        self.known.cited = cited;
        outcome
    }

    /// Each message that is meant, in order of number; with `all`, those that another one's fate took away are passed over.
    fn messages(&mut self, selector: &Selector, act: impl Fn(u64) -> Act) -> Result<(), Refusal> {
        let numbers = select::messages(self.world(), selector)?;
        let all = matches!(selector, Selector::All | Selector::Link { all: true, .. });
        for number in numbers {
            let act = act(number);
            if all && self.world().check(&act).is_err() {
                continue;
            }
            self.act(act)?;
        }
        Ok(())
    }

    fn timeout(&mut self, word: &Word, timer: Option<&Word>) -> Result<(), Refusal> {
        let kind = self.world().kind();
        let node = node(self.world().cluster(), word)?;
        let timers: Vec<&str> =
            (0..kind.timer_count()).map(|place| kind.timer(place).name).collect();
        let title = kind.title();
        if timers.is_empty() {
            return Err(Refusal::text(word, format!("{title} sets no timers")));
        }
        let place = match timer {
            None => Some(0),
            Some(timer) => timers.iter().position(|known| *known == timer.text),
        };
        match (place, timer) {
            (None, Some(timer)) => {
                let message = unknown("timer", &timer.text, &timers);
                // `heartbeat A` names its timer by its own first word.
                let at = if timer.column == 0 { word } else { timer };
                Err(Refusal::text(at, message))
            }
            (place, _) => self.act(Act::Fire(node, place.unwrap_or_default())),
        }
    }

    fn cut(&mut self, directions: Vec<(NodeId, NodeId)>) -> Result<(), Refusal> {
        if directions.is_empty() {
            return Err(Refusal::impossible("there is no link between these groups to cut"));
        }
        self.act(Act::Cut(directions))
    }

    /// Whom a client asks: the named node, or the present leader.
    fn asked(&self, to: Option<&Word>) -> Result<NodeId, Refusal> {
        let world = self.world();
        match to {
            Some(word) => node(world.cluster(), word),
            None => world.leader().ok_or_else(|| {
                let first = world.cluster().names().first().map_or("A", String::as_str);
                Refusal::impossible(format!(
                    "no node leads, so say whom the client asks: request … to {first}"
                ))
            }),
        }
    }

    /// The client asks the present leader again, or, while nobody leads, whom it asked or was told to ask.
    fn retry(&mut self, word: &Word) -> Result<(), Refusal> {
        let client = select::client(word)?;
        let target = self.world().clients().get(client).map(|known| known.target);
        let to = self.world().leader().or(target).unwrap_or_default();
        self.act(Act::Retry { client, to })
    }
}

/// What belongs to protocols and features that are not here.
fn elsewhere(statement: &Statement) -> Refusal {
    let text = statement.to_string();
    let word = text.split(' ').next().unwrap_or_default();
    let whose = match statement {
        Statement::Transfer(_) => "is Raft's transfer of leadership",
        Statement::Node(NodeVerb::Snapshot, _) => "is Raft's compaction of the log",
        _ => "is Raft's change of membership",
    };
    Refusal::whole(format!("{word} {whose}, which is not here yet"))
}
