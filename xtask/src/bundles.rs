//! The files that are fetched later: each part of the program with the small pieces that it needs, in one file.
//!
//! The splitter makes a piece of every set of functions that the same parts share: dozens of some hundred bytes, each of
//! them a request, and none of them compresses. A piece that several files hold costs less than that.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

use crate::split::Parts;

/// A piece that is larger has a file of its own, which is fetched once for all parts that need it.
const SMALL: usize = 8 * 1024;

/// Writes every file with `write`, which gives it its name in `dist/`, and makes the script that loads them; it imports the
/// program as `{{main}}`.
pub fn bundle(
    parts: &Parts,
    mut write: impl FnMut(&str, &str, &[u8]) -> Result<String>,
) -> Result<String> {
    let mut alone = BTreeMap::new();
    for (name, bytes) in parts.later.iter().filter(|(_, bytes)| bytes.len() > SMALL) {
        if !parts.needs.contains_key(name) {
            alone.insert(name.as_str(), write(name, "wasm", bytes)?);
        }
    }
    let bytes_of = |name: &str| {
        let part = parts.later.iter().find(|(known, _)| known == name);
        part.map(|(_, bytes)| bytes.as_slice())
    };
    let mut loads = String::new();
    for (part, needs) in &parts.needs {
        let own = bytes_of(part).with_context(|| format!("the splitter wrote no {part}"))?;
        let small = |name: &&String| *name != part && !alone.contains_key(name.as_str());
        let pieces = needs.iter().filter(small).filter_map(|name| Some((name, bytes_of(name)?)));
        let file = write(part, "bin", &packed(pieces.chain([(part, own)])))?;
        let large = needs.iter().filter_map(|name| alone.get(name.as_str()));
        let large: String = large.map(|file| format!(", \"./{file}\"")).collect();
        loads += &format!("export const __wasm_split_load_{part} = load(\"./{file}\"{large});\n");
    }
    let script = include_str!("later.js").replace("{{shares}}", &parts.shares);
    Ok(script.replace("{{canary}}", &parts.canary).replace("{{loads}}", &loads))
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

    #[test]
    fn a_small_piece_lies_in_every_file_that_needs_it_and_a_large_one_alone() {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let parts = Parts {
            main: Vec::new(),
            later: vec![
                ("small".to_owned(), vec![1]),
                ("large".to_owned(), vec![2; SMALL + 1]),
                ("one".to_owned(), vec![3]),
                ("two".to_owned(), vec![4; SMALL + 1]),
            ],
            needs: BTreeMap::from([
                ("one".to_owned(), names(&["small", "large", "one"])),
                ("two".to_owned(), names(&["small", "two"])),
            ]),
            shares: "memory".to_owned(),
            canary: String::new(),
        };
        let mut written = Vec::new();
        let script = bundle(&parts, |name, kind, bytes| {
            written.push((format!("{name}.{kind}"), bytes.len()));
            Ok(format!("{name}.{kind}"))
        });
        let script = script.unwrap();
        assert!(script.contains("__wasm_split_load_one = load(\"./one.bin\", \"./large.wasm\");"));
        assert!(script.contains("__wasm_split_load_two = load(\"./two.bin\");"));
        assert!(script.contains("const { memory } = initSync"));
        let files: Vec<&str> = written.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(files, ["large.wasm", "one.bin", "two.bin"]);
    }
}
