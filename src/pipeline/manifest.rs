//! `manifest.json`: which inputs and which utfall made a report.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Project;
use crate::data::Contents;
use crate::results::Language;
use crate::template::Overrides;

/// What made a report. No clock, no machine, no path outside the project: the same inputs give the same manifest.
#[derive(Debug, Serialize)]
struct Manifest<'a> {
    tool: &'static str,
    version: &'static str,
    method_edition: &'a str,
    language: &'static str,
    /// The site that the report is about, where the specification gives one report for each.
    #[serde(skip_serializing_if = "Option::is_none")]
    site: Option<&'a str>,
    /// SHA-256 of every file that was read, byte by byte as it is: by its path relative to the specification, and
    /// `templates/…` for the project's own templates.
    inputs: BTreeMap<String, String>,
}

/// The manifest of a report: the tool, the edition of its methods, and the SHA-256 of every input.
///
/// `others` are input files beside the specification, its chapters and its data, such as references.
pub(super) fn manifest(
    project: &Project,
    language: Language,
    others: &[(&str, &[u8])],
    overrides: &Overrides,
) -> Result<Vec<u8>, String> {
    let report = &project.report;
    let chapters = report.chapter_files.iter().map(|(path, source)| (path.as_str(), source.bytes()));
    let review = project.review.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    let beside = std::iter::once((project.file.as_str(), report.source.bytes()))
        .chain(chapters)
        .chain(review)
        .chain(others.iter().copied());
    let mut inputs: BTreeMap<String, String> = beside.map(|(path, bytes)| (path.to_owned(), sha256(bytes))).collect();
    for file in project.frames.files() {
        inputs
            .insert(file.path.clone(), sha256_of(&file.contents).map_err(|error| format!("`{}`: {error}", file.path))?);
    }
    inputs.extend(overrides.own().map(|(path, bytes)| (format!("templates/{path}"), sha256(bytes))));
    let manifest = Manifest {
        tool: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        method_edition: report.header.edition().name(),
        language: language.code(),
        site: project.site.as_ref().map(|site| site.slug.as_str()),
        inputs,
    };
    let mut json = serde_json::to_vec_pretty(&manifest).map_err(|error| error.to_string())?;
    json.push(b'\n');
    Ok(json)
}

impl Project {
    /// The data files that were read, each with its SHA-256.
    pub fn data_files(&self) -> Vec<(String, String)> {
        let hashed = self.frames.files().filter_map(|file| Some((file.path.clone(), sha256_of(&file.contents).ok()?)));
        hashed.collect()
    }
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

/// The SHA-256 of a file, as a manifest writes it.
///
/// # Errors
/// When the file cannot be read.
pub fn sha256_of_file(path: &Path) -> std::io::Result<String> {
    sha256_of(&Contents::OnDisk(path.to_owned()))
}

/// The hash of a file, which is not held whole where it is large.
fn sha256_of(contents: &Contents) -> std::io::Result<String> {
    match contents {
        Contents::Held(bytes) => Ok(sha256(bytes)),
        Contents::OnDisk(path) => {
            let mut file = std::fs::File::open(path)?;
            let mut hash = Sha256::new();
            let mut block = vec![0; 1 << 20];
            loop {
                match file.read(&mut block)? {
                    0 => return Ok(hex(&hash.finalize())),
                    filled => hash.update(&block[..filled]),
                }
            }
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
