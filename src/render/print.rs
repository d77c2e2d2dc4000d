//! The style sheet of a still: those parts of the page's own that speak of what is in it, in the light theme.

const TOKENS: &str = include_str!("../../static/tokens.css");
const SHARED: &str = include_str!("../../static/ui.css");
const LAB: &str = include_str!("../../static/lab.css");

/// What a still embeds, so that it looks right by itself.
pub fn style() -> String {
    let parts = [
        between(TOKENS, ":root", "[data-theme=\"dark\"]"),
        between(TOKENS, ".t0{", "/* focus"),
        between(SHARED, "svg text{", "/* ---- panel"),
        between(LAB, "/* ---- stage ----", "/* ---- panel"),
    ];
    parts.concat()
}

/// The part of a style sheet from one mark to the next; a test sees to it that the marks are there.
fn between<'s>(sheet: &'s str, from: &str, to: &str) -> &'s str {
    let start = sheet.find(from).unwrap_or(sheet.len());
    let length = sheet[start..].find(to).unwrap_or_default();
    &sheet[start..start + length]
}
