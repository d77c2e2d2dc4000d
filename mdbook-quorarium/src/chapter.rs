//! A chapter: its blocks are found where mdBook finds them, and each is put in its place.

use crate::block::{Block, is_ours};
use crate::config::Config;
use crate::{element, moment};
use mdbook_markdown::pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};
use std::ops::Range;
use std::path::Path;

/// Who draws the chapter.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// What `book.toml` says.
    pub config: &'a Config,
    /// Whether it is mdBook's own HTML, where an element can live.
    pub is_html: bool,
}

/// What is wrong with a block.
pub struct Problem {
    /// The line that opens it, as it stands in the chapter.
    pub opening: String,
    /// How many lines of the chapter above it are the same.
    pub alike: usize,
    /// What is wrong, a line each.
    pub messages: Vec<String>,
}

/// A fence and what is in it.
struct Fence {
    info: String,
    body: String,
    range: Range<usize>,
}

impl Reader<'_> {
    /// The chapter with its blocks in place, or all that is wrong with them. The path is that of the chapter in the book.
    pub fn read(self, text: &str, path: &Path) -> Result<String, Vec<Problem>> {
        let (mut read, mut problems) = (String::with_capacity(text.len()), Vec::new());
        let (mut done, mut is_live) = (0, false);
        for fence in fences(text) {
            match self.written(&fence, path) {
                Ok(lines) => {
                    let start = text[..fence.range.start].rfind('\n').map_or(0, |at| at + 1);
                    let margin = margin(&text[start..fence.range.start]);
                    read.push_str(&text[done..fence.range.start]);
                    read.push_str(&lines.join(&format!("\n{margin}")));
                    // What follows without a blank line would still be part of a block of HTML.
                    read.push('\n');
                    read.push_str(margin.trim_end());
                    done = text[..fence.range.end].trim_end_matches('\n').len();
                    is_live |= self.is_html;
                }
                Err(message) => problems.push(problem(text, &fence, &message)),
            }
        }
        read.push_str(&text[done..]);
        if let Some(page) = self.config.page.as_ref().filter(|_| is_live) {
            read.push_str(&format!("\n\n{}\n", element::script(&page.seen_from(path))));
        }
        if problems.is_empty() { Ok(read) } else { Err(problems) }
    }

    fn written(self, fence: &Fence, path: &Path) -> Result<Vec<String>, String> {
        let block = Block::read(&fence.info, &fence.body, &self.config.defaults)?;
        let moment = moment::open(&block)?;
        let page = self.config.page.as_ref();
        if !self.is_html {
            // A relative page is part of the book in HTML, and of no other.
            let page = page.filter(|page| page.is_absolute()).map(|page| page.seen_from(path));
            return Ok(element::markdown(&moment, page.as_deref()));
        }
        let page = page.ok_or(
            "book.toml does not say where the page of Quorarium is: under [preprocessor.quorarium], \
             write page = \"https://…/\"",
        )?;
        Ok(vec![element::html(&moment, &block, &page.seen_from(path))])
    }
}

/// Our fences of a chapter, in order.
fn fences(text: &str) -> Vec<Fence> {
    let mut found: Vec<Fence> = Vec::new();
    let mut is_open = false;
    for (event, range) in new_cmark_parser(text, &MarkdownOptions::default()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if is_ours(&info) => {
                is_open = true;
                found.push(Fence { info: info.to_string(), body: String::new(), range });
            }
            Event::Text(part) if is_open => {
                if let Some(fence) = found.last_mut() {
                    fence.body.push_str(&part);
                }
            }
            Event::End(TagEnd::CodeBlock) => is_open = false,
            _ => {}
        }
    }
    found
}

/// What stands before the further lines of a block that stands behind this: `> ` goes on, and the mark of a list is a space.
fn margin(before: &str) -> String {
    before.chars().map(|letter| if letter == '>' { '>' } else { ' ' }).collect()
}

fn problem(text: &str, fence: &Fence, message: &str) -> Problem {
    let start = text[..fence.range.start].rfind('\n').map_or(0, |at| at + 1);
    let opening = text[start..].lines().next().unwrap_or_default().to_string();
    let alike = text[..start].lines().filter(|line| *line == opening).count();
    Problem { opening, alike, messages: message.lines().map(str::to_string).collect() }
}
