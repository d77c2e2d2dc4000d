//! The page as one file that opens without a network: from a disk, a stick, an attachment, a folder of a course.
//!
//! It is made of the finished `dist/`. Its scripts are joined into one, and the files that they fetch lie in the page,
//! packed: `single.js` stands before them with a `fetch` that looks there. The page itself does not know.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use serde_json::json;

use crate::digest::{base64, sha256};
use crate::files;
use crate::modules;
use crate::page;
use crate::project::Project;
use crate::size::LATER;
use crate::tags::{Tag, tags};

/// Builds the page unless it is there, and writes it as one file.
pub fn single_file(project: &Project, out: &Path) -> Result<()> {
    page::build_unless_fresh(project)?;
    let html = of_folder(&project.dist())?;
    if let Some(folder) = out.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("could not make the folder {}", folder.display()))?;
    }
    fs::write(out, &html).with_context(|| format!("could not write {}", out.display()))?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(html.as_bytes())?;
    let kb = |bytes: usize| bytes as f64 / 1024.0;
    let (raw, gzip) = (kb(html.len()), kb(gzip.finish()?.len()));
    println!("{}: {raw:.1} KB, {gzip:.1} KB as gzip", out.display());
    Ok(())
}

/// The page of a folder, with everything that it loads.
fn of_folder(dist: &Path) -> Result<String> {
    let html = read_text(dist, "index.html")?;
    let mut inlined = Inlined { page: String::new(), policy: Vec::new() };
    let mut at = 0;
    for tag in tags(&html)? {
        inlined.page += &html[at..tag.span.start];
        inlined.put(dist, &tag, &html[tag.span.clone()])?;
        at = tag.span.end;
    }
    inlined.page += &html[at..];
    let policy = inlined.policy.join("; ");
    page::with_policy(&inlined.page, &format!("{}; {policy}", page::NOTHING_ELSE))
}

/// The page as far as it is written, and what its policy has to allow.
struct Inlined {
    page: String,
    policy: Vec<String>,
}

impl Inlined {
    /// Puts what a tag loads in the place of the tag, and everything else as it stands.
    fn put(&mut self, dist: &Path, tag: &Tag, text: &str) -> Result<()> {
        let href = tag.get("href").or(tag.get("src")).unwrap_or_default().trim_start_matches("./");
        match (tag.name.as_str(), tag.get("rel"), tag.get("http-equiv")) {
            // What is in the page needs no early fetch, and the policy is another one.
            ("link", Some("modulepreload" | "preload"), _) => {}
            ("meta", _, Some("Content-Security-Policy")) => {}
            ("link", Some("stylesheet"), _) => self.style(dist, href)?,
            ("link", Some("icon"), _) => {
                self.policy.push("img-src data:".to_owned());
                let data = data_url(dist, href)?;
                self.page += &text.replace(tag.get("href").unwrap_or_default(), &data);
            }
            ("script", ..) => self.script(dist, href)?,
            ("/body", ..) => {
                let packed = base64(&packed(dist)?);
                let kind = "type=\"application/octet-stream\"";
                self.page += &format!("<script {kind} id=\"files\">{packed}</script>\n{text}");
            }
            _ => self.page += text,
        }
        Ok(())
    }

    fn style(&mut self, dist: &Path, name: &str) -> Result<()> {
        let style = with_data(dist, &read_text(dist, name)?)?;
        let style = contained(&style, name)?;
        self.policy.push(format!("style-src '{}'; font-src data:", sha256(style)));
        self.page += &format!("<style>{style}</style>");
        Ok(())
    }

    fn script(&mut self, dist: &Path, name: &str) -> Result<()> {
        let scripts = modules::joined(name, |path| read_text(dist, path))?;
        let script = page::slim(&format!("{}{scripts}", include_str!("single.js")));
        let script = contained(&script, name)?;
        self.policy.push(format!("script-src '{}' 'wasm-unsafe-eval'", sha256(script)));
        // The tag that ends it stands in the page already.
        self.page += &format!("<script type=\"module\">{script}");
        Ok(())
    }
}

/// A text that can stand in a page: one that ends its element early is refused.
fn contained<'a>(text: &'a str, name: &str) -> Result<&'a str> {
    if ["</style", "</script", "<!--"].iter().any(|end| text.contains(end)) {
        bail!("{name} holds what ends an element of a page, so it cannot stand in one");
    }
    Ok(text)
}

