//! The table of rules in `docs/rules.md` is written from the rules themselves, and so is what is said of differing sources.
#![cfg(not(target_arch = "wasm32"))]

use quorarium::protocol::rule::Switch;
use quorarium::protocols::HOUSES;
use std::fmt::Write;

const FILE: &str = "docs/rules.md";

fn table() -> String {
    let mut text = String::from(
        "# Rules\n\nEvery step on the page cites a rule. `rule off ID` switches one off, where that is possible; the name of a \
         mutant, after the protocol's name, means the same.\n\nThis file is written by `UPDATE_GOLDEN=1 cargo test --test rule_table`.\n",
    );
    for house in &HOUSES {
        let (kind, writing) = (house.kind().unwrap(), house.writing().unwrap());
        write!(
            text,
            "\n## {}\n\n| id | source | what it says | switched off |\n|---|---|---|---|\n",
            house.title
        )
        .unwrap();
        for rule in kind.rules() {
            let flags = rule
                .flags()
                .iter()
                .map(|flag| format!("`{}.{flag}`", house.name))
                .collect::<Vec<_>>()
                .join(", ");
            let off = match rule.switch {
                Switch::Fixed => "cannot be".to_string(),
                Switch::Safety { breaks, .. } => format!("breaks {breaks} ({flags})"),
                Switch::Liveness { .. } => format!("stays safe and may decide nothing ({flags})"),
            };
            writeln!(
                text,
                "| `{}` | {} | {} | {off} |",
                rule.id,
                rule.section,
                writing.of(rule).unwrap().says.replace('|', "\\|")
            )
            .unwrap();
        }
        text.push_str("\nWhere sources differ or are silent:\n\n");
        for stance in writing.stances {
            writeln!(text, "- {} {} ({})", stance.asks, stance.says, stance.section).unwrap();
        }
    }
    text
}

#[test]
fn the_table_of_rules_is_up_to_date() {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(FILE, table()).unwrap();
    }
    let written = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(
        written == table(),
        "{FILE} is out of date: run UPDATE_GOLDEN=1 cargo test --test rule_table"
    );
}

#[test]
fn every_protocol_says_where_its_sources_differ() {
    for house in &HOUSES {
        let stances = house.writing().unwrap().stances;
        assert!(!stances.is_empty(), "{} says nothing", house.title);
        for stance in stances {
            assert!(stance.asks.ends_with('?') && stance.says.ends_with('.'), "{}", stance.asks);
            assert!(!stance.section.is_empty(), "{} names no source", stance.asks);
        }
    }
}
