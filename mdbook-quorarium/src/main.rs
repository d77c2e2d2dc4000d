//! The program that mdBook starts: `mdbook-quorarium supports RENDERER`, or a book from the standard input to the output.

use anyhow::{Context, Result};
use mdbook_preprocessor::{Preprocessor, parse_input};
use mdbook_quorarium::Quorarium;
use std::io::{self, Write};
use std::process::ExitCode;

const USAGE: &str = "mdBook starts this program if book.toml has a table [preprocessor.quorarium]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => preprocess(),
        // Every renderer gets at least the still.
        ["supports", _] => Ok(()),
        ["--version"] => {
            println!("mdbook-quorarium {}", env!("CARGO_PKG_VERSION"));
            Ok(())
        }
        _ => Err(anyhow::anyhow!(USAGE)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn preprocess() -> Result<()> {
    let (context, book) = parse_input(io::stdin())
        .context("this program goes with mdBook 0.5, and mdBook starts it")?;
    let book = Quorarium.run(&context, book)?;
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &book)?;
    Ok(out.flush()?)
}
