//! The page on a server: `dist/` as built, under a sub-path, so that no address in it may begin at the root.

// Included from xtask, which uses more of them than the tests do.
#[allow(dead_code)]
#[path = "../../xtask/src/files.rs"]
pub mod files;
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
        if !sources::is_built(root()) {
            xtask(&["build"]);
        }
        root().join("dist")
    };
    BUILT.get_or_init(build).clone()
}

/// The address of the page, served from this process until it ends.
pub fn base() -> &'static str {
    static BASE: OnceLock<String> = OnceLock::new();
    BASE.get_or_init(|| served(built_page(), FOLDER))
}

/// The address of the page as it is packaged for a folder of a host, served in that folder.
pub fn packaged() -> String {
    built_page();
    let (folder, base) = (Path::new(env!("CARGO_TARGET_TMPDIR")).join("site"), "/course/q/");
    let _ = fs::remove_dir_all(&folder);
    xtask(&["dist", "--base", base, "--out", &folder.to_string_lossy()]);
    served(folder, base)
}

/// The address of the page as one file, which nobody serves.
pub fn single_file() -> String {
    static WRITTEN: OnceLock<String> = OnceLock::new();
    let write = || {
        built_page();
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("quorarium.html");
        xtask(&["single-file", "--out", &file.to_string_lossy()]);
        format!("file://{}", file.display())
    };
    WRITTEN.get_or_init(write).clone()
}

/// The address of the example book of `mdbook-quorarium`, built first, with a copy of the page beside its chapters.
pub fn book() -> &'static str {
    static BASE: OnceLock<String> = OnceLock::new();
    BASE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("book");
        let out = folder.to_string_lossy();
        cargo(&["run", "-p", "mdbook-quorarium", "--example", "book", "--", &out]);
        copy(&built_page(), &folder.join("play")).expect("the page is copied into the book");
        served(folder, FOLDER)
    })
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let place = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &place)?;
        } else {
            fs::copy(&path, &place)?;
        }
    }
    Ok(())
}

fn xtask(arguments: &[&str]) {
    cargo(&[&["xtask"], arguments].concat());
}

fn cargo(arguments: &[&str]) {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo).args(arguments).current_dir(root()).status();
    let line = arguments.join(" ");
    assert!(status.is_ok_and(|status| status.success()), "cargo {line} failed");
}

/// Serves a folder under a path, from this process until it ends; the address.
fn served(folder: PathBuf, path: &'static str) -> String {
    let server = Server::http("127.0.0.1:0").expect("a free port on 127.0.0.1");
    let address = server.server_addr().to_ip().expect("the server has an address");
    thread::spawn(move || {
        for request in server.incoming_requests() {
            let folder = folder.clone();
            // Each by itself: a browser may let one answer wait until it has another.
            thread::spawn(move || {
                // A browser that closes a connection early is no concern of ours.
                let _ = match request.url().strip_prefix(path).map(str::to_owned) {
                    Some(rest) => files::respond(request, &folder, &rest),
                    None => request.respond(Response::empty(404)),
                };
            });
        }
    });
    format!("http://{address}{path}")
}
