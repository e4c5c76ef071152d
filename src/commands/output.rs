//! Folders of finished files, replaced as a whole or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::diag::Problem;

/// The file by which a folder is known to be ours.
const MANIFEST: &str = "manifest.json";

/// The name that `manifest.json` gives the program that wrote it.
const TOOL: &str = "utfall";

/// Whether a folder may be replaced: it is not there, is empty, or was written by utfall; and `specification` does not
/// lie in it.
///
/// # Errors
/// What stands in the way, and what to do about it.
pub fn insist_on_replaceable(folder: &Path, specification: &Path) -> Result<(), Problem> {
    let shown = folder.display();
    let elsewhere = "choose another folder with `--output`, or rename the specification; nothing was changed";
    let specification = canonical(specification);
    if specification.starts_with(canonical(folder)) {
        let what = format!("`{shown}` holds the specification itself, and would be replaced by the report");
        return Err(Problem::new(what).hint(elsewhere));
    }
    let failed = |error: io::Error| Problem::new(format!("cannot read `{shown}`: {error}")).hint(elsewhere);
    let there = match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(failed)?,
    };
    if !there.is_dir() {
        let what = if there.is_symlink() { "is a link" } else { "is a file" };
        let what = format!("`{shown}` {what}, where the report needs a folder of its own");
        return Err(Problem::new(what).hint("move it away, or choose another folder with `--output`"));
    }
    if is_ours(folder) || fs::read_dir(folder).map_err(failed)?.next().is_none() {
        return Ok(());
    }
    let what = format!(
        "`{shown}` holds files that utfall did not write (it has no `{MANIFEST}` of utfall's), and the report would replace them"
    );
    Err(Problem::new(what).hint("move the folder away, or choose another with `--output`; nothing was changed"))
}

/// Whether utfall wrote this folder.
fn is_ours(folder: &Path) -> bool {
    let manifest = fs::read(folder.join(MANIFEST)).ok();
    let manifest = manifest.and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    manifest.is_some_and(|manifest| manifest.get("tool").and_then(|tool| tool.as_str()) == Some(TOOL))
}

/// The path without links and dots, also where its end does not exist yet.
fn canonical(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let found = path.ancestors().find_map(|there| Some((there, there.canonicalize().ok()?)));
    match found {
        Some((there, canonical)) => match path.strip_prefix(there) {
            Ok(rest) if !rest.as_os_str().is_empty() => canonical.join(rest),
            _ => canonical,
        },
        None => path,
    }
}

/// A finished folder beside the one whose place it will take.
#[derive(Debug)]
pub struct Prepared {
    folder: PathBuf,
    fresh: Scratch,
}

/// Writes the files beside the folder, whose place they take when they are [committed](commit).
///
/// # Errors
/// Any error of the file system; the folder is as it was.
pub fn prepare(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> io::Result<Prepared> {
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    tidy(folder)?;
    let fresh = Scratch::beside(folder, NEW)?;
    fs::create_dir(&fresh.0)?;
    for (name, bytes) in files {
        let path = fresh.0.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, bytes)?;
    }
    Ok(Prepared { folder: folder.to_owned(), fresh })
}

/// Puts all of them in their places, one step each; what was there is removed when all of them stand.
///
/// A killed build leaves each folder whole, the old one or the new one. Where the file system cannot exchange two folders
/// in one step, the old one is moved away first; the next build moves it back where it finds none in its place.
///
/// # Errors
/// Any error of the file system; those that had taken their places are taken out of them again.
pub fn commit(prepared: Vec<Prepared>) -> io::Result<()> {
    let mut placed: Vec<Placed> = Vec::new();
    for Prepared { folder, fresh } in prepared {
        match place(folder, fresh) {
            Ok(one) => placed.push(one),
            Err(error) => {
                for one in placed.into_iter().rev() {
                    one.take_back();
                }
                return Err(error);
            }
        }
    }
    Ok(())
}

/// A new folder in its place; what it took the place of is removed when this goes out of scope.
struct Placed {
    folder: PathBuf,
    /// Where the new folder was prepared; after an exchange, what it took the place of.
    fresh: Scratch,
    /// What it took the place of, where that was moved away.
    old: Option<Scratch>,
    exchanged: bool,
}

