//! What a reader has done of which lesson. It stays in the reader's browser; a code carries it to another one.

use std::fmt;
use std::str::FromStr;

/// The parts that were done, by lesson. It prints as the code: `1~quorums.1-3.5~flp.2`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Lessons and the parts that were done, as bits. Lessons that this page does not know are kept.
    lessons: Vec<(String, u32)>,
}

/// The version of the code.
const VERSION: &str = "1";

/// The most parts of a lesson that are counted.
const PARTS_MAX: usize = 32;

/// The longest code that is read.
const CODE_MAX: usize = 20_000;

impl Progress {
    /// Whether a part was done, from 0.
    pub fn has(&self, lesson: &str, part: usize) -> bool {
        part < PARTS_MAX && self.bits(lesson) & (1 << part) != 0
    }

    /// How many parts of a lesson were done.
    pub fn count(&self, lesson: &str) -> usize {
        self.bits(lesson).count_ones() as usize
    }

    /// A part was done; whether that is new.
    pub fn add(&mut self, lesson: &str, part: usize) -> bool {
        let is_new = part < PARTS_MAX && !self.has(lesson, part);
        if is_new {
            self.join(lesson, 1 << part);
        }
        is_new
    }

    /// What was done elsewhere is done here too.
    pub fn merge(&mut self, other: &Progress) {
        other.lessons.iter().for_each(|(lesson, bits)| self.join(lesson, *bits));
    }

    fn bits(&self, lesson: &str) -> u32 {
        self.lessons.iter().find(|(known, _)| known == lesson).map_or(0, |(_, bits)| *bits)
    }

    fn join(&mut self, lesson: &str, bits: u32) {
        match self.lessons.iter_mut().find(|(known, _)| known == lesson) {
            Some((_, known)) => *known |= bits,
            None => self.lessons.push((lesson.to_string(), bits)),
        }
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(VERSION)?;
        for (lesson, bits) in &self.lessons {
            write!(f, "~{lesson}")?;
            for part in (0..PARTS_MAX).filter(|part| bits & (1 << part) != 0) {
                write!(f, ".{}", part + 1)?;
            }
        }
        Ok(())
    }
}

impl FromStr for Progress {
    /// What is wrong with the code.
    type Err = &'static str;

    fn from_str(code: &str) -> Result<Progress, &'static str> {
        const WRONG: &str = "This is no code of progress. One looks like 1~quorums.1.2~flp.1";
        let code = code.trim();
        if code.len() > CODE_MAX {
            return Err(WRONG);
        }
        let mut pieces = code.split('~');
        if pieces.next() != Some(VERSION) {
            return Err(WRONG);
        }
        let mut progress = Progress::default();
        for piece in pieces {
            let mut words = piece.split('.');
            let lesson = words.next().unwrap_or_default();
            let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if lesson.is_empty() || !lesson.chars().all(is_name) {
                return Err(WRONG);
            }
            for word in words {
                match word.parse::<usize>() {
                    Ok(part) if (1..=PARTS_MAX).contains(&part) => {
                        progress.add(lesson, part - 1);
                    }
                    _ => return Err(WRONG),
                }
            }
        }
        Ok(progress)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_says_what_was_done() {
        let mut progress = Progress::default();
        assert!(progress.add("quorums", 0) && progress.add("quorums", 2) && progress.add("flp", 1));
        assert!(!progress.add("flp", 1), "it was done already");
        let code = progress.to_string();
        assert_eq!(code, "1~quorums.1.3~flp.2");
        assert_eq!(code.parse(), Ok(progress.clone()));
        assert!(progress.has("quorums", 2) && !progress.has("quorums", 1));
        let mut other: Progress = "1~quorums.2~unknown-here.7".parse().unwrap();
        other.merge(&progress);
        assert_eq!((other.count("quorums"), other.count("unknown-here")), (3, 1));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for code in
            ["", "2~quorums.1", "1~", "1~Quorums.1", "1~quorums.0", "1~quorums.33", "1~a.b", "x"]
        {
            assert!(code.parse::<Progress>().is_err(), "{code}");
        }
        assert_eq!("1".parse(), Ok(Progress::default()));
    }
}
