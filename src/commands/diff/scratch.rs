//! A temporary folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder of its own under the system's temporary folder, removed with all it holds when this goes out of scope.
#[derive(Debug)]
pub(in crate::commands) struct Scratch(PathBuf);

impl Scratch {
    pub(in crate::commands) fn new() -> io::Result<Scratch> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("utfall-diff-{}-{number}", std::process::id()));
        // A folder that a killed process of the same number left is not to be trusted.
        if fs::symlink_metadata(&path).is_ok() {
            fs::remove_dir_all(&path)?;
        }
        fs::create_dir(&path)?;
        Ok(Scratch(path))
    }

    pub(in crate::commands) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing is left to do about a folder that cannot be removed.
        let _ = fs::remove_dir_all(&self.0);
    }
}
