//! A text in blocks of whole rows, so that memory does not grow with the number of rows.

use std::borrow::Cow;
use std::io::{Read, Seek, SeekFrom};

use super::decimal::Signs;
use super::encoding::{self, Coding};
use super::{Start, Stated, columns, lines, named, names, signs, table, trimmed};
use crate::data::raw::RawTable;
use crate::data::read::fault::Fault;
use crate::data::read::opened::{HELD, Opened, unreadable};
use crate::data::source::Decimal;
use crate::diag::Problem;

/// Reads a delimited text in blocks of about this many bytes, each a table of its own with the same columns.
///
/// The encoding is that of the whole file, which is read twice for it. The decimal mark is that of the first block that
/// shows one; a later block with the other mark is an error. UTF-16 and the line ends of old Macintoshes are read whole.
pub(in crate::data::read) fn blocks(
    opened: &Opened<'_>,
    stated: Stated,
    size: usize,
    each: &mut dyn FnMut(RawTable) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let coding = match opened.size <= HELD {
        true => encoding::recognise(&opened.bytes()?, stated.encoding)?,
        false => coding(opened, stated)?,
    };
    if matches!(coding, Coding::Utf16 { .. }) || !opened.head.contains(&b'\n') && opened.head.contains(&b'\r') {
        return each(super::read(opened, stated)?);
    }
    let mut blocks = Blocks { coding, stated, header: None, line: 1, signs: Signs::default(), decimal: None, each };
    let mut reader = opened.reader()?;
    let mut bytes = Vec::new();
    loop {
        let before = bytes.len();
        reader.by_ref().take(size as u64).read_to_end(&mut bytes).map_err(unreadable)?;
        let last = bytes.len() - before < size;
        let end = if last { bytes.len() } else { end_of_rows(&bytes) };
        if end > 0 || last {
            blocks.pass(&bytes[..end], last)?;
            bytes.drain(..end);
        }
        if last {
            return Ok(());
        }
    }
}

/// The encoding of a file that is too large to hold: UTF-8 if all of it is.
fn coding(opened: &Opened<'_>, stated: Stated) -> Result<Coding, Fault> {
    let mut reader = opened.reader()?;
    let mut bytes = Vec::new();
    let mut coding = None;
    loop {
        reader.by_ref().take(HELD).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.is_empty() {
            return Ok(coding.unwrap_or(Coding::Utf8));
        }
        // A character may be cut at the end: whole lines are not.
        let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1);
        match (encoding::recognise(&bytes[..end], stated.encoding)?, coding) {
            (Coding::Utf8, _) => coding = coding.or(Some(Coding::Utf8)),
            // One block that is not UTF-8 decides, for plain ASCII before it is the same in both.
            (other, _) => {
                reader.seek(SeekFrom::End(0)).map_err(unreadable)?;
                coding = Some(other);
            }
        }
        bytes.drain(..end);
    }
}

/// Where the last whole row of these bytes ends, after its line feed; empty lines after it are left to the next block, for
/// at the end of the file they are no rows.
///
/// Inside quotes a line feed ends no row, and between rows an even number of quotation marks went before.
fn end_of_rows(bytes: &[u8]) -> usize {
    let mut quotes = bytes.iter().filter(|byte| **byte == b'"').count();
    let mut end = 0;
    for (at, byte) in bytes.iter().enumerate().rev() {
        match byte {
            b'"' => quotes -= 1,
            b'\n' if quotes.is_multiple_of(2) => {
                end = at + 1;
                break;
            }
            _ => {}
        }
    }
    loop {
        end -= match &bytes[..end] {
            [b'\n'] | [.., b'\n', b'\n'] => 1,
            [b'\r', b'\n'] | [.., b'\n', b'\r', b'\n'] => 2,
            _ => return end,
        };
    }
}

struct Blocks<'a> {
    coding: Coding,
    stated: Stated,
    /// The header as it stands in the file, and what it says.
    header: Option<(String, Start)>,
    /// The line on which the next block starts.
    line: usize,
    /// What the numbers so far show of their decimal mark, and how they were read.
    signs: Signs,
    decimal: Option<Decimal>,
    each: &'a mut dyn FnMut(RawTable) -> Result<(), Fault>,
}

impl Blocks<'_> {
    fn pass(&mut self, bytes: &[u8], last: bool) -> Result<(), Fault> {
        let text = encoding::characters(Cow::Borrowed(bytes), self.coding, self.line)?;
        let (header, start, rows, first_row) = match self.header.take() {
            Some((header, start)) => (header, start, text.as_ref(), self.line),
            None => {
                let start = Start::of(&text, self.stated.delimiter)?;
                let body = &text[start.skipped..];
                let end = lines::end_of_first(body, start.delimiter)?;
                let under = body[..end].bytes().filter(|byte| *byte == b'\n').count() + 1;
                (body[..end].to_owned(), start, body.get(end + 1..).unwrap_or_default(), start.line + under)
            }
        };
        let first = self.line == 1;
        self.line += text.bytes().filter(|byte| *byte == b'\n').count();
        let rows = if last { trimmed(rows) } else { rows.strip_suffix('\n').unwrap_or(rows) };
        if !rows.is_empty() || first {
            self.table(&header, start, rows, first_row)?;
        }
        self.header = Some((header, start));
        Ok(())
    }

    /// Reads rows under the header, as if the file held nothing else.
    fn table(&mut self, header: &str, start: Start, rows: &str, first_row: usize) -> Result<(), Fault> {
        let body = if rows.is_empty() { header.to_owned() } else { format!("{header}\n{rows}") };
        let under = header.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let lines = lines::regular(&body, start.delimiter, first_row - under)?;
        let names = names(&body[lines.header.clone()], start.delimiter)?;
        let columns = columns::read(&body, &lines, start.delimiter, names.len())?;
        let (columns, mut remarks) = named(names, columns, &lines.rows)?;
        self.signs = std::mem::take(&mut self.signs).or(signs(&columns, &lines));
        let (decimal, remark) = self.signs.decimal(self.stated.decimal)?;
        if self.decimal.is_some() && decimal != self.decimal {
            // Numbers such as `1.234` were read one way, and now turn out to have meant the other.
            let what = format!("shows only in line {first_row} or below which decimal mark its numbers have");
            return Err(Problem::new(what).hint("state `decimal: comma` or `decimal: point`").into());
        }
        self.decimal = decimal;
        remarks.extend(remark);
        let told = (self.coding.encoding(), start.delimiter, decimal);
        (self.each)(table(columns, lines, told, remarks))
    }
}
