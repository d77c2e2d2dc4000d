//! The command line of `cargo xtask`: which words it knows, and nothing of what they do.

// The simulator must not read clocks or iterate hash maps (clippy.toml); a build tool may.
#![allow(clippy::disallowed_types)]

mod base;
mod bench;
mod bundles;
mod digest;
mod excerpts;
mod files;
mod install;
mod links;
mod modules;
mod names;
mod npm;
mod package;
mod page;
mod project;
mod serve;
mod single;
mod size;
mod sources;
mod split;
mod stages;
mod style;
mod tags;
mod types;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::base::Base;
use crate::page::Profile;
use crate::project::Project;

const USAGE: &str = "\
cargo xtask build [--debug]                 builds the page into dist/ and prints its size
cargo xtask serve [--port 8080] [--debug]   builds, serves on 127.0.0.1, rebuilds on change
cargo xtask dist [--base /PATH/] [--out FOLDER]
                                            the page for a host, into site/ unless told otherwise
cargo xtask single-file [--out FILE]        the page as one file that opens without a network
cargo xtask npm [--out npm]                 writes the npm package into a folder and prints its size
cargo xtask test [--only STAGE]...          runs every stage of tests, or the named ones
cargo xtask bench                           prints the engine's figures here and in Chromium, and the page's size";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", arguments),
    };
    match command {
        "build" => {
            let options = Options::read(rest, &["--debug"])?;
            page::build(&Project::find()?, options.profile)
        }
        "serve" => {
            let options = Options::read(rest, &["--debug", "--port"])?;
            serve::serve(&Project::find()?, options.profile, options.port)
        }
        "npm" => {
            let options = Options::read(rest, &["--out"])?;
            let project = Project::find()?;
            npm::build(&project, &project.root.join(options.out.unwrap_or_else(|| "npm".into())))
        }
        "test" => {
            let options = Options::read(rest, &["--only"])?;
            stages::test(&Project::find()?, &options.only)
        }
        "dist" => {
            let options = Options::read(rest, &["--base", "--out"])?;
            let out = options.out.unwrap_or_else(|| PathBuf::from("site"));
            package::package(&Project::find()?, options.base.as_ref(), &out)
        }
        "single-file" => {
            let options = Options::read(rest, &["--out"])?;
            let out = options.out.unwrap_or_else(|| PathBuf::from("quorarium.html"));
            single::single_file(&Project::find()?, &out)
        }
        "bench" => {
            Options::read(rest, &[])?;
            bench::bench(&Project::find()?)
        }
        // Cargo calls this for tests compiled to wasm: see .cargo/config.toml.
        "test-runner" => wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(arguments),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => bail!("`{other}` is not a command of xtask. It knows:\n{USAGE}"),
    }
}

/// The options of all commands; each command says which of them it takes.
struct Options {
    profile: Profile,
    port: u16,
    only: Vec<String>,
    base: Option<Base>,
    out: Option<PathBuf>,
}

impl Options {
    fn read(arguments: &[String], known: &[&str]) -> Result<Options> {
        let mut options = Options {
            profile: Profile::Release,
            port: 8080,
            only: Vec::new(),
            base: None,
            out: None,
        };
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            let (name, mut inline) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (word.as_str(), None),
            };
            if !known.contains(&name) {
                bail!("`{word}` is not an option here. xtask knows:\n{USAGE}");
            }
            let mut value = || {
                let value = inline.take().or_else(|| words.next().map(String::as_str));
                value.with_context(|| format!("`{name}` needs a value after it"))
            };
            match name {
                "--debug" => options.profile = Profile::Debug,
                "--port" => {
                    let text = value()?;
                    options.port = text.parse().with_context(|| {
                        format!("`{text}` is not a port: give a number from 0 to 65535")
                    })?;
                }
                "--base" => options.base = Some(value()?.parse()?),
                "--out" => options.out = Some(PathBuf::from(value()?)),
                _ => options.only.extend(value()?.split(',').map(str::to_owned)),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str, known: &[&str]) -> Result<Options> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Options::read(&words, known)
    }

    #[test]
    fn options_are_read_in_both_forms() {
        let options = read("--port 9000 --debug", &["--port", "--debug"]).unwrap();
        assert_eq!((options.port, options.profile), (9000, Profile::Debug));
        assert_eq!(read("--port=9000", &["--port"]).unwrap().port, 9000);
        let options = read("--base /a/ --out=b/c", &["--base", "--out"]).unwrap();
        assert_eq!((options.base, options.out), (Some("/a/".parse().unwrap()), Some("b/c".into())));
        assert_eq!(read("--only wasm,docs", &["--only"]).unwrap().only, ["wasm", "docs"]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |line: &str| read(line, &["--port"]).err().unwrap().to_string();
        assert!(error("--port").contains("needs a value"));
        assert!(error("--port x").contains("`x` is not a port"));
        assert!(error("--debug").contains("`--debug` is not an option"));
    }
}
