//! One value of a table, as every other layer sees it.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

/// One value of a table.
///
/// The order is canonical, so that whatever is sorted by it never depends on the order of rows: booleans, numbers
/// (whole and other alike, by size), dates, texts by code point, and missing values last. No number is NaN.
#[derive(Clone, Debug)]
pub enum Cell {
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// A calendar date.
    Date(Date),
    /// A text, or a category by its code.
    Text(Arc<str>),
    /// No value.
    Missing,
}

impl Cell {
    /// A text.
    pub fn text(text: &str) -> Cell {
        Cell::Text(Arc::from(text))
    }

    /// A number, whole where it is one; a number that is none is missing.
    pub fn number(value: f64) -> Cell {
        // Beyond 2^53 not every whole number is a float, and 2^63 is no i64.
        let whole = value.trunc() == value && value.abs() < 9_007_199_254_740_992.0;
        match value {
            _ if !value.is_finite() => Cell::Missing,
            _ if whole => Cell::Integer(value as i64),
            _ => Cell::Number(value),
        }
    }

    /// The value as a number: 1 and 0 for true and false, nothing for texts, dates and missing values.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Cell::Boolean(value) => Some(f64::from(u8::from(*value))),
            Cell::Integer(value) => Some(*value as f64),
            Cell::Number(value) => Some(*value),
            Cell::Date(_) | Cell::Text(_) | Cell::Missing => None,
        }
    }

    /// Whether there is no value.
    pub fn is_missing(&self) -> bool {
        matches!(self, Cell::Missing)
    }

    /// Whether a value written in a specification means this one: `1` is the number 1, the text `1` and «true».
    ///
    /// ```
    /// use utfall::data::Cell;
    /// assert!(Cell::Integer(1).is_written("1"));
    /// assert!(Cell::Number(0.5).is_written("0.50"));
    /// assert!(Cell::Boolean(true).is_written("true"));
    /// assert!(Cell::text("0301").is_written("0301") && !Cell::text("0301").is_written("301"));
    /// ```
    pub fn is_written(&self, written: &str) -> bool {
        match self {
            Cell::Boolean(value) => matches!((value, written), (true, "true" | "1") | (false, "false" | "0")),
            Cell::Integer(_) | Cell::Number(_) => {
                written.parse().is_ok_and(|number: f64| self.as_number() == Some(number))
            }
            Cell::Date(date) => date.to_string() == written,
            Cell::Text(text) => **text == *written,
            Cell::Missing => false,
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Cell::Boolean(_) => 0,
            Cell::Integer(_) | Cell::Number(_) => 1,
            Cell::Date(_) => 2,
            Cell::Text(_) => 3,
            Cell::Missing => 4,
        }
    }
}

impl Ord for Cell {
    fn cmp(&self, other: &Cell) -> Ordering {
        match (self, other) {
            (Cell::Boolean(a), Cell::Boolean(b)) => a.cmp(b),
            (Cell::Integer(a), Cell::Integer(b)) => a.cmp(b),
            (Cell::Date(a), Cell::Date(b)) => a.cmp(b),
            (Cell::Text(a), Cell::Text(b)) => a.cmp(b),
            // Adding zero makes −0 a plain 0.
            (a, b) => match (a.as_number().filter(|_| a.rank() == 1), b.as_number().filter(|_| b.rank() == 1)) {
                (Some(a), Some(b)) => (a + 0.0).total_cmp(&(b + 0.0)),
                _ => a.rank().cmp(&b.rank()),
            },
        }
    }
}

impl PartialOrd for Cell {
    fn partial_cmp(&self, other: &Cell) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Cell {
    fn eq(&self, other: &Cell) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Cell {}

impl fmt::Display for Cell {
    /// As it would be written in a specification; nothing for a missing value.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Boolean(value) => value.fmt(f),
            Cell::Integer(value) => value.fmt(f),
            Cell::Number(value) => value.fmt(f),
            Cell::Date(value) => value.fmt(f),
            Cell::Text(text) => text.fmt(f),
            Cell::Missing => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_total_and_missing_comes_last() {
        let mut cells = [
            Cell::Missing,
            Cell::text("b"),
            Cell::number(2.5),
            Cell::number(2.0),
            Cell::Boolean(false),
            Cell::text("a"),
        ];
        cells.sort();
        let shown: Vec<String> = cells.iter().map(Cell::to_string).collect();
        assert_eq!(shown, ["false", "2", "2.5", "a", "b", ""]);
        assert_eq!(Cell::Number(-0.0), Cell::Integer(0));
        assert!(Cell::number(f64::NAN).is_missing());
    }
}
