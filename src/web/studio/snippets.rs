//! The lines that put a frame into a page, for each of the tools that make pages.

use super::spec::{Size, Spec};

/// A tool that makes pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Any page: the element.
    Html,
    /// Any page that takes no script: the frame itself.
    Iframe,
    /// mdBook.
    MdBook,
    /// Docusaurus.
    Docusaurus,
    /// MkDocs.
    MkDocs,
    /// Sphinx.
    Sphinx,
    /// Hugo.
    Hugo,
    /// Jupyter.
    Jupyter,
}

impl Tool {
    /// All of them, with what they are called.
    pub const ALL: [(Tool, &str); 8] = [
        (Tool::Html, "HTML"),
        (Tool::Iframe, "iframe"),
        (Tool::MdBook, "mdBook"),
        (Tool::Docusaurus, "Docusaurus"),
        (Tool::MkDocs, "MkDocs"),
        (Tool::Sphinx, "Sphinx"),
        (Tool::Hugo, "Hugo"),
        (Tool::Jupyter, "Jupyter"),
    ];
}

/// What is copied, and what is done once beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// What is done once for the whole site, in a sentence, and the lines of it.
    pub once: Option<(&'static str, String)>,
    /// Where the lines go.
    pub place: &'static str,
    /// The lines.
    pub lines: String,
}

/// The lines for a tool; `page` is the address of our page, up to the `#`, and `folder` that of the folder it stands in.
pub fn snippet(tool: Tool, spec: &Spec, page: &str, folder: &str) -> Snippet {
    let script = format!("{folder}embed.js");
    let element = element(spec);
    let (place, lines, once) = match tool {
        Tool::Html => (
            "Where the frame is to stand.",
            element,
            Some((
                "Once a page, in its head:",
                format!("<script src=\"{script}\" defer></script>"),
            )),
        ),
        Tool::Iframe => {
            ("Where the frame is to stand. No script is needed.", iframe(spec, page), None)
        }
        // The block knows named scenarios and lessons; all else is the element.
        Tool::MdBook if !spec.is_named() => (
            "In a chapter.",
            format!("<script src=\"{script}\" defer></script>\n<div>{element}</div>"),
            None,
        ),
        Tool::MdBook => (
            "In a chapter.",
            block(spec),
            Some((
                "Once, in book.toml, after cargo install mdbook-quorarium:",
                format!("[preprocessor.quorarium]\npage = \"{folder}\""),
            )),
        ),
        Tool::Docusaurus => (
            "In a page of Markdown (MDX).",
            element,
            Some((
                "Once, in docusaurus.config.js:",
                format!("scripts: [{{ src: '{script}', defer: true }}],"),
            )),
        ),
        Tool::MkDocs => (
            "In a page of Markdown, with an empty line before and after.",
            element,
            Some(("Once, in mkdocs.yml:", format!("extra_javascript:\n  - {script}"))),
        ),
        Tool::Sphinx => (
            "In a page of reStructuredText.",
            format!(".. raw:: html\n\n{}", indented(&element, "   ")),
            Some((
                "Once, in conf.py:",
                format!("html_js_files = [('{script}', {{'defer': 'defer'}})]"),
            )),
        ),
        Tool::Hugo => (
            "In a page of Markdown.",
            shortcode(spec),
            Some(("Once, as layouts/shortcodes/quorarium.html:", layout(&script))),
        ),
        Tool::Jupyter => ("In a cell of code.", jupyter(spec, page), None),
    };
    Snippet { once, place, lines }
}

/// The attributes of the element, name and value.
fn attributes(spec: &Spec) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    let frame = spec.frame();
    let (_, query) = frame.split_once('?').unwrap_or((&frame, ""));
    let mut rest: Vec<&str> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        match key {
            "k" => all.push(("step", value.to_string())),
            "v" => all.push(("view", value.to_string())),
            "theme" => all.push(("theme", value.to_string())),
            "controls" => all.push(("controls", value.to_string())),
            "faults" => all.push(("faults", value.to_string())),
            "panels" => all.push(("panels", value.to_string())),
            // The element sees to its height itself.
            "fit" => {}
            _ => rest.push(pair),
        }
    }
    let more = if rest.is_empty() { String::new() } else { format!("?{}", rest.join("&")) };
    let subject = match spec.name.strip_prefix("learn/") {
        Some(lesson) => ("lesson", format!("{lesson}{more}")),
        None => ("scenario", format!("{}{more}", spec.name)),
    };
    all.insert(0, subject);
    all.extend(spec.size.height.map(|height| ("height", height.to_string())));
    all
}

fn written(spec: &Spec) -> String {
    let pairs = attributes(spec).into_iter();
    pairs.map(|(name, value)| format!(" {name}=\"{}\"", escaped(&value))).collect()
}

fn element(spec: &Spec) -> String {
    format!("<quorarium-stage{}></quorarium-stage>", written(spec))
}

fn shortcode(spec: &Spec) -> String {
    format!("{{{{< quorarium{} >}}}}", written(spec))
}

/// The file that Hugo makes an element of a shortcode with: every attribute that is given.
fn layout(script: &str) -> String {
    let given =
        |name: &&str| format!("{{{{ with .Get \"{name}\" }}}} {name}=\"{{{{ . }}}}\"{{{{ end }}}}");
    let all: String = NAMES.iter().map(given).collect();
    format!("<script src=\"{script}\" defer></script>\n<quorarium-stage{all}></quorarium-stage>")
}

