//! The files of a git revision, without touching the folder or the repository of the user.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::scratch::Scratch;
use crate::diag::Problem;

/// A revision with its files in a temporary folder.
#[derive(Debug)]
pub(super) struct Revision {
    /// The folder that stands for the one in which the command was run.
    pub folder: PathBuf,
    /// Kept as long as the files are needed.
    #[expect(dead_code, reason = "held for the sake of its end")]
    scratch: Scratch,
}

impl Revision {
    /// The files of the revision that `name` names; nothing where it names none.
    ///
    /// They are written by way of an index of their own, so that neither the user's files nor their staged changes are
    /// touched; filters such as those of Git LFS are heeded.
    ///
    /// # Errors
    /// That git cannot be run, or cannot write the files.
    pub(super) fn named(name: &str) -> Result<Option<Revision>, Problem> {
        // What starts with a hyphen would be an option.
        if name.starts_with('-') {
            return Ok(None);
        }
        let commit = format!("{name}^{{commit}}");
        let Ok(found) = git(None, &["rev-parse", "--verify", "--quiet", &commit]) else { return Ok(None) };
        let Some(commit) = said(&found) else { return Ok(None) };
        let failed = |error: std::io::Error| Problem::new(format!("cannot write the files of `{name}`: {error}"));
        let scratch = Scratch::new().map_err(failed)?;
        // The folder bears the name of the revision, which messages then tell.
        let plain = |letter: char| if letter.is_alphanumeric() || "._-".contains(letter) { letter } else { '_' };
        let root = scratch.path().join(name.chars().map(plain).collect::<String>());
        std::fs::create_dir(&root).map_err(failed)?;
        let index = scratch.path().join("index");
        let prefix = said(&git(None, &["rev-parse", "--show-prefix"]).map_err(failed)?).unwrap_or_default();
        let top = said(&git(None, &["rev-parse", "--show-toplevel"]).map_err(failed)?);
        let target = format!("--prefix={}/", root.display());
        for arguments in [&["read-tree", &commit] as &[&str], &["checkout-index", "--all", "--quiet", &target]] {
            // From the top, so that all files are written.
            let inside = top.iter().flat_map(|top| ["-C", top.as_str()]);
            let arguments: Vec<&str> = inside.chain(arguments.iter().copied()).collect();
            let output = git(Some(&index), &arguments).map_err(failed)?;
            if !output.status.success() {
                let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
                return Err(Problem::new(format!("git cannot write the files of `{name}`: {said}")));
            }
        }
        Ok(Some(Revision { folder: root.join(prefix), scratch }))
    }
}

/// Runs git; the files of a revision are written by way of the index that is given.
fn git(index: Option<&Path>, arguments: &[&str]) -> std::io::Result<Output> {
    let mut command = Command::new("git");
    command.args(arguments);
    if let Some(index) = index {
        command.env("GIT_INDEX_FILE", index);
    }
    command.output()
}

/// What git answered in one line, where it did.
fn said(output: &Output) -> Option<String> {
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}
