//! The comparisons with a name, compiled in.

/// A comparison as links open it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its name in links, which is that of its file.
    pub name: &'static str,
    /// The whole comparison.
    pub text: &'static str,
}

macro_rules! comparisons {
    ($($name:literal)*) => {
        /// All of them, in the order in which they are best looked at.
        pub static COMPARISONS: &[Named] = &[$(Named {
            name: $name,
            text: include_str!(concat!("../../scenarios/compare/", $name, ".scenario")),
        },)*];
    };
}

comparisons! { "half-finished-write" "one-command" "lost-leader" "order-kept" "old-entry" }

/// The comparison with this name.
pub fn named(name: &str) -> Option<&'static Named> {
    COMPARISONS.iter().find(|known| known.name == name)
}

impl Named {
    /// What it asks, and what there is to see.
    pub fn asks(&self) -> (&'static str, &'static str) {
        let first = |word: &str| self.text.lines().find_map(|line| line.strip_prefix(word));
        (first("title ").unwrap_or_default(), first("note ").unwrap_or_default())
    }
}
