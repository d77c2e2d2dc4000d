//! What conditions do with values: take a part of one, and compare two.

use super::condition::{Operator, Part};
use super::word::did_you_mean;
use crate::protocol::value::Value;
use std::cmp::Ordering;
use std::fmt::Display;

/// Compares two values; the names are the nodes', in the order of the cluster.
pub(super) fn compare(
    names: &[String],
    left: &Value,
    operator: Operator,
    right: &Value,
) -> Result<bool, String> {
    let none = *left == Value::None || *right == Value::None;
    match operator {
        Operator::Equal | Operator::NotEqual if none => {
            Ok((left == right) == (operator == Operator::Equal))
        }
        _ if none => Ok(false),
        Operator::Contains => contains(left, right),
        _ if left.kind() != right.kind() => Err(format!(
            "{left} is {} and {right} is {}: they cannot be compared",
            left.kind(),
            right.kind()
        )),
        Operator::Equal => Ok(left == right),
        Operator::NotEqual => Ok(left != right),
        Operator::Less => Ok(order(names, left, right)? == Ordering::Less),
        Operator::AtMost => Ok(order(names, left, right)? != Ordering::Greater),
        Operator::More => Ok(order(names, left, right)? == Ordering::Greater),
        Operator::AtLeast => Ok(order(names, left, right)? != Ordering::Less),
    }
}

/// Numbers and times have an order, and so have `round.proposer` and `epoch.counter`.
fn order(names: &[String], left: &Value, right: &Value) -> Result<Ordering, String> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => Ok(left.cmp(right)),
        (Value::Duration(left), Value::Duration(right)) => Ok(left.cmp(right)),
        (Value::Word(left), Value::Word(right)) => match (rank(names, left), rank(names, right)) {
            (Some(left), Some(right)) => Ok(left.cmp(&right)),
            _ => Err(format!("{left} and {right} have no order")),
        },
        _ => Err(format!("{} has no order", left.kind())),
    }
}

/// `2.P1` by round and then by the proposer's place in the cluster; `1.7` by epoch and then by counter.
fn rank(names: &[String], number: &str) -> Option<(u64, u64)> {
    let (round, tail) = number.split_once('.')?;
    let place =
        || names.iter().position(|name| name == tail).and_then(|place| u64::try_from(place).ok());
    Some((round.parse().ok()?, tail.parse().ok().or_else(place)?))
}

/// The part of a value that an index and what follows the dots ask for. Of nothing, every part is nothing.
pub(super) fn part_of(
    path: &dyn Display,
    value: Value,
    first_index: u64,
    index: Option<&str>,
    rest: &[Part],
) -> Result<Value, String> {
    let (mut value, mut first_index) = (value, first_index);
    if let Some(index) = index {
        (value, first_index) = (element(path, value, first_index, index)?, 1);
    }
    for part in rest {
        value = match (part.name.as_str(), value) {
            (_, Value::None) => Value::None,
            ("length", Value::List(items)) => {
                let last = (first_index.saturating_sub(1))
                    .saturating_add(u64::try_from(items.len()).unwrap_or(u64::MAX));
                Value::Number(i64::try_from(last).unwrap_or(i64::MAX))
            }
            ("terms", Value::List(items)) => Value::List(items.iter().map(term_of).collect()),
            (key, Value::Map(mut entries)) => match entries.remove(key) {
                Some(value) => value,
                None => {
                    return Err(format!(
                        "{path} has no \"{key}\"{}",
                        did_you_mean(key, entries.keys())
                    ));
                }
            },
            (name, other) => {
                return Err(format!("{path} is {} and has no \"{name}\"", other.kind()));
            }
        };
        if let Some(index) = &part.index {
            (value, first_index) = (element(path, value, first_index, index)?, 1);
        }
    }
    Ok(value)
}

/// An element by its absolute index, or an entry by its key; nothing where there is none.
fn element(
    path: &dyn Display,
    value: Value,
    first_index: u64,
    index: &str,
) -> Result<Value, String> {
    match value {
        Value::None => Ok(Value::None),
        Value::Map(mut entries) => Ok(entries.remove(index).unwrap_or(Value::None)),
        Value::List(mut items) => {
            let index: u64 = index
                .parse()
                .map_err(|_| format!("{path}: \"{index}\" is not an index: a number from 1"))?;
            let place =
                index.checked_sub(first_index).and_then(|place| usize::try_from(place).ok());
            Ok(place
                .filter(|place| *place < items.len())
                .map_or(Value::None, |place| items.swap_remove(place)))
        }
        other => Err(format!("{path}: {} has no elements", other.kind())),
    }
}

/// The term of `2:x=1`; a gap has none.
fn term_of(entry: &Value) -> Value {
    match entry {
        Value::Word(entry) => {
            entry.split_once(':').map_or(Value::None, |(term, _)| Value::from_text(term))
        }
        _ => Value::None,
    }
}

/// One element of a list, or a part of a text.
fn contains(whole: &Value, part: &Value) -> Result<bool, String> {
    match (whole, part) {
        (Value::List(_), Value::List(_)) => {
            Err("contains asks for one element, not for a list".into())
        }
        (Value::List(items), element) => Ok(items.contains(element)),
        (Value::Word(text), part @ (Value::Word(_) | Value::Number(_) | Value::Duration(_))) => {
            Ok(text.contains(&part.to_string()))
        }
        (Value::Word(_), other) => Err(format!("{} is not a part of a text", other.kind())),
        (other, _) => {
            Err(format!("{} contains nothing: contains wants a list or a text", other.kind()))
        }
    }
}
