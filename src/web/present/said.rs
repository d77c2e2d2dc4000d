//! The words that an audience reads at a moment: a step, the title of a part, a question, or its answer.

use super::presenter::Now;
use super::trail::Page;
use crate::web::guide::{Asked, Lecture};
use crate::web::state::LabState;

/// What is said.
pub enum Said<'a> {
    /// A sentence, its reason and where that is written.
    Words(String, String, String),
    /// A question, while its answer is hidden.
    Question(&'a Asked),
    /// What happened, the number of the answer that came true, that answer, and why.
    Answer(String, usize, &'a str, &'a str),
}

/// What is said now.
pub fn said<'a>(state: &LabState, lecture: Option<&'a Lecture>, now: &Now) -> Said<'a> {
    let on_stop = |trail: &&super::trail::Trail| {
        trail.mark().step == state.step() && state.mark.is_none() && !state.is_on_the_way()
    };
    let page = now.trail.as_ref().filter(on_stop).map(|trail| trail.page());
    let asked = |block: usize| lecture?.questions.iter().find(|asked| asked.block == block);
    match (page, lecture) {
        (Some(Page::Title), Some(lecture)) => {
            Said::Words(lecture.title.clone(), lecture.place.clone(), String::new())
        }
        (Some(Page::Goals), Some(lecture)) => {
            Said::Words("Try it.".to_string(), lecture.goals.join(" "), String::new())
        }
        (Some(Page::Ask(block)), _) => asked(block).map_or_else(|| step(state), Said::Question),
        (Some(Page::Answer(block)), _) => {
            let found = asked(block).and_then(|asked| Some((asked, asked.right?)));
            let answer = found.and_then(|(asked, right)| Some((right, asked.choices.get(right)?)));
            match answer {
                Some((right, (says, why))) => {
                    Said::Answer(state.shown.words().0.to_string(), right + 1, says, why)
                }
                None => step(state),
            }
        }
        _ => step(state),
    }
}

/// The sentence of the step; at the start of a recorded history what that is called.
fn step<'a>(state: &LabState) -> Said<'a> {
    let (says, why, section) = state.shown.words();
    let session = state.session();
    match session.heading().filter(|_| state.step() == 0) {
        Some(heading) => Said::Words(
            heading.to_string(),
            session.caption().unwrap_or_default().to_string(),
            String::new(),
        ),
        None => Said::Words(says.to_string(), why.to_string(), section.to_string()),
    }
}
