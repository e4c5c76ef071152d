//! Every estimator against established software: the cases in `tests/oracle`, or in the folder that
//! `UTFALL_ORACLE` names.
//!
//! `UTFALL_ORACLE=folder cargo test oracle -- --nocapture` prints `N passed, M failed`, one line per
//! topic, and names each failure. A method that no adapter knows is a failure, counted as not yet
//! implemented. The test turns red for the topics of [`MUST_PASS`] alone: a topic joins the list when
//! it passes in full.
//!
//! A new topic is one file in `oracle/topics/` and one row in [`ADAPTERS`].

#[path = "oracle/case.rs"]
mod case;
#[path = "oracle/topics/mod.rs"]
mod topics;

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

use case::{Adapter, Case};

/// The topics that must pass in full.
const MUST_PASS: [&str; 3] = ["01-one-proportion", "02-two-proportions", "15-distributions"];

/// Cases whose expected value is wrong, by topic and id, with the proof. They are printed and counted
/// as failures, since we do not reproduce the printed value, but do not turn the test red.
const DISPUTED: [(&str, &str, &str); 1] = [(
    "15-distributions",
    "qnorm--10000-TRUE",
    "R 4.2.2 stops at -141.3798379984, where ln P(X <= x) is -9999.99973 (mpmath, 40 digits); the \
     root of ln P(X <= x) = -10000 is -141.379839873127",
)];

/// The adapter of each topic, by the number that its file name starts with.
const ADAPTERS: [(&str, Adapter); 4] = [
    ("01", topics::one_proportion::run),
    ("02", topics::two_proportions::run),
    ("15", topics::distributions::run),
    ("20", topics::extended::run),
];

/// What happened to the cases of one topic.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    not_implemented: BTreeMap<String, usize>,
}

#[test]
fn oracle() {
    let folder = folder();
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("cannot read the oracle in {}: {error}", folder.display()))
        .map(|entry| entry.expect("a readable folder entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    let mut tallies = Vec::new();
    let mut red = Vec::new();
    for file in &files {
        let topic = file.file_stem().unwrap_or_default().to_string_lossy();
        let must_pass = MUST_PASS.contains(&topic.as_ref());
        let tally = run_topic(&topic, file, |failure| {
            let disputed = DISPUTED.iter().find(|(of, id, _)| *of == topic && failure.starts_with(&format!("{id}:")));
            println!("FAILED {topic} {failure}");
            if let Some((_, _, proof)) = disputed {
                println!("  disputed: {proof}");
            } else if must_pass {
                red.push(format!("{topic} {failure}"));
            }
        });
        tallies.push((topic.into_owned(), tally));
    }
    summarise(&tallies);
    let missing = MUST_PASS
        .iter()
        .filter(|must| std::env::var_os("UTFALL_ORACLE").is_none() && !tallies.iter().any(|(topic, _)| topic == *must));
    red.extend(missing.map(|topic| format!("{topic}: the file is missing")));
    assert!(red.is_empty(), "topics that must pass:\n{}", red.join("\n"));
}

/// The folder of cases.
fn folder() -> PathBuf {
    match std::env::var_os("UTFALL_ORACLE") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle"),
    }
}

/// Runs the cases of one file, telling `failure` of each that fails.
fn run_topic(topic: &str, file: &Path, mut failure: impl FnMut(String)) -> Tally {
    let text = std::fs::read_to_string(file).expect("a readable oracle file");
    let cases = case::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let number = topic.split('-').next().unwrap_or(topic);
    let adapter = ADAPTERS.iter().find(|(prefix, _)| *prefix == number);
    let mut tally = Tally::default();
    for case in &cases {
        let outcome = adapter.and_then(|(_, run)| caught(*run, case));
        match outcome {
            None => {
                *tally.not_implemented.entry(case.method()).or_default() += 1;
                if adapter.is_some() {
                    failure(format!("{}: not yet implemented", case.id));
                }
            }
            Some(outcome) => match case.check(&outcome) {
                Ok(()) => tally.passed += 1,
                Err(why) => {
                    tally.failed += 1;
                    failure(format!("{}: {why}", case.id));
                }
            },
        }
    }
    tally
}

/// An adapter that panics fails its case, not the whole run.
fn caught(run: Adapter, case: &Case) -> Option<case::Outcome> {
    panic::catch_unwind(AssertUnwindSafe(|| run(case))).unwrap_or_else(|_| Some(Err("the adapter panicked".to_owned())))
}

/// Prints a line per topic and the totals.
fn summarise(tallies: &[(String, Tally)]) {
    let (mut passed, mut failed) = (0, 0);
    for (topic, tally) in tallies {
        let absent: usize = tally.not_implemented.values().sum();
        println!(
            "{topic}: {} passed, {} failed{}",
            tally.passed,
            tally.failed + absent,
            match absent {
                0 => String::new(),
                _ => format!(
                    " ({absent} not yet implemented: {})",
                    tally.not_implemented.keys().cloned().collect::<Vec<_>>().join(", ")
                ),
            }
        );
        passed += tally.passed;
        failed += tally.failed + absent;
    }
    println!("{passed} passed, {failed} failed");
}
