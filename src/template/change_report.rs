//! The files of a change report.

use std::collections::BTreeMap;

use super::Overrides;

/// The template of a change report.
const TEMPLATE: &str = "changes/report.typ";

/// The main file of a change report, and all files that it reads: the house style, and `changes`, which the template
/// reads as `changes.json`.
pub fn change_report(changes: Vec<u8>, overrides: &Overrides) -> (String, BTreeMap<String, Vec<u8>>) {
    let main = "report.typ".to_owned();
    let mut files = overrides.library("rapport");
    let text = overrides.template(TEMPLATE).map(|(_, text, _)| text).unwrap_or_default();
    files.insert(main.clone(), text.into_bytes());
    files.insert("changes.json".to_owned(), changes);
    (main, files)
}
