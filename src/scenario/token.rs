//! From a line of text to words with their columns, and from a word back to text: the only place that knows quotation marks.

use super::word::{Fault, Word, check_name};
use crate::protocol::time::Micros;
use std::borrow::Cow;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word as it stands.
    Bare,
    /// A text that stood in quotation marks.
    Quoted,
    /// One of `(`, `)`, `[`, `]`.
    Bracket,
}

/// A word, a text or a bracket.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub word: Word,
    pub kind: Kind,
    /// Whether it follows the token before it without a space.
    pub glued: bool,
}

impl Token {
    /// Whether this is exactly that word or bracket; a text in quotation marks never is.
    pub fn is(&self, text: &str) -> bool {
        self.kind != Kind::Quoted && self.word.text == text
    }
}

/// Splits a line, and takes off the comment at its end (without its `#`).
pub(super) fn split(line: &str) -> Result<(Vec<Token>, Option<String>), Fault> {
    let chars: Vec<char> = line.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let glued = at > 0 && !chars[at - 1].is_whitespace();
        if c.is_whitespace() {
            at += 1;
            continue;
        }
        let next_is_digit = chars.get(at + 1).is_some_and(char::is_ascii_digit);
        if c == '#' && !glued && !next_is_digit {
            let comment: String = chars[at + 1..].iter().collect();
            return Ok((tokens, Some(comment.trim_end().to_string())));
        }
        let column = column_of(at);
        let (text, kind, end) = match c {
            '(' | ')' | '[' | ']' => (c.to_string(), Kind::Bracket, at + 1),
            '"' => {
                let (text, end) = quoted(&chars, at)?;
                (text, Kind::Quoted, end)
            }
            _ => {
                let end = word_end(&chars, at);
                (chars[at..end].iter().collect(), Kind::Bare, end)
            }
        };
        tokens.push(Token { word: Word { text, column }, kind, glued });
        at = end;
    }
    Ok((tokens, None))
}

fn column_of(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1)
}

/// The text after an opening quotation mark, and the index after the closing one.
fn quoted(chars: &[char], open: usize) -> Result<(String, usize), Fault> {
    let mut text = String::new();
    let mut at = open + 1;
    while let Some(&c) = chars.get(at) {
        match (c, chars.get(at + 1)) {
            ('"', _) => return Ok((text, at + 1)),
            ('\\', Some(&escaped @ ('"' | '\\'))) => {
                text.push(escaped);
                at += 1;
            }
            _ => text.push(c),
        }
        at += 1;
    }
    Err(Fault { column: column_of(open), message: "this \" is never closed".into() })
}

/// Where the word that begins here ends.
///
/// Words end at spaces, brackets and parentheses, but for an index, `log[3]`, and a configuration, `1:config(A,B)`.
fn word_end(chars: &[char], start: usize) -> usize {
    let mut at = start;
    while let Some(&c) = chars.get(at) {
        let enclosed_end = match c {
            '[' if at > start && is_part_of_a_name(chars[at - 1]) => enclosed(chars, at, ']'),
            '(' if ends_with_config(&chars[start..at]) => enclosed(chars, at, ')'),
            _ => None,
        };
        match enclosed_end {
            Some(end) => at = end,
            None if is_boundary(c) => break,
            None => at += 1,
        }
    }
    at
}

fn is_boundary(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '"')
}

/// Letters, digits and what joins them in the names of variables, options and kinds.
pub(super) fn is_part_of_a_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

fn ends_with_config(word: &[char]) -> bool {
    const CONFIG: [char; 6] = ['c', 'o', 'n', 'f', 'i', 'g'];
    word.strip_suffix(&CONFIG)
        .is_some_and(|before| before.last().is_none_or(|c| !c.is_alphanumeric()))
}

/// The index after the closing bracket, if what stands between is one word.
fn enclosed(chars: &[char], open: usize, close: char) -> Option<usize> {
    let inside = chars[open + 1..].iter().take_while(|c| !is_boundary(**c)).count();
    let end = open + 1 + inside;
    (inside > 0 && chars.get(end) == Some(&close)).then_some(end + 1)
}

