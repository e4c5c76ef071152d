//! A folder of finished files, replaced as a whole or not at all.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Replaces the folder by one that holds exactly these files.
///
/// The files are written beside it and put in its place in one step, so that a failed or killed build leaves what was
/// there. Where the file system cannot exchange two folders in one step, the old one is moved away first and moved back
/// if the new one cannot take its place.
///
/// # Errors
/// Any error of the file system; the folder is then as it was.
pub fn replace(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> io::Result<()> {
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    let fresh = Scratch::beside(folder, "new")?;
    for (name, bytes) in files {
        let path = fresh.0.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, bytes)?;
    }
    if !folder.exists() {
        fs::rename(&fresh.0, folder)?;
    } else if !exchange(&fresh.0, folder) {
        let old = Scratch::beside(folder, "old")?;
        fs::remove_dir(&old.0)?;
        fs::rename(folder, &old.0)?;
        if let Err(error) = fs::rename(&fresh.0, folder) {
            fs::rename(&old.0, folder)?;
            return Err(error);
        }
    }
    Ok(())
}

/// A hidden folder beside the finished one, removed with what it holds when it goes out of scope.
struct Scratch(PathBuf);

impl Scratch {
    fn beside(folder: &Path, what: &str) -> io::Result<Scratch> {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let path = folder.with_file_name(format!(".{name}.{what}-{}", std::process::id()));
        if path.exists() {
            fs::remove_dir_all(&path)?;
        }
        fs::create_dir(&path)?;
        Ok(Scratch(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing is left to do about a folder that cannot be removed.
        let _ = fs::remove_dir_all(&self.0);
    }
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

    #[test]
    fn a_folder_is_replaced_as_a_whole() {
        let root = std::env::temp_dir().join(format!("utfall-output-{}", std::process::id()));
        let folder = root.join("report");
        let files = |name: &str| BTreeMap::from([(format!("charts/{name}.svg"), name.as_bytes().to_vec())]);
        replace(&folder, &files("one")).unwrap();
        replace(&folder, &files("two")).unwrap();
        assert!(!folder.join("charts/one.svg").exists());
        assert_eq!(fs::read(folder.join("charts/two.svg")).unwrap(), b"two");
        let left: Vec<_> = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["report"]);
        // A name that cannot be written leaves the folder as it was.
        let bad = BTreeMap::from([("a".to_owned(), Vec::new()), ("a/b".to_owned(), Vec::new())]);
        assert!(replace(&folder, &bad).is_err());
        assert_eq!(fs::read(folder.join("charts/two.svg")).unwrap(), b"two");
        fs::remove_dir_all(root).unwrap();
    }
}
