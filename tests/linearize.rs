//! The linearizability checker: known histories, the oldest definition taken at its word, and histories of real registers.
#![cfg(not(target_arch = "wasm32"))]

use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use quorarium::protocol::cluster::ClientId;
use quorarium::protocol::command::{Operation, Reply};
use quorarium::sim::linearize::{CallRecord, Verdict, check};
use std::collections::{BTreeMap, BTreeSet};

const BUDGET: u64 = 100_000;

fn call(
    client: u16,
    operation: Operation,
    invoked: u64,
    answered: Option<(u64, Reply)>,
) -> CallRecord {
    CallRecord { client: ClientId(client), sequence: 1, operation, invoked, answered }
}

fn put(client: u16, key: &str, value: &str, invoked: u64, answered: Option<u64>) -> CallRecord {
    let operation = Operation::Put { key: key.to_string(), value: value.to_string() };
    call(client, operation, invoked, answered.map(|event| (event, Reply::Done)))
}

fn get(client: u16, key: &str, heard: Option<&str>, invoked: u64, answered: u64) -> CallRecord {
    let reply = Reply::Value(heard.map(str::to_string));
    call(client, Operation::Get { key: key.to_string() }, invoked, Some((answered, reply)))
}

fn unheard(client: u16, key: &str, invoked: u64) -> CallRecord {
    call(client, Operation::Get { key: key.to_string() }, invoked, None)
}

#[track_caller]
fn passes(calls: &[CallRecord]) {
    assert_eq!(check(calls, BUDGET), Verdict::Linearizable);
}

#[track_caller]
fn breaks(calls: &[CallRecord], key: &str, because: &str) {
    assert_eq!(
        check(calls, BUDGET),
        Verdict::Broken { key: key.to_string(), because: because.to_string() }
    );
}

#[test]
fn nothing_and_what_touches_no_key_are_linearizable() {
    passes(&[]);
    passes(&[
        call(1, Operation::Noop, 1, None),
        call(1, Operation::Noop, 2, Some((3, Reply::Done))),
    ]);
    passes(&[unheard(1, "x", 1)]);
}

#[test]
fn a_read_hears_the_last_write() {
    passes(&[get(1, "x", None, 1, 2), put(1, "x", "1", 3, Some(4)), get(2, "x", Some("1"), 5, 6)]);
}

#[test]
fn a_read_beside_a_write_hears_either_value() {
    for heard in ["1", "2"] {
        passes(&[
            put(1, "x", "1", 1, Some(2)),
            put(1, "x", "2", 3, Some(9)),
            get(2, "x", Some(heard), 4, 8),
        ]);
    }
}

#[test]
fn a_stale_read_is_broken() {
    breaks(
        &[
            put(1, "x", "1", 1, Some(2)),
            put(1, "x", "2", 3, Some(4)),
            get(2, "x", Some("1"), 50, 57),
        ],
        "x",
        "c2's get x answered 1 at event 57, and no order of the calls explains it",
    );
}

#[test]
fn a_lost_write_is_broken() {
    breaks(
        &[put(1, "x", "1", 1, Some(2)), get(2, "x", None, 3, 4)],
        "x",
        "c2's get x answered none at event 4, and no order of the calls explains it",
    );
    breaks(
        &[
            put(1, "x", "1", 1, Some(10)),
            put(2, "x", "2", 2, Some(9)),
            get(3, "x", Some("1"), 11, 12),
            get(4, "x", Some("2"), 13, 14),
        ],
        "x",
        "c4's get x answered 2 at event 14, and no order of the calls explains it",
    );
}

#[test]
fn a_value_that_nobody_wrote_is_broken() {
    breaks(
        &[put(1, "x", "1", 1, Some(2)), get(2, "x", Some("7"), 1, 5)],
        "x",
        "c2's get x answered 7 at event 5, and no order of the calls explains it",
    );
}

#[test]
fn a_retried_write_that_is_applied_on_both_sides_of_another_is_broken() {
    breaks(
        &[
            put(1, "x", "1", 1, Some(20)),
            get(3, "x", Some("1"), 2, 3),
            put(2, "x", "2", 4, Some(5)),
            get(3, "x", Some("2"), 6, 7),
            get(3, "x", Some("1"), 8, 9),
        ],
        "x",
        "c3's get x answered 1 at event 9, and no order of the calls explains it",
    );
}

