//! From the bytes of the rows of a SAS file to columns.

use encoding_rs::Encoding as Code;
use polars::prelude::Series;
use sas7bdat::catalog::normalize_format_name;
use sas7bdat::{ColumnMeta, Endianness, LabelSet, LogicalType, ValueKey};

use super::super::reasons::Reasons;
use super::super::series::{self, Unfit};
use crate::data::Cell;
use crate::data::raw::RawColumn;

/// What all columns of a file share.
#[derive(Clone, Copy)]
pub(super) struct Coding {
    pub code: &'static Code,
    pub endianness: Endianness,
    /// Whether numbers become whole numbers where all of them are.
    pub narrow: bool,
}

/// A column as its rows are read.
pub(super) struct Column {
    name: String,
    label: Option<String>,
    kind: LogicalType,
    bytes: std::ops::Range<usize>,
    codes: Vec<(Cell, String)>,
    /// What the missing values `.A` to `.Z` and `._` are called.
    reasons: Vec<(char, String)>,
    values: Values,
    missing: Reasons,
}

enum Values {
    Numbers(Vec<f64>),
    Texts(Vec<String>),
}

/// SAS counts from the start of 1960: so many days before that of 1970.
const DAYS: i64 = 3653;

impl Column {
    pub fn new(column: &ColumnMeta, labels: &std::collections::HashMap<String, LabelSet>) -> Column {
        let format = normalize_format_name(column.format.as_deref().unwrap_or_default());
        let labels = labels.get(&format).map(|set| set.labels.as_slice()).unwrap_or_default();
        let (mut codes, mut reasons) = (Vec::new(), Vec::new());
        for label in labels {
            let text = label.label.trim().to_owned();
            match &label.key {
                ValueKey::Numeric(number) => codes.push((Cell::number(*number), text)),
                ValueKey::Integer(number) => codes.push((Cell::Integer((*number).into()), text)),
                ValueKey::String(code) => codes.push((Cell::text(code.trim_end()), text)),
                ValueKey::Tagged(tag) => reasons.push((tag.to_ascii_uppercase(), text)),
            }
        }
        let start = column.offset as usize;
        Column {
            name: column.name.clone(),
            label: column.label.as_deref().map(str::trim).filter(|label| !label.is_empty()).map(str::to_owned),
            kind: column.logical_type,
            bytes: start..start.saturating_add(column.physical_width as usize),
            codes,
            reasons,
            values: match column.logical_type.is_numeric() {
                true => Values::Numbers(Vec::new()),
                false => Values::Texts(Vec::new()),
            },
            missing: Reasons::default(),
        }
    }

    /// Adds the value of the next row; nothing if the row is too short.
    pub fn push(&mut self, row: &[u8], coding: Coding) -> Option<()> {
        let bytes = row.get(self.bytes.clone())?;
        match &mut self.values {
            Values::Numbers(numbers) => {
                let number = number(bytes, coding.endianness);
                if let Some(tag) = tag(number) {
                    let label = self.reasons.iter().find(|(known, label)| *known == tag && !label.is_empty());
                    match label {
                        Some((_, label)) => self.missing.note(numbers.len(), label),
                        None => self.missing.note(numbers.len(), &format!(".{tag}")),
                    }
                }
                numbers.push(number);
            }
            Values::Texts(texts) => {
                let end = bytes.iter().rposition(|byte| !matches!(byte, b' ' | 0)).map_or(0, |last| last + 1);
                texts.push(coding.code.decode_without_bom_handling(&bytes[..end]).0.into_owned());
            }
        }
        Some(())
    }

    /// The rows so far as a column, or why the column is left out; the next row starts another one.
    pub fn take(&mut self, coding: Coding) -> Result<RawColumn, (String, Unfit)> {
        let (values, height) = match &mut self.values {
            Values::Numbers(numbers) => {
                let numbers = std::mem::take(numbers);
                (numbers_of(self.kind, &numbers, coding.narrow), numbers.len())
            }
            Values::Texts(texts) => {
                let texts = std::mem::take(texts);
                let height = texts.len();
                (texts_of(self.kind, texts), height)
            }
        };
        let missing = std::mem::take(&mut self.missing).series(height);
        let values = values.map_err(|why| (self.name.clone(), why))?;
        let (label, codes) = (self.label.clone(), self.codes.clone());
        Ok(RawColumn { label, codes, missing, ..series::plain(self.name.clone(), values) })
    }
}

fn numbers_of(kind: LogicalType, numbers: &[f64], narrow: bool) -> Result<Series, Unfit> {
    let day = |number: &f64| (!number.is_nan()).then(|| number.floor().clamp(-1e15, 1e15) as i64 - DAYS);
    match kind {
        LogicalType::Date => series::dates(numbers.iter().map(day)),
        LogicalType::DateTime => {
            let start = DAYS as f64 * 86_400.0;
            let moments: Vec<_> = numbers.iter().map(|number| series::moment((number - start) * 1000.0)).collect();
            series::moments(&moments)
        }
        // A time of the day is seconds, in which SAS itself computes.
        _ if narrow => series::narrowed(numbers),
        _ => series::numbers(numbers),
    }
}

fn texts_of(kind: LogicalType, texts: Vec<String>) -> Result<Series, Unfit> {
    if kind == LogicalType::Bytes {
        return Err(Unfit::at("holds bytes", 0));
    }
    // A text that fills its width may be cut off within its last character.
    let cut = |text: &String| text.trim_end_matches('\u{fffd}').trim_end().to_owned();
    match texts.iter().position(|text| cut(text).contains('\u{fffd}')) {
        Some(row) => Err(Unfit::at("holds letters that are not in the encoding of the file", row)),
        None => Ok(series::texts(texts.iter().map(|text| Some(cut(text))))),
    }
}

/// A number, of which a file may keep only the first bytes.
fn number(bytes: &[u8], endianness: Endianness) -> f64 {
    let mut bits = 0;
    for place in 0..bytes.len().min(8) {
        let byte = match endianness {
            Endianness::Big => bytes[place],
            Endianness::Little => bytes[bytes.len() - 1 - place],
        };
        bits |= u64::from(byte) << (56 - 8 * place);
    }
    f64::from_bits(bits)
}

/// The letter of a missing value that has one: it stands, turned over, in the third byte.
fn tag(number: f64) -> Option<char> {
    if !number.is_nan() {
        return None;
    }
    match !((number.to_bits() >> 40) as u8) {
        letter @ (b'A'..=b'Z' | b'_') => Some(char::from(letter)),
        // Other files number them: 0 is the underscore, 1 the plain one, and 2 is A.
        0 => Some('_'),
        place @ 2..=27 => Some(char::from(b'A' + place - 2)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_may_be_short() {
        let whole = 1234.0f64.to_be_bytes();
        assert_eq!(number(&whole, Endianness::Big), 1234.0);
        assert_eq!(number(&whole[..3], Endianness::Big), 1234.0);
        assert_eq!(number(&1234.0f64.to_le_bytes()[5..], Endianness::Little), 1234.0);
    }

    #[test]
    fn missing_values_may_have_a_letter() {
        let missing = |letter: u8| f64::from_bits(0xffff_0000_0000_0000 | u64::from(!letter) << 40);
        assert_eq!(
            [tag(missing(b'A')), tag(missing(b'_')), tag(missing(b'.')), tag(1.0)],
            [Some('A'), Some('_'), None, None]
        );
    }
}
