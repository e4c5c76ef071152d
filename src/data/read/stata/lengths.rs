//! Whether what a Stata file says of its own size can be true.
//!
//! The reader takes the lengths that a file states at their word, and makes room before it reads. A wrong byte in one of
//! them must not make room for four gigabytes.

use std::io::{self, Read, Seek, SeekFrom};

use dta::stata::dta::byte_order::ByteOrder;
use dta::stata::dta::header::Header;
use dta::stata::dta::release::Release;
use dta::stata::dta::schema::Schema;
use dta::stata::dta::variable_type::VariableType;

/// A file whose lengths are walked through.
pub(super) struct Walk<'a, R> {
    pub reader: R,
    pub size: u64,
    pub header: &'a Header,
}

/// What is too long to be in the file.
pub(super) type TooLong = &'static str;

/// The bytes that the names, labels and formats of one variable take up at least.
fn of_variable(release: Release) -> u64 {
    match release {
        release if release >= Release::V118 => 2 + 129 + 57 + 129 + 321,
        release if release >= Release::V110 => 1 + 33 + 12 + 33 + 81,
        release if release >= Release::V108 => 1 + 9 + 12 + 9 + 81,
        _ => 1 + 9 + 7 + 9 + 32,
    }
}

/// Insists that a file is large enough for its variables.
pub(super) fn insist_on_variables(header: &Header, size: u64) -> Result<(), TooLong> {
    let needed = u64::from(header.variable_count()) * of_variable(header.release());
    if needed <= size { Ok(()) } else { Err("its variables") }
}

/// The bytes of one row.
fn row(schema: &Schema) -> u64 {
    let width = |kind: VariableType| match kind {
        VariableType::Byte => 1,
        VariableType::Int => 2,
        VariableType::Long | VariableType::Float => 4,
        VariableType::Double | VariableType::LongString => 8,
        VariableType::FixedString(length) => u64::from(length),
    };
    schema.variables().iter().map(|variable| width(variable.variable_type())).sum()
}

