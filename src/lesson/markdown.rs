//! Markdown as the blocks of a lesson: headings begin parts, fences hold what is not prose, and nothing else is let in.

use super::compile::Complaint;
use super::prose::{Inline, Prose, Target, Text};
use pulldown_cmark::{
    CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeWithOffset,
};
use std::iter::Peekable;
use std::vec::IntoIter;

/// A part as it is written.
pub(super) struct RawPart {
    /// Its heading.
    pub title: String,
    /// The line of its heading.
    pub line: u32,
    /// What stands in it, with the line where it begins.
    pub blocks: Vec<(u32, RawBlock)>,
}

/// A block as it is written.
pub(super) enum RawBlock {
    /// Prose.
    Prose(Prose),
    /// What stands in a fence, and the word behind the fence.
    Fence(String, String),
}

/// What stands before the first part, and the parts. Lines are counted from `first`.
pub(super) fn read(
    text: &str,
    first: u32,
    wrong: &mut Vec<Complaint>,
) -> (Vec<(u32, Prose)>, Vec<RawPart>) {
    let text = &with_one_word_addresses(text);
    let events = Parser::new_ext(text, Options::empty()).into_offset_iter();
    // A line's end inside a paragraph joins the words about it, and becomes a space when its place is known.
    let events = events.map(|(event, span)| match event {
        Event::SoftBreak => (Event::Text("\n".into()), span),
        other => (other, span),
    });
    let events: Vec<_> = TextMergeWithOffset::new(events)
        .map(|(event, span)| (event, first + lines_before(text, span.start)))
        .collect();
    let mut reader = Reader { events: events.into_iter().peekable(), wrong };
    let (mut about, mut parts) = (Vec::new(), Vec::<RawPart>::new());
    while let Some((event, line)) = reader.events.next() {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => {
                let title = reader.plain(line);
                parts.push(RawPart { title, line, blocks: Vec::new() });
            }
            event => {
                let Some(block) = reader.block(event, line) else { continue };
                match (parts.last_mut(), block) {
                    (Some(part), block) => part.blocks.push((line, block)),
                    (None, RawBlock::Prose(prose)) => about.push((line, prose)),
                    (None, RawBlock::Fence(..)) => reader.complain(
                        line,
                        "a fenced block belongs to a part, and a part begins with a `##` heading",
                    ),
                }
            }
        }
    }
    (about, parts)
}

/// What is to be looked at may have spaces in its name, `look:A->B RequestVote`, which Markdown has not in addresses.
fn with_one_word_addresses(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("](look:") {
        let (name, _) = behind.split_once(')').unwrap_or((behind, ""));
        made += before;
        made += "](look:";
        made += &name.replace(' ', SPACE);
        rest = &behind[name.len()..];
    }
    made + rest
}

/// A space in an address.
const SPACE: &str = "%20";

/// Prose alone, as a question, a choice or a note has it, with its lines.
pub(super) fn prose(text: &str, line: u32, wrong: &mut Vec<Complaint>) -> Vec<(u32, Prose)> {
    let (prose, parts) = read(text, line, wrong);
    if !parts.is_empty() {
        wrong.push(Complaint::new(line, "headings begin parts and stand nowhere else"));
    }
    prose
}

/// A single run of words.
pub(super) fn text(text: &str, line: u32, wrong: &mut Vec<Complaint>) -> Text {
    let mut prose = prose(text, line, wrong);
    match (prose.pop(), prose.is_empty()) {
        (Some((_, Prose::Paragraph(text))), true) => text,
        _ => {
            wrong.push(Complaint::new(line, "this must be one paragraph"));
            Vec::new()
        }
    }
}

fn lines_before(text: &str, at: usize) -> u32 {
    let breaks = text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count();
    u32::try_from(breaks).unwrap_or(u32::MAX)
}

struct Reader<'a, 'w> {
    events: Peekable<IntoIter<(Event<'a>, u32)>>,
    wrong: &'w mut Vec<Complaint>,
}

impl Reader<'_, '_> {
    fn complain(&mut self, line: u32, message: impl Into<String>) {
        self.wrong.push(Complaint::new(line, message));
    }

