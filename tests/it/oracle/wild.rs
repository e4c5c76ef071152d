//! What no finite input may do to an estimator: panic, give NaN, or never end.
//!
//! The inputs are those of the oracle, disturbed: everything zero, everything equal, one person, values of 1e300 and
//! 1e-300, totals of 2^53, and single values replaced. Whether the answer is right is not asked here; most answers are that
//! there is none.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use serde_json::Value;

use super::case::{self, ABSENT, Adapter, Case, Field};

/// An answer that takes longer than this is taken never to come; the tests share two cores with others.
const PATIENCE: Duration = Duration::from_secs(30);

/// What replaces single values.
const WILD: [f64; 11] =
    [0.0, 1.0, -1.0, 0.5, 2.0, 1e300, -1e300, 1e-300, 9_007_199_254_740_992.0, 1e154, f64::MIN_POSITIVE];

/// The name of the threads in which estimators run here.
const THREAD: &str = "wild input";

thread_local! {
    /// Where the last panic of this thread came from.
    static PANICKED: RefCell<Option<String>> = const { RefCell::new(None) };
}

#[test]
fn no_finite_input_panics_hangs_or_gives_nan() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if std::thread::current().name() == Some(THREAD) {
            let place = info.location().map(|place| format!("{}:{}", place.file(), place.line()));
            PANICKED.with(|panicked| *panicked.borrow_mut() = place);
        } else {
            usual(info);
        }
    }));
    let mut failures = BTreeMap::new();
    let mut answers = 0;
    for file in files() {
        let topic = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let number = topic.split('-').next().unwrap_or(&topic).to_owned();
        let Some((_, adapter)) = super::ADAPTERS.iter().find(|(prefix, _)| *prefix == number) else { continue };
        let text = std::fs::read_to_string(&file).expect("a readable oracle file");
        let mut seen = Vec::new();
        for case in case::parse(&text).expect("cases") {
            if seen.contains(&case.kind()) {
                continue;
            }
            seen.push(case.kind());
            for (name, disturbed) in disturbances(&case) {
                answers += 1;
                if let Some(failure) = failure(*adapter, disturbed.clone()) {
                    // One example of each failure of a method is enough.
                    failures.entry(format!("{topic} {}: {failure}", case.method())).or_insert_with(|| {
                        format!(
                            "{name}: {}",
                            Value::Object(disturbed.input().clone()).to_string().chars().take(300).collect::<String>()
                        )
                    });
                }
            }
        }
    }
    assert!(answers > 5_000, "only {answers} inputs");
    let told: Vec<String> = failures.iter().map(|(failure, example)| format!("{failure}\n    {example}")).collect();
    assert!(told.is_empty(), "{} failures:\n{}", told.len(), told.join("\n"));
}

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(super::folder())
        .expect("the oracle")
        .map(|entry| entry.expect("a readable folder entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files
}

/// What an estimator did that it must not do.
fn failure(adapter: Adapter, case: Case) -> Option<String> {
    let (send, receive) = mpsc::channel();
    let run = move || {
        let outcome = panic::catch_unwind(AssertUnwindSafe(|| adapter(&case)));
        let failure = match outcome {
            Err(_) => PANICKED
                .with(|panicked| panicked.borrow_mut().take())
                .filter(|place| !place.contains("tests/it"))
                .map(|place| format!("panics at {place}")),
            Ok(Some(Ok(fields))) => {
                fields.iter().find(|(_, field)| holds_nan(field)).map(|(name, _)| format!("`{name}` is NaN"))
            }
            Ok(_) => None,
        };
        let _ = send.send(failure);
    };
    let thread = std::thread::Builder::new().name(THREAD.to_owned()).spawn(run).expect("a thread");
    match receive.recv_timeout(PATIENCE) {
        Ok(failure) => {
            let _ = thread.join();
            failure
        }
        Err(RecvTimeoutError::Timeout) => Some(format!("does not end in {} s", PATIENCE.as_secs())),
        Err(RecvTimeoutError::Disconnected) => Some("ends its thread".to_owned()),
    }
}

fn holds_nan(field: &Field) -> bool {
    match field {
        Field::Number(number) => number.is_nan() && number.to_bits() != ABSENT.to_bits(),
        Field::List(list) => list.iter().any(holds_nan),
        Field::Flag(_) | Field::Text(_) => false,
    }
}

/// The disturbed inputs of a case, each with the name of what was done.
fn disturbances(case: &Case) -> Vec<(String, Case)> {
    let mut count = 0;
    numbers(&mut Value::Object(case.input().clone()), &mut |_, value| {
        count += 1;
        value
    });
    if count == 0 {
        return Vec::new();
    }
    let mut all: Vec<(String, Case)> = Vec::new();
    let mut add = |name: &str, change: &mut dyn FnMut(&mut Value)| {
        let mut input = Value::Object(case.input().clone());
        change(&mut input);
        if let Value::Object(input) = input {
            all.push((name.to_owned(), case.with_input(input)));
        }
    };
    add("zero", &mut |input| numbers(input, &mut |_, _| 0.0));
    add("one", &mut |input| numbers(input, &mut |_, _| 1.0));
    add("all 1e300", &mut |input| numbers(input, &mut |_, _| 1e300));
    add("all 2^53", &mut |input| numbers(input, &mut |_, _| 9_007_199_254_740_992.0));
    add("1e300 times", &mut |input| numbers(input, &mut |_, value| (value * 1e300).clamp(-1e308, 1e308)));
    add("1e-300 times", &mut |input| numbers(input, &mut |_, value| value * 1e-300));
    add("turns of 1e300", &mut |input| numbers(input, &mut |at, _| if at % 2 == 0 { 1e300 } else { -1e300 }));
    add("counts of 2^45", &mut |input| {
        numbers(input, &mut |_, value| if value.fract() == 0.0 { value * 35_184_372_088_832.0 } else { value });
    });
    add("negative", &mut |input| numbers(input, &mut |_, value| -value));
    add("a constant", &mut |input| {
        lists(input, &mut |list| {
            if let Some(first) = list.first().cloned() {
                list.fill(first);
            }
        })
    });
    for kept in [0, 1, 2, 3] {
        add(&format!("the first {kept}"), &mut |input| lists(input, &mut |list| list.truncate(kept)));
    }
    // Places spread over the input, the same ones every time.
    for (turn, wild) in WILD.iter().enumerate() {
        for part in 0..2 {
            let place = (turn * 7 + part * (count / 2 + 1)) % count;
            add(&format!("{wild:e} at {place}"), &mut |input| {
                numbers(input, &mut |at, value| if at == place { *wild } else { value });
            });
        }
    }
    all
}

/// Changes every number, each with its place in the order of the text.
fn numbers(value: &mut Value, change: &mut dyn FnMut(usize, f64) -> f64) {
    fn each(value: &mut Value, at: &mut usize, change: &mut dyn FnMut(usize, f64) -> f64) {
        match value {
            Value::Number(number) => {
                let changed = change(*at, number.as_f64().unwrap_or(0.0));
                *value = serde_json::Number::from_f64(changed).map_or(Value::Null, Value::Number);
                *at += 1;
            }
            Value::Array(list) => list.iter_mut().for_each(|value| each(value, at, change)),
            Value::Object(object) => object.values_mut().for_each(|value| each(value, at, change)),
            Value::Null | Value::Bool(_) | Value::String(_) => {}
        }
    }
    each(value, &mut 0, change);
}

/// Changes every list that holds no lists.
fn lists(value: &mut Value, change: &mut dyn FnMut(&mut Vec<Value>)) {
    match value {
        Value::Array(list) if list.iter().any(Value::is_array) => {
            list.iter_mut().for_each(|value| lists(value, change))
        }
        Value::Array(list) => change(list),
        Value::Object(object) => object.values_mut().for_each(|value| lists(value, change)),
        _ => {}
    }
}
