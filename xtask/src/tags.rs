//! The tags of a page of ours, as they stand in its text: enough to find links and scripts and to put others in their place.

use std::ops::Range;

use anyhow::{Result, bail};

/// A tag, and where it stands.
#[derive(Debug, PartialEq)]
pub struct Tag {
    /// Its bytes, from `<` to `>`.
    pub span: Range<usize>,
    /// Its name; that of an end tag begins with `/`.
    pub name: String,
    /// Its attributes, in their order.
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute; empty if it has none.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// All tags in their order, without what stands in comments.
pub fn tags(html: &str) -> Result<Vec<Tag>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        let rest = &html[start..];
        let end = match rest.strip_prefix("<!--") {
            Some(comment) => comment.find("-->").map(|end| end + "<!---->".len()),
            None => rest.find('>').map(|end| end + 1),
        };
        let Some(length) = end else {
            bail!("index.html, line {}: this tag is never closed", line_of(html, start));
        };
        at = start + length;
        if !rest.starts_with("<!") {
            let inner = rest[1..length - 1].trim_end_matches('/');
            let (name, attributes_of) =
                inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
            let attributes = attributes(attributes_of);
            tags.push(Tag { span: start..at, name: name.to_owned(), attributes });
        }
    }
    Ok(tags)
}

/// The line of a place in a text, from 1.
pub fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// What stands in a tag after its name: `name`, `name=value` or `name="value"`.
fn attributes(inner: &str) -> Vec<(String, String)> {
    let mut attributes = Vec::new();
    let mut rest = inner.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            (value, rest) = match after.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    after[1..].split_once(quote).unwrap_or((&after[1..], ""))
                }
                _ => after.split_once(char::is_whitespace).unwrap_or((after, "")),
            };
            rest = rest.trim_start();
        }
        attributes.push((name, value.to_owned()));
    }
    attributes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_with_their_attributes_and_places() {
        let html = "<!doctype html><!-- <a> --><a b=c d='e f' g />x</a>";
        let tags = tags(html).unwrap();
        let names: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, ["a", "/a"]);
        assert_eq!(&html[tags[0].span.clone()], "<a b=c d='e f' g />");
        assert_eq!([tags[0].get("b"), tags[0].get("d")], [Some("c"), Some("e f")]);
        assert_eq!([tags[0].get("g"), tags[0].get("h")], [Some(""), None]);
    }

    #[test]
    fn a_tag_that_is_never_closed_is_named_with_its_line() {
        assert!(tags("<p>\n\n<link").unwrap_err().to_string().contains("line 3"));
    }
}
