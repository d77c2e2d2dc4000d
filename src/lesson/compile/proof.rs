//! What prose refers to must be there, and what changes from run to run must not be typed.

use super::super::prose::{Inline, Prose, Target, Text, targets};
use super::blocks::Reader;
use crate::scenario::condition::Term as Value;

impl Reader<'_> {
    /// Reads a piece of prose that begins on a line.
    pub fn proof_read(&mut self, prose: &Prose, line: u32) {
        for text in prose.texts() {
            let mut found = Vec::new();
            targets(text, &mut found);
            for target in found {
                match target {
                    Target::Rule(id) => self.rule(id, self.line_of(&format!("rule:{id}"), line)),
                    Target::Term(name) => {
                        let at = self.line_of(&format!("term:{name}"), line);
                        self.refers.push((at, target.clone()));
                    }
                    Target::Lesson(id) => {
                        let at = self.line_of(&format!("lesson:{id}"), line);
                        self.refers.push((at, target.clone()));
                    }
                    Target::Look(name) if name.is_empty() => {
                        let at = self.line_of("(look:)", line);
                        self.complain(at, "look: needs what is to be looked at, such as look:A");
                    }
                    Target::Look(_) | Target::Web(_) => {}
                }
            }
            self.typed(text, line);
        }
    }

    fn typed(&mut self, text: &Text, line: u32) {
        for part in text {
            match part {
                Inline::Words(words) => self.no_numbers(words, line),
                Inline::Value(asked) => {
                    if let Err(fault) = asked.parse::<Value>() {
                        let at = self.line_of(asked, line);
                        self.complain(at, format!("{{{asked}}}: {}", fault.message));
                    }
                }
                // A section of a paper is what the rule's own link says.
                Inline::Link(_, Target::Rule(_)) => {}
                Inline::Strong(inside) => {
                    if let [Inline::Words(name)] = &inside[..]
                        && self.names.contains(name)
                        && !self.constants.contains(name)
                    {
                        let at = self.line_of(&format!("**{name}**"), line);
                        self.complain(at, format!(
                            "**{name}** is a node's name: use a value such as {{leader}}, or list \"{name}\" in the front matter's constants"
                        ));
                    }
                    self.typed(inside, line);
                }
                Inline::Emphasis(inside) | Inline::Code(inside) | Inline::Link(inside, _) => {
                    self.typed(inside, line);
                }
            }
        }
    }

    /// Numbers come from the state.
    pub fn no_numbers(&mut self, words: &str, line: u32) {
        for word in words.split(|c: char| c.is_whitespace() || c == '—') {
            let word = word.trim_matches(|c: char| ".,;:!?()[]\"'“”‘’…".contains(c));
            // The section of a paper does not change from run to run.
            let is_number = word.chars().any(|c| c.is_ascii_digit()) && !word.starts_with('§');
            let bare = word.strip_suffix("'s").or(word.strip_suffix("’s")).unwrap_or(word);
            let is_known = self.constants.iter().any(|known| known == word || known == bare);
            if is_number && !is_known {
                let at = self.line_of(word, line);
                self.complain(at, format!(
                    "\"{word}\" is typed: fill it from the state with a value in braces, or list it in the front matter's constants"
                ));
            }
        }
    }

    /// The line where something typed stands, in a paragraph or a value that begins at a line.
    fn line_of(&self, typed: &str, begins: u32) -> u32 {
        let lines = (begins..).zip(self.text.lines().skip(begins.saturating_sub(1) as usize));
        let mut near = lines.take_while(|(_, line)| !line.starts_with("```"));
        near.find(|(_, line)| line.contains(typed)).map_or(begins, |(at, _)| at)
    }
}
