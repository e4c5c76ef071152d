//! Whether what an Arrow file says of its own size can be true.
//!
//! The reader makes room for as many rows and bytes as the file states. The places that state them are few: the list of
//! blocks at the end of a file, and the head of each block of rows.

use std::io::{Read, Seek, SeekFrom};

use super::super::guard::{can_hold, damaged};
use crate::diag::Problem;

/// Insists that all lengths of a file, or of a stream, can be true.
pub(super) fn insist_on_lengths<R: Read + Seek>(reader: R, size: u64, is_stream: bool) -> Result<(), Problem> {
    let mut walk = Walk { reader, size };
    let walked = if is_stream { walk.stream() } else { walk.file() };
    walked.map_err(|what| damaged("Arrow", format!("{what} cannot be as large as it says")))
}

/// What is too large.
type TooLarge = &'static str;

const ROWS: TooLarge = "the number of rows";
const BLOCK: TooLarge = "a block";
const BUFFER: TooLarge = "a column";

struct Walk<R> {
    reader: R,
    size: u64,
}

impl<R: Read + Seek> Walk<R> {
    fn file(&mut self) -> Result<(), TooLarge> {
        let tail = self.bytes(self.size.saturating_sub(10), 10)?;
        let length = Table::number::<4>(&tail, 0).map(i32::from_le_bytes).ok_or(BLOCK)?;
        let length = u64::try_from(length).ok().filter(|length| length + 10 <= self.size).ok_or(BLOCK)?;
        let footer = self.bytes(self.size - 10 - length, length)?;
        let footer = Table::root(&footer).ok_or(BLOCK)?;
        // Dictionaries, and rows.
        for blocks in [2, 3] {
            let Some((start, count)) = footer.vector(blocks) else { continue };
            for block in 0..count {
                let at = start + block * 24;
                let offset = Table::number::<8>(footer.bytes, at).map(u64::from_le_bytes).ok_or(BLOCK)?;
                let head = Table::number::<4>(footer.bytes, at + 8).map(u32::from_le_bytes).ok_or(BLOCK)?;
                let body = offset.checked_add(head.into()).filter(|body| *body <= self.size).ok_or(BLOCK)?;
                self.message(offset, body)?;
            }
        }
        Ok(())
    }

    fn stream(&mut self) -> Result<(), TooLarge> {
        let mut at = 0;
        loop {
            let Ok(head) = self.bytes(at, 8) else { return Ok(()) };
            let length = Table::number::<4>(&head, 4).map(u32::from_le_bytes).unwrap_or_default();
            // A stream ends with a message of no length, or with the file.
            if length == 0 || !head.starts_with(b"\xff\xff\xff\xff") {
                return Ok(());
            }
            let body = at + 8 + u64::from(length);
            at = body.checked_add(self.message(at, body)?).ok_or(BLOCK)?;
        }
    }

    /// Checks the message at a place, whose body starts at another, and returns the length of the body.
    fn message(&mut self, at: u64, body: u64) -> Result<u64, TooLarge> {
        let mut start = at;
        if self.bytes(start, 4)? == b"\xff\xff\xff\xff" {
            start += 4;
        }
        let length = self.bytes(start, 4)?;
        let length = Table::number::<4>(&length, 0).map(u32::from_le_bytes).unwrap_or_default();
        let bytes = self.bytes(start + 4, length.into())?;
        let message = Table::root(&bytes).ok_or(BLOCK)?;
        let length =
            message.field(3).and_then(|at| Table::number::<8>(message.bytes, at)).map_or(0, i64::from_le_bytes);
        let length = u64::try_from(length).ok().filter(|length| body + length <= self.size).ok_or(BLOCK)?;
        let kind = message.field(1).and_then(|at| message.bytes.get(at).copied());
        let batch = match kind {
            Some(2) => message.table(2).and_then(|dictionary| dictionary.table(1)),
            Some(3) => message.table(2),
            _ => None,
        };
        if let Some(batch) = batch {
            self.batch(&batch, body, length)?;
        }
        Ok(length)
    }