    /// The block that an event begins.
    fn block(&mut self, event: Event, line: u32) -> Option<RawBlock> {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(word))) => {
                let mut inside = String::new();
                for (event, _) in self.events.by_ref() {
                    match event {
                        Event::Text(text) => inside.push_str(&text),
                        _ => break,
                    }
                }
                Some(RawBlock::Fence(word.trim().to_string(), inside))
            }
            event => self.prose(event, line).map(RawBlock::Prose),
        }
    }

    fn prose(&mut self, event: Event, line: u32) -> Option<Prose> {
        match event {
            Event::Start(Tag::Paragraph) => Some(Prose::Paragraph(self.inlines())),
            Event::Start(Tag::List(number)) => Some(Prose::List(number.is_some(), self.items())),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(word))) if &*word == "text" => {
                match self.block(Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(word))), line) {
                    Some(RawBlock::Fence(_, lines)) => Some(Prose::Verbatim(lines)),
                    _ => None,
                }
            }
            Event::Start(tag) => {
                self.complain(line, format!("{} has no place in a lesson", name(&tag)));
                self.skip();
                None
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                self.complain(line, "HTML has no place in a lesson: write Markdown");
                None
            }
            Event::Rule => {
                self.complain(line, "a rule across the page has no place in a lesson");
                None
            }
            _ => None,
        }
    }

    fn items(&mut self) -> Vec<Vec<Prose>> {
        let mut items = Vec::new();
        while self.events.next_if(|(event, _)| matches!(event, Event::Start(Tag::Item))).is_some() {
            items.push(self.item());
        }
        self.events.next();
        items
    }

    /// An item of a list: words, or blocks.
    fn item(&mut self) -> Vec<Prose> {
        let mut item = Vec::new();
        loop {
            match self.events.peek() {
                None => break,
                Some((Event::End(TagEnd::Item), _)) => {
                    self.events.next();
                    break;
                }
                Some((Event::Start(Tag::Paragraph | Tag::List(_)), _)) => {
                    let Some((event, line)) = self.events.next() else { break };
                    item.extend(self.prose(event, line));
                }
                Some(_) => item.push(Prose::Paragraph(self.words())),
            }
        }
        item
    }

    /// The inlines up to the end of the element that has begun.
    fn inlines(&mut self) -> Text {
        let words = self.words();
        self.events.next();
        words
    }

    /// The inlines up to whatever is none.
    fn words(&mut self) -> Text {
        let mut text = Text::new();
        while let Some((event, line)) = self.events.next_if(|(event, _)| !ends_words(event)) {
            match event {
                Event::Text(words) => self.split(&words, line, &mut text),
                Event::Code(words) => {
                    let mut inside = Text::new();
                    self.split(&words, line, &mut inside);
                    text.push(Inline::Code(inside));
                }
                Event::Start(Tag::Strong) => text.push(Inline::Strong(self.inlines())),
                Event::Start(Tag::Emphasis) => text.push(Inline::Emphasis(self.inlines())),
                Event::Start(Tag::Link { dest_url, .. }) => {
                    let words = self.inlines();
                    match Target::parse(&dest_url.replace(SPACE, " ")) {
                        Some(target) => text.push(Inline::Link(words, target)),
                        None => self.complain(
                            line,
                            format!(
                                "\"{dest_url}\" leads nowhere: links begin with look:, rule:, term:, lesson: or https:"
                            ),
                        ),
                    }
                }
                Event::Start(tag) => {
                    self.complain(line, format!("{} has no place in a lesson", name(&tag)));
                    self.skip();
                }
                Event::Html(_) | Event::InlineHtml(_) => {
                    self.complain(line, "HTML has no place in a lesson: write Markdown");
                }
                _ => text.push(Inline::Words(" ".to_string())),
            }
        }
        text
    }

    /// Words, and the values between braces.
    fn split(&mut self, words: &str, line: u32, text: &mut Text) {
        let mut rest = words;
        while let Some((before, behind)) = rest.split_once('{') {
            let Some((asked, behind)) = behind.split_once('}') else {
                let read = words.len() - behind.len();
                let line = line + lines_before(words, read);
                return self.complain(line, "a { without a }: braces hold values");
            };
            if !before.is_empty() {
                text.push(Inline::Words(before.replace('\n', " ")));
            }
            text.push(Inline::Value(asked.trim().replace('\n', " ")));
            rest = behind;
        }
        if !rest.is_empty() {
            text.push(Inline::Words(rest.replace('\n', " ")));
        }
    }

    /// A heading's words as they stand.
    fn plain(&mut self, line: u32) -> String {
        let mut title = String::new();
        let mut is_words = true;
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Text(words) | Event::Code(words) => title.push_str(&words),
                Event::End(TagEnd::Heading(_)) => break,
                Event::Start(Tag::Strong | Tag::Emphasis) | Event::End(_) => {}
                _ => is_words = false,
            }
        }
        if !is_words || title.contains(['{', '\n']) {
            self.complain(line, "a heading is one line of words, without links and values");
        }
        title
    }

    /// Passes over the element that has begun.
    fn skip(&mut self) {
        let mut depth = 1;
        while depth > 0 {
            match self.events.next() {
                Some((Event::Start(_), _)) => depth += 1,
                Some((Event::End(_), _)) => depth -= 1,
                Some(_) => {}
                None => break,
            }
        }
    }
}

fn ends_words(event: &Event) -> bool {
    matches!(event, Event::End(_) | Event::Start(Tag::Paragraph | Tag::List(_) | Tag::Item))
}

fn name(tag: &Tag) -> &'static str {
    match tag {
        Tag::Heading { .. } => "a heading other than ##",
        Tag::BlockQuote(_) => "a quotation",
        Tag::CodeBlock(_) => "an indented block",
        Tag::HtmlBlock => "HTML",
        Tag::Image { .. } => "an image",
        Tag::Table(_) => "a table",
        _ => "this",
    }
}
