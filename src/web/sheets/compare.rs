//! Two lines of the history side by side: where they part, and where they first differ.

use crate::scenario::statement::Statement;
use crate::scenario::word::Word;
use crate::session::scene::BranchLine;
use crate::sim::history::Comparison;
use crate::sim::trace::TraceLine;
use crate::web::state::LabState;
use crate::web::state::sharing::Compared;
use yew::prelude::*;

/// The most pieces of the strip: more could not be told apart.
const PIECES: usize = 200;

/// A choice of two lines, and what was found.
pub fn compare(state: &LabState) -> Html {
    let branches = &state.shown.branches;
    let compared = state.compared();
    let place = |name: &str| branches.iter().position(|branch| branch.name == name);
    let present = branches.iter().position(|branch| branch.is_current).unwrap_or_default();
    let one = compared.and_then(|it| place(&it.one)).unwrap_or_default();
    let other = compared.and_then(|it| place(&it.other)).unwrap_or(present.max(1));
    html! {
        <>
            <h3>{ "Compare" }</h3>
            <form class="two" data-do="errand compare {one} {other}">
                { choice("one", "This branch", branches, one) }
                { choice("other", "with this", branches, other) }
                <button type="submit" class="btn">{ "Compare" }</button>
            </form>
            if let Some(compared) = compared { { found(compared) } }
        </>
    }
}

fn choice(name: &'static str, says: &'static str, branches: &[BranchLine], chosen: usize) -> Html {
    html! {
        <label>
            <span>{ says }</span>
            <select {name} class="field">
                { for branches.iter().enumerate().map(|(place, branch)| html! {
                    <option value={place.to_string()} selected={place == chosen}>{ &branch.name }</option>
                }) }
            </select>
        </label>
    }
}

fn found(compared: &Compared) -> Html {
    let comparison = match &compared.found {
        Ok(comparison) => comparison,
        Err(problem) => return html! { <p class="none" role="status">{ problem }</p> },
    };
    let last = comparison.split + comparison.same.len() as u64;
    let says = match &comparison.differs {
        Some(differs) => format!(
            "They part after step {}. The first difference is in step {}.",
            comparison.split, differs.step
        ),
        None if last == comparison.split => {
            format!("They part after step {}, where one of them ends.", comparison.split)
        }
        None => format!(
            "They part after step {}, and are the same up to step {last}, where one of them ends.",
            comparison.split
        ),
    };
    html! {
        <>
            <p role="status">{ says }</p>
            { strip(comparison) }
            if let Some(differs) = &comparison.differs {
                <div class="pairs sides">
                    { side(&compared.one, differs.step, &differs.one) }
                    { side(&compared.other, differs.step, &differs.other) }
                </div>
            }
        </>
    }
}

/// What happened on one of them, and the way there.
fn side(name: &str, step: u64, line: &TraceLine) -> Html {
    let way = Statement::Switch { name: Word::new(name), at: Some(step) };
    html! {
        <div>
            <b>{ name.to_string() }</b>
            <p>{ &line.says }</p>
            <p class="dim">{ &line.why }</p>
            <button type="button" class="btn" data-do={format!("do {way}")}>
                { format!("Go to step {step}") }
            </button>
        </div>
    }
}

/// A column a step, or a few steps: filled where the states are the same, hollow where they are not.
fn strip(comparison: &Comparison) -> Html {
    let same = &comparison.same;
    if same.is_empty() {
        return Html::default();
    }
    let a_piece = same.len().div_ceil(PIECES);
    let pieces: Vec<bool> =
        same.chunks(a_piece).map(|steps| steps.iter().all(|same| *same)).collect();
    let alike = same.iter().filter(|same| **same).count();
    let label = format!("In {alike} of {} steps both states are the same.", same.len());
    // Neighbours that are alike are drawn as one.
    let mut columns = Vec::new();
    let mut from = 0;
    for run in pieces.chunk_by(|one, other| one == other) {
        let class = if run.first() == Some(&true) { "same" } else { "other" };
        columns.push(html! {
            <rect {class} x={from.to_string()} y="0" width={run.len().to_string()} height="12" />
        });
        from += run.len();
    }
    let first = comparison.differs.as_ref().map(|differs| differs.step - comparison.split - 1);
    let mark = first.and_then(|place| usize::try_from(place).ok()).map(|place| {
        let x = format!("{}.5", place / a_piece);
        html! { <path class="first" d={format!("M{x} -4V16")} /> }
    });
    html! {
        <div class="sameness">
            <svg role="img" aria-label={label.clone()} viewBox={format!("0 -4 {from} 20")} preserveAspectRatio="none">
                { for columns }
                { mark.unwrap_or_default() }
            </svg>
            <p class="dim" aria-hidden="true">{ label }</p>
        </div>
    }
}
