//! The stops of a lecture: what the clicker goes through in a part of a lesson, forward and back.

use crate::lesson::player::Stop;
use crate::web::state::words::Mark;

/// What the audience is shown at a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// What the part is called.
    Title,
    /// What moves led to.
    Moves,
    /// A question, by its block; its answer is hidden.
    Ask(usize),
    /// Its answer.
    Answer(usize),
    /// What is to be brought about.
    Goals,
}

/// What a click does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Click {
    /// It shows another page at the same moment.
    Turn,
    /// The lesson goes on, to the page that is now the last.
    GoOn,
    /// It goes to a place that was shown before.
    To(Mark),
    /// There is nothing further in this part.
    Leave,
}

/// The pages that were shown, each with its place, and which of them is shown now.
#[derive(Clone, Debug)]
pub struct Trail {
    pages: Vec<(Page, Mark)>,
    at: usize,
}

impl Trail {
    /// A part begins.
    pub fn new(here: Mark) -> Trail {
        Trail { pages: vec![(Page::Title, here)], at: 0 }
    }

    /// The page that is shown.
    pub fn page(&self) -> Page {
        self.pages[self.at].0
    }

    /// Where it is shown.
    pub fn mark(&self) -> &Mark {
        &self.pages[self.at].1
    }

    /// Whether it is the last that was reached.
    pub fn is_last(&self) -> bool {
        self.at + 1 == self.pages.len()
    }

    /// The next click, where the lesson waits for this.
    pub fn next(&mut self, stop: Stop) -> Click {
        if !self.is_last() {
            self.at += 1;
            return Click::To(self.mark().clone());
        }
        let (page, click) = match stop {
            Stop::Question(block) if self.page() == Page::Ask(block) => {
                (Page::Answer(block), Click::GoOn)
            }
            Stop::Question(block) => (Page::Ask(block), Click::Turn),
            Stop::Moves(_) => (Page::Moves, Click::GoOn),
            Stop::Goals if self.page() != Page::Goals => (Page::Goals, Click::Turn),
            Stop::Goals | Stop::End => return Click::Leave,
        };
        let here = self.mark().clone();
        self.pages.push((page, here));
        self.at += 1;
        click
    }

    /// The click back.
    pub fn previous(&mut self) -> Click {
        if self.at == 0 {
            return Click::Leave;
        }
        self.at -= 1;
        Click::To(self.mark().clone())
    }

    /// The lesson has gone on to this place.
    pub fn arrive(&mut self, mark: Mark) {
        self.pages[self.at].1 = mark;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(step: u64) -> Mark {
        Mark { line: "main".to_string(), step }
    }

    #[test]
    fn an_answer_is_hidden_until_the_next_click() {
        let mut trail = Trail::new(mark(4));
        assert_eq!((trail.next(Stop::Question(2)), trail.page()), (Click::Turn, Page::Ask(2)));
        assert_eq!((trail.next(Stop::Question(2)), trail.page()), (Click::GoOn, Page::Answer(2)));
        trail.arrive(mark(7));
        assert_eq!(
            trail.next(Stop::Question(5)),
            Click::Turn,
            "the next question is a stop of its own"
        );
        assert_eq!((trail.page(), trail.mark()), (Page::Ask(5), &mark(7)));
    }

    #[test]
    fn back_and_forth_the_stops_are_the_same() {
        let mut trail = Trail::new(mark(0));
        let stops = [Stop::Moves(1), Stop::Question(3), Stop::Question(3)];
        for (step, stop) in (1..).zip(stops) {
            if trail.next(stop) == Click::GoOn {
                trail.arrive(mark(step));
            }
        }
        let shown = trail.page();
        assert_eq!(trail.previous(), Click::To(mark(1)));
        assert_eq!(trail.page(), Page::Ask(3));
        assert_eq!(trail.previous(), Click::To(mark(1)));
        assert_eq!(trail.previous(), Click::To(mark(0)));
        assert_eq!(trail.previous(), Click::Leave);
        for to in [1, 1, 3] {
            assert_eq!(trail.next(Stop::End), Click::To(mark(to)));
        }
        assert_eq!(trail.page(), shown);
        assert_eq!(trail.next(Stop::End), Click::Leave);
    }

    #[test]
    fn goals_are_shown_before_the_part_is_left() {
        let mut trail = Trail::new(mark(0));
        assert_eq!((trail.next(Stop::Goals), trail.page()), (Click::Turn, Page::Goals));
        assert_eq!(trail.next(Stop::Goals), Click::Leave);
    }
}
