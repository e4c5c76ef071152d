//! A first walk through the dictionary of an SPSS file: whether its lengths can be true, and which columns are dates.
//!
//! The reader takes the lengths that a file states at their word, and turns dates into days before anyone has looked for
//! the values that its author calls missing. So a file whose parts do not fit into it is refused here, and the formats of
//! dates are written over with formats of plain numbers that say which date they were.

use std::io::{self, Read, Seek, SeekFrom};

/// The dictionary of a file.
pub(super) struct Dictionary {
    /// Its bytes, from the start of the file.
    pub bytes: Vec<u8>,
    /// The name of the encoding, and the number of the code page, as far as the file states them.
    pub encoding: Option<String>,
    pub code_page: Option<i32>,
}

/// Why a file is not read.
pub(super) type Why = &'static str;

const CUT_OFF: Why = "it is cut off within the description of its columns";
const WRONG: Why = "the description of its columns contradicts itself";

/// The width that marks the format of a date; no number is that wide.
pub(super) const MARK: u8 = 255;

/// Formats of dates and times: those from `DATE` to `DTIME`, `MOYR` to `WKYR`, and `EDATE` to `YMDHMS`.
fn is_time(format: u8) -> bool {
    matches!(format, 20..=25 | 28..=30 | 38..=41)
}

struct Walk<R> {
    reader: R,
    size: u64,
    bytes: Vec<u8>,
}

/// Walks through the dictionary of a file of this size.
pub(super) fn walk<R: Read + Seek>(reader: R, size: u64) -> Result<Dictionary, Why> {
    let mut walk = Walk { reader, size, bytes: Vec::new() };
    let (mut encoding, mut code_page) = (None, None);
    let compression = walk.header()?;
    loop {
        match walk.number()? {
            2 => walk.variable()?,
            3 => walk.value_labels()?,
            4 => {
                let count = walk.count()?;
                walk.take(count.checked_mul(4).ok_or(WRONG)?)?;
            }
            6 => {
                let count = walk.count()?;
                walk.take(count.checked_mul(80).ok_or(WRONG)?)?;
            }
            7 => {
                let kind = walk.number()?;
                let length = walk.count()?.checked_mul(walk.count()?).ok_or(WRONG)?;
                let content = walk.take(length)?;
                match kind {
                    3 => {
                        code_page = content.get(28..32).and_then(|bytes| bytes.try_into().ok()).map(i32::from_le_bytes)
                    }
                    20 => encoding = Some(String::from_utf8_lossy(content).trim_matches([' ', '\0']).to_owned()),
                    _ => {}
                }
            }
            999 => {
                walk.number()?;
                break;
            }
            _ => return Err(WRONG),
        }
    }
    if compression == 2 {
        walk.blocks()?;
    }
    Ok(Dictionary { bytes: walk.bytes, encoding, code_page })
}

impl<R: Read + Seek> Walk<R> {
    /// The next bytes, which are part of the dictionary.
    fn take(&mut self, length: u64) -> Result<&[u8], Why> {
        let start = self.bytes.len();
        if start as u64 + length > self.size {
            return Err(CUT_OFF);
        }
        self.reader.by_ref().take(length).read_to_end(&mut self.bytes).map_err(|_| CUT_OFF)?;
        let taken = &self.bytes[start..];
        if taken.len() as u64 == length { Ok(taken) } else { Err(CUT_OFF) }
    }

    fn number(&mut self) -> Result<i32, Why> {
        let bytes = self.take(4)?.try_into().map_err(|_| CUT_OFF)?;
        Ok(i32::from_le_bytes(bytes))
    }

    fn count(&mut self) -> Result<u64, Why> {
        u64::try_from(self.number()?).map_err(|_| WRONG)
    }

