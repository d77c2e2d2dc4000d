//! Where our source cites a rule: the function, as the page shows it beside the rule.
//!
//! The tests of the package include this file too, to see that every rule of every protocol is found.
//! Sources are read as rustfmt leaves them: a function ends with a brace as far in as it began.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The longest excerpt, in lines; of a longer function the part around the citation is taken.
const LINES_MAX: usize = 60;

/// A part of a source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The file, from the root of the project.
    pub file: String,
    /// The number of the first line.
    pub first: usize,
    /// The line of it, from 0, that cites the rule.
    pub cites: usize,
    /// The lines.
    pub text: String,
}

/// The names of all protocols: the folders of `src/protocols`.
pub fn protocols(root: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join("src/protocols"))? {
        let path = entry?.path();
        if path.is_dir() {
            names.extend(path.file_name().map(|name| name.to_string_lossy().into_owned()));
        }
    }
    names.sort();
    Ok(names)
}

/// For every rule of a protocol that is cited somewhere, by the rule's id: where it is.
pub fn of_protocol(root: &Path, module: &str) -> io::Result<BTreeMap<String, Excerpt>> {
    let folder = root.join("src/protocols").join(module);
    let mut paths = Vec::new();
    rust_files(&folder, &mut paths)?;
    paths.sort();
    let mut rules = Vec::new();
    let mut files = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path)?;
        if path.file_name().is_some_and(|name| name == "rules.rs") {
            rules.extend(rules_in(&text, &module.replace('_', "-")));
        } else {
            let name =
                path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push((name, text));
        }
    }
    let found =
        rules.into_iter().filter_map(|(constant, id)| Some((id, cited(&files, &constant)?)));
    Ok(found.collect())
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            rust_files(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

/// The rules that a file defines, as lines of its table: `NAME = "id"`.
fn rules_in(text: &str, protocol: &str) -> Vec<(String, String)> {
    let rule = |line: &str| {
        let (constant, rest) = line.trim().split_once(" = \"")?;
        let is_constant = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        let id = rest.split('"').next()?;
        constant
            .chars()
            .all(is_constant)
            .then(|| (constant.to_string(), format!("{protocol}.{id}")))
    };
    text.lines().filter_map(rule).collect()
}

/// The function that cites a rule; failing that, the first that asks whether it is on.
fn cited(files: &[(String, String)], constant: &str) -> Option<Excerpt> {
    let uses = |words: String| {
        files.iter().find_map(|(file, text)| {
            let lines: Vec<&str> = text.lines().collect();
            let at = lines.iter().position(|line| names(line, &words))?;
            excerpt(file, &lines, at)
        })
    };
    uses(format!("cite(&{constant}")).or_else(|| uses(format!("&{constant}")))
}

/// Whether a line has these words, and not as the beginning of longer ones.
fn names(line: &str, words: &str) -> bool {
    let mut rests = line.match_indices(words).map(|(at, _)| &line[at + words.len()..]);
    rests.any(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

fn excerpt(file: &str, lines: &[&str], at: usize) -> Option<Excerpt> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let is_fn = |line: &str| {
        let words = line.trim_start();
        words.starts_with("fn ") || (words.starts_with("pub") && words.contains(" fn "))
    };
    let signature = (0..=at).rev().find(|line| is_fn(lines[*line]))?;
    let depth = indent(lines[signature]);
    let ends = |line: &&str| indent(line) == depth && line.trim_start().starts_with('}');
    let length = lines[signature..].iter().position(ends)?;
    let belongs =
        |line: &&&str| line.trim_start().starts_with("///") || line.trim_start().starts_with("#[");
    let above = lines[..signature].iter().rev().take_while(belongs).count();
    let (mut first, mut last) = (signature - above, signature + length);
    if last - first >= LINES_MAX {
        first = first.max(at.saturating_sub(LINES_MAX / 2));
        last = last.min(first + LINES_MAX - 1);
    }
    let text: Vec<&str> = lines[first..=last]
        .iter()
        .map(|line| line.get(depth..).unwrap_or(line.trim_start()))
        .collect();
    Some(Excerpt {
        file: file.to_string(),
        first: first + 1,
        cites: at - first,
        text: text.join("\n"),
    })
}
