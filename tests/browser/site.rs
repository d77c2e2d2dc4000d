//! The page on a server: `dist/` as built, under a sub-path, so that no address in it may begin at the root.

// Included from xtask, which uses more of them than the tests do.
#[allow(dead_code)]
#[path = "../../xtask/src/files.rs"]
mod files;
#[allow(dead_code)]
#[path = "../../xtask/src/size.rs"]
pub mod size;
#[allow(dead_code)]
#[path = "../../xtask/src/sources.rs"]
mod sources;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::thread;

use tiny_http::{Response, Server};

/// Where on its host the page stands.
const FOLDER: &str = "/a/b/";

/// The folder of the package.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `dist/`, built first if it is absent, older than a source, or made for debugging.
pub fn built_page() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let build = || {
        let dist = root().join("dist");
        let page = dist.join("index.html");
        let built = fs::metadata(&page).and_then(|page| page.modified()).ok();
        let debug =
            fs::read_to_string(&page).is_ok_and(|page| page.contains("<!-- built for debugging"));
        if debug || built.is_none() || built < sources::stamp(root()).0 {
            let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
            let status = Command::new(cargo).args(["xtask", "build"]).current_dir(root()).status();
            assert!(status.is_ok_and(|status| status.success()), "cargo xtask build failed");
        }
        dist
    };
    BUILT.get_or_init(build).clone()
}

/// The address of the page, served from this process until it ends.
pub fn base() -> &'static str {
    static BASE: OnceLock<String> = OnceLock::new();
    BASE.get_or_init(|| {
        let dist = built_page();
        let server = Server::http("127.0.0.1:0").expect("a free port on 127.0.0.1");
        let address = server.server_addr().to_ip().expect("the server has an address");
        thread::spawn(move || {
            for request in server.incoming_requests() {
                let dist = dist.clone();
                // Each by itself: a browser may let one answer wait until it has another.
                thread::spawn(move || {
                    // A browser that closes a connection early is no concern of ours.
                    let _ = match request.url().strip_prefix(FOLDER).map(str::to_owned) {
                        Some(path) => files::respond(request, &dist, &path),
                        None => request.respond(Response::empty(404)),
                    };
                });
            }
        });
        format!("http://{address}{FOLDER}")
    })
}
