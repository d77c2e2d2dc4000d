//! The set-up lines of a scenario: who is in the cluster, how it is set, and what its disks hold.

use super::facts::unknown_among;
use super::select::node;
use super::{Opened, Refusal, RefusalKind, Session};
use crate::protocol::Given;
use crate::protocol::cluster::{Cluster, NodeId, Part};
use crate::protocol::erased::{Kind, Saved};
use crate::protocol::rule::Rule;
use crate::protocol::setting::{Choice, Settings};
use crate::protocol::sorted::SortedMap;
use crate::scenario::phrase::{GivenValue, Members};
use crate::scenario::statement::{Place, Scenario, Statement};
use crate::scenario::word::{Mode, Switch, Word, did_you_mean, unknown};
use crate::sim::network;
use crate::sim::world::{Setup, check_order};
use std::fmt::Write;

/// A variable of a disk and its value, as a line gives them.
type Gift = (Word, GivenValue);

impl Session {
    /// Opens a session from the set-up lines of a scenario; its other lines are left to [`Session::perform`].
    pub fn open(kind: &'static dyn Kind, scenario: &Scenario) -> Opened {
        let opening = Opening::read(kind, scenario)?;
        let mut setup = Setup::new(kind, opening.cluster.clone());
        setup.seed = opening.seed;
        setup.options = opening.options;
        setup.rules_off = opening.rules_off;
        setup.clocks = opening.clocks;
        setup.timers_manual = opening.timers_manual;
        setup.network_manual = opening.network_manual;
        for (line, node, values) in opening.given {
            let disk =
                setup.disks.get_or_insert_with(node, || kind.empty_disk(node, &opening.cluster));
            for (variable, value) in values {
                give(disk, &opening.cluster, variable, value).map_err(|refusal| (line, refusal))?;
            }
        }
        Session::new(setup, opening.text).map_err(|message| (1, Refusal::whole(message)))
    }
}

/// What the set-up lines say.
pub struct Opening<'s> {
    /// The nodes.
    pub cluster: Cluster,
    /// The seed.
    pub seed: u32,
    /// Options in the order of their lines.
    pub options: Vec<(String, String)>,
    /// Rules that are off when the first move comes.
    pub rules_off: Vec<&'static Rule>,
    /// Whether timers wait to be told.
    pub timers_manual: bool,
    /// Whether messages wait to be told.
    pub network_manual: bool,
    /// Disks: the line, whose, and what they hold.
    pub given: Vec<(u32, NodeId, &'s [Gift])>,
    /// Clock rates in thousandths.
    pub clocks: SortedMap<NodeId, u32>,
    /// The lines themselves, without comments.
    pub text: String,
}

/// What a set-up is read against.
struct House {
    kind: &'static dyn Kind,
    settings: Settings,
}

impl<'s> Opening<'s> {
    /// Reads all lines up to the first move or expectation; errors carry their line.
    pub fn read(kind: &'static dyn Kind, scenario: &'s Scenario) -> Result<Self, (u32, Refusal)> {
        let settings = Settings::new(network::CHOICES.iter().chain(kind.choices()).copied());
        let mut house = House { kind, settings };
        let line = scenario.statements().find_map(|(line, statement)| {
            matches!(statement, Statement::Cluster(_)).then_some(line)
        });
        let cluster = cluster(&house, scenario).map_err(|refusal| (line.unwrap_or(1), refusal))?;
        let mut opening = Opening {
            cluster,
            seed: 1,
            options: Vec::new(),
            rules_off: Vec::new(),
            timers_manual: false,
            network_manual: false,
            given: Vec::new(),
            clocks: SortedMap::new(),
            text: String::new(),
        };
        for (line, statement) in set_up(scenario) {
            opening.take(&mut house, line, statement).map_err(|refusal| (line, refusal))?;
            let _ = writeln!(opening.text, "{statement}");
        }
        Ok(opening)
    }

    fn take(&mut self, house: &mut House, line: u32, said: &'s Statement) -> Result<(), Refusal> {
        match said {
            Statement::Seed(seed) => self.seed = *seed,
            Statement::Set { option, value } => {
                let choices = house.settings.iter().map(|(choice, _)| choice);
                check_option(choices, option)?;
                check_order(house.kind, &self.rules_off, &option.text, &value.text)
                    .and_then(|()| house.settings.set(&option.text, &value.text))
                    .map_err(|message| Refusal::text(value, message))?;
                self.options.push((option.text.clone(), value.text.clone()));
            }
            Statement::SetClock { node: whose, rate } => {
                self.clocks.insert(node(&self.cluster, whose)?, rate.get());
            }
            Statement::Timers(mode) => self.timers_manual = *mode == Mode::Manual,
            Statement::Network(mode) => self.network_manual = *mode == Mode::Manual,
            Statement::Rule(switch, word) => {
                for rule in switchable(house.kind.rules(), *switch, word)? {
                    self.rules_off.retain(|known| !std::ptr::eq(*known, rule));
                    if *switch == Switch::Off {
                        self.rules_off.push(rule);
                    }
                }
            }
            Statement::Given { node: whose, values } => {
                self.given.push((line, node(&self.cluster, whose)?, values));
            }
            _ => {}
        }
        Ok(())
    }
}

