//! How large the page is on the wire: every file of `dist/` raw and under brotli, and what others load under gzip, against
//! the caps.
//!
//! The browser tests include this file too, so that what is printed is what is checked.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

/// The most that the first load may weigh without fonts, under brotli, in bytes.
pub const CAP: u64 = 200 * 1024;
/// The most that all fonts together may weigh, in bytes.
pub const FONT_CAP: u64 = 60 * 1024;
/// The most that the script for pages of others may weigh, under gzip, in bytes.
pub const EMBED_CAP: u64 = 3 * 1024;

/// The script that pages of others load; ours never does.
const EMBED: &str = "embed.js";

/// Where in `dist/` the files stand that the page fetches when they are first needed.
pub const LATER: [&str; 3] = ["later/", "sources/", "lessons/"];

/// One file of `dist/`.
pub struct Weight {
    /// Its path inside `dist/`, with forward slashes.
    pub path: String,
    /// Bytes on disk.
    pub raw: u64,
    /// Bytes under brotli at its best, as a host would send it.
    pub brotli: u64,
    /// Bytes under gzip, which every host can send, of what pages of others load.
    pub gzip: Option<u64>,
}

impl Weight {
    /// Fonts have a cap of their own: the page can be read before they come.
    pub fn is_font(&self) -> bool {
        [".woff2", ".woff", ".ttf", ".otf"].iter().any(|end| self.path.ends_with(end))
    }

    /// Whether the page wakes without it; what is there for people to read, such as licences, is never fetched.
    pub fn is_later(&self) -> bool {
        let is_to_read = [".txt", ".md", ".d.ts"].iter().any(|end| self.path.ends_with(end));
        is_to_read || LATER.iter().any(|folder| self.path.starts_with(folder))
    }
}

/// Weighs all files under `dist`, in the order of their paths.
pub fn weigh(dist: &Path) -> io::Result<Vec<Weight>> {
    let mut weights = Vec::new();
    visit(dist, "", &mut weights)?;
    weights.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(weights)
}

/// Brotli bytes by when they are fetched.
pub struct Totals {
    /// Everything before a lab or a view asks for its code; files that only some browsers fetch count too.
    pub first: u64,
    /// The code of protocols, fetched when their labs are opened, and of views, when they are first shown.
    pub later: u64,
    /// All fonts.
    pub fonts: u64,
    /// What pages of others load, under gzip.
    pub embed: u64,
}

impl Totals {
    /// Whether something weighs more than it may.
    pub fn are_over(&self) -> bool {
        self.first > CAP || self.fonts > FONT_CAP
    }
}

/// Sums the weights up.
pub fn totals(weights: &[Weight]) -> Totals {
    let sum = |of: fn(&Weight) -> bool| weights.iter().filter(|w| of(w)).map(|w| w.brotli).sum();
    Totals {
        first: sum(|weight| !weight.is_font() && !weight.is_later() && weight.gzip.is_none()),
        later: sum(Weight::is_later),
        fonts: sum(Weight::is_font),
        embed: weights.iter().filter_map(|weight| weight.gzip).sum(),
    }
}

/// All files as a table.
pub fn table(weights: &[Weight]) -> String {
    let mut lines = format!("{:<48} {:>10} {:>10}\n", "file", "raw", "brotli");
    for weight in weights {
        let Weight { path, raw, brotli, .. } = weight;
        lines.push_str(&format!("{path:<48} {raw:>10} {brotli:>10}\n"));
    }
    lines
}

/// The report: the table, and the totals beside their caps.
pub fn report(weights: &[Weight]) -> String {
    let mut lines = table(weights);
    let Totals { first, later, fonts, embed } = totals(weights);
    lines.push_str(&total_line("first load, without fonts", first, Some(CAP)));
    lines.push_str(&total_line("fonts", fonts, Some(FONT_CAP)));
    lines.push_str(&total_line("later, when first shown", later, None));
    lines.push_str(&total_line("embed.js of other pages, under gzip", embed, Some(EMBED_CAP)));
    lines
}

fn total_line(name: &str, bytes: u64, cap: Option<u64>) -> String {
    let verdict = match cap {
        Some(cap) if bytes > cap => format!(", cap {} KB OVER", cap / 1024),
        Some(cap) => format!(", cap {} KB", cap / 1024),
        None => String::new(),
    };
    let kb = bytes as f64 / 1024.0;
    format!("{name:<48} {kb:>18.1} KB{verdict}\n")
}

fn visit(folder: &Path, inside: &str, weights: &mut Vec<Weight>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{inside}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            visit(&entry.path(), &format!("{path}/"), weights)?;
        } else {
            let bytes = fs::read(entry.path())?;
            let brotli = compressed(&bytes)?;
            let gzip = if path == EMBED { Some(gzipped(&bytes)?) } else { None };
            weights.push(Weight { path, raw: bytes.len() as u64, brotli, gzip });
        }
    }
    Ok(())
}

fn compressed(bytes: &[u8]) -> io::Result<u64> {
    let mut out = Vec::new();
    let best = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &best)?;
    Ok(out.len() as u64)
}

fn gzipped(bytes: &[u8]) -> io::Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len() as u64)
}
