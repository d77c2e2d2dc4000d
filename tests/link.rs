//! Links: what is printed is read again, and nothing that stands in an address makes the page stumble.
#![cfg(not(target_arch = "wasm32"))]

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use quorarium::web::chosen::View;
use quorarium::web::link::{LINK_MAX, Link, Source, brief, packed, unpacked};

fn link() -> impl Strategy<Value = Link> {
    let source = prop_oneof![
        vec(any::<u8>(), 1..200).prop_map(Source::Packed),
        ".{1,20}".prop_map(Source::Named),
    ];
    (
        of(source),
        of(".{1,20}"),
        of(any::<u64>()),
        of(any::<u64>()),
        of(select(View::ALL)),
        of(any::<bool>()),
        any::<bool>(),
    )
        .prop_map(|(source, branch, step, fingerprint, view, is_dark, is_presented)| Link {
            source,
            branch,
            step,
            fingerprint,
            view,
            is_dark,
            is_presented,
        })
}

proptest! {
    #[test]
    fn what_is_printed_is_read_again(link in link()) {
        prop_assert_eq!(Link::parse(&link.print()), (link, Vec::new()));
    }

    #[test]
    fn any_text_is_read(query in ".{0,60}", parts in vec((select(vec![
        "s", "k", "b", "v", "f", "theme", "present", "scenario", "x", "",
    ]), "[-%+=a-zA-Z0-9_ä ]{0,12}"), 0..6)) {
        let pairs: Vec<String> =
            parts.iter().map(|(name, value)| format!("{name}={value}")).collect();
        for query in [query, pairs.join("&")] {
            let (link, problems) = Link::parse(&query);
            prop_assert_eq!(Link::parse(&link.print()), (link, Vec::new()));
            prop_assert!(problems.iter().all(|problem| problem.ends_with('.')));
        }
    }

    #[test]
    fn bytes_are_packed_and_unpacked(bytes in vec(any::<u8>(), 0..100)) {
        let text = packed(&bytes);
        prop_assert!(text.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it)));
        prop_assert_eq!(unpacked(&text), Some(bytes));
    }
}

/// The vectors of RFC 4648, section 10, without their padding, and two for the letters that base64url has of its own.
#[test]
fn base64url_is_that_of_the_standard() {
    for (bytes, text) in [
        (&b""[..], ""),
        (b"f", "Zg"),
        (b"fo", "Zm8"),
        (b"foo", "Zm9v"),
        (b"foob", "Zm9vYg"),
        (b"fooba", "Zm9vYmE"),
        (b"foobar", "Zm9vYmFy"),
        (&[0xfb, 0xff], "-_8"),
    ] {
        assert_eq!(packed(bytes), text);
        assert_eq!(unpacked(text).as_deref(), Some(bytes));
    }
    for wrong in ["Z", "Zh", "Zm9", "Zg==", "Zm+v", "Zm/v", "Zm9vZ"] {
        assert_eq!(unpacked(wrong), None, "{wrong}");
    }
}

#[test]
fn an_address_is_read_strictly() {
    let (link, problems) = Link::parse(
        "s=1Zm9v&k=50&b=what%20if&v=space-time&f=0123456789abcdef&theme=dark&present=1",
    );
    assert_eq!(problems, [""; 0]);
    assert_eq!(link.source, Some(Source::Packed(b"foo".to_vec())));
    assert_eq!((link.step, link.branch.as_deref()), (Some(50), Some("what if")));
    assert_eq!((link.view, link.is_dark), (Some(View::SpaceTime), Some(true)));
    assert_eq!((link.fingerprint, link.is_presented), (Some(0x0123_4567_89ab_cdef), true));
    for (query, problem) in [
        ("s=2Zm9v", "In this link, \"s=2Zm9v\" was made by another version."),
        ("s=1Zm9vZ", "In this link, \"s=1Zm9vZ\" is damaged or incomplete."),
        ("s=1", "In this link, \"s=1\" is damaged or incomplete."),
        ("s=1Zg&scenario=pause", "In this link, \"scenario=pause\" is a second scenario."),
        ("k=-1", "In this link, \"k=-1\" is not the number of a step."),
        ("k=%2B1", "In this link, \"k=%2B1\" is not the number of a step."),
        ("k=1&k=2", "In this link, \"k=2\" is there twice."),
        ("v=wall", "In this link, \"v=wall\" is not a way to look at it."),
        ("f=12", "In this link, \"f=12\" is not a fingerprint of 16 digits."),
        ("theme=red", "In this link, \"theme=red\" is neither light nor dark."),
        ("present=yes", "In this link, \"present=yes\" should be present=1."),
        ("b=%ff", "In this link, \"b=%ff\" is not written as addresses are."),
        ("b=", "In this link, \"b=\" names no branch."),
        ("seed=7", "In this link, \"seed=7\" means nothing here."),
    ] {
        assert_eq!(Link::parse(query).1, [problem], "{query}");
    }
    let long = format!("b={}", "x".repeat(LINK_MAX));
    assert_eq!(
        Link::parse(&long),
        (Link::default(), vec!["This link is longer than 8000 characters.".to_string()])
    );
}

#[test]
fn an_address_with_thousands_of_mistakes_tells_of_a_few() {
    let (_, problems) = Link::parse(&"x&".repeat(3_000));
    assert_eq!(problems.len(), 4);
    assert_eq!(problems[3], "More is wrong in it: 2997 further parts.");
}

#[test]
fn what_a_comparison_cannot_show_is_said() {
    for wrong in ["scenario=pause", "b=main", "f=0123456789abcdef", "v=space-time", "theme=dark"] {
        let (link, problems) = Link::of_comparison(wrong);
        assert_eq!((link, problems.len()), (Link::default(), 1), "{wrong}");
    }
    let right = Link { step: Some(7), view: Some(View::Tables), ..Link::default() };
    assert_eq!(Link::of_comparison("k=7&v=tables"), (right, Vec::new()));
}

#[test]
fn what_is_quoted_is_short_and_turns_no_sentence_around() {
    assert_eq!(brief("a\u{202e}b\u{7}c\n"), "abc");
    assert_eq!(brief(&"x".repeat(50)).chars().count(), 41);
}
