//! A large report is compared at once.

use std::time::{Duration, Instant};

use super::super::ChangeKind;
use super::{changes, estimate, results, section};
use crate::results::{Estimate, Method, Results, Row, Table, Test, Unit, Value};

/// What the issue promises; unoptimised builds are given more.
const LIMIT: Duration = Duration::from_millis(if cfg!(debug_assertions) { 5000 } else { 500 });

fn number(place: usize, shift: f64) -> Value {
    // Never so near to nought that a shift by a billionth turns it.
    let value = (place % 977) as f64 / 1000.0 + 0.0003 + shift;
    let tests = vec![Test {
        method: Method::ChiSquaredPearson,
        statistic: Some(4.0 + shift),
        degrees_of_freedom: vec![1.0],
        p: 0.01 + shift / 10.0,
    }];
    Estimate { tests, ..estimate(value, value - 0.05, value + 0.05, Unit::ProportionDifference) }.into()
}

/// How long this thread has been on a processor; Linux tells.
fn on_processor() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

fn timed_as<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let (clock, busy) = (Instant::now(), on_processor());
    let result = run();
    // Others may use the machine, so that the time on the processor is what counts, where it is known.
    let took = busy.zip(on_processor()).map_or(clock.elapsed(), |(before, after)| after - before);
    println!("{what}: {took:?}");
    assert!(took < LIMIT, "{what}: {took:?}");
    result
}

fn timed(what: &str, old: &Results, new: &Results) -> super::Changes {
    timed_as(what, || changes(old, new))
}

/// `sections` sections of `values` values, all moved by `shift`, with ids from `first`.
fn wide(sections: usize, values: usize, shift: f64, first: usize) -> Results {
    let mut all = results("x", Vec::new());
    let names: Vec<String> = (0..values).map(|place| format!("value_{place}")).collect();
    all.sections = (0..sections)
        .map(|at| {
            let id = format!("section_{}", first + at);
            let of = names.iter().enumerate();
            let values = of.map(|(place, name)| (name.as_str(), number(at * values + place, shift))).collect();
            (id.clone(), section(&id, values))
        })
        .collect();
    all
}

#[test]
#[ignore = "a measurement of the optimised build: cargo test --release -- --ignored diff::tests::speed"]
fn a_hundred_thousand_values_are_compared_in_half_a_second() {
    for (sections, values) in [(1, 100_000), (1_000, 100), (100_000, 1)] {
        let shape = format!("{sections} sections of {values}");
        let old = wide(sections, values, 0.0, 0);
        assert_eq!(timed(&format!("{shape}, equal"), &old, &old).changes.len(), 0);
        let found = timed(&format!("{shape}, all moved"), &old, &wide(sections, values, 0.02, 0));
        assert_eq!(found.changes.len(), 100_000);
        let found = timed(&format!("{shape}, rounding"), &old, &wide(sections, values, 1e-9, 0));
        assert_eq!((found.changes.len(), found.exit_code), (found.count(ChangeKind::Rounding), 0));
    }
    // The views of a hundred thousand changes, and a tolerance with many rules.
    let (old, new) = (wide(1_000, 100, 0.0, 0), wide(1_000, 100, 0.02, 0));
    let found = changes(&old, &new);
    timed_as("terminal", || found.terminal(super::super::Terminal::default()));
    timed_as("markdown", || found.markdown(crate::locale::Locale::new(crate::results::Language::Bokmal)));
    timed_as("JSON", || found.json().unwrap());
    let rules: Vec<String> =
        (0..20).map(|rule| format!(r#""**_{rule}.*value_?{rule}": {{"relative": 0.1}}"#)).collect();
    let rules = super::tolerance(&format!(r#"{{"ids": {{{}}}}}"#, rules.join(", ")));
    timed_as("twenty rules", || super::super::compare(&old, &new, &rules).unwrap());
    // Every section has another id: found by content.
    let found = timed("1000 sections renamed", &wide(1_000, 100, 0.0, 0), &wide(1_000, 100, 0.0, 5_000));
    assert_eq!(found.count(ChangeKind::Renamed), 1_000);
}

#[test]
#[ignore = "a measurement of the optimised build: cargo test --release -- --ignored diff::tests::speed"]
fn a_table_of_a_hundred_thousand_cells_is_compared_in_half_a_second() {
    let table = |shift: f64, name: &str| {
        let row = |row: usize| Row {
            name: format!("{name}_{row}"),
            label: None,
            basis: None,
            source: None,
            words: Vec::new(),
            cells: (0..10).map(|cell| number(row * 10 + cell, shift + row as f64 * 1e-6)).collect(),
        };
        let columns = (0..10).map(|column| format!("column_{column}")).collect();
        results("x", vec![("table", Value::Table(Table { columns, rows: (0..10_000).map(row).collect() }))])
    };
    assert_eq!(timed("table, all moved", &table(0.0, "row"), &table(0.02, "row")).changes.len(), 100_000);
    let found = timed("table, rows renamed", &table(0.0, "row"), &table(0.0, "case"));
    assert_eq!(found.count(ChangeKind::Renamed), 10_000);
}