    /// Checks the rows and buffers of a block of rows, whose body starts at a place and has a length.
    fn batch(&mut self, batch: &Table<'_>, body: u64, length: u64) -> Result<(), TooLarge> {
        let number = |at: usize| Table::number::<8>(batch.bytes, at).map(u64::from_le_bytes);
        // Polars counts rows in 32 bits, and a text takes up 16 bytes in a table.
        let fits = |rows: u64| u32::try_from(rows).is_ok() && can_hold(rows * 16);
        if !fits(batch.field(0).and_then(number).unwrap_or_default()) {
            return Err(ROWS);
        }
        if let Some((start, count)) = batch.vector(1) {
            for node in 0..count {
                let rows = number(start + node * 16).ok_or(ROWS)?;
                if !fits(rows) {
                    return Err(ROWS);
                }
            }
        }
        let compressed = batch.table(3).is_some();
        let Some((start, count)) = batch.vector(2) else { return Ok(()) };
        for buffer in 0..count {
            let (offset, bytes) = number(start + buffer * 16).zip(number(start + buffer * 16 + 8)).ok_or(BUFFER)?;
            offset.checked_add(bytes).filter(|end| *end <= length).ok_or(BUFFER)?;
            if compressed && bytes > 0 {
                let plain = self.bytes(body + offset, 8.min(bytes))?;
                let plain = Table::number::<8>(&plain, 0).map(i64::from_le_bytes).ok_or(BUFFER)?;
                // Minus one says that these bytes are not compressed.
                if plain < -1 || plain > 0 && !can_hold(plain.unsigned_abs()) {
                    return Err(BUFFER);
                }
            }
        }
        Ok(())
    }

    fn bytes(&mut self, at: u64, length: u64) -> Result<Vec<u8>, TooLarge> {
        if at.checked_add(length).is_none_or(|end| end > self.size) {
            return Err(BLOCK);
        }
        let mut bytes = Vec::new();
        self.reader.seek(SeekFrom::Start(at)).map_err(|_| BLOCK)?;
        self.reader.by_ref().take(length).read_to_end(&mut bytes).map_err(|_| BLOCK)?;
        if bytes.len() as u64 == length { Ok(bytes) } else { Err(BLOCK) }
    }
}

/// A table of the FlatBuffers format: an offset to the list of where its fields are.
struct Table<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Table<'a> {
    fn root(bytes: &'a [u8]) -> Option<Table<'a>> {
        Some(Table { bytes, at: u32::from_le_bytes(Table::number(bytes, 0)?) as usize })
    }

    fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
        bytes.get(at..at.checked_add(N)?)?.try_into().ok()
    }

    /// Where a field stands, if it is there.
    fn field(&self, index: usize) -> Option<usize> {
        let back = i32::from_le_bytes(Table::number(self.bytes, self.at)?);
        let list = usize::try_from(i64::try_from(self.at).ok()? - i64::from(back)).ok()?;
        let size = usize::from(u16::from_le_bytes(Table::number(self.bytes, list)?));
        let entry = 4 + 2 * index;
        let offset = (entry + 2 <= size).then(|| Table::number(self.bytes, list + entry)).flatten()?;
        Some(self.at + usize::from(u16::from_le_bytes(offset))).filter(|at| *at != self.at)
    }

    /// Where what a field refers to stands.
    fn reference(&self, index: usize) -> Option<usize> {
        let at = self.field(index)?;
        at.checked_add(u32::from_le_bytes(Table::number(self.bytes, at)?) as usize)
    }

    fn table(&self, index: usize) -> Option<Table<'a>> {
        Some(Table { bytes: self.bytes, at: self.reference(index)? })
    }

    /// Where the elements of a list start, and how many there are.
    fn vector(&self, index: usize) -> Option<(usize, usize)> {
        let at = self.reference(index)?;
        Some((at + 4, u32::from_le_bytes(Table::number(self.bytes, at)?) as usize))
    }
}
