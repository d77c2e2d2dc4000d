//! A hundred thousand links, parameters, messages and scenarios, right and bent, through the parsers that the page calls:
//! none of them stumbles, and what is wrong is said in a sentence.
#![cfg(not(target_arch = "wasm32"))]

#[path = "hostile/noise.rs"]
mod noise;

use noise::{FRAME, HOSTILE, LINK, Noise, PLACES};
use quorarium::scenario::parse::{parse, parse_statement};
use quorarium::scenarios::PRESETS;
use quorarium::session::reading;
use quorarium::web::chosen::View;
use quorarium::web::embed::options::{Options, Subject};
use quorarium::web::embed::order::{Field, Order, read};
use quorarium::web::link::{LINK_MAX, Link};
use quorarium::web::route::Route;
use quorarium::web::studio::spec::Spec;

/// How many of each kind.
const LINKS: u64 = 32_000;
const FRAMES: u64 = 32_000;
const MESSAGES: u64 = 32_000;
const SCENARIOS: u64 = 4_000;

/// The most steps of a bent scenario that are carried out.
const STEPS: u64 = 150;

/// How many inputs were right, and how many wrong.
#[derive(Debug, Default)]
struct Count {
    right: u64,
    wrong: u64,
}

impl Count {
    fn add(&mut self, is_right: bool) {
        *if is_right { &mut self.right } else { &mut self.wrong } += 1;
    }

    /// Both were met often: otherwise nothing was tried.
    fn is_fair(&self, all: u64) {
        println!("{self:?}");
        assert_eq!(self.right + self.wrong, all);
        assert!(self.right * 20 > all && self.wrong * 20 > all, "{self:?} of {all}");
    }
}

/// What is said is a sentence that can be shown.
fn is_said(problem: &str, input: &str) {
    assert!(problem.ends_with('.') && problem.len() < 1_200, "{problem:?} about {input:?}");
    let is_raw = |letter: char| letter.is_control() && letter != '\n';
    assert!(!problem.contains(is_raw), "{problem:?} about {input:?}");
}

/// Whether a pair of a link is right, by what the documentation says of it.
fn is_link_pair(name: &str, value: &str) -> bool {
    let digits = |radix| !value.is_empty() && value.chars().all(|it| it.is_digit(radix));
    match name {
        "k" => digits(10) && value.parse::<u64>().is_ok(),
        "f" => value.len() == 16 && digits(16),
        "v" => View::parse(value).is_some(),
        "theme" => ["light", "dark"].contains(&value),
        "present" => value == "1",
        "s" => ["1Zm9v", "1Zg"].contains(&value),
        _ => !value.is_empty(),
    }
}

#[test]
fn links_are_read_or_refused() {
    let (mut noise, mut count) = (Noise::new(7), Count::default());
    for _ in 0..LINKS {
        let query = match noise.below(8) {
            0 => noise.junk(),
            1 => {
                let query = noise.query(LINK);
                noise.bent(&query)
            }
            _ => noise.query(LINK),
        };
        let place = noise.of(PLACES);
        let fragment = noise.bent(&format!("{place}?{query}"));
        let _ = Route::parse(&fragment);
        let (link, problems) = Link::parse(&query);
        problems.iter().for_each(|problem| is_said(problem, &query));
        // What was read is printed and read again, and nothing of it is lost.
        assert_eq!(Link::parse(&link.print()), (link.clone(), Vec::new()), "{query:?}");
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).count();
        let printed = link.print().split('&').filter(|pair| !pair.is_empty()).count();
        let is_silent = (pairs > printed) == problems.is_empty();
        assert!(!is_silent, "something was left out in silence: {query:?}");
        // What is plainly wrong is not taken for right.
        for pair in query.split('&').filter(|pair| !pair.is_empty() && !pair.contains(['%', '+'])) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if LINK.iter().any(|(known, _)| *known == name)
                && !is_link_pair(name, value)
                && name != "s"
            {
                assert!(!problems.is_empty(), "{pair:?} was taken");
            }
        }
        count.add(problems.is_empty());
    }
    let long = format!("b={}", "x".repeat(LINK_MAX));
    assert_eq!(Link::parse(&long).1.len(), 1);
    count.is_fair(LINKS);
}

#[test]
fn parameters_of_frames_are_read_or_refused() {
    let (mut noise, mut count) = (Noise::new(11), Count::default());
    for _ in 0..FRAMES {
        let query = match noise.below(8) {
            0 => noise.junk(),
            _ => noise.query(FRAME),
        };
        let name =
            noise.of(&["raft", "raft/figure-8", "zab/new-epoch", "learn/raft-roles/2", "paxos"]);
        let name = if noise.below(6) == 0 { noise.bent(name) } else { name.to_string() };
        let (options, problems) = Options::parse(&name, &query);
        problems.iter().for_each(|problem| is_said(problem, &query));
        // A value is one of those that are documented, or it is a problem.
        let mut wrong = 0;
        let mut seen: Vec<&str> = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let Some((key, values)) = FRAME[..5].iter().find(|(known, _)| *known == key) else {
                continue;
            };
            let is_list = |value: &str| {
                value.split(',').all(|it| ["logs", "caption", "timeline"].contains(&it))
            };
            let is_right = values.contains(&value) || *key == "panels" && is_list(value);
            wrong += usize::from(!is_right && !value.contains(['%', '+']) || seen.contains(key));
            seen.push(key);
        }
        assert!(problems.len() >= wrong, "{query:?}: {problems:?}");
        // What is not the frame's goes to the lab or to the lesson, whole.
        let rest = match &options.subject {
            Subject::Lab { query, .. } | Subject::Lesson { query, .. } => query,
        };
        let own =
            |pair: &str| FRAME[..5].iter().any(|(key, _)| pair.split('=').next() == Some(key));
        for pair in query.split('&').filter(|pair| !pair.is_empty() && !own(pair)) {
            assert!(rest.contains(pair), "{pair:?} was lost");
        }
        // The same of the studio, and what it prints is read again.
        let (spec, _) = Spec::parse(&name, &query);
        if problems.is_empty() && !name.contains(['?', '#', '&', '=']) {
            let address = spec.address();
            let (path, said) = address.split_once('?').unwrap_or((&address, ""));
            let again = Spec::parse(path.trim_start_matches("#/studio/"), said).0;
            assert_eq!(again.options.own(""), spec.options.own(""), "{name:?} {query:?}");
        }
        count.add(problems.is_empty());
    }
    count.is_fair(FRAMES);
}

