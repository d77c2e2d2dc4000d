//! What a block shows, opened: a step of a scenario with its addresses and its stills, or a part of a lesson.

use crate::block::{Block, Subject};
use crate::settings::{Settings, Still};
use miniz_oxide::deflate::compress_to_vec;
use quorarium::lesson::course;
use quorarium::protocols::{HOUSES, house};
use quorarium::render::sheet::sheet;
use quorarium::render::{mermaid, still};
use quorarium::scenario::word::unknown;
use quorarium::scenarios;
use quorarium::session::{Session, story};
use quorarium::web::link::{LINK_MAX, Link, Source, packed};

/// The width of a picture where nobody says: that of mdBook's column of text.
const WIDTH: u32 = 750;

/// How hard a scenario is pressed together, from 0 to 10.
const EFFORT: u8 = 10;

/// What a block shows.
pub struct Moment {
    /// The attribute that names it, and its value.
    pub attribute: (&'static str, String),
    /// The step, where there are steps.
    pub step: Option<u64>,
    /// What it is called.
    pub title: String,
    /// What an address says after the page's own, to open it there.
    pub address: String,
    /// What stands where the live cluster does not.
    pub twin: Twin,
}

/// A still of the step.
pub enum Twin {
    /// An SVG, and what it shows in words.
    Picture(String, String),
    /// A sequence diagram in Mermaid's words.
    Diagram(String),
    /// Plain text.
    Text(String),
    /// The link alone: a lesson is no moment.
    Nothing,
}

/// Opens what a block shows. Every problem is a line without its place.
pub fn open(block: &Block) -> Result<Moment, String> {
    match &block.subject {
        Subject::Lesson(name) => lesson(name),
        Subject::Named(protocol, name) => {
            let titles: Vec<&str> = HOUSES.iter().map(|house| house.name).collect();
            house(protocol).ok_or_else(|| unknown("protocol", protocol, &titles))?;
            let Some(preset) = scenarios::named(protocol, name) else {
                let names: Vec<&str> = scenarios::of(protocol).map(|preset| preset.name).collect();
                return Err(unknown(&format!("scenario of {protocol}"), name, &names));
            };
            let source = Source::Named(name.clone());
            scenario(preset.text, format!("{protocol}/{name}"), source, block)
        }
        Subject::Inline(text) => {
            let bytes = compress_to_vec(text.as_bytes(), EFFORT);
            let address = format!("?s=1{}", packed(&bytes));
            scenario(text, address, Source::Packed(bytes), block)
        }
    }
}

fn scenario(text: &str, named: String, source: Source, block: &Block) -> Result<Moment, String> {
    let opened = story::end_of_scenario(text, "scenario");
    let mut session = opened.map_err(|outcome| outcome.complaint)?;
    let last = session.last_step();
    let step = block.step.unwrap_or(last);
    if step > last {
        return Err(format!("there is no step {step}: the last is step {last}"));
    }
    session.seek(step);
    let Settings { still, .. } = block.settings;
    let from = match block.from {
        Some(_) if still != Still::Mermaid => {
            return Err("from is the first step of a sequence diagram, still=mermaid".to_string());
        }
        Some(from) if from > step => return Err(format!("from={from} is after step {step}")),
        from => from.unwrap_or(1),
    };
    let link = Link {
        source: Some(source),
        step: Some(step),
        view: block.settings.view(),
        fingerprint: Some(session.fingerprint()),
        ..Link::default()
    };
    let query = link.print();
    if query.len() > LINK_MAX {
        return Err(format!(
            "the scenario is too long for an address: it takes {} characters of at most {LINK_MAX}",
            query.len()
        ));
    }
    let protocol = session.protocol();
    // A packed text does not say which protocol's laboratory opens it.
    let named = if named.starts_with('?') { format!("{protocol}{named}") } else { named };
    Ok(Moment {
        attribute: ("scenario", named),
        step: Some(step),
        title: still::heading(&session).to_string(),
        address: format!("#/lab/{protocol}?{query}"),
        twin: twin(&session, &block.settings, from),
    })
}

fn twin(session: &Session, settings: &Settings, from: u64) -> Twin {
    match settings.still {
        Still::Svg => {
            let (width, sheet) = (settings.width.unwrap_or(WIDTH), sheet(settings.theme()));
            Twin::Picture(still::picture(session, width, &sheet), still::caption(session))
        }
        Still::Mermaid => Twin::Diagram(mermaid::sequence(session, from)),
        Still::Text => Twin::Text(still::text(session)),
    }
}

fn lesson(name: &str) -> Result<Moment, String> {
    let (id, part) = name.split_once('/').unwrap_or((name, "1"));
    let Some(entry) = course::lessons().find(|entry| entry.id == id) else {
        let ids: Vec<&str> = course::lessons().map(|entry| entry.id).collect();
        return Err(unknown("lesson", id, &ids));
    };
    let parts = entry.parts;
    if !part.parse::<u8>().is_ok_and(|part| (1..=parts).contains(&part)) {
        return Err(format!("\"{}\" has {parts} parts, and there is no part {part}", entry.title));
    }
    Ok(Moment {
        attribute: ("lesson", name.to_string()),
        step: None,
        title: entry.title.to_string(),
        address: format!("#/learn/{name}"),
        twin: Twin::Nothing,
    })
}
