//! What a block may say, and what `book.toml` may say for all blocks: names, values, and what is wrong with them.

use quorarium::render::sheet::Theme;
use quorarium::render::still;
use quorarium::scenario::word::unknown;
use quorarium::web::chosen::View;

/// What `book.toml` may set for all blocks, and a block for itself.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// What stands where the live cluster does not.
    pub still: Still,
    /// The width of a picture, in pixels.
    pub width: Option<u32>,
    /// Attributes of the element that are handed on as they are, in the order of [`ATTRIBUTES`].
    attributes: [Option<String>; ATTRIBUTES.len()],
}

/// The forms of a still.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Still {
    /// A picture.
    #[default]
    Svg,
    /// A sequence diagram, for a book that draws Mermaid.
    Mermaid,
    /// Plain text.
    Text,
}

/// The attributes of the element that are handed on, and which values each has.
const ATTRIBUTES: [(&str, Values); 6] = [
    ("theme", Values::Word(&["auto", "light", "dark"])),
    ("controls", Values::Word(&["full", "step", "none"])),
    ("faults", Values::Word(&["on", "off"])),
    ("panels", Values::List(&["logs", "caption", "timeline"])),
    ("view", Values::View),
    ("height", Values::Pixels),
];

const STILLS: [(&str, Still); 3] =
    [("svg", Still::Svg), ("mermaid", Still::Mermaid), ("text", Still::Text)];

#[derive(Clone, Copy)]
enum Values {
    /// One of these.
    Word(&'static [&'static str]),
    /// Some of these, with commas between them, or `none`.
    List(&'static [&'static str]),
    /// A way to look at a history.
    View,
    /// So many pixels.
    Pixels,
}

impl Settings {
    /// The names of all settings.
    pub fn names() -> Vec<&'static str> {
        let names = ATTRIBUTES.iter().map(|(name, _)| *name);
        ["still", "width"].into_iter().chain(names).collect()
    }

    /// Takes a setting; the error says what its value may be. False if no setting has this name.
    pub fn take(&mut self, name: &str, value: &str) -> Result<bool, String> {
        match name {
            "still" => {
                let names = STILLS.map(|(name, _)| name);
                let found = STILLS.iter().find(|(name, _)| *name == value);
                self.still = found.ok_or_else(|| unknown("still", value, &names))?.1;
            }
            "width" => {
                let pixels = value.parse::<u32>().ok();
                let fits = |pixels: &u32| still::WIDTHS.contains(&i64::from(*pixels));
                self.width = Some(pixels.filter(fits).ok_or_else(|| {
                    let (from, to) = (still::WIDTHS.start(), still::WIDTHS.end());
                    format!("width is a number of pixels from {from} to {to}, not \"{value}\"")
                })?);
            }
            _ => {
                let known = ATTRIBUTES.iter().position(|(known, _)| *known == name);
                let Some(place) = known else { return Ok(false) };
                ATTRIBUTES[place].1.check(name, value)?;
                self.attributes[place] = Some(value.to_string());
            }
        }
        Ok(true)
    }

    /// The attributes that were set.
    pub fn attributes(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = ATTRIBUTES.iter().zip(&self.attributes);
        all.filter_map(|((name, _), value)| Some((*name, value.as_deref()?)))
    }

    /// The colours of a picture: those of the live cluster.
    pub fn theme(&self) -> Theme {
        match self.attributes().find(|(name, _)| *name == "theme") {
            Some((_, "light")) => Theme::Light,
            Some((_, "dark")) => Theme::Dark,
            _ => Theme::Auto,
        }
    }

    /// The way to look at the history that a link to the page asks for; none for the usual one.
    pub fn view(&self) -> Option<View> {
        let (_, name) = self.attributes().find(|(name, _)| *name == "view")?;
        View::parse(name).filter(|view| *view != View::Stage)
    }
}

impl Values {
    fn check(self, name: &str, value: &str) -> Result<(), String> {
        match self {
            Values::Word(words) if words.contains(&value) => Ok(()),
            Values::Word(words) => Err(unknown(&format!("value of {name}"), value, words)),
            Values::List(_) if value == "none" => Ok(()),
            Values::List(words) => {
                let wrong = value.split(',').find(|word| !words.contains(word));
                let known = [words, &["none"]].concat();
                wrong.map_or(Ok(()), |word| Err(unknown(&format!("value of {name}"), word, &known)))
            }
            Values::View if View::parse(value).is_some() => Ok(()),
            Values::View => {
                let names: Vec<&str> = View::ALL.iter().map(|view| view.name()).collect();
                Err(unknown(&format!("value of {name}"), value, &names))
            }
            Values::Pixels => match value.parse::<u32>() {
                Ok(120..=4_000) => Ok(()),
                _ => Err(format!("{name} is a number of pixels from 120 to 4000, not \"{value}\"")),
            },
        }
    }
}