/// A style sheet with what it loads in it.
fn with_data(dist: &Path, style: &str) -> Result<String> {
    let mut parts = style.split("url(");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (address, rest) = part.split_once(')').context("a url( of the styles is open")?;
        let address = address.trim_matches(['"', '\'']).trim_start_matches("./");
        whole += &format!("url({}){rest}", data_url(dist, address)?);
    }
    Ok(whole)
}

fn data_url(dist: &Path, name: &str) -> Result<String> {
    let path = dist.join(name);
    let bytes = fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
    Ok(format!("data:{};base64,{}", files::mime(&path), base64(&bytes)))
}

/// What the scripts fetch, in one piece: the program, and everything that comes later.
fn packed(dist: &Path) -> Result<Vec<u8>> {
    let mut found = Vec::new();
    for folder in [""].into_iter().chain(LATER) {
        let entries = fs::read_dir(dist.join(folder));
        for entry in entries.with_context(|| format!("could not list dist/{folder}"))? {
            let path = entry?.path();
            if !folder.is_empty() || path.extension().is_some_and(|it| it == "wasm") {
                found.push((format!("{folder}{}", page::file_name(&path)), read(&path)?));
            }
        }
    }
    // The order of a folder is that of the machine, and the file is to be the same on all.
    found.sort();
    // A line tells the name and the length of each.
    let list = found.iter().map(|(name, bytes)| json!([name, bytes.len()])).collect::<Vec<_>>();
    let mut whole = format!("{}\n", json!(list)).into_bytes();
    found.iter().for_each(|(_, bytes)| whole.extend_from_slice(bytes));
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
    deflate.write_all(&whole)?;
    Ok(deflate.finish()?)
}

fn read_text(dist: &Path, name: &str) -> Result<String> {
    let path = dist.join(name);
    String::from_utf8(read(&path)?).with_context(|| format!("{} is not UTF-8", path.display()))
}

fn read(path: &PathBuf) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("could not read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{env, process};

    /// What stands between two texts.
    fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
        let rest = text.split_once(start).expect(start).1;
        rest.split_once(end).expect(end).0
    }

    #[test]
    fn everything_that_a_page_loads_comes_to_lie_in_it() {
        let dist = env::temp_dir().join(format!("quorarium-single-{}", process::id()));
        let page = "<!doctype html>\n<head>\n\
            <meta http-equiv=\"Content-Security-Policy\" content=\"img-src *\">\n\
            <link rel=\"modulepreload\" href=\"./a.js\">\n\
            <link rel=\"stylesheet\" href=\"./s.css\"><link rel=\"icon\" href=\"./i.svg\">\n\
            <script type=\"module\" src=\"./a.js\"></script></head>\n<body><p>x</p></body>\n";
        for (name, text) in [
            ("index.html", page),
            ("s.css", "@font-face{src:url(./f.woff2)}"),
            ("f.woff2", "font"),
            ("i.svg", "<svg/>"),
            ("a.js", "import { b } from './b.js'\nb();"),
            ("b.js", "export const b = () => 0;"),
            ("p.wasm", "program"),
            ("later/l.bin", "later"),
            ("sources/s.json", "{}"),
            ("lessons/l.lesson", "lesson"),
        ] {
            let path = dist.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let whole = of_folder(&dist);
        let packed = packed(&dist);
        fs::remove_dir_all(&dist).unwrap();
        let (whole, packed) = (whole.unwrap(), packed.unwrap());
        let policy = between(&whole, "content=\"", "\"");
        let script = between(&whole, "<script type=\"module\">", "</script>");
        let style = between(&whole, "<style>", "</style>");
        assert!(script.contains("const fetch = ") && script.contains("const b = () => 0;"));
        assert_eq!(style, "@font-face{src:url(data:font/woff2;base64,Zm9udA==)}");
        for text in [script, style] {
            assert!(policy.contains(&format!("-src '{}'", sha256(text))), "{policy}");
        }
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe-inline"));
        assert_eq!(whole.matches("Content-Security-Policy").count(), 1);
        assert_eq!(between(&whole, "id=\"files\">", "</script>"), base64(&packed));
        assert!(!whole.contains("=\"./"), "an address is left: {whole}");
    }

    #[test]
    fn what_would_end_its_element_is_refused() {
        assert!(contained("a < b", "x").is_ok());
        assert!(contained("'</script>'", "x.js").unwrap_err().to_string().contains("x.js"));
    }
}
