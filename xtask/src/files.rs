//! Answers requests with files of one folder, as a static host would: the right type, and nothing outside the folder.
//!
//! The browser tests include this file too, to serve `dist/` under a sub-path.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tiny_http::{Header, Method, Request};

/// Answers a request for `path`, the part of its address after the folder's own.
pub fn respond(request: Request, root: &Path, path: &str) -> io::Result<()> {
    let found = locate(root, path);
    match found.and_then(|file| File::open(&file).ok().map(|open| (open, mime(&file)))) {
        Some((mut file, mime)) => {
            let length = file.metadata()?.len();
            answer(request, "200 OK", mime, "", length, &mut file)
        }
        None => {
            let text = format!("there is no file {path} here\n");
            let length = text.len() as u64;
            answer(
                request,
                "404 Not Found",
                "text/plain; charset=utf-8",
                "",
                length,
                &mut text.as_bytes(),
            )
        }
    }
}

/// Answers, with `more` header lines, and lets the connection end with it.
///
/// A browser opens half a dozen connections at once and keeps them. The server has a thread for each, but hands two that
/// come in the same moment to one thread now and then: the second would wait until the first one's browser lets go of it.
pub fn answer(
    request: Request,
    status: &str,
    mime: &str,
    more: &str,
    length: u64,
    body: &mut dyn Read,
) -> io::Result<()> {
    let has_body = *request.method() != Method::Head;
    let mut writer = request.into_writer();
    write!(
        writer,
        "HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {length}\r\n\
         Cache-Control: no-cache\r\nConnection: close\r\n{more}\r\n"
    )?;
    if has_body {
        io::copy(body, &mut writer)?;
    }
    writer.flush()
}

/// A header whose name and value are known to be plain text.
pub fn header(name: &'static str, value: &'static str) -> Header {
    let header = Header::from_bytes(name, value);
    header.expect("a header written in the source is plain ASCII")
}

/// The file that an address stands for: a folder stands for its index.html.
fn locate(root: &Path, path: &str) -> Option<PathBuf> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let decoded = percent_decoded(path)?;
    let mut file = root.to_owned();
    for part in decoded.split('/').filter(|part| !part.is_empty() && *part != ".") {
        // A part that climbs, or that the system would read as a path of its own, leads out of the folder.
        if part == ".." || part.contains(['\\', ':', '\0']) {
            return None;
        }
        file.push(part);
    }
    if fs::metadata(&file).ok()?.is_dir() {
        file.push("index.html");
    }
    file.is_file().then_some(file)
}

fn percent_decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            let (high, low) = (digit(rest.next())?, digit(rest.next())?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The type a browser needs to be told: it compiles wasm while it loads only under its right name.
pub fn mime(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("md") => "text/markdown; charset=utf-8",
        Some("txt" | "scenario") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let outside =
            ["../Cargo.toml", "/%2e%2e/Cargo.toml", "a/../../Cargo.toml", "..\\Cargo.toml"];
        assert!(outside.iter().all(|path| locate(&root, path).is_none()));
        // The file is compiled into two packages, and both have a src/main.rs.
        let inside = ["main.rs?x=1", "/./main.rs", "%6dain.rs"];
        assert!(inside.iter().all(|path| locate(&root, path).is_some()));
    }
}
