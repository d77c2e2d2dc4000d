//! `quorarium swarm`: spreads seeds over the machine's cores, and says what they found and how fast.

use quorarium::protocol::erased::Kind;
use quorarium::protocol::rule::{Rule, Switch};
use quorarium::protocols::{HOUSES, House, house};
use quorarium::session::replay;
use quorarium::sim::swarm::{self, Report, SwarmOptions};
use quorarium::sim::world::{Setup, World};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
// The time that a search takes is the machine's own; nothing of it reaches a simulation.
#[expect(clippy::disallowed_types)]
use std::time::Instant;

/// What the command is told.
#[derive(clap::Args)]
pub struct Arguments {
    /// The protocol, such as raft or multi-paxos.
    protocol: String,
    /// How many seeds to try.
    #[arg(long, default_value_t = 2000)]
    seeds: u32,
    /// The events after which a run ends.
    #[arg(long, default_value_t = 2000)]
    events: u64,
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    from: u32,
    /// A rule to switch off, by its id or by the name of its mutant, such as raft.commit_old_term.
    #[arg(long, value_name = "ID")]
    rule_off: Option<String>,
    /// An option that is the same in every run, such as loss=5%; may be given again for another one.
    #[arg(long, value_name = "OPTION=VALUE", value_parser = option_and_value)]
    set: Vec<(String, String)>,
}

fn option_and_value(text: &str) -> Result<(String, String), String> {
    let (option, value) =
        text.split_once('=').ok_or("write an option and its value, such as loss=5%")?;
    Ok((option.to_string(), value.to_string()))
}

/// What the seeds of a search add up to.
#[derive(Default)]
struct Tally {
    seeds: u64,
    events: u64,
    committed: u64,
    undecided: u64,
    /// The lowest seed that found something: which one that is does not hang on the number of cores.
    first: Option<Hit>,
}

/// A seed that found something.
struct Hit {
    seed: u32,
    what: String,
    panicked: bool,
}

/// Does the search. 0: nothing was found; 1: something was; 2: the command line names something that there is not.
pub fn run(arguments: &Arguments) -> u8 {
    let (house, rule_off) = match names(arguments) {
        Ok(found) => found,
        Err(error) => {
            eprintln!("{error}");
            return 2;
        }
    };
    if let Some(rule) = rule_off
        && let Switch::Liveness { .. } = rule.switch
    {
        println!(
            "{} is a rule of liveness: without it nothing breaks, and whether anything is still decided in time is not a \
             question for a swarm.",
            rule.id
        );
    }
    let options = SwarmOptions { events: arguments.events, rule_off, set: arguments.set.clone() };
    #[expect(clippy::disallowed_types)]
    let start = Instant::now();
    let tally = search(arguments, |seed| swarm::run(house, seed, &options).report);
    print(arguments, &tally, start.elapsed().as_secs_f64());
    if let Some(hit) = &tally.first {
        tell(house, hit, &options);
    }
    u8::from(tally.first.is_some())
}

fn names(arguments: &Arguments) -> Result<(&'static dyn Kind, Option<&'static Rule>), String> {
    let protocol = &arguments.protocol;
    let Some(house) = house(protocol).and_then(House::kind) else {
        let known: Vec<&str> = HOUSES.iter().map(|house| house.name).collect();
        return Err(format!(
            "there is no protocol \"{protocol}\"; there are: {}",
            known.join(", ")
        ));
    };
    let rule = arguments.rule_off.as_ref().map(|name| rule_off(house, name)).transpose()?;
    let mut setup = Setup::new(house, house.cluster(3));
    setup.rules_off.extend(rule);
    setup.options.clone_from(&arguments.set);
    World::new(&setup)?;
    Ok((house, rule))
}

fn rule_off(house: &dyn Kind, name: &str) -> Result<&'static Rule, String> {
    let can_be_off = || house.rules().iter().filter(|rule| rule.can_be_off());
    can_be_off().find(|rule| rule.is_named(name)).copied().ok_or_else(|| {
        let known: Vec<&str> = can_be_off().map(|rule| rule.id).collect();
        format!(
            "{} has no rule \"{name}\" that can be switched off; it has: {}",
            house.title(),
            known.join(", ")
        )
    })
}

