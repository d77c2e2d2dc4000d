//! Links to a moment: what stands after the `?` of an address, read strictly and printed back.
//!
//! `s` is `1`, the version of the format, and then the base64url of the raw deflate of the scenario's text. The page packs
//! and unpacks with the browser's own CompressionStream; here the packed bytes are only carried.

use super::chosen::View;

/// The most characters that a link of ours has. Browsers take far more, but mail programs, chats and proxies cut or refuse
/// addresses from about 8,000; a longer history is better sent as a file.
pub const LINK_MAX: usize = 8_000;

/// The most bytes that the text of a link may unpack to. A few kilobytes of deflate can hold gigabytes of nothing.
pub const TEXT_MAX: usize = 1_000_000;

/// A moment that an address asks for. What it does not say is left as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// The history, `s` or `scenario`.
    pub source: Option<Source>,
    /// The branch, `b`.
    pub branch: Option<String>,
    /// The step, `k`.
    pub step: Option<u64>,
    /// The fingerprint that the state has there, `f`: another one means that this version runs the scenario otherwise.
    pub fingerprint: Option<u64>,
    /// The way to look at it, `v`.
    pub view: Option<View>,
    /// Whether it is to be dark, `theme`.
    pub is_dark: Option<bool>,
    /// Whether it is to be presented, `present`.
    pub is_presented: bool,
}

/// Where a history comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The text of a scenario, as raw deflate.
    Packed(Vec<u8>),
    /// A preset of the protocol, by name.
    Named(String),
}

impl Link {
    /// Reads the part after the `?`. What is unknown or malformed is left out, and listed in words.
    pub fn parse(query: &str) -> (Link, Vec<String>) {
        let (mut link, mut problems) = (Link::default(), Vec::new());
        if query.len() > LINK_MAX {
            problems.push(format!("This link is longer than {LINK_MAX} characters."));
            return (link, problems);
        }
        let mut seen: Vec<&str> = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, raw) = pair.split_once('=').unwrap_or((pair, ""));
            let taken = match decoded(raw) {
                _ if seen.contains(&name) => Err("is there twice"),
                Some(value) => link.take(name, value),
                None => Err("is not written as addresses are"),
            };
            seen.push(name);
            if let Err(wrong) = taken {
                problems.push(format!("In this link, \"{}\" {wrong}.", brief(pair)));
            }
        }
        (link, few(problems))
    }

    /// The same for a comparison, whose history is its script, with one line and no fingerprint; its step is an instant.
    pub fn of_comparison(query: &str) -> (Link, Vec<String>) {
        let (mut link, mut problems) = Link::parse(query);
        let is_named = matches!(link.source, Some(Source::Named(_)));
        let is_drawn = |view: View| matches!(view, View::Stage | View::Tables);
        let foreign = [
            ("scenario", is_named),
            ("b", link.branch.take().is_some()),
            ("f", link.fingerprint.take().is_some()),
            ("v", link.view.take_if(|view| !is_drawn(*view)).is_some()),
            ("theme", link.is_dark.take().is_some()),
            ("present", std::mem::take(&mut link.is_presented)),
        ];
        link.source.take_if(|_| is_named);
        let foreign = foreign.iter().filter(|(_, is_said)| *is_said);
        problems.extend(foreign.map(|(name, _)| format!("A comparison has no such \"{name}\".")));
        (link, problems)
    }

    fn take(&mut self, name: &str, value: String) -> Result<(), &'static str> {
        match name {
            "s" | "scenario" if self.source.is_some() => return Err("is a second scenario"),
            "s" => {
                let packed = value.strip_prefix('1').ok_or("was made by another version")?;
                let bytes = unpacked(packed).filter(|bytes| !bytes.is_empty());
                self.source = Some(Source::Packed(bytes.ok_or("is damaged or incomplete")?));
            }
            "scenario" if value.is_empty() => return Err("names no scenario"),
            "scenario" => self.source = Some(Source::Named(value)),
            "b" if value.is_empty() => return Err("names no branch"),
            "b" => self.branch = Some(value),
            "k" => self.step = Some(digits(&value, 10).ok_or("is not the number of a step")?),
            "f" => {
                let whole = Some(&value).filter(|value| value.len() == 16);
                let number = whole.and_then(|value| digits(value, 16));
                self.fingerprint = Some(number.ok_or("is not a fingerprint of 16 digits")?);
            }
            "v" => self.view = Some(View::parse(&value).ok_or("is not a way to look at it")?),
            "theme" => {
                self.is_dark = Some(match &*value {
                    "dark" => true,
                    "light" => false,
                    _ => return Err("is neither light nor dark"),
                });
            }
            "present" if value == "1" => self.is_presented = true,
            "present" => return Err("should be present=1"),
            _ => return Err("means nothing here"),
        }
        Ok(())
    }

    /// The part after the `?`; reading it gives the same link again.
    pub fn print(&self) -> String {
        let mut pairs: Vec<String> = Vec::new();
        match &self.source {
            Some(Source::Packed(bytes)) => pairs.push(format!("s=1{}", packed(bytes))),
            Some(Source::Named(name)) => pairs.push(format!("scenario={}", encoded(name))),
            None => {}
        }
        let said = [
            ("k", self.step.map(|step| step.to_string())),
            ("b", self.branch.as_deref().map(encoded)),
            ("v", self.view.map(|view| view.name().to_string())),
            ("f", self.fingerprint.map(|number| format!("{number:016x}"))),
            ("theme", self.is_dark.map(|dark| if dark { "dark" } else { "light" }.to_string())),
            ("present", self.is_presented.then(|| "1".to_string())),
        ];
        let said = said.into_iter().filter_map(|(name, value)| Some((name, value?)));
        pairs.extend(said.map(|(name, value)| format!("{name}={value}")));
        pairs.join("&")
    }
}