fn place(folder: PathBuf, fresh: Scratch) -> io::Result<Placed> {
    if fs::symlink_metadata(&folder).is_err() {
        fs::rename(&fresh.0, &folder)?;
        return Ok(Placed { folder, fresh, old: None, exchanged: false });
    }
    if exchange(&fresh.0, &folder) {
        return Ok(Placed { folder, fresh, old: None, exchanged: true });
    }
    let old = Scratch::beside(&folder, OLD)?;
    fs::rename(&folder, &old.0)?;
    if let Err(error) = fs::rename(&fresh.0, &folder) {
        old.give_back(&folder);
        return Err(error);
    }
    Ok(Placed { folder, fresh, old: Some(old), exchanged: false })
}

impl Placed {
    fn take_back(self) {
        if self.exchanged {
            if !exchange(&self.fresh.0, &self.folder) {
                // What was there before must not be removed with the scratch folder.
                self.fresh.keep();
            }
            return;
        }
        // A folder that cannot be moved away keeps its place, and the old one stays beside it.
        let away = fs::rename(&self.folder, &self.fresh.0).is_ok();
        match self.old {
            Some(old) if away => old.give_back(&self.folder),
            Some(old) => old.keep(),
            None => {}
        }
    }
}

const NEW: &str = "new";
const OLD: &str = "old";

/// The path of a hidden folder beside the finished one, which is removed with what it holds when this goes out of scope.
#[derive(Debug)]
struct Scratch(PathBuf);

impl Scratch {
    fn beside(folder: &Path, what: &str) -> io::Result<Scratch> {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let path = folder.with_file_name(format!(".{name}.{what}-{}", std::process::id()));
        if fs::symlink_metadata(&path).is_ok() {
            fs::remove_dir_all(&path)?;
        }
        Ok(Scratch(path))
    }

    /// Moves what it holds to this place, or leaves it where it is.
    fn give_back(self, folder: &Path) {
        if fs::rename(&self.0, folder).is_err() {
            self.keep();
        }
    }

