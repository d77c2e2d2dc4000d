//! Whatever the bytes and whatever the text: an error at worst.

use super::{COURSE, FILES};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use quorarium::lesson::compile::read;
use quorarium::lesson::player::{Player, Stop};
use quorarium::lesson::prose::{Inline, Prose};
use quorarium::lesson::{Block, Lesson, Unreadable};
use std::rc::Rc;

/// A lesson of the course as bytes.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    any::<Index>().prop_map(|at| at.get(&COURSE.lessons).1.lesson.to_bytes())
}

/// The text of a lesson of the course.
fn text() -> impl Strategy<Value = String> {
    let is_lesson = |path: &str| path.ends_with(".md");
    let texts: Vec<String> =
        FILES.iter().filter(|file| is_lesson(&file.path)).map(|file| file.text.clone()).collect();
    select(texts)
}

/// Words of the format, and what tends to break readers.
const PIECES: &[&str] = &[
    "",
    "{",
    "}",
    "```",
    "```do\n",
    "```predict\n",
    "+++\n",
    "\"\"\"",
    "'",
    "[",
    "](look:",
    "](",
    "## ",
    "# ",
    "- ",
    "**",
    "`",
    "<b>",
    "<!--",
    "![",
    "§",
    "←",
    "\u{0}",
    "\r\n",
    "\t",
    "\n\n",
    "9",
    "cluster raft 9\n",
    "\\",
    "|",
];

/// What one edit does: from where, how much is taken out, and what is put in.
fn edit() -> impl Strategy<Value = (Index, usize, &'static str)> {
    (any::<Index>(), prop_oneof![3 => 0..4_usize, 1 => 0..400_usize], select(PIECES))
}

fn edited(text: &str, edits: &[(Index, usize, &str)]) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for (at, out, piece) in edits {
        let from = at.index(letters.len() + 1);
        let to = (from + out).min(letters.len());
        letters.splice(from..to, piece.chars());
    }
    letters.into_iter().collect()
}

/// Enters a part and presses on to its end.
fn play(lesson: Lesson, part: Index) {
    let part = part.index(lesson.parts.len());
    let Ok((mut player, mut session)) = Player::enter(Rc::new(lesson), part) else { return };
    while let Stop::Moves(_) | Stop::Question(_) = player.stop() {
        player.choose(0);
        if player.go_on(&mut session).is_err() {
            break;
        }
    }
    let goals: Vec<usize> = player.goals().map(|(block, _)| block).collect();
    for block in goals {
        player.hint(block);
        let _ = player.show_solution(block, &mut session);
    }
    player.focus(&session);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn random_bytes_are_read_or_refused(
        bytes in vec(any::<u8>(), 0..200),
        is_marked in any::<bool>(),
    ) {
        let bytes = if is_marked { [b"quorarium\x01", &bytes[..]].concat() } else { bytes };
        let _ = Lesson::from_bytes(&bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn damaged_lessons_are_entered_or_refused(
        mut bytes in bytes(),
        edits in vec((any::<Index>(), prop_oneof![any::<u8>(), select(b"0123456789 ABC".to_vec())]), 1..12),
        part in any::<Index>(),
    ) {
        for (at, byte) in edits {
            *at.get_mut(&mut bytes) = byte;
        }
        if let Ok(lesson) = Lesson::from_bytes(&bytes) {
            prop_assert_eq!(Lesson::from_bytes(&lesson.to_bytes()), Ok(lesson.clone()));
            play(lesson, part);
        }
    }

    #[test]
    fn any_text_is_read_or_complained_of(
        text in text(),
        edits in vec(edit(), 1..8),
        part in any::<Index>(),
    ) {
        let text = edited(&text, &edits);
        match read(&text) {
            Ok(source) => play(source.lesson, part),
            Err(wrong) => {
                let last = u32::try_from(text.lines().count()).unwrap() + 1;
                prop_assert!(!wrong.is_empty());
                for it in wrong {
                    prop_assert!((1..=last).contains(&it.line) && !it.message.is_empty(), "{:?}", it);
                }
            }
        }
    }
}

#[test]
fn bytes_give_back_the_lesson() {
    for (path, source) in &COURSE.lessons {
        let lesson = &source.lesson;
        let bytes = lesson.to_bytes();
        assert_eq!(Lesson::from_bytes(&bytes).as_ref(), Ok(lesson), "{path}");
        for cut in [0, 1, 9, 10, bytes.len() / 2, bytes.len() - 1] {
            assert_eq!(Lesson::from_bytes(&bytes[..cut]), Err(Unreadable::Foreign), "{path}");
        }
        let newer = [b"quorarium\x09", &bytes[10..]].concat();
        assert_eq!(Lesson::from_bytes(&newer), Err(Unreadable::OtherVersion(9)), "{path}");
        let longer = [&bytes[..], b"x"].concat();
        assert_eq!(Lesson::from_bytes(&longer), Err(Unreadable::Foreign), "{path}");
    }
}

#[test]
fn what_is_nested_without_end_is_refused() {
    let mut lesson = COURSE.lessons[0].1.lesson.clone();
    let mark = "here it is bold";
    let block =
        Block::Prose(Prose::Paragraph(vec![Inline::Strong(vec![Inline::Words(mark.into())])]));
    lesson.parts[0].blocks = vec![block];
    let bytes = lesson.to_bytes();
    assert!(Lesson::from_bytes(&bytes).is_ok());
    let at = bytes.windows(mark.len()).position(|it| it == mark.as_bytes()).unwrap();
    // Before the words stand their length, their kind, how many parts the bold text has, and that it is bold.
    let (before, bold, behind) = (&bytes[..at - 4], &bytes[at - 4..at - 2], &bytes[at - 2..]);
    let deep = [before, &bold.repeat(200_000), behind].concat();
    assert_eq!(Lesson::from_bytes(&deep), Err(Unreadable::Foreign));
    let twice = [before, &bold.repeat(2), behind].concat();
    assert!(Lesson::from_bytes(&twice).is_ok());
}
