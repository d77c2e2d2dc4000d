//! Sequence diagrams of all named scenarios: every line belongs to this small grammar of Mermaid, and no message is missing.
//!
//! ```text
//! diagram     = "sequenceDiagram", { "    ", line }
//! line        = "accTitle: ", words
//!             | ( "participant " | "actor " ), name, [ " as ", name ]
//!             | name, arrow, name, ": ", words
//!             | "Note over ", name, ": ", words
//! arrow       = ( "-" | "--" ), ( ">>" | "x" | ")" )
//! name        = letters, digits and "_", and no word of Mermaid's own; it was declared above
//! words       = one letter or more, none of them ";", "<", ">", "&", "%" or "#" but in "#" digits ";"
//! ```
#![cfg(not(target_arch = "wasm32"))]

use quorarium::render::mermaid;
use quorarium::scenarios::PRESETS;
use quorarium::session::{Session, story};
use quorarium::sim::event::EventKind;
use std::collections::BTreeSet;

/// A line, read.
#[derive(Debug, PartialEq)]
enum Line {
    Title,
    Name(String),
    Arrow { from: String, to: String, is_reply: bool, head: char },
    Note(String),
}

fn is_words(words: &str) -> bool {
    let mut parts = words.split('#');
    let is_free = |text: &str| !text.contains([';', '<', '>', '&', '%', '\n', '\r']);
    let is_coded = |text: &str| {
        text.split_once(';').is_some_and(|(code, rest)| {
            !code.is_empty() && code.chars().all(|c| c.is_ascii_digit()) && is_free(rest)
        })
    };
    !words.trim().is_empty() && parts.next().is_some_and(is_free) && parts.all(is_coded)
}

fn is_name(name: &str) -> bool {
    const OWN: [&str; 8] = ["end", "loop", "alt", "opt", "par", "note", "actor", "participant"];
    let is_own = OWN.iter().any(|own| own.eq_ignore_ascii_case(name));
    !name.is_empty() && !is_own && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn read(line: &str) -> Option<Line> {
    let line = line.strip_prefix("    ")?;
    if let Some(words) = line.strip_prefix("accTitle: ") {
        return is_words(words).then_some(Line::Title);
    }
    let declared = line.strip_prefix("participant ").or(line.strip_prefix("actor "));
    if let Some(names) = declared {
        let (name, alias) = names.split_once(" as ").unwrap_or((names, "A"));
        let is_plain = alias.chars().all(|letter| letter.is_ascii_alphanumeric());
        return (is_name(name) && is_plain).then(|| Line::Name(name.to_string()));
    }
    let (start, _) = line.split_once(": ").filter(|(_, words)| is_words(words))?;
    if let Some(name) = start.strip_prefix("Note over ") {
        return is_name(name).then(|| Line::Note(name.to_string()));
    }
    let (from, rest) = start.split_at(start.find('-')?);
    let (is_reply, rest) = match rest.strip_prefix("--") {
        Some(rest) => (true, rest),
        None => (false, rest.strip_prefix('-')?),
    };
    let head = rest.chars().next()?;
    let to = [">>", "x", ")"].iter().find_map(|head| rest.strip_prefix(head))?;
    let are_names = is_name(from) && is_name(to);
    are_names.then(|| Line::Arrow { from: from.to_string(), to: to.to_string(), is_reply, head })
}

fn lines(diagram: &str) -> Vec<Line> {
    let rest = diagram.strip_prefix("sequenceDiagram\n").expect(diagram);
    let mut known: BTreeSet<String> = BTreeSet::new();
    let lines = rest.lines().map(|text| {
        let line = read(text).unwrap_or_else(|| panic!("not of the grammar: {text:?}"));
        let used = match &line {
            Line::Title => vec![],
            Line::Name(name) => {
                assert!(known.insert(name.clone()), "{name} is declared twice");
                vec![]
            }
            Line::Arrow { from, to, .. } => vec![from, to],
            Line::Note(name) => vec![name],
        };
        assert!(used.iter().all(|name| known.contains(*name)), "not declared: {text}");
        line
    });
    lines.collect()
}

fn session(text: &str) -> Session {
    story::end_of_scenario(text, "scenario").unwrap_or_else(|wrong| panic!("{}", wrong.complaint))
}

#[test]
fn every_named_scenario_is_of_the_grammar_and_has_every_message_once() {
    let mut notes = 0;
    for preset in PRESETS {
        let mut session = session(preset.text);
        for step in [session.last_step(), session.last_step() / 2, 0] {
            session.seek(step);
            let lines = lines(&mermaid::sequence(&session, 1));
            let heads = |head: char| {
                let is_so =
                    move |line: &&Line| matches!(line, Line::Arrow { head: it, .. } if *it == head);
                lines.iter().filter(is_so).count()
            };
            let events = session.tell(1, step).into_iter().map(|line| line.event);
            let (mut arrived, mut lost) = (0, 0);
            for event in events {
                arrived += usize::from(event.kind == EventKind::Deliver);
                lost += event.stopped.len() + usize::from(event.kind == EventKind::Lose);
            }
            // Clients speak at once: a request and its answer are arrows too.
            let calls = session.costs().into_iter().filter(|cost| cost.asked <= step);
            let calls: usize = calls
                .map(|cost| 1 + usize::from(cost.heard.is_some_and(|(heard, _)| heard <= step)))
                .sum();
            assert_eq!(heads('>'), arrived + calls, "{}, step {step}", preset.name);
            assert!(heads('x') >= lost, "{}, step {step}", preset.name);
            assert_eq!(heads(')'), session.scene().messages.len(), "{}, {step}", preset.name);
            notes += lines.iter().filter(|line| matches!(line, Line::Note(_))).count();
        }
    }
    assert!(notes > PRESETS.len(), "elections, commits and faults are noted");
}

#[test]
fn arrows_say_what_became_of_a_message_and_notes_what_came_of_the_step() {
    let text = "title One vote; 100% #1 <b>\ncluster raft end B\nnetwork manual\ntimers manual\n\
                timeout end\ndeliver end->B\ndeliver B->end\nrequest x=1\ndrop end->B\ncrash B\n";
    let printed = mermaid::sequence(&session(text), 1);
    lines(&printed);
    for line in [
        "accTitle: One vote#59; 100#37; #35;1 #60;b#62;",
        "participant end_ as end",
        "end_->>B: RequestVote last (0, 0)",
        "B-->>end_: RequestVoteReply granted",
        "Note over end_: leader, T1",
        "c1->>end_: Request x=1",
        "end_-xB: AppendEntries +1 entry",
        "Note over B: B crashes",
    ] {
        assert!(printed.contains(&format!("    {line}\n")), "{line} is missing in\n{printed}");
    }
}

#[test]
fn a_diagram_may_begin_later() {
    let session = session(PRESETS[0].text);
    let all = mermaid::sequence(&session, 1);
    let part = mermaid::sequence(&session, session.last_step());
    lines(&part);
    assert!(part.lines().count() < all.lines().count());
}

#[test]
fn the_grammar_refuses_what_mermaid_would_misread() {
    for wrong in [
        "    A->>B: a; b",
        "    A->>B: #x",
        "    A->>B:",
        "    end->>B: x",
        "    A=>B: x",
        "    Note over A B: x",
        "A->>B: x",
    ] {
        assert_eq!(read(wrong), None, "{wrong}");
    }
}