/// Whether a text, written bare, is read as one word again.
pub(super) fn is_one_word(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let comment = chars.first() == Some(&'#') && !chars.get(1).is_some_and(char::is_ascii_digit);
    !chars.is_empty() && !comment && word_end(&chars, 0) == chars.len()
}

/// A word as it must be written to be read again: bare where that will do.
pub(super) fn shown(text: &str) -> String {
    if is_one_word(text) { text.to_string() } else { in_quotes(text) }
}

/// A text in quotation marks.
pub(super) fn in_quotes(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The words of one statement, taken one after the other; every complaint shows how the statement is written.
pub(super) struct Words<'a> {
    tokens: &'a [Token],
    at: usize,
    /// Where something missing at the end is reported.
    end: u32,
    usage: Cow<'static, str>,
}

impl<'a> Words<'a> {
    pub fn new(tokens: &'a [Token], usage: impl Into<Cow<'static, str>>) -> Words<'a> {
        let end = tokens.last().map_or(1, |last| {
            let quotes = if last.kind == Kind::Quoted { 2 } else { 0 };
            let width = u32::try_from(last.word.text.chars().count()).unwrap_or(0);
            last.word.column.saturating_add(width).saturating_add(quotes)
        });
        Words { tokens, at: 0, end, usage: usage.into() }
    }

    pub fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    pub fn next(&mut self) -> Option<&'a Token> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    pub fn is_empty(&self) -> bool {
        self.peek().is_none()
    }

    /// Takes this word or bracket if it is the next.
    pub fn take(&mut self, text: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.is(text));
        self.at += usize::from(found);
        found
    }

    /// Takes this word or bracket, which must be the next.
    pub fn expect(&mut self, text: &str) -> Result<(), Fault> {
        if self.take(text) { Ok(()) } else { Err(self.wanted(&format!("\"{text}\""))) }
    }

    /// Complains that something else should stand here.
    pub fn wanted(&self, what: &str) -> Fault {
        let usage = &self.usage;
        match self.peek() {
            Some(token) => token
                .word
                .fault(format!("found \"{}\" instead of {what}: {usage}", token.word.text)),
            None => Fault { column: self.end, message: format!("{what} is missing: {usage}") },
        }
    }

    /// Nothing more may follow.
    pub fn finish(&self) -> Result<(), Fault> {
        match self.peek() {
            Some(extra) => {
                Err(extra.word.fault(format!("unexpected \"{}\": {}", extra.word.text, self.usage)))
            }
            None => Ok(()),
        }
    }

    /// The next bare word.
    pub fn word(&mut self, what: &str) -> Result<Word, Fault> {
        match self.peek() {
            Some(token) if token.kind == Kind::Bare => {
                self.at += 1;
                Ok(token.word.clone())
            }
            _ => Err(self.wanted(what)),
        }
    }

    /// The next word or text in quotation marks.
    pub fn value(&mut self, what: &str) -> Result<Word, Fault> {
        match self.peek() {
            Some(token) if token.kind != Kind::Bracket => {
                self.at += 1;
                Ok(token.word.clone())
            }
            _ => Err(self.wanted(what)),
        }
    }

    /// The next word, which must be fit for a node's name.
    pub fn node(&mut self) -> Result<Word, Fault> {
        let word = self.word("a node")?;
        check_name(&word.text).map_err(|message| word.fault(message))?;
        Ok(word)
    }

    /// Whether a list that reaches to the end of the line, or to `with`, has a further element.
    pub fn list_goes_on(&self) -> bool {
        self.peek().is_some_and(|token| !token.is("with"))
    }

    /// All nodes from here to the end, or to `with`; at least one, and none twice.
    pub fn nodes(&mut self) -> Result<Vec<Word>, Fault> {
        let mut nodes = vec![self.node()?];
        while self.list_goes_on() {
            let node = self.node()?;
            if nodes.contains(&node) {
                return Err(node.fault(format!("{node} is named twice")));
            }
            nodes.push(node);
        }
        Ok(nodes)
    }

    /// The next word, which must be a length of time.
    pub fn duration(&mut self) -> Result<Micros, Fault> {
        let word = self.word("a duration")?;
        word.text.parse().map_err(|message: String| word.fault(message))
    }
}