#[test]
fn an_unanswered_write_takes_effect_late_or_never() {
    let lost = put(1, "x", "1", 1, None);
    passes(&[lost.clone(), get(2, "x", None, 2, 3), get(2, "x", Some("1"), 40, 41)]);
    passes(&[lost.clone(), get(2, "x", None, 2, 3), get(2, "x", None, 40, 41)]);
    passes(&[
        lost,
        put(2, "x", "2", 2, Some(3)),
        get(2, "x", Some("2"), 4, 5),
        get(2, "x", Some("1"), 6, 7),
    ]);
}

#[test]
fn an_unanswered_write_takes_effect_once_and_not_before_it_was_asked() {
    breaks(
        &[put(1, "x", "1", 1, None), get(2, "x", Some("1"), 2, 3), get(2, "x", None, 4, 5)],
        "x",
        "c2's get x answered none at event 5, and no order of the calls explains it",
    );
    breaks(
        &[get(2, "x", Some("1"), 2, 3), put(1, "x", "1", 4, None)],
        "x",
        "c2's get x answered 1 at event 3, and no order of the calls explains it",
    );
    let seen_and_unseen = [
        put(1, "x", "1", 1, None),
        put(2, "x", "2", 2, Some(3)),
        get(2, "x", Some("1"), 4, 5),
        get(2, "x", Some("2"), 6, 7),
    ];
    breaks(
        &seen_and_unseen,
        "x",
        "c2's get x answered 2 at event 7, and no order of the calls explains it",
    );
}

#[test]
fn an_answer_and_a_call_at_the_same_event_are_concurrent() {
    passes(&[put(1, "x", "1", 1, Some(5)), get(2, "x", None, 5, 6)]);
    passes(&[get(2, "x", Some("1"), 1, 5), put(1, "x", "1", 5, Some(6))]);
    passes(&[get(2, "x", Some("1"), 1, 5), put(1, "x", "1", 5, None)]);
}

#[test]
fn a_word_is_a_write_to_the_only_value() {
    let word = |text: &str, at| {
        call(1, Operation::Word(text.to_string()), at, Some((at + 1, Reply::Done)))
    };
    passes(&[
        word("blue", 1),
        get(2, "value", Some("blue"), 3, 4),
        word("red", 5),
        get(2, "value", Some("red"), 7, 8),
    ]);
    breaks(
        &[word("blue", 1), get(2, "value", None, 3, 4)],
        "value",
        "c2's get value answered none at event 4, and no order of the calls explains it",
    );
}

#[test]
fn an_answer_of_the_wrong_kind_is_broken() {
    let get_x = Operation::Get { key: "x".to_string() };
    breaks(
        &[call(1, get_x, 1, Some((2, Reply::Done)))],
        "x",
        "c1's get x was answered at event 2 as a read with none",
    );
    breaks(
        &[call(1, Operation::Word("blue".to_string()), 1, Some((2, Reply::Value(None))))],
        "value",
        "c1's blue was answered at event 2 as a write with a value",
    );
}

#[test]
fn keys_are_judged_alone_and_the_first_broken_one_is_named() {
    passes(&[put(1, "x", "1", 1, Some(2)), get(1, "y", None, 3, 4)]);
    breaks(
        &[put(1, "z", "1", 1, Some(2)), get(1, "z", None, 3, 4), get(1, "y", Some("1"), 5, 6)],
        "y",
        "c1's get y answered 1 at event 6, and no order of the calls explains it",
    );
}

#[test]
fn a_budget_that_runs_out_leaves_it_undecided_unless_another_key_is_broken() {
    let mut calls = vec![put(1, "a", "1", 1, Some(2)), get(1, "a", Some("1"), 3, 4)];
    assert_eq!(check(&calls, 0), Verdict::Undecided { key: "a".to_string() });
    calls.extend([put(1, "b", "1", 5, Some(6)), get(1, "b", Some("1"), 7, 8)]);
    assert_eq!(check(&calls, 0), Verdict::Undecided { key: "a".to_string() });
    assert_eq!(check(&calls, 100), Verdict::Linearizable);
    calls.push(get(1, "c", Some("1"), 9, 10));
    assert!(matches!(check(&calls, 0), Verdict::Broken { key, .. } if key == "c"));
}

