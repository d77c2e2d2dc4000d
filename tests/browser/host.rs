//! A site of somebody else: the pages of `tests/browser/host/` on a port, and so an origin, of their own, under a strict
//! policy.

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::thread;

use thirtyfour::prelude::*;
use tiny_http::{Request, Server};

use crate::page::Page;
use crate::site::{self, files};

/// The address of the site.
pub fn base() -> &'static str {
    static BASE: OnceLock<String> = OnceLock::new();
    BASE.get_or_init(|| {
        let server = Server::http("127.0.0.1:0").expect("a free port on 127.0.0.1");
        let address = server.server_addr().to_ip().expect("the server has an address");
        thread::spawn(move || {
            for request in server.incoming_requests() {
                thread::spawn(move || {
                    // A browser that closes a connection early is no concern of ours.
                    let _ = answer(request, address.port());
                });
            }
        });
        format!("http://{address}/")
    })
}

/// The same server under another name, and so of a third origin.
pub fn stranger() -> String {
    base().replace("127.0.0.1", "localhost")
}

fn origin(address: &str) -> String {
    address.split('/').take(3).collect::<Vec<_>>().join("/")
}

/// Answers with a file, where `{{page}}` is the address of our page and `{{stranger}}` that of the third origin.
fn answer(request: Request, port: u16) -> std::io::Result<()> {
    let name = request.url().trim_start_matches('/').split('?').next().unwrap_or_default();
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '.';
    let path = folder().join(if name.chars().all(is_name) { name } else { "" });
    let Ok(text) = fs::read_to_string(&path) else {
        return files::answer(request, "404 Not Found", "text/plain", "", 0, &mut &b""[..]);
    };
    let stranger = format!("http://localhost:{port}/");
    let text = text.replace("{{page}}", site::base()).replace("{{stranger}}", &stranger);
    let page = origin(site::base());
    let policy = match name {
        // What strangers serve is theirs.
        "stub.html" | "stranger.html" => String::new(),
        _ => format!(
            "Content-Security-Policy: default-src 'none'; script-src {page}; style-src 'self'; \
             frame-src {page} {}; base-uri 'none'\r\n",
            origin(&stranger)
        ),
    };
    let mime = files::mime(&path);
    files::answer(request, "200 OK", mime, &policy, text.len() as u64, &mut text.as_bytes())
}

fn folder() -> PathBuf {
    site::root().join("tests/browser/host")
}

impl Page {
    /// Opens a page of the other site.
    pub async fn elsewhere(&self, name: &str) -> WebDriverResult<()> {
        self.goto("about:blank").await?;
        self.goto(&format!("{}{name}", base())).await
    }
}
