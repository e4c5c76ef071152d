//! Expressions in YAML: what is read, and where mistakes are shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::Expression;
use super::table;
use crate::data::ColumnType;
use crate::diag::{Source, reading};

fn read(yaml: &str) -> BTreeMap<String, Expression> {
    let source = Arc::new(Source::new("spec.yaml", yaml));
    let options = serde_yaml::options! { strict_booleans: true, leading_zero_numbers_as_strings: true };
    reading(&source, || serde_yaml::from_str_with_options(source.text(), options)).expect("valid YAML")
}

#[test]
fn numbers_and_truths_need_no_quotes() {
    let all = read("a: true\nb: 1\nc: 0.50\nd: -3\ne: \"'x'\"\n");
    let kinds = all.values().map(|one| one.parse().expect("parsed").check(&table()).expect("typed").kind());
    let (boolean, integer, number, text) =
        (ColumnType::Boolean, ColumnType::Integer, ColumnType::Number, ColumnType::Text);
    assert_eq!(kinds.collect::<Vec<_>>(), [boolean, integer, number, integer, text]);
    assert_eq!(all["c"].text(), "0.50");
}

/// Line, column and text of the mistake in the expression of this key.
fn place(yaml: &str, key: &str) -> String {
    let expression = &read(yaml)[key];
    let problems = match expression.parse() {
        Ok(parsed) => parsed.check(&table()).expect_err("a mistake"),
        Err(problem) => vec![problem],
    };
    let location = problems[0].location.as_ref().expect("a place");
    format!("{}:{} {}", location.line(), location.column(), location.text())
}

#[test]
fn a_mistake_is_shown_at_its_token_however_the_expression_is_written() {
    for (yaml, expected) in [
        ("a: alder > 1 and aldr < 3\n", "1:18 aldr"),
        ("a:    \"alder > 1 and aldr < 3\"\n", "1:22 aldr"),
        ("a: 'status == ''x'' and aldr < 3'\n", "1:25 aldr"),
        ("a: \"status == \\\"x\\\" and aldr < 3\"\n", "1:25 aldr"),
        ("a: alder > 1\n  and aldr\n  < 3\n", "2:7 aldr"),
        ("a: |\n  alder > 1\n    and aldr < 3\n", "3:9 aldr"),
        ("a: >-\n  alder > 1\n  and aldr < 3\n", "3:7 aldr"),
        ("b: 1\na: \"bl\u{e5} > 1\"\n", "2:5 bl\u{e5}"),
        ("b: 1\na: alder > \u{2212}1\n", "2:12 \u{2212}"),
        ("a: \"> alder\"\n", "1:5 >"),
        ("a: alder >\n", "1:10 >"),
        ("{b: 1, a: alder + aldr}\n", "1:19 aldr"),
        ("a: 0301 + aldr\n", "1:11 aldr"),
    ] {
        assert_eq!(place(yaml, "a"), expected, "{yaml}");
    }
}

#[test]
fn what_yaml_writes_otherwise_is_shown_whole() {
    assert_eq!(place("a: \"\\x61ldr > 1\"\n", "a"), "1:4 \"\\x61ldr > 1\"");
    assert_eq!(place("a: \"\"\n", "a"), "1:4 \"\"");
}
