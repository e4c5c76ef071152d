//! Which files a source means, and whether it may.

use std::fs;
use std::path::{Path, PathBuf};

use crate::data::path::insist_on_beside;
use crate::data::source::DataSource;
use crate::diag::{Diagnostic, Problem, Spanned};

/// A file that is there and may be read.
#[derive(Debug)]
pub(in crate::data) struct Found {
    /// Its path as a person would write it, relative to the specification.
    pub shown: String,
    pub path: PathBuf,
}

/// The files of a source, sorted by name: one, or several where its name is a pattern.
pub(in crate::data) fn find(source: &DataSource, folder: &Path) -> Result<Vec<Found>, Diagnostic> {
    let Some(file) = &source.file else { return Ok(Vec::new()) };
    located(file, source.allow_outside, folder).map_err(|problem| problem.at(file.location()))
}

fn located(file: &Spanned<String>, allow_outside: bool, folder: &Path) -> Result<Vec<Found>, Problem> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    if file.trim().is_empty() {
        return Err(Problem::new("`file` is empty").hint("write the name of a file beside the specification"));
    }
    if !allow_outside {
        insist_on_beside(file).map_err(|problem| problem.hint(OUTSIDE))?;
    }
    let path = folder.join(file.as_str());
    // A file may have brackets in its name; that file is meant then.
    if path.symlink_metadata().is_err() && file.contains(['*', '?', '[']) {
        return matching(file, allow_outside, folder);
    }
    insist_on_file(file, &path)?;
    insist_on_inside(file, &path, allow_outside, folder)?;
    Ok(vec![Found { shown: file.value.clone(), path }])
}

const OUTSIDE: &str = "state `allow_outside: true` if the file has to stay where it is";

/// The files of a pattern.
fn matching(pattern: &str, allow_outside: bool, folder: &Path) -> Result<Vec<Found>, Problem> {
    let whole = match Path::new(pattern).is_absolute() {
        true => pattern.to_owned(),
        false => {
            let folder = glob::Pattern::escape(&folder.to_string_lossy());
            format!("{}/{pattern}", folder.trim_end_matches('/'))
        }
    };
    // Hidden files are left out: editors and operating systems keep copies and locks beside a file.
    let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::new() };
    let paths = glob::glob_with(&whole, options)
        .map_err(|error| Problem::new(format!("`{pattern}` is no pattern of file names: {}", error.msg)))?;
    let mut found = Vec::new();
    for path in paths {
        let path = path
            .map_err(|error| Problem::new(format!("`{}` cannot be read: {}", error.path().display(), error.error())))?;
        let lock = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$"));
        if lock || path.is_dir() {
            continue;
        }
        let shown = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
        insist_on_file(&shown, &path)?;
        insist_on_inside(&shown, &path, allow_outside, folder)?;
        found.push(Found { shown, path });
    }
    found.sort_by(|a, b| a.shown.cmp(&b.shown));
    match found.is_empty() {
        true => Err(Problem::new(format!("no file matches `{pattern}`"))
            .hint("`*` stands for any characters, `?` for one, and `[0-9]` for one of these")),
        false => Ok(found),
    }
}

/// Insists that a path is a file with bytes of its own: a folder has none, and a pipe might never end.
fn insist_on_file(shown: &str, path: &Path) -> Result<(), Problem> {
    let metadata = fs::metadata(path).map_err(|error| {
        let problem = Problem::new(format!("`{shown}` cannot be read: {error}"));
        match error.kind() {
            std::io::ErrorKind::NotFound => {
                let beside = names_beside(path);
                let name = Path::new(shown).file_name().map(|name| name.to_string_lossy().into_owned());
                problem.closest_of(&name.unwrap_or_default(), beside.iter().map(String::as_str))
            }
            _ => problem,
        }
    })?;
    if metadata.is_dir() {
        return Err(Problem::new(format!("`{shown}` is a folder"))
            .hint(format!("name a file in it, or several of one shape: `{}/*.csv`", shown.trim_end_matches('/'))));
    }
    match metadata.is_file() {
        true => Ok(()),
        false => Err(Problem::new(format!("`{shown}` is no regular file")).hint("copy its contents to a file")),
    }
}

/// The names of the files beside a path.
fn names_beside(path: &Path) -> Vec<String> {
    let entries = path.parent().and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten();
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Insists that a file is in the folder of the specification, also after its symbolic links are followed.
fn insist_on_inside(shown: &str, path: &Path, allow_outside: bool, folder: &Path) -> Result<(), Problem> {
    if allow_outside {
        return Ok(());
    }
    let real =
        |path: &Path| path.canonicalize().map_err(|error| Problem::new(format!("`{shown}` cannot be read: {error}")));
    if real(path)?.starts_with(real(folder)?) {
        return Ok(());
    }
    Err(Problem::new(format!("`{shown}` is a link to a file outside the folder of the specification"))
        .hint("put the file itself beside the specification")
        .hint(OUTSIDE))
}