/// Tries the seeds in order on all cores, up to the first that finds something.
fn search(arguments: &Arguments, swarm: impl Fn(u32) -> Report + Sync) -> Tally {
    let tally = Mutex::new(Tally::default());
    let next = AtomicU64::new(arguments.from.into());
    let end = AtomicU64::new(u64::from(arguments.from) + u64::from(arguments.seeds));
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Ok(seed) = u32::try_from(number) else { return };
            if number >= end.load(Ordering::Relaxed) {
                return;
            }
            // A run shares nothing with other runs, so one that ends in a panic leaves nothing half done.
            let outcome = catch_unwind(AssertUnwindSafe(|| swarm(seed)));
            let mut tally = tally.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            if let Some(hit) = tally.add(seed, outcome.ok()) {
                end.fetch_min(number, Ordering::Relaxed);
                if tally.first.as_ref().is_none_or(|first| hit.seed < first.seed) {
                    tally.first = Some(hit);
                }
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    tally.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner())
}

impl Tally {
    /// Adds a seed; without a report it has panicked, and the panic's own words are on stderr.
    fn add(&mut self, seed: u32, report: Option<Report>) -> Option<Hit> {
        self.seeds += 1;
        let Some(report) = report else {
            return Some(Hit { seed, what: "the simulation panicked".to_string(), panicked: true });
        };
        self.events += report.events;
        self.committed += report.committed;
        self.undecided += u64::from(report.undecided);
        let found = report.found?;
        let what = format!(
            "{} broke in step {}. {}\n  {}",
            found.broke, found.step, found.because, found.mix
        );
        Some(Hit { seed, what, panicked: false })
    }
}

fn print(arguments: &Arguments, tally: &Tally, seconds: f64) {
    let rule = arguments.rule_off.iter().map(|rule| format!(", {rule} off"));
    let set = arguments.set.iter().map(|(option, value)| format!(", {option} {value}"));
    let same: String = rule.chain(set).collect();
    if let Some(hit) = &tally.first {
        println!("seed {}: {}", hit.seed, hit.what);
    }
    let rate = |count: u64| count as f64 / seconds;
    println!(
        "{}{same}: {} seeds, {} events, {} commands committed in {seconds:.1} s: {:.0} seeds/s, {:.0} events/s",
        arguments.protocol,
        tally.seeds,
        tally.events,
        tally.committed,
        rate(tally.seeds),
        rate(tally.events)
    );
    if tally.undecided > 0 {
        println!("linearizability undecided, which is not passed: {} seeds", tally.undecided);
    }
    if tally.first.is_none() {
        println!("nothing found");
    }
}

/// The scenario that replays the find: in a file of its own, so that `quorarium run` can be told its name.
fn tell(house: &'static dyn Kind, hit: &Hit, options: &SwarmOptions) {
    if hit.panicked {
        return println!("run it alone to see the panic: --from {} --seeds 1", hit.seed);
    }
    let scenario = replay::scenario(swarm::run(house, hit.seed, options));
    let name = format!("{}-{}.scenario", house.name(), hit.seed);
    let file = std::env::temp_dir().join(name);
    match std::fs::write(&file, &scenario) {
        Ok(()) => println!("replay it: quorarium run {}", file.display()),
        Err(_) => println!("{scenario}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quorarium::sim::swarm::Finding;

    fn report(seed: u32, broke: Option<&str>) -> Report {
        let found = broke.map(|broke| Finding {
            broke: broke.to_string(),
            step: 7,
            because: "It did.".to_string(),
            mix: String::new(),
        });
        Report { seed, events: 10, committed: 1, found, undecided: seed == 2, fingerprint: 0 }
    }

    fn searched(swarm: fn(u32) -> Report) -> Tally {
        let arguments = Arguments {
            protocol: "raft".to_string(),
            seeds: 400,
            events: 10,
            from: 1,
            rule_off: None,
            set: Vec::new(),
        };
        search(&arguments, swarm)
    }

    #[test]
    fn a_panic_is_found_with_its_seed() {
        let tally =
            searched(|seed| if seed == 3 { panic!("on purpose") } else { report(seed, None) });
        let hit = tally.first.expect("a panic is a find");
        assert_eq!((hit.seed, hit.panicked), (3, true));
    }

    #[test]
    fn the_lowest_seed_is_told_whatever_the_threads_do() {
        let tally = searched(|seed| report(seed, (seed % 50 >= 40).then_some("Something")));
        let hit = tally.first.expect("seed 40 finds something");
        assert_eq!(hit.seed, 40);
        assert!(hit.what.contains("Something broke in step 7"));
    }

    #[test]
    fn nothing_found_counts_every_seed_and_what_is_undecided() {
        let tally = searched(|seed| report(seed, None));
        assert_eq!((tally.seeds, tally.events, tally.undecided), (400, 4000, 1));
        assert!(tally.first.is_none());
    }
}
