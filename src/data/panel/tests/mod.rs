//! Panels from the specification to the columns of the persons.

mod answers;
mod errors;
mod files;

use std::path::Path;
use std::sync::Arc;

use polars::prelude::AnyValue;

use super::*;
use crate::data::{codebook, read};
use crate::diag::{Source, reading, render};

/// A data source as it is written, with the options that specifications are read with.
fn source(yaml: &str) -> Result<DataSource, String> {
    let text = Arc::new(Source::new("a.yaml", yaml));
    let options = serde_yaml::options! { strict_booleans: true, leading_zero_numbers_as_strings: true };
    reading(&text, || serde_yaml::from_str_with_options(text.text(), options)).map_err(|error| error.to_string())
}

/// The persons of these rows.
fn persons(yaml: &str) -> Frame {
    let source = source(yaml).unwrap();
    let (raw, _) = read::read(&source, Path::new("")).map_err(|problems| render(&problems, false)).unwrap();
    let (frame, problems) = codebook::declare(raw, &source, &Spanned::from("personer".to_owned()));
    assert_eq!(render(&problems, false), "");
    frame
}

/// Three persons, from three months.
fn three() -> Frame {
    let row = |person, since| format!("- {{person: {person}, since: {since}}}");
    let rows = [row(1, "2019-11-20"), row(2, "2020-01-31"), row(3, "2020-02-01")].join("\n");
    persons(&format!("columns: {{since: {{type: date}}}}\nrows:\n{rows}\n"))
}

/// What a panel says of these persons, or what is wrong.
fn outcome_in(folder: &Path, yaml: &str, persons: &Frame) -> Result<PanelOutcome, String> {
    let source = source(yaml)?;
    let panel = source.panel.as_ref().ok_or("there is no panel")?;
    let name = Spanned::from("maaneder".to_owned());
    aggregate(&name, &source, panel, persons, &Frames::default(), folder).map_err(|problems| render(&problems, false))
}

/// The same, of rows written in the specification: `person, month, status, timer, lonn`.
fn outcome(panel: &str, rows: &[(i64, i64, &str, f64)], persons: &Frame) -> Result<PanelOutcome, String> {
    let rows: Vec<String> = rows
        .iter()
        .map(|(person, month, status, lonn)| {
            format!("- {{person: {person}, month: {month}, status: {status}, lonn: {lonn:?}}}")
        })
        .collect();
    let panel = panel.replace('\n', "\n  ");
    outcome_in(Path::new(""), &format!("rows:\n{}\npanel:\n  {panel}\n", rows.join("\n")), persons)
}

/// A column of an outcome, in words.
fn column(outcome: &PanelOutcome, name: &str) -> Vec<String> {
    let found = outcome.columns.iter().find(|(column, _)| column.name == name);
    let (_, values) = found.unwrap_or_else(|| panic!("no column {name}"));
    let shown = |value: AnyValue<'_>| if value.is_null() { "-".to_owned() } else { value.to_string() };
    values.iter().map(shown).collect()
}
