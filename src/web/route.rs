//! Addresses: what stands after the `#`, as the place that it means.

use super::link::brief;
use crate::protocols::house;

/// A lesson that a history belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// Its address, from the `#` on.
    pub address: String,
    /// What it is called.
    pub title: String,
}

/// A place of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The start page.
    Home,
    /// The laboratory of a protocol.
    Lab {
        /// The protocol's name in scenarios; whether there is such a protocol is not asked here.
        protocol: String,
        /// What stands after the `?`, which says which moment of what: see [`super::link`].
        query: String,
    },
    /// A comparison, or the list of them.
    Compare {
        /// Its name; empty for the list.
        script: String,
        /// What stands after the `?`.
        query: String,
    },
    /// A part of a lesson, or the list of lessons.
    Learn {
        /// The lesson's name, and after a `/` the number of the part; empty for the list.
        lesson: String,
        /// What stands after the `?`.
        query: String,
    },
    /// A lab or a lesson in a frame of another page.
    Embed {
        /// What is in it: see [`super::embed::options`].
        name: String,
        /// What stands after the `?`.
        query: String,
    },
    /// The embed studio.
    Studio {
        /// What is put into a frame.
        name: String,
        /// What stands after the `?`.
        query: String,
    },
    /// A lecturer's notes, beside a presentation.
    Notes,
    /// An address that means nothing.
    Unknown(String),
}

impl Route {
    /// Reads the fragment of an address, with or without its `#`.
    pub fn parse(fragment: &str) -> Route {
        let path = fragment.strip_prefix('#').unwrap_or(fragment);
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts[..] {
            [] if query.is_empty() => Route::Home,
            ["lab", protocol] => {
                Route::Lab { protocol: protocol.to_string(), query: query.to_string() }
            }
            ["notes"] => Route::Notes,
            ["compare"] | ["compare", _] => Route::Compare {
                script: parts.get(1).unwrap_or(&"").to_string(),
                query: query.to_string(),
            },
            ["learn"] | ["learn", _] | ["learn", _, _] => {
                Route::Learn { lesson: parts[1..].join("/"), query: query.to_string() }
            }
            ["embed", _, ..] => {
                Route::Embed { name: parts[1..].join("/"), query: query.to_string() }
            }
            ["studio", ..] => {
                Route::Studio { name: parts[1..].join("/"), query: query.to_string() }
            }
            _ => Route::Unknown(path.to_string()),
        }
    }

    /// Why there is nothing at this address, if that can be told of it alone.
    pub fn problem(&self) -> Option<String> {
        match self {
            Route::Lab { protocol, .. } => no_house(protocol),
            Route::Unknown(path) => Some(format!("There is nothing at \"{}\".", brief(path))),
            _ => None,
        }
    }
}

/// That there is no such protocol, if there is none.
pub fn no_house(protocol: &str) -> Option<String> {
    let says = || format!("There is no protocol \"{}\" here.", brief(protocol));
    house(protocol).is_none().then(says)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Compiled for wasm these tests run in a browser, natively they are ordinary ones.
    #[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
    #[cfg_attr(not(target_arch = "wasm32"), test)]
    fn a_fragment_names_a_place() {
        let lab = |query: &str| Route::Lab { protocol: "raft".into(), query: query.into() };
        let compare = |script: &str, query: &str| Route::Compare {
            script: script.to_string(),
            query: query.to_string(),
        };
        let learn = |lesson: &str, query: &str| Route::Learn {
            lesson: lesson.to_string(),
            query: query.to_string(),
        };
        let embed =
            |name: &str, query: &str| Route::Embed { name: name.into(), query: query.into() };
        let cases = [
            ("#/embed/raft", embed("raft", "")),
            ("#/embed/raft/figure-8?k=7", embed("raft/figure-8", "k=7")),
            ("#/embed/learn/raft-roles/2", embed("learn/raft-roles/2", "")),
            ("#/embed", Route::Unknown("/embed".to_string())),
            ("#/learn", learn("", "")),
            ("#/learn/raft-roles", learn("raft-roles", "")),
            ("#/learn/raft-roles/3", learn("raft-roles/3", "")),
            ("#/learn?file=mine.lesson&part=2", learn("", "file=mine.lesson&part=2")),
            ("#/learn/a/b/c", Route::Unknown("/learn/a/b/c".to_string())),
            ("#/notes", Route::Notes),
            ("#/compare", compare("", "")),
            ("#/compare/one-command?t=7", compare("one-command", "t=7")),
            ("#/compare/a/b", Route::Unknown("/compare/a/b".to_string())),
            ("", Route::Home),
            ("#", Route::Home),
            ("#/", Route::Home),
            ("#/?k=7", Route::Unknown("/".to_string())),
            ("#/lab/raft", lab("")),
            ("/lab/raft/", lab("")),
            ("#/lab/raft?k=7&b=a?b", lab("k=7&b=a?b")),
            ("#/lab", Route::Unknown("/lab".to_string())),
            ("#/lab/raft/x", Route::Unknown("/lab/raft/x".to_string())),
            ("#/nowhere", Route::Unknown("/nowhere".to_string())),
        ];
        for (fragment, route) in cases {
            assert_eq!(Route::parse(fragment), route, "{fragment}");
        }
    }
}