/// The attributes of the element.
const NAMES: &[&str] =
    &["scenario", "lesson", "step", "view", "theme", "controls", "faults", "panels", "height"];

fn block(spec: &Spec) -> String {
    let mut spec = spec.clone();
    // A block without a step is about the last one, and an address about the first.
    if spec.step().is_none() && !spec.is_lesson() {
        spec.say("k", Some("0".to_string()));
    }
    let pairs = attributes(&spec).into_iter();
    let said: Vec<String> = pairs.map(|(name, value)| format!("{name}={value}")).collect();
    format!("```quorarium {}\n```", said.join(" "))
}

fn iframe(spec: &Spec, page: &str) -> String {
    let Size { width, height } = spec.size;
    // Without the element nobody can follow the height.
    let height = height.unwrap_or(TALL);
    let address = format!("{page}{}", without_fit(spec).frame());
    format!(
        "<iframe src=\"{}\" width=\"{width}\" height=\"{height}\" title=\"Quorarium: {}\" loading=\"lazy\" allow=\"fullscreen; clipboard-write\"></iframe>",
        escaped(&address),
        escaped(&spec.name)
    )
}

fn jupyter(spec: &Spec, page: &str) -> String {
    let Size { width, height } = spec.size;
    let address = format!("{page}{}", without_fit(spec).frame());
    format!(
        "from IPython.display import IFrame\nIFrame(\"{}\", width={width}, height={})",
        address.replace(['\\', '"'], ""),
        height.unwrap_or(TALL)
    )
}

/// The height of a frame that nobody follows, in pixels.
const TALL: u32 = 480;

fn without_fit(spec: &Spec) -> Spec {
    let mut spec = spec.clone();
    spec.options.fits_content = false;
    spec
}

fn indented(text: &str, by: &str) -> String {
    text.lines().map(|line| format!("{by}{line}")).collect::<Vec<_>>().join("\n")
}

/// A value as attributes of HTML take it.
fn escaped(value: &str) -> String {
    value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://example.org/q/";

    fn lines(tool: Tool, name: &str, query: &str) -> String {
        snippet(tool, &Spec::parse(name, query).0, PAGE, PAGE).lines
    }

    #[test]
    fn every_tool_gets_its_lines() {
        let of = |tool| lines(tool, "raft/figure-8", "k=20&controls=step&size=480x420");
        let element = "<quorarium-stage scenario=\"raft/figure-8\" step=\"20\" controls=\"step\" height=\"420\"></quorarium-stage>";
        for tool in [Tool::Html, Tool::Docusaurus, Tool::MkDocs] {
            assert_eq!(of(tool), element);
        }
        assert_eq!(of(Tool::Sphinx), format!(".. raw:: html\n\n   {element}"));
        assert_eq!(
            of(Tool::MdBook),
            "```quorarium scenario=raft/figure-8 step=20 controls=step height=420\n```"
        );
        assert_eq!(
            of(Tool::Hugo),
            "{{< quorarium scenario=\"raft/figure-8\" step=\"20\" controls=\"step\" height=\"420\" >}}"
        );
        assert_eq!(
            of(Tool::Iframe),
            "<iframe src=\"https://example.org/q/#/embed/raft/figure-8?k=20&amp;controls=step\" width=\"480\" height=\"420\" title=\"Quorarium: raft/figure-8\" loading=\"lazy\" allow=\"fullscreen; clipboard-write\"></iframe>"
        );
        assert_eq!(
            of(Tool::Jupyter),
            "from IPython.display import IFrame\nIFrame(\"https://example.org/q/#/embed/raft/figure-8?k=20&controls=step\", width=480, height=420)"
        );
    }

    #[test]
    fn a_block_of_mdbook_is_about_what_has_a_name() {
        assert_eq!(
            lines(Tool::MdBook, "zab/truncate", "size=720xauto"),
            "```quorarium scenario=zab/truncate step=0\n```"
        );
        assert_eq!(
            lines(Tool::MdBook, "learn/quorums/1", "size=720xauto"),
            "```quorarium lesson=quorums/1\n```"
        );
        for (name, query) in [("raft", "size=720xauto"), ("raft", "s=1abc&size=720xauto")] {
            assert!(lines(Tool::MdBook, name, query).contains("<quorarium-stage "));
        }
        let once = snippet(Tool::Hugo, &Spec::parse("raft", "").0, PAGE, PAGE).once.unwrap().1;
        assert!(once.contains("{{ with .Get \"step\" }} step=\"{{ . }}\"{{ end }}"), "{once}");
    }

    #[test]
    fn what_stands_in_an_attribute_stays_in_it() {
        let hostile = lines(Tool::Html, "raft/\"><script>alert(1)</script>", "");
        assert_eq!(hostile.matches('<').count(), 2, "{hostile}");
        let hostile = lines(Tool::Jupyter, "raft/\"+import os", "b=\"");
        assert_eq!(hostile.matches('"').count(), 2, "{hostile}");
        let lesson = lines(Tool::Html, "learn/raft-roles/2", "size=720xauto");
        assert_eq!(lesson, "<quorarium-stage lesson=\"raft-roles/2\"></quorarium-stage>");
        let packed = lines(Tool::Html, "raft", "s=1abc&k=3&b=x&size=720xauto");
        assert_eq!(
            packed,
            "<quorarium-stage scenario=\"raft?s=1abc&amp;b=x\" step=\"3\"></quorarium-stage>"
        );
    }
}
