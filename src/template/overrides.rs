//! The project's own templates: a file with the same path as a built-in one takes its place.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::builtin;
use super::rendering::INCLUDED;
use crate::diag::{Diagnostic, Problem};

/// The files of a project's `templates/` folder.
///
/// `rapport.typ`, `parts/<part>.typ`, `figure.typ`, `analyses/<kind>.typ`, `prose/<language>/<kind>.typ` and
/// `words/<language>.json` take the place of the built-in file. A folder `<style>/`, a `<style>.typ` beside `rapport.typ`, or
/// both are a house style of their own, for `report.template`: the folder holds what takes the place of files in `lib/`, such
/// as colours and faces (`style.typ`) and the cover, and the file is the order of the parts, which is that of `rapport.typ`
/// otherwise. Everything under `lib/` lies beside the report when it is typeset, built-in or not.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    files: BTreeMap<String, Override>,
}

#[derive(Clone, Debug)]
struct Override {
    shown: String,
    bytes: Vec<u8>,
}

/// The folders under `templates/` that are no house style.
const FOLDERS: [&str; 8] = ["lib", "parts", "analyses", "prose", "words", "changes", "fonts", "output"];

impl Overrides {
    /// No files.
    pub fn none() -> Overrides {
        Overrides::default()
    }

    /// Files given by their path under `templates/`.
    ///
    /// # Errors
    /// When a file takes the place of none, so that it would be left out without a word.
    pub fn from_files(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Result<Overrides, Vec<Diagnostic>> {
        Overrides::checked(files.into_iter().map(|(path, bytes)| {
            let shown = format!("templates/{path}");
            (path, Override { shown, bytes })
        }))
    }

    /// All files under a folder, which need not exist.
    ///
    /// # Errors
    /// When a file cannot be read, or takes the place of none.
    pub fn read(folder: &Path) -> Result<Overrides, Vec<Diagnostic>> {
        let mut files = Vec::new();
        if folder.is_dir() {
            read_into(folder, "", &mut files)
                .map_err(|(path, error)| vec![Problem::new(format!("cannot read `{path}`: {error}")).nowhere()])?;
        }
        Overrides::checked(files)
    }

    fn checked(files: impl IntoIterator<Item = (String, Override)>) -> Result<Overrides, Vec<Diagnostic>> {
        let files: BTreeMap<String, Override> = files.into_iter().collect();
        let problems: Vec<Diagnostic> = files
            .iter()
            .filter(|(path, _)| {
                ["analyses/", "prose/", "words/", "parts/"].iter().any(|folder| path.starts_with(folder))
            })
            .filter(|(path, _)| builtin::file(path).is_none())
            .map(|(path, file)| {
                Problem::new(format!("`{}` takes the place of no built-in template", file.shown))
                    .closest_of(path, builtin::FILES.iter().map(|(known, _)| *known))
                    .nowhere()
            })
            .collect();
        if problems.is_empty() { Ok(Overrides { files }) } else { Err(problems) }
    }

    /// The text of a template, and the path to show for it; the project's own, or the built-in one.
    pub(super) fn template(&self, path: &str) -> Option<(String, String, bool)> {
        match self.files.get(path) {
            Some(file) => {
                let text = String::from_utf8_lossy(&file.bytes);
                let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n");
                Some((file.shown.clone(), text, true))
            }
            None => builtin::file(path).map(|text| (format!("templates/{path}"), text.to_owned(), false)),
        }
    }

    /// The project's own files that a report may be made with, by path; a copy of a built-in file is none.
    pub fn own(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let used = |path: &str| {
            path.starts_with("lib/")
                || builtin::file(path).is_some()
                || (!path.contains('/') && path.ends_with(".typ"))
                || path.split_once('/').is_some_and(|(folder, _)| !FOLDERS.contains(&folder))
        };
        let own = self.files.iter().map(|(path, file)| (path.as_str(), file.bytes.as_slice()));
        own.filter(move |(path, bytes)| used(path) && builtin::file(path).is_none_or(|text| text.as_bytes() != *bytes))
    }

    /// The project's own templates of whole reports and of their parts, which others may include.
    pub(super) fn whole(&self) -> impl Iterator<Item = &str> {
        let paths = self.files.keys().map(String::as_str);
        paths.filter(|path| path.ends_with(".typ") && (!path.contains('/') || path.starts_with("parts/")))
    }

    /// The house styles: a file beside `rapport.typ`, or a folder with files that take the place of those in `lib/`.
    pub(super) fn styles(&self) -> impl Iterator<Item = &str> {
        let all = builtin::FILES.iter().map(|(path, _)| *path).chain(self.files.keys().map(String::as_str));
        all.filter_map(|path| match path.split_once('/') {
            None => path.strip_suffix(".typ").filter(|_| !INCLUDED.contains(&path) && path != "part.typ"),
            Some((folder, _)) => Some(folder).filter(|folder| !FOLDERS.contains(folder)),
        })
    }

    /// Everything that lies beside the report when it is typeset in this house style: what stands in `lib/`, and in place of
    /// it the files of the same name in the folder of the style.
    pub(super) fn library(&self, style: &str) -> BTreeMap<String, Vec<u8>> {
        let built_in = builtin::FILES.iter().map(|(path, text)| (*path, text.as_bytes()));
        let own = self.files.iter().map(|(path, file)| (path.as_str(), file.bytes.as_slice()));
        let all = || built_in.clone().chain(own.clone());
        let shared =
            all().filter(|(path, _)| path.starts_with("lib/")).map(|(path, text)| (path.to_owned(), text.to_vec()));
        let of_style = all().filter_map(|(path, text)| {
            let name = path.strip_prefix(style)?.strip_prefix('/')?;
            Some((format!("lib/{name}"), text.to_vec()))
        });
        shared.chain(of_style).collect()
    }
}

type Failure = (String, std::io::Error);

/// All files of a folder in the order of their names, without those that are hidden.
fn read_into(folder: &Path, prefix: &str, files: &mut Vec<(String, Override)>) -> Result<(), Failure> {
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |error| (path, error)
    };
    let entries = fs::read_dir(folder).map_err(failed(folder))?;
    let mut paths =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>().map_err(failed(folder))?;
    paths.sort();
    for path in paths {
        let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|name| !name.starts_with('.')) else {
            continue;
        };
        let name = format!("{prefix}{name}");
        if path.is_dir() {
            read_into(&path, &format!("{name}/"), files)?;
        } else {
            let bytes = fs::read(&path).map_err(failed(&path))?;
            files.push((name, Override { shown: path.display().to_string(), bytes }));
        }
    }
    Ok(())
}
