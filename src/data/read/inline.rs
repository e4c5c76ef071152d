//! Rows that stand in the specification itself.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;
use polars::prelude::Series;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

use super::series;
use crate::data::ordered::Ordered;
use crate::data::raw::{Places, RawColumn, RawTable, Recognised};
use crate::diag::{Diagnostic, Problem, Spanned};

/// Rows that stand in the specification itself: a list of maps from the names of columns to values.
///
/// A column that a row does not name is missing in it. A column is numbers, truth values or dates (`2016-06-01`) where
/// all its values are, and texts otherwise; `0301` is a text.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct InlineRows(Vec<Ordered<Spanned<Scalar>>>);

/// One value.
#[derive(Clone, Debug, PartialEq)]
enum Scalar {
    Boolean(bool),
    Integer(i64),
    Number(f64),
    Text(String),
    Missing,
}

impl InlineRows {
    /// Where the value of a column stands in a row, or the row itself where it has none.
    #[cfg(test)]
    fn location(&self, row: usize, column: &str) -> Option<crate::diag::Location> {
        let entries = self.0.get(row)?;
        let cell = entries.find(column).and_then(Spanned::location);
        cell.or_else(|| entries.iter().next().and_then(|(name, _)| name.location()))
    }

    /// The rows as a table.
    pub(super) fn table(&self) -> Result<RawTable, Vec<Diagnostic>> {
        let mut names: Vec<&Spanned<String>> = Vec::new();
        let mut known = std::collections::HashMap::new();
        for (name, _) in self.0.iter().flatten() {
            known.entry(name.as_str()).or_insert_with(|| {
                names.push(name);
                names.len() - 1
            });
        }
        let mut cells: Vec<Vec<Scalar>> = vec![vec![Scalar::Missing; self.0.len()]; names.len()];
        for (row, entries) in self.0.iter().enumerate() {
            for (name, cell) in entries {
                cells[known[name.as_str()]][row] = written(cell);
            }
        }
        let nameless = names.iter().filter(|name| name.is_empty() || name.starts_with('\u{1}'));
        let problems: Vec<Diagnostic> =
            nameless.map(|name| Problem::new("a column of `rows` has no name").at(name.location())).collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        let columns: Vec<RawColumn> =
            names.iter().zip(&cells).map(|(name, cells)| series::plain(name.value.clone(), column(cells))).collect();
        let recognised = Recognised { format: "rows of the specification", ..Recognised::default() };
        Ok(RawTable { columns, height: self.0.len(), places: Places::Numbers, recognised })
    }
}

/// The value as it was meant: digits after a leading zero are a code and no number.
fn written(cell: &Spanned<Scalar>) -> Scalar {
    let as_written = cell.location().map(|location| location.text().to_owned()).unwrap_or_default();
    let digits = as_written.strip_prefix(['-', '+']).unwrap_or(&as_written);
    let code = digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    match &cell.value {
        Scalar::Integer(_) | Scalar::Number(_) if code => Scalar::Text(as_written),
        // Whole numbers that do not fit are identifiers, and kept to the last digit.
        Scalar::Number(number) if number.abs() >= 9e18 && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Scalar::Text(as_written)
        }
        other => other.clone(),
    }
}

/// The column that these values make up.
fn column(cells: &[Scalar]) -> Series {
    let known = || cells.iter().filter(|cell| **cell != Scalar::Missing);
    let all = |is: fn(&Scalar) -> bool| known().next().is_some() && known().all(is);
    let date = |cell: &Scalar| match cell {
        Scalar::Text(text) if text.len() == 10 => text.parse::<Date>().ok(),
        _ => None,
    };
    if all(|cell| matches!(cell, Scalar::Boolean(_))) {
        return series::booleans(cells.iter().map(|cell| match cell {
            Scalar::Boolean(value) => Some(*value),
            _ => None,
        }));
    }
    if all(|cell| matches!(cell, Scalar::Integer(_))) {
        return series::integers(cells.iter().map(|cell| match cell {
            Scalar::Integer(value) => Some(*value),
            _ => None,
        }));
    }
    if all(|cell| matches!(cell, Scalar::Integer(_) | Scalar::Number(_))) {
        let number = |cell: &Scalar| match cell {
            Scalar::Integer(value) => *value as f64,
            Scalar::Number(value) => *value,
            _ => f64::NAN,
        };
        // No number that can be written is infinite, and no date that can be written is out of range.
        return series::numbers(&cells.iter().map(number).collect::<Vec<f64>>()).unwrap_or_else(|_| texts(cells));
    }
    if known().next().is_some() && known().all(|cell| date(cell).is_some()) {
        return series::dates(cells.iter().map(|cell| date(cell).map(series::days_of)))
            .unwrap_or_else(|_| texts(cells));
    }
    texts(cells)
}

