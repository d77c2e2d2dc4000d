//! What the keys do.

use super::deed::Deed;
use crate::render::thing::Thing;

/// The keys and what they do, as the overlay lists them.
pub const KEYS: &[(&str, &str)] = &[
    (". ,", "step forward, step back"),
    ("Space", "play or pause; on a thing: press it"),
    ("→ ←", "step; between things when one has the keyboard"),
    ("Shift+→ Shift+←", "ten steps"),
    ("PageDown PageUp", "next and previous step, for clickers"),
    ("Home End", "first and latest step"),
    ("[ ]", "previous and next event of the selected node"),
    ("{ }", "previous and next election, commit or deed of yours"),
    ("+ -", "faster, slower"),
    ("1 … 9", "select a node"),
    ("Enter", "what can be done to the selected thing"),
    ("Esc", "close, then let go of the selection"),
    (
        "K I T C",
        "on a node: crash or restart, cut or heal its links, fire its timer, ask it as a client",
    ),
    ("D X L U", "on a message: deliver, drop, delay, duplicate"),
    ("L", "on a node: to its links"),
    ("B Shift+B", "a branch from here; the next branch"),
    ("V", "stage, space-time, tables"),
    ("1 … 4", "in a question of a lesson: pick an answer"),
    ("N H R", "in a lesson: the next part, a hint, the part from its start"),
    ("P", "present: show it to an audience; Esc ends that"),
    ("Enter → ↓ PageDown", "while presenting: next; with ← ↑ PageUp previous"),
    ("Backspace", "while presenting: back to where exploring began"),
    ("Shift+1 … Shift+9", "while presenting in a lab: open an accident"),
    ("W Z B F", "while presenting: notes in a window, freeze, black, full screen"),
    ("S", "share this moment"),
    ("/", "search"),
    ("?", "these keys"),
];

/// A key as it was pressed.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    /// Its name, as browsers give it.
    pub name: &'a str,
    /// Whether Shift was down.
    pub shift: bool,
    /// The digit on the key, whatever it writes with Shift on this keyboard.
    pub digit: Option<usize>,
    /// The thing on the stage that has the keyboard's attention.
    pub on: Option<Thing>,
    /// Whether a button or a link has it, which wants Space and Enter for itself.
    pub on_button: bool,
    /// Whether the timeline has it, which wants Home, End and the arrows for itself.
    pub on_slider: bool,
}

/// What a key asks for; none if it means nothing here.
pub fn deed(key: Key<'_>) -> Option<Deed> {
    let arrow = |by: i32| match (key.on, key.shift) {
        (_, true) => Deed::By(i64::from(by) * 10),
        (Some(_), false) => Deed::Move(by),
        (None, false) => Deed::By(i64::from(by)),
    };
    Some(match key.name {
        "." => Deed::By(1),
        "," => Deed::By(-1),
        " " => match key.on {
            Some(thing) => Deed::Press(thing),
            None if key.on_button => return None,
            None => Deed::TogglePlay,
        },
        "Enter" => match key.on {
            Some(thing) => Deed::Open(thing),
            None if key.on_button => return None,
            None => Deed::OpenSelected,
        },
        "Escape" => Deed::Close,
        "PageDown" => Deed::By(1),
        "PageUp" => Deed::By(-1),
        _ if key.on_slider && matches!(key.name, "Home" | "End") => return None,
        _ if key.on_slider && key.name.starts_with("Arrow") => return None,
        "Home" => Deed::Seek(0),
        "End" => Deed::End,
        "ArrowRight" => arrow(1),
        "ArrowLeft" => arrow(-1),
        "ArrowDown" if matches!(key.on, Some(Thing::Cell(..))) => Deed::Row(1),
        "ArrowUp" if matches!(key.on, Some(Thing::Cell(..))) => Deed::Row(-1),
        "ArrowDown" if key.on.is_some() => Deed::Move(1),
        "ArrowUp" if key.on.is_some() => Deed::Move(-1),
        name => return letter(name),
    })
}

fn letter(name: &str) -> Option<Deed> {
    let mut letters = name.chars();
    let letter = letters.next().filter(|_| letters.next().is_none())?;
    Some(match letter {
        '[' => Deed::OfNode(-1),
        ']' => Deed::OfNode(1),
        '{' => Deed::Notable(-1),
        '}' => Deed::Notable(1),
        '+' | '=' => Deed::Faster(1),
        '-' => Deed::Faster(-1),
        '1'..='9' => {
            let place = usize::try_from(letter.to_digit(10)?).ok()? - 1;
            Deed::Select(Thing::Node(place))
        }
        'B' => Deed::NextBranch,
        'v' | 'V' => Deed::NextView,
        's' | 'S' => Deed::parse("sheet share")?,
        '/' => Deed::parse("sheet search")?,
        'p' | 'P' => Deed::Present(String::new()),
        '?' => Deed::parse("sheet keys")?,
        'k' | 'i' | 't' | 'c' | 'd' | 'x' | 'l' | 'u' | 'b' => Deed::Letter(letter),
        'K' | 'I' | 'T' | 'C' | 'D' | 'X' | 'L' | 'U' => Deed::Letter(letter.to_ascii_lowercase()),
        _ => return None,
    })
}

/// Whether a deed came from a single key that readers of other keyboards may want to switch off.
pub fn is_single(name: &str) -> bool {
    name.chars().count() == 1 && name != " "
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(name: &str) -> Key<'_> {
        Key { name, shift: false, digit: None, on: None, on_button: false, on_slider: false }
    }

    #[test]
    fn arrows_step_or_go_from_thing_to_thing() {
        assert_eq!(deed(plain("ArrowRight")), Some(Deed::By(1)));
        assert_eq!(deed(Key { shift: true, ..plain("ArrowLeft") }), Some(Deed::By(-10)));
        let on = Some(Thing::Node(1));
        assert_eq!(deed(Key { on, ..plain("ArrowRight") }), Some(Deed::Move(1)));
        assert_eq!(deed(Key { on_slider: true, ..plain("ArrowRight") }), None);
    }

    #[test]
    fn a_focused_button_keeps_space_and_enter() {
        for name in [" ", "Enter"] {
            assert_eq!(deed(Key { on_button: true, ..plain(name) }), None);
        }
        assert_eq!(deed(plain(" ")), Some(Deed::TogglePlay));
        let on = Some(Thing::Message(7));
        assert_eq!(deed(Key { on, ..plain("Enter") }), Some(Deed::Open(Thing::Message(7))));
    }

    #[test]
    fn letters_act_whatever_their_case_but_for_the_branches() {
        assert_eq!(deed(plain("k")), deed(plain("K")));
        assert_ne!(deed(plain("b")), deed(plain("B")));
        for name in ["q", "F5", "Shift", "é", ""] {
            assert_eq!(deed(plain(name)), None, "{name}");
        }
    }
}
