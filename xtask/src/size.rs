//! How large the page is on the wire: every file of `dist/` raw and under brotli, against the caps.
//!
//! The browser tests include this file too, so that what is printed is what is checked.

use std::fs;
use std::io;
use std::path::Path;

/// The most that all files but fonts may weigh, under brotli, in bytes.
pub const CAP: u64 = 200 * 1024;
/// The most that all fonts together may weigh, in bytes.
pub const FONT_CAP: u64 = 60 * 1024;

/// The folder of what is loaded only when somebody asks for it.
const LATER: &str = "sources";

/// One file of `dist/`.
pub struct Weight {
    /// Its path inside `dist/`, with forward slashes.
    pub path: String,
    /// Bytes on disk.
    pub raw: u64,
    /// Bytes under brotli at its best, as a host would send it.
    pub brotli: u64,
}

impl Weight {
    /// Fonts have a cap of their own: the page can be read before they come.
    pub fn is_font(&self) -> bool {
        [".woff2", ".woff", ".ttf", ".otf"].iter().any(|end| self.path.ends_with(end))
    }
}

/// Weighs all files under `dist` that the page loads by itself, in the order of their paths.
pub fn weigh(dist: &Path) -> io::Result<Vec<Weight>> {
    let mut weights = Vec::new();
    visit(dist, "", &mut weights)?;
    weights.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(weights)
}

/// The brotli bytes of everything but fonts, and of the fonts.
pub fn totals(weights: &[Weight]) -> (u64, u64) {
    let sum = |fonts: bool| weights.iter().filter(|w| w.is_font() == fonts).map(|w| w.brotli).sum();
    (sum(false), sum(true))
}

/// The report as a table, with the totals beside their caps.
pub fn report(weights: &[Weight]) -> String {
    let mut lines = format!("{:<48} {:>10} {:>10}\n", "file", "raw", "brotli");
    for weight in weights {
        let Weight { path, raw, brotli } = weight;
        lines.push_str(&format!("{path:<48} {raw:>10} {brotli:>10}\n"));
    }
    let (rest, fonts) = totals(weights);
    lines.push_str(&total_line("without fonts", rest, CAP));
    lines.push_str(&total_line("fonts", fonts, FONT_CAP));
    lines
}

fn total_line(name: &str, bytes: u64, cap: u64) -> String {
    let verdict = if bytes > cap { " OVER" } else { "" };
    let kb = bytes as f64 / 1024.0;
    format!("{name:<48} {kb:>18.1} KB, cap {} KB{verdict}\n", cap / 1024)
}

fn visit(folder: &Path, inside: &str, weights: &mut Vec<Weight>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{inside}{}", entry.file_name().to_string_lossy());
        if path == LATER {
            continue;
        }
        if entry.file_type()?.is_dir() {
            visit(&entry.path(), &format!("{path}/"), weights)?;
        } else {
            let bytes = fs::read(entry.path())?;
            let brotli = compressed(&bytes)?;
            weights.push(Weight { path, raw: bytes.len() as u64, brotli });
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
