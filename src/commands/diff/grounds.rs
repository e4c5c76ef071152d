//! How two versions were made, and which difference in it carried each change.

use std::path::{Component, Path};

use super::rows::rows;
use super::scratch::Scratch;
use super::version::{Version, computed};
use crate::diff::{Cause, Changes, Factor, Grounds, Making, with_lines};
use crate::results::Results;

/// More causes than this are not tried one by one.
const MANY: usize = 16;

/// How two versions were made.
pub(super) fn grounds(old: &Version, new: &Version) -> Grounds {
    let rows = match (&old.project, &new.project) {
        (Some(old), Some(new)) => rows(old, new),
        _ => Default::default(),
    };
    Grounds { old: making(old), new: making(new), rows }
}

fn making(version: &Version) -> Making {
    let mut making = Making { specification: version.specification.clone(), ..Making::default() };
    if let Some(manifest) = &version.manifest {
        making.tool.clone_from(&manifest.version);
        making.inputs.clone_from(&manifest.inputs);
    }
    let data_files: Vec<(String, String)> = version.project.iter().flat_map(|project| project.data_files()).collect();
    if version.project.is_some() {
        making.tool = Some(env!("CARGO_PKG_VERSION").to_owned());
    }
    making.inputs.extend(data_files.iter().cloned());
    let sources = version.report.iter().flat_map(|report| &report.data);
    for (name, source) in sources {
        let pattern = source.file.as_ref().map(|file| file.value.as_str());
        let of_file = making.inputs.keys().filter(|path| pattern.is_some_and(|pattern| fits(pattern, path)));
        let mut files: Vec<String> = of_file.cloned().collect();
        // Files of data that no source names by itself, such as those of a panel, may belong to any.
        let all = version.report.iter().flat_map(|report| &report.data);
        let is_named = |path: &str| {
            all.clone().any(|(_, source)| source.file.as_ref().is_some_and(|pattern| fits(pattern.as_str(), path)))
        };
        files.extend(data_files.iter().map(|(path, _)| path).filter(|path| !is_named(path)).cloned());
        making.sources.insert(name.value.clone(), files);
    }
    making
}

/// Whether a path is of a pattern in which `*` stands for any characters and `?` for one.
fn fits(pattern: &str, path: &str) -> bool {
    match (pattern.chars().next(), path.chars().next()) {
        (None, None) => true,
        (Some('*'), _) => {
            let rest = &pattern[1..];
            path.char_indices().map(|(at, _)| at).chain([path.len()]).any(|at| fits(rest, &path[at..]))
        }
        (Some(sign), Some(letter)) if sign == '?' || sign == letter => {
            fits(&pattern[sign.len_utf8()..], &path[letter.len_utf8()..])
        }
        _ => false,
    }
}

/// Computes the old version with one difference at a time as it is now, where the inputs of both are at hand and several
/// things differ, and says which of them carried each change.
pub(super) fn carry(grounds: &Grounds, old: &Version, new: &Version, changes: &mut Changes) {
    let factors = grounds.factors();
    if !(2..=MANY).contains(&factors.len()) || old.project.is_none() || new.project.is_none() {
        return;
    }
    // What cannot be computed alone, such as a column that is renamed in the data and in the specification, is passed over.
    let alone: Vec<(Cause, Results)> =
        factors.iter().filter_map(|factor| Some((factor.cause.clone(), with_only(factor, old, new)?))).collect();
    changes.carried_by(&alone);
}

/// The results of the old version with one difference as it is now.
fn with_only(factor: &Factor, old: &Version, new: &Version) -> Option<Results> {
    let (before, now) = (old.specification_path.as_ref()?, new.specification_path.as_ref()?);
    let (was, is) = (before.parent()?, now.parent()?);
    let scratch = Scratch::new().ok()?;
    let project = old.project.as_ref()?;
    let data = project.data_files().into_iter().map(|(path, _)| path);
    let chapters = project.report.chapter_files.iter().map(|(path, _)| path.clone());
    for path in data.chain(chapters) {
        copy(&was.join(&path), scratch.path(), &path)?;
    }
    let specification = scratch.path().join(before.file_name()?);
    let (_, text) = old.specification.as_ref()?;
    let text = match &factor.cause {
        Cause::File { path, new: Some(_), .. } => {
            copy(&is.join(path), scratch.path(), path)?;
            text.clone()
        }
        Cause::File { .. } => return None,
        _ => with_lines(text, &new.specification.as_ref()?.1, factor)?,
    };
    std::fs::write(&specification, text).ok()?;
    let reports = computed(&[specification]).ok()?;
    let (_, version) = reports.into_iter().find(|(name, _)| *name == old.name)?;
    Some(std::sync::Arc::unwrap_or_clone(version.results))
}

/// Copies a file to the same place below another folder; one that does not lie beside the specification stays where it is.
fn copy(from: &Path, folder: &Path, path: &str) -> Option<()> {
    let is_below = Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !is_below {
        return None;
    }
    let to = folder.join(path);
    std::fs::create_dir_all(to.parent()?).ok()?;
    std::fs::copy(from, to).ok().map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns_of_files_are_matched() {
        assert!(fits("a.csv", "a.csv") && fits("data/*.csv", "data/x1.csv") && fits("a?.csv", "a1.csv"));
        assert!(!fits("a.csv", "b.csv") && !fits("*.csv", "a.csv.gz") && !fits("a?.csv", "a.csv"));
    }
}
