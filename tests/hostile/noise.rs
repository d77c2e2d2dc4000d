//! Inputs that nobody means well: right ones, changed by chance, and plain noise. The same on every machine, so that whoever
//! finds something finds it again.

/// A source of chance: a linear congruential generator (Knuth's MMIX), of which the upper bits are used.
pub struct Noise(u64);

impl Noise {
    /// One that begins with a seed.
    pub fn new(seed: u64) -> Noise {
        Noise(seed)
    }

    /// A number below another.
    pub fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % most.max(1)
    }

    /// One of several.
    pub fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }

    /// A right text half of the time, and otherwise one that was changed in a few places.
    pub fn bent(&mut self, right: &str) -> String {
        let mut text = right.to_string();
        if self.below(3) > 0 {
            for _ in 0..=self.below(3) {
                text = self.changed(&text);
            }
        }
        text
    }

    /// The same text, changed in one place.
    fn changed(&mut self, text: &str) -> String {
        let letters: Vec<char> = text.chars().collect();
        let at = self.below(letters.len() + 1);
        let length = self.below(6).min(letters.len() - at);
        let (before, after) = (&letters[..at], &letters[at..]);
        let (cut, rest) = after.split_at(length);
        let string = |letters: &[char]| letters.iter().collect::<String>();
        let (before, cut, rest) = (string(before), string(cut), string(rest));
        match self.below(5) {
            0 => format!("{before}{rest}"),
            1 => format!("{before}{cut}{cut}{rest}"),
            2 => format!("{before}{}{cut}{rest}", self.of(HOSTILE)),
            3 => format!("{before}{}{rest}", self.of(HOSTILE)),
            _ => format!("{rest}{before}{cut}"),
        }
    }

    /// Something that is no input at all.
    pub fn junk(&mut self) -> String {
        (0..self.below(12)).map(|_| self.of(HOSTILE)).collect()
    }

    /// A query: pairs of these names with right values, bent or not.
    pub fn query(&mut self, pairs: &[(&str, &[&str])]) -> String {
        let mut all = Vec::new();
        for _ in 0..self.below(5) {
            let (name, values) = pairs[self.below(pairs.len())];
            let value = self.of(values).to_string();
            let value = if self.below(4) == 0 { self.bent(&value) } else { value };
            all.push(format!("{name}={value}"));
        }
        all.join("&")
    }
}

/// What may stand in the way of a parser, or become a program where somebody is careless.
pub const HOSTILE: &[&str] = &[
    "<script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    "\"><svg onload=window.hacked=1>",
    "javascript:window.hacked=1",
    "'-window.hacked=1-'",
    "{{window.hacked=1}}",
    "%00",
    "%",
    "%ff",
    "%3Cscript%3E",
    "\u{0}",
    "\u{202e}",
    "\u{feff}",
    "ä",
    "𝔘",
    "&",
    "=",
    "#",
    "?",
    "/",
    "../",
    "..",
    "+",
    " ",
    "-1",
    "0",
    "1e9",
    "18446744073709551616",
    "99999999999999999999999999",
    "NaN",
    "\n",
    "\r\n",
    "\t",
    "\\",
    "\"",
    "'",
    "constructor",
    "__proto__",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
];

/// The parameters of a link to a moment.
pub const LINK: &[(&str, &[&str])] = &[
    ("k", &["0", "7", "20"]),
    ("scenario", &["figure-8", "split-vote", "pause"]),
    ("s", &["1Zm9v", "1Zg"]),
    ("b", &["main", "what%20if"]),
    ("f", &["0123456789abcdef"]),
    ("v", &["stage", "space-time", "tables"]),
    ("theme", &["dark", "light"]),
    ("present", &["1"]),
];

/// The parameters of a frame.
pub const FRAME: &[(&str, &[&str])] = &[
    ("theme", &["auto", "light", "dark"]),
    ("controls", &["full", "step", "none"]),
    ("faults", &["on", "off"]),
    ("fit", &["frame", "content"]),
    ("panels", &["none", "logs", "caption,timeline", "logs,caption,timeline"]),
    ("k", &["0", "7"]),
];

/// The places of the page.
pub const PLACES: &[&str] = &[
    "#/",
    "#/lab/raft",
    "#/lab/zab",
    "#/learn",
    "#/learn/raft-roles/2",
    "#/compare/one-command",
    "#/embed/raft/figure-8",
    "#/embed/learn/raft-roles/2",
    "#/studio/raft",
];