    /// The header of the file; says how its rows are compressed.
    fn header(&mut self) -> Result<i32, Why> {
        self.take(64)?;
        // Two or three, in the order of bytes of the computer that wrote the file.
        if !matches!(self.number()?, 2 | 3) {
            return Err("it was written on a computer with another order of bytes");
        }
        self.take(4)?;
        let compression = self.number()?;
        self.take(8)?;
        let bias = self.take(8)?.try_into().map(f64::from_le_bytes).map_err(|_| CUT_OFF)?;
        self.take(84)?;
        match compression {
            0 => Ok(compression),
            // Small whole numbers are kept as their distance from this one, which is always the same.
            1 | 2 if bias == 100.0 => Ok(compression),
            1 | 2 => Err("its numbers have another bias than 100"),
            _ => Err("its rows are compressed in an unknown way"),
        }
    }

    fn variable(&mut self) -> Result<(), Why> {
        let kind = self.number()?;
        let has_label = self.number()?;
        let missing = self.number()?;
        let print = self.bytes.len();
        self.take(16)?;
        if has_label == 1 {
            let length = self.count()?;
            self.take(length.next_multiple_of(4))?;
        }
        if !(-3..=3).contains(&missing) {
            return Err(WRONG);
        }
        self.take(u64::from(missing.unsigned_abs()) * 8)?;
        // Decimals, width and type, and the type is that of a number.
        if let (0, Some([decimals, width, format])) = (kind, self.bytes.get_mut(print..print + 3))
            && is_time(*format)
        {
            (*decimals, *width, *format) = (*format, MARK, 5);
        }
        Ok(())
    }

    fn value_labels(&mut self) -> Result<(), Why> {
        for _ in 0..self.count()? {
            let length = u64::from(self.take(9)?[8]);
            self.take((length + 1).next_multiple_of(8) - 1)?;
        }
        Ok(())
    }

    /// The blocks of a compressed file are where its end says, and no larger than they may be.
    fn blocks(&mut self) -> Result<(), Why> {
        const BLOCKS: Why = "its blocks of rows are not where it says";
        const LARGEST: i32 = 1 << 26;
        let mut head = [0; 24];
        self.reader.read_exact(&mut head).map_err(|_| BLOCKS)?;
        let offset = i64::from_le_bytes(head[8..16].try_into().map_err(|_| BLOCKS)?);
        let offset = u64::try_from(offset).ok().filter(|offset| *offset < self.size).ok_or(BLOCKS)?;
        self.reader.seek(SeekFrom::Start(offset)).map_err(|_| BLOCKS)?;
        let mut trailer = Vec::new();
        self.reader.read_to_end(&mut trailer).map_err(|_| BLOCKS)?;
        let number = |at: usize| {
            trailer.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map(i32::from_le_bytes).ok_or(BLOCKS)
        };
        let count = usize::try_from(number(20)?).map_err(|_| BLOCKS)?;
        if trailer.len() / 24 < count {
            return Err(BLOCKS);
        }
        for block in 0..count {
            let at = 24 + block * 24;
            let start = trailer.get(at + 8..at + 16).and_then(|bytes| bytes.try_into().ok()).map(u64::from_le_bytes);
            let (plain, packed) = (number(at + 16)?, number(at + 20)?);
            let end = start.and_then(|start| start.checked_add(u64::try_from(packed).ok()?));
            if !(0..=LARGEST).contains(&plain) || end.is_none_or(|end| end > self.size) {
                return Err(BLOCKS);
            }
        }
        Ok(())
    }
}

/// A file whose first bytes are others than those on disk.
pub(super) struct Overlaid<R> {
    pub head: Vec<u8>,
    pub rest: R,
    pub at: u64,
}

impl<R: Read + Seek> Read for Overlaid<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let head = usize::try_from(self.at).ok().and_then(|at| self.head.get(at..)).filter(|head| !head.is_empty());
        let read = match head {
            Some(mut head) => head.read(buffer)?,
            None => self.rest.read(buffer)?,
        };
        self.at += read as u64;
        if self.at == self.head.len() as u64 {
            self.rest.seek(SeekFrom::Start(self.at))?;
        }
        Ok(read)
    }
}

impl<R: Seek> Seek for Overlaid<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Current(step) => self.rest.seek(SeekFrom::Start(self.at.saturating_add_signed(step)))?,
            _ => self.rest.seek(to)?,
        };
        Ok(self.at)
    }
}
