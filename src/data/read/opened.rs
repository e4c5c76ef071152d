//! The bytes of a file that is being read.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};

use super::found::Found;
use crate::data::frame::{Contents, InputFile};
use crate::diag::Problem;

/// The size up to which a file is held: 16 MB.
pub(super) const HELD: u64 = 1 << 24;

/// How many of its first and last bytes are looked at to know what a file is.
const HEAD: usize = 1 << 12;
const TAIL: usize = 1 << 16;

/// A file that is being read.
pub(in crate::data) struct Opened<'a> {
    pub file: &'a Found,
    pub size: u64,
    /// All its bytes, where they are few.
    held: Option<Vec<u8>>,
    /// The bytes that say what it is.
    pub head: Vec<u8>,
    /// Where an archive lists its parts.
    pub tail: Vec<u8>,
}

impl<'a> Opened<'a> {
    /// Opens a file, and reads it whole if it is small.
    pub fn new(file: &'a Found) -> Result<Opened<'a>, Problem> {
        let mut handle = File::open(&file.path).map_err(unreadable)?;
        let size = handle.metadata().map_err(unreadable)?.len();
        if size <= HELD {
            let mut bytes = Vec::new();
            handle.read_to_end(&mut bytes).map_err(unreadable)?;
            return Ok(Opened::with(file, bytes));
        }
        let mut opened = Opened { file, size, held: None, head: Vec::new(), tail: Vec::new() };
        handle.by_ref().take(HEAD as u64).read_to_end(&mut opened.head).map_err(unreadable)?;
        handle.seek(SeekFrom::End(-(TAIL as i64))).map_err(unreadable)?;
        handle.read_to_end(&mut opened.tail).map_err(unreadable)?;
        Ok(opened)
    }

    /// A file with these bytes.
    pub fn with(file: &'a Found, bytes: Vec<u8>) -> Opened<'a> {
        let head = bytes[..bytes.len().min(HEAD)].to_vec();
        let tail = bytes[bytes.len() - bytes.len().min(TAIL)..].to_vec();
        Opened { file, size: bytes.len() as u64, held: Some(bytes), head, tail }
    }

    /// All bytes of the file.
    pub fn bytes(&self) -> Result<Cow<'_, [u8]>, Problem> {
        match &self.held {
            Some(bytes) => Ok(Cow::Borrowed(bytes)),
            None => std::fs::read(&self.file.path).map(Cow::Owned).map_err(unreadable),
        }
    }

    /// All bytes of the file, where they are held.
    pub fn held(&self) -> Option<&[u8]> {
        self.held.as_deref()
    }

    /// The file from its start, to read and to seek in.
    pub fn reader(&self) -> Result<Reader<'_>, Problem> {
        match &self.held {
            Some(bytes) => Ok(Reader::Held(Cursor::new(bytes))),
            None => Ok(Reader::OnDisk(BufReader::with_capacity(1 << 18, self.handle()?))),
        }
    }

    /// The file itself.
    pub fn handle(&self) -> Result<File, Problem> {
        File::open(&self.file.path).map_err(unreadable)
    }

    /// The file as what a result depends on.
    pub fn into_input(self) -> InputFile {
        let contents = self.held.map_or_else(|| Contents::OnDisk(self.file.path.clone()), Contents::Held);
        InputFile { path: self.file.shown.clone(), contents }
    }
}

/// A file that cannot be read for a reason that the operating system knows.
pub(super) fn unreadable(error: io::Error) -> Problem {
    Problem::new(format!("cannot be read: {error}"))
}

/// The bytes of a file, from memory or from disk.
pub(in crate::data) enum Reader<'a> {
    Held(Cursor<&'a [u8]>),
    OnDisk(BufReader<File>),
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Reader::Held(bytes) => bytes.read(buffer),
            Reader::OnDisk(file) => file.read(buffer),
        }
    }
}

impl Seek for Reader<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Reader::Held(bytes) => bytes.seek(to),
            // A short step stays in the buffer.
            Reader::OnDisk(file) => match to {
                SeekFrom::Current(step) => file.seek_relative(step).and_then(|()| file.stream_position()),
                _ => file.seek(to),
            },
        }
    }
}
