//! A moment as a chapter has it: in HTML as the element with its still inside, and for other renderers as the still.
//!
//! In HTML everything stands on one line, so that nothing in it ends the block of HTML, also inside a list or a quotation.
//! A picture is an image of its own (`data:`) and not part of the page: its ids, classes and styles meet neither those of
//! the book nor those of the next picture. Its colours follow the book's theme, since an image sees the `color-scheme` of
//! the element that it stands in, and mdBook's themes set it.

use crate::block::Block;
use crate::moment::{Moment, Twin};
use std::fmt::Write;

/// The element, with the still and a link inside for those who have no script, and for print.
pub fn html(moment: &Moment, block: &Block, page: &str) -> String {
    let (name, subject) = &moment.attribute;
    let mut attributes = format!(" {name}=\"{}\"", escaped(subject));
    let step = moment.step.map(|step| ("step", step.to_string()));
    let label = ("label", block.label.clone().unwrap_or_else(|| moment.title.clone()));
    let settings = block.settings.attributes().map(|(name, value)| (name, value.to_string()));
    for (name, value) in step.into_iter().chain([label]).chain(settings) {
        let _ = write!(attributes, " {name}=\"{}\"", escaped(&value));
    }
    let still = match &moment.twin {
        Twin::Picture(svg, words) => {
            format!("<img src=\"{}\" alt=\"{}\">", data(svg), escaped(words))
        }
        Twin::Diagram(text) => format!("<pre class=\"mermaid\">{}</pre>", escaped(text)),
        Twin::Text(text) => {
            format!("<pre><code class=\"language-text\">{}</code></pre>", escaped(text))
        }
        Twin::Nothing => String::new(),
    };
    format!(
        "<div class=\"quorarium\"><quorarium-stage{attributes}><div>{still}<p>\
         <a href=\"{}\">{}</a></p></div></quorarium-stage></div>",
        escaped(&live(moment, page)),
        escaped(&invitation(moment))
    )
}

/// The still in Markdown, in lines.
pub fn markdown(moment: &Moment, page: Option<&str>) -> Vec<String> {
    let mut lines: Vec<String> = match &moment.twin {
        Twin::Picture(svg, words) => vec![format!("![{}]({})", plain(words), data(svg))],
        Twin::Diagram(text) => fenced("mermaid", text),
        Twin::Text(text) => fenced("text", text),
        Twin::Nothing => vec![plain(&moment.title)],
    };
    if let Some(page) = page {
        let words = plain(&invitation(moment));
        lines.extend([String::new(), format!("[{words}](<{}>)", live(moment, page))]);
    }
    lines
}

/// What makes the elements of a chapter live.
pub fn script(page: &str) -> String {
    format!("<script src=\"{}embed.js\" defer></script>", escaped(page))
}

fn live(moment: &Moment, page: &str) -> String {
    format!("{page}index.html{}", moment.address)
}

fn invitation(moment: &Moment) -> String {
    let title = &moment.title;
    match moment.step {
        Some(step) => format!("Open step {step} live: {title}"),
        None => format!("Open the lesson: {title}"),
    }
}

fn fenced(kind: &str, text: &str) -> Vec<String> {
    let runs = text.split(|letter| letter != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or_default().max(2) + 1);
    let mut lines = vec![format!("{fence}{kind}")];
    lines.extend(text.trim_end().lines().map(str::to_string));
    lines.push(fence);
    lines
}

/// An SVG as an address. Letters in percent are longer than base64 at first, and shorter where pages are compressed.
fn data(svg: &str) -> String {
    let mut address = "data:image/svg+xml,".to_string();
    for byte in svg.trim_end().bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => address.push(char::from(byte)),
            b'-' | b'_' | b'.' | b'~' | b'!' | b'*' | b':' | b';' | b'=' | b',' | b'/' | b'@' => {
                address.push(char::from(byte));
            }
            _ => {
                let _ = write!(address, "%{byte:02X}");
            }
        }
    }
    address
}

/// A text as HTML has it, on one line.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for letter in text.trim_end().chars() {
        match letter {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            '\n' => html.push_str("&#10;"),
            _ => html.push(letter),
        }
    }
    html
}

/// A text in which Markdown finds nothing of its own.
fn plain(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii_punctuation() && !",.:;'()-".contains(letter) {
            all.push('\\');
        }
        all.push(letter);
    }
    all
}
