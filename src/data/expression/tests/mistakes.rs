//! What is said about expressions that are wrong, and where: `mistakes.txt`.
//!
//! Each expression of that file stands at the start of a line, and below it, indented, what is underlined and what is said:
//! the problem and its hints. `UPDATE=1 cargo test` rewrites what is said.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::Expression;
use super::table;
use crate::data::ColumnType;
use crate::diag::{Diagnostic, Source, Spanned};

const INDENT: &str = "    ";

fn path() -> PathBuf {
    Path::new(file!()).with_file_name("mistakes.txt")
}

fn messages(text: &str, condition: bool) -> Vec<String> {
    let source = Arc::new(Source::new("spec.yaml", text));
    let expression = Expression::from(Spanned::new(text.to_owned(), source.location(0..text.len())));
    let checked = expression.parse().map_err(|diagnostic| vec![diagnostic]).and_then(|parsed| match condition {
        true => parsed.check_condition(&table()),
        false => parsed.check(&table()),
    });
    let shown = |diagnostic: Diagnostic| {
        let place = diagnostic.location.map(|location| location.text().to_owned());
        format!("{} --> {}", place.unwrap_or_default(), diagnostic.problem)
    };
    checked.err().unwrap_or_default().into_iter().map(shown).collect()
}

#[test]
fn every_mistake_is_explained_at_its_token() {
    let read = || std::fs::read_to_string(path()).expect("mistakes.txt");
    let known = read();
    let mut found = String::new();
    for text in known.lines().filter(|line| !line.starts_with(INDENT)) {
        let messages = messages(text, false);
        assert!(!messages.is_empty(), "nothing is wrong with {text}");
        writeln!(found, "{text}").expect("text");
        for message in messages {
            writeln!(found, "{INDENT}{message}").expect("text");
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path(), &found).expect("mistakes.txt is written");
    }
    let known = read();
    let differs = found.lines().zip(known.lines()).find(|(found, known)| found != known);
    assert_eq!(differs, None);
    assert_eq!(found.len(), known.len());
}

#[test]
fn a_condition_is_true_or_false() {
    let said = |text| messages(text, true);
    assert_eq!(
        said("samtykke + barn"),
        ["samtykke --> `+` takes numbers, and `samtykke` is true or false; write `if samtykke then 1 else 0`"]
    );
    assert_eq!(
        said("barn"),
        ["barn --> a condition was expected, and `barn` is whole numbers; write `barn == 1`, or another comparison"]
    );
    assert_eq!(said("barn == 1"), Vec::<String>::new());
}

#[test]
fn a_name_that_needs_backticks_is_explained_once() {
    struct Odd;
    impl super::Schema for Odd {
        fn column(&self, name: &str) -> Option<ColumnType> {
            (name == "dager-sykmeldt-2").then_some(ColumnType::Integer)
        }

        fn names(&self) -> Vec<&str> {
            vec!["dager-sykmeldt-2"]
        }
    }
    let problems = super::typed("dager-sykmeldt-2 > 1", &Odd).expect_err("a mistake");
    let said: Vec<String> = problems.iter().map(|problem| problem.problem.to_string()).collect();
    let hint = "write a name with other signs than letters, digits and `_` in backticks: `` `dager-sykmeldt-2` ``";
    assert_eq!(said, [format!("there is no column `dager`; {hint}")]);
    assert!(super::typed("`dager-sykmeldt-2` > 1", &Odd).is_ok());
}
