//! Which lesson an address names, and which part of it: read as strictly as a link to a moment.

use super::link::{brief, decoded, encoded};

/// Where a lesson comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whence {
    /// It is one of ours, by its id.
    Ours(String),
    /// It is a compiled file of this host, by its address.
    File(String),
}

impl Whence {
    /// The lesson and the part, from 0, that an address names: `raft-roles`, `raft-roles/2`, or nothing with
    /// `file=…&part=2`. Without a part it is the first. The error is a sentence.
    pub fn parse(name: &str, query: &str) -> Result<(Whence, usize), String> {
        let (id, number) = name.split_once('/').unwrap_or((name, "1"));
        if name.is_empty() {
            return Whence::of_file(query);
        }
        if let Some(pair) = said(query).next() {
            return Err(format!("In the address of a lesson, \"{}\" means nothing.", brief(pair)));
        }
        if !id.chars().all(|it| it.is_ascii_alphanumeric() || it == '-') {
            return Err(format!("There is no lesson \"{}\" here.", brief(id)));
        }
        Ok((Whence::Ours(id.to_string()), part(number)?))
    }

    fn of_file(query: &str) -> Result<(Whence, usize), String> {
        let (mut file, mut number) = (None, None);
        for pair in said(query) {
            let (key, raw) = pair.split_once('=').unwrap_or((pair, ""));
            let place = match key {
                "file" => Some(&mut file),
                "part" => Some(&mut number),
                _ => None,
            };
            let value = decoded(raw).filter(|value| !value.is_empty());
            match (place.filter(|place| place.is_none()), value) {
                (Some(place), Some(value)) => *place = Some(value),
                _ => {
                    let wrong = "is not one file= and one part=";
                    return Err(format!(
                        "In the address of a lesson, \"{}\" {wrong}.",
                        brief(pair)
                    ));
                }
            }
        }
        let file = file.ok_or("The address of a lesson needs its file=.")?;
        Ok((Whence::File(file), part(number.as_deref().unwrap_or("1"))?))
    }

    /// The address of its file. No id leads out of the folder.
    pub fn file(&self) -> String {
        match self {
            Whence::Ours(id) => format!("./lessons/{id}.lesson"),
            Whence::File(file) => file.clone(),
        }
    }

    /// What stands in the path of the address of a part, from 0, and what in its query.
    pub fn says(&self, part: usize) -> (String, String) {
        match self {
            Whence::Ours(id) => (format!("{id}/{}", part + 1), String::new()),
            Whence::File(file) => {
                (String::new(), format!("file={}&part={}", encoded(file), part + 1))
            }
        }
    }
}

/// What a query says of the lesson: whether it is presented is the presenter's affair.
fn said(query: &str) -> impl Iterator<Item = &str> {
    query.split('&').filter(|pair| !["", "present=1"].contains(pair))
}

/// The place of a part, from 0, by its number in an address.
fn part(number: &str) -> Result<usize, String> {
    let is_number = number.chars().all(|it| it.is_ascii_digit());
    let place = number.parse::<usize>().ok().filter(|_| is_number);
    let place = place.and_then(|number| number.checked_sub(1));
    place.ok_or_else(|| {
        format!("\"{}\" is not the number of a part: they begin at 1.", brief(number))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_lesson_and_a_part() {
        let ours = Whence::Ours("raft-roles".to_string());
        let file = Whence::File("my lessons/a.lesson".to_string());
        for (whence, part) in [(ours, 0), (file, 3)] {
            let (name, query) = whence.says(part);
            assert_eq!(Whence::parse(&name, &query), Ok((whence, part)));
        }
        for query in ["", "present=1", "&"] {
            assert_eq!(Whence::parse("zab", query).map(|(_, part)| part), Ok(0));
        }
    }

    #[test]
    fn what_is_wrong_is_said_and_not_taken_for_the_first_part() {
        let wrong = [
            ("raft-roles/0", ""),
            ("raft-roles/x", ""),
            ("raft-roles/+1", ""),
            ("raft-roles/", ""),
            ("raft-roles/1/2", ""),
            ("raft-roles/99999999999999999999", ""),
            ("raft-roles", "part=2"),
            ("raft-roles", "present=2"),
            ("../secret", ""),
            ("<img>", ""),
            ("", "part=2"),
            ("", "file="),
            ("", "file=%zz"),
            ("", "file=a&file=b"),
            ("", "file=a&part=0"),
            ("", "file=a&x=1"),
        ];
        for (name, query) in wrong {
            let said = Whence::parse(name, query);
            assert!(
                said.as_ref().is_err_and(|says| says.ends_with('.')),
                "{name}?{query}: {said:?}"
            );
        }
    }
}
