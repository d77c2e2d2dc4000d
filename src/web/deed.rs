//! What can be asked for on the page, as text: every button says in its `data-do` what it does.
//!
//! A deed is a word or two of the page's own (`step`, `seek 50`, `view tables`), or `do` and a statement of the
//! scenario language (`do crash A`). A control puts its value in the place of `{}`, and a form the values of its fields
//! in the places of their names: `do request {command}{to}`. So clicks, keys and whoever embeds the page say the same.

use super::chosen::{Only, Pane, Panel, Sheet, Spacing, View};
use super::playback::Speed;
use crate::render::thing::Thing;

/// One deed.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// So many steps forward, or back.
    By(i64),
    /// To a step.
    Seek(u64),
    /// To the last recorded step.
    End,
    /// Begins or stops playing.
    TogglePlay,
    /// How fast it plays.
    Speed(Speed),
    /// Faster or slower by so many.
    Faster(i32),
    /// A thing is what one looks at.
    Select(Thing),
    /// A thing was pressed: what that does depends on the thing.
    Press(Thing),
    /// Shows what can be done to a thing.
    Open(Thing),
    /// Shows what can be done to the thing that is selected.
    OpenSelected,
    /// So many things further on the stage.
    Move(i32),
    /// So many logs further down, from the cell that is looked at.
    Row(i32),
    /// To the next event of the selected node, or the one before.
    OfNode(i32),
    /// To the next election, commit or deed of the reader, or the one before.
    Notable(i32),
    /// What a letter does to the thing that is selected.
    Letter(char),
    /// Opens the client's request, to the node at this place.
    Ask(usize),
    /// Closes what is open, or lets go of what is selected.
    Close,
    /// Shows the history in another way.
    View(View),
    /// The next of the ways to show it.
    NextView,
    /// The next line of the history.
    NextBranch,
    /// How far apart the steps stand in the space-time view.
    Spacing(Spacing),
    /// Opens or closes a sheet.
    Sheet(Sheet),
    /// On a small screen: which part stands below the stage.
    Pane(Pane),
    /// Leaves heartbeats that change nothing out of the events, or not.
    HideQuiet(bool),
    /// Narrows the events down, or not.
    Only(Option<Only>),
    /// The events go further back.
    Earlier,
    /// What stands beside the stage.
    Panel(Panel),
    /// Shows or hides who elected and who committed.
    Quorum,
    /// Shows or hides our source for a rule, by the rule's id.
    Source(String),
    /// Carries out a statement.
    Do(String),
    /// From the start, with nothing recorded.
    Reset,
    /// The history that was put away takes its place again.
    BringBack,
    /// From the start of another cluster: its size or its seed.
    SetUp(String),
    /// Single keys act, or do not.
    Keys(bool),
    /// Files that did not come are fetched again.
    Fetch,
    /// Something about links, files, branches or search, which code that is fetched later carries out.
    Errand(String),
    /// Opens the text of a scenario in the place of what is there.
    Text(String),
    /// Something that only whoever leads through the laboratory understands.
    Guide(String),
    /// Shows it to an audience, or no more; with words something that only whoever shows it understands.
    Present(String),
    /// The history goes back to the lesson that it belongs to.
    ToLesson,
    /// Light becomes dark, and dark light.
    Theme,
}

impl Deed {
    /// Reads a deed; none if the text is none.
    pub fn parse(text: &str) -> Option<Deed> {
        let text = text.trim();
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let rest = rest.trim();
        Some(match (word, rest) {
            ("step", "") => Deed::By(1),
            ("back", "") => Deed::By(-1),
            ("by", steps) => Deed::By(steps.parse().ok()?),
            ("seek", step) => Deed::Seek(step.parse().ok()?),
            ("end", "") => Deed::End,
            ("play", "") => Deed::TogglePlay,
            ("speed", quarters) => Deed::Speed(Speed(quarters.parse().ok()?)),
            ("faster", "") => Deed::Faster(1),
            ("slower", "") => Deed::Faster(-1),
            ("select", thing) => Deed::Select(thing.parse().ok()?),
            ("press", thing) => Deed::Press(thing.parse().ok()?),
            ("open", thing) => Deed::Open(thing.parse().ok()?),
            ("ask", place) => Deed::Ask(place.parse().ok()?),
            ("notable", by) => Deed::Notable(by.parse().ok()?),
            ("close", "") => Deed::Close,
            ("view", view) => Deed::View(View::parse(view)?),
            ("spacing", spacing) => Deed::Spacing(Spacing::parse(spacing)?),
            ("sheet", sheet) => Deed::Sheet(Sheet::parse(sheet)?),
            ("pane", pane) => Deed::Pane(Pane::parse(pane)?),
            ("panel", panel) => Deed::Panel(Panel::parse(panel)?),
            ("quorum", "") => Deed::Quorum,
            ("source", rule) if !rule.is_empty() => Deed::Source(rule.to_string()),
            ("do", statement) if !statement.is_empty() => Deed::Do(statement.to_string()),
            ("heartbeats", "on") => Deed::HideQuiet(true),
            ("heartbeats", "off") => Deed::HideQuiet(false),
            ("only", "all") => Deed::Only(None),
            ("only", only) => Deed::Only(Some(only.parse().ok()?)),
            ("earlier", "") => Deed::Earlier,
            ("errand", words) if !words.is_empty() => Deed::Errand(words.to_string()),
            ("guide", words) if !words.is_empty() => Deed::Guide(words.to_string()),
            ("present", words) => Deed::Present(words.to_string()),
            ("to-lesson", "") => Deed::ToLesson,
            ("reset", "") => Deed::Reset,
            ("bring-back", "") => Deed::BringBack,
            ("set-up", line) => Deed::SetUp(line.to_string()),
            ("keys", "on") => Deed::Keys(true),
            ("keys", "off") => Deed::Keys(false),
            ("fetch", "") => Deed::Fetch,
            ("theme", "") => Deed::Theme,
            _ => return None,
        })
    }
}

/// A deed's text with the values of its controls in the places of their names.
pub fn fill<'v>(deed: &str, values: impl Iterator<Item = (&'v str, &'v str)>) -> String {
    values.fold(deed.to_string(), |deed, (name, value)| deed.replace(&format!("{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeds_are_read() {
        assert_eq!(Deed::parse("step"), Some(Deed::By(1)));
        assert_eq!(Deed::parse(" by -10 "), Some(Deed::By(-10)));
        assert_eq!(Deed::parse("press node-2"), Some(Deed::Press(Thing::Node(2))));
        assert_eq!(Deed::parse("view space-time"), Some(Deed::View(View::SpaceTime)));
        assert_eq!(Deed::parse("do crash A"), Some(Deed::Do("crash A".to_string())));
    }

    #[test]
    fn what_is_no_deed_is_none() {
        for text in
            ["", "do", "do ", "seek", "seek x", "step 3", "press body", "view", "Step", "<x>"]
        {
            assert_eq!(Deed::parse(text), None, "{text}");
        }
    }

    #[test]
    fn values_stand_where_their_names_stood() {
        let values = [("command", "x=1"), ("to", " to B")];
        assert_eq!(fill("do request {command}{to}", values.into_iter()), "do request x=1 to B");
        assert_eq!(fill("seek {}", [("", "12")].into_iter()), "seek 12");
    }
}
