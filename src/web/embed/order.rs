//! What the page around a frame may ask of it, read as strictly as an address: nothing of a message is ever carried out but
//! what is listed here.

use super::options::Theme;
use crate::web::link::{TEXT_MAX, brief};

/// The version of the messages.
pub const VERSION: f64 = 1.0;

/// The most characters of a statement, and of an address.
const LINE_MAX: usize = 8_000;

/// The largest number that JavaScript counts exactly.
const EXACT_MAX: f64 = 9_007_199_254_740_991.0;

/// A field of a message, as far as it matters what it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// Something else.
    Other,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// A step forward.
    Step,
    /// A step back.
    Back,
    /// To play.
    Play,
    /// To stop playing.
    Pause,
    /// To go to a step.
    Seek(u64),
    /// To show something else: what stands after `#/embed/`.
    Show(String),
    /// To open the text of a scenario.
    Open(String),
    /// To carry out a statement of the scenario language.
    Act(String),
    /// To be light or dark.
    Theme(Theme),
    /// Where it stands.
    State,
}

/// Reads a message of this type; `field` gives its other fields. The error says what would be right.
pub fn read(
    version: Option<&Field>,
    kind: Option<&Field>,
    field: &dyn Fn(&str) -> Option<Field>,
) -> Result<Order, String> {
    if version != Some(&Field::Number(VERSION)) {
        return Err("A message needs the version that it is written for: v: 1.".to_string());
    }
    let Some(Field::Text(kind)) = kind else {
        return Err("A message needs a type, such as \"step\".".to_string());
    };
    let text = |name: &str, most: usize| match field(name) {
        Some(Field::Text(text)) if text.len() > most => Err(format!(
            "\"{name}\" is longer than {most} characters, the most that is taken here."
        )),
        Some(Field::Text(text)) if !text.trim().is_empty() => Ok(text),
        _ => Err(format!("\"{kind}\" needs \"{name}\", a text.")),
    };
    Ok(match kind.as_str() {
        "step" => Order::Step,
        "back" => Order::Back,
        "play" => Order::Play,
        "pause" => Order::Pause,
        "state" => Order::State,
        "seek" => match field("step") {
            Some(Field::Number(step))
                if step.fract() == 0.0 && (0.0..=EXACT_MAX).contains(&step) =>
            {
                Order::Seek(step as u64)
            }
            _ => return Err("\"seek\" needs \"step\", a whole number from 0.".to_string()),
        },
        "load" => match ["scenario", "lesson", "text"].map(|name| field(name).is_some()) {
            [true, false, false] => Order::Show(text("scenario", LINE_MAX)?),
            [false, true, false] => Order::Show(format!("learn/{}", text("lesson", LINE_MAX)?)),
            [false, false, true] => Order::Open(text("text", TEXT_MAX)?),
            _ => {
                let words = "\"load\" needs one of \"scenario\", \"lesson\" and \"text\".";
                return Err(words.to_string());
            }
        },
        "act" => {
            let statement = text("statement", LINE_MAX)?;
            if statement.contains(['\n', '\r']) {
                return Err("\"statement\" is to be one line.".to_string());
            }
            Order::Act(statement)
        }
        "theme" => match Theme::parse(&text("theme", LINE_MAX)?) {
            Some(theme) => Order::Theme(theme),
            None => return Err("\"theme\" is auto, light or dark.".to_string()),
        },
        other => {
            return Err(format!(
                "There is no message \"{}\". There are: step, back, seek, play, pause, load, act, theme and state.",
                brief(other)
            ));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(kind: &str, fields: &[(&str, Field)]) -> Result<Order, String> {
        let kind = Field::Text(kind.to_string());
        let field =
            |name: &str| fields.iter().find(|(it, _)| *it == name).map(|(_, it)| it.clone());
        read(Some(&Field::Number(1.0)), Some(&kind), &field)
    }

    fn text(text: &str) -> Field {
        Field::Text(text.to_string())
    }

    #[test]
    fn what_may_be_asked_is_read() {
        assert_eq!(order("step", &[]), Ok(Order::Step));
        assert_eq!(order("seek", &[("step", Field::Number(7.0))]), Ok(Order::Seek(7)));
        assert_eq!(
            order("act", &[("statement", text("crash A"))]),
            Ok(Order::Act("crash A".into()))
        );
        assert_eq!(order("theme", &[("theme", text("dark"))]), Ok(Order::Theme(Theme::Dark)));
        let show = |name: &str| Ok(Order::Show(name.to_string()));
        assert_eq!(order("load", &[("scenario", text("raft?k=1"))]), show("raft?k=1"));
        assert_eq!(order("load", &[("lesson", text("why-agree/2"))]), show("learn/why-agree/2"));
        assert_eq!(
            order("load", &[("text", text("cluster raft 3"))]),
            Ok(Order::Open("cluster raft 3".into()))
        );
    }

    #[test]
    fn all_else_is_refused_in_a_sentence() {
        let wrong = [
            order("Step", &[]),
            order("<script>", &[]),
            order("seek", &[]),
            order("seek", &[("step", text("7"))]),
            order("act", &[("statement", text("crash A\ncrash B"))]),
            order("act", &[("statement", text("  "))]),
            order("act", &[("statement", text(&"x".repeat(LINE_MAX + 1)))]),
            order("theme", &[("theme", text("red"))]),
            order("load", &[]),
            order("load", &[("scenario", text("raft")), ("text", text("cluster raft 3"))]),
            read(None, Some(&text("step")), &|_| None),
            read(Some(&Field::Number(2.0)), Some(&text("step")), &|_| None),
            read(Some(&Field::Number(1.0)), None, &|_| None),
        ];
        for problem in wrong {
            assert!(problem.is_err_and(|says| says.ends_with('.')));
        }
        for step in [-1.0, 0.5, f64::NAN, f64::INFINITY, 1e300] {
            assert!(order("seek", &[("step", Field::Number(step))]).is_err(), "{step}");
        }
    }
}
