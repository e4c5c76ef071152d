//! From the arrays of an SPSS file to columns.

use std::borrow::Cow;
use std::ops::Range;

use ambers::{MissingSpec, SpssMetadata, Value};
use polars::prelude::Series;

use super::super::reasons::Reasons;
use super::super::series::{self, Unfit};
use super::walk::MARK;
use crate::data::Cell;
use crate::data::raw::RawColumn;

/// What a file says of one of its columns.
pub(super) struct Column {
    name: String,
    label: Option<String>,
    kind: Kind,
    /// All value labels, also those of missing values.
    labels: Vec<(Cell, String)>,
    missing: Vec<MissingSpec>,
    /// Whether numbers become whole numbers where all of them are.
    narrow: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Date,
    Moment,
}

/// The values of a column: numbers, with NaN for those that the system calls missing, or texts.
pub(super) enum Values<'a> {
    Numbers(Vec<f64>),
    Texts(Vec<Cow<'a, str>>),
}

/// SPSS counts seconds from 14 October 1582: so many before 1970.
const SECONDS: f64 = 12_219_379_200.0;

impl Column {
    pub fn new(name: &str, file: &SpssMetadata, narrow: bool) -> Column {
        let marked = file.format(name).and_then(|format| format.strip_prefix(&format!("F{MARK}.")));
        let kind = match marked.and_then(|format| format.parse::<u8>().ok()) {
            _ if file.arrow_data_types.get(name).is_some_and(|kind| kind == "String") => Kind::Text,
            Some(20 | 23 | 24 | 28..=30 | 38 | 39) => Kind::Date,
            Some(22 | 41) => Kind::Moment,
            // Lengths of time are seconds, in which SPSS itself computes.
            _ => Kind::Number,
        };
        let labels = file.value_labels(name).into_iter().flatten();
        let labels = labels.map(|(value, label)| {
            let cell = match value {
                Value::Numeric(number) => Cell::number(*number),
                Value::String(text) => Cell::text(text.trim_end()),
            };
            (cell, label.clone())
        });
        Column {
            name: name.to_owned(),
            label: file.label(name).map(str::trim).filter(|label| !label.is_empty()).map(str::to_owned),
            kind,
            labels: labels.collect(),
            missing: file.variable_missing_values.get(name).cloned().unwrap_or_default(),
            narrow,
        }
    }

    /// The values of an array: its buffers, where it starts, how long it is, and which of its values are there.
    pub fn values<'a>(
        &self,
        buffers: &[&'a [u8]],
        rows: Range<usize>,
        is_there: impl Fn(usize) -> bool,
    ) -> Option<Values<'a>> {
        let (first, others) = buffers.split_first()?;
        if self.kind != Kind::Text {
            let numbers = rows.enumerate().map(|(row, at)| {
                let bytes = first.get(at * 8..at * 8 + 8)?.try_into().ok()?;
                Some(if is_there(row) { f64::from_le_bytes(bytes) } else { f64::NAN })
            });
            return numbers.collect::<Option<Vec<f64>>>().map(Values::Numbers);
        }
        // A short text stands in its view; of a longer one the view says where it is.
        let texts = rows.map(|at| {
            let view: &[u8] = first.get(at * 16..at * 16 + 16)?;
            let number =
                |at: usize| view[at..at + 4].try_into().ok().map(u32::from_le_bytes).map(|number| number as usize);
            let length = number(0)?;
            let text = match length {
                0..=12 => view.get(4..4 + length)?,
                _ => others.get(number(8)?)?.get(number(12)?..)?.get(..length)?,
            };
            Some(String::from_utf8_lossy(text))
        });
        texts.collect::<Option<Vec<_>>>().map(Values::Texts)
    }

    /// The column of these values, or why it is left out.
    pub fn with(&self, values: Values<'_>) -> Result<RawColumn, (String, Unfit)> {
        let mut reasons = Reasons::default();
        let (values, height) = match values {
            Values::Numbers(mut numbers) => {
                for (row, number) in numbers.iter_mut().enumerate() {
                    if self.is_missing(*number) {
                        reasons.note(row, &self.reason(&Cell::number(*number)));
                        *number = f64::NAN;
                    }
                }
                (self.numbers(&numbers), numbers.len())
            }
            Values::Texts(texts) => {
                let height = texts.len();
                (self.texts(texts, &mut reasons), height)
            }
        };
        let values = values.map_err(|why| (self.name.clone(), why))?;
        let codes = self.labels.iter().filter(|(code, _)| !self.calls_missing(code)).cloned().collect();
        let missing = reasons.series(height);
        Ok(RawColumn { label: self.label.clone(), codes, missing, ..series::plain(self.name.clone(), values) })
    }

    fn numbers(&self, numbers: &[f64]) -> Result<Series, Unfit> {
        let day = |number: &f64| {
            let days = ((number - SECONDS) / 86_400.0).floor();
            (!days.is_nan()).then(|| days.clamp(-1e15, 1e15) as i64)
        };
        match self.kind {
            Kind::Date => series::dates(numbers.iter().map(day)),
            Kind::Moment => {
                let moments: Vec<_> =
                    numbers.iter().map(|number| series::moment((number - SECONDS) * 1000.0)).collect();
                series::moments(&moments)
            }
            _ if self.narrow => series::narrowed(numbers),
            _ => series::numbers(numbers),
        }
    }

    fn texts(&self, texts: Vec<Cow<'_, str>>, reasons: &mut Reasons) -> Result<Series, Unfit> {
        let mut kept = Vec::with_capacity(texts.len());
        for (row, text) in texts.into_iter().enumerate() {
            // A text that fills its width may be cut off within its last character.
            let text = text.trim_end_matches('\u{fffd}').trim_end();
            if text.contains('\u{fffd}') {
                return Err(Unfit::at("holds letters that are not in the encoding of the file", row));
            }
            let missing = self
                .missing
                .iter()
                .any(|spec| matches!(spec, MissingSpec::StringValue(value) if value.trim_end() == text));
            if missing && !text.is_empty() {
                reasons.note(row, &self.reason(&Cell::text(text)));
                kept.push(None);
            } else {
                kept.push(Some(text.to_owned()));
            }
        }
        Ok(series::texts(kept))
    }

    fn is_missing(&self, number: f64) -> bool {
        self.missing.iter().any(|spec| match spec {
            MissingSpec::Value(value) => number == *value,
            MissingSpec::Range { lo, hi } => (*lo..=*hi).contains(&number),
            MissingSpec::StringValue(_) => false,
        })
    }

    fn calls_missing(&self, code: &Cell) -> bool {
        match (code, code.as_number()) {
            (_, Some(number)) => self.is_missing(number),
            (Cell::Text(text), None) => self
                .missing
                .iter()
                .any(|spec| matches!(spec, MissingSpec::StringValue(value) if value.trim_end() == &**text)),
            _ => false,
        }
    }

    /// Why a value that the file calls missing is: its label, or the value itself.
    fn reason(&self, value: &Cell) -> String {
        let label = self.labels.iter().find(|(code, _)| code == value).map(|(_, label)| label.trim());
        label.filter(|label| !label.is_empty()).map_or_else(|| value.to_string(), str::to_owned)
    }
}