#[test]
fn thousands_of_calls_one_after_another_stay_far_below_the_budget() {
    for values in [2, 3, 1_000_000] {
        let mut calls: Vec<CallRecord> = Vec::new();
        let mut kept = String::new();
        for at in 0..10_000 {
            // Every seventh write is never answered and never seen.
            let written =
                if at % 14 == 0 { format!("lost {at}") } else { (at / 2 % values).to_string() };
            calls.push(match (at % 2, at % 14) {
                (0, 0) => put(1, "x", &written, 2 * at, None),
                (0, _) => put(1, "x", &written, 2 * at, Some(2 * at + 1)),
                _ => get(
                    2,
                    "x",
                    Some(&kept).filter(|kept| !kept.is_empty()).map(String::as_str),
                    2 * at,
                    2 * at + 1,
                ),
            });
            if at % 2 == 0 && at % 14 != 0 {
                kept = written;
            }
        }
        assert_eq!(check(&calls[..5_000], 15_000), Verdict::Linearizable);
        assert_eq!(check(&calls, 30_000), Verdict::Linearizable);
        // What was lost is found, and is then found again although another lost value was read in between.
        calls.truncate(5_000);
        let found = ["lost 0", "lost 14", "lost 0"].into_iter().zip([20_000, 25_000, 30_000]);
        calls.extend(found.map(|(heard, at)| get(3, "x", Some(heard), at, at + 57)));
        breaks(
            &calls,
            "x",
            "c3's get x answered lost 0 at event 30057, and no order of the calls explains it",
        );
        assert_eq!(check(&calls[..5_002], 15_000), Verdict::Linearizable);
    }
}

/// What a random call is made of.
#[derive(Clone, Debug)]
struct Plan {
    key: usize,
    /// Nothing is a read.
    write: Option<u8>,
    invoked: u64,
    /// After how many events it takes effect, and after how many more it is answered.
    effect: u64,
    answer: Option<u64>,
    /// What a read hears instead of the truth.
    lie: Option<Option<u8>>,
}

fn plan(
    keys: usize,
    values: u8,
    events: u64,
    length: u64,
    lies: f64,
) -> impl Strategy<Value = Plan> {
    (
        0..keys,
        of(0..values),
        0..events,
        0..=length,
        weighted(0.75, 0..=length),
        weighted(lies, of(0..values)),
    )
        .prop_map(|(key, write, invoked, effect, answer, lie)| Plan {
            key,
            write,
            invoked,
            effect,
            answer,
            lie,
        })
}

/// What real registers would answer, but for the lies.
fn record(plans: &[Plan]) -> Vec<CallRecord> {
    let mut order: Vec<usize> = (0..plans.len()).collect();
    order.sort_by_key(|i| plans[*i].invoked + plans[*i].effect);
    let mut registers: BTreeMap<usize, u8> = BTreeMap::new();
    let mut calls = vec![None; plans.len()];
    for i in order {
        let Plan { key, write, invoked, effect, answer, lie } = plans[i].clone();
        let name = ["x", "y"][key].to_string();
        let (operation, reply) = match write {
            Some(value) => {
                registers.insert(key, value);
                (Operation::Put { key: name, value: value.to_string() }, Reply::Done)
            }
            None => {
                let heard = lie.unwrap_or(registers.get(&key).copied());
                (Operation::Get { key: name }, Reply::Value(heard.map(|value| value.to_string())))
            }
        };
        calls[i] = Some(call(
            i as u16,
            operation,
            invoked,
            answer.map(|more| (invoked + effect + more, reply)),
        ));
    }
    calls.into_iter().flatten().collect()
}

/// The register's definition: whether these calls, one after another, answer as they did, and in an order that time allows.
fn explains(order: &[&CallRecord]) -> bool {
    let mut registers: BTreeMap<&str, &str> = BTreeMap::new();
    let in_time = order.iter().enumerate().all(|(i, earlier)| {
        order[i + 1..]
            .iter()
            .all(|later| later.answered.as_ref().is_none_or(|(event, _)| *event >= earlier.invoked))
    });
    in_time
        && order.iter().all(|call| match (&call.operation, &call.answered) {
            (Operation::Put { key, value }, _) => {
                registers.insert(key, value);
                true
            }
            (Operation::Get { key }, Some((_, Reply::Value(heard)))) => {
                registers.get(key.as_str()).copied() == heard.as_deref()
            }
            _ => true,
        })
}

