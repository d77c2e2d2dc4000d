//! The style sheet that a still carries: those parts of the page's that speak of what is in it.

const TOKENS: &str = include_str!("../../static/tokens.css");
const SHARED: &str = include_str!("../../static/ui.css");
const LAB: &str = include_str!("../../static/lab.css");

/// The colours of a still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Ink on paper.
    Light,
    /// Light on dark.
    Dark,
    /// What its surroundings ask for; light on paper.
    Auto,
}

/// The sheet, without its comments.
pub fn sheet(theme: Theme) -> String {
    let light = between(TOKENS, ":root", "[data-theme=\"dark\"]");
    let dark = between(TOKENS, "[data-theme=\"dark\"] {", "/* the same cycle");
    let dark = dark.replacen("[data-theme=\"dark\"]", ":root", 1);
    let dark = match theme {
        Theme::Light => String::new(),
        Theme::Dark => dark,
        Theme::Auto => format!("@media screen and (prefers-color-scheme:dark){{{dark}}}"),
    };
    let parts = [
        light,
        &dark,
        between(TOKENS, ".t0{", "/* focus"),
        between(SHARED, "svg text{", "/* ---- panel"),
        between(LAB, "/* ---- stage ----", "/* ---- panel"),
    ];
    compact(&parts.concat())
}

/// The part of a style sheet from one mark to the next; a test sees to it that the marks are there.
fn between<'s>(sheet: &'s str, from: &str, to: &str) -> &'s str {
    let start = sheet.find(from).unwrap_or(sheet.len());
    let length = sheet[start..].find(to).unwrap_or_default();
    &sheet[start..start + length]
}

/// The same sheet in fewer letters.
fn compact(sheet: &str) -> String {
    let mut all = String::with_capacity(sheet.len());
    for part in sheet.split("*/") {
        let rules = part.split("/*").next().unwrap_or_default();
        for word in rules.split_whitespace() {
            let opens = all.is_empty() || all.ends_with(['{', '}', ';', ',']);
            if !opens && !word.starts_with(['{', '}']) {
                all.push(' ');
            }
            all.push_str(word);
        }
    }
    all
}
