//! What was chosen in the studio, and its addresses.

use crate::web::embed::options::{Options, is_lesson};

/// How large a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// In whole pixels.
    pub width: u32,
    /// In whole pixels; none if it is as high as what is in it.
    pub height: Option<u32>,
}

/// The least and the most that a frame may measure.
pub const WIDTHS: (u32, u32) = (320, 1_200);
/// The same upwards.
pub const HEIGHTS: (u32, u32) = (360, 700);

/// The sizes that are offered.
pub const SIZES: [Size; 4] = [
    Size { width: 320, height: Some(360) },
    Size { width: 480, height: Some(420) },
    Size { width: 720, height: Some(420) },
    Size { width: 1_200, height: Some(700) },
];

/// Everything that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// What stands after `#/embed/`, up to the `?`.
    pub name: String,
    /// What says which moment, pair by pair: `k`, `v`, `s` and the like.
    pub moment: Vec<(String, String)>,
    /// What is seen.
    pub options: Options,
    /// How large.
    pub size: Size,
}

impl Spec {
    /// Reads what stands after `#/studio/`, and what stands after the `?`. What is wrong is listed in sentences.
    pub fn parse(name: &str, query: &str) -> (Spec, Vec<String>) {
        let name = if name.is_empty() { "raft/figure-8" } else { name };
        let (options, mut problems) = Options::parse(name, query);
        let own = Options::parse(name, "").0.own("");
        let is_own = |key: &str| own.split('&').any(|pair| pair.split('=').next() == Some(key));
        let mut spec = Spec {
            name: name.to_string(),
            moment: Vec::new(),
            options,
            size: Size { width: 720, height: Some(420) },
        };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            match key {
                "size" => match size(value) {
                    Some(size) => spec.size = size,
                    None => problems.push(format!(
                        "size is to be given as {}x{} to {}x{}, or with auto for the height.",
                        WIDTHS.0, HEIGHTS.0, WIDTHS.1, HEIGHTS.1
                    )),
                },
                key if is_own(key) => {}
                key => spec.moment.push((key.to_string(), value.to_string())),
            }
        }
        spec.options.fits_content = spec.size.height.is_none();
        (spec, problems)
    }

    /// What a pair of the moment says.
    pub fn said(&self, key: &str) -> Option<&str> {
        self.moment.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    /// Says something else of the moment, or nothing.
    pub fn say(&mut self, key: &str, value: Option<String>) {
        self.moment.retain(|(known, _)| known != key);
        self.moment.extend(value.map(|value| (key.to_string(), value)));
    }

    /// Something else is chosen, with nothing said of its moment.
    pub fn choose(&mut self, name: &str) {
        self.name = name.to_string();
        self.moment.clear();
    }

    /// The step, if it is chosen.
    pub fn step(&self) -> Option<u64> {
        self.said("k")?.parse().ok()
    }

    /// Whether it has a name of its own: a named scenario, or a lesson.
    pub fn is_named(&self) -> bool {
        self.name.contains('/') && self.said("s").is_none()
    }

    /// Whether it is a lesson.
    pub fn is_lesson(&self) -> bool {
        is_lesson(&self.name)
    }

    /// The address of the frame, from its `#` on, with what differs from the usual.
    pub fn frame(&self) -> String {
        let usual = Options::parse(&self.name, "").0.own("");
        let own = self.options.own("");
        let differs = |pair: &&str| !usual.split('&').any(|known| known == *pair);
        let mut pairs: Vec<String> =
            self.moment.iter().map(|(key, value)| format!("{key}={value}")).collect();
        pairs.extend(own.split('&').filter(differs).map(str::to_string));
        let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
        format!("#/embed/{}{query}", self.name)
    }

    /// The address of the studio with all of it.
    pub fn address(&self) -> String {
        let Size { width, height } = self.size;
        let height = height.map_or_else(|| "auto".to_string(), |height| height.to_string());
        let frame = self.frame().replacen("#/embed/", "#/studio/", 1);
        let joint = if frame.contains('?') { '&' } else { '?' };
        format!("{frame}{joint}size={width}x{height}")
    }
}

fn size(text: &str) -> Option<Size> {
    let (width, height) = text.split_once('x')?;
    let within = |text: &str, (least, most): (u32, u32)| {
        text.parse::<u32>().ok().filter(|number| (least..=most).contains(number))
    };
    let height = match height {
        "auto" => None,
        height => Some(within(height, HEIGHTS)?),
    };
    Some(Size { width: within(width, WIDTHS)?, height })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_stands_in_the_address() {
        for (name, query) in [
            ("raft/figure-8", "k=20&controls=step&size=480x420"),
            ("zab", "theme=dark&faults=off&panels=logs&size=1200xauto"),
            ("learn/raft-roles/2", "size=720x420"),
            ("raft", "s=1abc&k=3&b=what%20if&size=320x360"),
        ] {
            let (spec, problems) = Spec::parse(name, query);
            assert_eq!(problems, [""; 0]);
            let address = spec.address();
            let (path, said) = address.split_once('?').unwrap();
            let again = Spec::parse(path.strip_prefix("#/studio/").unwrap(), said);
            assert_eq!(again, (spec, Vec::new()), "{address}");
        }
        let (spec, _) = Spec::parse("raft/figure-8", "k=20&controls=step&size=480x420");
        assert_eq!(spec.frame(), "#/embed/raft/figure-8?k=20&controls=step");
        let (fitting, _) = Spec::parse("zab", "size=720xauto");
        assert_eq!(fitting.frame(), "#/embed/zab?fit=content");
    }

    #[test]
    fn a_size_that_is_none_is_said() {
        for size in ["", "720", "0x0", "720x9000", "ax420", "autox420"] {
            let (spec, problems) = Spec::parse("raft", &format!("size={size}"));
            assert_eq!((problems.len(), spec.size.width), (1, 720), "{size}");
        }
    }
}
