//! Golden reports: a specification for each kind, its results, its Typst source and its charts in three languages.
//!
//! `UPDATE=1 cargo test` rewrites what is expected. Results are compared number by number, the rest as text.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use utfall::diag::Diagnostic;
use utfall::template::Overrides;
use utfall::{pipeline, results};

fn fixtures() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports");
    let mut folders: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders
}

#[test]
fn every_kind_of_analysis_has_a_fixture_of_its_name() {
    let names: Vec<String> =
        fixtures().iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    for kind in utfall::analysis::Analysis::KINDS {
        assert!(names.iter().any(|name| name == kind.name), "tests/reports/{} is missing", kind.name);
    }
}

#[test]
fn reports_are_as_expected() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut differences = Vec::new();
    for folder in fixtures() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let spec = folder.join(format!("{name}.yaml"));
        let projects = good(pipeline::load(&spec));
        let (computed, _) = good(pipeline::compute(&projects));
        let [project] = projects.as_slice() else { panic!("{name} is one report") };
        let json = results::to_json(&computed[0].results).unwrap();
        compare_results(&folder.join("expected/results.json"), &json, update, &mut differences);
        assert!(
            results::from_json(&json).unwrap() == *computed[0].results,
            "{name}: the results do not survive results.json"
        );
        let mut known = BTreeSet::from([folder.join("expected/results.json")]);
        for language in project.report.header.languages() {
            let output = good(pipeline::render(project, &computed[0], *language, &Overrides::none()));
            let kept: BTreeMap<String, Vec<u8>> = output
                .files
                .into_iter()
                .filter(|(path, _)| path == "report.typ" || path.starts_with("charts/") || path.starts_with("tables/"))
                .collect();
            for (path, bytes) in kept {
                let expected = folder.join(format!("expected/{language}/{path}"));
                compare_text(&expected, &bytes, update, &mut differences);
                known.insert(expected);
            }
        }
        for stale in files_below(&folder.join("expected")).into_iter().filter(|path| !known.contains(path)) {
            if update {
                fs::remove_file(&stale).unwrap();
            } else {
                differences.push(format!("{}: no report makes this file any more", stale.display()));
            }
        }
    }
    assert!(differences.is_empty(), "{}\n(UPDATE=1 rewrites what is expected)", differences.join("\n"));
}

/// All files below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}

/// What stands in the repository is read back as what it was, to the last bit.
#[test]
fn expected_results_are_read_as_they_were_written() {
    for folder in fixtures() {
        let path = folder.join("expected/results.json");
        let json = fs::read_to_string(&path).unwrap();
        let read = results::from_json(&json).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(results::to_json(&read).unwrap() == json, "{} is written otherwise", path.display());
    }
    let sample = crate::sample_report::results();
    assert!(results::from_json(&results::to_json(&sample).unwrap()).unwrap() == sample);
}

#[test]
fn results_of_another_format_are_refused_by_their_name() {
    let message = |json: &str| results::from_json(json).unwrap_err().to_string();
    let other = message("{\"schema\": \"utfall-results-9\", \"rows\": []}");
    assert!(other.contains("`utfall-results-9`, but this utfall reads `utfall-results-1`"), "{other}");
    assert!(message("{\"name\": 1}").contains("there is no `schema`"));
    assert!(message("no json").contains("line 1"));
}

#[test]
fn a_number_that_is_none_and_a_name_that_stands_twice_never_reach_a_file() {
    let mut results = crate::sample_report::results();
    results.sections.push(results.sections[0].clone());
    let message = results::to_json(&results).unwrap_err().to_string();
    assert!(message.contains("stands twice"), "{message}");
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut results = crate::sample_report::results();
        for (_, found) in results.sections.iter_mut().flat_map(|(_, section)| &mut section.values) {
            if let results::Value::Estimate(estimate) = found {
                estimate.standard_error = Some(value);
            }
        }
        match results::to_json(&results) {
            Ok(json) => assert!(value.is_infinite() && results::from_json(&json).unwrap() == results, "{value}"),
            Err(error) => assert!(error.to_string().contains("NaN or infinite") || value.is_nan(), "{error}"),
        }
    }
}

fn good<T>(outcome: Result<T, Vec<Diagnostic>>) -> T {
    outcome.unwrap_or_else(|problems| panic!("{}", utfall::diag::render(&problems, false)))
}

fn compare_text(path: &Path, bytes: &[u8], update: bool, differences: &mut Vec<String>) {
    if update {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    } else if fs::read(path).ok().as_deref() != Some(bytes) {
        let expected = fs::read_to_string(path).unwrap_or_default();
        let found = String::from_utf8_lossy(bytes);
        let first = expected.lines().zip(found.lines()).enumerate().find(|(_, (one, other))| one != other);
        differences.push(match first {
            Some((line, (one, other))) => format!("{}:{}:\n  - {one}\n  + {other}", path.display(), line + 1),
            None => format!("{}: another length", path.display()),
        });
    }
}

fn compare_results(path: &Path, json: &str, update: bool, differences: &mut Vec<String>) {
    if update {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, json).unwrap();
        return;
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    let expected: Value = serde_json::from_str(&expected).unwrap_or_default();
    compare_values("", &expected, &serde_json::from_str(json).unwrap(), differences);
}

/// Numbers agree to thirteen digits, everything else exactly.
fn compare_values(path: &str, expected: &Value, found: &Value, differences: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(one), Value::Object(other)) => {
            let names: Vec<&String> = one.keys().chain(other.keys().filter(|name| !one.contains_key(*name))).collect();
            for name in names {
                let null = Value::Null;
                let pair = (one.get(name).unwrap_or(&null), other.get(name).unwrap_or(&null));
                compare_values(&format!("{path}/{name}"), pair.0, pair.1, differences);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, pair) in one.iter().zip(other).enumerate() {
                compare_values(&format!("{path}/{index}"), pair.0, pair.1, differences);
            }
        }
        (Value::Number(one), Value::Number(other)) => {
            let (one, other) = (one.as_f64().unwrap(), other.as_f64().unwrap());
            if (one - other).abs() > 1e-13 * one.abs().max(other.abs()) {
                differences.push(format!("{path}: {one} is now {other}"));
            }
        }
        (one, other) if one == other => {}
        (one, other) => differences.push(format!("{path}: {one} is now {other}")),
    }
}