#[test]
fn messages_are_read_or_refused() {
    const KINDS: &[&str] =
        &["step", "back", "play", "pause", "state", "seek", "load", "act", "theme"];
    let (mut noise, mut count) = (Noise::new(13), Count::default());
    for _ in 0..MESSAGES {
        let kind = noise.of(KINDS);
        let kind = if noise.below(6) == 0 { noise.bent(kind) } else { kind.to_string() };
        let mut fields: Vec<(&str, Field)> = Vec::new();
        for _ in 0..noise.below(3) {
            let name = noise.of(&[
                "step",
                "scenario",
                "lesson",
                "text",
                "statement",
                "theme",
                "constructor",
            ]);
            let field = match noise.below(5) {
                0 => Field::Other,
                1 => Field::Number(
                    [-1.0, 0.5, 0.0, 7.0, 1e300, f64::NAN, f64::INFINITY][noise.below(7)],
                ),
                2 => Field::Text(noise.junk()),
                _ => Field::Text(
                    noise.of(&["raft/figure-8", "dark", "crash A", "raft-roles/2"]).to_string(),
                ),
            };
            fields.push((name, field));
        }
        let version = if noise.below(10) == 0 { Field::Number(2.0) } else { Field::Number(1.0) };
        let field =
            |name: &str| fields.iter().find(|(it, _)| *it == name).map(|(_, it)| it.clone());
        let order = read(Some(&version), Some(&Field::Text(kind.clone())), &field);
        let input = format!("{kind:?} {fields:?}");
        match &order {
            Err(problem) => is_said(problem, &input),
            // Nothing is taken that was not listed, and nothing that has another type.
            Ok(order) => {
                assert!(version == Field::Number(1.0) && KINDS.contains(&kind.as_str()), "{input}");
                let text = |name: &str, taken: &str| {
                    assert_eq!(field(name), Some(Field::Text(taken.to_string())), "{input}");
                };
                match order {
                    Order::Seek(step) => {
                        assert_eq!(field("step"), Some(Field::Number(*step as f64)))
                    }
                    Order::Act(statement) => {
                        text("statement", statement);
                        assert!(!statement.contains('\n'));
                    }
                    Order::Open(scenario) => text("text", scenario),
                    Order::Show(name)
                        if name.starts_with("learn/") && field("lesson").is_some() =>
                    {
                        text("lesson", &name["learn/".len()..]);
                    }
                    Order::Show(name) => text("scenario", name),
                    _ => {}
                }
            }
        }
        count.add(order.is_ok());
    }
    count.is_fair(MESSAGES);
}

#[test]
fn scenarios_are_read_or_refused() {
    let (mut noise, mut count) = (Noise::new(17), Count::default());
    for _ in 0..SCENARIOS {
        let preset = PRESETS[noise.below(PRESETS.len())];
        let mut lines: Vec<String> = preset.text.lines().map(str::to_string).collect();
        if noise.below(2) == 0 {
            let at = noise.below(lines.len());
            match noise.below(4) {
                0 => drop(lines.remove(at)),
                1 => lines[at] = noise.junk(),
                2 => lines.insert(at, noise.of(HOSTILE).to_string()),
                _ => lines[at] = noise.bent(&lines[at].clone()),
            }
        }
        let text = lines.join("\n");
        match parse(&text) {
            Err(errors) => {
                let last = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
                assert!(!errors.is_empty(), "refused without a word: {text:?}");
                for error in errors {
                    assert!((1..=last.max(1)).contains(&error.line), "line {}", error.line);
                    assert!(!error.message.is_empty() && error.message.len() < 1_200);
                }
                count.add(false);
            }
            Ok(scenario) => {
                for (_, statement) in scenario.statements() {
                    let printed = statement.to_string();
                    let again = parse_statement(&printed).map(|it| it.to_string());
                    assert_eq!(again.ok().as_deref(), Some(&*printed), "{printed:?}");
                }
                match reading::open_within(&text, Some(STEPS)) {
                    // What could not be carried out has its line, and the rest was done.
                    Ok(reading) => {
                        assert!(reading.session.last_step() <= STEPS + 64);
                        assert!(
                            reading.problems.iter().all(|it| it.line > 0 && !it.message.is_empty())
                        );
                        count.add(true);
                    }
                    Err(problem) => {
                        assert!(problem.line > 0 && !problem.message.is_empty());
                        count.add(false);
                    }
                }
            }
        }
    }
    count.is_fair(SCENARIOS);
}

#[test]
fn it_is_a_hundred_thousand() {
    assert_eq!(LINKS + FRAMES + MESSAGES + SCENARIOS, 100_000);
}
