//! The folder of a host that the page is packaged for, and whether an address stays in it.

use std::fmt;
use std::str::FromStr;

use anyhow::{Result, bail};

/// A folder of a host, such as `/` or `/course/quorarium/`.
#[derive(Clone, Debug, PartialEq)]
pub struct Base(String);

impl FromStr for Base {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Base> {
        if text.contains("://") || text.starts_with("//") {
            bail!(
                "`{text}` names a host, and the package fits any: give the path alone, such as /quorarium/"
            );
        }
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-._~".contains(letter);
        let inside = text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
        let is_fine = |part: &str| {
            !part.is_empty() && part.chars().all(is_plain) && part != "." && part != ".."
        };
        if text == "/" || inside.is_some_and(|inside| inside.split('/').all(is_fine)) {
            return Ok(Base(text.to_owned()));
        }
        bail!(
            "`{text}` is not a folder of a host: a folder begins and ends with a slash, such as /quorarium/, \
             and between them are letters, digits and -._~"
        )
    }
}

impl fmt::Display for Base {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}

/// The file of the package that an address in one of its files means; none if it lies outside, or is no file at all.
pub fn file_of(base: Option<&Base>, within: &str, address: &str) -> Option<String> {
    let (mut parts, rest) = match base.and_then(|base| address.strip_prefix(base.0.as_str())) {
        Some(rest) => (Vec::new(), rest),
        None if address.starts_with('/') || address.contains(':') => return None,
        None => {
            let folder = within.rsplit_once('/').map_or("", |(folder, _)| folder);
            (folder.split('/').filter(|part| !part.is_empty()).collect(), address)
        }
    };
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()?),
            other => parts.push(other),
        }
    }
    if path.is_empty() || path.ends_with('/') || path == "." {
        parts.push("index.html");
    }
    Some(parts.join("/"))
}

/// The addresses that a file of text loads or leads to: those of tags and styles, and of the modules of scripts.
pub fn addresses<'a>(path: &str, text: &'a str) -> Vec<&'a str> {
    let starts: &[&str] = match path.rsplit_once('.') {
        Some((_, "html")) => &["href=\"", "src=\""],
        Some((_, "css")) => &["url("],
        Some((_, "js")) => {
            &["from \"", "from '", "import(\"", "import('", "new URL(\"", "new URL('"]
        }
        _ => &[],
    };
    let after = |start: &&str| {
        let ends: &[char] = if start.starts_with("url") { &[')'] } else { &['"', '\''] };
        let found = text.match_indices(*start).map(move |(at, start)| &text[at + start.len()..]);
        found.filter_map(move |rest| rest.split(ends).next()).collect::<Vec<_>>()
    };
    let found = starts.iter().flat_map(after).map(|it| it.trim_matches(['"', '\'']));
    found.filter(|it| !it.starts_with("data:") && !it.starts_with('#')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_a_folder_of_a_host() {
        for base in ["/", "/a/", "/a/b-1.2/~c/"] {
            assert_eq!(base.parse::<Base>().unwrap().to_string(), base);
        }
        for (bad, says) in [
            ("x", "begins and ends with a slash"),
            ("/x", "begins and ends with a slash"),
            ("/a//b/", "is not a folder"),
            ("/a/../b/", "is not a folder"),
            ("/a\"/", "is not a folder"),
            ("", "is not a folder"),
            ("http://x/", "names a host"),
            ("//x/", "names a host"),
        ] {
            let error = bad.parse::<Base>().unwrap_err().to_string();
            assert!(error.contains(says), "{bad}: {error}");
        }
    }

    #[test]
    fn an_address_means_a_file_of_the_package_or_none() {
        let base: Base = "/a/".parse().unwrap();
        let of = |within: &str, address: &str| file_of(Some(&base), within, address);
        assert_eq!(of("index.html", "./x.js?y#z").as_deref(), Some("x.js"));
        assert_eq!(of("index.html", "/a/").as_deref(), Some("index.html"));
        assert_eq!(of("b/c/d.js", "../e.js").as_deref(), Some("b/e.js"));
        assert_eq!(of("b/d.css", "./fonts/f.woff2").as_deref(), Some("b/fonts/f.woff2"));
        for outside in ["../x", "/b/x", "/ax", "//h/x", "http://h/x", "mailto:x"] {
            assert_eq!(of("index.html", outside), None, "{outside}");
        }
        assert_eq!(file_of(None, "index.html", "/a/x"), None);
    }

    #[test]
    fn addresses_are_found_in_pages_styles_and_scripts() {
        let page = "<link href=\"./a.css\"><script src=\"./b.js\"></script><a href=\"#/x\">";
        assert_eq!(addresses("x.html", page), ["./a.css", "./b.js"]);
        let style = "a{src:url(./f.woff2)}b{src:url(\"g.woff2\")}c{src:url(data:x)}";
        assert_eq!(addresses("x.css", style), ["./f.woff2", "g.woff2"]);
        let script = "import a from \"./c.js\"\nnew URL('./d.wasm', import.meta.url)";
        assert_eq!(addresses("x.js", script), ["./c.js", "./d.wasm"]);
        assert!(addresses("x.json", "from \"./c.js\"").is_empty());
    }
}
