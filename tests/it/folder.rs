//! A folder of a test's own.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// A folder of its own, removed at the end; what a module needs beside this it adds itself.
pub struct Folder(pub PathBuf);

impl Folder {
    /// An empty folder; no two tests have the same name.
    pub fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("utfall-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    /// What the program does in it.
    pub fn utfall(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_utfall")).args(arguments).current_dir(&self.0).output().unwrap()
    }

    /// Writes a file, with the folders above it.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Folder {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// The text of a file.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