/// The statements before the first move.
fn set_up(scenario: &Scenario) -> impl Iterator<Item = (u32, &Statement)> {
    scenario
        .statements()
        .take_while(|(_, said)| matches!(said.place(), Place::SetUp | Place::Anywhere))
}

/// The statements after the set-up, in order.
pub fn moves(scenario: &Scenario) -> impl Iterator<Item = (u32, &Statement)> {
    scenario.statements().skip(set_up(scenario).count())
}

fn cluster(house: &House, scenario: &Scenario) -> Result<Cluster, Refusal> {
    let Some(cluster) = scenario.cluster() else {
        return Err(Refusal::whole("a scenario needs its cluster, such as `cluster raft 5`"));
    };
    let (kind, title) = (house.kind, house.kind.title());
    match (&cluster.members, kind.parts()) {
        (Members::Roles(roles), []) => {
            let at = roles.first().map_or(&cluster.protocol, |(role, _)| role);
            Err(Refusal::text(
                at,
                format!(
                    "{title} has no separate roles: write `cluster {0} 3` or `cluster {0} A B C`",
                    cluster.protocol
                ),
            ))
        }
        (Members::Roles(roles), parts) => of_parts(parts, roles),
        (Members::Size(size), _) => Ok(kind.cluster(*size)),
        (Members::Names(names), []) => Ok(Cluster::new(names.iter().map(|name| &name.text))),
        (Members::Names(names), _) => Err(Refusal::text(
            names.first().unwrap_or(&cluster.protocol),
            format!(
                "the nodes of {title} are named after their parts: write `cluster {} {}`",
                cluster.protocol,
                kind.cluster(3).members()
            ),
        )),
    }
}

/// So many nodes of each part as a line says; where it says nothing, as many as usual.
fn of_parts(parts: &'static [Part], said: &[(Word, u8)]) -> Result<Cluster, Refusal> {
    let names: Vec<&str> = parts.iter().map(|part| part.plural).collect();
    if let Some((role, _)) = said.iter().find(|(role, _)| !names.contains(&role.text.as_str())) {
        return Err(Refusal::text(role, unknown("role", &role.text, &names)));
    }
    let count = |part: &'static Part| match said.iter().find(|(role, _)| role.text == part.plural) {
        Some((role, count)) if *count < part.least => Err(Refusal::text(
            role,
            format!("there must be at least {} of the {}", part.least, part.plural),
        )),
        Some((_, count)) => Ok((part, *count)),
        None => Ok((part, part.usual)),
    };
    parts.iter().map(count).collect::<Result<_, _>>().map(Cluster::of_parts)
}

/// Whether there is an option of this name.
pub fn check_option<'c>(
    choices: impl Iterator<Item = &'c Choice>,
    option: &Word,
) -> Result<(), Refusal> {
    let names: Vec<&str> = choices.map(|choice| choice.name).collect();
    if names.contains(&option.text.as_str()) {
        return Ok(());
    }
    let meant = did_you_mean(&option.text, names);
    Err(Refusal::text(option, format!("unknown option \"{option}\"{meant}")))
}

/// The rules that a `rule on` or `rule off` line means.
pub fn switchable(
    rules: &[&'static Rule],
    switch: Switch,
    word: &Word,
) -> Result<Vec<&'static Rule>, Refusal> {
    let named: Vec<_> = rules.iter().copied().filter(|rule| rule.is_named(&word.text)).collect();
    if named.is_empty() {
        return Err(Refusal::text(word, unknown_among(rules, &word.text)));
    }
    match named.iter().find(|rule| switch == Switch::Off && !rule.can_be_off()) {
        Some(fixed) => Err(Refusal::text(word, format!("{} cannot be switched off", fixed.id))),
        None => Ok(named),
    }
}

/// Puts a value on a disk that a node will start from.
pub fn give(
    disk: &mut Saved,
    cluster: &Cluster,
    variable: &Word,
    value: &GivenValue,
) -> Result<(), Refusal> {
    let given = match value {
        GivenValue::Word(word) => disk.give(cluster, &variable.text, Given::Word(&word.text)),
        GivenValue::List(words) => {
            let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
            disk.give(cluster, &variable.text, Given::List(&words))
        }
    };
    given.map_err(|message| Refusal::text(variable, message))
}

impl Refusal {
    /// A text that names something that does not exist, or gives a wrong value.
    pub fn text(at: &Word, message: impl Into<String>) -> Refusal {
        let (column, message) = (at.column.max(1), message.into());
        Refusal { column, message, kind: RefusalKind::Text }
    }

    /// A statement that is wrong as a whole.
    pub fn whole(message: impl Into<String>) -> Refusal {
        Refusal { column: 1, message: message.into(), kind: RefusalKind::Text }
    }

    /// A move that is impossible now.
    pub fn impossible(message: impl Into<String>) -> Refusal {
        Refusal { column: 1, message: message.into(), kind: RefusalKind::Move }
    }

    /// An expectation that does not hold.
    pub fn unmet(message: impl Into<String>) -> Refusal {
        Refusal { column: 1, message: message.into(), kind: RefusalKind::Expectation }
    }
}
