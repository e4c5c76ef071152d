//! Specifications on disk. Home of walkdir.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::diag::{Diagnostic, Problem};

/// The folder in which specifications are looked for when no path is given.
pub const ANALYSES: &str = "analyses";

/// What a finished report holds: its copy of the specification is not one to build.
const FINISHED: [&str; 2] = ["manifest.json", "report.typ"];

/// The specifications that these paths name, in the order of their names; one that is named twice stands once.
///
/// A file names itself. A folder names every `.yaml` or `.yml` file below it that has a top-level `report:` key, but
/// those in finished reports, in hidden folders and in `target`; no path at all names the folder [`ANALYSES`].
///
/// # Errors
/// A path that does not exist or cannot be read, or a folder without any specification.
pub fn specifications(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let given = if paths.is_empty() { vec![PathBuf::from(ANALYSES)] } else { paths.to_vec() };
    let mut found = Vec::new();
    let mut problems = Vec::new();
    for path in given {
        if path.is_file() {
            found.push(path);
            continue;
        }
        if !path.is_dir() {
            let problem = Problem::new(format!("there is no file or folder `{}`", path.display()));
            problems.push(if paths.is_empty() {
                problem.hint("run utfall in the folder that holds `analyses`, or name a specification").nowhere()
            } else {
                problem.hint("check the path, from the folder you stand in").nowhere()
            });
            continue;
        }
        let before = problems.len();
        let below = specifications_below(&path, &mut problems);
        if below.is_empty() && problems.len() == before {
            let problem = Problem::new(format!("`{}` holds no specification", path.display()));
            problems.push(problem.hint("a specification is a YAML file with a top-level `report:` key").nowhere());
        }
        found.extend(below);
    }
    let mut known = HashSet::new();
    found.retain(|path| known.insert(path.canonicalize().unwrap_or_else(|_| path.clone())));
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

fn specifications_below(folder: &Path, problems: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(may_hold_specifications) {
        let (path, outcome) = match entry {
            Ok(entry) if entry.file_type().is_file() && is_yaml(entry.path()) => {
                let outcome = is_specification(entry.path());
                (entry.into_path(), outcome)
            }
            Ok(_) => continue,
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                (path, Err(error.into_io_error().unwrap_or_else(|| std::io::Error::other("a loop of links"))))
            }
        };
        match outcome {
            Ok(true) => found.push(path),
            Ok(false) => {}
            Err(error) => {
                let problem = Problem::new(format!("`{}` cannot be read: {error}", path.display()));
                problems.push(problem.hint("make it readable, or name the specifications to build").nowhere());
            }
        }
    }
    found
}

/// Whether to look into a folder; everything else is looked at.
fn may_hold_specifications(entry: &DirEntry) -> bool {
    if !entry.file_type().is_dir() {
        return true;
    }
    let name = entry.file_name().to_string_lossy();
    // A folder that is named is looked into, whatever it is called.
    let passed_over = entry.depth() > 0 && (name.starts_with('.') || name == "target");
    !passed_over && !FINISHED.iter().all(|file| entry.path().join(file).is_file())
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}

/// Whether a YAML file has a top-level `report:` key, judged by its lines so that a broken one is still found.
fn is_specification(path: &Path) -> std::io::Result<bool> {
    let bytes = std::fs::read(path)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    Ok(bytes.split(|byte| matches!(byte, b'\n' | b'\r')).any(|line| line.starts_with(b"report:")))
}