/// Whether some permutation of some of the calls explains all answers: the definition, without any cleverness.
fn some_permutation_explains(calls: &[CallRecord]) -> bool {
    fn permute(chosen: &mut Vec<&CallRecord>, from: usize) -> bool {
        if from == chosen.len() {
            return explains(chosen);
        }
        (from..chosen.len()).any(|i| {
            chosen.swap(from, i);
            let found = permute(chosen, from + 1);
            chosen.swap(from, i);
            found
        })
    }
    let (answered, open): (Vec<_>, Vec<_>) = calls.iter().partition(|call| call.answered.is_some());
    (0..1_u32 << open.len()).any(|mask| {
        let taken =
            open.iter().enumerate().filter(|(i, _)| mask & (1 << i) != 0).map(|(_, call)| *call);
        permute(&mut answered.iter().copied().chain(taken).collect(), 0)
    })
}

/// The same for longer histories of one key: Wing and Gong's search with a memory and nothing else.
fn plain_search(
    calls: &[CallRecord],
    done: u32,
    value: Option<&str>,
    seen: &mut BTreeSet<(u32, Option<String>)>,
) -> bool {
    let rest = || (0..calls.len()).filter(|i| done & (1 << i) == 0);
    if rest().all(|i| calls[i].answered.is_none()) {
        return true;
    }
    if !seen.insert((done, value.map(str::to_string))) {
        return false;
    }
    let first = rest().filter_map(|i| calls[i].answered.as_ref().map(|(event, _)| *event)).min();
    rest().filter(|i| first.is_none_or(|first| calls[*i].invoked <= first)).any(|i| {
        let next = match (&calls[i].operation, &calls[i].answered) {
            (Operation::Put { value, .. }, _) => Some(value.as_str()),
            (_, Some((_, Reply::Value(heard)))) if heard.as_deref() != value => return false,
            _ => value,
        };
        plain_search(calls, done | 1 << i, next, seen)
    })
}

/// Everything up to an event, as somebody who looked then would have it.
fn until(calls: &[CallRecord], event: u64) -> Vec<CallRecord> {
    let begun = calls.iter().filter(|call| call.invoked <= event).cloned();
    begun
        .map(|call| CallRecord { answered: call.answered.filter(|(at, _)| *at <= event), ..call })
        .collect()
}

/// The verdict must be the oracle's, and a broken one must name the first event at which the oracle finds its key broken.
fn agrees(
    calls: &[CallRecord],
    linearizable: impl Fn(&[CallRecord]) -> bool,
) -> Result<(), TestCaseError> {
    match check(calls, BUDGET) {
        Verdict::Linearizable => prop_assert!(linearizable(calls)),
        Verdict::Undecided { key } => prop_assert!(false, "{key} undecided"),
        Verdict::Broken { key, because } => {
            prop_assert!(!linearizable(calls));
            let of_key = |call: &&CallRecord| match &call.operation {
                Operation::Put { key: k, .. } | Operation::Get { key: k } => *k == key,
                _ => false,
            };
            let calls: Vec<CallRecord> = calls.iter().filter(of_key).cloned().collect();
            let first = (0..100).find(|event| !linearizable(&until(&calls, *event)));
            let named =
                first.is_some_and(|event| because.contains(&format!(" at event {event}, ")));
            prop_assert!(named, "{because}, but the oracle says {first:?}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn short_records_are_judged_as_by_all_permutations(plans in vec(plan(2, 3, 12, 4, 0.3), 0..=6)) {
        agrees(&record(&plans), some_permutation_explains)?;
    }

    #[test]
    fn longer_records_are_judged_as_by_a_plain_search(plans in vec(plan(1, 3, 16, 8, 0.15), 0..=14)) {
        agrees(&record(&plans), |calls| plain_search(calls, 0, None, &mut BTreeSet::new()))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn what_real_registers_answer_is_linearizable(mut plans in vec(plan(2, 5, 600, 30, 0.5), 0..=400)) {
        plans.iter_mut().for_each(|plan| plan.lie = None);
        prop_assert_eq!(check(&record(&plans), BUDGET), Verdict::Linearizable);
    }
}