    fn keep(mut self) {
        self.0 = PathBuf::new();
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing is left to do about a folder that cannot be removed.
        if !self.0.as_os_str().is_empty() {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}

/// Removes what killed builds left beside this folder; an old folder without a new one in its place is moved back.
fn tidy(folder: &Path) -> io::Result<()> {
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        let file_name = entry.file_name();
        let Some(rest) = file_name.to_str().and_then(|left| left.strip_prefix(&format!(".{name}."))) else { continue };
        let Some((what, process)) = rest.split_once('-') else { continue };
        let Ok(process) = process.parse::<u32>() else { continue };
        if !(what == NEW || what == OLD) || !is_over(process) || !entry.file_type()?.is_dir() {
            continue;
        }
        if what == OLD && fs::symlink_metadata(folder).is_err() {
            fs::rename(entry.path(), folder)?;
        } else {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Whether the process that left a folder is over; where that cannot be told, it is not. This process has left none yet.
fn is_over(process: u32) -> bool {
    let processes = Path::new("/proc");
    process == std::process::id() || (processes.join("self").exists() && !processes.join(process.to_string()).exists())
}

/// Exchanges two folders in one step, where the system can.
#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of its own, removed at the end.
    struct Root(PathBuf);

    impl Root {
        fn new(name: &str) -> Root {
            let path = std::env::temp_dir().join(format!("utfall-output-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&path);
            fs::create_dir_all(&path).unwrap();
            Root(path)
        }

        fn names(&self) -> Vec<String> {
            let entries = fs::read_dir(&self.0).unwrap();
            let mut names: Vec<String> =
                entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
            names.sort();
            names
        }
    }

    impl Drop for Root {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn files(name: &str) -> BTreeMap<String, Vec<u8>> {
        let manifest = (MANIFEST.to_owned(), b"{\"tool\": \"utfall\"}".to_vec());
        BTreeMap::from([(format!("charts/{name}.svg"), name.as_bytes().to_vec()), manifest])
    }

    #[test]
    fn a_folder_is_replaced_as_a_whole() {
        let root = Root::new("whole");
        let folder = root.0.join("report");
        commit(vec![prepare(&folder, &files("one")).unwrap()]).unwrap();
        commit(vec![prepare(&folder, &files("two")).unwrap()]).unwrap();
        assert!(!folder.join("charts/one.svg").exists());
        assert_eq!(fs::read(folder.join("charts/two.svg")).unwrap(), b"two");
        assert_eq!(root.names(), ["report"]);
        // A name that cannot be written leaves the folder as it was.
        let bad = BTreeMap::from([("a".to_owned(), Vec::new()), ("a/b".to_owned(), Vec::new())]);
        assert!(prepare(&folder, &bad).is_err());
        assert_eq!(fs::read(folder.join("charts/two.svg")).unwrap(), b"two");
        assert_eq!(root.names(), ["report"]);
    }

    #[test]
    fn several_folders_are_replaced_together_or_not_at_all() {
        let root = Root::new("together");
        let [first, second, third] = ["a", "a-nn", "a-en"].map(|name| root.0.join(name));
        commit(vec![prepare(&first, &files("old")).unwrap()]).unwrap();
        let prepared: Vec<Prepared> =
            [&first, &second, &third].map(|folder| prepare(folder, &files("new")).unwrap()).into();
        // What was prepared for the third one is lost.
        fs::remove_dir_all(&prepared[2].fresh.0).unwrap();
        assert!(commit(prepared).is_err());
        assert!(first.join("charts/old.svg").exists() && !first.join("charts/new.svg").exists());
        assert_eq!(root.names(), ["a"]);
        let prepared = [&first, &second].map(|folder| prepare(folder, &files("new")).unwrap()).into();
        commit(prepared).unwrap();
        assert!(first.join("charts/new.svg").exists() && second.join("charts/new.svg").exists());
        assert_eq!(root.names(), ["a", "a-nn"]);
    }

    #[test]
    fn only_what_utfall_wrote_is_replaced() {
        let root = Root::new("ours");
        let specification = root.0.join("specs/a.yaml");
        fs::create_dir_all(specification.parent().unwrap()).unwrap();
        fs::write(&specification, "report:\n").unwrap();
        let folder = root.0.join("a");
        let refused = |folder: &Path| insist_on_replaceable(folder, &specification).unwrap_err().what;
        assert_eq!(insist_on_replaceable(&folder, &specification), Ok(()));
        fs::create_dir(&folder).unwrap();
        assert_eq!(insist_on_replaceable(&folder, &specification), Ok(()));
        fs::write(folder.join("thesis.docx"), "years of work").unwrap();
        assert!(refused(&folder).contains("did not write"));
        fs::write(folder.join(MANIFEST), "{\"name\": \"another program\"}").unwrap();
        assert!(refused(&folder).contains("did not write"));
        fs::write(folder.join(MANIFEST), "{\"tool\": \"utfall\"}").unwrap();
        assert_eq!(insist_on_replaceable(&folder, &specification), Ok(()));
        let file = root.0.join("file");
        fs::write(&file, "").unwrap();
        assert!(refused(&file).contains("is a file"));
        // The folder of the specification and those above it, by whatever path.
        fs::write(root.0.join("specs").join(MANIFEST), "{\"tool\": \"utfall\"}").unwrap();
        for path in ["specs", "a/../specs", "specs/../../", "."] {
            assert!(refused(&root.0.join(path)).contains("holds the specification"), "{path}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_killed_build_left_is_removed() {
        let root = Root::new("left");
        // No process has this number: Linux counts to 4,194,304.
        for left in [".a.new-4999999", ".a.old-4999999", ".a.new-1", ".a.new-x", ".b.new-4999999"] {
            fs::create_dir(root.0.join(left)).unwrap();
        }
        fs::write(root.0.join(".a.old-4999999/report.pdf"), "the last good one").unwrap();
        let folder = root.0.join("a");
        let prepared = prepare(&folder, &files("new")).unwrap();
        assert!(folder.join("report.pdf").exists(), "an old folder without a new one is moved back");
        commit(vec![prepared]).unwrap();
        assert!(folder.join("charts/new.svg").exists());
        assert_eq!(root.names(), [".a.new-1", ".a.new-x", ".b.new-4999999", "a"]);
    }
}
