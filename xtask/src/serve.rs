//! Serves the page on this machine only, and builds it again whenever a source changes.

use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use tiny_http::{Request, Response, Server};

use crate::files;
use crate::page::{self, Profile};
use crate::project::Project;
use crate::sources;

/// How often the sources are looked at.
const LOOK: Duration = Duration::from_millis(400);
/// How many ports are tried, from the wanted one on.
const TRIES: u16 = 20;

/// Counts builds, so that an open page can tell that there is a new one.
static BUILD: AtomicU64 = AtomicU64::new(1);

/// Builds and serves the page until the process is ended.
pub fn serve(project: &Project, profile: Profile, port: u16) -> Result<()> {
    let before = sources::stamp(&project.root);
    page::build(project, profile)?;
    let (server, port) = listen(port)?;
    println!("\nQuorarium is at http://127.0.0.1:{port}/ (Ctrl+C ends it)");
    thread::scope(|scope| {
        scope.spawn(|| watch(project, profile, before));
        for request in server.incoming_requests() {
            // Each by itself: a browser may let one answer wait until it has another.
            scope.spawn(move || {
                // A browser that closes a connection early is no concern of ours.
                let _ = answer(project, request);
            });
        }
    });
    Ok(())
}

fn listen(wanted: u16) -> Result<(Server, u16)> {
    for port in wanted..=wanted.saturating_add(TRIES) {
        match Server::http(("127.0.0.1", port)) {
            Ok(server) => {
                // Port 0 asks the system for any free one.
                let port = server.server_addr().to_ip().map_or(port, |address| address.port());
                if wanted != 0 && port != wanted {
                    println!("port {wanted} is taken by another program; using {port}");
                }
                return Ok((server, port));
            }
            Err(error) if is_taken(error.as_ref()) => {}
            Err(error) => {
                return Err(anyhow!("could not listen on 127.0.0.1:{port}: {error}"))
                    .context("choose another port: cargo xtask serve --port 9000");
            }
        }
    }
    bail!(
        "the ports {wanted} to {} are taken: choose another with cargo xtask serve --port 9000",
        wanted.saturating_add(TRIES)
    )
}

fn is_taken(error: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == std::io::ErrorKind::AddrInUse)
}

/// Builds again after each change; a build that fails leaves the last good page in place.
fn watch(project: &Project, profile: Profile, mut seen: sources::Stamp) {
    loop {
        thread::sleep(LOOK);
        let now = sources::stamp(&project.root);
        if now == seen {
            continue;
        }
        seen = now;
        println!("\na source changed: building");
        match page::build(project, profile) {
            Ok(()) => {
                let build = BUILD.fetch_add(1, Ordering::Relaxed) + 1;
                println!("build {build} is served");
            }
            Err(error) => eprintln!("error: {error:#}\nthe last good page is still served"),
        }
    }
}

fn answer(project: &Project, request: Request) -> std::io::Result<()> {
    let path = request.url().split(['?', '#']).next().unwrap_or_default().to_owned();
    let no_cache = files::header("Cache-Control", "no-cache");
    match path.as_str() {
        "/" | "/index.html" => {
            let page = fs::read_to_string(project.dist().join("index.html"))?;
            let script = "<script type=\"module\" src=\"./__reload.js\"></script>\n</head>";
            let html = files::header("Content-Type", "text/html; charset=utf-8");
            let page = page.replacen("</head>", script, 1);
            request.respond(Response::from_string(page).with_header(html).with_header(no_cache))
        }
        "/__reload.js" => {
            let js = files::header("Content-Type", "text/javascript; charset=utf-8");
            let script = Response::from_string(include_str!("reload.js"));
            request.respond(script.with_header(js).with_header(no_cache))
        }
        "/__build" => {
            let build = BUILD.load(Ordering::Relaxed).to_string();
            request.respond(Response::from_string(build).with_header(no_cache))
        }
        _ => files::respond(request, &project.dist(), &path),
    }
}
