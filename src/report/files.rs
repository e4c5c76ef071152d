//! Reading text files: the specification, and the chapter files beside it.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::data::insist_on_beside;
use crate::diag::{Problem, Source};

/// A longer specification or chapter is a mistake; data belong in files of their own.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

type ReadFile<'a> = Box<dyn FnMut(&str) -> Result<Source, Problem> + 'a>;

/// Where the chapter files of a specification are read from; each file is read once.
pub struct Files<'a> {
    read: ReadFile<'a>,
    known: Vec<(String, Arc<Source>)>,
}

impl Files<'_> {
    /// The files in the folder of this specification.
    pub fn beside(specification: &str) -> Files<'static> {
        let folder = Path::new(specification).parent().unwrap_or(Path::new("")).to_owned();
        Files::from_fn(move |path| {
            let full: PathBuf = folder.join(path);
            read_source(&full.to_string_lossy(), path, "write the path from the folder of the specification")
        })
    }

    /// No files: a chapter that names one is an error.
    pub fn none() -> Files<'static> {
        Files::from_fn(|path| Err(Problem::new(format!("`{path}` cannot be read: there are no files here"))))
    }
}

impl<'a> Files<'a> {
    /// The files that this function knows, by their paths in the specification.
    pub fn from_fn(read: impl FnMut(&str) -> Result<Source, Problem> + 'a) -> Files<'a> {
        Files { read: Box::new(read), known: Vec::new() }
    }

    /// The file with this path, which may not leave the folder of the specification.
    pub(super) fn read(&mut self, path: &str) -> Result<Arc<Source>, Problem> {
        if let Some((_, source)) = self.known.iter().find(|(known, _)| known == path) {
            return Ok(Arc::clone(source));
        }
        insist_on_beside(path)?;
        let source = Arc::new((self.read)(path)?);
        self.known.push((path.to_owned(), Arc::clone(&source)));
        Ok(source)
    }

    /// All files that were read.
    pub(super) fn into_known(self) -> Vec<(String, Arc<Source>)> {
        self.known
    }
}

/// Reads a text file that messages will call `name`; `hint` says what to do when it is not there.
///
/// # Errors
/// That it is not there, is too large, or is not text in UTF-8.
pub(super) fn read_source(path: &str, name: &str, hint: &str) -> Result<Source, Problem> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Problem::new(format!("there is no file `{name}`")).hint(hint),
        _ => Problem::new(format!("cannot read `{name}`: {}", error.to_string().to_lowercase())),
    };
    let file = File::open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    let too_large = |size: u64| {
        Problem::new(format!(
            "`{name}` is larger than {} MB ({:.1} MB)",
            MAX_BYTES >> 20,
            size as f64 / f64::from(1 << 20)
        ))
        .hint("move data out of it, into files of their own")
    };
    if size > MAX_BYTES {
        return Err(too_large(size));
    }
    // A file may grow while it is read, and a pipe has no size.
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large(bytes.len() as u64));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(path, text)),
        Err(error) => Err(not_utf8(name, error.as_bytes(), error.utf8_error().valid_up_to())),
    }
}

fn not_utf8(name: &str, bytes: &[u8], at: usize) -> Problem {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Problem::new(format!("`{name}` is text in UTF-16, and must be UTF-8")).hint("save it again, as UTF-8");
    }
    let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    Problem::new(format!("`{name}` is not text in UTF-8: line {line} has the byte 0x{:02X}", bytes[at]))
        .hint("save it again, as UTF-8; it may be in Windows-1252 or Latin-1")
}
