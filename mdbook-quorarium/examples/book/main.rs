//! Builds the book beside this file, without the program `mdbook`: `cargo run -p mdbook-quorarium --example book -- FOLDER [PAGE]`.
//!
//! FOLDER is where the book goes; PAGE is the address of the page of Quorarium, if it is not the folder `play` in the book.

mod building;

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, page) = match &arguments[..] {
        [folder] => (folder, None),
        [folder, page] => (folder, Some(page.as_str())),
        _ => {
            eprintln!("usage: cargo run -p mdbook-quorarium --example book -- FOLDER [PAGE]");
            return ExitCode::FAILURE;
        }
    };
    match building::build(&PathBuf::from(folder), page) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem:#}");
            ExitCode::FAILURE
        }
    }
}
