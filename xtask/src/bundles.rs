//! The files that are fetched later: each part of the program with the small pieces that it needs, in one file.
//!
//! The splitter makes a piece of every set of functions that the same parts share: dozens of some hundred bytes, each of
//! them a request, and none of them compresses. A piece that several files hold costs less than that.
//!
//! What a protocol does is fetched by the code that says what it is, so it finds here what that one brought.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

use crate::split::Parts;

/// A piece that is larger and of more than one file has a file of its own, which is fetched once for all that need it.
const SMALL: usize = 8 * 1024;

/// How the name of a part ends that is fetched by the part with the rest of the name.
const FOLLOWS: &str = "_conduct";

/// Writes every file with `write`, which gives it its name in `dist/`, and makes the script that loads them; it imports the
/// program as `{{main}}`.
pub fn bundle(
    parts: &Parts,
    mut write: impl FnMut(&str, &str, &[u8]) -> Result<String>,
) -> Result<String> {
    let brings: BTreeMap<&String, Vec<&String>> =
        parts.needs.keys().map(|part| (part, brings(parts, part))).collect();
    let mut alone = BTreeMap::new();
    for (name, bytes) in parts.later.iter().filter(|(_, bytes)| bytes.len() > SMALL) {
        if brings.values().filter(|pieces| pieces.contains(&name)).count() > 1 {
            alone.insert(name.as_str(), write(name, "wasm", bytes)?);
        }
    }
    let bytes_of = |name: &str| {
        let part = parts.later.iter().find(|(known, _)| known == name);
        part.map(|(_, bytes)| bytes.as_slice())
    };
    let mut loads = String::new();
    for (part, pieces) in brings {
        let own = bytes_of(part).with_context(|| format!("the splitter wrote no {part}"))?;
        let large = pieces.iter().filter_map(|name| alone.get(name.as_str()));
        let inside = |name: &&String| *name != part && !alone.contains_key(name.as_str());
        let inside = pieces.iter().copied().filter(inside);
        let inside = inside.filter_map(|name| Some((name, bytes_of(name)?)));
        let file = write(part, "bin", &packed(inside.chain([(part, own)])))?;
        let large: String = large.map(|file| format!(", \"./{file}\"")).collect();
        loads += &format!("export const __wasm_split_load_{part} = load(\"./{file}\"{large});\n");
    }
    let script = include_str!("later.js").replace("{{shares}}", &parts.shares);
    Ok(script.replace("{{canary}}", &parts.canary).replace("{{loads}}", &loads))
}

/// The pieces that a part needs, but for those that are here when it is fetched.
fn brings<'a>(parts: &'a Parts, part: &str) -> Vec<&'a String> {
    let needs = |part: &str| parts.needs.get(part).map_or(&[][..], |names| names);
    let here = needs(part.strip_suffix(FOLLOWS).unwrap_or_default());
    needs(part).iter().filter(|name| !here.contains(name)).collect()
}

/// Pieces in one file: a line of JSON with the name and the length of each, and the pieces one after the other.
fn packed<'a>(pieces: impl Iterator<Item = (&'a String, &'a [u8])>) -> Vec<u8> {
    let pieces: Vec<_> = pieces.collect();
    let names: Vec<String> =
        pieces.iter().map(|(name, it)| format!("[\"{name}\",{}]", it.len())).collect();
    let mut whole = format!("[{}]\n", names.join(",")).into_bytes();
    pieces.iter().for_each(|(_, bytes)| whole.extend_from_slice(bytes));
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_lie_behind_a_line_that_lists_them() {
        let names = ["a".to_owned(), "b".to_owned()];
        let packed = packed(names.iter().zip([&[1, 2, 3][..], &[4][..]]));
        assert_eq!(packed, b"[[\"a\",3],[\"b\",1]]\n\x01\x02\x03\x04");
    }

    fn parts(later: &[(&str, usize)], needs: &[(&str, &[&str])]) -> Parts {
        let owned = |name: &&str| (*name).to_owned();
        let need =
            |(part, names): &(&str, &[&str])| (owned(part), names.iter().map(owned).collect());
        Parts {
            main: Vec::new(),
            later: later.iter().map(|(name, size)| (owned(name), vec![0; *size])).collect(),
            needs: needs.iter().map(need).collect(),
            shares: "memory".to_owned(),
            canary: String::new(),
        }
    }

    /// The script, and what was written: names with the number of pieces in each.
    fn bundled(parts: &Parts) -> (String, Vec<(String, usize)>) {
        let mut written = Vec::new();
        let script = bundle(parts, |name, kind, bytes| {
            let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
            let pieces = line.iter().filter(|byte| **byte == b',').count().div_ceil(2);
            written.push((format!("{name}.{kind}"), pieces));
            Ok(format!("{name}.{kind}"))
        });
        (script.unwrap(), written)
    }

    #[test]
    fn a_small_piece_lies_in_every_file_that_needs_it_and_a_large_one_alone() {
        let later = [("small", 1), ("large", SMALL + 1), ("one", 1), ("two", SMALL + 1)];
        let needs: [(&str, &[&str]); 2] =
            [("one", &["small", "large", "one"]), ("two", &["small", "large", "two"])];
        let (script, written) = bundled(&parts(&later, &needs));
        assert!(script.contains("__wasm_split_load_one = load(\"./one.bin\", \"./large.wasm\");"));
        assert!(script.contains("__wasm_split_load_two = load(\"./two.bin\", \"./large.wasm\");"));
        assert!(script.contains("const { memory } = initSync"));
        let files =
            [("large.wasm".to_owned(), 0), ("one.bin".to_owned(), 2), ("two.bin".to_owned(), 2)];
        assert_eq!(written, files);
    }

    #[test]
    fn what_follows_a_part_does_not_bring_again_what_that_one_brought() {
        let later = [("small", 1), ("large", SMALL + 1), ("it", 1), ("it_conduct", 1)];
        let needs: [(&str, &[&str]); 2] =
            [("it", &["small", "large", "it"]), ("it_conduct", &["small", "large", "it_conduct"])];
        let (script, written) = bundled(&parts(&later, &needs));
        assert!(script.contains("__wasm_split_load_it_conduct = load(\"./it_conduct.bin\");"));
        assert_eq!(written, [("it.bin".to_owned(), 3), ("it_conduct.bin".to_owned(), 1)]);
    }
}
