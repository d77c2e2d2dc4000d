//! The page for a host: `dist/` with what hosts and embedding pages want besides, checked before anybody uploads it.
//!
//! All addresses of the page are relative, so it runs in any folder of any host. Where the folder is known, two things
//! more can be said: which address of the page is the one to name, and where a page for wrong addresses leads back to.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::base::{Base, addresses, file_of};
use crate::digest::sha384;
use crate::page;
use crate::project::Project;
use crate::size;
use crate::tags::tags;

/// The script for pages that embed this one. It keeps its name, since other people's pages name it.
const EMBED: &str = "embed.js";

/// Builds the page unless it is there, and writes it into a folder as a host wants it.
pub fn package(project: &Project, base: Option<&Base>, out: &Path) -> Result<()> {
    page::build_unless_fresh(project)?;
    let weights = size::weigh(&project.dist()).context("could not weigh dist/")?;
    print!("{}", size::report(&weights));
    if size::totals(&weights).are_over() {
        bail!("the page is over its cap, so it is not packaged: see above");
    }
    refuse_what_is_not_ours(out)?;
    let mut package = Package { folder: out.to_owned(), written: BTreeSet::new() };
    for weight in &weights {
        package.write(&weight.path, &read(&project.dist().join(&weight.path))?)?;
    }
    // Without it, GitHub Pages would look the files through for a site to generate.
    package.write(".nojekyll", b"")?;
    package.integrity()?;
    if let Some(base) = base {
        package.place(base)?;
    }
    package.check(base)?;
    let (count, place) = (package.written.len(), out.display());
    match base {
        Some(base) => println!("{place}: {count} files, for the folder {base} of a host"),
        None => println!("{place}: {count} files, for any folder of any host"),
    }
    Ok(())
}

/// A folder that holds something else than a page of ours is left alone.
fn refuse_what_is_not_ours(out: &Path) -> Result<()> {
    let is_empty = fs::read_dir(out).map_or(true, |mut entries| entries.next().is_none());
    let is_ours = out.join(".nojekyll").exists() && out.join("index.html").exists();
    if !is_empty && !is_ours {
        bail!(
            "{} holds something else: name a folder that is empty, or does not exist",
            out.display()
        );
    }
    Ok(())
}

/// The folder that is written, and what is in it.
struct Package {
    folder: PathBuf,
    written: BTreeSet<String>,
}

impl Package {
    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        page::write_into(&self.folder, name, bytes)?;
        self.written.insert(name.to_owned());
        Ok(())
    }

    fn read(&self, name: &str) -> Result<String> {
        let bytes = read(&self.folder.join(name))?;
        String::from_utf8(bytes).with_context(|| format!("{name} is not UTF-8"))
    }

    /// What pages of other hosts may hold the script to that they load.
    fn integrity(&mut self) -> Result<()> {
        if !self.written.contains(EMBED) {
            return Ok(());
        }
        let script = self.read(EMBED)?;
        let integrity = sha384(script.as_bytes());
        println!("{EMBED}: {} bytes, integrity=\"{integrity}\"", script.len());
        let told = json!({ "src": EMBED, "bytes": script.len(), "integrity": integrity });
        self.write("embed.json", format!("{told:#}\n").as_bytes())
    }

    /// What can be said where the folder is known.
    fn place(&mut self, base: &Base) -> Result<()> {
        let page = self.read("index.html")?;
        let style = tags(&page)?.into_iter().find(|tag| tag.get("rel") == Some("stylesheet"));
        let style = style.as_ref().and_then(|tag| tag.get("href")).unwrap_or_default();
        let lost = include_str!("lost.html")
            .replace("{{base}}", &base.to_string())
            .replace("{{style}}", style.trim_start_matches("./"));
        let lost = page::with_policy(&lost, &format!("{}; {}", page::NOTHING_ELSE, page::STYLED))?;
        self.write("404.html", lost.as_bytes())?;
        let canonical = format!("<link rel=\"canonical\" href=\"{base}\">\n</head>");
        self.write("index.html", page.replacen("</head>", &canonical, 1).as_bytes())
    }

    /// Every address in the package means a file of the package.
    fn check(&self, base: Option<&Base>) -> Result<()> {
        for name in &self.written {
            if ![".html", ".css", ".js"].iter().any(|end| name.ends_with(end)) {
                continue;
            }
            for address in addresses(name, &self.read(name)?) {
                match file_of(base, name, address) {
                    Some(file) if self.written.contains(&file) => {}
                    Some(file) => bail!("{name} names {address}, and there is no {file}"),
                    None => bail!("{name} names {address}, which is outside of the package"),
                }
            }
        }
        Ok(())
    }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("could not read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{env, process};

    #[test]
    fn an_address_that_leads_nowhere_or_out_is_found() {
        let folder = env::temp_dir().join(format!("quorarium-package-{}", process::id()));
        let mut package = Package { folder: folder.clone(), written: BTreeSet::new() };
        package.write("a/x.js", b"").unwrap();
        let base: Base = "/q/".parse().unwrap();
        let mut check = |address: &str| {
            let page = format!("<a href=\"{address}\">");
            package.write("index.html", page.as_bytes()).unwrap();
            package.check(Some(&base)).map_err(|error| error.to_string())
        };
        let fine = ["./a/x.js", "/q/", "/q/a/x.js", "#/x"].map(&mut check);
        let missing = check("./b.js").unwrap_err();
        let outside = ["../a/x.js", "/a/x.js", "http://h/a/x.js"].map(&mut check);
        let refused = refuse_what_is_not_ours(&folder);
        fs::remove_dir_all(&folder).unwrap();
        assert!(fine.iter().all(Result::is_ok), "{fine:?}");
        assert!(missing.contains("there is no b.js"), "{missing}");
        assert!(outside.iter().all(|it| it.as_ref().is_err_and(|why| why.contains("outside"))));
        // A folder with a page that no package brought may hold somebody's work.
        assert!(refused.unwrap_err().to_string().contains("holds something else"));
        assert!(refuse_what_is_not_ours(&folder).is_ok(), "a folder that does not exist");
    }

    #[test]
    fn the_digest_of_the_script_for_others_is_told() {
        let folder = env::temp_dir().join(format!("quorarium-embed-{}", process::id()));
        let mut package = Package { folder: folder.clone(), written: BTreeSet::new() };
        package.integrity().unwrap();
        assert!(package.written.is_empty(), "nothing is told of a script that is not there");
        package.write(EMBED, b"alert()").unwrap();
        package.integrity().unwrap();
        let told = package.read("embed.json");
        fs::remove_dir_all(&folder).unwrap();
        assert!(told.unwrap().contains(&sha384(b"alert()")));
    }
}