impl<R: Read + Seek> Walk<'_, R> {
    /// Insists that everything that states its length before the rows fits into the file, and the rows too.
    pub fn insist_on_rows(&mut self, schema: &Schema) -> Result<(), TooLong> {
        let rows = self.header.observation_count().checked_mul(row(schema)).ok_or("its rows")?;
        let before = match self.header.release().is_xml_like() {
            true => 0,
            false => self.end_of_characteristics()?,
        };
        let end = before.checked_add(rows).filter(|end| *end <= self.size).ok_or("its rows")?;
        match self.header.release().is_xml_like() {
            true => {
                let map = self.map().unwrap_or([0; 14]);
                self.seek(map[10]);
                self.long_strings()?;
                self.seek(map[11]);
                self.value_labels()
            }
            false => {
                self.seek(end);
                self.value_labels()
            }
        }
    }

    /// Where the sections of a file of version 117 or later start.
    fn map(&mut self) -> Option<[u64; 14]> {
        let mut head = vec![0; 4096.min(usize::try_from(self.size).ok()?)];
        self.seek(0);
        self.reader.read_exact(&mut head).ok()?;
        let start = head.windows(5).position(|window| window == b"<map>")? + 5;
        let mut map = [0; 14];
        for (entry, bytes) in map.iter_mut().zip(head.get(start..)?.chunks_exact(8)) {
            *entry = self.long(bytes.try_into().ok()?);
        }
        Some(map)
    }

    /// Where the rows of an older file start: after fields that each state their length.
    fn end_of_characteristics(&mut self) -> Result<u64, TooLong> {
        const FIELDS: TooLong = "its notes";
        let release = self.header.release();
        let count = u64::from(self.header.variable_count());
        let name = if release >= Release::V110 { 33 } else { 9 };
        let format = match release {
            release if release >= Release::V114 => 49,
            release if release >= Release::V105 => 12,
            _ => 7,
        };
        let label = if release >= Release::V108 { 81 } else { 32 };
        let numbers = if release >= Release::V103 { 10 } else { 8 };
        let header = numbers + label + if release >= Release::V105 { 18 } else { 0 };
        let mut at = header + count * (1 + name + format + name + label) + (count + 1) * 2;
        if release < Release::V105 {
            return Ok(at);
        }
        self.seek(at);
        loop {
            let (kind, length, taken) = match release >= Release::V110 {
                true => {
                    let [kind, a, b, c, d] = self.bytes().map_err(|_| FIELDS)?;
                    (kind, u64::from(self.word([a, b, c, d])), 5)
                }
                false => {
                    let [kind, a, b] = self.bytes().map_err(|_| FIELDS)?;
                    (kind, u64::from(self.half([a, b])), 3)
                }
            };
            at += taken;
            if kind == 0 {
                return Ok(at);
            }
            at += self.skip(length, FIELDS)?;
        }
    }

    fn long_strings(&mut self) -> Result<(), TooLong> {
        let wide = self.header.release() >= Release::V118;
        if self.bytes::<7>().is_err() {
            return Ok(());
        }
        // What is no long string is said by the reader.
        while let Ok(b"GSO") = self.bytes::<3>().as_ref() {
            let reference = if wide { self.bytes::<12>().is_ok() } else { self.bytes::<8>().is_ok() };
            let (true, Ok([_, a, b, c, d])) = (reference, self.bytes::<5>()) else { break };
            let length = self.word([a, b, c, d]);
            self.skip(length.into(), "a text")?;
        }
        Ok(())
    }

    fn value_labels(&mut self) -> Result<(), TooLong> {
        let release = self.header.release();
        // Before version 108 a set has two bytes for the number of its labels, which is never much.
        if release < Release::V108 || release.is_xml_like() && self.bytes::<14>().is_err() {
            return Ok(());
        }
        let name = match release {
            release if release >= Release::V118 => 129 + 3,
            release if release >= Release::V110 => 33 + 3,
            _ => 9 + 3,
        };
        loop {
            if release.is_xml_like() && !matches!(self.bytes::<5>().as_ref(), Ok(b"<lbl>")) {
                return Ok(());
            }
            let Ok(length) = self.bytes() else { return Ok(()) };
            let length = u64::from(self.word(length));
            let tag = if release.is_xml_like() { 6 } else { 0 };
            self.skip(name + length + tag, "a set of value labels")?;
        }
    }

    /// Passes over bytes that have to be there.
    fn skip(&mut self, length: u64, what: TooLong) -> Result<u64, TooLong> {
        let at = self.reader.stream_position().unwrap_or(u64::MAX);
        match at.checked_add(length).filter(|end| *end <= self.size) {
            Some(_) => {
                let step = i64::try_from(length).map_err(|_| what)?;
                self.reader.seek(SeekFrom::Current(step)).map_err(|_| what)?;
                Ok(length)
            }
            None => Err(what),
        }
    }

    /// Goes to a place; what is not there is not read from it.
    fn seek(&mut self, to: u64) {
        let _ = self.reader.seek(SeekFrom::Start(to.min(self.size)));
    }

    fn bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.reader.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn half(&self, bytes: [u8; 2]) -> u16 {
        match self.header.byte_order() {
            ByteOrder::BigEndian => u16::from_be_bytes(bytes),
            ByteOrder::LittleEndian => u16::from_le_bytes(bytes),
        }
    }

    fn word(&self, bytes: [u8; 4]) -> u32 {
        match self.header.byte_order() {
            ByteOrder::BigEndian => u32::from_be_bytes(bytes),
            ByteOrder::LittleEndian => u32::from_le_bytes(bytes),
        }
    }

    fn long(&self, bytes: [u8; 8]) -> u64 {
        match self.header.byte_order() {
            ByteOrder::BigEndian => u64::from_be_bytes(bytes),
            ByteOrder::LittleEndian => u64::from_le_bytes(bytes),
        }
    }
}
