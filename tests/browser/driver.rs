//! chromedriver as a process of this test, ended with it.

use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Once;
use std::thread;

/// How often chromedriver is started before a test gives up.
const STARTS: usize = 5;

/// A running chromedriver.
pub struct Chromedriver {
    process: Child,
    /// Where it listens.
    pub address: String,
}

impl Chromedriver {
    /// Starts chromedriver on a free port. Without one, `None` and a line that says so, but a failure where `CI` is true.
    ///
    /// chromedriver takes a free port of IPv4 and then asks for the same one of IPv6, which another
    /// process may hold: it ends then, and is started again.
    pub fn start() -> Option<Chromedriver> {
        let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| OsString::from("chromedriver"));
        for _ in 0..STARTS {
            let process =
                match Command::new(&program).arg("--port=0").stdout(Stdio::piped()).spawn() {
                    Ok(process) => process,
                    Err(error) if error.kind() == ErrorKind::NotFound => {
                        skip();
                        return None;
                    }
                    Err(error) => panic!("could not start {}: {error}", program.display()),
                };
            if let Some(chromedriver) = Chromedriver::listening(process) {
                return Some(chromedriver);
            }
        }
        panic!("{} ended {STARTS} times before it listened", program.display());
    }

    /// The driver once it says where it listens; `None` when it ends before.
    fn listening(mut process: Child) -> Option<Chromedriver> {
        let stdout = process.stdout.take().expect("the output was asked for");
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let port = lines.find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        });
        // Whatever else it says must be read, or it would wait for us.
        thread::spawn(move || lines.for_each(drop));
        // Dropped without a port, the process is ended with it.
        let mut chromedriver = Chromedriver { process, address: String::new() };
        chromedriver.address = format!("http://127.0.0.1:{}", port?);
        Some(chromedriver)
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn skip() {
    let ci = env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(!ci, "chromedriver is not on the path: `cargo xtask test` installs it");
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Not `eprintln!`: the test harness would keep the line of a test that passes.
        let line = "skipped: no chromedriver on the path; `cargo xtask test` installs it\n";
        let _ = std::io::stderr().write_all(line.as_bytes());
    });
}