fn texts(cells: &[Scalar]) -> Series {
    series::texts(cells.iter().map(|cell| match cell {
        Scalar::Boolean(value) => Some(value.to_string()),
        Scalar::Integer(value) => Some(value.to_string()),
        Scalar::Number(value) => Some(value.to_string()),
        Scalar::Text(text) => Some(text.clone()),
        Scalar::Missing => None,
    }))
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Scalar, D::Error> {
        struct ScalarVisitor;
        impl Visitor<'_> for ScalarVisitor {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a number, a text, a date, `true` or `false`")
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Scalar, E> {
                Ok(Scalar::Boolean(value))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Scalar, E> {
                Ok(Scalar::Integer(value))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Scalar, E> {
                Ok(i64::try_from(value).map_or(Scalar::Number(value as f64), Scalar::Integer))
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<Scalar, E> {
                match value.is_finite() {
                    true => Ok(Scalar::Number(value)),
                    false => Err(E::invalid_value(Unexpected::Float(value), &self)),
                }
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Scalar, E> {
                Ok(if text.is_empty() { Scalar::Missing } else { Scalar::Text(text.to_owned()) })
            }

            fn visit_unit<E: Error>(self) -> Result<Scalar, E> {
                Ok(Scalar::Missing)
            }
        }
        deserializer.deserialize_any(ScalarVisitor)
    }
}

impl JsonSchema for InlineRows {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "InlineRows".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let scalar = json_schema!({ "type": ["number", "string", "boolean", "null"] });
        json_schema!({ "type": "array", "items": { "type": "object", "additionalProperties": scalar } })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use polars::prelude::DataType;

    use super::*;
    use crate::diag::{Source, reading};

    fn rows(text: &str) -> InlineRows {
        let source = Arc::new(Source::new("a.yaml", text));
        reading(&source, || serde_yaml::from_str(text)).unwrap()
    }

    #[test]
    fn types_are_those_of_all_values_of_a_column() {
        let text = "- {study: A, n1: 12, es: 0.5, rct: true, kommune: 0301, when: 2016-06-01, mixed: 1}\n\
                    - {study: B, n1: 14, es: 1, rct: false, kommune: 5001, when: 2016-07-01, mixed: x}\n\
                    - {study: C, n1: }\n";
        let table = rows(text).table().unwrap();
        assert_eq!(table.height, 3);
        let kinds: Vec<(String, String)> = table
            .columns
            .iter()
            .map(|column| (column.name.clone(), format!("{} {}", column.values.dtype(), column.values.null_count())))
            .collect();
        let kinds: Vec<(&str, &str)> = kinds.iter().map(|(name, kind)| (name.as_str(), kind.as_str())).collect();
        assert_eq!(
            kinds,
            [
                ("study", "str 0"),
                ("n1", "i64 1"),
                ("es", "f64 1"),
                ("rct", "bool 1"),
                ("kommune", "str 1"),
                ("when", "date 1"),
                ("mixed", "str 1"),
            ]
        );
        let kommune = table.columns[4].values.str().unwrap();
        assert_eq!(kommune.get(0), Some("0301"));
        assert_eq!(table.columns[6].values.dtype(), &DataType::String);
    }

    #[test]
    fn every_value_knows_where_it_stands() {
        let rows = rows("- {a: 1, b: 2}\n- {a: 3}\n");
        assert_eq!(rows.location(0, "b").unwrap().to_string(), "a.yaml:1:13");
        assert_eq!(rows.location(1, "b").unwrap().to_string(), "a.yaml:2:4");
        assert!(rows.location(7, "a").is_none());
    }

    #[test]
    fn what_is_no_value_is_refused() {
        assert!(serde_yaml::from_str::<InlineRows>("- {a: .inf}\n").is_err());
        assert!(serde_yaml::from_str::<InlineRows>("- {a: [1]}\n").is_err());
        assert_eq!(
            rows("- {\"\": 1}\n").table().unwrap_err()[0].to_string(),
            "a.yaml:1:4: a column of `rows` has no name"
        );
    }
}
