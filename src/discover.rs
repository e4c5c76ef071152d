//! Specifications on disk. Home of walkdir.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::diag::{Diagnostic, Problem};

/// The folder in which specifications are looked for when no path is given.
pub const ANALYSES: &str = "analyses";

/// The specifications that these paths name, in the order of their names.
///
/// A file names itself. A folder names every `.yaml` or `.yml` file below it that has a top-level `report:` key; no path
/// at all names the folder [`ANALYSES`].
///
/// # Errors
/// A path that does not exist, or a folder without any specification.
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
                problem.nowhere()
            });
            continue;
        }
        let below = specifications_below(&path);
        if below.is_empty() {
            let problem = Problem::new(format!("`{}` holds no specification", path.display()));
            problems.push(problem.hint("a specification is a YAML file with a top-level `report:` key").nowhere());
        }
        found.extend(below);
    }
    found.dedup();
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

fn specifications_below(folder: &Path) -> Vec<PathBuf> {
    WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml"))
        .filter(|path| is_specification(path))
        .collect()
}

/// Whether a YAML file has a top-level `report:` key, judged by its lines so that a broken one is still found.
fn is_specification(path: &Path) -> bool {
    let Ok(bytes) = std::fs::read(path) else { return false };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    bytes.split(|byte| *byte == b'\n').any(|line| line.starts_with(b"report:"))
}