/// A number without a sign.
fn digits(text: &str, radix: u32) -> Option<u64> {
    let is_digits = text.chars().all(|letter| letter.is_digit(radix));
    u64::from_str_radix(text, radix).ok().filter(|_| is_digits)
}

/// Something from outside as a sentence may quote it: short, and without what would change how the sentence is read.
pub fn brief(text: &str) -> String {
    const LETTERS: usize = 40;
    let turns = |it: char| matches!(it, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut shown = text.chars().filter(|it| !it.is_control() && !turns(*it));
    let begin: String = shown.by_ref().take(LETTERS).collect();
    if shown.next().is_some() { begin + "…" } else { begin }
}

/// The first problems, and how many more there are: an address can hold thousands.
pub fn few(mut problems: Vec<String>) -> Vec<String> {
    const SAID: usize = 3;
    let more = problems.len().saturating_sub(SAID);
    if more > 0 {
        problems.truncate(SAID);
        problems.push(format!("More is wrong in it: {more} further parts."));
    }
    problems
}

/// A text as addresses write it: all but letters, digits and a few signs as bytes in percent.
pub(super) fn encoded(text: &str) -> String {
    let mut all = String::new();
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'.' | b'~' => {
                all.push(char::from(byte));
            }
            _ => all.push_str(&format!("%{byte:02X}")),
        }
    }
    all
}

/// The inverse; a `+` is a space, as forms write it.
pub(super) fn decoded(text: &str) -> Option<String> {
    let mut all = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        all.push(match byte {
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            b'+' => b' ',
            other => other,
        });
    }
    String::from_utf8(all).ok()
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Bytes as base64url without padding (RFC 4648, section 5).
pub fn packed(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0, |bits, byte| bits << 8 | usize::from(*byte));
        let bits = bits << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            text.push(char::from(LETTERS[bits >> (18 - 6 * place) & 63]));
        }
    }
    text
}

/// The inverse. Nothing if a letter is none of the 64, or if the bits behind the last byte are not zero.
pub fn unpacked(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut held) = (Vec::with_capacity(text.len() * 3 / 4), 0_u32, 0_u32);
    for letter in text.bytes() {
        let value = u32::try_from(LETTERS.iter().position(|known| *known == letter)?).ok()?;
        (bits, held) = (bits << 6 | value, held + 6);
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held).ok()?);
            bits &= (1 << held) - 1;
        }
    }
    (bits == 0 && held < 6).then_some(bytes)
}
