//! The example book, built as mdBook builds it, with the preprocessor in the same process.

use anyhow::Result;
use mdbook_driver::MDBook;
use mdbook_quorarium::Quorarium;
use std::path::{Path, absolute};

/// The folder of the book.
const BOOK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/book");

/// Builds it into a folder. Without an address of the page, that of its `book.toml` stays.
pub fn build(folder: &Path, page: Option<&str>) -> Result<()> {
    let mut book = MDBook::load(BOOK)?;
    book.config.build.build_dir = absolute(folder)?;
    if let Some(page) = page {
        book.config.set("preprocessor.quorarium.page", page)?;
    }
    book.with_preprocessor(Quorarium);
    book.build()
}
