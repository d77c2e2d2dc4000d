//! An mdBook preprocessor: a fenced block `quorarium` becomes a live cluster of consensus nodes, with a still of the same
//! step inside, so that the book reads well without a script and on paper.
//!
//! | room | what is in it |
//! |---|---|
//! | `config` | the table in `book.toml` |
//! | `settings` | what a block may say, and `book.toml` for all of them |
//! | `block` | a block as its author writes it |
//! | `moment` | what it shows, opened: the step, its addresses, its still |
//! | `element` | the same as HTML and as Markdown |
//! | `chapter` | a chapter with its blocks in place |
//!
//! `README.md` is for authors.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod block;
mod chapter;
mod config;
mod element;
mod moment;
mod settings;

use anyhow::{Result, bail};
use chapter::{Problem, Reader};
use config::Config;
use mdbook_preprocessor::book::{Book, Chapter};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use std::fs;
use std::path::Path;

/// The preprocessor. It serves every renderer: HTML gets the element, and others the still.
pub struct Quorarium;

impl Preprocessor for Quorarium {
    fn name(&self) -> &str {
        block::WORD
    }

    fn run(&self, context: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let config = Config::read(context)?;
        let reader = Reader { config: &config, is_html: context.renderer == "html" };
        let mut problems: Vec<String> = Vec::new();
        book.for_each_chapter_mut(|chapter| {
            let path = chapter.path.clone().unwrap_or_default();
            match reader.read(&chapter.content, &path) {
                Ok(text) => chapter.content = text,
                Err(wrong) => {
                    problems.extend(wrong.iter().flat_map(|it| placed(context, chapter, it)));
                }
            }
        });
        if !problems.is_empty() {
            bail!("{}", problems.join("\n"));
        }
        Ok(book)
    }
}

/// The messages of a problem with the file and the line of its block. Other preprocessors may have moved the line, and
/// includes do: it is looked up in the file.
fn placed(context: &PreprocessorContext, chapter: &Chapter, problem: &Problem) -> Vec<String> {
    let source = chapter.source_path.as_deref().or(chapter.path.as_deref());
    let file = context.config.book.src.join(source.unwrap_or(Path::new("")));
    let text = fs::read_to_string(context.root.join(&file)).unwrap_or_default();
    let mut lines = text.lines().enumerate().filter(|(_, line)| *line == problem.opening);
    let place = match lines.nth(problem.alike) {
        Some((line, _)) => format!("{}:{}", file.display(), line + 1),
        None => format!("{}, at `{}`", file.display(), problem.opening.trim()),
    };
    problem.messages.iter().map(|message| format!("{place}: {message}")).collect()
}
