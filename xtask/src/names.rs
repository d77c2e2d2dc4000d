//! Short names for what the program imports from its script: wasm-bindgen's end in sixteen random digits each, which
//! stand in both files and which no compression makes smaller.

use std::collections::BTreeMap;

use walrus::Module;

/// Gives every import of the program from `module` a short name; the script, which provides them, with the same names.
pub fn shortened(program: &mut Module, script: &str, module: &str) -> String {
    let mut names = BTreeMap::new();
    for import in program.imports.iter_mut().filter(|import| import.module == module) {
        let next = names.len();
        let short = names.entry(import.name.clone()).or_insert_with(|| short(next)).clone();
        import.name = short;
    }
    renamed(script, &names)
}

/// `a`, `b` … `z`, `a1`, `b1` …: keys of an object in the script, so that they meet no other name there.
fn short(number: usize) -> String {
    let letter = char::from(b'a' + u8::try_from(number % 26).expect("less than 26"));
    match number / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{round}"),
    }
}

/// The script with other words for some of its words.
fn renamed(script: &str, names: &BTreeMap<String, String>) -> String {
    let is_of_a_word =
        |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$';
    let mut renamed = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(start) = rest.find(is_of_a_word) {
        let (before, word) = rest.split_at(start);
        let end = word.find(|letter| !is_of_a_word(letter)).unwrap_or(word.len());
        renamed += before;
        renamed += names.get(&word[..end]).map_or(&word[..end], String::as_str);
        rest = &word[end..];
    }
    renamed + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unlike_and_take_the_places_of_whole_words() {
        let names: std::collections::BTreeSet<String> = (0..1_000).map(short).collect();
        assert_eq!(names.len(), 1_000);
        let names = [("__wbg_log_01".to_string(), "a".to_string())].into_iter().collect();
        let script = "const it = { __wbg_log_01: function(x) { log(x) }, __wbg_log_012: 3 };";
        let expected = "const it = { a: function(x) { log(x) }, __wbg_log_012: 3 };";
        assert_eq!(renamed(script, &names), expected);
        assert_eq!(renamed("", &names), "");
    }
}
