//! The stage `types`: a project that uses every call of the npm package and of the element compiles under `tsc --strict`, and
//! what needs no page runs in Node.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::install;
use crate::npm;
use crate::page;
use crate::project::{Project, on_path, run};

/// The files of the project; its compiler is installed beside them.
const FOLDER: &str = "tests/types";
const FILES: [&str; 4] = ["example.ts", "element.ts", "package.json", "tsconfig.json"];

/// Puts the project together as somebody would who has installed the package, compiles it and runs it.
pub fn check(project: &Project) -> Result<()> {
    let node = on_path("node").context("node is not on the path: install Node with npm")?;
    let from = project.root.join(FOLDER);
    install::packages(&from)?;
    let here = project.root.join("target/types");
    let package = here.join("node_modules/quorarium");
    npm::build(project, &package)?;
    for file in FILES {
        let path = here.join(file);
        fs::write(&path, page::read(&from.join(file))?)
            .with_context(|| format!("could not write {}", path.display()))?;
    }
    uses_every_call(&package, &from)?;
    let compiler = from.join("node_modules/typescript/bin/tsc");
    run(Command::new(&node).arg(compiler).args(["--strict", "-p", "."]).current_dir(&here))?;
    run(Command::new(&node).arg("example.js").current_dir(&here))
}

/// Every class, function, method and property that the types declare stands in the example, and in the package's README.
fn uses_every_call(package: &Path, from: &Path) -> Result<()> {
    let types = text(&package.join("quorarium.d.ts"))?;
    let names = declared(&types);
    if names.len() < 20 {
        bail!("only {} calls were found in the types: {names:?}", names.len());
    }
    for path in [from.join("example.ts"), package.join("README.md")] {
        let text = text(&path)?;
        let mut words: Vec<&str> = text.split(|letter: char| !letter.is_alphanumeric()).collect();
        words.sort_unstable();
        let missing: Vec<&&str> =
            names.iter().filter(|name| words.binary_search(name).is_err()).collect();
        if !missing.is_empty() {
            bail!("{} does not speak of {missing:?}", path.display());
        }
    }
    Ok(())
}

fn text(path: &Path) -> Result<String> {
    String::from_utf8(page::read(path)?).with_context(|| format!("{} is not text", path.display()))
}

/// The names of functions and classes, and of the members of classes, in a file of types as wasm-bindgen writes it.
fn declared(types: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut in_class = false;
    for line in types.lines() {
        let outer = line.trim_start_matches("export ").trim_start_matches("default ");
        let outer = outer.trim_start_matches("declare ");
        let found = match outer.split_once(' ') {
            _ if line.starts_with('}') => {
                in_class = false;
                None
            }
            Some(("class", rest)) if !line.starts_with(' ') => {
                in_class = true;
                Some(rest)
            }
            Some(("function", rest)) if !line.starts_with(' ') => Some(rest),
            _ if in_class => {
                let member = line.trim_start();
                let words = ["private constructor", "static ", "readonly ", "["];
                let member = words.iter().fold(member, |member, word| match *word {
                    "static " | "readonly " => member.strip_prefix(word).unwrap_or(member),
                    _ if member.starts_with(word) => "",
                    _ => member,
                });
                Some(member)
            }
            _ => None,
        };
        let name = found.map(|found| {
            let end = found.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
            &found[..end.unwrap_or(found.len())]
        });
        names.extend(name.filter(|name| !name.is_empty() && !name.starts_with("__")));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_read_from_types() {
        let types = "\
/* tslint:disable */
export class QuorariumError extends Error {
  private constructor();
  /** A kind. */
  readonly kind: \"text\";
}
export interface Step {
  step: number;
}
export class Session {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Opens a scenario.
     */
    static open(text: string): Session;
    readonly lastStep: number;
}
export function run(text: string): Verdict;
export default function __wbg_init (a?: b): Promise<c>;
";
        let names = ["QuorariumError", "kind", "Session", "free", "open", "lastStep", "run"];
        assert_eq!(declared(types), names);
    }
}
