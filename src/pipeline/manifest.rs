//! `manifest.json`: which inputs and which utfall made a report.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Project;
use crate::results::Language;

/// What made a report. No clock, no machine, no path outside the project: the same inputs give the same manifest.
#[derive(Debug, Serialize)]
struct Manifest<'a> {
    tool: &'static str,
    version: &'static str,
    method_edition: &'a str,
    language: &'static str,
    /// SHA-256 of every file that was read, by its path relative to the specification.
    inputs: BTreeMap<&'a str, String>,
}

/// The manifest of a report: the tool, the edition of its methods, and the SHA-256 of every input.
///
/// `others` are input files beside the specification, its chapters and its data, such as references.
pub(super) fn manifest(project: &Project, language: Language, others: &[(&str, &[u8])]) -> Result<Vec<u8>, String> {
    let report = &project.report;
    let mut inputs = BTreeMap::from([(project.file.as_str(), sha256(report.source.text().as_bytes()))]);
    for (path, source) in &report.chapter_files {
        inputs.insert(path, sha256(source.text().as_bytes()));
    }
    inputs.extend(project.frames.files().map(|(path, bytes)| (path, sha256(bytes))));
    inputs.extend(others.iter().map(|(path, bytes)| (*path, sha256(bytes))));
    let manifest = Manifest {
        tool: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        method_edition: report.header.method_edition.name(),
        language: language.code(),
        inputs,
    };
    let mut json = serde_json::to_vec_pretty(&manifest).map_err(|error| error.to_string())?;
    json.push(b'\n');
    Ok(json)
}

/// An identifier of the document that depends on its content alone.
pub(super) fn ident(files: &BTreeMap<String, Vec<u8>>, language: Language) -> String {
    let mut hash = Sha256::new();
    hash.update(language.code());
    for (name, bytes) in files {
        hash.update((name.len() as u64).to_le_bytes());
        hash.update(name);
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    }
    hex(&hash.finalize())
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
