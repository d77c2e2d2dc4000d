//! Scripts that import each other, as one script: a page that is opened from a file may load no second one.
//!
//! Each module becomes a block, so that its names stay its own, and leaves what it exports in a table. What a module
//! imports by name is asked of that table when it is called, so that two modules may import each other, as ours do. That
//! takes functions: nothing else is imported by name here.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};

/// The module `entry` and all that it imports, each after those that it imports; `read` gives a module by its path.
pub fn joined(entry: &str, read: impl Fn(&str) -> Result<String>) -> Result<String> {
    let mut joining = Joining { read, seen: BTreeSet::new(), blocks: String::new() };
    joining.add(entry)?;
    let tables: String = joining.seen.iter().map(|path| format!("{path:?}: {{}},\n")).collect();
    Ok(format!("const modules = {{\n{tables}}};\n{}", joining.blocks))
}

struct Joining<Read> {
    read: Read,
    seen: BTreeSet<String>,
    blocks: String,
}

impl<Read: Fn(&str) -> Result<String>> Joining<Read> {
    fn add(&mut self, path: &str) -> Result<()> {
        if !self.seen.insert(path.to_owned()) {
            return Ok(());
        }
        let script = (self.read)(path)?;
        let (mut body, mut exports) = (String::new(), Vec::new());
        for line in script.lines() {
            let unclear = || format!("{path} has a line that cannot be joined: {line}");
            if let Some(import) = line.strip_prefix("import ") {
                let (what, from) = import.split_once(" from ").with_context(unclear)?;
                let from = beside(path, from.trim_matches([';', '"', '\'', ' ']));
                body += &bound(what, &from);
                self.add(&from)?;
            } else if let Some(list) = line.strip_prefix("export {") {
                let list = list.split_once('}').with_context(unclear)?.0;
                exports.extend(pairs(list).map(|(name, by)| format!("{by}: {name}")));
            } else if let Some(declaration) = line.strip_prefix("export ") {
                exports.push(declared(declaration).with_context(unclear)?.to_owned());
                body += declaration;
                body += "\n";
            } else {
                body += line;
                body += "\n";
            }
        }
        let exports = exports.join(", ");
        self.blocks +=
            &format!("{{\n{body}Object.assign(modules[{path:?}], {{ {exports} }});\n}}\n");
        Ok(())
    }
}

/// What binds the names of an import to the table of the module that they come from.
fn bound(what: &str, from: &str) -> String {
    let late = |name: &str, by: &str| {
        format!("const {by} = (...given) => modules[{from:?}].{name}(...given);\n")
    };
    if let Some(all) = what.strip_prefix("* as ") {
        format!("const {all} = modules[{from:?}];\n")
    } else if let Some(list) = what.strip_prefix('{') {
        pairs(list.trim_end_matches('}')).map(|(name, by)| late(name, by)).collect()
    } else {
        late("default", what)
    }
}

/// The names of a list such as `a, b as c`, each with the one that it has on the other side.
fn pairs(list: &str) -> impl Iterator<Item = (&str, &str)> {
    let names = list.split(',').map(str::trim).filter(|name| !name.is_empty());
    names.map(|name| name.split_once(" as ").unwrap_or((name, name)))
}

/// The name that a line declares, if it declares one.
fn declared(line: &str) -> Result<&str> {
    let kinds = ["const ", "async function ", "function ", "class "];
    let Some(rest) = kinds.iter().find_map(|kind| line.strip_prefix(kind)) else {
        bail!("it declares no constant, function or class");
    };
    let end = rest.find(|letter: char| !letter.is_alphanumeric() && !"_$".contains(letter));
    Ok(&rest[..end.unwrap_or(rest.len())])
}

/// The path of a module that another one names from where it stands.
fn beside(path: &str, name: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in name.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            other => parts.push(other),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(modules: &[(&str, &str)]) -> Result<String> {
        joined(modules[0].0, |path| {
            let found = modules.iter().find(|(name, _)| *name == path);
            found.map(|(_, text)| (*text).to_owned()).with_context(|| format!("no {path}"))
        })
    }

    #[test]
    fn modules_that_import_each_other_become_blocks_of_one_script() {
        let main = "import start from \"./a/one.js\";\nstart();";
        let one = "import { two as b } from '../two.js'\nfunction run() { return b(); }\n\
            export { run as default };";
        let two = "import * as one from \"./a/one.js\"\nexport const two = () => one;\n\
            export async function three() {}";
        let joined = join(&[("main.js", main), ("a/one.js", one), ("two.js", two)]).unwrap();
        let expected = r#"const modules = {
"a/one.js": {},
"main.js": {},
"two.js": {},
};
{
const one = modules["a/one.js"];
const two = () => one;
async function three() {}
Object.assign(modules["two.js"], { two, three });
}
{
const b = (...given) => modules["two.js"].two(...given);
function run() { return b(); }
Object.assign(modules["a/one.js"], { default: run });
}
{
const start = (...given) => modules["a/one.js"].default(...given);
start();
Object.assign(modules["main.js"], {  });
}
"#;
        assert_eq!(joined, expected);
    }

    #[test]
    fn a_line_that_cannot_be_joined_is_named() {
        let error = |line: &str| format!("{:#}", join(&[("a.js", line)]).unwrap_err());
        assert!(error("import './b.js'").contains("a.js has a line that cannot be joined: import"));
        assert!(error("export default 1").contains("export default 1"));
        assert!(error("import { b } from './b.js'").contains("no b.js"));
    }
}
