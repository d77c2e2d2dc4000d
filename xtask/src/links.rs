//! Reads the `data-trunk` links of index.html, the four kinds we build, so that trunk and xtask build one page.

use std::ops::Range;

use anyhow::{Context, Result, bail};

use crate::tags::{Tag, line_of, tags};

/// A `<link data-trunk …>` and where it stands in the page.
#[derive(Debug, PartialEq)]
pub struct Link {
    /// The bytes of the tag, to be replaced by what was built.
    pub span: Range<usize>,
    pub kind: Kind,
}

/// What a link asks for.
#[derive(Debug, PartialEq)]
pub enum Kind {
    /// Compile this binary and start it.
    Rust { bin: String },
    /// Link this style sheet under a name made of its content.
    Css { href: String },
    /// Copy this folder under its own name.
    CopyDir { href: String },
    /// Copy this file under its own name.
    CopyFile { href: String },
}

/// All `data-trunk` links, in the order of the page.
pub fn read(html: &str) -> Result<Vec<Link>> {
    let tags = tags(html)?.into_iter();
    let ours = tags.filter(|tag| tag.name == "link" && tag.get("data-trunk").is_some());
    ours.map(|tag| {
        let kind = kind(&tag).with_context(|| {
            let line = line_of(html, tag.span.start);
            format!("index.html, line {line}: {}", &html[tag.span.clone()])
        })?;
        Ok(Link { span: tag.span, kind })
    })
    .collect()
}

fn kind(tag: &Tag) -> Result<Kind> {
    let need = |name: &str| match tag.get(name) {
        Some(value) if !value.is_empty() => Ok(value.to_owned()),
        _ => bail!("it needs {name}=\"…\""),
    };
    for (name, _) in &tag.attributes {
        let known = ["data-trunk", "rel", "href", "data-bin", "data-wasm-opt"];
        if !known.contains(&name.as_str()) {
            bail!("xtask does not know the attribute {name}; it knows {}", known.join(", "));
        }
    }
    Ok(match need("rel")?.as_str() {
        "rust" => Kind::Rust { bin: need("data-bin")? },
        "css" => Kind::Css { href: need("href")? },
        "copy-dir" => Kind::CopyDir { href: need("href")? },
        "copy-file" => Kind::CopyFile { href: need("href")? },
        other => {
            bail!(
                "xtask does not build rel=\"{other}\"; it builds rust, css, copy-dir and copy-file"
            )
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_kinds_are_read_and_the_rest_is_left_alone() {
        let html = "<!doctype html><!-- <link data-trunk rel=\"sass\"> -->\n\
            <link data-trunk rel=\"rust\" data-bin='app' data-wasm-opt=0 />\
            <link rel=\"icon\" href=\"x.svg\">\n<link data-trunk rel=css href=\"a b.css\">\
            <link data-trunk rel=\"copy-dir\" href=\"d\"><link data-trunk rel=\"copy-file\" href=\"f\">";
        let kinds: Vec<Kind> = read(html).unwrap().into_iter().map(|link| link.kind).collect();
        let owned = |text: &str| text.to_owned();
        assert_eq!(
            kinds,
            [
                Kind::Rust { bin: owned("app") },
                Kind::Css { href: owned("a b.css") },
                Kind::CopyDir { href: owned("d") },
                Kind::CopyFile { href: owned("f") },
            ]
        );
    }

    #[test]
    fn what_is_not_built_is_named_with_its_line() {
        let error = |html: &str| format!("{:#}", read(html).unwrap_err());
        let sass = error("<p>\n<link data-trunk rel=\"sass\" href=\"x.scss\">");
        assert!(sass.contains("line 2") && sass.contains("rel=\"sass\""), "{sass}");
        assert!(error("<link data-trunk rel=\"css\">").contains("it needs href"));
        assert!(error("<link data-trunk rel=css href=x data-inline>").contains("data-inline"));
    }

    #[test]
    fn our_own_page_is_one_that_xtask_builds() {
        let links = read(include_str!("../../index.html")).unwrap();
        let rust = links.iter().filter(|link| matches!(link.kind, Kind::Rust { .. }));
        assert_eq!(rust.count(), 1);
    }
}
