//! What cannot be compared is said clearly, and nothing panics.

use super::super::{Tolerance, compare, read};
use super::{changes, golden, results};
use crate::results::{Text, Value, to_json};

/// The problem with a file, and what to do about it.
fn problem(json: &str) -> String {
    read("new.json", json).unwrap_err().to_string()
}

#[test]
fn files_that_are_no_results_of_this_format_are_told_apart() {
    assert_eq!(
        problem(r#"{"schema": "utfall-results-2", "everything": "else"}"#),
        "`new.json` is of the format `utfall-results-2`, which is newer than `utfall-results-1`; \
         compare with the utfall that made it, or a newer one"
    );
    assert_eq!(
        problem(r#"{"schema": "utfall-results-0"}"#),
        "`new.json` is of the format `utfall-results-0`, which is older than `utfall-results-1`; \
         build the report again with this utfall"
    );
    assert_eq!(
        problem(r#"{"schema": "utfall-changes-1", "changes": []}"#),
        "`new.json` is of the format `utfall-changes-1`, but results are `utfall-results-1`; \
         give the `results.json` of a report, or its output folder"
    );
    assert_eq!(
        problem(r#"{"name": "package"}"#),
        "`new.json` is no results of utfall: it has no `schema`; \
         give the `results.json` of a report, or its output folder"
    );
    assert_eq!(problem(" \n"), "`new.json` is empty; build the report again");
    assert!(problem("%PDF-1.7").starts_with("`new.json` is not JSON: "));
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_told_to_be() {
    let text = to_json(&results("work", vec![("share", Value::Count(3))])).unwrap();
    let end = text.trim_end().len();
    for length in 1..end {
        let said = problem(&text[..length]);
        assert!(said.starts_with("`new.json` is cut off: it ends in the middle of a result, at line "), "{said}");
        assert!(said.ends_with("; copy it again, or build the report again"), "{said}");
    }
    assert!(read("new.json", &text).is_ok());
}

#[test]
fn an_id_that_stands_twice_is_refused() {
    let text = to_json(&results("work", vec![("share", Value::Count(3)), ("shore", Value::Count(4))])).unwrap();
    let said = problem(&text.replace("shore", "share"));
    assert!(said.contains("`share` stands twice"), "{said}");
    let mut two = results("work", Vec::new());
    two.sections.push(("walk".to_owned(), two.sections[0].1.clone()));
    let said = problem(&to_json(&two).unwrap().replace("\"walk\"", "\"work\""));
    assert!(said.starts_with("`new.json` is not as `utfall-results-1` is: `work` stands twice"), "{said}");
}

#[test]
fn reports_with_nothing_in_common_are_refused() {
    let ips = results("work", vec![("a", Value::Count(1))]);
    let mut other = results("health", vec![("b", Value::Count(2))]);
    // A version of the same report may have nothing left of the one before.
    assert_eq!(changes(&ips, &other).exit_code, 1);
    other.report.title = Text::from("Jobbspesialisten");
    let said = compare(&ips, &other, &Tolerance::default()).unwrap_err().to_string();
    assert_eq!(
        said,
        "the two reports have nothing in common: «IPS» has `work`, and «Jobbspesialisten» has `health`; \
         compare two versions of one report"
    );
    // A report that has just been begun has lost or got everything.
    let mut empty = ips.clone();
    empty.sections.clear();
    assert_eq!((changes(&ips, &empty).exit_code, changes(&empty, &ips).exit_code), (1, 1));
}

#[test]
fn nothing_panics_on_any_two_golden_reports() {
    let golden = golden();
    for (_, old) in &golden {
        for (_, new) in &golden {
            if let Ok(found) = compare(old, new, &Tolerance::default()) {
                assert!(
                    !found
                        .terminal(super::super::Terminal { colour: true, all: true, ..Default::default() })
                        .is_empty()
                );
                assert!(found.json().is_ok());
            }
        }
    }
}

#[test]
fn a_tolerance_that_is_none_is_refused() {
    let said = |json: &str| serde_json::from_str::<Tolerance>(json).unwrap_err().to_string();
    assert!(
        said(r#"{"units": {"ratio": {"absolute": -1}}}"#).starts_with("a limit is -1, but must be a number from 0")
    );
    assert!(said(r#"{"units": {"ratio": {}}}"#).starts_with("a limit needs `absolute`, `relative` or both"));
    assert!(
        said(r#"{"units": {"rate": {"absolute": 1}}}"#).contains("unknown variant `rate`, expected one of `count`")
    );
    assert!(said(r#"{"unit": {}}"#).contains("unknown field `unit`, expected `units` or `ids`"));
    assert!(said(r#"{"ids": {"work.**": {"procent": 1}}}"#).contains("unknown field `procent`"));
}
